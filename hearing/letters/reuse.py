"""Published letters for others to build on: entries of feeds, what a place may show, and the version of all that."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape
from typing import Any

from tortoise.functions import Max

from hearing.base.atom import Item
from hearing.base.clock import now, today
from hearing.base.dates import long
from hearing.base.lang import _, language, ngettext, use
from hearing.db import rows as sql
from hearing.letters import lateness, signing
from hearing.letters.board import Board
from hearing.letters.kinds import Delivery
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.models import Campaign
from hearing.letters.models_entry import Entry
from hearing.letters.models_recipient import Recipient
from hearing.letters.outside import is_shown, ticked
from hearing.letters.shown import STEPS, counts
from hearing.settings import settings

MOST = 100
FRESH_SECONDS = 300
UNSEEN = (EntryKind.NOTE, EntryKind.BALL, EntryKind.HEARSAY, EntryKind.AUTO_REPLY, EntryKind.CONTACT)


async def newest() -> tuple[Any, ...]:
    """The version of everything public about letters: it moves with every line of a timeline and with the day."""
    (row,) = await sql(
        "SELECT (SELECT count(*) FROM letter_entry) AS line, (SELECT max(changed_at) FROM campaign) AS changed"
    )
    return row["line"], row["changed"], today(), int(now().timestamp()) // FRESH_SECONDS, settings().url


LINES = """SELECT count(e.id) AS lines, count(DISTINCT r.id) AS many, max(r.id) AS latest
FROM recipient r LEFT JOIN letter_entry e ON e.recipient_id = r.id WHERE r.campaign_id = ?"""
AT_ONCE = "public, no-cache"  # what is shown no more may stand in nobody's cache


async def version(campaign: Campaign) -> tuple[Any, ...]:
    """What tells one state of a letter's public pages from the next: every line of its timelines, text, names, the day."""
    (row,) = await sql(LINES, campaign.pk)
    signed = tuple((one.pk, one.label, one.answered_at) for one in await signing.signed(campaign))
    facts = (campaign.changed_at, str(campaign.status), campaign.slug, campaign.organiser.name)
    return tuple(row.values()), signed, facts, today(), settings().url, settings().name


def published() -> Any:
    """The letters everyone may read, the latest first."""
    return Campaign.filter(published_at__isnull=False).order_by("-sent_at", "-id").select_related("organiser")


def address(campaign: Campaign, english: bool = False) -> str:
    """The whole address of a letter's public page."""
    return f"{settings().url}{'/en' if english else ''}/letters/{campaign.slug}"


def frame(campaign: Campaign) -> str:
    """The line that puts the letter's map on somebody else's page."""
    there = escape(f"{address(campaign, language() == 'en')}/map")
    return f'<iframe src="{there}" title="{escape(campaign.title)}" width="100%" height="920" loading="lazy"></iframe>'


async def changed(rows: Sequence[Campaign]) -> dict[int, datetime]:
    """By letter: when something outsiders can see last happened; one query."""
    lines = Entry.filter(recipient__campaign_id__in=[row.pk for row in rows], kind__not_in=list(UNSEEN))
    latest = lines.annotate(last=Max("noted_at")).group_by("recipient__campaign_id")
    found = {row.pk: row.changed_at for row in rows}
    for one in await latest.values("recipient__campaign_id", "last"):
        moment = one["last"] if isinstance(one["last"], datetime) else datetime.fromisoformat(str(one["last"]))
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        found[one["recipient__campaign_id"]] = max(found[one["recipient__campaign_id"]], moment)
    return found


async def items() -> list[Item]:
    """The letters as entries of the installation's feed, each in its own language."""
    rows = await published().limit(MOST)
    moved, answered = await changed(rows), await counts(rows)
    return [_letter(row, moved[row.pk], *answered.get(row.pk, (0, 0))) for row in rows]


def _letter(campaign: Campaign, moved: datetime, answered: int, total: int) -> Item:
    with use(campaign.language):
        told = ngettext("Sent to one.", "Sent to %(num)s.", total)
        told += " " + _("%(answered)s of %(total)s have answered.", answered=answered, total=total)
        label = str(campaign.kind.label)
    shown = campaign.published_at or campaign.changed_at
    return Item(
        id=address(campaign),
        title=campaign.title,
        url=address(campaign, language() == "en"),
        published=shown,
        updated=max(moved, shown),
        author=str(campaign.organiser.name),
        summary=told,
        language=campaign.language,
        term=campaign.kind.value,
        label=label,
    )


async def answers(campaign: Campaign, found: Board) -> list[Item]:
    """One letter's feed: the letter, and each answer that was ticked."""
    moved = (await changed([campaign]))[campaign.pk]
    told = Entry.filter(recipient__campaign_id=campaign.pk, kind=EntryKind.SHOWN)
    ticks = {
        one["recipient_id"]: one["noted_at"] for one in await told.order_by("id").values("recipient_id", "noted_at")
    }
    made = [_letter(campaign, moved, found.answered.answered, found.sent)]
    for line in found.lines:
        if is_shown(line) and line.row.pk in ticks:
            made.append(_answer(campaign, line.row, ticks[line.row.pk]))
    return made


def _answer(campaign: Campaign, row: Recipient, at: datetime) -> Item:
    with use(campaign.language):
        title = f"{row.authority}: {row.handling.label}"
        day = f" ({long(row.answered_on)})" if row.answered_on else ""
    place = f"#r-{row.code or row.number}"
    return Item(
        id=address(campaign) + place,
        title=title,
        url=address(campaign, language() == "en") + place,
        published=at,
        updated=at,
        author=str(campaign.organiser.name),
        summary=row.shown_text + day,
        language=campaign.language,
        term=row.handling.value,
        label=str(row.handling.label),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """One letter in one place, as everyone may know it."""

    title: str
    slug: str
    language: str
    organiser: str
    authority: str
    place: str
    step: str
    sent_on: date | None
    answered_on: date | None
    answer: str

    @property
    def sign(self) -> tuple[str, str, Any]:
        """The chip of where it is: kind, picture, word."""
        return STEPS[self.step]


async def at_place(codes: Collection[str]) -> list[Standing]:
    """The published letters that went to the authorities of some codes, the latest first; an answer once ticked."""
    rows = Recipient.filter(code__in=list(codes), campaign__published_at__isnull=False)
    sent = rows.filter(delivery__in=[one for one in lateness.OUT if one != Delivery.QUEUED])
    found = await sent.order_by("-sent_on", "sort_key").limit(MOST).select_related("campaign__organiser")
    return [_standing(row) for row in found]


def _standing(row: Recipient) -> Standing:
    return Standing(
        title=row.campaign.title,
        slug=row.campaign.slug or "",
        language=row.campaign.language,
        organiser=row.campaign.organiser.name,
        authority=row.authority,
        place=row.code or str(row.number),
        step=lateness.step_of(row, today()),
        sent_on=row.sent_on,
        answered_on=row.answered_on,
        answer=row.shown_text if ticked(row) else "",
    )
