"""The invitee's page: it shows by GET, answers by POST, and has a page for every dead end."""

from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import httpx2
import pytest
from asyncpg.exceptions import DiskFullError
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.clock import now, today
from hearing.events.models import EventStatus, Mode
from hearing.invitations import seats
from hearing.invitations.answer import leave_message
from hearing.invitations.models import Invitation, Substitute
from hearing.mail.models import OutgoingMail
from tests.invitations import make

pytestmark = pytest.mark.anyio
Guest = httpx2.AsyncClient


async def stands(row: Invitation) -> tuple[str, bool]:
    fresh = await Invitation.get(pk=row.pk)
    return str(fresh.status), fresh.seat


async def test_looking_changes_nothing_whatever_is_asked(guest: Guest) -> None:
    row = await make.invitation(await make.event(capacity=1))
    before = await Invitation.filter(pk=row.pk).values()

    for asked in ("", "?answer=yes", "?answer=no", "?answer=maybe", "?answer=other", "?answer=x", "?as=other"):
        for _ in range(2):
            assert (await guest.get(f"/i/{row.token()}{asked}")).status_code == 200
            assert (await guest.head(f"/i/{row.token()}{asked}")).status_code == 200
    await guest.get(f"/i/{row.token()}/receipt")
    await guest.get(f"/i/{row.token()}/event.ics")

    assert await Invitation.filter(pk=row.pk).values() == before


async def test_the_mails_button_preselects(guest: Guest) -> None:
    row = await make.invitation(await make.event())

    text = (await guest.get(f"/i/{row.token()}?answer=no")).text

    assert 'value="no" checked' in text
    assert 'value="yes" checked' not in text


async def test_yes_leads_to_a_receipt(guest: Guest) -> None:
    row = await make.invitation(await make.event(capacity=1))

    sent = await guest.post(f"/i/{row.token()}", data={"answer": "yes"})
    shown = await guest.get(sent.headers["location"])

    assert (sent.status_code, await stands(row)) == (303, ("yes", True))
    assert ("Du är anmäld" in shown.text, shown.headers["cache-control"]) == (True, "private, no-store")


async def test_a_receipt_that_is_kept_back_is_not_said_to_be_sent(guest: Guest) -> None:
    row = await make.invitation(await make.event())
    there = (await guest.post(f"/i/{row.token()}", data={"answer": "no"})).headers["location"]

    kept = (await guest.get(there)).text
    await OutgoingMail.all().update(status="queued")
    sent = (await guest.get(there)).text

    assert ("Ett kvitto" in kept, "Ett kvitto" in sent) == (False, True)


async def test_english_links_stay_english(guest: Guest) -> None:
    row = await make.invitation(await make.event())

    sent = await guest.post(f"/en/i/{row.token()}", data={"answer": "no"})

    assert sent.headers["location"] == f"/en/i/{row.token()}/receipt"
    assert "Thank you for the answer." in (await guest.get(sent.headers["location"])).text


async def test_no_is_one_press_whatever_else_was_typed(guest: Guest) -> None:
    row = await make.invitation(await make.event())

    sent = await guest.post(
        f"/i/{row.token()}", data={"answer": "no", "material": "1", "substitute_email": "not an address"}
    )

    fresh = await Invitation.get(pk=row.pk)
    assert (sent.status_code, fresh.status, fresh.wants_material) == (303, "no", True)


async def test_somebody_else_is_kept_with_the_seat(guest: Guest) -> None:
    row = await make.invitation(await make.event(capacity=1))
    await guest.post(f"/i/{row.token()}", data={"answer": "yes"})

    data = {"answer": "other", "substitute_name": "Sara Lindh", "substitute_email": "sara@kommun.test"}
    await guest.post(f"/i/{row.token()}", data=data)
    await guest.post(f"/i/{row.token()}", data=data)

    assert (await stands(row), (await Invitation.get(pk=row.pk)).substitution) == (("yes", True), "proposed")
    assert await Substitute.all().values_list("name", "email", "status") == [
        ("Sara Lindh", "sara@kommun.test", "proposed")
    ]


async def test_a_nameless_substitute_is_asked_for(guest: Guest) -> None:
    row = await make.invitation(await make.event())

    sent = await guest.post(f"/i/{row.token()}", data={"answer": "other", "substitute_role": "Ordförande"})

    assert (sent.status_code, "Ordförande" in sent.text, await stands(row)) == (422, True, ("invited", False))


async def test_who_answers_for_another_is_kept(guest: Guest) -> None:
    row = await make.invitation(await make.event())

    await guest.post(f"/i/{row.token()}", data={"answer": "yes", "by": "other", "by_name": "Eva Sekreterare"})

    assert (await Invitation.get(pk=row.pk)).answered_by == "Eva Sekreterare"


async def test_the_link_online_is_for_those_who_come(guest: Guest) -> None:
    event = await make.event(capacity=0, mode=Mode.HYBRID, online_url="https://meet.test/hemlig")
    row = await make.invitation(event)

    before = (await guest.get(f"/i/{row.token()}")).text + (await guest.get(f"/i/{row.token()}/event.ics")).text
    sent = await guest.post(f"/i/{row.token()}", data={"answer": "yes", "attend": "online"})

    assert ("hemlig" in before, "hemlig" in (await guest.get(sent.headers["location"])).text) == (False, True)


