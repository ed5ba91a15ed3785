"""Two who write on the same letter: nothing is undone in silence."""

import httpx2
import pytest

from hearing.letters.models import Campaign, Demand
from tests.letters import make
from tests.planners import again, opened

pytestmark = pytest.mark.anyio


async def test_of_a_long_text_the_lines_that_differ_are_shown(ann: httpx2.AsyncClient) -> None:
    campaign = await make.draft(body="Första raden\n\nAndra raden\n\nTredje raden")
    there = f"/desk/letters/{campaign.pk}"
    form = await opened(ann, f"{there}/edit", there)

    await ann.post(there, data=form | {"body": "Första raden\n\nDeras rad\n\nTredje raden", "contact": "Kim, 070"})
    refused = await ann.post(there, data=form | {"body": "Första raden\n\nMin rad\n\nTredje raden"})
    saved = await ann.post(there, data=again(refused, there))

    told = refused.text[refused.text.index("hann före") : refused.text.index("Spara mitt")]
    assert (refused.status_code, saved.status_code) == (409, 303)
    assert ["Deras rad" in told, "Min rad" in told, "Första raden" in told, "Kim, 070" in told] == [
        True,
        True,
        False,
        True,
    ]
    assert await Campaign.all().values_list("body", "contact") == [
        ("Första raden\n\nMin rad\n\nTredje raden", "Kim, 070")
    ]


async def test_demands_are_one_field(ann: httpx2.AsyncClient) -> None:
    campaign = await make.draft("Mål", "Arvode")
    there = f"/desk/letters/{campaign.pk}"
    form = await opened(ann, f"{there}/edit", there)
    theirs, mine = (form["demand_text"].copy() for _both in range(2))
    theirs[0], mine[1] = "Mätbara mål", "Skäligt arvode"

    await ann.post(there, data=form | {"demand_text": theirs})
    refused = await ann.post(there, data=form | {"demand_text": mine})

    assert (refused.status_code, "1 · Mätbara mål" in refused.text, "2 · Skäligt arvode" in refused.text) == (
        409,
        True,
        True,
    )
    rows = await Demand.filter(parent_id=None).order_by("number")
    assert [row.text for row in rows] == ["Mätbara mål", "Arvode"]
