"""Who a filter means."""

from datetime import date
from typing import Any

import pytest
from starlette.requests import Request

from hearing.people import lists, register
from hearing.people.lists import Row
from hearing.people.models import Organisation, OrganisationKind
from hearing.people.search import Filter
from tests.people.stage import ANN, held, organiser, person, played, reader, region

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def seen(request: Request, asked: Filter, start: int = 0, most: int = 1000) -> list[Row]:
    tally = await lists.tally(request, asked)
    return await lists.find(request, asked, tally.urgent, start, most)


async def names(of: Any = None, **asked: str) -> list[str]:
    found = await seen(reader(of), Filter.from_query(asked))
    return sorted(row.person.name for row in found)


async def test_words_find_a_person_by_name_post_and_address() -> None:
    await held(await person(email="orjan@region-dalarna.test"), "regiondirektör")
    await person("Anna", "Ek")

    for words in ("örjan", "ORJAN vret", "Region Dalarna direktör", "@region-dalarna.test", "region-dalarna"):
        assert await names(q=words) == ["Örjan Vretfors"]
    assert await names(q="örjan gävleborg") == []


async def test_signs_of_like_are_ordinary_letters() -> None:
    await person("Anna", "Ek")

    assert await names(q="%") == []
    assert await names(q="_") == []


async def test_a_role_is_one_and_the_same() -> None:
    both = await person("Anna", "Ek")
    await held(both, "regionråd", await region("20"), party="C")
    await held(both, "ledamot i regionfullmäktige", await region("21"), party="S")

    assert await names(region="20", party="C") == ["Anna Ek"]
    assert await names(region="20", party="S") == []


async def test_a_past_role_counts_until_there_is_another() -> None:
    moved, left = await person("Anna", "Ek"), await person("Bo", "Al")
    for who in (moved, left):
        await held(who, at=await region("20"), ends_on=date(2026, 1, 1))
    await held(moved, at=await region("21"), starts_on=date(2026, 1, 2))

    assert await names(region="20") == ["Bo Al"]
    assert await names(region="21") == ["Anna Ek"]
    assert await names(ended="1") == ["Bo Al"]


async def test_halland_is_in_two_healthcare_regions_and_its_municipalities_in_one() -> None:
    await held(await person("Hanna", "Land"), "regiondirektör", await region("13"))
    for code, name in (("1384", "Kung"), ("1380", "Halm")):
        body = await Organisation.get(kind=OrganisationKind.MUNICIPALITY, municipality_id=code)
        await held(await person(name, "Socialchef"), "socialchef", body)

    assert await names(healthcare="vastra") == ["Hanna Land", "Kung Socialchef"]
    assert await names(healthcare="sodra") == ["Halm Socialchef", "Hanna Land"]


async def test_the_demo_has_those_mandates_to_look_over() -> None:
    organisers, cards = await played()
    nsph, ids = organisers["org-nsph"], {card.id: key for key, card in cards.items() if key.startswith("ct-")}

    async def keys(**asked: str) -> list[str]:
        found = await seen(reader(nsph), Filter.from_query(asked))
        return sorted(ids[row.person.id] for row in found)

    assert await keys(ending="60") == ["ct-033", "ct-036", "ct-037", "ct-039", "ct-042"]
    assert await keys(mandate="ended") == ["ct-009", "ct-034", "ct-040"]
    assert len(await keys(title="regiondirektor", level="region")) == 21


async def test_who_needs_something_stands_first_then_swedish_order() -> None:
    for family, ends in (("Öst", None), ("Ål", None), ("Zorn", None), ("Äng", date(2026, 11, 1))):
        await held(await person("Bo", family), at=await region("20"), ends_on=ends)
    await held(await person("Bo", "Ek"), at=await region("20"), ends_on=date(2026, 12, 31))

    found = await seen(reader(None), Filter())

    assert [row.person.family_name for row in found] == ["Äng", "Ek", "Zorn", "Ål", "Öst"]
    assert [str(row.standing) for row in found[:3]] == ["ended", "ending", "current"]


async def test_pages_join_without_gap_or_overlap() -> None:
    for number in range(7):
        await held(await person("Bo", f"Ek {number}"), ends_on=date(2026, 11, 1) if number < 3 else None)
    everyone = await seen(reader(None), Filter())

    pages = [await seen(reader(None), Filter(), start, 2) for start in (0, 2, 4, 6)]

    assert [row.person for part in pages for row in part] == [row.person for row in everyone]


async def test_others_associations_are_not_seen_and_not_searched() -> None:
    ours, theirs = await organiser("var"), await organiser("deras")
    club = await register.found(theirs, ANN, OrganisationKind.ASSOCIATION, name="Klubben")
    known = await person("Anna", "Ek")
    await held(known, "regionråd")
    await held(known, "ledamot", club)
    await held(await person("Bo", "Al", theirs), "ordförande", club)

    assert await names(ours) == ["Anna Ek"]
    assert await names(ours, q="klubben") == []
    assert await names(theirs, q="klubben") == ["Anna Ek", "Bo Al"]
    assert (await seen(reader(ours), Filter()))[0].holding.office.title == "regionråd"  # type: ignore[union-attr]


async def test_an_address_says_the_whole_filter() -> None:
    asked = Filter.from_query(
        {"q": " a  b ", "mandate": "60", "role": "elected", "level": "nonsense", "party": "x" * 50}
    )

    assert asked == Filter(q="a b", role="elected", ending=60)
    assert asked.query == "q=a+b&role=elected&ending=60"
    assert Filter.from_query({"mandate": "ended", "organisation": "7"}) == Filter(ended=True, organisation=7)
