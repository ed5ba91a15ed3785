"""Every address is asked as a stranger, as the wrong role and as somebody else's staff.

The list is made by walking the app, so a new route is asked without being written down here.
"""

from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.applications import Starlette

from hearing.app import create_app
from hearing.base.access import ADMIN, OPEN, SIGNED_IN
from hearing.settings import read, using
from hearing.staff.models import Role
from hearing.staff.rights import ADMIN as ADMIN_RIGHTS
from hearing.staff.rights import ROLE_RIGHTS
from tests import make, owned
from tests.routes import Address, addresses

pytestmark = pytest.mark.anyio

with using(read(env_file=None)):
    ALL = list(addresses(create_app().routes))
DESK = [one for one in ALL if one.pattern.startswith("/desk")]
KNOWN = OPEN | {SIGNED_IN, ADMIN} | ADMIN_RIGHTS | frozenset().union(*ROLE_RIGHTS.values())


def named(one: Address) -> str:
    return str(one)


def who_may(role: Role | None) -> frozenset[str]:
    """What a role may ask for."""
    return OPEN | {SIGNED_IN} | (ROLE_RIGHTS[role] if role else frozenset())


@pytest.mark.parametrize("one", ALL, ids=named)
def test_every_handler_names_a_right_that_somebody_has(one: Address) -> None:
    assert one.right in KNOWN


@pytest.mark.parametrize("one", DESK, ids=named)
def test_nothing_on_the_desk_is_public(one: Address) -> None:
    assert one.right not in OPEN


@pytest.mark.parametrize("one", ALL, ids=named)
def test_reading_never_needs_the_right_to_write_alone(one: Address) -> None:
    """A write never gets by with a right to read."""
    if one.writes and one.right not in OPEN | {SIGNED_IN}:
        assert one.right is not None and not one.right.endswith(".read")


async def asked(browser: httpx2.AsyncClient, one: Address, path: str) -> httpx2.Response:
    """The answer to a request without any form."""
    return await browser.request(one.method, path)


async def test_strangers_reach_nothing_on_the_desk(client: httpx2.AsyncClient) -> None:
    answers = {str(one): await asked(client, one, one.filled()) for one in DESK}

    wrong = {
        name: answer.status_code
        for name, answer in answers.items()
        if answer.status_code != (303 if name.startswith("GET") else 403)
        or (name.startswith("GET") and not answer.headers["location"].startswith("/sign-in?next="))
    }
    assert wrong == {}


@pytest.fixture(params=[Role.READER, Role.MODERATOR, Role.DOOR, Role.PLANNER, None], ids=str)
async def in_a_role(
    request: pytest.FixtureRequest, app: Starlette
) -> AsyncIterator[tuple[httpx2.AsyncClient, Role | None]]:
    """Somebody in each role, and an account without any."""
    here = await make.organiser()
    async with make.visitor(app) as browser:
        role: Role | None = request.param
        who = await make.member(here, "Gun Ask", role) if role else await make.account("Gun Ask")
        yield await make.signed_in(browser, who, here), role


async def test_a_role_reaches_what_it_may_and_nothing_else(
    in_a_role: tuple[httpx2.AsyncClient, Role | None],
) -> None:
    browser, role = in_a_role
    refused = [one for one in DESK if one.right not in who_may(role)]

    answers = {str(one): (await asked(browser, one, one.filled())).status_code for one in refused}

    assert {name: status for name, status in answers.items() if status != 403} == {}


async def test_a_reader_may_write_nothing_but_their_own_account() -> None:
    open_to_readers = [one for one in DESK if one.writes and one.right in who_may(Role.READER)]

    assert [
        one.pattern for one in open_to_readers if not one.pattern.startswith(("/desk/staff/me", "/desk/organiser"))
    ] == []


async def test_another_organisers_rows_do_not_exist(eve: httpx2.AsyncClient) -> None:
    """Eve may everything, for Tallen: every row of Egen röst is a 404, by every address that takes one."""
    await owned.fill(await make.organiser())

    answers = {}
    for one in DESK:
        if "{" in one.pattern and one.right in who_may(Role.PLANNER) and not one.pattern.startswith("/desk/staff/me"):
            path = one.filled(id=owned.NUMBER)
            answers[f"{one.method} {path}"] = (await asked(eve, one, path)).status_code

    assert {name: status for name, status in answers.items() if status != 404} == {}


async def test_reading_changes_nothing(ann: httpx2.AsyncClient) -> None:
    """Every page, read by somebody who may everything, ten times, with and without an answer in the address."""
    await owned.fill(await make.organiser())
    paths = [one.filled(id=owned.NUMBER) for one in ALL if one.method == "GET"]
    before = await owned.everything()

    for path in paths:
        for method, query in [("GET", ""), ("HEAD", ""), ("GET", "?answer=yes"), ("GET", "?answer=no")] + [
            ("GET", "")
        ] * 6:
            answer = await ann.request(method, path + query)
            assert answer.status_code < 500, f"{method} {path}{query}"

    assert await owned.everything() == before


async def test_head_works_wherever_get_does(ann: httpx2.AsyncClient) -> None:
    await owned.fill(await make.organiser())
    paths = [one.filled(id=owned.NUMBER) for one in ALL if one.method == "GET"]

    wrong = {}
    for path in paths:
        got, head = await ann.get(path), await ann.head(path)
        if got.status_code != head.status_code:
            wrong[path] = (got.status_code, head.status_code)

    assert wrong == {}
