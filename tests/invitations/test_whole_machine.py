"""The same machine with organisations' places, moves, cancellation, the mails around the event; long in `make soak`.

Seats never exceed what there is but by staff's own word, nobody comes twice, the queue is as entered, every seat has
one living owner, every mail of the matrix exists once: from the web, staff and the calendar, on both databases.
"""

import os
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from hearing.base.addresses import DatabaseUrl
from hearing.base.clock import now, today
from hearing.base.errors import Refusal
from hearing.base.files import File
from hearing.events import plan
from hearing.events.models import Event, EventGroup
from hearing.invitations import confirming, dispatch, itip, named, notices, queue, substitutes
from hearing.invitations.answer import Said, Source, answer
from hearing.invitations.models import Invitation, InvitationStatus, Seating, Substitute, SubstituteStatus, Told, Via
from hearing.invitations.named import Who
from hearing.invitations.settle import fresh
from hearing.mail.inbox import Sorter, asked, keep
from hearing.mail.models import OutgoingMail
from hearing.mail.models_in import IncomingMail
from hearing.mail.parsed import Reading
from hearing.mail.reading import read
from hearing.wiring import INBOUND
from tests.invitations.calendars import PROGRAMS, Answer
from tests.invitations.test_seats_machine import PEOPLE, Room, who
from tests.invitations.test_seats_machine import url as url

EXAMPLES = int(os.environ.get("HEARING_TEST_EXAMPLES", "5"))
HOST = PEOPLE - 1
S = InvitationStatus
ONCE = ("nudge", "week", "day", "thanks", "missed", "cancelled", "moved", "name_them")
JOBS = (
    queue.pass_on_next,
    queue.promote_next,
    named.return_next,
    named.remind_next,
    confirming.lapse_next,
    notices.tell_next,
    dispatch.send_next,
)
whom = st.integers(0, 4)
via = st.sampled_from([Via.WEB, Via.STAFF, Via.CALENDAR])


class Here(Sorter):
    """Sorts as the worker does, but reads the mail in this process."""

    async def _read(self, mail: IncomingMail) -> Reading:
        file = await File.get(pk=mail.file_id)
        return read(asked(mail, bytes(file.content)))


