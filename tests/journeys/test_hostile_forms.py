"""Every form with bad values: a sentence, what was typed stands again, nothing is stored wrong, never a crash.

The forms are found by walking the app and reading its pages, so a new one is attacked without being written down.
"""

from collections.abc import AsyncIterator, Sequence
from itertools import count
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from hearing.app import MOST_BODY
from hearing.db import dialect
from hearing.staff import login
from tests.journeys import hostile
from tests.journeys.hostile import BAD, REFUSED, Fault, Form

pytestmark = pytest.mark.anyio
Stage = tuple[httpx2.AsyncClient, list[Form]]
ALWAYS = {  # the others take turns, but for --soak: PostgreSQL is strict about lengths and numbers
    ("sqlite", "open"): ("empty", "wrong", "markup", "lines", "turned"),
    ("postgres", "open"): ("long", "huge"),
    ("sqlite", "drafts"): ("empty", "markup"),
    ("postgres", "drafts"): ("full",),
}


@pytest.fixture(params=["open", "drafts"])
async def stage(
    request: pytest.FixtureRequest, app: Starlette, client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> Stage:
    """All forms, with one row of everything to send them about."""
    monkeypatch.setattr(login, "SAME_TIME", 0.0)
    await hostile.stage(client, drafts=request.param == "drafts")
    found = await hostile.scraped(app, client)
    return client, [hostile.filled(one, found) for one in hostile.posts(app)]


def none(wrong: Sequence[object]) -> None:
    """Fails with one line for each thing that is amiss."""
    assert not wrong, "\n" + "\n".join(map(str, wrong))


async def faults(browser: httpx2.AsyncClient, form: Form, kind: str, changed: dict[str, str]) -> list[Fault]:
    """What is amiss after one sending, which then never happened."""
    async with hostile.undone():
        answer = await hostile.send(browser, form, changed)
        wrong = list(hostile.told(form, changed, answer))
        if answer.status_code < 400:
            wrong += [f"{column} holds it" for column in await hostile.stored_wrong()]
    return [(str(form.address), ",".join(changed)[:40], kind, one) for one in wrong]


async def test_all_fields_bad_at_once(stage: Stage, request: pytest.FixtureRequest) -> None:
    browser, forms = stage
    kinds, turn = list(BAD), count()
    always = ALWAYS[dialect(), request.node.callspec.params["stage"]]
    soak = request.config.getoption("soak")

    wrong: list[Fault] = []
    for form in forms:
        for kind in kinds if soak else {*always, kinds[next(turn) % len(kinds)]}:
            wrong += await faults(browser, form, kind, dict.fromkeys(form.names, BAD[kind]))

    none(wrong)


@pytest.mark.parametrize("stage", ["open"], indirect=True)
async def test_one_field_bad_among_good_ones(stage: Stage, request: pytest.FixtureRequest) -> None:
    browser, forms = stage
    kinds, turn = list(BAD), count()
    each = len(kinds) if request.config.getoption("soak") else 1

    wrong: list[Fault] = []
    for form in forms:
        for name in form.names:
            for kind in [kinds[next(turn) % len(kinds)] for _again in range(each)]:
                wrong += await faults(browser, form, kind, {name: BAD[kind]})

    none(wrong)


@pytest.mark.parametrize("stage", ["open"], indirect=True)
async def test_what_is_asked_for_is_taken(stage: Stage) -> None:
    """Else the tests above would prove little."""
    browser, forms = stage

    refused = []
    for form in [form for form in forms if form.on_a_page and not form.files]:
        async with hostile.undone():
            status = (await hostile.send(browser, form)).status_code
        refused += [(str(form.address), status)] if status in (400, 403, 404, 410, 413, 422) or status >= 500 else []

    none(refused)


@pytest.mark.parametrize("stage", ["open"], indirect=True)
async def test_control_characters_are_refused_in_every_field(stage: Stage) -> None:
    browser, forms = stage
    kinds, turn = list(REFUSED), count()

    wrong = []
    for form in forms:
        for name in [*form.names, *(["unknown"] if form.names else [])]:
            kind = kinds[next(turn) % len(kinds)]
            async with hostile.undone():
                status = (await hostile.send(browser, form, {name: REFUSED[kind]})).status_code
            wrong += [(str(form.address), name, kind, status)] if status != 400 else []

    none(wrong)


@pytest.mark.parametrize("stage", ["open"], indirect=True)
@pytest.mark.parametrize("charset", ["unicode_escape", "idna", "undefined", "utf-7"])
async def test_lone_surrogates_and_odd_charsets_are_refused(stage: Stage, charset: str) -> None:
    browser, forms = stage
    kind = f'multipart/form-data; boundary="x"; charset={charset}'

    wrong = []
    for form in forms:
        parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\na\\ud800b\r\n' for name in form.names]
        body = ("".join(parts) + "--x--\r\n").encode()
        async with hostile.undone():
            answer = await browser.post(form.path, content=body, headers={"content-type": kind})
        status = answer.status_code
        taken = form.names and charset == "unicode_escape" and status == 303
        wrong += [(str(form.address), status)] if status >= 500 or taken else []

    none(wrong)


@pytest.mark.parametrize("stage", ["open"], indirect=True)
async def test_ten_megabytes_are_too_much(stage: Stage) -> None:
    browser, forms = stage
    body = b"name=" + b"x" * 10_000_000

    async def pieces() -> AsyncIterator[bytes]:
        for _piece in range(10):
            yield body[: MOST_BODY // 4]

    kind = {"content-type": "application/x-www-form-urlencoded"}
    small = [form for form in forms if form.names and not form.files]
    told = [(await browser.post(form.path, content=body, headers=kind)) for form in forms if not form.files]
    untold = [(await browser.post(form.path, content=pieces(), headers=kind)) for form in small]

    assert {(answer.status_code, 'lang="sv"' in answer.text) for answer in told + untold} == {(413, True)}


@pytest.mark.parametrize("stage", ["open"], indirect=True)
async def test_any_text_in_any_field(stage: Stage, request: pytest.FixtureRequest) -> None:
    """Random text, random fields, random lengths."""
    browser, forms = stage
    soak = request.config.getoption("soak")
    rare = st.text(st.sampled_from("\r\n\t'\"<>&;%{}\\=@+-0:/.å\u2028\u0085\u00ad\u200b\ufffe\U000e0001é"), max_size=40)
    values = st.one_of(st.text(max_size=300), rare, st.integers().map(str), st.dates().map(str), st.times().map(str))

    @settings(max_examples=3000 if soak else 150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def sendings(data: st.DataObject) -> None:
        form = data.draw(st.sampled_from([form for form in forms if form.names]))
        names = data.draw(st.sets(st.sampled_from(form.names), min_size=1, max_size=6))
        drawn.append((form, {name: data.draw(values) for name in sorted(names)}))

    drawn: list[tuple[Form, dict[str, Any]]] = []
    sendings()
    wrong: list[Fault] = []
    for form, changed in drawn:
        clean = {name: value.encode("utf-8", "replace").decode() for name, value in changed.items()}
        wrong += await faults(browser, form, repr(clean)[:300], clean)

    none(wrong)
