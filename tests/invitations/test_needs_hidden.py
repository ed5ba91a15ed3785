"""Needs stay with those who may see them: planted words are looked for in pages, tables, feeds, mails, logs, the database."""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import httpx2
import pytest
from starlette.applications import Starlette

from hearing.base.clock import freeze, now
from hearing.base.typeset import Press
from hearing.events.models import Event
from hearing.home import digest
from hearing.invitations import dispatch, exports, needs, notices
from hearing.invitations.answer import Source
from hearing.invitations.models import Invitation, Substitute
from hearing.invitations.models_dispatch import DispatchKind
from hearing.invitations.models_needs import NeedCount
from hearing.invitations.named import Who, name
from hearing.invitations.need_kinds import NeedKind
from hearing.invitations.settle import fresh
from hearing.invitations.substitutes import Proposal, propose
from hearing.mail.models import OutgoingMail
from hearing.staff.models import Role
from tests import make as tools
from tests import owned
from tests.invitations import make
from tests.routes import addresses

pytestmark = pytest.mark.anyio
OWN, HIS, NAMED = "Jordgubbsallergi", "Ledarhunden Zorro", "Permobil Nora"
WORDS = (OWN, HIS, NAMED)
Browser = httpx2.AsyncClient


async def planted() -> tuple[Event, Invitation]:
    """The invited, the one who comes instead and somebody with an organisation's place have each asked for something."""
    event = await make.event(organiser=await tools.organiser(), groups={"A": 5}, listed=True, registration=True)
    await make.invitation(event, status="yes", seat=True, name="Annan Gäst", answered_at=now())
    row = await make.invitation(event, status="yes", seat=True, name="Mia Behov", answered_at=now())
    row = await Invitation.get(pk=row.pk).select_related("event")
    await needs.ask(row, {NeedKind.OTHER: OWN, NeedKind.CAPTIONS: ""})
    planner = await tools.member(await tools.organiser(), "Ann Lind", Role.PLANNER)
    for need in await needs.of(row):
        await needs.step(need, "confirm", planner)
    sends = await make.invitation(event, status="yes", seat=True, name="Skickar Annan", email="skickar@region.test")
    await propose(await fresh(sends.pk), Proposal("Ulf Ersättare", email="ulf@region.test"), Source(receipt=False))
    ulf = await Substitute.get()
    await needs.ask(await fresh(sends.pk), {NeedKind.OTHER: HIS}, whose=ulf)
    for need in await needs.of(sends, ulf):
        await needs.step(need, "confirm", planner)
    host = await make.invitation(event, status="yes", seat=True, places=3, name="Föreningen Lyktan")
    await name(
        await fresh(host.pk), Who("Nora Namn", email="nora@forening.test", needs={NeedKind.OTHER: NAMED}), Source()
    )
    return event, row


def found(text: str) -> list[str]:
    return [word for word in WORDS if word.casefold() in text.casefold()]


def readable(content: bytes) -> str:
    """What stands in it, in a spreadsheet too."""
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as book:
            content = b"".join(book.read(one) for one in book.namelist())
    return content.decode("utf-8", "replace")


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything that was given to be made a PDF."""
    told: list[str] = []

    def pdf(_press: Press, about: dict[str, Any]) -> bytes:
        told.append(json.dumps(about, ensure_ascii=False))
        return b"%PDF-1.7"

    monkeypatch.setattr(Press, "pdf", pdf)
    return told


async def leaks(app: Starlette, browser: Browser, event: Event, row: Invitation, token: str) -> list[str]:
    """Addresses that give a planted word away to this reader."""
    known: dict[str, Any] = {"event_id": event.pk, "id": row.pk, "slug": event.slug, "token": token, "kind": "day"}
    wrong = []
    for one in addresses(app.routes):
        for number in {row.pk, event.pk}:
            if one.method == "GET" and not one.pattern.startswith("/static"):
                answer = await browser.get(one.filled(**known | {"id": number}))
                wrong += [one.pattern] if found(readable(answer.content)) else []
    return sorted(set(wrong))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("reader", ["visitor", "bo", "door", "eve", "planner"])
async def test_only_those_with_the_right_meet_them(app: Starlette, reader: str, printed: list[str]) -> None:
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
    assert [text for text in printed if found(text)] == []
    assert bool(printed) == (reader in ("bo", "door", "planner"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("whose", "sees"),
    [
        ("Mia Behov", {OWN}),
        ("Skickar Annan", set()),
        ("Ulf", {HIS}),
        ("Nora Namn", {NAMED}),
        ("Föreningen Lyktan", set()),
    ],
)
async def test_an_own_link_shows_ones_own_alone(app: Starlette, whose: str, sees: set[str]) -> None:
    """The invited, who sends another; the other; somebody with an organisation's place; the organisation."""
    event, _row = await planted()
    one = await Substitute.get() if whose == "Ulf" else await Invitation.get(name=whose)
    met: set[str] = set()
    async with tools.visitor(app) as browser:
        for address in addresses(app.routes):
            if address.method == "GET" and "{token}" in address.pattern:
                known = {"token": one.token(), "slug": event.slug, "id": event.pk, "event_id": event.pk}
                met |= set(found(readable((await browser.get(address.filled(**known))).content)))

    assert met == sees


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

    assert {(it.kind.value, it.people, it.met) for it in await NeedCount.all()} == {("captions", 1, 1), ("other", 3, 2)}
    assert found(json.dumps(await owned.everything(), ensure_ascii=False, default=str)) == []