class Whole(Room):
    """One event with nine invited, one of them an association with three places."""

    def __init__(self) -> None:
        super().__init__()
        self.override, self.called_off, self.last_number = False, False, 0
        self.numbers: dict[int, int] = {}
        self.before: dict[Any, int] = {}
        self.mails, self.sorter = 0, Here(INBOUND)

    async def make(self, capacity: int, first: int | None, near: bool) -> None:
        await Invitation.all().delete()  # what went before does not play along
        await OutgoingMail.all().delete()
        await super().make(capacity, first, near)
        await Invitation.filter(pk=self.ids[HOST]).update(name_by_on=today() + timedelta(days=7))

    @rule(
        n=who,
        stated=st.sampled_from(["ACCEPTED", "ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"]),
        program=st.sampled_from(list(PROGRAMS)),
        old=st.integers(0, 4),
        stranger=st.integers(0, 4),
    )
    def answers_by_mail(self, n: int, stated: str, program: str, old: int, stranger: int) -> None:
        """What a calendar sends comes in by the mail's own door, whoever sends it, about this turn or an old one."""
        self.mails += 1

        async def comes() -> None:
            row = await fresh(self.ids[n])
            sender = f"x{stranger}@region.test" if stranger < 2 else row.email
            turn = str(max(itip.sequence(row) - (old == 0), 0))
            facts: dict[str, Any] = {"sender": sender, "sequence": turn, "message_id": f"{self.mails}@region.test"}
            facts |= {"delegated_to": f"x{n}@kommun.test"} if stated == "DELEGATED" else {}
            stamped = f"{now():%Y%m%dT%H%M%SZ}"
            kept = await keep(PROGRAMS[program](Answer(to=row, stated=stated, stamped=stamped, **facts)))
            while await self.sorter.sort_next():
                pass
            mail = await IncomingMail.get(pk=kept.pk)
            assert mail.status != "kept", "the sorting broke"

        self.run(comes())

    def source(self, how: Via) -> Source:
        return Source(how, by=self.by, how=Told.PHONE) if how == Via.STAFF else Source(how)

    @rule(n=who, said=st.sampled_from(["yes", "no", "maybe"]), how=via)
    def answers_anyhow(self, n: int, said: str, how: Via) -> None:
        self.tried(lambda row: answer(row, Said(said), self.source(how)), n)

    @rule(k=whom, how=via, fee=st.booleans())
    def names(self, k: int, how: Via, fee: bool) -> None:
        """Three associates; one who may be a substitute already; one who has an invitation."""
        other = ("a0@fbo.test", "a1@fbo.test", "", "e1@region.test", "e3@kommun.test")[k]
        self.tried(lambda row: named.name(row, Who(f"Namn {k}", other, fee=fee), self.source(how)), HOST)

    @rule(k=st.integers(0, 3), said=st.sampled_from(["yes", "no", "maybe", "other"]), how=via)
    def named_answers(self, k: int, said: str, how: Via) -> None:
        async def step(row: Invitation) -> None:
            if said == "other":
                await substitutes.propose(row, substitutes.Proposal("Annan", email=f"x{k}@fbo.test"), self.source(how))
            else:
                await answer(row, Said(said), self.source(how))

        self.with_named(k, step)

    @rule(k=st.integers(0, 3), again=st.booleans())
    def takes_off(self, k: int, again: bool) -> None:
        async def step(row: Invitation) -> None:
            await named.take_off(row, Source())
            if again:
                await named.put_back(await fresh(int(row.pk)), Source())

        self.with_named(k, step)

    @rule(k=st.integers(0, 3), to=st.integers(0, 2))
    def renames(self, k: int, to: int) -> None:
        other = Who(f"Nytt {to}", ("a0@fbo.test", "b0@fbo.test", "")[to])
        self.with_named(k, lambda row: named.correct(row, other, Source()))

    def with_named(self, k: int, step: Any) -> None:
        async def one() -> None:
            rows = await Invitation.filter(host_id=self.ids[HOST]).exclude(status=S.WITHDRAWN).order_by("id")
            if rows:
                with suppress(Refusal):
                    await step(await fresh(int(rows[k % len(rows)].pk)))

        self.run(one())

    @rule(places=st.integers(1, 5), reason=st.sampled_from(["", "Talar"]), until=st.none() | st.integers(0, 9))
    def resizes(self, places: int, reason: str, until: int | None) -> None:
        self.override = bool(reason)
        day = None if until is None else today() + timedelta(days=until)
        self.tried(lambda row: named.resize(row, places, day, self.by, reason), HOST)

    @rule(n=who)
    def exceeds(self, n: int) -> None:
        self.override = True
        super().exceeds(n)

    @precondition(lambda self: not self.called_off)
    @rule(days=st.sampled_from([-1, 1, 7]), confirm=st.booleans())
    def moves(self, days: int, confirm: bool) -> None:
        async def step() -> None:
            event = await Event.get(pk=self.event.pk)
            step = timedelta(days=days)
            asked: dict[str, Any] = {"confirm_by_on": today() + timedelta(days=2) if confirm else None}
            starts, ends = event.starts_at + step, event.ends_at + step
            await plan.change(event, self.by, starts_at=starts, ends_at=ends, **asked)

        self.run(self.recount(step))

    @precondition(lambda self: not self.called_off)
    @rule(really=st.integers(0, 3))
    def cancels(self, really: int) -> None:
        if really == 0:
            self.called_off = True
            self.run(self.recount(self.cancel))

    async def cancel(self) -> None:
        await plan.cancel(await Event.get(pk=self.event.pk), self.by, "Sjukdom")

    async def recount(self, change: Any) -> None:
        await change()
        for _turn in range(200):
            if not any([await job() for job in JOBS]):
                return
        raise AssertionError("the jobs never rest")

    async def check(self) -> None:
        await super().check()
        rows = await Invitation.filter(event_id=self.event.pk)
        await self.no_seat_too_many()
        self.queue_is_as_entered(rows)
        places_have_owners(rows)
        await nobody_comes_twice(rows)
        await every_mail_once(self.called_off)

    async def no_seat_too_many(self) -> None:
        event = await Event.get(pk=self.event.pk)
        sizes: dict[Any, int | None] = {None: event.capacity}
        sizes |= {row.pk: row.capacity for row in await EventGroup.filter(event_id=event.pk)}
        taken = {row.group_id: row.taken for row in await Seating.filter(event_id=event.pk)}  # type: ignore[attr-defined]
        for key, number in taken.items():
            size = sizes[key]
            assert self.override or size is None or number <= max(size, self.before.get(key, 0)), f"oversold {key}"
        self.before, self.override = taken, False

    def queue_is_as_entered(self, rows: list[Invitation]) -> None:
        waiting = {int(row.pk): int(row.queue_number or 0) for row in rows if row.status == S.WAITING}
        entered = [number for pk, number in waiting.items() if self.numbers.get(pk) != number]
        assert all(number > self.last_number for number in entered)
        assert len(set(waiting.values())) == len(waiting)
        self.numbers, self.last_number = waiting, max([self.last_number, *entered])


