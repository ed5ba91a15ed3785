"""Those who have the bytes get 304; the others get them as they asked."""

import gzip
from datetime import UTC, datetime, timedelta

import pytest
from starlette.requests import Request
from starlette.responses import Response

from hearing.base.conditional import Kept, Shelf

CHANGED = datetime(2026, 11, 20, 8, 30, 15, 999, tzinfo=UTC)
BODY = b"BEGIN:VCALENDAR\r\n" * 100
DATE = "Fri, 20 Nov 2026 08:30:15 GMT"


def ask(kept: Kept, method: str = "GET", **headers: str) -> Response:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return kept.answer(Request({"type": "http", "method": method, "headers": raw, "path": "/"}))


@pytest.fixture
def kept() -> Kept:
    return Kept(BODY, CHANGED)


def test_a_stranger_gets_everything_plain(kept: Kept) -> None:
    answer = ask(kept)

    assert (answer.status_code, answer.body) == (200, BODY)
    assert dict(answer.headers) == {
        "etag": kept.etag,
        "last-modified": DATE,
        "cache-control": "public, max-age=300",
        "vary": "Accept-Encoding",
        "content-type": "text/calendar; charset=utf-8",
        "content-length": "1700",
    }


def test_the_tag_follows_the_body_alone(kept: Kept) -> None:
    assert Kept(BODY, CHANGED + timedelta(days=1)).etag == kept.etag
    assert Kept(BODY + b" ", CHANGED).etag != kept.etag
    assert kept.etag.startswith('W/"')


def test_304_repeats_the_validators_and_nothing_of_the_body(kept: Kept) -> None:
    answer = ask(kept, if_none_match=kept.etag)

    assert (answer.status_code, answer.body) == (304, b"")
    assert sorted(answer.headers) == ["cache-control", "etag", "last-modified", "vary"]


@pytest.mark.parametrize("form", ["{0}", "*", " * ", '"x", {0}', '{0},"y"', "{1}"])
def test_a_tag_is_found_in_every_form(kept: Kept, form: str) -> None:
    header = form.format(kept.etag, kept.etag.removeprefix("W/"))

    assert ask(kept, if_none_match=header).status_code == 304


@pytest.mark.parametrize(
    ("since", "status"),
    [
        (DATE, 304),
        ("Fri, 20 Nov 2026 08:30:14 GMT", 200),
        ("Sat, 21 Nov 2026 08:30:14 GMT", 304),
        ("yesterday", 200),
        ("", 200),
        ("Fri, 99 Nov 2026 08:30:14 GMT", 200),
        ("Fri, 20 Nov 0000 08:30:14 GMT", 200),
        ("Fri, 20 Nov 99999999999 08:30:14 GMT", 200),
        ("Fri, 31 Dec 9999 23:59:59 -2359", 304),
    ],
)
def test_a_date_counts_when_there_is_no_tag(kept: Kept, since: str, status: int) -> None:
    assert ask(kept, if_modified_since=since).status_code == status


def test_a_tag_beats_a_date(kept: Kept) -> None:
    assert ask(kept, if_none_match='"other"', if_modified_since=DATE).status_code == 200


def test_head_tells_the_length_and_sends_nothing(kept: Kept) -> None:
    answer = ask(kept, "HEAD")

    assert (answer.status_code, answer.body, answer.headers["content-length"]) == (200, b"", "1700")
    assert ask(kept, "HEAD", if_none_match=kept.etag).status_code == 304


@pytest.mark.parametrize(
    ("asked", "packed"),
    [
        ("gzip, deflate, br", True),
        ("GZIP;q=0.5", True),
        ("br;q=1.0, gzip; q=0.8", True),
        ("gzip;q=0", False),
        ("gzip;q=lots", False),
        ("*", False),
        ("identity", False),
        ("", False),
    ],
)
def test_gzip_comes_only_to_those_who_ask(kept: Kept, asked: str, packed: bool) -> None:
    answer = ask(kept, accept_encoding=asked)

    assert (answer.headers.get("content-encoding") == "gzip") is packed
    assert (gzip.decompress(bytes(answer.body)) if packed else answer.body) == BODY
    assert answer.headers["content-length"] == str(len(answer.body))


def test_headers_added_on_the_way_out_do_not_stay(kept: Kept) -> None:
    ask(kept).headers["x-extra"] = "1"

    assert "x-extra" not in ask(kept).headers


@pytest.mark.anyio
async def test_a_shelf_makes_each_version_once() -> None:
    shelf, made = Shelf(), []

    async def make() -> Kept:
        made.append(1)
        return Kept(BODY, CHANGED)

    first = await shelf.get("all", 1, make)

    assert await shelf.get("all", 1, make) is first
    assert await shelf.get("all", 2, make) is not first
    assert len(made) == 2


@pytest.mark.anyio
async def test_a_full_shelf_drops_what_is_used_least() -> None:
    made: list[int] = []

    async def make() -> Kept:
        made.append(1)
        return Kept(BODY, CHANGED)

    shelf = Shelf(room=2 * (await make()).size)
    for key in ("a", "b", "a", "c", "a", "b"):
        await shelf.get(key, 1, make)

    assert len(made) == 1 + 4
