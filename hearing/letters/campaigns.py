"""A letter from first draft to closed: its text, its numbered demands, its quotes, its versions, its public page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.functions import Max
from tortoise.transactions import atomic, in_transaction

from hearing.base.audit import Actor, record
from hearing.base.clock import now, today
from hearing.base.errors import Refusal
from hearing.events import slugs
from hearing.letters.kinds import CampaignStatus
from hearing.letters.models import Campaign, CampaignVersion, Demand, Quote
from hearing.letters.models_entry import DemandAnswer
from hearing.organisers.models import Organiser

MOST_DEMANDS = 30
MOST_POINTS = 20
ALIKE = 0.6  # how much of a point must be left for it to be the same point
EDITABLE = (CampaignStatus.DRAFT,)


@dataclass(frozen=True, slots=True)
class Wish:
    """One demand as written: `number` is the one it has, None for a new one; its points likewise, in order."""

    text: str
    number: int | None = None
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cited:
    """One quote as written."""

    text: str
    source: str = ""
    source_on: date | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """All that is written in one go."""

    facts: dict[str, Any]
    demands: Sequence[Wish] = ()
    quotes: Sequence[Cited] = field(default_factory=tuple)


async def draft(organiser: Organiser, by: Actor, text: Text) -> Campaign:
    """Start a letter only staff can see, with a reference of its own."""
    while True:
        reference = await _next_reference(organiser)
        try:
            async with in_transaction():
                return await _draft(organiser, by, text, reference)
        except IntegrityError:
            if not await Campaign.filter(reference=reference).exists():
                raise


async def _draft(organiser: Organiser, by: Actor, text: Text, reference: str) -> Campaign:
    made = await Campaign.create(
        organiser=organiser,
        holder_id=by.pk,
        reference=reference,
        created_at=now(),
        changed_at=now(),
        **{"language": organiser.language, **text.facts},
    )
    await _write(made, by, text)
    await record(by, "letter.drafted", made, title=made.title)
    return made


async def _next_reference(organiser: Organiser) -> str:
    """NSPH-26-1: who, the year, and the number of the letter that year."""
    words = organiser.slug.split("-")
    who = words[0][:8] if len(words) == 1 else "".join(word[0] for word in words)[:8]
    start = f"{who.upper()}-{today().year % 100:02}-"
    taken = await Campaign.filter(reference__startswith=start).values_list("reference", flat=True)
    numbers = [int(tail) for one in taken if (tail := str(one).removeprefix(start)).isdigit()]
    return f"{start}{max(numbers, default=0) + 1}"


async def open_text(campaign: Campaign) -> Campaign:
    """The letter as it is now, held for a change in the caller's transaction; a Refusal when its text is locked."""
    fresh = await Campaign.filter(pk=campaign.pk).select_for_update().get()
    if fresh.status not in EDITABLE:
        raise Refusal("The letter has been sent and its text is locked. Send a correction instead.")
    if fresh.locked_at is not None:
        raise Refusal(
            "Organisations have signed the text, and it is locked. Open it for changes under Signatories first."
        )
    return fresh


@atomic()
async def change(campaign: Campaign, by: Actor, text: Text) -> None:
    """Write the text anew; it is locked once it has been sent."""
    fresh = await open_text(campaign)
    campaign.update_from_dict({**text.facts, "versions": fresh.versions, "changed_at": now()})
    await campaign.save(update_fields=[*text.facts, "changed_at"])
    await _write(campaign, by, text)
    await record(by, "letter.changed", campaign)


async def _write(campaign: Campaign, by: Actor, text: Text) -> None:
    await _demand(campaign, text.demands)
    await Quote.filter(campaign=campaign).delete()
    quotes = [quote for quote in text.quotes if quote.text]
    await Quote.bulk_create(
        Quote(campaign=campaign, position=place, text=one.text, source=one.source, source_on=one.source_on)
        for place, one in enumerate(quotes)
    )
    number = campaign.versions + 1
    await CampaignVersion.create(
        campaign=campaign,
        number=number,
        title=campaign.title,
        subject=campaign.subject,
        body=campaign.body,
        easy_read=campaign.easy_read,
        demands=[{"number": label, "text": told} for label, told in await labelled(campaign)],
        by_name=by.name,
        at=now(),
    )
    await Campaign.filter(pk=campaign.pk).update(versions=number)
    campaign.versions = number


