"""The demo's invitations and registrations, moved by whole weeks; and any number of synthetic ones for load."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hearing.base.clock import now, today
from hearing.base.links import digest
from hearing.base.sorting import fold
from hearing.events.models import Event, EventGroup
from hearing.invitations import itip, matrix, seats
from hearing.invitations.candidates import candidate, columns, role_of
from hearing.invitations.models import (
    Invitation,
    InvitationStatus,
    Substitute,
    SubstituteStatus,
    Told,
    Via,
)
from hearing.invitations.models_dispatch import Dispatch, DispatchKind
from hearing.invitations.models_needs import Need, NeedCount
from hearing.invitations.need_kinds import NeedKind
from hearing.mail import blocks
from hearing.organisers.models import Organiser
from hearing.people import register
from hearing.people.models import Holding, Person
from hearing.staff.models import Account

Row = dict[str, Any]
ZONE = ZoneInfo("Europe/Stockholm")
ANSWERS = {"none": InvitationStatus.INVITED} | {
    status.value: status for status in InvitationStatus if status not in ("draft", "invited")
}
REGISTERED = {
    "anmald": "yes",
    "avanmald": "withdrawn",
    "reservlista": "waiting",
    "narvarande": "yes",
    "uteblev": "yes",
}
ATTENDED = {"narvarande": True, "uteblev": False}
TRACKS = {"a": 0, "b": 1}
NEEDS = {
    "glutenfri kost": NeedKind.GLUTEN_FREE,
    "vegetarisk kost": NeedKind.VEGETARIAN,
    "skrivtolkning": NeedKind.CAPTIONS,
    "hörslinga": NeedKind.HEARING_LOOP,
    "lugnt rum": NeedKind.QUIET_ROOM,
    "behöver pauser": NeedKind.BREAKS,
}


async def load(
    demo: Row, shift: timedelta, organisers: dict[str, Organiser], cards: dict[str, Any], planned: dict[str, Event]
) -> None:
    """Everybody invited and registered, with seats counted as the answers say."""
    told: list[Row] = [*demo["more"]["invitations"], *(_registration(row, demo) for row in demo["registrations"])]
    accounts = {row["id"]: row for row in [*demo["users"], *demo["more"]["accounts"]]}
    staff = {number: await Account.get(email=row["email"]) for number, row in accounts.items()}
    for event in planned.values():
        await seats.ready(event.pk)
    groups = {number: await _groups(event) for number, event in planned.items()}
    for row in told:
        event = planned[row["event"]]
        await _invite(row, event, groups[row["event"]], cards, staff, shift)
    await seats.recount([event.pk for event in planned.values()])
    await _counted(demo["more"]["need_counts"], planned)
    await _sent_this_morning([one for one in planned.values() if isinstance(one, Event)])


async def _counted(told: dict[str, dict[str, int]], planned: dict[str, Event]) -> None:
    """What stays where the needs themselves are erased: how many asked for what, all of it met."""
    rows = [
        NeedCount(event_id=planned[event].pk, kind=NEEDS[text], people=people, met=people)
        for event, counts in told.items()
        for text, people in counts.items()
    ]
    await NeedCount.bulk_create(rows)


async def _sent_this_morning(events: list[Event]) -> None:
    """What was due just before the demo begins has left: a fresh demo starts with an empty outbox."""
    due = [(event, kind) for event in events for kind in DispatchKind if matrix.is_due(kind, event)]
    rows = [
        Dispatch(
            event_id=event.pk,
            kind=kind,
            sent_for_on=matrix.day(kind, event),
            sent_turn=event.sequence,
            sent_at=matrix.at(kind, event),
        )
        for event, kind in due
    ]
    await Dispatch.bulk_create(rows, ignore_conflicts=True)


def _registration(row: Row, demo: Row) -> Row:
    """A public registration, told as an invitation that invited itself."""
    more = demo["more"]["registrations"][row["id"]]
    shown: Row = {
        "needs": row["needs"],
        "needs_consent_on": row["needs_consent_on"],
        "alias": row["alias"],
        "name": row["name"],
        "email": row["email"],
        "organisation": row["organisation"],
        "event": row["event"],
    }
    answer = {"answer": REGISTERED[row["status"]], "attended": ATTENDED.get(row["status"]), "track": row["track"]}
    alone: Row = {"places": 1, "mode": "on_site", "invited_at": None, "delivery": "none"}
    told: Row = alone | shown | answer | more
    return told


async def _groups(event: Event) -> list[EventGroup]:
    return await EventGroup.filter(event_id=event.pk).order_by("position", "id")


async def _invite(
    row: Row, event: Event, groups: list[EventGroup], cards: dict[str, Any], staff: dict[str, Account], shift: timedelta
) -> None:
    person: Person = cards.get(row.get("contact") or "") or await _newcomer(row, event, next(iter(staff.values())))
    held = await Holding.filter(person_id=person.pk).select_related("office__organisation")
    one = candidate(person, role_of(held, event.starts_at.date()), groups)
    facts = columns(one) | _answer(row, staff, shift) | _placed(row, groups)
    if row.get("organisation") and not row.get("alias"):
        facts["organisation_name"] = row["organisation"]
        facts["search_text"] += " " + fold(row["organisation"])
    facts["alias"] = row["name"][:60] if row.get("alias") else ""
    facts["inside"] = 1 if facts["attended"] else 0
    facts["appointed_by"] = row.get("appointed_by") or ""
    moment = facts["invited_at"] or facts["answered_at"] or now()
    seated = facts["status"] == InvitationStatus.YES and not facts["online"]
    made = await Invitation.create(
        event=event, person=person, seat=seated, created_at=moment, told_sequence=event.sequence, **facts
    )
    await _linked(made)
    await _needs(row, made, shift)
    await _named(row, made, cards, staff, shift)
    if row.get("substitute"):
        await _substitute(row["substitute"], made, cards, shift)
    if row["delivery"] == "bounced" and one.email:
        await blocks.block(one.email, "Adressen finns inte", None)


async def _named(
    told: Row, host: Invitation, cards: dict[str, Any], staff: dict[str, Account], shift: timedelta
) -> None:
    """Those an organisation sends: a card and an invitation each, on one of its places."""
    until = _moment(told["name_by"] + "T00:00", shift) if told.get("name_by") else None
    facts: Row = {"name_by_on": until.date() if until else None, "name_told": True, "names": len(told.get("names", []))}
    if host.places > 1:
        await Invitation.filter(pk=host.pk).update(**facts)
    same = ("group_id", "organisation_name", "status", "told_sequence", "answered_at", "answered_via", "noted_by")
    taken: Row = {name: getattr(host, name) for name in same}
    for name in told.get("names", []):
        card = cards.get(f"named {name}") or await _card_of(name, host, next(iter(staff.values())))
        cards[f"named {name}"] = card
        found = {"sort_key": card.sort_key[:400], "search_text": fold(f"{name} {host.organisation_name}")}
        times = {"created_at": host.created_at, "changed_at": host.changed_at, "invited_at": host.answered_at}
        by = {"appointed_by": f"{host.organisation_name}, {host.name}", "answered_by": host.name}
        one = Invitation(event_id=host.event.pk, person_id=card.pk, host_id=host.pk, name=name)
        await one.update_from_dict({**taken, **found, **times, **by}).save()
        await _linked(one)


async def _card_of(name: str, host: Invitation, by: Account) -> Person:
    given, _space, family = name.rpartition(" ")
    organiser = await Organiser.get(pk=host.event.organiser_id)
    return await register.add(
        organiser, by, given_name=given, family_name=family, email="", phone="", source="Anmäld (demo)"
    )


async def _newcomer(row: Row, event: Event, by: Account) -> Person:
    owner = event.organiser_id
    known = await Person.filter(email_norm=(row["email"] or "-").casefold(), organiser_id=owner).first()
    if known:
        return known
    given, _space, family = row["name"].rpartition(" ")
    card = {"given_name": given, "family_name": family, "email": row["email"] or "", "phone": ""}
    organiser = await Organiser.get(pk=owner)
    return await register.add(organiser, by, **card, language=row.get("lang") or "sv", source="Anmälan (demo)")


def _answer(row: Row, staff: dict[str, Account], shift: timedelta) -> Row:
    status, at = ANSWERS[row["answer"]], _moment(row.get("answered_at"), shift)
    invited_at = _moment(row.get("invited_at"), shift)
    if status == InvitationStatus.INVITED and not invited_at and not at:
        status = InvitationStatus.DRAFT
    noted = staff.get(row.get("by") or "")
    comment = row.get("comment") or ""
    return {
        "status": status,
        "places": row["places"],
        "online": row.get("mode") == "online",
        "language": row.get("lang") or "sv",
        "invited_at": invited_at,
        "sent_times": 1 if invited_at else 0,
        "changed_at": at or invited_at or now(),
        "answered_at": at,
        "answered_via": Via(row["answered_via"]) if at else None,
        "answered_by": (row.get("answered_by") or "") if at else "",
        "answered_how": Told.PHONE if noted else None,
        "noted_by": noted.name if noted else "",
        "comment": comment,
        "wants_material": "materialet" in comment,
        "attended": row.get("attended"),
        "queue_number": row.get("queue_place"),
        "substitution": row["substitute"]["status"] if row.get("substitute") else None,
    }


def _placed(row: Row, groups: list[EventGroup]) -> Row:
    """The group by its name, or the track of a conference."""
    track = TRACKS.get(row.get("track") or "")
    named = next((group for group in groups if group.name == row.get("group")), None)
    if named is None and track is not None and track < len(groups):
        named = groups[track]
    return {"group_id": named.pk if named else None}


async def _substitute(told: Row, invitation: Invitation, cards: dict[str, Any], shift: timedelta) -> None:
    card = cards.get(told.get("contact") or "")
    held = await Holding.filter(person_id=card.pk).select_related("office__organisation") if card else []
    role = role_of(held, invitation.event.starts_at.date())
    name = card.name if card else told.get("name") or told.get("title") or ""
    one = await Substitute.create(
        invitation=invitation,
        status=told["status"],
        name=name,
        title=told.get("title") or (role.office.title if role else ""),
        party=told.get("party") or (role.party if role else ""),
        email=(card.email if card else told.get("email")) or "",
        created_at=invitation.answered_at or now(),
        decided_at=_moment(told.get("decided_at"), shift),
        proposed_by=invitation.answered_by or invitation.name,
    )
    if one.status == SubstituteStatus.ACCEPTED:
        await Substitute.filter(pk=one.pk).update(**one.link_columns())


async def _needs(told: Row, invitation: Invitation, shift: timedelta) -> None:
    """What somebody asked for, with the day of consent; two wishes in own words are one need."""
    own = [text for text in told.get("needs") or [] if text not in NEEDS]
    wanted = {NEEDS[text]: "" for text in told.get("needs") or [] if text in NEEDS}
    wanted |= {NeedKind.OTHER: ", ".join(own)} if own else {}
    given = _moment(told["needs_consent_on"], shift) if wanted else None
    for kind, text in wanted.items():
        times: dict[str, Any] = dict.fromkeys(("consent_at", "created_at", "changed_at"), given or now())
        await Need.create(invitation=invitation, kind=kind, text=text, **times)


async def _linked(row: Invitation) -> None:
    """Its personal link, and who answered when nobody else did."""
    columns = row.link_columns() if row.status != InvitationStatus.WITHDRAWN else {"link_version": 2}
    row.update_from_dict(columns)
    answered = {"answered_by": row.name} if row.answered_at and not row.answered_by else {}
    await Invitation.filter(pk=row.pk).update(**columns, **answered, reply_hash=digest(itip.reply_token(row)))


def _moment(text: str | None, shift: timedelta) -> datetime | None:
    return (datetime.fromisoformat(text).replace(tzinfo=ZONE) + shift) if text else None


async def scale(number: int) -> None:
    """Five thousand invitations to the round's hundred events: 400 to the first one, of which none has answered."""
    events = await Event.filter(slug__startswith=f"scale-{number}-").order_by("id")
    people = await Person.filter(source__endswith=f"omgång {number + 1}").order_by("id")
    groups: dict[int, list[int]] = {}
    for group in await EventGroup.filter(event_id__in=[event.pk for event in events]).order_by("position"):
        groups.setdefault(group.event_id, []).append(group.pk)  # type: ignore[attr-defined]
    rows: list[Invitation] = []
    for place, event in enumerate(events):
        size = 400 if place == 0 else 47 if len(rows) + 47 <= 5000 else 5000 - len(rows)
        start = place * 31
        chosen = [people[(start + turn) % len(people)] for turn in range(size)]
        rows += [_synthetic(event, person, turn, groups.get(event.pk, [])) for turn, person in enumerate(chosen)]
    await Invitation.bulk_create(rows, batch_size=200)
    await _link_all([event.pk for event in events])
    for event in events:
        await seats.ready(event.pk)
    await seats.recount([event.pk for event in events])
    await _sent_this_morning(events)


