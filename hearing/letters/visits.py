"""From an answer to a meeting: a draft event with region, people and letter; the answer and the event know each other."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.transactions import atomic, in_transaction

from hearing.base.audit import Actor
from hearing.base.clock import now, today
from hearing.base.lang import _
from hearing.db import rows as sql
from hearing.events import plan
from hearing.events.around import Around
from hearing.events.kinds import EventKind
from hearing.events.models import Event
from hearing.invitations import choose
from hearing.invitations.candidates import Candidate, sort
from hearing.letters import responses
from hearing.letters.kinds_case import Outcome
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.models import Campaign
from hearing.letters.models_entry import Entry
from hearing.letters.models_recipient import Recipient
from hearing.letters.responses import Noted
from hearing.letters.standing import settle
from hearing.people.models import Organisation, OrganisationKind, Person

COUNTY = 2  # signs in the code of a county
RESPONDER, ADDRESSEE, REGISTRATOR, MUNICIPALITIES = "responder", "addressee", "registrator", "municipalities"
# Events that come from an answer and have been shown or held, which its timeline does not tell yet.
SHOWN = """SELECT r.id AS recipient, e.id AS event, e.status FROM event e JOIN recipient r ON r.ref = e.origin
WHERE e.origin <> '' AND e.status IN ('published', 'unlisted', 'held') AND NOT EXISTS (
SELECT 1 FROM letter_entry x WHERE x.recipient_id = r.id
AND x.source = CASE e.status WHEN 'held' THEN 'held-' ELSE 'event-' END || e.id) ORDER BY e.id LIMIT 1"""
# Those that were called off, whose line still counts.
OFF = """SELECT x.id FROM event e JOIN recipient r ON r.ref = e.origin
JOIN letter_entry x ON x.recipient_id = r.id AND x.source = 'event-' || e.id
WHERE e.status IN ('cancelled', 'replaced')
AND NOT EXISTS (SELECT 1 FROM letter_entry u WHERE u.takes_back_id = x.id) ORDER BY x.id LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Wish:
    """The meeting somebody wants to make of an answer."""

    title: str
    kind: EventKind
    starts_at: datetime
    ends_at: datetime
    invite: Collection[str] = ()


async def of(recipient: Recipient) -> list[Event]:
    """The events that come from this authority's answer."""
    return await Event.filter(origin=recipient.ref).order_by("starts_at", "id")


async def municipalities(recipient: Recipient) -> list[Organisation]:
    """The municipalities of a region's county, in Swedish order; none for others."""
    if len(recipient.code) != COUNTY:
        return []
    found = Organisation.filter(kind=OrganisationKind.MUNICIPALITY, municipality__region_id=recipient.code)
    return await found.order_by("sort_key")


@atomic()
async def make(recipient: Recipient, by: Actor, wish: Wish) -> Event:
    """A draft that only staff see, with those invited as drafts, too; nothing is sent."""
    campaign = await Campaign.get(pk=recipient.campaign_id).select_related("organiser")
    body = await Organisation.get(pk=recipient.organisation_id)
    bodies = await municipalities(recipient) if MUNICIPALITIES in wish.invite else []
    around = Around(
        regions=await _regions(body),
        municipalities=[str(one.municipality_id) for one in bodies],  # type: ignore[attr-defined]
        organisations=[body.pk],
    )
    facts: dict[str, Any] = {"origin": recipient.ref, "description": material(campaign, recipient), "capacity": None}
    event = await plan.draft(
        campaign.organiser, by, wish.title, wish.kind, wish.starts_at, wish.ends_at, around, **facts
    )
    chosen = await sort(event, await candidates(recipient, wish.invite, bodies, campaign), today())
    await choose.add(event, by, campaign.organiser, chosen)
    told = _("A draft was made: %(title)s", title=event.title)
    await responses.note(recipient, by, Noted(EntryKind.NOTE, told, source=f"draft-{event.pk}"))
    return event