async def _demand(campaign: Campaign, wishes: Sequence[Wish]) -> None:
    """Keep numbers with their demands: what stays keeps its own, what is new gets the next."""
    wishes = [wish for wish in wishes if wish.text]
    if len(wishes) > MOST_DEMANDS:
        raise Refusal("A letter can have at most %(most)s demands.", most=MOST_DEMANDS)
    known = {one.number: one for one in await Demand.filter(campaign=campaign, parent_id=None)}
    kept = {wish.number for wish in wishes if wish.number in known}
    gone = [one.pk for number, one in known.items() if number not in kept]
    if gone and await DemandAnswer.filter(demand_id__in=gone).exists():
        raise Refusal("A demand that somebody has answered cannot be taken away.")
    await Demand.filter(pk__in=gone).delete()
    last = max(kept, default=0)
    for wish in wishes:
        if wish.number in kept:
            row = known[wish.number]
            await Demand.filter(pk=row.pk).update(text=wish.text)
        else:
            last = (last or 0) + 1
            row = await Demand.create(campaign=campaign, number=last, text=wish.text)
        await _points(campaign, row, wish.points)


async def _points(campaign: Campaign, demand: Demand, points: Sequence[str]) -> None:
    """Points are told by their words, also when those are a little changed: what stays keeps its number."""
    wanted = list(dict.fromkeys(point for point in points if point))
    if len(wanted) > MOST_POINTS:
        raise Refusal("A demand can have at most %(most)s points.", most=MOST_POINTS)
    known = {one.text: one for one in await Demand.filter(parent=demand).order_by("number")}
    rows = {text: known.pop(text) for text in wanted if text in known}
    for text in wanted:
        if text not in rows and (near := get_close_matches(text, list(known), 1, ALIKE)):
            rows[text] = known.pop(near[0])
            await Demand.filter(pk=rows[text].pk).update(text=text)
    await Demand.filter(pk__in=[one.pk for one in known.values()]).delete()
    last = max((one.number for one in rows.values()), default=0)
    for text in wanted:
        if text not in rows:
            last += 1
            await Demand.create(campaign=campaign, parent=demand, number=last, text=text)


async def demands(campaign: Campaign) -> list[tuple[Demand, list[Demand]]]:
    """The demands by number, each with its points; one query."""
    rows = await Demand.filter(campaign_id=campaign.pk).order_by("number", "id")
    tops = [row for row in rows if row.parent_id is None]
    return [(top, [row for row in rows if row.parent_id == top.pk]) for top in tops]


async def labelled(campaign: Campaign) -> list[tuple[str, str]]:
    """Numbers as printed, with their words: 9, 9.1, 9.2."""
    found = []
    for top, points in await demands(campaign):
        found.append((str(top.number), top.text))
        found += [(f"{top.number}.{point.number}", point.text) for point in points]
    return found


async def next_number(campaign: Campaign) -> int:
    """The number a new demand would get."""
    (row,) = await Demand.filter(campaign=campaign, parent_id=None).annotate(last=Max("number")).values("last")
    return int(row["last"] or 0) + 1


async def publish(campaign: Campaign, by: Actor) -> None:
    """Give the letter its public page; its address is fixed the first time."""
    if campaign.status == CampaignStatus.DRAFT:
        raise Refusal("A letter can be shown to everyone once it has been sent.")
    addresses = slugs.listed(campaign.title, str(campaign.kind))
    while True:
        slug = campaign.slug or next(addresses)
        try:
            async with in_transaction():
                await _show(campaign, by, slug)
            return
        except IntegrityError:
            continue


async def _show(campaign: Campaign, by: Actor, slug: str) -> None:
    facts = {"slug": slug, "published_at": campaign.published_at or now(), "changed_at": now()}
    await Campaign.filter(pk=campaign.pk).update(**facts)
    campaign.update_from_dict(facts)
    await record(by, "letter.published", campaign)


@atomic()
async def withdraw(campaign: Campaign, by: Actor) -> None:
    """Take the public page away; its address is kept for the day it comes back."""
    await Campaign.filter(pk=campaign.pk).update(published_at=None, changed_at=now())
    campaign.update_from_dict({"published_at": None})
    await record(by, "letter.withdrawn", campaign)


@atomic()
async def close(campaign: Campaign, by: Actor) -> None:
    """End the following up; nothing more is proposed."""
    await campaign.move("close", changed_at=now())
    await record(by, "letter.closed", campaign)


@atomic()
async def reopen(campaign: Campaign, by: Actor) -> None:
    """Follow the letter again."""
    await campaign.move("reopen", changed_at=now())
    await record(by, "letter.reopened", campaign)
