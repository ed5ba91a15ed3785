"""From raw bytes to their place: nothing lost, nothing doubled, every consequence in one transaction."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tortoise.exceptions import OperationalError

from hearing.base import files
from hearing.base.clock import freeze, now
from hearing.base.files import File
from hearing.mail import exports, inbox
from hearing.mail.inbox import Inbound, NotNow, Sorter, TooBig, keep, keep_note, reread
from hearing.mail.models import BlockedAddress
from hearing.mail.models_in import IncomingKind, IncomingMail, IncomingMatch, IncomingStatus, MatchDecision
from hearing.organisers.models import Organiser
from tests.mail.known import DALARNA, GAVLE, HIS, IDS, Two, address, raw, sample, sort

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db", "organiser")]


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


async def test_what_a_person_decided_holds_when_it_is_read_anew(sorter: Sorter, organiser: Organiser) -> None:
    mail = await sort(sorter, raw(subject=f"Svar {DALARNA}"))
    await IncomingMatch.filter(mail_id=mail.pk).update(decided=MatchDecision.YES, certain=True, decided_by_name="Karin")
    await reread(mail)
    await sorter.sort_next()

    again = await IncomingMail.get(pk=mail.pk)
    assert (again.status, again.kind, again.counts_as_answer) == (
        IncomingStatus.SORTED, IncomingKind.FORWARDED_REPLY, True,
    )  # fmt: skip


async def test_what_a_person_refused_stays_refused_when_it_is_read_anew(sorter: Sorter) -> None:
    mail = await sort(sorter, raw(sender=HIS, To=address(DALARNA)))
    await IncomingMatch.filter(mail_id=mail.pk).update(decided=MatchDecision.NO, decided_by_name="Karin")
    await reread(mail)
    await sorter.sort_next()

    assert (await IncomingMail.get(pk=mail.pk)).status == IncomingStatus.UNSORTED


async def test_a_filters_mark_keeps_a_strangers_mail_from_counting(sorter: Sorter) -> None:
    mail = await sort(sorter, raw(sender="x@spam.test", To=address(DALARNA), X_Spam_Flag="YES"))

    assert (mail.kind, mail.status, mail.counts_as_answer) == (IncomingKind.SPAM, IncomingStatus.UNSORTED, False)


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


async def test_the_export_tells_all_of_it(sorter: Sorter) -> None:
    mail = await sort(sorter, raw("Ja. Dnr RS 2026-1", sender=HIS, To=address(DALARNA), subject=f"Svar {GAVLE}"))

    (told,) = await exports.incoming()
    assert {name: told[name] for name in ("id", "from", "match", "suggest", "references", "state", "kind")} == {
        "id": mail.pk,
        "from": HIS,
        "match": [DALARNA],
        "suggest": [GAVLE],
        "references": ["RS 2026-1"],
        "state": "sorted",
        "kind": "reply",
    }
    assert (told["html"], told["bounce_status"], told["duplicate_of"], told["attachments"]) == (None, None, None, [])