def _synthetic(event: Event, person: Person, turn: int, groups: list[int]) -> Invitation:
    first = bool(event.slug and event.slug.endswith("-0"))
    coming = event.starts_at.date() > today()
    cycle = ("none", "yes", "no") if coming else ("yes", "no", "yes")
    answer = "none" if first else cycle[turn % 3]
    status = ANSWERS[answer]
    at = None if answer == "none" else min(now(), event.starts_at - timedelta(days=10))
    return Invitation(
        event_id=event.pk,
        person_id=person.pk,
        group_id=groups[turn % len(groups)] if groups else None,
        status=status,
        name=person.name,
        email=person.email,
        email_norm=person.email_norm,
        sort_key=person.sort_key[:400],
        search_text=fold(f"{person.name} {person.email}"),
        seat=answer == "yes",
        answered_at=at,
        answered_via=Via.WEB if at else None,
        answered_by=person.name if at else "",
        invited_at=min(now(), event.starts_at - timedelta(days=30)),
        sent_times=1,
        told_sequence=event.sequence,
        created_at=now(),
        changed_at=at or now(),
    )


async def _link_all(events: list[int]) -> None:
    rows = await Invitation.filter(event_id__in=events, link_hash=None)
    for row in rows:
        row.update_from_dict(row.link_columns())
        row.reply_hash = digest(itip.reply_token(row))
    await Invitation.bulk_update(rows, fields=["link_version", "link_key", "link_hash", "reply_hash"], batch_size=200)
