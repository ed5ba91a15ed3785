"""Looking changes nothing: every address by GET and HEAD, as a stranger, as staff, by each invitee's own link.

The whole database is compared, column by column, and so is what is exported. Left out is only what tells that somebody
was there: when a session was last seen (and so how long it lives), how often a limit was tried, and when a job last ran.
"""

from datetime import timedelta
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette

from hearing.base.clock import freeze
from hearing.db import dialect, rows
from hearing.events.models import Event
from hearing.invitations import exports as events
from hearing.invitations.models import Invitation, Substitute
from hearing.mail import exports as mails
from tests import make, owned
from tests.conftest import NOW
from tests.journeys import hostile
from tests.routes import addresses

pytestmark = pytest.mark.anyio
ANSWERS = ("", "?answer=yes", "?answer=no", "?answer=maybe", "?answer=other", "?answer=x", "?as=other")
TIMES = 10
TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    "postgres": "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
}
MAY_CHANGE = {"rate_count": {"*"}, "job_run": {"*"}, "login_session": {"seen_at", "expires_at"}}


async def everything() -> dict[str, list[str]]:
    """Every row of every table, as text, in no order, and what is exported."""
    found = {}
    for table in sorted(row["name"] for row in await rows(TABLES[dialect()])):
        out = MAY_CHANGE.get(table, set())
        kept = [] if "*" in out else await rows(f"SELECT * FROM {table}")
        found[table] = sorted(repr({name: row[name] for name in row if name not in out}) for row in kept)
    found["mails"] = [repr(await mails.everything())]
    found["events"] = [repr(await events.event(event.pk)) for event in await Event.all().order_by("id")]
    return found


async def look(browser: httpx2.AsyncClient, path: str, times: int) -> list[tuple[str, int, int]]:
    """GET and HEAD so many times; what is amiss: a fault, or HEAD that answers otherwise."""
    wrong = []
    for _again in range(times):
        got, head = await browser.get(path), await browser.head(path)
        same = got.status_code == head.status_code and not head.content
        same = same and got.headers.get("etag") == head.headers.get("etag")
        if got.status_code >= 500 or not same:
            wrong.append((path, got.status_code, head.status_code))
    return wrong


@pytest.fixture
async def stage(demo_inside: None, app: Starlette, client: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """The demo, and one row of everything for Ann."""
    await hostile.stage(client)
    return client


async def test_every_address(app: Starlette, stage: httpx2.AsyncClient, request: pytest.FixtureRequest) -> None:
    """Half of them twenty minutes later, when a session is noted as seen."""
    times = TIMES // 2 if request.config.getoption("soak") else 1
    paths = [one.filled(id=owned.NUMBER) for one in addresses(app.routes) if one.method == "GET"]
    before = await everything()

    wrong = []
    async with make.visitor(app) as stranger:
        for moment in (NOW, NOW + timedelta(minutes=20)):
            with freeze(moment):
                for path in paths + [f"/en{path}" for path in paths if not path.startswith("/desk")]:
                    for answer in ("", "?answer=yes"):
                        wrong += await look(stranger, path + answer, times)
                        wrong += await look(stage, path + answer, times)

    assert wrong == []
    assert await everything() == before


async def links() -> list[str]:
    """Personal links in every state an invitation of the demo is in."""
    proposed = {row["invitation_id"] for row in await Substitute.all().values("invitation_id")}
    kinds: dict[Any, Invitation] = {}
    for row in await Invitation.exclude(link_hash=None).exclude(id=owned.NUMBER).select_related("event"):
        kinds.setdefault((row.status, row.event.status, row.pk in proposed, row.event.ends_at < NOW), row)
    return [f"/i/{row.token()}" for row in kinds.values()]


async def test_every_invitees_link_ten_times(app: Starlette, stage: httpx2.AsyncClient) -> None:
    found = await links()
    before = await everything()

    wrong, seen = [], []
    async with make.visitor(app) as invitee:
        for path in found:
            for answer in ANSWERS:
                wrong += await look(invitee, path + answer, TIMES if answer == "?answer=yes" else 2)
            for part in ("/receipt", "/event.ics", "?answer=yes&answer=no"):
                wrong += await look(invitee, path + part, 2)
            seen.append((await invitee.get(path)).status_code)

    assert wrong == []
    assert (len(found) > 5, set(seen) <= {200, 404, 410}) == (True, True)
    assert await everything() == before


async def test_the_comparison_would_see_a_change(stage: httpx2.AsyncClient) -> None:
    before = await everything()

    await Invitation.filter(id=owned.NUMBER).update(comment="ändrat")

    assert {name for name, held in (await everything()).items() if held != before[name]} == {"events", "invitation"}