def places_have_owners(rows: list[Invitation]) -> None:
    """The named stand on a place of an organisation that comes, never more than it has, each counted."""
    hosts = {row.pk: row for row in rows if row.host_id is None}
    coming = Counter(row.host_id for row in rows if row.host_id and row.status == S.YES)
    for row in rows:
        assert not row.seat or row.status == S.YES
        if row.host_id is None:
            assert row.names == coming[row.pk] <= row.places
            assert not row.names or row.status == S.YES
        elif row.status != S.WITHDRAWN:
            assert not row.seat and hosts[row.host_id].status == S.YES


async def nobody_comes_twice(rows: list[Invitation]) -> None:
    """One address, one who comes: the invited, those named, those who stand in."""
    instead = await Substitute.filter(invitation_id__in=[row.pk for row in rows], status=SubstituteStatus.ACCEPTED)
    other = {one.invitation_id: one.email for one in instead}  # type: ignore[attr-defined]
    living = [row for row in rows if row.status in (S.YES, S.WAITING)]
    comers = [address for row in living if (address := other.get(row.pk, row.email_norm))]
    assert len(comers) == len(set(comers)), comers


async def every_mail_once(called_off: bool) -> None:
    """Each kind that is sent once about something stands once; nothing of the old time waits once it is off."""
    mails = await OutgoingMail.filter(kind__in=ONCE).exclude(status="cancelled")
    told = Counter((mail.about, mail.key) for mail in mails)
    days = Counter((mail.about, mail.kind, mail.key.split(":")[2]) for mail in mails)
    assert not told or max(told.values()) == 1
    assert not days or max(days.values()) == 1, days.most_common(1)
    if called_off:
        assert not [mail.kind for mail in mails if mail.kind in ("nudge", "week", "day")]


def played(url: DatabaseUrl, examples: int, steps: int) -> None:
    Whole.url = url
    slow: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck)}
    run_state_machine_as_test(Whole, settings=settings(max_examples=examples, stateful_step_count=steps, **slow))


def test_the_whole_agrees_after_every_step(url: DatabaseUrl) -> None:
    played(url, EXAMPLES, 20)


@pytest.mark.soak
def test_the_whole_agrees_through_many_evenings(url: DatabaseUrl) -> None:
    played(url, EXAMPLES * 30, 50)
