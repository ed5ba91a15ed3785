"""Logs: one line each, with the request's id, without tokens and addresses."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from hearing.base.tracing import request_id
from hearing.logs import configure, masked


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Leave logging as it was."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    yield
    root.handlers[:], root.level = before
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("GET /i/abcdefghijkmnpqrstuv23?answer=yes", "GET /i/…?answer=yes"),
        ("/calendar/private/abcdefghijkmnpqrstuv23.ics", "/calendar/private/…"),
        ("/sign-in/abcdefghijkmnpqrstuv23", "/sign-in/…"),
        ("to Åsa.Öberg@region.example failed", "to …@… failed"),
        ("/desk/events/12", "/desk/events/12"),
    ],
)
def test_tokens_and_addresses_are_masked(text: str, told: str) -> None:
    assert masked(text) == told


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")

    asked = request_id.set("abc")
    structlog.get_logger("x").info("sent", to="a@b.se", count=1)
    logging.getLogger("uvicorn.error").warning("bad /i/abcdefghijkmnpqrstuv23")
    request_id.reset(asked)

    ours, theirs = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert (ours["event"], ours["to"], ours["count"], ours["request"]) == ("sent", "…@…", 1, "abc")
    assert (theirs["event"], theirs["level"], theirs["request"]) == ("bad /i/…", "warning", "abc")


def test_the_text_of_an_error_is_masked_too(capsys: pytest.CaptureFixture[str]) -> None:
    configure("text")

    try:
        raise ValueError("no such person: a@b.se")
    except ValueError:
        structlog.get_logger("x").exception("failed")

    told = capsys.readouterr().err
    assert "no such person: …@…" in told
    assert "a@b.se" not in told
