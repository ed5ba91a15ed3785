"""What people do with incoming mail: one winner each, everything can be undone, everything is in the log."""

import pytest
from tortoise.queryset import QuerySet

from hearing.base.audit import AuditEntry
from hearing.base.errors import Refusal
from hearing.mail import inbox_desk, inbox_reply, outbox
from hearing.mail.inbox import Sorter
from hearing.mail.models import OutgoingMail
from hearing.mail.models_in import IncomingKind, IncomingMail, IncomingMatch, IncomingStatus, MatchDecision
from hearing.organisers.models import Organiser
from tests.mail.conftest import Somebody, post
from tests.mail.known import DALARNA, GAVLE, HIS, address, raw, sort

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def guessed(sorter: Sorter) -> IncomingMail:
    """A mail with a guess that is not certain."""
    return await sort(sorter, raw(f"Vårt svar om {DALARNA}.", sender="nn@region-dalarna.test"))


def places(mail: IncomingMail) -> QuerySet[IncomingMatch]:
    return IncomingMatch.filter(mail_id=mail.pk)


async def decided(mail: IncomingMail) -> list[str]:
    return [str(one.decided) for one in await places(mail)]


async def told() -> list[str]:
    return [str(what) for what in await AuditEntry.all().order_by("id").values_list("what", flat=True)]


async def test_a_guess_is_accepted_by_a_person_and_undone(
    sorter: Sorter, organiser: Organiser, karin: Somebody
) -> None:
    mail = await guessed(sorter)
    before = await places(mail).values("ref", "certain", "reasons", "decided", "decided_by_name")
    await inbox_desk.accept(mail, DALARNA, karin, organiser)
    (match,) = await places(mail)
    assert (match.certain, match.decided, match.decided_by_name) == (True, MatchDecision.YES, "Karin Wester")
    assert (mail.status, mail.organiser_id) == (IncomingStatus.SORTED, organiser.pk)

    await inbox_desk.reopen(mail, karin)

    assert await places(mail).values("ref", "certain", "reasons", "decided", "decided_by_name") == before
    assert (mail.status, await told()) == (IncomingStatus.UNSORTED, ["incoming.accepted", "incoming.reopened"])


async def test_the_same_press_twice_counts_once(sorter: Sorter, organiser: Organiser, karin: Somebody) -> None:
    mail = await guessed(sorter)
    await inbox_desk.accept(mail, DALARNA, karin, organiser)

    with pytest.raises(Refusal):
        await inbox_desk.accept(mail, DALARNA, karin, organiser)
    with pytest.raises(Refusal):
        await inbox_desk.accept(mail, GAVLE, karin, organiser)
    assert await told() == ["incoming.accepted"]


async def test_whoever_claims_such_mail_is_told_in_the_same_transaction(
    sorter: Sorter, organiser: Organiser, karin: Somebody
) -> None:
    mail = await guessed(sorter)

    async def broken(_mail: IncomingMail) -> bool:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await inbox_desk.accept(mail, DALARNA, karin, organiser, [broken])
    assert (await IncomingMail.get(pk=mail.pk)).status == IncomingStatus.UNSORTED
    assert (await decided(mail), await told()) == ([""], [])


async def test_a_certain_place_is_refused_and_comes_back(sorter: Sorter, organiser: Organiser, karin: Somebody) -> None:
    mail = await sort(sorter, raw(sender=HIS, To=address(DALARNA)))
    await inbox_desk.refuse(mail, DALARNA, karin)
    refused = (mail.status, (await places(mail).get(ref=DALARNA)).decided)
    await inbox_desk.reopen(mail, karin)

    assert refused == (IncomingStatus.UNSORTED, MatchDecision.NO)
    assert (mail.status, (await places(mail).get(ref=DALARNA)).decided) == (IncomingStatus.SORTED, MatchDecision.YES)


async def test_a_sorting_by_itself_is_undone_and_what_is_done_comes_back(
    sorter: Sorter, organiser: Organiser, karin: Somebody
) -> None:
    mail = await sort(sorter, raw(sender=HIS, To=address(DALARNA)))
    await inbox_desk.finish(mail, karin)
    await inbox_desk.reopen(mail, karin)
    first = mail.status
    await inbox_desk.reopen(mail, karin)

    assert (first, mail.status) == (IncomingStatus.SORTED, IncomingStatus.UNSORTED)
    with pytest.raises(Refusal):
        await inbox_desk.reopen(mail, karin)


