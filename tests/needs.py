"""What a test needs from the machine: when it is missing the test is skipped, or fails where it is required."""

import os
from typing import NoReturn

import pytest

ran: dict[str, str] = {}
skipped: dict[str, str] = {}


def missing(what: str, why: str) -> NoReturn:
    """Skip for want of `what` (postgres, browser, pdf, postfix, dovecot); the last lines of the report say why."""
    skipped[what] = why
    if what in os.environ.get("HEARING_TEST_REQUIRE", "").split(","):
        pytest.fail(f"HEARING_TEST_REQUIRE wants {what}: {why}", pytrace=False)
    pytest.skip(f"{what}: {why}")


def noted() -> dict[str, dict[str, str]]:
    """What this process saw, for the one that writes the report."""
    return {"ran": ran, "skipped": skipped}


def take(others: dict[str, dict[str, str]]) -> None:
    """Add what another process saw."""
    ran.update(others["ran"])
    skipped.update(others["skipped"])


def summary() -> list[str]:
    """One line for each thing tests ran on, or why they did not."""
    names = {
        "sqlite": "SQLite",
        "postgres": "PostgreSQL",
        "browser": "browser",
        "pdf": "PDF viewers",
        "postfix": "Postfix",
        "dovecot": "Dovecot",
    }
    lines = []
    for what, name in names.items():
        if what in skipped:
            lines.append(f"SKIPPED {name}: {skipped[what]}")
        else:
            lines.append(f"{'ran on ' + name + ': ' + ran[what] if what in ran else name + ': no test asked for it'}")
    return lines
