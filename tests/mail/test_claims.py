"""Who holds which mail, and what a dead worker left behind."""

import asyncio
import os
import socket
from datetime import timedelta

import pytest

from hearing.base.clock import freeze, now
from hearing.mail import claims, outbox
from hearing.mail.models import MailStatus, OutgoingMail
from tests.mail.conftest import post, statuses
from tests.mail.server import Wire

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
GONE = f"{socket.gethostname()[:40]}:{claims.boot()}:4194304:abc"  # one above the highest process number
ELSEWHERE = "other-machine:12345678:7:abc"


async def put(mails: int) -> None:
    await outbox.put_all([post(f"m{n}", f"a{n}@b.test") for n in range(mails)])


async def test_no_two_claims_get_the_same_mail(wire: Wire) -> None:
    await put(70)
    found = await asyncio.gather(*(claims.claim(f"worker-{n}") for n in range(4)))
    ids = [mail.pk for mails in found for mail in mails]

    assert sorted(ids) == sorted(set(ids))
    assert await OutgoingMail.filter(status=MailStatus.SENDING).count() == len(ids)


async def test_a_claim_takes_no_more_than_it_asked_for(wire: Wire) -> None:
    await put(200)

    assert [len(await claims.claim("me", most)) for most in (20, 3)] == [20, 3]


async def test_a_mail_begins_only_once_and_only_for_its_owner(wire: Wire) -> None:
    await put(1)
    (mail,) = await claims.claim("me")

    begun = [await claims.note([mail.pk], [], who) for who in ("somebody", "me", "me")]
    assert begun == [set(), {mail.pk}, set()]


async def test_one_commit_notes_what_begins_and_what_was_taken(wire: Wire) -> None:
    await put(3)
    first, second, third = await claims.claim("me")
    await claims.note([first.pk, third.pk], [], "me")

    assert await claims.note([second.pk], [(first.pk, "queued as 7"), (third.pk, "as 8")], "me") == {1, 2, 3}
    rows = await OutgoingMail.all().order_by("id").values_list("status", "phase", "attempts", "smtp_response")
    assert [tuple(map(str, row)) for row in rows] == [
        ("sent", "", "1", "queued as 7"),
        ("sending", "data", "0", ""),
        ("sent", "", "1", "as 8"),
    ]


@pytest.mark.parametrize(
    ("owner", "later", "expected"),
    [
        (GONE, 0, {"queued": 1, "doubtful": 1}),
        (ELSEWHERE, 0, {"sending": 2}),
        (ELSEWHERE, 91, {"queued": 1, "doubtful": 1}),
        (claims.owner(), 0, {"sending": 2}),
    ],
    ids=["gone", "elsewhere", "elsewhere, its lease over", "alive"],
)
async def test_what_a_dead_worker_had_begun_is_doubtful_and_the_rest_waits(
    wire: Wire, owner: str, later: int, expected: dict[str, int]
) -> None:
    await put(2)
    first, _second = await claims.claim(owner)
    await claims.note([first.pk], [], owner)
    with freeze(now() + timedelta(seconds=later)):
        await claims.take_back()

    assert await statuses() == expected


async def test_a_lease_that_is_renewed_is_kept(wire: Wire) -> None:
    await put(1)
    await claims.claim(ELSEWHERE)
    with freeze(now() + timedelta(seconds=80)):
        await claims.renew(ELSEWHERE, now() + claims.LEASE)
    with freeze(now() + timedelta(seconds=160)):
        await claims.take_back()

    assert await statuses() == {"sending": 1}


async def test_the_late_answer_of_a_worker_thought_dead_still_counts(wire: Wire) -> None:
    await put(1)
    (mail,) = await claims.claim(GONE)
    await claims.note([mail.pk], [], GONE)
    await claims.take_back()

    assert await claims.note([], [(mail.pk, "taken")], GONE) == {mail.pk}
    assert await statuses() == {"sent": 1}


async def test_a_mail_taken_over_cannot_be_noted_by_its_first_owner(wire: Wire) -> None:
    await put(1)
    (mail,) = await claims.claim(GONE)
    await claims.take_back()
    await claims.claim("me")

    assert not await claims.note([mail.pk], [], GONE)
    assert not await mail.settle("defer", GONE)


async def test_what_was_not_begun_is_given_back_at_a_stop(wire: Wire) -> None:
    await put(2)
    first, _second = await claims.claim("me")
    await claims.note([first.pk], [], "me")
    await claims.give_back("me")

    assert await statuses() == {"sending": 1, "queued": 1}


async def test_only_a_process_of_this_machine_can_be_known_dead() -> None:
    here = f"{socket.gethostname()[:40]}:{claims.boot()}"
    names = [GONE, claims.owner(), f"{here}:{os.getpid()}:other", f"{here}:1:x", ELSEWHERE, "", "x:y"]

    assert [claims.is_dead(name) for name in names] == [True, False, True, False, False, False, False]