async def test_after_the_last_day_a_message_goes_to_staff(guest: Guest) -> None:
    event = await make.event(answer_by_on=today() - timedelta(days=1))
    row = await make.invitation(event)

    sent = await guest.post(f"/i/{row.token()}", data={"answer": "yes", "comment": "Hinner ändå"})

    fresh = await Invitation.get(pk=row.pk)
    assert (fresh.status, fresh.comment) == ("invited", "Ja, jag kommer: Hinner ändå")
    assert "vidarebefordrat" in (await guest.get(sent.headers["location"])).text


async def test_after_the_last_day_what_was_written_before_is_neither_shown_again_nor_lost(guest: Guest) -> None:
    event = await make.event(answer_by_on=today() - timedelta(days=1))
    row = await make.invitation(event, status="yes", comment="Kommer med tåg")

    shown = (await guest.get(f"/i/{row.token()}")).text
    await guest.post(f"/i/{row.token()}", data={"answer": "no", "comment": "Blev sjuk"})

    assert "Kommer med tåg" not in shown
    assert (await Invitation.get(pk=row.pk)).comment == "Kommer med tåg\nBlev sjuk"


async def test_a_seat_can_be_given_up_after_the_last_day(guest: Guest) -> None:
    event = await make.event(answer_by_on=today() - timedelta(days=1))
    row = await make.invitation(event, status="yes", seat=True)
    await seats.exceed(row)

    await guest.post(f"/i/{row.token()}", data={"answer": "no"})

    assert await stands(row) == ("no", False)


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"status": EventStatus.CANCELLED, "cancel_reason": "Lokalen brann"}, "Lokalen brann"),
        ({"status": EventStatus.REPLACED}, "Ett annat möte ersätter det"),
        ({"status": EventStatus.HELD}, "Mötet har varit"),
    ],
)
async def test_dead_ends_have_pages_and_take_no_answer(guest: Guest, facts: dict[str, Any], word: str) -> None:
    row = await make.invitation(await make.event(**facts))

    shown = await guest.get(f"/i/{row.token()}")
    sent = await guest.post(f"/i/{row.token()}", data={"answer": "yes"})

    assert (shown.status_code, word in shown.text, sent.status_code) == (200, True, 200)
    assert await stands(row) == ("invited", False)


async def test_unknown_withdrawn_and_unsent_look_the_same(guest: Guest) -> None:
    event = await make.event()
    gone = await make.invitation(event, status="withdrawn")
    unsent = await make.invitation(event, status="draft")

    pages = [await guest.get(f"/i/{token}") for token in (gone.token(), unsent.token(), "x" * 22)]

    assert [shown.status_code for shown in pages] == [404] * 3
    assert len({shown.text.replace(str(shown.url.path), "") for shown in pages}) == 1


async def test_a_moved_event_says_so(guest: Guest) -> None:
    event = await make.event(moved_at=now(), moved_from_at=now() + timedelta(days=3))
    row = await make.invitation(event)

    assert "Tiden är ändrad." in (await guest.get(f"/i/{row.token()}")).text


async def test_what_cannot_be_kept_is_told_and_nobody_is_thanked(guest: Guest) -> None:
    row = await make.invitation(await make.event())

    with patch("hearing.invitations.answer.write", side_effect=OSError("No space left on device")):
        sent = await guest.post(f"/i/{row.token()}", data={"answer": "yes"})

    assert (sent.status_code, "Ditt svar kunde inte sparas" in sent.text, "Tack" in sent.text) == (503, True, False)
    assert await stands(row) == ("invited", False)


async def test_a_full_disk_is_told(guest: Guest, db: BaseDBAsyncClient) -> None:
    row = await make.invitation(await make.event())

    with full(db.capabilities.dialect):
        if db.capabilities.dialect == "sqlite":
            await db.execute_script("PRAGMA max_page_count = 1")
        sent = await guest.post(f"/i/{row.token()}", data={"answer": "yes", "comment": "x" * 3900})

    assert (sent.status_code, "Ditt svar kunde inte sparas" in sent.text) == (503, True)
    assert await stands(row) == ("invited", False)


def full(dialect: str) -> AbstractContextManager[object]:
    """PostgreSQL says that it has no room left; SQLite is given none."""
    if dialect == "sqlite":
        return nullcontext()
    return patch("hearing.mail.outbox.OutgoingMail.bulk_create", side_effect=DiskFullError("No space left on device"))


async def test_nothing_chosen_is_asked_for(guest: Guest) -> None:
    row = await make.invitation(await make.event())

    assert (await guest.post(f"/i/{row.token()}", data={})).status_code == 422


async def test_answers_are_limited_for_each_link(guest: Guest) -> None:
    row = await make.invitation(await make.event())

    codes = [(await guest.post(f"/i/{row.token()}", data={"answer": "no"})).status_code for _ in range(41)]

    assert (codes[:40], codes[40]) == ([303] * 40, 429)


async def test_the_receipt_is_for_what_came_last(guest: Guest) -> None:
    row = await make.invitation(await make.event())
    await leave_message(row, "Jag kommer kanske sent.", "", "")
    message = (await guest.get(f"/i/{row.token()}/receipt")).text
    await guest.post(f"/i/{row.token()}", data={"answer": "yes"})
    answered = (await guest.get(f"/i/{row.token()}/receipt")).text

    assert "Ditt meddelande är vidarebefordrat." in message
    assert "Du är anmäld." in answered
    assert (await Invitation.get(pk=row.pk)).message_at is not None
