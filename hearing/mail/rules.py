"""Who may get mail from this installation: held mode, the allow-list, the demo mark, blocked addresses."""

from collections.abc import Iterable

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


Asked = tuple[str, int | None]  # an address and whose mail it is


async def blocked(asked: Iterable[Asked]) -> set[Asked]:
    """Those that get no mail: from anybody here, or from that organiser. Every mail passes this, twice."""
    wanted = list(dict.fromkeys(asked))
    norms = sorted({address.lower() for address, _organiser in wanted})
    found: set[tuple[str, int | None]] = set()
    for start in range(0, len(norms), 500):
        some = norms[start : start + 500]
        marks = ", ".join("?" for _norm in some)
        query = f"SELECT address_norm, organiser_id FROM blocked_address WHERE lifted_at IS NULL AND address_norm IN ({marks})"
        found.update((row["address_norm"], row["organiser_id"]) for row in await rows(query, *some))
    return {one for one in wanted if {(one[0].lower(), None), (one[0].lower(), one[1])} & found}
