"""What happens to a letter after it left: each thing that happens is one line of the timeline, and can be taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tortoise.expressions import Q
from tortoise.transactions import atomic

from hearing.base.audit import Actor, record
from hearing.base.clock import now
from hearing.base.dates import local
from hearing.base.errors import Refusal
from hearing.base.sorting import fold
from hearing.letters.case import struck
from hearing.letters.kinds import Delivery
from hearing.letters.kinds_case import Ball, Channel, Verdict
from hearing.letters.kinds_entry import ANSWERS, EntryKind
from hearing.letters.models import Campaign, Demand
from hearing.letters.models_entry import DemandAnswer, Entry, Reference
from hearing.letters.models_recipient import Recipient
from hearing.letters.standing import settle
from hearing.mail import casenumbers
from hearing.people import offices, register
from hearing.people.models import OfficeKind, Organisation, Person

MOST_REFERENCE = 40
NOTABLE = frozenset(
    {
        EntryKind.DELIVERED,
        EntryKind.BOUNCED,
        EntryKind.REMINDER,
        EntryKind.ACKNOWLEDGED,
        EntryKind.AUTO_REPLY,
        EntryKind.PARTLY,
        EntryKind.ANSWERED,
        EntryKind.CONTACT,
        EntryKind.HEARSAY,
        EntryKind.PROMISED,
        EntryKind.REQUESTED,
        EntryKind.NOTE,
    }
)
FIXED = frozenset(
    {
        EntryKind.CORRECTED,
        EntryKind.QUEUED,
        EntryKind.SENT,
        EntryKind.RESENT,
        EntryKind.UNSENT,
        EntryKind.ADDRESS_MISSING,
    }
)


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody as told: a name, a role, an address, maybe the card."""

    name: str = ""
    title: str = ""
    email: str = ""
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """One thing that happened, as somebody writes it down."""

    kind: EntryKind
    text: str = ""
    at: datetime | None = None
    channel: Channel = Channel.MAIL
    who: Who = field(default_factory=Who)
    first_hand: bool = True
    until_on: date | None = None
    references: Sequence[str] = ()
    verdicts: Mapping[int, tuple[Verdict, str]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    by_name: str = ""


@atomic()
async def note(recipient: Recipient, by: Actor | None, noted: Noted) -> Entry:
    """Write a line on the timeline. An acknowledgement never stops the clock; hearsay is never an answer."""
    if noted.kind not in NOTABLE:
        raise Refusal("This cannot be written down by hand.")
    if noted.kind in ANSWERS and (noted.channel == Channel.HEARSAY or not noted.first_hand):
        raise Refusal("What was heard second-hand is no answer. Choose “Heard second-hand”.")
    if noted.kind != EntryKind.NOTE:
        await _went_out(recipient)
    entry = await write(recipient, by, noted)
    await settle([recipient])
    return entry


async def _went_out(recipient: Recipient) -> None:
    fresh = await Recipient.filter(pk=recipient.pk).select_for_update().get()
    if fresh.delivery in (Delivery.DRAFT, Delivery.ADDRESS_MISSING):
        raise Refusal("The letter has not gone to %(name)s yet.", name=recipient.authority)


async def write(recipient: Recipient, by: Actor | None, noted: Noted) -> Entry:
    """The line itself with what hangs on it; the caller settles the columns."""
    moment = now()
    at = min(noted.at or moment, moment)
    hearsay = noted.kind == EntryKind.HEARSAY
    entry = await Entry.create(
        recipient_id=recipient.pk,
        by_id=by.pk if by else None,
        by_name=noted.by_name or (by.name if by else ""),
        person=noted.who.person,
        kind=noted.kind,
        at=at,
        noted_at=moment,
        channel=Channel.HEARSAY if hearsay else noted.channel,
        who=noted.who.name,
        who_title=noted.who.title,
        who_email=noted.who.email,
        by_other=noted.kind in ANSWERS and is_other(recipient, noted.who),
        first_hand=noted.first_hand and not hearsay,
        text=noted.text,
        until_on=noted.until_on,
        facts=dict(noted.facts),
        source=noted.source,
    )
    await attach(recipient, entry, noted.references)
    await judge(recipient, entry, noted.verdicts)
    owner = await Campaign.get(pk=recipient.campaign_id).only("id", "organiser_id")
    details = {"ref": recipient.ref, "kind": noted.kind.value, "entry": entry.pk}
    await record(by, "letter.noted", recipient, organiser_id=owner.organiser_id, **details)
    return entry


def joined(who: Who) -> str:
    """Malin Sjövret, divisionschef."""
    return ", ".join(part for part in (who.name, who.title) if part)


def is_other(recipient: Recipient, who: Who) -> bool:
    """Whether somebody else than the addressee answers; the system says so, nobody ticks it."""
    if not recipient.name or not (who.name or who.person):
        return False
    if who.person is not None and recipient.person_id is not None:
        return bool(who.person.pk != recipient.person_id)
    return fold(who.name) != fold(recipient.name)


async def attach(recipient: Recipient, entry: Entry, numbers: Sequence[str]) -> None:
    """Keep the authority's own numbers as written; the same number is kept once, unless it was taken back."""
    there = await Reference.filter(recipient_id=recipient.pk).only("entry_id", "key")
    gone = await struck(recipient_id=recipient.pk) if there else set()
    known = {one.key for one in there if one.entry_id not in gone}
    for number in dict.fromkeys(" ".join(text.split()) for text in numbers):
        if len(number) > MOST_REFERENCE:
            raise Refusal("A reference number has at most %(most)s characters.", most=MOST_REFERENCE)
        if casenumbers.key(number) and casenumbers.key(number) not in known:
            day, body = local(entry.at).date(), recipient.authority
            facts: dict[str, Any] = {"number": number, "key": casenumbers.key(number), "body": body, "happened_on": day}
            await Reference.create(recipient_id=recipient.pk, entry=entry, **facts)


async def judge(recipient: Recipient, entry: Entry, verdicts: Mapping[int, tuple[Verdict, str]]) -> None:
    """Keep what is said to each demand, by the demand's number."""
    if not verdicts:
        return
    demands = {one.number: one for one in await Demand.filter(campaign_id=recipient.campaign_id, parent_id=None)}
    if set(verdicts) - set(demands):
        raise Refusal("The letter has no such demand.")
    await DemandAnswer.bulk_create(
        DemandAnswer(entry=entry, demand=demands[number], verdict=verdict, evidence=evidence)
        for number, (verdict, evidence) in verdicts.items()
    )


@atomic()
async def sort(
    recipient: Recipient,
    by: Actor,
    facts: Mapping[str, Any],
    verdicts: Mapping[int, tuple[Verdict, str]],
    who: Who | None = None,
) -> Entry:
    """Say how the answer sounds, what it leads to, what it says to each demand, and who really answered."""
    await _went_out(recipient)
    told = dict(facts)
    if who is not None and who.name and joined(who) != recipient.responder:
        who = await learn(recipient, by, who)
        told |= {"responder": joined(who), "responder_email": who.email, "by_other": is_other(recipient, who)}
    entry = await write(recipient, by, Noted(EntryKind.SORTED, facts=told, verdicts=verdicts))
    await settle([recipient])
    return entry


@atomic()
async def give_ball(recipient: Recipient, by: Actor, ball: Ball, until_on: date | None) -> Entry:
    """Say whose turn it is, until a date; it holds until the authority does something."""
    await _went_out(recipient)
    entry = await write(recipient, by, Noted(EntryKind.BALL, facts={"ball": ball.value}, until_on=until_on))
    await settle([recipient])
    return entry


@atomic()
async def close(recipient: Recipient, by: Actor, text: str) -> Entry:
    """End the waiting without an answer."""
    await _went_out(recipient)
    entry = await write(recipient, by, Noted(EntryKind.CLOSED, text))
    await settle([recipient])
    return entry


@atomic()
async def reopen(recipient: Recipient, by: Actor, text: str = "") -> Entry:
    """Wait for an answer again; what was answered stays on the timeline."""
    await _went_out(recipient)
    entry = await write(recipient, by, Noted(EntryKind.REOPENED, text))
    await settle([recipient])
    return entry


@atomic()
async def show(recipient: Recipient, by: Actor, shown: bool, text: str) -> Entry:
    """Tick, or untick, what the public page says of this authority."""
    await _went_out(recipient)
    entry = await write(recipient, by, Noted(EntryKind.SHOWN, text, facts={"shown": shown}))
    await settle([recipient])
    await Campaign.filter(pk=recipient.campaign_id).update(changed_at=now())
    return entry


@atomic()
async def take_back(entry: Entry, recipient: Recipient, by: Actor) -> Entry:
    """A line was wrong: it stays, struck through, and counts no more. Taking back a taking back restores it."""
    if entry.kind in FIXED:
        raise Refusal("What was sent cannot be taken back here.")
    await Recipient.filter(pk=recipient.pk).select_for_update().get()
    if await Entry.filter(takes_back_id=entry.pk, kind=EntryKind.UNDONE).exists():
        raise Refusal("This line is already taken back.")
    made = await Entry.create(
        recipient_id=recipient.pk,
        takes_back=entry,
        by_id=by.pk,
        by_name=by.name,
        kind=EntryKind.UNDONE,
        at=now(),
        noted_at=now(),
    )
    await settle([recipient])
    owner = await Campaign.get(pk=recipient.campaign_id).only("id", "organiser_id")
    await record(by, "letter.undone", recipient, organiser_id=owner.organiser_id, entry=entry.pk)
    return made


async def learn(recipient: Recipient, by: Actor, who: Who) -> Who:
    """Link whoever answered to their card, and make one where there is none: they hold a post at the authority."""
    if who.person is not None or not who.name:
        return who
    campaign = await Campaign.get(pk=recipient.campaign_id).select_related("organiser")
    seen = Person.filter(Q(organiser_id=None) | Q(organiser_id=campaign.organiser_id))
    known = await seen.filter(email_norm=who.email.casefold()).first() if who.email else None
    if known is None:
        at = seen.filter(holdings__office__organisation_id=recipient.organisation_id)
        known = next((one for one in await at.distinct() if fold(one.name) == fold(who.name)), None)
    if known is None and who.email:
        known = await _introduce(recipient, by, who, campaign)
    return Who(who.name, who.title, who.email, known)


async def _introduce(recipient: Recipient, by: Actor, who: Who, campaign: Campaign) -> Person:
    given, _space, family = who.name.rpartition(" ")
    card = {"given_name": given or family, "family_name": family if given else "", "email": who.email, "phone": ""}
    person = await register.add(campaign.organiser, by, **card, source=recipient.ref)
    if who.title:
        body = await Organisation.get(pk=recipient.organisation_id)
        await offices.post(body, by, person, who.title, OfficeKind.OFFICIAL)
    return person
