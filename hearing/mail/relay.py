"""The mail server's health: noted by whoever talks to it, shown as a banner, never a reason to lose a mail."""

from datetime import timedelta

from tortoise.transactions import in_transaction

from hearing.base.addresses import Smtp
from hearing.base.clock import now
from hearing.base.lang import _, lazy
from hearing.mail import smtp
from hearing.mail.models_server import MailServer
from hearing.mail.smtp import Fault, Result
from hearing.settings import settings

PLAIN = (Fault.SIGN_IN, Fault.CERTIFICATE, Fault.NO_TLS)  # a person must act: told at the first time
PATIENT = 2  # other faults in a row before anybody is told
SEEN = timedelta(minutes=10)

WORDS = {
    Fault.AWAY: lazy("The mail server does not answer."),
    Fault.SIGN_IN: lazy("The mail server refuses our user name or password."),
    Fault.CERTIFICATE: lazy("The mail server's certificate is not valid, so nothing is sent to it."),
    Fault.NO_TLS: lazy("The mail server offers no encryption (STARTTLS), so nothing is sent to it."),
    Fault.SENDER: lazy("The mail server refuses mail from our address."),
}


class Watched:
    """What this process has told about one server, so that the row is written only when something changes."""

    def __init__(self, server: Smtp) -> None:
        self.name = str(server)
        self.faults = 0
        self.told = ""
        self.fine_until = now() - SEEN

    async def fault(self, result: Result) -> None:
        """The server failed before any mail was its matter."""
        self.faults += 1
        said = f"{result.fault} {result.code} {result.text}"
        if said != self.told and (result.fault in PLAIN or self.faults >= PATIENT):
            self.told, self.fine_until = said, now() - SEEN
            await down(self.name, result)

    async def fine(self, features: list[str]) -> None:
        """The server answered about a mail."""
        self.faults = 0
        if self.told or not timedelta() <= self.fine_until - now() <= SEEN:
            self.told, self.fine_until = "", now() + SEEN
            await well(self.name, features)


async def _row(name: str) -> MailServer:
    return (await MailServer.get_or_create(name=name))[0]


async def down(name: str, result: Result) -> None:
    """Note that the server takes no mail from us, since when and in its own words."""
    async with in_transaction():
        row = await _row(name)
        said = {"fault": str(result.fault), "code": result.code, "words": result.text}
        await row.update_from_dict(said | {"down_since": row.down_since or now()}).save()


async def well(name: str, features: list[str]) -> None:
    """Note that the server takes our mail."""
    async with in_transaction():
        row = await _row(name)
        fine = {"seen_at": now(), "down_since": None, "fault": "", "code": None, "words": ""}
        await row.update_from_dict(fine | {"features": features or row.features}).save()


async def seen() -> MailServer | None:
    """The server of now as it was last seen."""
    server = settings().smtp
    return await MailServer.get_or_none(name=str(server)) if server else None


async def trouble() -> MailServer | None:
    """The server of now while it takes no mail from us."""
    row = await seen()
    return row if row and row.down_since else None


def told(row: MailServer) -> str:
    """What is wrong, for people."""
    return str(WORDS.get(Fault(row.fault), _("The mail server does not answer.")))


async def ask() -> MailServer | None:
    """Sign in at the server now and note how it went."""
    server = settings().smtp
    if server is None:
        return None
    result, features = await smtp.check(server)
    if result is None:
        await well(str(server), features)
    else:
        await down(str(server), result)
    return await seen()


async def ask_again() -> bool:
    """Job: a server that was away is asked again, so that the banner goes although no mail waits."""
    if await trouble():
        await ask()
    return False
