"""No dead links: every link on every page, followed as each of the demo's people, leads somewhere they may go."""

import re
from collections import Counter, deque
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

import httpx2
import pytest
from starlette.applications import Starlette

from hearing.staff.models import Account, Membership
from tests import make
from tests.journeys import stage
from tests.journeys.stage import sqlite_template as sqlite_template

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
HERE = "http://localhost:8000"
PEOPLE = ["", "Maja Lövskär", "Isak Tuvmyr", "Yusuf Havremyr", "Annika Silverskär", "Gunnar Duvmyra", "Tove Grindmyr"]
ALIKE = 3


class Links(HTMLParser):
    """What a page leads to: its links and pictures, and the forms that only ask."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.names: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.names.add(known.get("id") or "")
        if tag in ("a", "link"):
            self.found.append(known.get("href") or "")
        elif tag in ("img", "script", "iframe"):
            self.found.append(known.get("src") or "")
        elif tag == "form" and (known.get("method") or "get").lower() == "get":
            self.found.append(known.get("action") or "")


def shape(path: str) -> str:
    """Addresses that differ only in the row or the words asked for look alike."""
    return re.sub(r"=[^&]*", "=", re.sub(r"\d+", "1", path))


async def dead(visitor: httpx2.AsyncClient) -> list[str]:
    """The links that lead nowhere, with the page they stand on."""
    wrong, seen, alike = [], set[str](), Counter[str]()
    ways = deque([("/desk/", ""), ("/", ""), ("/en/", "")])
    while ways:
        path, stands_on = ways.popleft()
        alike[shape(path)] += path not in seen
        if path in seen or alike[shape(path)] > ALIKE:
            continue
        seen.add(path)
        answer = await visitor.get(path, follow_redirects=True)
        if answer.status_code != 200:
            wrong.append(f"{answer.status_code} {path} on {stands_on}")
        if answer.headers["content-type"].startswith("text/html"):
            page = Links(answer.text)
            wrong += [f"no {link} on {path}" for link in page.found if link[:1] == "#" and link[1:] not in page.names]
            there = [urldefrag(urljoin(str(answer.url), link))[0] for link in page.found]
            ways += [(link.removeprefix(HERE), path) for link in there if link.startswith(HERE + "/")]
    return wrong


@pytest.mark.parametrize("name", PEOPLE, ids=lambda name: name.partition(" ")[0] or "stranger")
async def test_every_link_leads_somewhere(app: Starlette, name: str) -> None:
    await stage.post()
    async with make.visitor(app) as visitor:
        if name:
            who = await Account.get(name=name)
            work = await Membership.get(account_id=who.pk).select_related("organiser")
            await make.signed_in(visitor, who, work.organiser)
        assert await dead(visitor) == []
