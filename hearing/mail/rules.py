"""Who may get mail from this installation: held mode, the allow-list, the demo mark, blocked addresses."""

from hearing.base.installation import is_demo
from hearing.db import rows
from hearing.mail.addresses import domain_of
from hearing.mail.models import MailReason
from hearing.settings import settings

DEMO_DOMAINS = ("test", "example")


class Gate:
    """The rules as they are at one moment, for many addresses."""

    def __init__(self, demo: bool) -> None:
        self.demo = demo
        self.server = settings().smtp is not None
        self.allowed = frozenset(settings().mail_allow)

    @classmethod
    async def now(cls) -> "Gate":
        """Read the demo mark and the settings."""
        return cls(await is_demo())

    def holds(self, address: str) -> MailReason:
        """Why mail to this address may not leave; NONE when it may."""
        domain = domain_of(address)
        if self.demo and domain.rpartition(".")[2] not in DEMO_DOMAINS:
            return MailReason.DEMO
        if self.allowed and domain not in self.allowed:
            return MailReason.NOT_ALLOWED
        return MailReason.NONE if self.server else MailReason.NO_SERVER


async def blocked(addresses: list[str]) -> set[str]:
    """Those of the addresses, in lower case, that get no mail from here."""
    norms = sorted({address.lower() for address in addresses})
    found: set[str] = set()
    for start in range(0, len(norms), 500):
        some = norms[start : start + 500]
        marks = ", ".join("?" for _norm in some)
        query = f"SELECT address_norm FROM blocked_address WHERE address_norm IN ({marks})"
        found.update(row["address_norm"] for row in await rows(query, *some))
    return found
