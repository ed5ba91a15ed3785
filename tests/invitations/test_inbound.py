"""What comes back to an invitation: from calendars, in words, from servers."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from hearing.base.clock import today
from hearing.invitations import answer, itip
from hearing.invitations.answer import Said, Source
from hearing.invitations.exports import event as export
from hearing.invitations.models import Invitation, Substitute
from hearing.invitations.substitutes import Proposal, propose
from hearing.mail.inbox import Sorter
from hearing.mail.models import OutgoingMail
from hearing.mail.models_in import IncomingMail, IncomingStatus
from hearing.wiring import INBOUND
from tests.invitations import make
from tests.mail.known import raw, sort

pytestmark = pytest.mark.anyio
ASA = "asa@region.test"


@pytest.fixture
async def reader(db: Any) -> AsyncIterator[Sorter]:
    made = Sorter(INBOUND)
    yield made
    await made.stop()


@pytest.fixture
async def asa(db: Any) -> Invitation:
    return await make.invitation(await make.event(), email=ASA, name="Åsa Berg")


def calendar(to: Invitation, stated: str = "ACCEPTED", sender: str = ASA, **changes: str) -> bytes:
    """An answer as a calendar sends it."""
    lines = {
        "METHOD": "REPLY",
        "UID": to.event.uid,
        "SEQUENCE": str(to.event.sequence),
        "DTSTAMP": "20261123T075900Z",
        f"ATTENDEE;PARTSTAT={stated}": f"mailto:{changes.pop('attendee', sender)}",
    } | changes
    said = "\n".join(f"{name}:{value}" for name, value in lines.items() if name != "METHOD")
    part = f"BEGIN:VCALENDAR\nMETHOD:{lines['METHOD']}\nBEGIN:VEVENT\n{said}\nEND:VEVENT\nEND:VCALENDAR\n"
    mail = raw(part, sender, "Accepted", To=itip.reply_to(to))
    return mail.replace(b"text/plain", b"text/calendar")


async def after(reader: Sorter, content: bytes, to: Invitation) -> tuple[IncomingMail, Invitation]:
    mail = await sort(reader, content)
    return mail, await Invitation.get(pk=to.pk)


@pytest.mark.parametrize(("stated", "status"), [("ACCEPTED", "yes"), ("DECLINED", "no"), ("TENTATIVE", "maybe")])
async def test_an_answer_from_the_calendar_is_noted(reader: Sorter, asa: Invitation, stated: str, status: str) -> None:
    mail, row = await after(reader, calendar(asa, stated), asa)

    assert (mail.status, mail.problem, mail.counts_as_answer) == (IncomingStatus.SORTED, "", True)
    assert (row.status, row.answered_via, row.answered_by) == (status, "calendar", "Åsa Berg")
    assert [(mail.kind, mail.calendar) for mail in await OutgoingMail.all()] == [(status, None)]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"sender": "malin@region.test"}, "Answered by somebody else than the invited person"),
        ({"sender": "malin@region.test", "attendee": ASA}, "Answered by somebody else than the invited person"),
        ({"UID": "another@b.test"}, "The answer is about another event"),
        ({"RECURRENCE-ID": "20261123T075900Z"}, "The answer is about another event"),
        ({"stated": "NEEDS-ACTION"}, "The answer from the calendar cannot be used"),
        ({"METHOD": "REFRESH", "sender": "malin@region.test"}, "Asks for the invitation once more"),
    ],
)
async def test_what_is_not_the_invited_persons_own_answer_waits(
    reader: Sorter, asa: Invitation, changes: dict[str, str], why: str
) -> None:
    mail, row = await after(reader, calendar(asa, **changes), asa)

    assert (mail.status, mail.problem, mail.counts_as_answer) == (IncomingStatus.UNSORTED, why, False)
    assert row.status == "invited"
    assert row.answered_at is None


async def test_a_mail_our_own_server_calls_forged_waits(reader: Sorter, asa: Invitation) -> None:
    checked = b"Authentication-Results: mx.egen.test; dmarc=fail header.from=region.test\n"

    mail, row = await after(reader, checked + calendar(asa), asa)

    assert (mail.status, row.status) == (IncomingStatus.UNSORTED, "invited")


async def test_an_answer_to_the_earlier_time_waits(reader: Sorter, asa: Invitation) -> None:
    content = calendar(asa)
    await type(asa.event).filter(pk=asa.event.pk).update(sequence=asa.event.sequence + 1)

    mail, row = await after(reader, content, asa)

    assert (mail.problem, row.status) == ("Answered the earlier time", "invited")


async def test_the_latest_answer_counts_whatever_order_they_come_in(reader: Sorter, asa: Invitation) -> None:
    await after(reader, calendar(asa, "DECLINED", DTSTAMP="20261123T075930Z"), asa)
    mail, row = await after(reader, calendar(asa, "ACCEPTED", DTSTAMP="20261123T075900Z"), asa)

    assert (row.status, mail.status, mail.counts_as_answer) == ("no", IncomingStatus.SORTED, False)


async def test_an_answer_on_the_web_is_not_undone_by_an_older_one(reader: Sorter, asa: Invitation) -> None:
    await answer.answer(asa, Said("no"), answer.Source(receipt=False))

    _mail, row = await after(reader, calendar(asa, "ACCEPTED"), asa)

    assert (row.status, row.answered_via) == ("no", "web")


async def test_another_time_is_a_maybe_to_look_at(reader: Sorter, asa: Invitation) -> None:
    mail, row = await after(reader, calendar(asa, "TENTATIVE", METHOD="COUNTER", DTSTART="20270204T180000Z"), asa)

    assert (row.status, mail.status, mail.problem) == ("maybe", IncomingStatus.UNSORTED, "Proposes another time")
    told = (await export(int(asa.event.pk)))["invitations"][0]
    assert (told["proposed_time"], told["attention"]) == ("2027-02-04T19:00:00+01:00", ["time_proposed"])


async def test_passed_on_in_the_same_house_is_accepted_at_once(reader: Sorter, asa: Invitation) -> None:
    stated = 'DELEGATED;DELEGATED-TO="mailto:malin@region.test"'

    mail, row = await after(reader, calendar(asa, stated), asa)

    assert (row.substitution, mail.status) == ("accepted", IncomingStatus.UNSORTED)
    assert (await Substitute.get(invitation_id=row.pk)).email == "malin@region.test"


async def test_passed_on_to_another_house_waits_for_staff(reader: Sorter, asa: Invitation) -> None:
    _mail, row = await after(reader, calendar(asa, 'DELEGATED;DELEGATED-TO="mailto:malin@kommun.test"'), asa)

    assert row.substitution == "proposed"


async def test_words_are_shown_at_the_guest_and_decide_nothing(reader: Sorter, asa: Invitation) -> None:
    content = raw("Tyvärr kan jag inte komma.", ASA, "Sv: Inbjudan", To=itip.reply_to(asa))

    mail, row = await after(reader, content, asa)

    assert (mail.kind, mail.status, row.status) == ("reply", IncomingStatus.SORTED, "invited")
    assert (row.comment, row.message_at is not None) == ("Tyvärr kan jag inte komma.", True)


async def test_an_absence_changes_nothing(reader: Sorter, asa: Invitation) -> None:
    content = raw("Jag har semester.", ASA, "Autosvar", To=itip.reply_to(asa), Auto_Submitted="auto-replied")

    mail, row = await after(reader, content, asa)

    assert (mail.kind, mail.counts_as_answer) == ("auto_reply", False)
    assert (row.status, row.comment, row.message_at is None) == ("invited", "", True)


async def test_the_export_tells_of_it(reader: Sorter, asa: Invitation) -> None:
    await after(reader, calendar(asa), asa)

    told = (await export(int(asa.event.pk)))["invitations"][0]
    assert (told["answer"], told["answered_via"]) == ("yes", "calendar")


async def test_a_calendar_that_asks_gets_the_entry_that_holds(reader: Sorter, asa: Invitation) -> None:
    mail, row = await after(reader, calendar(asa, METHOD="REFRESH"), asa)

    (sent,) = await OutgoingMail.all()
    assert (mail.status, mail.counts_as_answer, row.status) == (IncomingStatus.SORTED, False, "invited")
    assert (sent.kind, sent.to_address, sent.calendar_method) == ("asked_again", ASA, "REQUEST")


async def test_the_substitutes_own_calendar_answers_for_the_seat(reader: Sorter, asa: Invitation) -> None:
    await propose(asa, Proposal("Malin Ek", email="malin@region.test"), Source(receipt=False))
    fresh = await Invitation.get(pk=asa.pk).select_related("event__organiser")

    later = {"SEQUENCE": str(itip.sequence(fresh)), "DTSTAMP": "20261123T090000Z"}
    mail, row = await after(reader, calendar(fresh, sender="malin@region.test", **later), asa)

    assert (mail.status, mail.problem, row.status) == (IncomingStatus.SORTED, "", "yes")
    assert (row.answered_by, row.substitution, row.answered_via) == ("Malin Ek", "accepted", "calendar")


async def test_the_first_ones_decline_leaves_the_substitutes_seat(reader: Sorter, asa: Invitation) -> None:
    await propose(asa, Proposal("Malin Ek", email="malin@region.test"), Source(receipt=False))
    fresh = await Invitation.get(pk=asa.pk).select_related("event__organiser")

    mail, row = await after(reader, calendar(fresh, "DECLINED", SEQUENCE=str(itip.sequence(fresh))), asa)

    assert (mail.status, row.substitution) == (IncomingStatus.UNSORTED, "accepted")


AFTER = {"DTSTAMP": "20261123T090000Z"}


async def said_yes(row: Invitation, **facts: Any) -> Invitation:
    """Comes with a seat, and the last day to answer has passed."""
    await answer.answer(row, Said("yes", comment="Med tåg"), Source(receipt=False))
    await type(row.event).filter(pk=row.event.pk).update(answer_by_on=today() - timedelta(days=1))
    await Invitation.filter(pk=row.pk).update(**facts)
    return row


async def test_a_yes_asked_for_again_is_confirmed_by_the_calendar_after_the_last_day(
    reader: Sorter, asa: Invitation
) -> None:
    await said_yes(asa, confirm_by_on=today() + timedelta(days=3))

    mail, row = await after(reader, calendar(asa, **AFTER), asa)

    assert (mail.counts_as_answer, row.status, row.seat) == (True, "yes", True)
    assert (row.confirm_by_on is None, row.message_at is None, row.answered_via) == (True, True, "calendar")


async def test_a_seat_is_given_up_by_the_calendar_after_the_last_day(reader: Sorter, asa: Invitation) -> None:
    await said_yes(asa)

    _mail, row = await after(reader, calendar(asa, "DECLINED", COMMENT="Blev sjuk", **AFTER), asa)

    assert (row.status, row.seat, row.message_at is None) == ("no", False, True)
    assert row.comment == "Med tåg\nBlev sjuk"


@pytest.mark.parametrize(("stated", "method"), [("TENTATIVE", "REPLY"), ("DECLINED", "COUNTER")])
async def test_what_is_no_plain_no_is_a_message_after_the_last_day(
    reader: Sorter, asa: Invitation, stated: str, method: str
) -> None:
    await said_yes(asa)

    times = {"DTSTART": "20270204T180000Z"} if method == "COUNTER" else {}
    _mail, row = await after(reader, calendar(asa, stated, METHOD=method, **times, **AFTER), asa)

    assert (row.status, row.seat, row.message_at is not None) == ("yes", True, True)
