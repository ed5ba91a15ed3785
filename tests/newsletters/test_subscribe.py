"""Who gets the letter: asked for, confirmed, stopped; the address goes with the stop."""

from datetime import timedelta

import pytest

from hearing.base.audit import AuditEntry
from hearing.base.clock import freeze, now
from hearing.base.errors import Refusal
from hearing.mail import blocks
from hearing.mail.models import BlockCause, OutgoingMail
from hearing.newsletters import subscribe
from hearing.newsletters.models import Subscriber, SubscriberStatus
from hearing.settings import settings, using
from tests import make
from tests.newsletters.make import SIV, again, fresh, planner, subscriber

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def kinds() -> list[str]:
    """What was written to anybody, oldest first."""
    return [mail.kind for mail in await OutgoingMail.all().order_by("id")]


async def test_who_asks_is_asked_back_and_gets_nothing_before_the_yes() -> None:
    organiser = await make.organiser()
    await subscribe.ask(organiser, " Siv@Post.test", "sv")
    row = await fresh()

    assert (row.status, row.address, await subscribe.receivers(organiser)) == ("asked", "Siv@post.test", ([], 0))
    mail = await OutgoingMail.get()
    assert (mail.kind, mail.priority, f"/n/{row.token()}" in mail.body_text) == ("newsletter_confirm", 0, True)

    await subscribe.confirm(row)
    await subscribe.confirm(await fresh())

    assert [one.pk for one in (await subscribe.receivers(organiser))[0]] == [row.pk]
    assert [line.what for line in await AuditEntry.filter(trail=f"subscriber-{row.pk}").order_by("id")] == [
        "subscriber.asked",
        "subscriber.confirmed",
    ]


async def test_asking_again_is_one_row_and_one_mail_an_hour() -> None:
    organiser = await make.organiser()
    for _turn in range(3):
        await subscribe.ask(organiser, SIV, "sv")
    await subscribe.confirm(await fresh())
    for _turn in range(3):
        await subscribe.ask(organiser, SIV, "sv")
    with freeze(now() + timedelta(hours=1)):
        await subscribe.ask(organiser, SIV, "sv")

    assert (await Subscriber.all().count(), (await fresh()).status) == (1, SubscriberStatus.ON)
    assert await kinds() == ["newsletter_confirm", "newsletter_already", "newsletter_already"]


async def test_a_stop_erases_the_address_at_once_and_holds_when_done_again() -> None:
    row = await subscriber()
    for _turn in range(2):
        await subscribe.stop(await again(row))
    left = await again(row)

    assert (left.status, left.address, left.address_norm, left.stopped_at) == ("stopped", "", "", now())
    assert len(left.address_hash) == 64
    assert await AuditEntry.filter(what="subscriber.stopped").count() == 1
    assert SIV not in repr([entry.details for entry in await AuditEntry.all()])


async def test_after_a_stop_nobody_is_back_without_a_yes_from_the_mailbox() -> None:
    row = await subscriber()
    await subscribe.stop(row)
    await subscribe.ask(row.organiser, SIV, "en")
    back = await again(row)

    assert (back.status, back.token()) == (SubscriberStatus.ASKED, row.token())
    assert (await kinds())[-1] == "newsletter_confirm"
    await subscribe.confirm(back)
    assert (await again(row)).status == SubscriberStatus.ON


async def test_an_address_is_known_again_after_a_change_of_secret() -> None:
    row = await subscriber()
    await subscribe.stop(row)
    with using(settings().model_copy(update={"secret": ("a newer secret, long enough it is", *settings().secrets)})):
        await subscribe.ask(row.organiser, SIV, "sv")

    assert [one.pk for one in await Subscriber.all()] == [row.pk]


async def test_a_stop_is_undone_by_link_and_address() -> None:
    row = await subscriber()
    await subscribe.stop(row)
    with pytest.raises(Refusal):
        await subscribe.start(await again(row), "another@post.test")
    await subscribe.start(await again(row), "SIV@post.test")
    await subscribe.start(await again(row), "another@post.test")

    assert (await again(row)).status == SubscriberStatus.ON


async def test_a_request_nobody_confirms_is_forgotten_after_a_week() -> None:
    kept, late = await subscriber("kvar@post.test"), await make.organiser()
    await subscribe.ask(late, SIV, "sv")
    with freeze(now() + timedelta(days=6)):
        assert not await subscribe.forget_next()
    with freeze(now() + timedelta(days=8)):
        assert (await subscribe.forget_next(), await subscribe.forget_next()) == (True, False)

    assert [row.pk for row in await Subscriber.all()] == [kept.pk]


async def test_after_an_old_stop_a_request_nobody_confirms_leaves_the_stop() -> None:
    row = await subscriber()
    await subscribe.stop(row)
    await subscribe.ask(row.organiser, SIV, "sv")
    with freeze(now() + timedelta(days=8)):
        await subscribe.forget_next()
    left = await again(row)

    assert (left.status, left.address, left.address_hash) == (SubscriberStatus.STOPPED, "", left.address_hash)


async def test_who_asks_in_words_for_no_more_mail_gets_no_letter_either() -> None:
    row = await subscriber()
    gone = await subscriber("gone@post.test")
    await blocks.block(SIV, "svar", await planner(), BlockCause.ASKED, row.organiser_id)
    await blocks.block("gone@post.test", "5.1.1", None, BlockCause.GONE)

    assert await subscribe.receivers(row.organiser) == ([], 2)
    assert not await subscribe.follow_next()
    with freeze(now() + timedelta(hours=2)):
        assert (await subscribe.follow_next(), await subscribe.follow_next()) == (True, False)
    assert ((await again(row)).status, (await again(gone)).status) == ("stopped", "on")


async def test_the_same_address_at_two_organisers_is_two_subscriptions() -> None:
    row = await subscriber()
    other = await make.organiser("tallen", "Klubbhuset Tallen")
    await subscribe.ask(other, SIV, "sv")
    theirs = await Subscriber.get(organiser=other)
    await subscribe.confirm(theirs)
    await subscribe.stop(row)

    assert (theirs.pk != row.pk, (await again(theirs)).status) == (True, "on")
