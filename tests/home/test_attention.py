"""One list of all that needs a person, with its reason and its answers; counted in the menu."""

from typing import Any

import httpx2
import pytest

from hearing.base.clock import now
from hearing.mail import outbox
from hearing.mail.models import MailStatus, OutgoingMail
from hearing.mail.models_in import IncomingKind, IncomingMail, IncomingMatch, IncomingStatus
from hearing.organisers.models import Organiser
from tests import make
from tests.mail.conftest import post

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
HERE = "/desk/attention"


async def arrived(organiser: Organiser | None, **facts: Any) -> IncomingMail:
    count = await IncomingMail.all().count()
    told: dict[str, Any] = {
        "organiser": organiser,
        "sha256": f"{count:064}",
        "size": 1,
        "received_at": now(),
        "due_at": now(),
        "status": IncomingStatus.UNSORTED,
        "from_address": "malin@region.test",
        "subject": "Ang. brevet",
    }
    return await IncomingMail.create(**told | facts)


async def sent(organiser: Organiser, **facts: Any) -> OutgoingMail:
    mail = await outbox.put(post(f"k{await OutgoingMail.all().count()}", organiser=organiser, about="event-1/1"))
    await OutgoingMail.filter(pk=mail.pk).update(**facts)
    return mail


async def test_nothing_waits(ann: httpx2.AsyncClient) -> None:
    page = await ann.get(HERE)

    assert page.status_code == 200
    assert "Inget att titta på" in page.text


async def test_each_thing_has_its_reason_and_its_answer(ann: httpx2.AsyncClient) -> None:
    ours = await make.organiser()
    mail = await arrived(ours)
    await IncomingMatch.create(mail=mail, ref="event-1/1", reasons=["domain"], score=20)
    await arrived(ours, kind=IncomingKind.CALENDAR_REPLY, problem="Proposes another time")
    await arrived(ours, status=IncomingStatus.SORTED, opt_out=True, subject="Sluta")
    await sent(ours, status=MailStatus.DOUBTFUL, subject="Oklart")

    text = (await ann.get(HERE)).text

    assert [
        words
        for words in ("Föreslår en annan tid.", "verkar inte vilja ha fler", "Räkna som skickat")
        if words not in text
    ] == []
    assert f'action="/desk/mail/inbox/{mail.pk}/accept"' in text


async def test_one_press_comes_back_to_the_list(ann: httpx2.AsyncClient) -> None:
    mail = await arrived(await make.organiser())

    pressed = await ann.post(f"/desk/mail/inbox/{mail.pk}/done", data={"from": "attention"})

    assert (pressed.status_code, pressed.headers["location"]) == (303, HERE)
    assert (await IncomingMail.get(pk=mail.pk)).status == IncomingStatus.DONE


async def test_the_menu_counts_only_ones_own(ann: httpx2.AsyncClient) -> None:
    other = await Organiser.create(slug="annan", name="Annan", sender_name="A", email="a@b.test", created_at=now())
    await arrived(await make.organiser())
    await arrived(None)
    await arrived(other, subject="Hemligt")

    page = (await ann.get(HERE)).text

    assert '<span class="count">2<' in page
    assert "Hemligt" not in page


async def test_a_reader_sees_and_presses_nothing(bo: httpx2.AsyncClient) -> None:
    await arrived(await make.organiser())

    text = (await bo.get(HERE)).text

    assert "Ang. brevet" in text
    assert "/done" not in text


async def test_the_list_costs_few_queries(ann: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    ours = await make.organiser()
    for _number in range(25):
        await arrived(ours)

    with caplog.at_level("DEBUG", "tortoise.db_client"):
        page = await ann.get(HERE)

    assert page.text.count("Ang. brevet") >= 20
    assert 0 < len(caplog.records) <= 16