async def test_a_reference_typed_by_hand_must_be_ours(sorter: Sorter, organiser: Organiser, karin: Somebody) -> None:
    await outbox.put(post("a", "nn@okand.test", organiser=organiser, about="event-1/2"))
    other = await Organiser.create(slug="t", name="T", sender_name="T", email="t@t.test", created_at="2026-01-01")
    await outbox.put(post("b", organiser=other, about="event-9/9"))
    mail = await sort(sorter, raw("Hej på er", subject="Något helt annat"))
    for typed in ("", "event-9/9", "nonsense"):
        with pytest.raises(Refusal):
            await inbox_desk.attach(mail, typed, karin, organiser)

    await inbox_desk.attach(mail, " Event-1/2 ", karin, organiser)

    assert (mail.kind, mail.status) == (IncomingKind.REPLY, IncomingStatus.SORTED)
    assert await told() == ["incoming.accepted"]


async def test_not_ours_refuses_every_place_and_is_undone(
    sorter: Sorter, organiser: Organiser, karin: Somebody
) -> None:
    mail = await guessed(sorter)
    await inbox_desk.not_ours(mail, karin)
    after = (mail.status, await decided(mail))
    await inbox_desk.reopen(mail, karin)

    assert after == (IncomingStatus.DONE, ["no"])
    assert await decided(mail) == [""]


async def test_only_one_gives_a_mail_away(sorter: Sorter, organiser: Organiser, karin: Somebody) -> None:
    mail = await guessed(sorter)
    stale = await IncomingMail.get(pk=mail.pk)
    await inbox_desk.assign(mail, "Ann Lind", karin)

    with pytest.raises(Refusal):
        await inbox_desk.assign(stale, "Bo Ek", karin)
    assert (await IncomingMail.get(pk=mail.pk)).assigned_to == "Ann Lind"


async def test_read_anew_keeps_what_a_person_said(sorter: Sorter, organiser: Organiser, karin: Somebody) -> None:
    mail = await guessed(sorter)
    await inbox_desk.refuse(mail, DALARNA, karin)
    await inbox_desk.read_anew(mail, karin)
    with pytest.raises(Refusal):
        await inbox_desk.not_ours(mail, karin)
    await sorter.sort_next()

    assert (await places(mail).get(ref=DALARNA)).decided == MatchDecision.NO


async def test_an_answer_stays_in_the_thread_and_comes_back_to_us(
    sorter: Sorter, organiser: Organiser, karin: Somebody
) -> None:
    token = "svar+23456789abcdefghjkmnpqrstu@egen.test"
    await outbox.put(post("a", HIS, organiser=organiser, about=DALARNA, reply_to=token))
    mail = await sort(
        sorter, raw(sender=HIS, To=address(DALARNA), subject="SV: Sv: Brevet", References="<a@b.test> <c@d.test>")
    )
    made = await inbox_reply.answer(mail, "Tack!\r\n\r\nVi hörs.", karin, organiser)

    assert made.extra == {"In-Reply-To": "<1@okand.test>", "References": "<a@b.test> <c@d.test> <1@okand.test>"}
    assert (made.to_address, made.subject, made.reply_to, made.about) == (HIS, "Re: Brevet", token, DALARNA)
    with pytest.raises(Refusal):
        await inbox_reply.answer(mail, "Tack!\n\nVi hörs.", karin, organiser)
    assert await OutgoingMail.filter(kind="reply").count() == 1


async def test_no_answer_to_a_blocked_address_and_no_empty_one(
    sorter: Sorter, organiser: Organiser, karin: Somebody
) -> None:
    mail = await guessed(sorter)
    await inbox_desk.block_sender(mail, "Vill inte", karin, organiser.pk)

    for text in ("Hej", " \n "):
        with pytest.raises(Refusal):
            await inbox_reply.answer(mail, text, karin, organiser)
