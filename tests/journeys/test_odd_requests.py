"""Headers, cookies and questions no page of ours sends: answered all the same, and never with somebody else's address."""

from collections.abc import Iterator
from itertools import count

import httpx2
import pytest
from starlette.applications import Starlette

from hearing.base.guard import POLICY
from tests import make, owned
from tests.journeys import hostile
from tests.journeys.test_hostile_forms import none
from tests.routes import Address, addresses

pytestmark = pytest.mark.anyio
EVIL = "ond.test"
INBOX = "/desk/mail/inbox/{id:int}"
SHUT = "default-src 'none'; sandbox"  # a file that is only kept
OWN_POLICY = (
    "/desk/mail/{id:int}",
    "/desk/mail/{id:int}/html",
    INBOX,
    f"{INBOX}/html",
    f"{INBOX}/raw",
    f"{INBOX}/files/{{part:int}}",
    "/desk/newsletters/{id:int}/preview",
    "/desk/newsletters/{id:int}/html",
    "/organisers/{slug}/logo",
)
HEADERS = [
    {"hx-request": "true", "hx-current-url": "http://["},
    {"hx-request": "true", "hx-current-url": f"https://{EVIL}/desk/"},
    {"origin": "http://["},
    {"origin": f"https://{EVIL}", "sec-fetch-site": "cross-site"},
    {"if-modified-since": "Mon, 01 Jan 99999999999 00:00:00 GMT"},
    {"if-modified-since": "Mon, 01 Jan 0001 00:00:00 +2359"},
    {"if-none-match": "*", "accept-encoding": "gzip;q=nan, *"},
    {"cookie": "said=" + "%5B" * 2_000},
    {"cookie": "said=%7B%22text%22%3A%22%5Cud800%22%2C%22undo%22%3Anull%7D"},
    {"cookie": "session=\xff\xfe"},
    {"user-agent": "\xff" * 500, "accept-language": "\xff"},
    {"host": EVIL, "x-forwarded-host": EVIL, "forwarded": f"host={EVIL}"},
    {"referer": f"https://{EVIL}/["},
    {"range": "bytes=0-", "x-http-method-override": "DELETE"},
]
QUERIES = [
    "?week=0001-W01&year=0", "?week=v.+52+9999", "?start=99999999", "?start=-1&q=%25_%5C", "?on=0001-01-01",
    "?date=0001-01-01&start=00.00&end=01.00&zone=UTC", "?date=9999-12-31&start=23.00&end=23.59&zone=fel",
    "?q=%C2%85%E2%80%AE%F0%9F%98%80", "?q=%ED%A0%80", "?q=%00", "?group=4294967296&mailing=999999999",
    "?organisation=9999999999&ending=9999999&mandate=3660", "?region=%27&kind=%22&party=%3Cscript%3E",
    f"?next=//{EVIL}&answer=%3Cscript%3E", f"?next=/desk/%5C{EVIL}", "?language=xx&as=other&answer=other&about=%27",
    "?place=%0d%0aSet-Cookie:a", "?answer=" + "x" * 5_000,
]  # fmt: skip


def told(one: Address, asked: object, answer: httpx2.Response) -> Iterator[tuple[str, str, str]]:
    """What is amiss with an answer."""
    there = answer.headers.get("location", "/")
    policy = answer.headers.get("content-security-policy")
    faults = {
        f"{answer.status_code}": answer.status_code >= 500,
        "leads elsewhere": not there.startswith("/") or there.startswith("//") or EVIL in there.partition("?")[0],
        "names another host": asked in HEADERS and EVIL in answer.text,
        "bare markup": "<script>" in answer.text,
        "no policy": not policy or (policy not in (POLICY, SHUT) and one.pattern not in OWN_POLICY),
        "guesses the kind": answer.headers.get("x-content-type-options") != "nosniff",
        "a cookie of theirs": answer.headers.get("set-cookie", "").startswith("a"),
        "kept by others": one.pattern.startswith(("/desk", "/i/", "/sign-in"))
        and "no-store" not in answer.headers.get("cache-control", ""),
    }
    yield from ((str(one), str(asked)[:60], fault) for fault, is_so in faults.items() if is_so)


async def test_odd_headers_and_questions(
    app: Starlette, client: httpx2.AsyncClient, request: pytest.FixtureRequest
) -> None:
    """Each address with some of them in turn, with --soak with all, by staff and by strangers."""
    await hostile.stage(client)
    turn, each = count(), len(QUERIES) if request.config.getoption("soak") else 3

    wrong: list[object] = []
    async with make.visitor(app) as stranger:
        for one in addresses(app.routes):
            path = one.filled(id=owned.NUMBER)
            for number in [next(turn) for _again in range(each)]:
                headers, query = HEADERS[number % len(HEADERS)], QUERIES[number % len(QUERIES)]
                given = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
                for who in (client, stranger):
                    async with hostile.undone():
                        answers = [(headers, await who.request(one.method, path, headers=given))]
                        if one.method == "GET":
                            answers.append(({"q": query}, await who.get(path + query)))
                    wrong += [fault for asked, answer in answers for fault in told(one, asked, answer)]

    none(wrong)
