"""Rows that tests of invitations start from."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from hearing.base.clock import now
from hearing.base.links import digest
from hearing.events.models import Event, EventGroup, EventKind, EventStatus
from hearing.invitations import itip, seats
from hearing.invitations.models import Invitation, InvitationStatus
from hearing.organisers.models import Organiser
from hearing.people.models import Person
from hearing.staff.models import Account

numbers = count(1)
INVITED: dict[str, Any] = {"status": InvitationStatus.INVITED, "sent_times": 1}


async def organiser(**facts: Any) -> Organiser:
    """NSPH Dalarna, or one more."""
    n = next(numbers)
    given = {"slug": f"o{n}", "name": "NSPH Dalarna", "sender_name": "NSPH Dalarna", "email": "info@nsph.test"}
    return await Organiser.create(created_at=now(), **(given | facts))


async def account(**facts: Any) -> Account:
    """Karin, who writes answers down."""
    email = f"karin{next(numbers)}@nsph.test"
    return await Account.create(email=email, email_norm=email, name="Karin Wester", created_at=now(), **facts)


async def event(capacity: int | None = None, groups: dict[str, int | None] | None = None, **facts: Any) -> Event:
    """A published hearing in two weeks, with seats and groups."""
    starts = now() + timedelta(days=14)
    given: dict[str, Any] = {
        "title": "Hearing i Falun",
        "slug": f"hearing-{next(numbers)}",
        "uid": f"uid-{next(numbers)}",
        "kind": EventKind.HEARING,
        "status": EventStatus.PUBLISHED,
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=3),
        "contact_name": "Karin Wester",
        "contact_phone": "070-174 06 21",
        "created_at": now(),
        "changed_at": now(),
    } | facts
    given["organiser"] = given.get("organiser") or await organiser()
    made = await Event.create(capacity=capacity, **given)
    for position, (name, size) in enumerate((groups or {}).items()):
        await EventGroup.create(event=made, name=name, capacity=size, position=position)
    await seats.ready(made.pk)
    return made


async def person(name: str, email: str = "") -> Person:
    """A card in the shared register."""
    given, family = name.rsplit(" ", 1)
    times: dict[str, Any] = {"created_at": now(), "changed_at": now()}
    return await Person.create(
        given_name=given, family_name=family, email=email, email_norm=email, sort_key=name, **times
    )


async def invitation(event: Event, group: EventGroup | None = None, **facts: Any) -> Invitation:
    """Somebody who has been invited and has not answered."""
    n = next(numbers)
    name = facts.pop("name", f"Lena Bergström {n}")
    email = facts.pop("email", f"lena{n}@region.test")
    card = await person(name, email)
    row = await Invitation.create(
        event=event,
        person=card,
        group=group,
        name=name,
        email=email,
        email_norm=email,
        sort_key=name,
        created_at=now(),
        changed_at=now(),
        **{**INVITED, "invited_at": now(), **facts},
    )
    made = row.link_columns()
    row.update_from_dict(made)
    await Invitation.filter(pk=row.pk).update(**made, reply_hash=digest(itip.reply_token(row)))
    return await Invitation.get(pk=row.pk).select_related("event__organiser", "event__venue", "group", "person")


def later(**step: float) -> datetime:
    """Some time from now."""
    return now() + timedelta(**step)


def unsaved(event: Event, person: Person, group: EventGroup | None, n: int) -> Invitation:
    """One of many; give it its link when it is saved."""
    email = f"many{n}@region.test"
    facts: dict[str, Any] = {**INVITED, "invited_at": now(), "created_at": now(), "changed_at": now()}
    named = {"name": f"Person {n}", "email": email, "email_norm": email, "sort_key": f"{n:05}"}
    return Invitation(event=event, person=person, group=group, **named, **facts)
