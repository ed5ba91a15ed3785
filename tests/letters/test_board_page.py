"""The board as it is read: map and matrix without colour, and a table that says the same."""

import re
from html import unescape

import httpx2
import pytest

from hearing.base.clock import today
from hearing.letters.board import board_of
from hearing.letters.models import Campaign
from hearing.organisers.models import Organiser
from hearing.staff.models import Role
from tests import make

pytestmark = pytest.mark.anyio
TILE = re.compile(r'<a class="tile tile-\w+ tile--\w+" href="#row-\d+">.*?#i-(\w+[-\w]*)".*?tile__name">(.*?)<span class="visually-hidden">: (.*?)</span>', re.DOTALL)  # fmt: skip
ROW = re.compile(r'<tr id="row-\d+">.*?table__name"[^>]*>(.*?)</a>.*?#i-(\w+[-\w]*)"/></svg>(.*?)</span>', re.DOTALL)
MATRIX = re.compile(r'<table class="matrix.*?</table>', re.DOTALL)
CELL = re.compile(r'<td(?: class="is-pending")?>(.*?)</td>', re.DOTALL)


@pytest.fixture
async def page(ca1: Campaign, client: httpx2.AsyncClient) -> str:
    owner = await Organiser.get(id=ca1.organiser_id)
    ann = await make.signed_in(client, await make.member(owner, "Ann Lind", Role.PLANNER), owner)
    return unescape((await ann.get(f"/desk/letters/{ca1.pk}")).text)


async def test_the_table_says_the_same_as_the_map(page: str) -> None:
    tiles = {name: (picture, text) for picture, name, text in TILE.findall(page)}
    rows = {name: (picture, text) for name, picture, text in ROW.findall(page)}

    assert len(tiles) == 21
    assert rows == tiles
    assert len({picture for picture, _text in tiles.values()}) == len({text for _picture, text in tiles.values()}) == 4


async def test_every_cell_of_the_matrix_has_a_word_and_every_column_a_name(page: str) -> None:
    (matrix,) = MATRIX.findall(page)
    cells = CELL.findall(matrix)

    assert len(cells) == 3 * 21
    assert all('class="visually-hidden">' in cell for cell in cells)
    assert matrix.count('<span class="visually-hidden">Dalarna</span>') == 1


async def test_two_of_the_same_short_name_are_told_by_their_whole_one(ca1: Campaign) -> None:
    statement = await Campaign.get(slug="yttrande-strategi-stockholm-2026")

    names = {line.row.code: line.name for line in (await board_of(statement, today())).lines}

    assert (names["01"], names["0180"], names["0114"]) == ("Region Stockholm", "Stockholms stad", "Upplands Väsby")
