"""From raw bytes to their place: nothing lost, nothing doubled, every consequence in one transaction."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tortoise.exceptions import OperationalError

from hearing.base import files
from hearing.base.clock import freeze, now
from hearing.base.files import File
from hearing.mail import inbox, outbox
from hearing.mail.inbox import Inbound, NotNow, Sorter, TooBig, keep, keep_note, reread
from hearing.mail.models import BlockedAddress, Mailing, MailStatus, OutgoingMail
from hearing.mail.models_in import IncomingKind, IncomingMail, IncomingMatch, IncomingStatus, MatchDecision
from hearing.mail.sent import Sent
from hearing.organisers.models import Organiser
from tests.mail.conftest import Somebody, post
from tests.mail.known import DALARNA, GAVLE, IDS, Two, address, raw

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db", "organiser")]
SAMPLES = Path(__file__).parent / "samples"
HIS = "orjan.vretfors@region-dalarna.test"


@pytest.fixture
async def sorter(db: Any) -> AsyncIterator[Sorter]:
    made = Sorter(Inbound(directories=[Two(), Sent()]))
    yield made
    await made.stop()


async def sort(sorter: Sorter, content: bytes, **given: str) -> IncomingMail:
    mail = await keep(content, **given)
    assert await sorter.sort_next()
    return await IncomingMail.get(pk=mail.pk)


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.eml").read_bytes()


async def test_the_raw_bytes_are_kept_as_they_came() -> None:
    mail = await keep(raw(), "svar+x@egen.test", "a@b.test", "pipe")

    file = await File.get(pk=mail.file_id)
    assert (bytes(file.content), mail.status, mail.door) == (raw(), IncomingStatus.KEPT, "pipe")


async def test_the_same_mail_twice_is_one_mail() -> None:
    both = await asyncio.gather(keep(raw()), keep(raw()))

    assert both[0].pk == both[1].pk
    assert await IncomingMail.all().count() == 1


async def test_too_big_a_mail_is_refused_and_noted() -> None:
    with pytest.raises(TooBig):
        await keep(bytes(inbox.MOST_BYTES + 1))
    noted = await keep_note(raw(), 40_000_000, "imap")

    assert noted.problem == "too big: 40 MB"


async def test_a_full_disk_means_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_given: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(files, "keep", full)

    with pytest.raises(NotNow):
        await keep(raw())
    assert await IncomingMail.all().count() == 0


async def test_an_answer_is_placed_and_says_why(sorter: Sorter) -> None:
    mail = await sort(sorter, raw(sender=HIS, To=address(DALARNA)))

    (match,) = await IncomingMatch.filter(mail_id=mail.pk)
    assert (mail.kind, mail.status, mail.counts_as_answer) == (IncomingKind.REPLY, IncomingStatus.SORTED, True)
    assert (match.ref, match.certain, match.decided) == (DALARNA, True, MatchDecision.YES)
    assert (match.reasons, mail.organiser_id) == (["token", "sender"], 1)


async def test_an_answer_by_somebody_else_is_told_apart(sorter: Sorter) -> None:
    mail = await sort(sorter, raw(sender="malin@region-dalarna.test", To=address(DALARNA)))

    assert (mail.kind, mail.responder) == (IncomingKind.FORWARDED_REPLY, "malin@region-dalarna.test")


async def test_a_guess_waits_for_a_person(sorter: Sorter) -> None:
    mail = await sort(sorter, raw(subject=f"Svar {DALARNA}"))

    (match,) = await IncomingMatch.filter(mail_id=mail.pk)
    assert (mail.status, mail.organiser_id) == (IncomingStatus.UNSORTED, None)
    assert (match.ref, match.certain, match.decided) == (DALARNA, False, MatchDecision.OPEN)


async def test_a_mail_from_nowhere_waits_too(sorter: Sorter) -> None:
    mail = await sort(sorter, raw())

    assert (mail.kind, mail.status, mail.counts_as_answer) == (IncomingKind.UNMATCHED, IncomingStatus.UNSORTED, False)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("absence-sv", "auto_reply"),
        ("receipt-auto", "acknowledgement"),
        ("receipt-person", "acknowledgement"),
        ("delay-postfix", "delay"),
        ("read-receipt", "auto_reply"),
    ],
)
async def test_notices_never_count_and_never_suppress(sorter: Sorter, name: str, kind: str) -> None:
    mail = await sort(sorter, sample(name))

    assert (mail.kind, mail.counts_as_answer, mail.suppressed) == (kind, False, False)
    assert await BlockedAddress.all().count() == 0


async def test_our_own_mail_that_comes_back_is_done(sorter: Sorter) -> None:
    content = raw(To=address(DALARNA)).replace(b"<1@okand.test>", IDS[DALARNA].encode())

    mail = await sort(sorter, content)

    assert (mail.kind, mail.status) == (IncomingKind.LOOP, IncomingStatus.DONE)


async def test_the_same_mail_by_another_door_is_a_duplicate(sorter: Sorter) -> None:
    first = await sort(sorter, raw(sender=HIS, To=address(DALARNA)))
    second = await sort(sorter, b"Received: by imap\n" + raw(sender=HIS, To=address(DALARNA)))
    other = await sort(
        sorter, b"Delivered-To: " + address(GAVLE).encode() + b"\n" + raw(sender=HIS, To=address(DALARNA))
    )

    assert (second.duplicate_of_id, second.status, second.counts_as_answer) == (first.pk, IncomingStatus.DONE, False)
    assert other.status != IncomingStatus.KEPT


async def test_a_mail_that_cannot_be_read_waits_with_what_its_head_shows(sorter: Sorter) -> None:
    sorter.child.patience = 0.0

    mail = await sort(sorter, raw(sender=HIS, subject="Svar"))

    assert (mail.subject, mail.status) == ("Svar", IncomingStatus.UNSORTED)
    assert mail.problem == "it takes too long to read"


async def test_the_first_to_claim_a_mail_gets_it(sorter: Sorter) -> None:
    asked: list[str] = []

    def claimant(name: str, claims: bool) -> Callable[[IncomingMail], Any]:
        async def claim(_mail: IncomingMail) -> bool:
            asked.append(name)
            return claims

        return claim

    sorter.inbound = Inbound([claimant("a", False), claimant("b", True), claimant("c", True)], [Two()])
    mail = await sort(sorter, raw())

    assert (asked, mail.status) == (["a", "b"], IncomingStatus.SORTED)


async def test_a_claimant_that_breaks_leaves_nothing_and_the_mail_is_tried_again(sorter: Sorter) -> None:
    async def broken(mail: IncomingMail) -> bool:
        raise ValueError(mail.pk)

    sorter.inbound = Inbound([broken], [Two()])
    mail = await sort(sorter, raw(sender=HIS, To=address(DALARNA)))
    assert (mail.status, await IncomingMatch.all().count(), await sorter.sort_next()) == (IncomingStatus.KEPT, 0, False)

    for _try in range(inbox.MOST_TRIES - 1):
        with freeze(now() + timedelta(days=_try + 1)):
            assert await sorter.sort_next()
    mail = await IncomingMail.get(pk=mail.pk)
    assert (mail.status, mail.problem) == (IncomingStatus.UNSORTED, "could not be sorted: ValueError")


async def test_two_workers_sort_each_mail_once(sorter: Sorter) -> None:
    other, seen = Sorter(sorter.inbound), []

    async def claim(mail: IncomingMail) -> bool:
        seen.append(mail.pk)
        return True

    sorter.inbound = other.inbound = Inbound([claim], [Two()])
    for number in range(12):
        await keep(raw(f"nr {number}"))

    async def work(one: Sorter) -> None:
        while await one.sort_next() or await IncomingMail.filter(status="kept", due_at__lte=now()).exists():
            pass

    await asyncio.gather(work(sorter), work(other))
    await other.stop()
    assert sorted(seen) == sorted({*seen})
    assert len(seen) == 12


async def test_reading_again_keeps_what_a_person_decided(sorter: Sorter) -> None:
    mail = await sort(sorter, raw(subject=f"Svar {DALARNA}"))
    await IncomingMatch.filter(mail_id=mail.pk).update(decided=MatchDecision.NO, decided_by_name="Karin Wester")

    await reread(mail)
    assert await sorter.sort_next()

    (match,) = await IncomingMatch.filter(mail_id=mail.pk)
    assert (match.ref, match.decided) == (DALARNA, MatchDecision.NO)


async def sent(organiser: Organiser, karin: Somebody, to: str = HIS) -> OutgoingMail:
    """The letter that the samples of bounces are about."""
    mailing = await outbox.begin_mailing(organiser, karin, "letter", "Öppet brev")
    mail = await outbox.put(post("letter:1", to, organiser=organiser, mailing=mailing, about=DALARNA))
    await OutgoingMail.filter(pk=mail.pk).update(status=MailStatus.SENT, message_id=IDS[DALARNA])
    return await OutgoingMail.get(pk=mail.pk)


@pytest.mark.parametrize(
    ("name", "status", "suppressed", "mailing"),
    [
        ("bounce-postfix", "failed", True, "running"),
        ("bounce-words", "failed", True, "running"),
        ("bounce-full", "failed", False, "running"),
        ("bounce-policy", "failed", False, "running"),
        ("bounce-ours", "failed", False, "stopped"),
        ("bounce-forwarded", "sent", False, "running"),
        ("delay-postfix", "sent", False, "running"),
    ],
)
async def test_a_bounce_changes_what_it_proves(
    sorter: Sorter, organiser: Organiser, karin: Somebody, name: str, status: str, suppressed: bool, mailing: str
) -> None:
    letter = await sent(organiser, karin)

    mail = await sort(sorter, sample(name))

    now_sent = await OutgoingMail.get(pk=letter.pk)
    assert (now_sent.status, mail.proven, mail.suppressed) == (status, True, suppressed)
    assert (await Mailing.get(pk=letter.mailing_id)).status == mailing
    assert await BlockedAddress.filter(address_norm=HIS, incoming_id=mail.pk).exists() is suppressed
    assert (await IncomingMatch.get(mail_id=mail.pk)).ref == DALARNA


async def test_a_bounce_of_nothing_we_sent_suppresses_nobody(sorter: Sorter) -> None:
    mail = await sort(sorter, sample("bounce-postfix"))

    assert (mail.proven, mail.suppressed, await BlockedAddress.all().count()) == (False, False, 0)


async def test_a_bounce_to_its_own_return_address_is_proven(
    sorter: Sorter, organiser: Organiser, karin: Somebody
) -> None:
    letter = await sent(organiser, karin)
    own = "studs+vwxyz23456789abcdefghjkmnp@egen.test"
    await OutgoingMail.filter(pk=letter.pk).update(envelope_from=own, message_id="<replaced@egen.test>")

    mail = await sort(sorter, sample("bounce-postfix"), envelope_to=own)

    assert (mail.proven, mail.suppressed) == (True, True)


async def test_a_full_mailbox_on_six_days_ends_it(sorter: Sorter, organiser: Organiser, karin: Somebody) -> None:
    await sent(organiser, karin)
    stops = []
    for day in range(6):
        for turn in range(2):
            with freeze(now() + timedelta(days=day)):
                mail = await sort(sorter, sample("bounce-full") + f"{day}{turn}".encode())
                stops.append(mail.suppressed)

    assert stops == [False] * 10 + [True] * 2
