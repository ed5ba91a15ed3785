"""An event moved over the clock change of October and then called off, as the calendars of the invited are told it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from hearing.base.clock import freeze
from hearing.events import plan
from hearing.events.models import Event
from hearing.invitations import dispatch, notices
from hearing.invitations.answer import Said, Source, answer
from hearing.invitations.models import Invitation
from hearing.invitations.settle import fresh
from hearing.mail.models import MailStatus, OutgoingMail
from tests.invitations import make

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
STOCKHOLM, NEW_YORK = ZoneInfo("Europe/Stockholm"), ZoneInfo("America/New_York")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


@contextmanager
def clock(text: str) -> Iterator[None]:
    with freeze(at(text)):
        yield


async def evening(zone: str = "Europe/Stockholm") -> tuple[Event, Invitation, Invitation]:
    """Saturday in summer time with one seat: one comes, one waits."""
    times: dict[str, Any] = {"starts_at": at("2026-10-24T13:00"), "ends_at": at("2026-10-24T16:00")}
    event = await make.event(1, zone=zone, **times)
    rows = [await make.invitation(event, invited_at=at("2026-10-01T09:00")) for _n in range(2)]
    for row in rows:
        with clock("2026-10-02T09:00"):
            await answer(row, Said("yes"), Source())
    await OutgoingMail.all().update(status=MailStatus.SENT)
    return event, rows[0], rows[1]


async def move(event: Event, day: str) -> None:
    starts = at(f"{day}T13:00")
    await plan.change(await Event.get(pk=event.pk), await make.account(), starts_at=starts, ends_at=starts + HOURS)


HOURS = timedelta(hours=3)


async def work() -> None:
    while await notices.tell_next() or await dispatch.send_next():
        pass


def read(mail: OutgoingMail) -> tuple[str, Any]:
    calendar = Calendar.from_ical(bytes(mail.calendar or b""))
    [entry] = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), entry


@pytest.mark.parametrize(("day", "utc"), [("2026-10-25", 12), ("2026-10-26", 12)])
async def test_the_update_means_the_same_moment_everywhere(day: str, utc: int) -> None:
    event, _comes, waits = await evening()
    with clock("2026-10-10T09:00"):
        await move(event, day)
        await work()
    [first, second] = await OutgoingMail.filter(kind="moved").order_by("id")

    for mail in (first, second):
        method, entry = read(mail)
        starts = entry["DTSTART"].dt
        assert (method, int(entry["SEQUENCE"]) >= 1, str(entry["UID"])) == ("REQUEST", True, event.uid)
        assert starts.astimezone(UTC) == datetime.fromisoformat(f"{day}T{utc}:00+00:00")
        assert starts.astimezone(STOCKHOLM).hour == 13
        assert starts.astimezone(NEW_YORK).hour == 8  # there summer time lasts a week longer
        assert "kl. 13.00–16.00" in mail.body_text
    assert second.about == waits.ref  # who stands in the queue is told too


async def test_then_called_off_the_entry_of_the_new_time_is_cancelled() -> None:
    event, comes, _waits = await evening()
    with clock("2026-10-10T09:00"):
        await move(event, "2026-10-26")
        await work()
        await plan.cancel(await Event.get(pk=event.pk), await make.account(), "Sjukdom")
        await work()

    moved = await OutgoingMail.get(kind="moved", about=comes.ref)
    off = await OutgoingMail.get(kind="cancelled", about=comes.ref)

    method, entry = read(off)
    assert (method, str(entry["STATUS"]), entry["UID"]) == ("CANCEL", "CANCELLED", read(moved)[1]["UID"])
    assert int(entry["SEQUENCE"]) > int(read(moved)[1]["SEQUENCE"])
    assert entry["DTSTART"].dt.astimezone(UTC) == datetime(2026, 10, 26, 12, tzinfo=UTC)
    assert await OutgoingMail.filter(kind="cancelled").count() == 2


async def test_an_event_of_another_zone_is_told_as_its_instant() -> None:
    event, comes, _waits = await evening("Europe/Helsinki")
    with clock("2026-10-10T09:00"):
        await move(event, "2026-10-26")
        await work()

    _method, entry = read(await OutgoingMail.get(kind="moved", about=comes.ref))

    assert entry["DTSTART"].dt == datetime(2026, 10, 26, 12, tzinfo=UTC)
    assert "kl. 14.00–17.00" in (await OutgoingMail.get(kind="moved", about=comes.ref)).body_text


async def test_a_reminder_of_the_old_time_is_gone_with_the_move_itself() -> None:
    event, comes, _waits = await evening()
    with clock("2026-10-23T08:30"):
        await work()
        assert await waiting() == [comes.ref]
        await move(event, "2026-10-26")

        assert await waiting() == []  # before any job has run


async def test_a_called_off_event_reminds_nobody() -> None:
    event, _comes, _waits = await evening()
    with clock("2026-10-23T08:30"):
        await work()
        await plan.cancel(await Event.get(pk=event.pk), await make.account(), "Sjukdom")

        assert await waiting() == []


async def test_moved_away_and_back_the_reminder_is_sent_once_after_all() -> None:
    event, comes, _waits = await evening()
    with clock("2026-10-23T08:30"):
        await work()
        await move(event, "2026-10-26")
        await work()
        await move(event, "2026-10-24")
        await work()
        await work()

        assert await waiting() == [comes.ref]


async def test_moved_away_and_back_who_was_reminded_is_not_reminded_again() -> None:
    event, comes, _waits = await evening()
    with clock("2026-10-23T08:30"):
        await work()
        await OutgoingMail.filter(kind="day").update(status=MailStatus.SENT)
        await move(event, "2026-10-26")
        await move(event, "2026-10-24")
        await work()

    assert await OutgoingMail.filter(kind="day", about=comes.ref).count() == 1


async def test_the_new_time_has_a_reminder_of_its_own() -> None:
    event, comes, _waits = await evening()
    with clock("2026-10-10T09:00"):
        await move(event, "2026-10-26")
        await work()
    with clock("2026-10-25T08:30"):  # eight in the morning, the clock has just been set back
        await work()

    assert await waiting() == [comes.ref]
    assert (await fresh(int(comes.pk))).seat


async def waiting() -> list[str]:
    """The reminders the day before that would leave."""
    found = OutgoingMail.filter(kind="day", status__in=[MailStatus.QUEUED, MailStatus.HELD])
    return [mail.about for mail in await found.order_by("id")]
