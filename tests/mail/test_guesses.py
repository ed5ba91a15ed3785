"""Accepting first guesses together: seen before, only clear ones, never two organisers' mail, undone with one press."""

from typing import Any

import httpx2
import pytest

from hearing.base.clock import now
from hearing.mail import outbox
from hearing.mail.models_in import IncomingKind, IncomingMail, IncomingMatch, IncomingStatus
from hearing.organisers.models import Organiser
from tests import make
from tests.mail.conftest import post
from tests.mail.server import Wire
from tests.mail.test_web_many import undo_of

pytestmark = pytest.mark.anyio
HERE = "/desk/mail/inbox/guesses"


@pytest.fixture
async def ours(wire: Wire) -> Organiser:
    """An organiser who has written about three things; another about a fourth."""
    made = await make.organiser()
    other = await make.organiser("annan", "Annan")
    for number in (1, 2, 3):
        await outbox.put(post(f"m{number}", f"a{number}@b.test", organiser=made, about=f"event-1/{number}"))
    await outbox.put(post("theirs", "a@c.test", organiser=other, about="event-9/1"))
    return made


async def arrived(subject: str, *places: tuple[str, int], **facts: Any) -> IncomingMail:
    """An unsorted mail with its guesses: reference and points."""
    times: dict[str, Any] = {"received_at": now(), "due_at": now(), "size": 1, "status": IncomingStatus.UNSORTED}
    mail = await IncomingMail.create(sha256=f"{subject:_<64}", subject=subject, **times | facts)
    for ref, score in places:
        await IncomingMatch.create(mail=mail, ref=ref, score=score, reasons=["sender", "subject"])
    return mail


async def test_only_clear_guesses_are_shown_and_nothing_happens_by_looking(
    ann: httpx2.AsyncClient, ours: Organiser
) -> None:
    clear = await arrived("Klart", ("event-1/1", 55), ("event-1/2", 35))
    await arrived("Svagt", ("event-1/1", 35))
    await arrived("Lika", ("event-1/1", 55), ("event-1/2", 55))
    await arrived("Andras", ("event-1/1", 90), ("event-9/1", 20))
    await arrived("Skräp", ("event-1/1", 90), kind=IncomingKind.SPAM)
    await arrived("Trasigt", ("event-1/1", 90), problem="unreadable")
    text = (await ann.get(HERE)).text

    assert [f">{name}<" in text for name in ("Klart", "Svagt", "Lika", "Andras", "Skräp", "Trasigt")] == [
        True,
        *[False] * 5,
    ]
    assert f'value="{clear.pk}:event-1/1"' in text
    assert "5 mejl är inte med" in text
    assert await IncomingMail.filter(status=IncomingStatus.UNSORTED).count() == 6


async def test_the_ticked_ones_are_put_there_and_taken_back(ann: httpx2.AsyncClient, ours: Organiser) -> None:
    first, second, third = [await arrived(f"M{n}", (f"event-1/{n}", 60)) for n in (1, 2, 3)]
    weak = await arrived("Svagt", ("event-1/1", 20))
    picked = [f"{first.pk}:event-1/1", f"{second.pk}:event-1/2", f"{weak.pk}:event-1/1", f"{third.pk}:event-9/1", "x:y"]
    reply = await ann.post(HERE, data={"pick": picked})
    placed = {mail.pk for mail in await IncomingMail.filter(status=IncomingStatus.SORTED)}
    await ann.post(undo_of(reply))

    assert placed == {first.pk, second.pk}
    assert await IncomingMail.filter(status=IncomingStatus.UNSORTED).count() == 4
    assert await IncomingMatch.filter(certain=True).count() == 0


async def test_a_ticked_list_is_narrowed_and_strangers_see_nothing(
    ann: httpx2.AsyncClient, bo: httpx2.AsyncClient, eve: httpx2.AsyncClient, ours: Organiser
) -> None:
    one, two = [await arrived(f"M{n}", (f"event-1/{n}", 60)) for n in (1, 2)]
    text = (await ann.get(f"{HERE}?mail={two.pk}&mail=x")).text

    assert (">M1<" in text, ">M2<" in text) == (False, True)
    assert (await bo.get(HERE)).status_code == 403
    assert "Ingen gissning är tydlig nog" in (await eve.get(HERE)).text
    await eve.post(HERE, data={"pick": f"{one.pk}:event-1/1"})
    assert await IncomingMail.filter(status=IncomingStatus.SORTED).count() == 0
