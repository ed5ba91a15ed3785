"""Whom a letter goes to: exactly one row per authority, by level, place and office."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q
from tortoise.queryset import QuerySet
from tortoise.transactions import atomic, in_transaction

from hearing.base.audit import Actor, record
from hearing.base.clock import today
from hearing.base.errors import Refusal
from hearing.base.links import digest, mail_token
from hearing.base.sorting import fold, sort_key
from hearing.data import reference
from hearing.letters.kinds import CampaignStatus, Route
from hearing.letters.models import Campaign
from hearing.letters.models_recipient import Recipient
from hearing.people.models import Holding, Organisation, OrganisationKind

MOST = 500
LEVELS = (OrganisationKind.REGION, OrganisationKind.HEALTHCARE_REGION, OrganisationKind.MUNICIPALITY)
COUNTY = "county"  # the region and the municipalities of one county, in one pick
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Pick:
    """What was asked for: a level, maybe one county or one healthcare region, maybe an office by its title's key."""

    level: str = ""
    county: str = ""
    office: str = ""
    organisations: tuple[int, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nobody is meant."""
        return not self.organisations and (not self.level or (self.level == COUNTY and not self.county))


@dataclass(frozen=True, slots=True)
class Found:
    """One authority, and who holds the office there."""

    organisation: Organisation
    holding: Holding | None
    successor: Holding | None = None

    @property
    def ended(self) -> bool:
        """Whether the one we know of has left."""
        return self.holding is not None and not self.holding.current_on(today())


async def find(pick: Pick, organisations: QuerySet[Organisation]) -> list[Found]:
    """The authorities meant, by code; each with the one who holds the office, or held it last. Two queries."""
    if pick.is_empty:
        return []
    bodies = organisations.filter(id__in=pick.organisations) if pick.organisations else _level(organisations, pick)
    rows = sorted(await bodies.limit(MOST), key=_place)
    holdings: dict[int, list[Holding]] = {}
    if pick.office:
        held = Holding.filter(office__title_key=pick.office, office__organisation_id__in=[row.id for row in rows])
        for one in await held.order_by("starts_on", "id").select_related("person", "office"):
            holdings.setdefault(one.office.organisation_id, []).append(one)  # type: ignore[attr-defined]
    return [_found(row, holdings.get(row.id, [])) for row in rows]


async def named(text: str, organisations: QuerySet[Organisation]) -> list[Organisation]:
    """Organisations whose name holds all the words, å ä ö last: for one more that no level has."""
    for word in fold(text).split()[:6]:
        organisations = organisations.filter(search_text__contains=word)
    return await organisations.order_by("sort_key").limit(MOST_NAMED) if fold(text) else []


def _level(organisations: QuerySet[Organisation], pick: Pick) -> QuerySet[Organisation]:
    if pick.level == COUNTY:
        governs = Q(kind=OrganisationKind.REGION, region_id=pick.county)
        within = Q(kind=OrganisationKind.MUNICIPALITY, municipality__region_id=pick.county)
        return organisations.filter(governs | within)
    found = organisations.filter(kind=pick.level)
    if pick.level == OrganisationKind.MUNICIPALITY and pick.county:
        return found.filter(municipality__region_id=pick.county)
    return found.filter(region_id=pick.county) if pick.county else found


def _place(row: Any) -> tuple[str, ...]:
    """By code; healthcare regions from north to south; what has no code by name."""
    if row.kind == OrganisationKind.HEALTHCARE_REGION:
        order = [it.code for it in reference.healthcare_regions()]
        return ("2", f"{order.index(row.healthcare_region_id):02}")
    code = code_of(row)
    return ("1", code) if code else ("3", row.sort_key)


def _found(row: Organisation, held: Sequence[Holding]) -> Found:
    day = today()
    current = [one for one in held if one.current_on(day)]
    if current:
        return Found(row, current[0])
    past = [one for one in held if one.ends_on is not None and one.ends_on < day]
    last = max(past, key=lambda one: one.ends_on or day, default=None)
    coming = [one for one in held if one.starts_on is not None and one.starts_on > day]
    return Found(row, last, coming[0] if coming else None)


def code_of(row: Any) -> str:
    """The code of the place a body governs; "" for others."""
    codes = {
        OrganisationKind.REGION: row.region_id,
        OrganisationKind.MUNICIPALITY: row.municipality_id,
        OrganisationKind.HEALTHCARE_REGION: row.healthcare_region_id,
    }
    return codes.get(row.kind) or ""


def short_name_of(row: Organisation) -> str:
    """What an authority is called in lists and on the map: Dalarna, Falun."""
    code = code_of(row)
    if row.kind == OrganisationKind.REGION:
        return next((it.short for it in reference.regions() if it.code == code), row.name)
    if row.kind == OrganisationKind.MUNICIPALITY:
        return next((it.name for it in reference.municipalities() if it.code == code), row.name)
    return row.name


async def add(campaign: Campaign, by: Actor, found: Sequence[Found]) -> int:
    """Put authorities on the list, each once; those already there stay as they are. Says how many are new."""
    if campaign.status == CampaignStatus.CLOSED:
        raise Refusal("The letter is closed.")
    try:
        async with in_transaction():
            return await _add(campaign, by, found)
    except IntegrityError as wrong:
        raise Refusal("Somebody else has just chosen one of these. Look at the list and try again.") from wrong


async def _add(campaign: Campaign, by: Actor, found: Sequence[Found]) -> int:
    there = {row.organisation_id: row for row in await Recipient.filter(campaign=campaign)}
    new = [one for one in found if one.organisation.id not in there]
    number = max((row.number for row in there.values()), default=0)
    rows = [_row(campaign, one, number + place) for place, one in enumerate(new, start=1)]
    await Recipient.bulk_create(rows, batch_size=100)
    await _link(campaign)
    if rows:
        await record(by, "letter.recipients_chosen", campaign, recipients=len(rows))
    return len(rows)


def _row(campaign: Campaign, one: Found, number: int) -> Recipient:
    body = one.organisation
    short = short_name_of(body)
    return Recipient(
        campaign=campaign,
        organisation=body,
        number=number,
        ref=f"{campaign.reference}/{number:02}",
        code=code_of(body),
        authority=body.name,
        short_name=short,
        sort_key=sort_key(short)[:400],
        registrator_email=body.registrator_email,
        **_addressee(one),
    )


def _addressee(one: Found) -> dict[str, Any]:
    held = one.holding
    if held is None:  # no office asked for, or nobody known in it: the body itself
        return {"email": one.organisation.email or one.organisation.registrator_email, "route": Route.HOLDER}
    return {
        "holding": held,
        "person": held.person,
        "name": held.person.name,
        "title": held.office.title,
        "email": held.office.email or held.person.email,
        "route": Route.UNDECIDED if one.ended else Route.HOLDER,
    }


def reply_token(row: Recipient) -> str:
    """The part of the row's own reply address that nobody can guess."""
    return mail_token(Recipient.LINK_KIND, int(row.pk), row.link_version, row.link_key)


async def _link(campaign: Campaign) -> None:
    """Personal pages and reply addresses of the rows that have none yet."""
    rows = await Recipient.filter(campaign=campaign, link_hash=None)
    for row in rows:
        row.update_from_dict(row.link_columns())
        row.reply_hash = digest(reply_token(row))
    if rows:
        fields = ["link_version", "link_key", "link_hash", "reply_hash"]
        await Recipient.bulk_update(rows, fields=fields, batch_size=100)


@atomic()
async def drop(recipient: Recipient, by: Actor) -> None:
    """Take an authority off the list; once anything was sent it stays."""
    if recipient.sent_on is not None or await recipient.entries.all().exists():  # type: ignore[attr-defined]
        raise Refusal("The letter has gone to %(name)s. It stays on the list.", name=recipient.authority)
    await record(by, "letter.recipient_dropped", recipient, organiser_id=await _owner(recipient), name=recipient.ref)
    await Recipient.filter(pk=recipient.pk).delete()


@atomic()
async def choose_route(recipient: Recipient, by: Actor, route: Route) -> None:
    """Decide who gets the letter where the role has ended."""
    facts = await _routed(recipient, route)
    await Recipient.filter(pk=recipient.pk).update(route=route, **facts)
    recipient.update_from_dict({"route": route, **facts})
    await record(by, "letter.route_chosen", recipient, organiser_id=await _owner(recipient), route=str(route))


async def _routed(recipient: Recipient, route: Route) -> dict[str, Any]:
    if route == Route.SUCCESSOR:
        return await _successor(recipient)
    if route == Route.REGISTRATOR:
        if not recipient.registrator_email:
            raise Refusal("%(name)s has no registrator address.", name=recipient.authority)
        return {"email": recipient.registrator_email, "name": "", "title": "", "person_id": None}
    return {}


async def _successor(recipient: Recipient) -> dict[str, Any]:
    old = await Holding.get_or_none(pk=recipient.holding_id)  # type: ignore[attr-defined]
    later = Holding.filter(office_id=old.office_id) if old else None  # type: ignore[attr-defined]
    rows = await later.select_related("person", "office").order_by("-starts_on", "-id") if later else []
    heir = next((one for one in rows if old and one.pk != old.pk and one.ends_on != old.ends_on), None)
    if heir is None or (heir.ends_on is not None and heir.ends_on < today()):
        raise Refusal("No successor is known. Add one under Contacts, or choose the registrator.")
    return {
        "holding_id": heir.pk,
        "person_id": heir.person.pk,
        "name": heir.person.name,
        "title": heir.office.title,
        "email": heir.office.email or heir.person.email,
    }


@atomic()
async def correct(recipient: Recipient, by: Actor, facts: Mapping[str, str]) -> None:
    """Complete or correct whom the letter goes to, in this letter only."""
    allowed = {name: facts[name] for name in ("name", "title", "email", "registrator_email") if name in facts}
    await Recipient.filter(pk=recipient.pk).update(**allowed)
    recipient.update_from_dict(allowed)
    owner = await _owner(recipient)
    await record(by, "letter.address_corrected", recipient, organiser_id=owner, fields=sorted(allowed))


async def _owner(recipient: Recipient) -> int:
    campaign = await Campaign.get(pk=recipient.campaign_id).only("id", "organiser_id")
    return campaign.organiser_id