async def _regions(body: Any) -> list[str]:
    """The county the meeting concerns, or those of a healthcare region."""
    if body.kind == OrganisationKind.HEALTHCARE_REGION:
        members = Organisation.filter(kind=OrganisationKind.REGION)
        found = await members.filter(region__healthcare_region_id=body.healthcare_region_id).order_by("region_id")
        return [str(one.region_id) for one in found]  # type: ignore[attr-defined]
    return [str(body.region_id)] if body.region_id else []


def material(campaign: Campaign, recipient: Recipient) -> str:
    """The letter and what was answered, as what the meeting starts from."""
    told = [_("Starts from the letter “%(title)s” (%(ref)s).", title=campaign.title, ref=recipient.ref)]
    if campaign.slug and campaign.published_at:
        told.append(f"/letters/{campaign.slug}")
    if recipient.shown and recipient.shown_text:
        told.append(_("%(name)s answered: %(text)s", name=recipient.authority, text=recipient.shown_text))
    return "\n\n".join(told)


async def candidates(
    recipient: Recipient, invite: Collection[str], bodies: Sequence[Organisation], campaign: Campaign
) -> list[Candidate]:
    """Those who were ticked: who answered, the addressee, the registrator, a contact for each municipality."""
    region = recipient.code if len(recipient.code) == 2 else None
    at: dict[str, Any] = {"organisation": recipient.authority, "region": region}
    found = []
    if RESPONDER in invite and (entry := await last_answer(recipient)):
        card = await Person.get_or_none(pk=entry.person_id or 0)
        name = entry.who or recipient.responder.partition(", ")[0]
        found.append(Candidate(name, entry.who_email, title=entry.who_title, person=card, **at))
    if ADDRESSEE in invite and recipient.name:
        card = await Person.get_or_none(pk=recipient.person_id or 0)
        found.append(Candidate(recipient.name, recipient.email, title=recipient.title, person=card, **at))
    if REGISTRATOR in invite and recipient.registrator_email:
        found.append(await _office(_("Registrator"), recipient.authority, recipient.registrator_email, campaign, at))
    for one in bodies:
        there: dict[str, Any] = {"organisation": one.name, "municipality": str(one.municipality_id)}  # type: ignore[attr-defined]
        found.append(await _office(one.name, "", one.email or one.registrator_email, campaign, there))
    return found


async def _office(name: str, of_whom: str, email: str, campaign: Campaign, at: dict[str, Any]) -> Candidate:
    """A desk without a named person; the organiser's own card of it is used again."""
    told = f"{name} {of_whom}".strip()
    given, _space, family = told.rpartition(" ")
    cards = Person.filter(organiser_id=campaign.organiser_id, given_name=given or family, family_name=family)
    return Candidate(told, email, person=await cards.first(), **at)


async def last_answer(recipient: Recipient) -> Entry | None:
    """The line that tells who answered last."""
    kinds = [EntryKind.ANSWERED, EntryKind.PARTLY]
    return await Entry.filter(recipient_id=recipient.pk, kind__in=kinds).order_by("-at", "-id").first()


async def note_shown() -> bool:
    """Job: a published event books the visit on the answer's timeline, a held one ends it, a cancelled one takes it back."""
    if off := await sql(OFF):
        async with in_transaction():
            entry = await Entry.get(pk=int(off[0]["id"])).select_related("recipient")
            told: dict[str, Any] = {"kind": EntryKind.UNDONE, "at": now(), "noted_at": now()}
            await Entry.create(recipient=entry.recipient, takes_back=entry, **told)
            await settle([entry.recipient])
        return True
    if not (shown := await sql(SHOWN)):
        return False
    number, held = int(shown[0]["event"]), shown[0]["status"] == "held"
    outcome = Outcome.VISIT_DONE if held else Outcome.VISIT_BOOKED
    async with in_transaction():
        row = await Recipient.get(pk=int(shown[0]["recipient"]))
        facts = {"adds": [outcome.value]}
        source = f"{'held' if held else 'event'}-{number}"
        await responses.write(row, None, Noted(EntryKind.SORTED, facts=facts, source=source))
        await settle([row])
    return True
