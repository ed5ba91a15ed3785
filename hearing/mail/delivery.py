"""Whether our mail is believed elsewhere: what the names of our domains must say, and a test that comes back to us."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from email.parser import BytesHeaderParser
from ipaddress import ip_address

from tortoise.transactions import atomic

from hearing.base.audit import Actor, record
from hearing.base.clock import now
from hearing.base.files import File
from hearing.base.lang import _, language
from hearing.mail import addresses, outbox
from hearing.mail.addresses import clean, domain_of
from hearing.mail.compose import assemble
from hearing.mail.layout import Block, Piece
from hearing.mail.models import MailStatus, OutgoingMail
from hearing.mail.models_in import IncomingMail, IncomingStatus
from hearing.settings import settings

KIND = "delivery_test"
HEAD = 64 * 1024
MOST = 30
SHOWN = ("Return-Path", "Received-SPF", "Authentication-Results", "DKIM-Signature", "Received")
VERDICT = re.compile(r"\b(spf|dkim|dmarc)\s*=\s*([a-z]{2,12})\b", re.I)


@dataclass(frozen=True, slots=True)
class Record:
    """A line for the one who keeps a domain's names: where, of which type, what, why."""

    name: str
    kind: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Test:
    """The last test mail: as it left, and as it came back."""

    mail: OutgoingMail
    came: IncomingMail | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)

    @property
    def verdicts(self) -> dict[str, str]:
        """What the receiving server found, by method; the last server that says something is ours."""
        told = [value for name, value in self.headers if name == "Authentication-Results"]
        return {how.lower(): found.lower() for value in reversed(told) for how, found in VERDICT.findall(value)}


def domains() -> tuple[str, str]:
    """The domain that mails are from, and the one they return to."""
    _name, sender = addresses.split(settings().mail_from)
    return domain_of(sender), domain_of(outbox.own_envelope())


def aligned() -> bool:
    """Whether the return path is in the sender's domain or below it, as DMARC asks for SPF to count."""
    own, back = domains()
    return back == own or back.endswith(f".{own}") or own.endswith(f".{back}")


def _mechanism(host: str) -> str:
    """How SPF names a server (RFC 7208 sections 5.3 and 5.6): a name is looked up, an address stands as it is."""
    try:
        return f"ip{ip_address(host).version}:{host}"
    except ValueError:
        return f"a:{host}"


def records() -> list[Record]:
    """What must stand in the DNS for this installation's domains."""
    own, back = domains()
    server = settings().smtp
    host = server.host if server else "mail.example.org"
    return [
        Record(
            back,
            "TXT",
            f"v=spf1 {_mechanism(host)} -all",
            _("SPF: this server may send. If the provider names another text, such as include:…, take that."),
        ),
        Record(
            f"SELECTOR._domainkey.{own}",
            "TXT",
            "v=DKIM1; k=rsa; p=…",
            _("DKIM: the mail server signs with d=%(domain)s. It gives the selector and the key.", domain=own),
        ),
        Record(
            f"_dmarc.{own}",
            "TXT",
            f"v=DMARC1; p=none; rua=mailto:postmaster@{own}",
            _("DMARC: begin with none, read the reports, then quarantine."),
        ),
        Record(
            back,
            "MX",
            f"10 {host}",
            _(
                "Answers and bounces come to %(address)s and must reach hearing receive or the mailbox of HEARING_IMAP.",
                address=settings().mail_reply.replace("@", "+…@"),
            ),
        ),
    ]


@atomic()
async def send_test(by: Actor) -> OutgoingMail:
    """Ask for a mail to ourselves: out through the server, back through our own door."""
    token = outbox.random_token()
    subject = _("Test of delivery %(number)s", number=token[:8])
    words = _("This mail shows the way from here and back. It can be thrown away.")
    letter = assemble(subject, [Block("text", ((Piece(words),),))], language(), settings().name)
    mail = await outbox.put(
        outbox.Post(
            key=f"{KIND}:{token}",
            kind=KIND,
            to_name=settings().name,
            to_address=outbox.reply_address(token),
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            language=letter.language,
            automatic=True,
        )
    )
    await record(by, "mail.tested", mail)
    return mail


async def last_test() -> Test | None:
    """The latest test and what came back of it; its subject is its own."""
    mail = await OutgoingMail.filter(kind=KIND).order_by("-id").first()
    if mail is None:
        return None
    came = await IncomingMail.filter(subject=mail.subject, received_at__gte=mail.created_at).order_by("id").first()
    file = await File.get_or_none(pk=came.file_id) if came and came.file_id else None
    return Test(mail, came, headers(bytes(file.content)) if file else [])


def headers(raw: bytes) -> list[tuple[str, str]]:
    """The lines that servers on the way wrote."""
    found = BytesHeaderParser().parsebytes(raw[:HEAD])
    return [(name, clean(str(value), 500)) for name in SHOWN for value in found.get_all(name, [])][:MOST]


async def waiting_since() -> tuple[datetime | None, datetime | None]:
    """Since when the oldest mail that is due waits to leave, and the oldest unsorted one for a person."""
    due = OutgoingMail.filter(status=MailStatus.QUEUED, due_at__lte=now()).order_by("due_at")
    unsorted = IncomingMail.filter(status__in=[IncomingStatus.KEPT, IncomingStatus.UNSORTED]).order_by("received_at")
    out, came = await due.only("id", "due_at").first(), await unsorted.only("id", "received_at").first()
    return out.due_at if out else None, came.received_at if came else None
