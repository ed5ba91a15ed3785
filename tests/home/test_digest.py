"""The morning's mail to planners: only when something has happened, once a day, numbers and no names."""

from datetime import timedelta

import httpx2
import pytest

from hearing.base.clock import freeze, now
from hearing.events.models import Event
from hearing.home import digest
from hearing.invitations import needs
from hearing.invitations.answer import Said, Source, answer
from hearing.invitations.models import Invitation, Via
from hearing.invitations.need_kinds import NeedKind
from hearing.mail.models import OutgoingMail
from hearing.staff.models import Account, Role
from tests import make as tools
from tests.conftest import NOW
from tests.invitations import make

pytestmark = pytest.mark.anyio
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def desk() -> Account:
    """Ann plans, Bo reads."""
    here = await tools.organiser()
    await tools.member(here, "Bo Ek", Role.READER)
    return await tools.member(here, "Ann Lind", Role.PLANNER)


async def looked() -> list[str]:
    """Let the job look at everybody; the texts written."""
    while await digest.send_next():
        pass
    return [mail.body_text for mail in await OutgoingMail.filter(kind="digest").order_by("id")]


async def happened() -> Event:
    """A yes on the web, a no that staff wrote down."""
    event = await make.event(organiser=await tools.organiser())
    yes, no = await make.invitation(event, name="Lena Ja"), await make.invitation(event, name="Per Nej")
    await answer(yes, Said("yes"), Source())
    await answer(no, Said("no"), Source(Via.STAFF, by=await make.account()))
    return event


async def test_it_tells_once_a_day_what_came_in(db: object) -> None:
    await desk()
    event = await happened()

    with freeze(NOW + HOUR):
        texts = await looked()
        again = await looked()
    with freeze(NOW + DAY):
        after = await looked()

    assert texts == again == after
    assert len(texts) == 1
    assert "En har tackat ja." in texts[0]
    assert "nej" not in texts[0]
    assert "Lena" not in texts[0]
    assert f"/desk/events/{event.pk}/guests" in texts[0]


async def test_silence_and_night_write_nothing(db: object) -> None:
    await desk()
    await make.event(organiser=await tools.organiser())
    with freeze(NOW.replace(hour=5)):
        assert not await digest.send_next()
    assert await looked() == []


async def test_needs_whose_time_is_passing_are_counted_without_words(db: object) -> None:
    await desk()
    event = await make.event(organiser=await tools.organiser())
    row = await make.invitation(event, status="yes", answered_at=now() - 3 * DAY)
    row = await Invitation.get(pk=row.pk).select_related("event")
    await needs.ask(row, {NeedKind.SIGN_LANGUAGE: "", NeedKind.OTHER: "HEMLIGTBEHOV"})

    texts = await looked()

    assert "2 behov måste beställas nu." in texts[0]
    assert "HEMLIGTBEHOV" not in texts[0]
    assert "eckenspråk" not in texts[0]


async def test_each_account_may_turn_it_off(ann: httpx2.AsyncClient) -> None:
    await happened()
    form = {"name": "Ann Lind", "language": "sv"}

    shown = (await ann.get("/desk/staff/me")).text
    await ann.post("/desk/staff/me", data=form)
    off = await looked()
    await ann.post("/desk/staff/me", data={**form, "digest": "on"})

    assert 'name="digest" value="on" checked' in shown
    assert (off, len(await looked())) == ([], 1)
