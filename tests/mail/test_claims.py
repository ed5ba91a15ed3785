"""Who holds which mail, and what a dead worker left behind."""

import asyncio
import os
import socket
from collections import Counter
from datetime import timedelta

import pytest

from hearing.base.clock import freeze, now
from hearing.mail import claims, outbox
from hearing.mail.addresses import domain_of
from hearing.mail.models import MailStatus, OutgoingMail
from hearing.mail.sent import Sent
from hearing.organisers.models import Organiser
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


async def mailed(organiser: Organiser, domains: dict[str, int]) -> None:
    mailing = await outbox.begin_mailing(organiser, None, "invite", "Inbjudan", grace=timedelta(0))
    addresses = [f"a{n}@{domain}" for domain, many in domains.items() for n in range(many)]
    await outbox.put_all([post(f"m{n}", to, mailing=mailing) for n, to in enumerate(addresses)])


async def claimed(me: str, full: tuple[str, ...] = ()) -> dict[str, int]:
    return dict(Counter(domain_of(mail.to_norm) for mail in await claims.claim(me, full=full)))


async def test_two_of_a_mailing_are_on_their_way_to_one_domain_over_all_workers(
    wire: Wire, organiser: Organiser
) -> None:
    await mailed(organiser, {"big.test": 130, "b.test": 3, "c.test": 1})

    assert await claimed("me") == {"big.test": 2}
    assert await claimed("other") == {"b.test": 2, "c.test": 1}
    assert await claimed("me") == {}
    await outbox.put(post("sign-in", "x@big.test"))
    assert await claimed("me") == {"big.test": 1}


async def test_a_domain_that_has_had_its_share_of_the_minute_waits(wire: Wire, organiser: Organiser) -> None:
    await mailed(organiser, {"big.test": 5, "b.test": 5})

    assert await claimed("me", ("big.test", "c.test")) == {"b.test": 2}


async def test_two_workers_that_claim_at_once_fill_no_domain(wire: Wire, organiser: Organiser) -> None:
    await mailed(organiser, {"b.test": 10})
    found = await asyncio.gather(*(claims.claim(f"worker-{n}") for n in range(4)))

    assert sum(len(mails) for mails in found) == 2


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2.0.0 Ok: queued as 4F2A31C0", ""),
        ("Ok 0100018f3c2b1a0d-5f6e7d8c-9b0a-4c1d-8e2f-3a4b5c6d7e8f-000000", "0100018f3c2b1a0d-5f6e7d8c-9b0a-4c1d-8e2f-3a4b5c6d7e8f-000000"),
        ("2.6.0 <AB12@Relay.SE> [InternalId=7, Hostname=x.prod.outlook.com] Queued mail", "<ab12@relay.se>"),
    ],
)  # fmt: skip
async def test_the_name_the_server_gives_a_mail_is_read_from_its_words(text: str, name: str) -> None:
    assert claims.relay_id(text) == name


async def test_an_answer_that_names_the_relays_id_finds_the_mail(wire: Wire) -> None:
    await put(1)
    (mail,) = await claims.claim("me")
    await claims.note([mail.pk], [], "me")
    await claims.note([], [(mail.pk, "Ok 0100018f3c2b1a0d-5f6e7d8c-9b0a-000000")], "me")
    named = "<0100018f3c2b1a0d-5f6e7d8c-9b0a-000000@eu-north-1.ses.test>"

    found = await Sent().by_message_ids([named, mail.message_id.lower(), "<4f2a@x.test>"])
    assert {key: [one.outgoing_id for one in known] for key, known in found.items()} == {
        named: [mail.pk],
        mail.message_id: [mail.pk],
    }


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
