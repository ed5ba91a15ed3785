"""Synthetic load: two thousand incoming mails a round, sorted as real ones would have been."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import formataddr
from typing import Any

from hearing.base.clock import now
from hearing.base.files import File
from hearing.mail.inbox import second_key
from hearing.mail.models_in import IncomingKind, IncomingMail, IncomingMatch, IncomingStatus, MatchDecision

MAILS, AT_ONCE = 2_000, 200
K = IncomingKind
KINDS = (
    K.REPLY, K.REPLY, K.REPLY, K.FORWARDED_REPLY, K.AUTO_REPLY, K.ACKNOWLEDGEMENT, K.ACKNOWLEDGEMENT, K.UNMATCHED,
    K.REPLY, K.AUTO_REPLY, K.CALENDAR_REPLY, K.BOUNCE_SOFT, K.DELAY, K.FORWARDED_REPLY, K.SPAM, K.UNMATCHED,
)  # fmt: skip
WORDS = {
    K.REPLY: "Tack för inbjudan. Vi återkommer om vem som kommer.",
    K.FORWARDED_REPLY: "Jag har fått mejlet vidarebefordrat och svarar i stället för vår ordförande.",
    K.AUTO_REPLY: "Jag är ledig och åter på måndag.",
    K.ACKNOWLEDGEMENT: "Vi har tagit emot er skrivelse. Diarienummer: RS 2026-{number:05}.",
    K.UNMATCHED: "Hej, vem ska jag tala med om lokalen i samlingshus {number}?",
    K.CALENDAR_REPLY: "Accepterat",
    K.BOUNCE_SOFT: "Brevlådan är full.",
    K.DELAY: "Meddelandet har ännu inte levererats. Försöken fortsätter.",
    K.SPAM: "Köp en adresslista till halva priset.",
}
ANSWERS = (K.REPLY, K.FORWARDED_REPLY)


@dataclass(frozen=True, slots=True)
class About:
    """Something a mail may belong to: its reference, the address, whose it is."""

    ref: str
    address: str
    name: str
    organiser_id: int


async def scale(number: int, abouts: Sequence[About]) -> None:
    """Add them, spread over the last half year; rounds count from 0."""
    for start in range(0, MAILS, AT_ONCE):
        await add([number * MAILS + start + place for place in range(AT_ONCE)], abouts)


@dataclass(frozen=True, slots=True)
class Made:
    """One mail of the load."""

    number: int
    about: About
    raw: bytes
    digest: str

    @property
    def kind(self) -> IncomingKind:
        """What it is."""
        return KINDS[self.number % len(KINDS)]

    @property
    def waits(self) -> bool:
        """Every eighth finds no certain place."""
        return self.number % 8 == 0 or self.kind == K.UNMATCHED

    @property
    def text(self) -> str:
        """What it says."""
        return WORDS[self.kind].format(number=self.number)


def _make(number: int, about: About) -> Made:
    head = f"From: {formataddr((about.name, about.address))}\r\nSubject: Sv: Provmejl {number}\r\n"
    kind = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
    text = WORDS[KINDS[number % len(KINDS)]].format(number=number)
    raw = f"{head}Message-ID: <scale.{number}@prov.test>\r\nMIME-Version: 1.0\r\n{kind}\r\n{text}\r\n".encode()
    return Made(number, about, raw, hashlib.sha256(raw).hexdigest())


async def add(numbers: list[int], abouts: Sequence[About]) -> None:
    """Add those with these numbers, at most some hundreds at once."""
    made, moment = [_make(one, abouts[one % len(abouts)]) for one in numbers], now()
    kept = {"name": "mail.eml", "media_type": "message/rfc822", "created_at": moment}
    await File.bulk_create([File(sha256=one.digest, size=len(one.raw), content=one.raw, **kept) for one in made])
    digests = [one.digest for one in made]
    files = dict(await File.filter(sha256__in=digests).values_list("sha256", "id"))
    await IncomingMail.bulk_create([_mail(one, files[one.digest], moment) for one in made])
    ids = dict(await IncomingMail.filter(sha256__in=digests).values_list("sha256", "id"))
    placed = [one for one in made if one.kind not in (K.UNMATCHED, K.SPAM)]
    await IncomingMatch.bulk_create([_match(one, ids[one.digest]) for one in placed])


def _mail(one: Made, file_id: int, moment: datetime) -> IncomingMail:
    subject, arrived = f"Sv: Provmejl {one.number}", moment - timedelta(minutes=130 * (one.number % MAILS))
    settled = IncomingStatus.DONE if one.kind == K.SPAM else IncomingStatus.SORTED
    facts: dict[str, Any] = {
        "organiser_id": None if one.waits else one.about.organiser_id,
        "status": IncomingStatus.UNSORTED if one.waits else settled,
        "counts_as_answer": one.kind in ANSWERS and not one.waits,
        "numbers": [f"RS 2026-{one.number:05}"] if one.kind == K.ACKNOWLEDGEMENT else [],
        "search_text": f"{one.about.address} {one.about.name} {subject} {one.text}".casefold(),
    }
    times = {"received_at": arrived, "sent_at": arrived, "due_at": arrived}
    names = {"from_address": one.about.address, "from_name": one.about.name, "subject": subject}
    return IncomingMail(
        sha256=one.digest,
        file_id=file_id,
        size=len(one.raw),
        door="pipe",
        second_key=second_key(one.raw),
        kind=one.kind,
        message_id=f"<scale.{one.number}@prov.test>",
        text=one.text,
        full_text=one.text,
        **times,
        **names,
        **facts,
    )


def _match(one: Made, mail_id: int) -> IncomingMatch:
    certain = not one.waits
    return IncomingMatch(
        mail_id=mail_id,
        ref=one.about.ref,
        certain=certain,
        score=135 if certain else 35,
        reasons=["token", "sender"] if certain else ["sender"],
        decided=MatchDecision.YES if certain else MatchDecision.OPEN,
        decided_at=now() if certain else None,
    )
