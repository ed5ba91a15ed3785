"""The country's places, and addresses that a demo must never reach."""

import pytest
from tortoise.functions import Count

from hearing.base.errors import Refusal
from hearing.base.installation import mark_demo
from hearing.people import demo, places, scale
from hearing.people.models import Holding, Municipality, Organisation, Person, Region
from tests.people.stage import organiser, played

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
INVENTED = {"20": "registrator@dalarna.example", "21": "registrator@gavleborg.example"}


async def test_migrating_loads_every_place_with_its_body() -> None:
    counted = await Organisation.annotate(n=Count("id")).group_by("kind").values_list("kind", "n")

    assert dict(counted) == {"healthcare_region": 6, "region": 21, "municipality": 290}
    assert (await Region.all().count(), await Municipality.all().count()) == (21, 290)
    assert await Organisation.exclude(organiser=None).count() == 0


async def test_no_place_comes_with_an_address() -> None:
    assert await Organisation.exclude(registrator_email="", email="").count() == 0


async def test_counties_are_listed_by_healthcare_region() -> None:
    groups = await places.grouped()

    assert [(g.healthcare_region.code, len(g.regions), [r.code for r in g.shared]) for g in groups] == [
        ("norra", 4, []),
        ("mellansverige", 7, []),
        ("stockholm", 2, []),
        ("sydostra", 3, []),
        ("vastra", 1, ["13"]),
        ("sodra", 4, []),
    ]


async def test_municipalities_stand_in_swedish_order() -> None:
    names = [place.name for place in await places.municipalities(region="01")]

    assert len(names) == 26
    assert names[0] == "Botkyrka"
    assert names[-7:] == ["Täby", "Upplands-Bro", "Upplands Väsby", "Vallentuna", "Vaxholm", "Värmdö", "Österåker"]


async def test_gotland_is_a_region_and_a_municipality() -> None:
    region, municipality = await places.body_of("09"), await places.body_of("0980")

    assert region is not None
    assert municipality is not None
    assert (region.name, municipality.name) == ("Region Gotland", "Gotlands kommun")
    assert municipality.parent_id == region.id  # type: ignore[attr-defined]


async def test_real_addresses_are_filled_in_where_organisers_work() -> None:
    await organiser()
    await Organisation.filter(region_id="21", kind="region").update(registrator_email="own@gavleborg.example")

    assert await places.load_registrators(INVENTED) == 1
    assert await places.load_registrators(INVENTED) == 0
    found = await Organisation.exclude(registrator_email="").order_by("region_id").values_list("registrator_email")
    assert [row[0] for row in found] == ["registrator@dalarna.example", "own@gavleborg.example"]


async def test_a_demo_never_gets_real_addresses() -> None:
    await organiser()
    await mark_demo("2026-11-23")

    with pytest.raises(Refusal, match="demo"):
        await places.load_registrators(INVENTED)


async def test_the_program_knows_the_published_addresses_of_seven_regions() -> None:
    assert len(places.real_registrators()) == 7


async def test_a_database_that_may_become_a_demo_gets_none_either() -> None:
    with pytest.raises(Refusal, match="arrangör"):
        await places.load_registrators(INVENTED)


async def test_every_address_of_the_demo_is_invented() -> None:
    await Organisation.filter(region_id="05").update(registrator_email="left@over.example")

    _organisers, cards = await played()

    addresses = [
        row.registrator_email or row.email for row in await Organisation.exclude(registrator_email="", email="")
    ]
    addresses += [row.email for row in await Person.all()]
    assert len([key for key in cards if key.startswith("ct-")]) == await Person.all().count()
    assert {address.rpartition(".")[2] for address in addresses} == {"test"}


async def test_scale_adds_a_thousand_each_round() -> None:
    await scale.scale(0)
    await scale.scale(1)

    assert await Person.all().count() == 2000
    assert await Holding.all().count() == 2000
    assert demo.scale is scale.scale
