"""Another venue or link after the invitations went out: staff tell the invited with one press."""

import pytest

from hearing.base.errors import Refusal
from hearing.events import plan
from hearing.events.models import Event, Mode
from hearing.events.news import place_change
from hearing.invitations import notices
from hearing.mail.models import OutgoingMail
from tests.invitations import make

pytestmark = pytest.mark.anyio


async def test_the_invited_are_told_once_of_a_new_link(db: object) -> None:
    event = await Event.get(pk=(await make.event()).pk).select_related("organiser", "venue")
    for status in ("yes", "invited", "no"):
        await make.invitation(event, status=status)
    by = await make.account()

    await plan.change(event, by, mode=Mode.HYBRID, online_url="https://video.test/1")
    assert await place_change(event)
    assert await notices.tell_place(event, by) == 2
    with pytest.raises(Refusal):
        await notices.tell_place(event, by)

    told = await OutgoingMail.filter(kind="place").order_by("id")
    assert ["https://video.test/1" in mail.body_text for mail in told] == [True, False]
    assert [b"PARTSTAT=ACCEPTED" in bytes(mail.calendar or b"").replace(b"\r\n ", b"") for mail in told] == [
        True,
        False,
    ]


async def test_other_changes_are_no_news(db: object) -> None:
    event = await Event.get(pk=(await make.event()).pk).select_related("organiser", "venue")

    await plan.change(event, await make.account(), title="Något annat")

    assert await place_change(event) is None
