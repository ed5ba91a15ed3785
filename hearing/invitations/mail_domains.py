"""Mail domains: whether two addresses belong to the same house."""

# Anybody may have an address here: sharing one of these says nothing about who somebody is.
SHARED_BY_STRANGERS = frozenset(
    """aol.com bahnhof.se bredband.net bredband2.com bredbandsbolaget.se comhem.se duck.com fastmail.com gmail.com
    gmx.at gmx.com gmx.de gmx.net googlemail.com hey.com home.se hotmail.co.uk hotmail.com hotmail.no hotmail.se
    hushmail.com icloud.com inbox.com live.com live.no live.se mac.com mail.com mail.ru mailbox.org mailbox.swipnet.se
    mailfence.com me.com msn.com ownit.se passagen.se pm.me proton.me protonmail.ch protonmail.com rocketmail.com
    riksnet.se spray.se swipnet.se tele2.se telia.com telia.se tuta.com tuta.io tutanota.com utfors.se web.de
    yahoo.co.uk yahoo.com yahoo.se yandex.com ymail.com zoho.com""".split()
)


def domain(address: str) -> str:
    """What stands after the @, in small letters."""
    return address.rpartition("@")[2].casefold().rstrip(".")


def same_house(one: str, other: str) -> bool:
    """Whether both addresses are at one organisation's own domain."""
    here = domain(one)
    return "@" in one and "@" in other and here == domain(other) and here not in SHARED_BY_STRANGERS
