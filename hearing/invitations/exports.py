"""One event with everybody invited, as `hearing export event` tells it; and in numbers, for a report."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from hearing.base.errors import Refusal
from hearing.db import rows
from hearing.events.models import Event, EventGroup
from hearing.invitations import coverage, stand_ins, turns
from hearing.invitations.answer import deadline
from hearing.invitations.inbound import moment as calendar_moment
from hearing.invitations.mails import page_url
from hearing.invitations.models import Invitation, InvitationStatus, Seating, Substitute, Via
from hearing.mail.models import BlockedAddress
from hearing.mail.models_in import IncomingKind, IncomingMatch, IncomingStatus, MatchDecision

ANSWERS = {InvitationStatus.DRAFT: "none", InvitationStatus.INVITED: "none"}
DELIVERIES = {"queued": "queued", "sending": "queued", "sent": "sent", "held": "held", "doubtful": "doubtful"}
MAILS = """SELECT m.about, CASE WHEN m.reason = 'bounced' THEN m.reason ELSE m.status END AS status FROM outgoing_mail m
JOIN (
  SELECT coalesce(max(CASE WHEN status <> 'cancelled' THEN id END), max(id)) AS id FROM outgoing_mail
  WHERE topic = ? AND kind = 'invitation' GROUP BY about
) l ON l.id = m.id"""  # the latest that was not taken back, else one that was


async def event(number: int) -> dict[str, Any]:
    """The event; every key of the contract is there, absent is null."""
    found = await Event.get_or_none(pk=number).select_related("organiser")
    if found is None:
        raise Refusal("There is no event %(number)s.", number=number)
    taken = {row.group_id: row.taken for row in await Seating.filter(event_id=number)}  # type: ignore[attr-defined]
    groups = await EventGroup.filter(event_id=number).order_by("position", "id")
    return {
        "id": found.id,
        "slug": found.slug,
        "title": found.title,
        "kind": str(found.kind),
        "status": str(found.status),
        "starts_at": _time(found.starts_at, found),
        "ends_at": _time(found.ends_at, found),
        "capacity": found.capacity,
        "taken": taken.get(None, 0),
        "sequence": found.sequence,
        "uid": found.uid,
        "groups": [{"name": g.name, "capacity": g.capacity, "taken": taken.get(g.pk, 0)} for g in groups],
        "invitations": await _invitations(found),
        "coverage": await numbers(found),
    }


async def numbers(found: Event) -> dict[str, list[dict[str, Any]]]:
    """How many are invited and coming from each party, region and municipality."""
    reached = await coverage.of(found)
    names = ("parties", "regions", "municipalities")
    return {
        name: [
            {"code": t.code, "name": t.name, "invited": t.invited, "coming": t.coming} for t in getattr(reached, name)
        ]
        for name in names
    }


async def _invitations(found: Event) -> list[dict[str, Any]]:
    everybody = await Invitation.filter(event_id=found.pk).order_by("id").select_related("group")
    listed = [row for row in everybody if row.host_id is None]
    people = [row for row in everybody if row.host_id is not None and row.status != InvitationStatus.WITHDRAWN]
    named = await stand_ins.shown(listed)
    mails = {row["about"]: row["status"] for row in await rows(MAILS, f"event-{found.pk}")}
    bounced = BlockedAddress.standing().filter(address_norm__in=[r.email_norm for r in listed], organiser_id=None)
    shut = {row.address_norm for row in await bounced}
    times = await proposals(found)
    waiting = sorted((row for row in listed if row.status == InvitationStatus.WAITING), key=turns.turn)
    places = {row.pk: place for place, row in enumerate(waiting, start=1)}
    told = [_told(row, found, named.get(row.pk), mails, shut, places, times) for row in listed]
    return [one | {"named": [_named(row) for row in people if row.host_id == one["id"]]} for one in told]


def _named(row: Invitation) -> dict[str, Any]:
    """Somebody an organisation sends on one of its places."""
    return {
        "id": row.id,
        "name": row.alias or row.name,
        "email": None if row.alias else row.email or None,
        "answer": ANSWERS.get(row.status, str(row.status)),
        "attended": row.attended,
        "appointed_by": None if row.alias else row.appointed_by or None,
        "fee": row.fee,
        "travel": row.travel,
    }


def _told(
    row: Invitation,
    found: Event,
    substitute: Substitute | None,
    mails: dict[str, str],
    shut: set[str],
    places: dict[int, int],
    proposed_times: dict[str, datetime],
) -> dict[str, Any]:
    """One of the invited; of an alias nothing but the alias."""
    row.event = found
    return {
        "id": row.id,
        "person": row.alias or row.name,
        "email": None if row.alias else row.email or None,
        "organisation": None if row.alias else row.organisation_name or None,
        "group": row.group.name if row.group else None,
        "places": row.places,
        "name_by": row.name_by_on.isoformat() if row.name_by_on else None,
        "answer": ANSWERS.get(row.status, str(row.status)),
        "attended": row.attended,
        "answered_at": _time(row.answered_at, found),
        "answered_via": str(row.answered_via) if row.answered_via else None,
        "answered_by": _answered_by(row) or None,
        "comment": None if row.alias else row.comment or None,
        "seat": row.seat,
        "queue_place": places.get(row.pk),
        "substitute": _substitute(substitute, bool(row.alias)) if substitute else None,
        "proposed_time": _time(proposed_times.get(row.ref), found),
        "attention": [*attention(row), *(["time_proposed"] if row.ref in proposed_times else [])],
        "delivery": delivery(row, mails.get(row.ref), row.email_norm in shut),
        "url": page_url(row) if row.link_hash and not row.alias else None,
    }


def _answered_by(row: Invitation) -> str:
    if row.answered_via == Via.STAFF:
        return str(row.noted_by)
    return "" if row.alias else str(row.answered_by)


def _substitute(one: Substitute, hidden: bool) -> dict[str, Any]:
    name, email = ("", "") if hidden else (one.name, one.email)
    return {"name": name or None, "email": email or None, "status": str(one.status)}


def attention(row: Invitation) -> list[str]:
    """What of an invitation waits for staff."""
    found = ["substitute_proposed"] if row.substitution == "proposed" else []
    found += ["confirm_again"] if row.confirm_by_on else []
    if row.message_at is None:
        return found
    limit = deadline(row.event)
    return [*found, "message_after_deadline" if limit and row.message_at >= limit else "message"]


async def proposals(found: Event) -> dict[str, datetime]:
    """Times that guests' calendars proposed and nobody has dealt with."""
    waiting = {"mail__status": IncomingStatus.UNSORTED, "mail__kind": IncomingKind.CALENDAR_REPLY}
    here = IncomingMatch.filter(ref__startswith=f"event-{found.pk}/", decided=MatchDecision.YES, **waiting)
    times: dict[str, datetime] = {}
    for match in await here.order_by("id").select_related("mail"):
        part = match.mail.calendar or {}
        moment = calendar_moment(part.get("starts", ""), part.get("zone") or found.zone)
        if part.get("method") == "COUNTER" and moment:
            times[match.ref] = moment
    return times


def delivery(row: Invitation, status: str | None, shut: bool) -> str:
    """How the invitation's own mail fared; mails may have been erased since."""
    if status == "bounced":
        return status
    if status == "failed":
        return "bounced" if shut else "failed"
    if status in DELIVERIES:
        return DELIVERIES[status]
    if status == "cancelled" or not row.sent_times or not row.email:
        return "none"
    return "bounced" if shut else "sent"


def _time(moment: datetime | None, found: Event) -> str | None:
    return moment.astimezone(ZoneInfo(found.zone)).isoformat(timespec="seconds") if moment else None
