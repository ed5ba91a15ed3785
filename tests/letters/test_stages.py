"""Stages per healthcare region with their history; consultation groups and the areas nobody speaks for."""

from datetime import date

import httpx2
import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.errors import Refusal
from hearing.letters import groups, stages
from hearing.letters.kinds_stage import StageKind
from hearing.letters.models_stage import ConsultationGroup, GroupSeat, Stage
from tests import make as everybody
from tests.letters import make

pytestmark = pytest.mark.anyio
TALKS, PLANNING = StageKind.TALKS, StageKind.PLANNING


async def test_a_stage_is_added_and_the_one_before_is_kept(db: BaseDBAsyncClient) -> None:
    campaign, by = await make.addressed(), await make.planner()
    await stages.note(campaign, by, "sodra", TALKS, date(2026, 9, 1), "Möte i Lund")
    await stages.note(campaign, by, "sodra", PLANNING, date(2026, 11, 2), "Protokoll § 41")

    place = next(one for one in await stages.places(campaign) if one.code == "sodra")

    told = [(str(line.stage), line.source, line.by_name) for line in place.history]
    assert told == [("planning", "Protokoll § 41", by.name), ("talks", "Möte i Lund", by.name)]
    assert place.now and place.now.stage == PLANNING


async def test_a_stage_taken_back_stays_in_the_history(db: BaseDBAsyncClient) -> None:
    campaign, by = await make.addressed(), await make.planner()
    await stages.note(campaign, by, "sodra", TALKS, date(2026, 9, 1), "Möte i Lund")
    wrong = await stages.note(campaign, by, "sodra", PLANNING, date(2026, 11, 2), "Fel")

    await stages.undo(wrong, by)

    place = next(one for one in await stages.places(campaign) if one.code == "sodra")
    assert place.now and (place.now.stage, len(place.history)) == (TALKS, 2)
    with pytest.raises(Refusal):
        await stages.undo(wrong, by)


async def test_halland_is_cut_between_two_and_counted_in_one(db: BaseDBAsyncClient) -> None:
    found = {one.code: one for one in await stages.places(await make.addressed())}

    towns = {code: [(name, sorted(there)) for name, there in found[code].parts] for code in ("vastra", "sodra")}
    assert towns == {
        "vastra": [("Halland", ["Falkenberg", "Kungsbacka", "Varberg"])],
        "sodra": [("Halland", ["Halmstad", "Hylte", "Laholm"])],
    }
    home = stages.home_of()
    assert {home[code] for code in ("1384", "1383", "1382")} == {"vastra"}
    assert {home[code] for code in ("1380", "1315", "1381")} == {"sodra"}


async def test_the_page_notes_shows_and_takes_back(ann: httpx2.AsyncClient) -> None:
    campaign = await make.draft()
    here = f"/desk/letters/{campaign.pk}/stages"
    told = {"region": "norra", "stage": "decision", "happened_on": "2026-11-02", "source": "Protokoll § 41"}

    assert (await ann.post(here, data=told)).status_code == 303
    shown = (await ann.get(here)).text
    assert "Protokoll § 41" in shown and "Beslut" in shown
    assert (await ann.post(here, data=told | {"source": ""})).status_code == 422
    assert (await ann.post(here, data=told | {"happened_on": "2027-01-01"})).status_code == 422
    assert (await ann.post(here, data=told | {"region": "inte"})).status_code == 409
    assert "Protokoll § 41" in (await ann.get(f"{here}.csv")).text
    stage = await Stage.get()
    assert (await ann.post(f"{here}/{stage.pk}/undo")).status_code == 303
    assert "återtaget" in (await ann.get(f"{here}.csv")).text


async def test_areas_without_anybody_in_a_seat_are_told(db: BaseDBAsyncClient) -> None:
    by, organiser = await make.planner(), await everybody.organiser()
    told = {"name": "Samråd psykiatri", "body": "", "areas": "bipolär sjukdom\nätstörning\npsykos"}
    group = await groups.create(organiser, by, told)
    await groups.seat(group, by, {"association": "Förening A", "area": "Bipolär sjukdom", "person": "Eva Ek"})
    await groups.seat(group, by, {"association": "Förening B", "area": "psykos", "person": ""})

    (table,) = groups.tables([group], await GroupSeat.all())

    assert (table.missing, table.empty) == (["ätstörning", "psykos"], 1)


async def test_the_groups_are_written_and_read_on_the_desk(ann: httpx2.AsyncClient) -> None:
    made = await ann.post("/desk/letters/groups", data={"name": "Samråd", "body": "Region", "areas": "adhd"})
    here = str(made.headers["location"])
    seat = {"association": "Förening A", "area": "adhd", "person": "Eva Ek", "appointed_by": "NSPH"}
    await ann.post(f"{here}/seats", data=seat | {"remunerated": "yes"})
    one = await GroupSeat.get()
    await ann.post(f"{here}/seats?seat={one.pk}", data=seat | {"person": "", "remunerated": "yes"})

    shown = (await ann.get("/desk/letters/groups")).text

    assert "vakant" in shown and "Områden utan företrädare" in shown
    assert "saknar företrädare" in (await ann.get("/desk/letters/groups.csv")).text
    assert "Ändra platsen" in (await ann.get(f"{here}?seat={one.pk}")).text
    await ann.post(f"{here}/seats/{one.pk}/remove")
    assert (await GroupSeat.all().count(), await ConsultationGroup.all().count()) == (0, 1)
