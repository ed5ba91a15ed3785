"""Needs stay with those who may see them: planted words are looked for in pages, tables, feeds, mails, logs, the database."""

import json
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette

from hearing.base.clock import freeze, now
from hearing.events.models import Event
from hearing.home import digest
from hearing.invitations import dispatch, exports, needs, notices
from hearing.invitations.models import Invitation
from hearing.invitations.models_dispatch import DispatchKind
from hearing.invitations.models_needs import NeedCount
from hearing.invitations.need_kinds import NeedKind
from hearing.mail.models import OutgoingMail
from hearing.staff.models import Role
from tests import make as tools
from tests import owned
from tests.invitations import make
from tests.routes import addresses

pytestmark = pytest.mark.anyio
WORDS = ("Jordgubbsallergi", "Ledarhunden Zorro")
Browser = httpx2.AsyncClient


async def planted() -> tuple[Event, Invitation]:
    """Somebody who comes has asked for something in own words; staff have confirmed it."""
    event = await make.event(organiser=await tools.organiser(), groups={"A": 5}, listed=True, registration=True)
    await make.invitation(event, status="yes", seat=True, name="Annan Gäst", answered_at=now())
    row = await make.invitation(event, status="yes", seat=True, name="Mia Behov", answered_at=now())
    row = await Invitation.get(pk=row.pk).select_related("event")
    await needs.ask(row, {NeedKind.OTHER: " och ".join(WORDS), NeedKind.CAPTIONS: ""})
    planner = await tools.member(await tools.organiser(), "Ann Lind", Role.PLANNER)
    for need in await needs.of(row):
        await needs.step(need, "confirm", planner)
    return event, row


def found(text: str) -> list[str]:
    return [word for word in WORDS if word.casefold() in text.casefold()]


async def leaks(app: Starlette, browser: Browser, event: Event, row: Invitation, token: str) -> list[str]:
    """Addresses that give a planted word away to this reader."""
    known: dict[str, Any] = {"event_id": event.pk, "id": row.pk, "slug": event.slug, "token": token, "kind": "day"}
    wrong = []
    for one in addresses(app.routes):
        for number in {row.pk, event.pk}:
            if one.method == "GET" and not one.pattern.startswith("/static"):
                answer = await browser.get(one.filled(**known | {"id": number}))
                wrong += [one.pattern] if found(answer.content.decode("utf-8", "replace")) else []
    return sorted(set(wrong))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("reader", ["visitor", "bo", "door", "eve", "planner"])
async def test_only_those_with_the_right_meet_them(app: Starlette, reader: str) -> None:
    event, row = await planted()
    other = await Invitation.get(name="Annan Gäst")
    async with tools.visitor(app) as browser:
        here = await tools.organiser()
        if reader == "bo":
            await tools.bo(browser)
        elif reader == "eve":
            await tools.eve(browser)
        elif reader in ("door", "planner"):
            role = Role.DOOR if reader == "door" else Role.PLANNER
            await tools.signed_in(browser, await tools.member(here, f"{reader} Person", role), here)
        wrong = await leaks(app, browser, event, row, other.token())

    pages = ["/desk/events/{event_id:int}/guests/{id:int}/needs", "/desk/events/{event_id:int}/needs"]
    assert wrong == (pages if reader == "planner" else [])


async def test_mails_exports_and_logs_never_hold_them(db: object, capsys: pytest.CaptureFixture[str]) -> None:
    event, _row = await planted()
    event = await Event.get(pk=event.pk).select_related("organiser", "venue")
    people = await dispatch.recipients(DispatchKind.DAY, event, None, early=False)
    await dispatch._send(await dispatch.row_of(event, DispatchKind.DAY), event, people, None, timedelta(0))
    await Event.filter(pk=event.pk).update(sequence=1)
    await notices.tell_next()
    await digest.send_next()

    mails = [f"{mail.subject}{mail.body_text}{mail.body_html}{mail.calendar!r}" for mail in await OutgoingMail.all()]
    told = json.dumps(await exports.event(event.pk), ensure_ascii=False)
    tables = await owned.everything()
    logged = json.dumps(tables["AuditEntry"], ensure_ascii=False, default=str)

    assert len(mails) >= 5
    assert [found(text) for text in (*mails, told, logged, capsys.readouterr().out)] == [[]] * (len(mails) + 3)


async def test_two_weeks_after_nothing_but_the_counts_is_left(db: object) -> None:
    event, _row = await planted()
    with freeze(event.ends_at + timedelta(days=13)):
        assert not await needs.erase_next()

    with freeze(event.ends_at + timedelta(days=15)):
        assert [await needs.erase_next(), await needs.erase_next()] == [True, False]

    assert {(it.kind.value, it.people, it.met) for it in await NeedCount.all()} == {("captions", 1, 1), ("other", 1, 1)}
    assert found(json.dumps(await owned.everything(), ensure_ascii=False, default=str)) == []
