"""A national event replaced by regional ones: everybody to their own, told once, with the reason."""

from typing import Any

import httpx2
import pytest

from hearing.base.errors import Refusal
from hearing.events.models import Event, EventRegion, EventStatus
from hearing.invitations import notices, regional
from hearing.invitations.answer import Said, Source, answer
from hearing.invitations.models import Invitation, InvitationStatus
from hearing.invitations.settle import fresh
from hearing.invitations.substitutes import Proposal, propose
from hearing.mail.models import OutgoingMail
from tests import make as people
from tests.invitations import make

pytestmark = pytest.mark.anyio
WHY = "Fler kan komma när mötet är nära."


async def country(db: object) -> tuple[Event, Event, Event, list[Invitation]]:
    """A workshop for all, one in the north (published), one in the middle (draft); five invited."""
    mine = await people.organiser()
    national = await make.event(10, organiser=mine, title="Nationell workshop")
    north = await make.event(None, organiser=mine, title="Workshop norra")
    middle = await make.event(None, organiser=mine, title="Workshop Mellansverige", status="draft", slug=None)
    for event, code in ((north, "24"), (north, "25"), (middle, "21")):
        await EventRegion.create(event=event, region_id=code)
    places: list[dict[str, Any]] = [{"region_id": "24"}, {"municipality_id": "2580"}, {"region_id": "21"}, {}]
    rows = [await make.invitation(national, **place) for place in places]
    await answer(rows[0], Said("yes"), Source())
    no = await make.invitation(national, region_id="25")
    await answer(no, Said("no"), Source())
    await OutgoingMail.all().update(status="sent")
    return national, north, middle, [*rows, no]


async def whole(event: Event) -> Event:
    return await Event.get(pk=event.pk).select_related("organiser", "venue")


async def replace(national: Event, *others: Event, rest: Event | None = None) -> None:
    chosen = [await whole(other) for other in others]
    await regional.replace(await whole(national), await make.account(), chosen, WHY, rest.pk if rest else None)
    while await notices.tell_next():
        pass


async def told() -> list[tuple[str, str]]:
    mails = await OutgoingMail.exclude(status="sent").order_by("to_address")
    return [(mail.kind, mail.to_address) for mail in mails]


async def test_everybody_moves_to_their_own_and_is_told_once(db: object) -> None:
    national, north, middle, rows = await country(db)

    await replace(national, north, middle)

    there = {other.pk: await Invitation.filter(event_id=other.pk).order_by("id") for other in (north, middle)}
    assert [row.email for row in there[north.pk]] == [rows[0].email, rows[1].email]
    assert [row.email for row in there[middle.pk]] == [rows[2].email]
    assert {row.status for row in there[north.pk]} == {InvitationStatus.INVITED}
    kinds = ["regional", "regional", "regional", "replaced"]  # the last has no region; who said no is left in peace
    assert sorted(await told()) == sorted((kind, row.email) for kind, row in zip(kinds, rows[:4], strict=True))


async def test_the_message_says_why_and_leads_to_the_new_invitation(db: object) -> None:
    national, north, middle, rows = await country(db)

    await replace(national, north, middle)

    [home] = await Invitation.filter(event_id=middle.pk)
    [mail] = await OutgoingMail.filter(to_address=rows[2].email, kind="regional")
    assert mail.subject == "I stället för Nationell workshop: Workshop Mellansverige"
    assert WHY in mail.body_text and f"/i/{home.token()}?answer=yes" in mail.body_text
    assert mail.calendar_method == "CANCEL" and national.uid.encode() in bytes(mail.calendar or b"")


async def test_the_old_event_stays_as_replaced_and_leads_on(client: httpx2.AsyncClient) -> None:
    national, north, middle, rows = await country(client)

    await replace(national, north, middle)

    old = await Event.get(pk=national.pk)
    page, mine = await client.get(f"/events/{national.slug}"), await client.get(f"/i/{rows[0].token()}")
    assert (old.status, old.cancel_reason, old.replaced_by_id) == (EventStatus.REPLACED, WHY, None)
    assert "Workshop norra" in page.text and "Workshop Mellansverige" in page.text and WHY in page.text
    assert "Workshop norra" in mine.text and "Svara på den nya inbjudan" in mine.text


async def test_the_rest_may_go_to_one_of_them(db: object) -> None:
    national, north, middle, rows = await country(db)

    await replace(national, north, middle, rest=middle)

    assert [row.email for row in await Invitation.filter(event_id=middle.pk).order_by("email")] == sorted(
        [rows[2].email, rows[3].email]
    )
    assert {kind for kind, _to in await told()} == {"regional"}


async def test_who_is_invited_there_already_keeps_that_invitation(db: object) -> None:
    national, north, middle, rows = await country(db)
    known = await make.invitation(north, email=rows[0].email)

    await replace(national, north, middle)

    assert await Invitation.filter(event_id=north.pk, email=rows[0].email).count() == 1
    [mail] = await OutgoingMail.filter(to_address=rows[0].email, kind="regional")
    assert mail.about == known.ref


async def test_twice_is_refused(db: object) -> None:
    national, north, middle, _rows = await country(db)
    await replace(national, north, middle)

    with pytest.raises(Refusal):
        await replace(national, north, middle)

    assert len(await told()) == 4


async def test_the_desk_shows_who_goes_where_first(ann: httpx2.AsyncClient) -> None:
    national, north, middle, rows = await country(ann)
    here, typed = f"/desk/events/{national.pk}/regional", {"others": [str(north.pk), str(middle.pk)], "reason": WHY}

    chooser = await ann.get(here)
    empty = await ann.post(here, data={"reason": ""})
    sure = await ann.post(here, data=typed)
    before = (await Event.get(pk=national.pk)).status
    done = await ann.post(here, data=typed | {"sure": "1"})

    assert "Norrbotten" in chooser.text and empty.status_code == 422
    assert rows[0].name in sure.text and "skriv till 4 personer" in sure.text and before == EventStatus.PUBLISHED
    assert (done.status_code, (await Event.get(pk=national.pk)).status) == (303, EventStatus.REPLACED)
    assert "Workshop norra" in (await ann.get(f"/desk/events/{national.pk}")).text


async def test_the_one_who_was_to_come_instead_is_told_too(db: object) -> None:
    national, north, middle, rows = await country(db)
    await propose(await fresh(rows[0].pk), Proposal("Adam Ek", email="adam@region.test"), Source())
    await OutgoingMail.all().update(status="sent")

    await replace(national, north, middle)

    mail = await OutgoingMail.get(to_address="adam@region.test", kind="replaced")
    assert mail.calendar_method == "CANCEL" and b"adam@region.test" in bytes(mail.calendar or b"")
    assert WHY in " ".join(mail.body_text.split()) and f"/events/{national.slug}" in mail.body_text
    assert ("regional", rows[0].email) in await told()


async def test_where_one_comes_instead_the_substitute_hears_which(db: object) -> None:
    national, north, _middle, rows = await country(db)
    await propose(await fresh(rows[0].pk), Proposal("Adam Ek", email="adam@region.test"), Source())

    await replace(national, north)

    mail = await OutgoingMail.get(to_address="adam@region.test", kind="replaced")
    assert "I stället blir det Workshop norra" in " ".join(mail.body_text.split())
