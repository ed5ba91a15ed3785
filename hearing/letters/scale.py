"""Synthetic load: a letter to the 290 municipalities, with five thousand lines on their timelines."""

from datetime import datetime, timedelta
from typing import Any

from hearing.base.clock import now, today
from hearing.letters import campaigns, recipients
from hearing.letters.campaigns import Text, Wish
from hearing.letters.kinds import CampaignStatus
from hearing.letters.kinds_case import Assessment, Channel, Known, Outcome, Verdict
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.models import Campaign, Demand
from hearing.letters.models_entry import DemandAnswer, Entry, Forwarding, Reference
from hearing.letters.models_recipient import Recipient
from hearing.letters.recipients import Pick
from hearing.letters.standing import settle
from hearing.mail import casenumbers
from hearing.people.models import Organisation

LINES, DAYS = 17, 8  # lines for each recipient, days between two of them
BODY = "Till {{region}}\n\nVi frågar alla kommuner om brukarinflytande.\n\n{{krav}}\n\nSvara senast {{svarsdatum}}.\n"
WISHES = ("Ett brukarråd i varje kommun", "Arvode till den som företräder andra", "En plan som går att följa")
BEGINNING = [EntryKind.QUEUED, EntryKind.SENT, EntryKind.DELIVERED]
COURSES: list[list[EntryKind]] = [
    [EntryKind.REMINDER],
    [EntryKind.ACKNOWLEDGED, EntryKind.REMINDER],
    [EntryKind.ACKNOWLEDGED, EntryKind.PASSED_ON, EntryKind.PROMISED],
    [EntryKind.PASSED_ON, EntryKind.PASSED_ON, EntryKind.ANSWERED, EntryKind.SORTED, EntryKind.SHOWN],
    [EntryKind.AUTO_REPLY, EntryKind.ANSWERED, EntryKind.SORTED, EntryKind.SHOWN],
    [EntryKind.REMINDER, EntryKind.PARTLY, EntryKind.SORTED],
]
PADDING = (EntryKind.NOTE, EntryKind.CONTACT, EntryKind.AUTO_REPLY, EntryKind.HEARSAY, EntryKind.NOTE)
TEXTS = {
    EntryKind.ANSWERED: "Kommunen har ett brukarråd sedan 2019 och ser över arvodet till hösten.",
    EntryKind.PARTLY: "Vi återkommer om arvodet.",
    EntryKind.SHOWN: "Kommunen har ett brukarråd och ser över arvodet.",
    EntryKind.NOTE: "Ring efter nämndens möte.",
    EntryKind.HEARSAY: "Brevet lär tas upp i nämnden.",
    EntryKind.CONTACT: "Talade med kansliet, som letar efter brevet.",
}
TAGS = ("hänvisar till regionen", "vill ha material", "")


async def scale(number: int) -> None:
    """One more letter, sent 150 days ago; rounds count from 0."""
    campaign = await _letter(number)
    rows = await Recipient.filter(campaign=campaign).order_by("number")
    for row in rows:
        facts = {"email": f"registrator@kommun-{row.code}.test", "text": BODY, "subject": campaign.title}
        row.update_from_dict(facts)
    await Recipient.bulk_update(rows, fields=["email", "text", "subject"], batch_size=100)
    lines = [entry for place, row in enumerate(rows) for entry in _timeline(campaign, row, place)]
    await Entry.bulk_create(lines, batch_size=400)
    await _beside(campaign, {int(row.pk): place for place, row in enumerate(rows)})
    await settle(rows)


async def _letter(number: int) -> Campaign:
    first = await Campaign.all().order_by("id").first().select_related("organiser", "holder")
    assert first is not None and first.holder is not None
    by = first.holder
    sent = now() - timedelta(days=150)
    facts: dict[str, Any] = {
        "title": f"Provbrev {number + 1} till landets kommuner",
        "subject": "Brukarinflytande i kommunen [Ref {{ref}}]",
        "body": BODY,
        "reply_by_on": today() - timedelta(days=30),
    }
    made = await campaigns.draft(first.organiser, by, Text(facts, [Wish(text) for text in WISHES]))
    found = await recipients.find(Pick("municipality"), Organisation.all())
    await recipients.add(made, by, found)
    shown = {"published_at": sent, "slug": f"scale-letter-{number}", "status": CampaignStatus.SENT, "sent_at": sent}
    await Campaign.filter(pk=made.pk).update(**shown, sent_by_name=by.name)
    return await Campaign.get(pk=made.pk)


