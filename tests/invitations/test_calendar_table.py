"""The decision table for calendars' answers, row by row, in the mails that each program really sends.

Every mail comes in by the inbox's own door and is sorted as the worker does it; then stands what the table says, for
every program, and what a person must look at is on the list, with its reason.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from hearing.events import plan
from hearing.events.models import Event
from hearing.invitations import answer, itip, substitutes
from hearing.invitations.answer import Said, Source
from hearing.invitations.exports import event as export
from hearing.invitations.models import Invitation, Substitute
from hearing.mail.inbox import Sorter, keep
from hearing.mail.models import OutgoingMail
from hearing.mail.models_in import IncomingMail
from hearing.wiring import INBOUND
from tests import make as people
from tests.invitations import make
from tests.invitations.calendars import PROGRAMS, Answer, Program, letter, nested, tnef

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
ASA, MALIN, BOSS = "asa.berg@region.test", "malin.ek@kommun.test", "kansli@region.test"
ALL = [(stated, language) for stated in ("ACCEPTED", "DECLINED", "TENTATIVE") for language in ("en", "sv", "fr")]
MEANS = {"ACCEPTED": "yes", "DECLINED": "no", "TENTATIVE": "maybe"}
EARLIER = "Answered the earlier time"
STRANGER = "Answered by somebody else than the invited person"


@dataclass
class Door:
    """Mails come in here; `after` is what stands afterwards."""

    sorter: Sorter
    desk: httpx2.AsyncClient
    event: Event

    async def invited(self, **facts: Any) -> Invitation:
        """Åsa, with her address written as she writes it herself; each in an event of her own."""
        event = await make.event(organiser=self.event.organiser)
        return await make.invitation(event, **{"email": ASA, "name": "Åsa Berg"} | facts)

    async def comes(self, content: bytes) -> IncomingMail:
        kept = await keep(content, door="smtp")
        while await self.sorter.sort_next():
            pass
        return await IncomingMail.get(pk=kept.pk)

    async def listed(self) -> set[int]:
        """The mails on the list of what waits for a person."""
        shown = await self.desk.get("/desk/mail/inbox/?rows=200")
        assert shown.status_code == 200
        return {int(number) for number in re.findall(r'href="/desk/mail/inbox/(\d+)[?"]', shown.text)}


@pytest.fixture
async def door(ann: httpx2.AsyncClient) -> AsyncIterator[Door]:
    event = await make.event(organiser=await people.organiser())
    sorter = Sorter(INBOUND)
    yield Door(sorter, ann, event)
    await sorter.stop()


async def stands(row: Invitation) -> tuple[str, str]:
    """The answer and who comes instead."""
    now = await Invitation.get(pk=row.pk)
    return str(now.status), str(now.substitution or "")


async def fresh(row: Invitation) -> Invitation:
    return await Invitation.get(pk=row.pk).select_related("event__organiser", "event__venue", "person")


async def sent(row: Invitation) -> list[str]:
    mails = OutgoingMail.filter(about=row.ref).order_by("id")
    return [str(kind) for kind in await mails.values_list("kind", flat=True)]


@pytest.mark.parametrize("name", PROGRAMS)
async def test_the_invited_persons_own_answer_is_set(door: Door, name: str) -> None:
    told = {}
    for stated, language in ALL:
        row = await door.invited()
        mail = await door.comes(PROGRAMS[name](Answer(to=row, stated=stated, language=language, comment="Kommer, tåg")))
        now = await fresh(row)
        told[stated, language] = (now.status, now.comment, now.answered_via, now.answered_by, await sent(row))
        assert (mail.kind, mail.problem, mail.counts_as_answer) == ("calendar_reply", "", True)

    assert told == {
        (stated, language): (MEANS[stated], "Kommer, tåg", "calendar", "Åsa Berg", [MEANS[stated]])
        for stated, language in ALL
    }
    assert await door.listed() == set()


@dataclass(frozen=True)
class Row:
    """A row of the table: how the answer differs from the plain one, and what stands after it."""

    changes: dict[str, Any]
    stands: tuple[str, str] = ("invited", "")
    why: str = ""  # on the list, for this reason; empty: not on the list
    mails: tuple[str, ...] = ()
    counts: bool = False


ROWS = {
    "organiser named": Row({"organizer": True}, ("yes", ""), mails=("yes",), counts=True),
    "organiser not named": Row({"organizer": False}, ("yes", ""), mails=("yes",), counts=True),
    "no turn and no stamp, the time as it is": Row(
        {"sequence": "", "stamped": ""}, ("yes", ""), mails=("yes",), counts=True
    ),
    "address in other letters": Row({"attendee": "Asa.Berg@REGION.test"}, ("yes", ""), mails=("yes",), counts=True),
    "assistant": Row({"assistant": BOSS, "sent_by": True}, ("yes", ""), mails=("yes",), counts=True),
    "passed on": Row(
        {"stated": "DELEGATED", "delegated_to": MALIN}, ("invited", "proposed"), "Passes the invitation on to somebody else", ("substitute",), True
    ),
    "passed on by a stranger": Row(
        {"sender": MALIN, "name": "Malin Ek", "delegated_from": ASA}, ("invited", "proposed"), "Somebody else comes instead: see whose answer it is"
    ),
    "stranger for herself": Row({"sender": MALIN, "name": "Malin Ek"}, ("invited", "proposed"), STRANGER),
    "stranger for the invited": Row({"sender": MALIN, "attendee": ASA}, why=STRANGER),
    "the invited for a stranger": Row({"attendee": MALIN}, why=STRANGER),
    "forged": Row(
        {"head": ("Authentication-Results: mx.egen.test; spf=none; dmarc=fail (p=REJECT) header.from=region.test",)},
        why="The sender's own mail server does not vouch for this mail",
    ),
    "another time": Row(
        {"method": "COUNTER", "stated": "TENTATIVE"}, ("maybe", ""), "Proposes another time", ("maybe",), True
    ),
    "another event": Row({"uid": "somebody-elses@uid.test"}, why="The answer is about another event"),
    "one of a series": Row({"extra": ("RECURRENCE-ID:20261207T080000Z",)}, why="The answer is about another event"),
    "asks again": Row({"method": "REFRESH", "stated": "NEEDS-ACTION"}, mails=("asked_again",)),
    "no answer in it": Row({"stated": "NEEDS-ACTION"}, why="The answer from the calendar cannot be used"),
    "unknown answer": Row({"stated": "PERHAPS"}, why="The answer from the calendar cannot be used"),
    "cancel from outside": Row({"method": "CANCEL"}),
    "request from outside": Row({"method": "REQUEST"}),
    "add from outside": Row({"method": "ADD"}),
    "publish from outside": Row({"method": "PUBLISH"}),
}  # fmt: skip


@pytest.mark.parametrize("case", ROWS)
async def test_a_row_holds_for_every_program(door: Door, case: str) -> None:
    row, told, waits = ROWS[case], {}, set()
    for name, program in PROGRAMS.items():
        one = await door.invited()
        starts = one.event.starts_at + timedelta(days=1) if row.changes.get("method") == "COUNTER" else None
        mail = await door.comes(program(Answer(to=one, starts=starts, **row.changes)))
        waits |= {mail.pk} if row.why else set()
        told[name] = (await stands(one), mail.problem, tuple(await sent(one)), mail.counts_as_answer)

    assert told == dict.fromkeys(PROGRAMS, (row.stands, row.why, row.mails, row.counts))
    assert await door.listed() == waits


async def test_the_time_that_is_proposed_is_told_whatever_the_zone_is_called(door: Door) -> None:
    told = {}
    for name, program in PROGRAMS.items():
        row = await door.invited()
        starts = row.event.starts_at + timedelta(days=1)
        await door.comes(program(Answer(to=row, method="COUNTER", stated="TENTATIVE", starts=starts)))
        (one,) = (await export(row.event.pk))["invitations"]
        told[name] = (one["proposed_time"], one["attention"])

    assert told == dict.fromkeys(PROGRAMS, ("2026-12-08T09:00:00+01:00", ["time_proposed"]))


async def test_an_assistant_without_sent_by_is_named_too(door: Door) -> None:
    told = {}
    for name in ("exchange", "apple", "icloud", "thunderbird"):
        row = await door.invited()
        await door.comes(PROGRAMS[name](Answer(to=row, assistant=BOSS)))
        now = await fresh(row)
        told[name] = (now.status, now.answered_by)

    assert told == dict.fromkeys(told, ("yes", BOSS))


Then = Callable[[Door, Invitation, Program], Awaitable[bytes]]


async def _older(door: Door, row: Invitation, program: Program) -> bytes:
    await door.comes(program(Answer(to=row, stated="DECLINED", stamped="20261123T075930Z")))
    return program(Answer(to=row, stated="ACCEPTED", stamped="20261123T075900Z"))


async def _again(door: Door, row: Invitation, program: Program) -> bytes:
    first = program(Answer(to=row, stated="DECLINED", message_id="same@region.test"))
    await door.comes(first)
    return first.replace(b"Received: from mx.region.test", b"Received: from other.region.test", 1)


async def _same_id(door: Door, row: Invitation, program: Program) -> bytes:
    await door.comes(program(Answer(to=row, stated="DECLINED", message_id="same@region.test")))
    return program(Answer(to=row, stated="ACCEPTED", message_id="same@region.test"))


async def _moved(door: Door, row: Invitation, program: Program) -> bytes:
    await door.comes(program(Answer(to=row, stated="DECLINED")))
    content = program(Answer(to=row, stated="ACCEPTED", stamped="20261123T080000Z"))
    await Event.filter(pk=row.event.pk).update(sequence=row.event.sequence + 1)
    return content


async def _moved_and_silent(door: Door, row: Invitation, program: Program) -> bytes:
    """A program that tells no turn, about a time that no longer is."""
    await door.comes(program(Answer(to=row, stated="DECLINED")))
    content = program(Answer(to=row, stated="ACCEPTED", sequence="", stamped="20261123T080000Z"))
    later = row.event.starts_at + timedelta(days=1)
    await Event.filter(pk=row.event.pk).update(sequence=row.event.sequence + 1, starts_at=later)
    return content


@pytest.mark.parametrize(
    ("then", "why"),
    [(_older, ""), (_again, ""), (_same_id, ""), (_moved, EARLIER), (_moved_and_silent, EARLIER)],
)
async def test_what_is_older_or_the_same_changes_nothing(door: Door, then: Then, why: str) -> None:
    told, waits = {}, set()
    for name, program in PROGRAMS.items():
        row = await door.invited()
        mail = await door.comes(await then(door, row, program))
        waits |= {mail.pk} if why else set()
        told[name] = ((await stands(row))[0], await sent(row), mail.problem, mail.counts_as_answer)

    assert told == dict.fromkeys(PROGRAMS, ("no", ["no"], why, False))
    assert await door.listed() == waits


async def test_a_calendar_may_change_its_mind(door: Door) -> None:
    told = {}
    for name, program in PROGRAMS.items():
        row = await door.invited()
        for minute, stated in enumerate(("ACCEPTED", "DECLINED", "ACCEPTED")):
            await door.comes(program(Answer(to=row, stated=stated, sequence="0", stamped=f"20261123T0759{minute:02}Z")))
        told[name] = ((await stands(row))[0], await sent(row))

    assert told == dict.fromkeys(PROGRAMS, ("yes", ["yes", "no", "yes"]))


@pytest.mark.parametrize(("stated", "after"), [("ACCEPTED", ("yes", "accepted")), ("DECLINED", ("no", "accepted"))])
async def test_the_announced_substitutes_answer(door: Door, stated: str, after: tuple[str, str]) -> None:
    """Passed on by the first one's calendar, let in by staff, answered from the other one's."""
    told, who = {}, await people.account()
    for name, program in PROGRAMS.items():
        row = await door.invited()
        await door.comes(program(Answer(to=row, stated="DELEGATED", delegated_to=MALIN)))
        await substitutes.accept(await fresh(row), who)
        now = await fresh(row)
        later: dict[str, Any] = {
            "sender": MALIN,
            "name": "Malin Ek",
            "delegated_from": ASA,
            "stamped": "20261123T080500Z",
        }
        await door.comes(program(Answer(to=now, stated=stated, **later)))
        told[name] = await stands(row)

    assert told == dict.fromkeys(PROGRAMS, after)
    assert await Substitute.filter(status="accepted").count() == len(PROGRAMS)


async def test_a_full_hall_says_so_to_the_calendar_that_accepts(door: Door) -> None:
    event = await make.event(capacity=1, organiser=door.event.organiser)
    first, second = [
        await make.invitation(event, email=f"{n}@region.test", name=f"{n.title()} Ek") for n in ("anna", "bo")
    ]
    for row, name in ((first, "google"), (second, "exchange")):
        await door.comes(PROGRAMS[name](Answer(to=row, sender=row.email, name=row.name)))

    assert [(await stands(first))[0], (await stands(second))[0]] == ["yes", "waiting"]
    assert [await sent(first), await sent(second)] == [["yes"], ["waiting"]]


async def test_a_calendars_yes_keeps_how_and_what_else_was_said(door: Door) -> None:
    row = await door.invited()
    await Event.filter(pk=row.event.pk).update(mode="hybrid")
    await answer.answer(await fresh(row), Said("yes", online=True, wants_material=True), Source(receipt=False))

    await door.comes(PROGRAMS["google"](Answer(to=await fresh(row), stamped="20261123T080500Z")))

    now = await fresh(row)
    assert (now.status, now.online, now.wants_material, now.seat) == ("yes", True, True, False)


BROKEN = {
    "no end": 'Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEV\r\n',
    "empty": 'Content-Type: text/calendar; method=REPLY\r\n\r\n',
    "bad bytes": 'Content-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\nBEGIN:VCALENDAR\udcff\udcfe\r\nATT\udc80ENDEE\r\n',
    "bad base64": 'Content-Type: text/calendar; method=REPLY\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!%%%\r\n',
}  # fmt: skip


@pytest.mark.parametrize("case", [*BROKEN, "nested", "winmail.dat", "words"])
async def test_what_is_no_calendar_is_a_letter_to_read(door: Door, case: str) -> None:
    row = await door.invited()
    plain = Answer(to=row, words="Jag kommer gärna.")
    made = {"nested": nested(plain), "winmail.dat": tnef(plain)}
    made["words"] = letter(plain, "Content-Type: text/plain; charset=utf-8\r\n\r\nJag kommer gärna.\r\n")
    mail = await door.comes(made.get(case) or letter(plain, BROKEN[case]))

    now = await fresh(row)
    assert (now.status, now.answered_at is None, len(await sent(row))) == ("invited", True, 0)
    if case in ("nested", "words"):  # its words stand at the guest, who is on the list of messages
        assert (now.message_at is not None, mail.status) == (True, "sorted")
    else:
        assert await door.listed() == {mail.pk}


async def test_a_bounce_says_whose_address_must_be_mended(door: Door) -> None:
    row = await door.invited()
    failed = OutgoingMail.filter(about=row.ref)
    post = "Content-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n--r\r\nContent-Type: text/plain\r\n\r\nNo such user\r\n--r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.region.test\r\n\r\nFinal-Recipient: rfc822; asa.berg@region.test\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--r--\r\n"  # fmt: skip

    mail = await door.comes(letter(Answer(to=row, sender="postmaster@region.test", name="Mail"), post))

    assert (mail.kind, mail.counts_as_answer, await stands(row)) == ("bounce_hard", False, ("invited", ""))
    assert await failed.count() == 0


@pytest.mark.parametrize("header", ["Auto-Submitted: auto-replied", "X-Autoreply: yes", "Precedence: auto_reply"])
async def test_an_automatic_answer_is_logged_and_never_answered(door: Door, header: str) -> None:
    row = await door.invited()
    away = letter(Answer(to=row), "Content-Type: text/plain; charset=utf-8\r\n\r\nJag är på semester.\r\n", header)

    mail = await door.comes(away)

    assert (mail.kind, mail.counts_as_answer, await stands(row)) == ("auto_reply", False, ("invited", ""))
    assert (await sent(row), await door.listed()) == ([], set())


async def test_a_called_off_event_is_answered_by_nobody(door: Door) -> None:
    row = await door.invited()
    await plan.cancel(await Event.get(pk=row.event.pk), await people.account(), "Sjukdom")
    before = await sent(row)

    mail = await door.comes(PROGRAMS["exchange"](Answer(to=await fresh(row))))

    assert (await stands(row), await sent(row) == before) == (("invited", ""), True)
    assert await door.listed() == {mail.pk}
    assert itip.sequence(row) >= 0
