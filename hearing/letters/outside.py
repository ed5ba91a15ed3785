"""A letter as an outsider may know it: text, where it is, what staff have ticked.

Never an address, a private note or an answer that was not ticked.
"""

from collections.abc import Sequence
from typing import Any

from hearing.base import dates, lang
from hearing.base.dates import local
from hearing.letters import enclosures, merge, signing, writing
from hearing.letters.authority import PAGE
from hearing.letters.board import Board, Line
from hearing.letters.kinds_case import Handling, Verdict
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.models import Campaign, Demand
from hearing.letters.models_entry import Entry
from hearing.letters.models_recipient import Recipient
from hearing.letters.models_signing import Signatory
from hearing.letters.standing import dead
from hearing.settings import settings

TOLD = (
    EntryKind.SENT,
    EntryKind.REMINDER,
    EntryKind.ACKNOWLEDGED,
    EntryKind.PASSED_ON,
    EntryKind.PROMISED,
    EntryKind.PARTLY,
    EntryKind.ANSWERED,
)


async def values_of(campaign: Campaign, found: Board) -> dict[str, Any]:
    """What the public page shows."""
    return {
        "campaign": campaign,
        "organiser": campaign.organiser,
        "board": found,
        "body": await text_of(campaign, campaign.body),
        "easy": await text_of(campaign, campaign.easy_read) if campaign.easy_read else "",
        "signatories": await signing.signed(campaign),
        "enclosures": await enclosures.of(campaign),
        "tallies": tallies(found),
        "shown": [line for line in found.lines if is_shown(line)],
        "width": "",
    }


def is_shown(line: Line) -> bool:
    """Whether staff have ticked the answer, and there is one."""
    return ticked(line.row)


def ticked(row: Recipient) -> bool:
    """Whether everyone may read what this authority answered."""
    return row.shown and row.handling in (Handling.ANSWERED, Handling.PARTLY)


async def text_of(campaign: Campaign, text: str) -> str:
    """The letter with its common words filled in; what differs for each recipient stands in brackets."""
    written = await writing.written_of(campaign)
    with lang.use(campaign.language):
        names = {word: f"[{told}]" for word, _key, told in merge.WORDS}
    names |= {"svarsdatum": _day(campaign), "avsandare": campaign.sender, "ref": campaign.reference}
    names |= {"krav": written["demands"], "citat": written["quotes"], "undertecknare": written["signatories"]}
    by_key = {key: names[word] for word, key, _told in merge.WORDS}
    words = by_key | names | {word: by_key[key] for word, key in merge.OTHERS.items()}
    return merge.filled(text, {word: words.get(word) or f"[{word}]" for word in merge.used(text)})


def _day(campaign: Campaign) -> str:
    with lang.use(campaign.language):
        return dates.long(campaign.reply_by_on) if campaign.reply_by_on else ""


def tallies(found: Board) -> list[tuple[Demand, dict[str, int]]]:
    """How the answers that are shown fall, for each demand."""
    lines = [line for line in found.lines if is_shown(line)]
    told = []
    for demand in found.demands:
        verdicts = [line.case.current.get(demand.number, Verdict.NONE).value for line in lines]
        told.append((demand, {one.value: verdicts.count(one.value) for one in Verdict}))
    return told


def as_json(campaign: Campaign, found: Board, signatories: Sequence[Signatory] = ()) -> dict[str, Any]:
    """The public JSON of a letter."""
    return {
        "slug": campaign.slug,
        "reference": campaign.reference,
        "title": campaign.title,
        "kind": str(campaign.kind),
        "language": campaign.language,
        "organiser": campaign.organiser.name,
        "sent_on": local(campaign.sent_at).date().isoformat() if campaign.sent_at else None,
        "answer_wished_by": campaign.reply_by_on.isoformat() if campaign.reply_by_on else None,
        "signatories": [one.label for one in signatories],
        "sent": found.sent,
        "answered": found.answered.answered,
        "demands": [{"number": one.number, "text": one.text} for one in found.demands],
        "recipients": [_recipient(line, found.demands) for line in found.lines],
        "url": f"{settings().url}/letters/{campaign.slug}",
    }


def _recipient(line: Line, demands: Sequence[Demand]) -> dict[str, Any]:
    row, seen = line.row, is_shown(line)
    verdicts = {str(one.number): line.case.current.get(one.number, Verdict.NONE).value for one in demands}
    return {
        "authority": row.authority,
        "code": row.code or None,
        "state": line.step,
        "answered_on": row.answered_on.isoformat() if row.answered_on else None,
        "answer": row.shown_text or None if seen else None,
        "demands": verdicts if seen else None,
    }


def told_to_authority(entries: Sequence[Entry]) -> list[Entry]:
    """What we know so far, as the authority itself may read it: no notes, no hearsay, no names of ours."""
    gone = dead([(one.pk, one.takes_back_id) for one in entries if one.takes_back_id])
    return [one for one in entries if one.pk not in gone and (one.kind in TOLD or _asked(one))]


def _asked(entry: Entry) -> bool:
    """Whether the authority asked for a meeting on its own page."""
    return entry.kind == EntryKind.CONTACT and entry.source.startswith(f"{PAGE}-")
