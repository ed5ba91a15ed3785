"""SC-3 and SC-4 on the demo: every number the stories name."""

import re
from datetime import date

import httpx2
import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.letters import board, campaigns, groups, pdf, signing, stages, tables, writing
from hearing.letters.kinds import Certainty
from hearing.letters.models import Campaign
from hearing.letters.models_recipient import Recipient
from hearing.letters.models_stage import ConsultationGroup, GroupSeat
from hearing.people.models import Organisation
from tests.letters import make

pytestmark = pytest.mark.anyio
DAY = date(2026, 11, 23)


@pytest.fixture
async def statement(ca1: Campaign) -> Campaign:
    """The statement to Stockholm and its 26 municipalities."""
    return await Campaign.get(slug="yttrande-strategi-stockholm-2026").select_related("organiser")


async def test_six_with_their_members_and_halland_in_two(ca2: Campaign) -> None:
    found = await stages.places(ca2)

    assert [len(place.members) for place in found] == [4, 7, 2, 3, 1, 3]
    assert [place.code for place in found if place.parts] == ["vastra", "sodra"]
    assert {name for place in found for name, _towns in place.parts} == {"Halland"}


async def test_the_21_grouped_by_healthcare_region(ca1: Campaign) -> None:
    answered = [(place.answered, len(place.rows)) for place in await stages.places(ca1)]

    assert answered == [(1, 4), (4, 7), (1, 2), (1, 3), (1, 1), (3, 4)]


async def test_stages_have_a_history(ca2: Campaign) -> None:
    found = {place.code: place for place in await stages.places(ca2)}

    assert [str(line.stage) for line in found["sodra"].history] == ["running", "planning", "talks"]
    assert {str(place.now.stage) for place in found.values() if place.now} == {
        "talks",
        "planning",
        "decision",
        "not_begun",
        "running",
    }


async def test_totals_are_kept_apart_by_certainty(db: BaseDBAsyncClient) -> None:
    campaign, by = await make.addressed(), await make.planner()
    for year in ("2017", "2018"):
        cells = tables.of_programme(f"Regionalt resurscentrum psykisk hälsa:{year}", f"belopp {year}", "sv")
        await tables.keep(campaign, by, cells)

    totals = tables.totals(await tables.values(campaign))

    assert totals == [
        ("belopp 2017", Certainty.STATED, 6, 36_000_000),
        ("belopp 2018", Certainty.LIKELY, 6, 36_000_000),
    ]


async def test_ten_demands_the_ninth_with_four_points(statement: Campaign) -> None:
    told = await campaigns.demands(statement)

    assert [demand.number for demand, _points in told] == list(range(1, 11))
    assert {demand.number: len(points) for demand, points in told if points} == {9: 4}
    assert (statement.kind, statement.answers_by_on) == ("statement", date(2026, 11, 30))


async def test_nine_asked_and_only_the_seven_stand_under_it(statement: Campaign) -> None:
    signed = await signing.signed(statement)
    row = await Recipient.get(campaign=statement, code="01")
    ready = await writing.batch(statement, [row])
    paper = writing.paper_of(statement, row, ready.words[row.pk])

    text = re.sub(r"\s+", " ", str(paper))
    assert len(signed) == 7 and all(one.label in text for one in signed)
    assert "Tvångssyndromföreningen (tvångssyndrom/OCD)" in text
    assert "Andrum" not in text and "Horisonten" not in text and "Elsa Lundskär" not in text
    assert pdf.make([paper], "sv", statement.title, "NSPH", row.ref).startswith(b"%PDF")


async def test_27_got_it_and_none_can_be_reached_for_real(statement: Campaign) -> None:
    rows = await Recipient.filter(campaign=statement)

    assert len(rows) == 27 and len({row.code for row in rows}) == 27
    assert all(row.email.endswith(".test") for row in rows)
    assert (
        await Organisation.filter(registrator_email__not="").exclude(registrator_email__endswith=".test").count() == 0
    )


async def test_answers_are_kept_and_summed_per_demand(statement: Campaign) -> None:
    found = await board.board_of(statement, DAY)

    told = {one.demand.number: (one.yes, one.partly, one.no, one.none) for one in found.tallies}
    assert found.answered.answered == 3 and found.sent == 27
    assert told[1] == (1, 1, 0, 1) and told[10] == (0, 0, 2, 1)


async def test_who_nobody_speaks_for(statement: Campaign) -> None:
    rows = groups.tables(await ConsultationGroup.all().order_by("sort_key"), await GroupSeat.all())

    gaps = {table.group.name: table.missing for table in rows}
    assert gaps["Samrådsgrupp psykiatri"] == ["ätstörningar", "psykossjukdom", "anhöriga"]
    assert gaps["Brukarråd beroende"] == ["psykossjukdom"]


async def test_the_public_page_names_the_seven_and_no_person(statement: Campaign, client: httpx2.AsyncClient) -> None:
    shown = (await client.get("/letters/yttrande-strategi-stockholm-2026")).text

    assert "Tvångssyndromföreningen (tvångssyndrom/OCD)" in shown
    for hidden in ("Andrum", "Horisonten", "Elsa Lundskär", "@", "Vi har hört", "Kommunen hänvisar till regionen"):
        assert hidden not in shown
    assert "Kommunen har brukarråd sedan 2021" in shown