def _timeline(campaign: Campaign, row: Recipient, place: int) -> list[Entry]:
    course = COURSES[place % len(COURSES)]
    length = LINES + (place % 4 == 0)
    kinds = [*BEGINNING, *course]
    kinds += [PADDING[turn % len(PADDING)] for turn in range(length - len(kinds))]
    assert campaign.sent_at is not None
    return [_line(row, place, kind, campaign.sent_at + timedelta(days=turn * DAYS)) for turn, kind in enumerate(kinds)]


def _line(row: Recipient, place: int, kind: EntryKind, at: datetime) -> Entry:
    answers = kind in (EntryKind.ANSWERED, EntryKind.PARTLY)
    return Entry(
        recipient_id=row.pk,
        kind=kind,
        at=at,
        noted_at=at,
        channel=Channel.HEARSAY if kind == EntryKind.HEARSAY else Channel.MAIL,
        first_hand=kind != EntryKind.HEARSAY,
        who=f"Handläggare {place + 1}" if answers else "",
        who_title="utredare" if answers else "",
        by_other=answers and place % 2 == 0,
        text=TEXTS.get(kind, ""),
        until_on=today() + timedelta(days=14) if kind == EntryKind.PROMISED else None,
        facts=_facts(kind, place),
    )


def _facts(kind: EntryKind, place: int) -> dict[str, Any]:
    if kind == EntryKind.SHOWN:
        return {"shown": True}
    if kind != EntryKind.SORTED:
        return {}
    outcomes = [Outcome.WANTS_VISIT.value] if place % 5 == 0 else []
    tags = [tag for tag in (TAGS[place % len(TAGS)],) if tag]
    return {"assessment": list(Assessment)[1 + place % 4].value, "outcomes": outcomes, "tags": tags}


async def _beside(campaign: Campaign, places: dict[int, int]) -> None:
    """Chains, case numbers and answers to the demands."""
    lines = await Entry.filter(recipient__campaign_id=campaign.pk).order_by("at", "id")
    demands = await Demand.filter(campaign=campaign, parent_id=None).order_by("number")
    passed = [one for one in lines if one.kind == EntryKind.PASSED_ON]
    numbered = [one for one in lines if one.kind == EntryKind.ACKNOWLEDGED]
    sorted_ = [one for one in lines if one.kind == EntryKind.SORTED]
    await Forwarding.bulk_create([_passed(one, turn) for turn, one in enumerate(passed)], batch_size=400)
    await Reference.bulk_create([_numbered(one, places[one.recipient_id]) for one in numbered], batch_size=400)
    verdicts = list(Verdict)
    answers = [
        DemandAnswer(entry_id=one.pk, demand=demand, verdict=verdicts[(places[one.recipient_id] + turn) % 4])
        for one in sorted_
        for turn, demand in enumerate(demands)
    ]
    await DemandAnswer.bulk_create(answers, batch_size=400)


def _passed(entry: Entry, turn: int) -> Forwarding:
    return Forwarding(
        recipient_id=entry.recipient_id,
        entry_id=entry.pk,
        from_who="kansliet",
        to_name=f"Handläggare {turn + 1}",
        to_title="utredare",
        to_email=f"handlaggare-{turn + 1}@kommun.test",
        happened_on=entry.at.date(),
        how=Known.TOLD,
    )


def _numbered(entry: Entry, place: int) -> Reference:
    number = f"KS 2026-{place + 1:04}"
    return Reference(
        recipient_id=entry.recipient_id,
        entry_id=entry.pk,
        number=number,
        key=casenumbers.key(number),
        happened_on=entry.at.date(),
    )
