"""The table behind a letter never changes what the built-in words mean."""

import re

import httpx2
import pytest

from hearing.base import sheets
from hearing.base.errors import Refusal
from hearing.letters import merge, tables
from hearing.letters.models import Campaign
from hearing.letters.models_recipient import Recipient
from hearing.staff.models import Account
from tests import make

pytestmark = pytest.mark.anyio
BUILT_IN = ["lank", "Länk", "ref", "namn", "Svarsdatum", "enclosures"]


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_column_with_the_name_of_a_built_in_word_is_refused_by_name(name: str) -> None:
    with pytest.raises(Refusal, match=re.escape(f"{{{name.casefold()}}}")):
        tables.read(sheets.text_rows(f"kod;belopp;{name}\n01;5;Fejk"), "sv")


def test_a_table_of_nothing_but_the_name_of_the_region_is_refused() -> None:
    with pytest.raises(Refusal, match=re.escape("{region}")):
        tables.read(sheets.text_rows("kod;region\n01;Fejk"), "sv")


async def test_amounts_under_a_built_in_name_are_refused(ca1: Campaign) -> None:
    (chosen, _name), *_more = tables.programmes()

    with pytest.raises(Refusal, match=re.escape("{lank}")):
        tables.of_programme(chosen, "Lank", "sv")


async def test_the_name_of_the_region_beside_other_columns_is_read_past_and_said(
    ca1: Campaign, client: httpx2.AsyncClient
) -> None:
    await make.signed_in(client, await Account.get(name="Maja Lövskär"), ca1.organiser)
    here = f"/desk/letters/{ca1.pk}/recipients"

    await client.post(f"{here}/values", data={"table": "kod;region;summa\n01;Fejk;lite\n"})
    said = await client.get(here)

    row = await Recipient.get(campaign=ca1, code="01")
    assert {key: one.value for key, one in (await tables.values(ca1))[row.pk].items() if key != "belopp"} == {
        "summa": "lite"
    }
    assert "Kolumnen ”region” lästes förbi" in said.text


async def test_a_column_kept_earlier_does_not_change_a_built_in_word(ca1: Campaign) -> None:
    row = await Recipient.get(campaign=ca1, code="01")

    words = merge.values_for(ca1, row, {"region": "Fejk", "lank": "http://x", "Summa": "5"}, {})

    assert (words["region"], words["lank"], words["summa"]) == (row.authority, merge.page_url(row), "5")
