"""Two planners with the same form open: what each of them sends."""

from typing import Any

import httpx2

from tests.journeys.forms import forms


async def opened(reader: httpx2.AsyncClient, page: str, action: str) -> dict[str, Any]:
    """The fields of the form as a browser that changes nothing sends them."""
    html = (await reader.get(page)).text
    form = next(form for form in forms(html) if form.action == action)
    return fields(form.values)


def again(answer: httpx2.Response, action: str) -> dict[str, Any]:
    """The fields of the form in an answer."""
    return fields(next(form for form in forms(answer.text) if form.action == action).values)


def fields(values: list[tuple[str, str]]) -> dict[str, Any]:
    """One name, one or several values."""
    found: dict[str, Any] = {}
    for name, value in values:
        found.setdefault(name, []).append(value)
    return found
