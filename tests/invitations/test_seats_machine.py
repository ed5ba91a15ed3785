"""Answers, changes, withdrawals, capacities and staff's own seats in any order: the counts always agree."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from hearing.base.addresses import DatabaseUrl
from hearing.base.clock import freeze
from hearing.base.errors import Refusal
from hearing.db import database
from hearing.events.models import Event, EventGroup
from hearing.invitations import changes, queue, substitutes, turns
from hearing.invitations.answer import Said, Source, answer
from hearing.invitations.models import Invitation, InvitationStatus, Seating, Substitute
from hearing.invitations.models import SubstituteStatus as S
from hearing.invitations.settle import fresh
from hearing.mail.models import OutgoingMail
from tests.conftest import NOW
from tests.invitations import make
from tests.postgres import Server

PEOPLE = 9
STEPS = int(os.environ.get("HEARING_TEST_EXAMPLES", "12"))
who = st.integers(0, PEOPLE - 1)
group = st.integers(0, 2)


class Room(RuleBasedStateMachine):
    """One event with three seats, two groups, nine invited."""

    url: ClassVar[DatabaseUrl]

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.clock = freeze(NOW)
        self.clock.__enter__()
        self.opened = database(self.url, shared=False)
        connection = self.run(self.opened.__aenter__())
        if self.url.dialect == "sqlite":
            self.run(connection.execute_script("PRAGMA synchronous=OFF"))

    def run(self, step: Any) -> Any:
        return self.loop.run(step)

    def teardown(self) -> None:
        self.run(self.opened.__aexit__(None, None, None))
        self.loop.close()
        self.clock.__exit__(None, None, None)

    @initialize(capacity=st.integers(0, 5), first=st.none() | st.integers(0, 3), near=st.booleans())
    def begin(self, capacity: int, first: int | None, near: bool) -> None:
        self.run(self.make(capacity, first, near))

    async def make(self, capacity: int, first: int | None, near: bool) -> None:
        starts = NOW + timedelta(hours=40) if near else NOW + timedelta(days=14)
        facts: dict[str, Any] = {"mode": "hybrid", "starts_at": starts, "ends_at": starts + timedelta(hours=3)}
        self.moment = NOW
        self.event = await make.event(capacity, {"Politiker": first, "Föreningar": None}, **facts)
        self.groups = [None, *await EventGroup.filter(event=self.event).order_by("id")]
        self.by = await make.account()
        self.ids = []
        for n in range(PEOPLE):
            row = await make.invitation(self.event, self.groups[n % 3], places=3 if n == PEOPLE - 1 else 1)
            self.ids.append(int(row.pk))

    @rule(n=who, said=st.sampled_from(["yes", "yes", "yes", "no", "maybe"]), online=st.booleans())
    def answers(self, n: int, said: str, online: bool) -> None:
        self.tried(lambda row: answer(row, Said(said, online=online and n % 4 == 0), Source()), n)

    @rule(ns=st.lists(who, min_size=2, max_size=5), said=st.sampled_from(["yes", "no"]))
    def answer_at_once(self, ns: list[int], said: str) -> None:
        async def all_of_them() -> None:
            rows = [await fresh(self.ids[n]) for n in ns]
            answers = [answer(row, Said(said), Source()) for row in rows]
            for wrong in await asyncio.gather(*answers, return_exceptions=True):
                assert wrong is None or isinstance(wrong, Invitation | Refusal), repr(wrong)

        self.run(all_of_them())

    @rule(n=who, whom=st.integers(0, 3), by_stand_in=st.booleans())
    def proposes(self, n: int, whom: int, by_stand_in: bool) -> None:
        domain = "region" if whom < 2 else "kommun"
        other = substitutes.Proposal(f"Ersättare {whom}", email=f"e{whom}@{domain}.test")
        self.tried(lambda row: substitutes.propose(row, other, Source(for_stand_in=by_stand_in)), n)

    @rule(n=who, yes=st.booleans())
    def decides(self, n: int, yes: bool) -> None:
        decide = substitutes.accept if yes else substitutes.refuse
        self.tried(lambda row: decide(row, self.by), n)

    @rule(n=who, said=st.sampled_from(["yes", "no"]))
    def stand_in_answers(self, n: int, said: str) -> None:
        self.tried(lambda row: answer(row, Said(said), Source(for_stand_in=True)), n)

    @rule(n=who)
    def withdraws(self, n: int) -> None:
        self.tried(lambda row: changes.withdraw(row, self.by), n)

    @rule(n=who)
    def exceeds(self, n: int) -> None:
        self.tried(lambda row: changes.exceed(row, self.by, "Talar"), n)

    @rule(n=who, to=group)
    def regroups(self, n: int, to: int) -> None:
        self.tried(lambda row: changes.regroup(row, self.groups[to], self.by), n)

    @rule(n=who)
    def puts_first(self, n: int) -> None:
        self.tried(lambda row: changes.put_first(row, self.by, "Talar för tre föreningar"), n)

    @rule(hours=st.integers(1, 9))
    def time_passes(self, hours: int) -> None:
        """Offers run out and go on; seats that were free at night are offered in the morning."""
        self.clock.__exit__(None, None, None)
        self.moment += timedelta(hours=hours)
        self.clock = freeze(self.moment)
        self.clock.__enter__()
        self.run(self.recount(lambda: asyncio.sleep(0)))

    @rule(capacity=st.none() | st.integers(0, 8))
    def gets_other_capacity(self, capacity: int | None) -> None:
        self.run(self.recount(lambda: Event.filter(pk=self.event.pk).update(capacity=capacity)))

    @rule(capacity=st.none() | st.integers(0, 4))
    def group_gets_other_capacity(self, capacity: int | None) -> None:
        politicians = {"event_id": self.event.pk, "name": "Politiker"}
        self.run(self.recount(lambda: EventGroup.filter(**politicians).update(capacity=capacity)))

    async def recount(self, change: Any) -> None:
        await change()
        while await queue.pass_on_next() or await queue.promote_next():
            pass

    def tried(self, step: Any, n: int) -> None:
        async def one() -> None:
            with suppress(Refusal):
                await step(await fresh(self.ids[n]))

        self.run(one())

    @invariant()
    def counts_agree(self) -> None:
        if hasattr(self, "ids"):
            self.run(self.check())

    async def check(self) -> None:
        event = await Event.get(pk=self.event.pk)
        sizes = {row.pk: row.capacity for row in await EventGroup.filter(event_id=event.pk)}
        rows = await Invitation.filter(event_id=event.pk).order_by("queue_number")
        counted: dict[Any, int] = dict.fromkeys([None, *sizes], 0)
        for row in rows:
            assert row.seat <= (row.status == InvitationStatus.YES)
            assert (row.queue_number is not None) == (row.status == InvitationStatus.WAITING)
            for key in {None, row.group_id} if row.seat else ():  # type: ignore[attr-defined]
                counted[key] += row.places
        kept = {row.group_id: row.taken for row in await Seating.filter(event_id=event.pk)}  # type: ignore[attr-defined]
        assert kept == counted
        await one_comes_for_each(rows)
        awake = turns.way(event) in (turns.Way.AT_ONCE, turns.Way.OFFER)
        for row in rows:
            offered = row.offered_until is not None
            assert not (offered or row.passed_at) or row.status == InvitationStatus.WAITING
            for key in {None, row.group_id} if offered else ():  # type: ignore[attr-defined]
                counted[key] += row.places
        for row in rows:
            if row.status == InvitationStatus.WAITING and awake and not (row.offered_until or row.passed_at):
                assert not fits(row, counted, event.capacity, sizes), f"{row.pk} could have a seat"
        await nobody_is_flooded()


async def nobody_is_flooded() -> None:
    """An hour at least between two mails to one person about a seat."""
    mails = await OutgoingMail.filter(kind="promoted").exclude(status="cancelled").order_by("about", "due_at")
    for one, next_one in pairwise(mails):
        assert one.about != next_one.about or next_one.due_at - one.due_at >= timedelta(hours=1)


async def one_comes_for_each(rows: list[Invitation]) -> None:
    """What an invitation says of its substitute is true, and nobody comes for two."""
    named = await Substitute.filter(invitation_id__in=[row.pk for row in rows])
    states = [(one.invitation_id, one.status) for one in named]  # type: ignore[attr-defined]
    for row in rows:
        proposed, accepted = states.count((row.pk, S.PROPOSED)), states.count((row.pk, S.ACCEPTED))
        assert proposed == (row.substitution == S.PROPOSED and row.status != InvitationStatus.WITHDRAWN)
        assert accepted <= 1
        assert row.substitution != S.ACCEPTED or accepted or row.status == InvitationStatus.WITHDRAWN
        assert not accepted or row.substitution in (S.ACCEPTED, S.PROPOSED)
    comers = [one.email for one in named if one.status == S.ACCEPTED]
    assert len(comers) == len(set(comers))


def fits(row: Any, counted: dict[Any, int], capacity: int | None, sizes: dict[Any, int | None]) -> bool:
    size = sizes.get(row.group_id)
    return (capacity is None or counted[None] + row.places <= capacity) and (
        size is None or counted[row.group_id] + row.places <= size
    )


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> Iterator[DatabaseUrl]:
    if request.param == "postgres":
        server: Server = request.getfixturevalue("postgres")
        made = server.migrated()
        yield made
        server.drop(made)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = shutil.copy(request.getfixturevalue("sqlite_template"), Path(folder) / "hearing.sqlite3")
        yield DatabaseUrl("sqlite", path=str(path))


def test_the_counts_agree_after_every_step(url: DatabaseUrl) -> None:
    Room.url = url
    slow = settings(max_examples=STEPS, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))

    run_state_machine_as_test(Room, settings=slow)
