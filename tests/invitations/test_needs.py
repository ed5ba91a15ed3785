"""Needs: asked with consent, worked off, told without words, seen by few, erased with the counts kept."""

import logging
from datetime import timedelta
from unittest.mock import patch

import httpx2
import pytest
from starlette.applications import Starlette
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.audit import AuditEntry
from hearing.base.clock import freeze, now
from hearing.base.errors import Refusal
from hearing.events.models import Event
from hearing.invitations import exports, needs
from hearing.invitations.models import Invitation
from hearing.invitations.models_needs import Need, NeedCount
from hearing.invitations.need_kinds import NeedKind, NeedStatus
from hearing.mail.models import OutgoingMail
from hearing.staff.models import Role
from tests import make as tools
from tests import owned
from tests.invitations import make
from tests.routes import addresses

pytestmark = pytest.mark.anyio
Browser = httpx2.AsyncClient
YES = {"answer": "yes", "needs_shown": "1"}
PLANTED = "nötallergiplantering"


async def kept(row: Invitation) -> dict[str, str]:
    return {str(need.kind): str(need.status) for need in await Need.filter(invitation_id=row.pk)}


async def ours() -> Event:
    return await make.event(organiser=await tools.organiser())


async def test_needs_are_kept_with_a_tick_of_their_own(guest: Browser) -> None:
    row = await make.invitation(await make.event(capacity=1))
    asked = YES | {"needs": "sign_language", "needs_text": "Nötter"}

    refused = await guest.post(f"/i/{row.token()}", data=asked)
    taken = await guest.post(f"/i/{row.token()}", data=asked | {"needs_consent": "on"})

    assert (refused.status_code, "Kryssa i att vi får spara" in refused.text) == (422, True)
    assert (taken.status_code, await kept(row)) == (303, {"sign_language": "wanted", "other": "wanted"})
    shown = (await guest.get(f"/i/{row.token()}/receipt")).text
    assert "Teckenspråkstolk" in shown and "Nötter" in shown


async def test_an_answer_whose_needs_cannot_be_kept_is_not_kept_either(guest: Browser) -> None:
    row = await make.invitation(await make.event(capacity=1))
    asked = YES | {"needs": "vegan", "needs_consent": "on", "hidden": "on"}

    for broken in ("needs.Need.create", "changes.next_alias"):
        with patch(f"hearing.invitations.{broken}", side_effect=OSError("No space left on device")):
            sent = await guest.post(f"/i/{row.token()}", data=asked)
        after = await Invitation.get(pk=row.pk)
        assert (sent.status_code, after.status, after.seat, after.alias) == (503, "invited", False, "")

    assert (await guest.post(f"/i/{row.token()}", data=asked)).status_code == 303
    after = await Invitation.get(pk=row.pk)
    assert (after.status, after.alias, await kept(row)) == ("yes", "Deltagare 1", {"vegan": "wanted"})
    assert await AuditEntry.filter(what="invitation.answered").count() == 1


async def test_an_answer_without_the_question_leaves_needs_alone(guest: Browser) -> None:
    row = await make.invitation(await make.event())
    await needs.ask(row, {NeedKind.VEGAN: ""})

    await guest.post(f"/i/{row.token()}", data={"answer": "yes"})
    left = await kept(row)
    await guest.post(f"/i/{row.token()}", data=YES)

    assert (left, await kept(row)) == ({"vegan": "wanted"}, {})


async def test_what_is_ordered_is_called_off_when_no_longer_wanted(db: BaseDBAsyncClient) -> None:
    row = await make.invitation(await make.event())
    await needs.ask(row, {NeedKind.CAPTIONS: "", NeedKind.OTHER: "Lugnt hörn"})
    for need in await Need.all():
        await need.take("order")

    await needs.ask(row, {})
    called_off = {(need.kind, need.status, need.text) for need in await Need.all()}
    await needs.ask(row, {NeedKind.CAPTIONS: ""})

    assert called_off == {("captions", "cancelled", ""), ("other", "cancelled", "")}
    assert await kept(row) == {"captions": "wanted", "other": "cancelled"}


async def test_the_list_counts_those_who_come_and_warns_of_lead_times(db: BaseDBAsyncClient) -> None:
    event = await make.event()
    comes = await make.invitation(event, status="yes", seat=True)
    stays = await make.invitation(event, status="no")
    for row in (comes, stays):
        await needs.ask(row, {NeedKind.SIGN_LANGUAGE: "", NeedKind.VEGAN: ""})

    tasks = await needs.work(event)

    assert [(task.need.kind, task.late, task.comes) for task in tasks if task.late] == [("sign_language", True, True)]
    assert needs.counts(tasks) == [needs.Count(NeedKind.SIGN_LANGUAGE, 1, 0), needs.Count(NeedKind.VEGAN, 1, 0)]


async def test_staff_work_a_need_off_and_the_person_is_told_there_is_news(ann: Browser) -> None:
    event = await ours()
    row = await make.invitation(event, status="yes", seat=True, name="Rut Ek")
    here = f"/desk/events/{event.pk}/needs"
    data = {"needs_text": PLANTED, "needs_consent": "on"}
    noted = await ann.post(f"/desk/events/{event.pk}/guests/{row.pk}/needs", data=data)
    need = await Need.get()

    await ann.post(f"{here}/{need.pk}/sort", data={"kind": "gluten_free"})
    done = await ann.post(f"{here}/{need.pk}/confirm")
    text = (await ann.get(here)).text

    assert (noted.status_code, done.status_code) == (303, 303)
    assert (
        "Glutenfri mat" in text
        and PLANTED in text
        and "Rut Ek" in text
        and "per telefon" in text
        and "1 bekräftade" in text
    )
    assert [(mail.kind, mail.to_address) for mail in await OutgoingMail.all()] == [("news", row.email)]
    assert (await ann.post(f"{here}/{need.pk}/nothing")).status_code == 404


@pytest.mark.parametrize("role", [Role.READER, Role.MODERATOR, Role.DOOR])
async def test_planted_words_reach_nobody_without_the_right(
    app: Starlette, role: Role, caplog: pytest.LogCaptureFixture
) -> None:
    """Every address is read; mails, log lines, exports and feeds are searched, too."""
    caplog.set_level(logging.INFO)
    here = await tools.organiser()
    await owned.fill(here)
    event = await make.event(organiser=here)
    row = await make.invitation(event, status="yes", seat=True)
    ask = YES | {"needs": "sign_language", "needs_text": PLANTED, "needs_consent": "on"}
    async with tools.visitor(app) as browser:
        await browser.post(f"/i/{row.token()}", data=ask)
        planner = await tools.member(here, "Ann Lind", Role.PLANNER)
        for need in await Need.filter(invitation_id=row.pk):
            await needs.step(need, "confirm", planner)
        await tools.signed_in(browser, await tools.member(here, "Gun Ask", role), here)
        found = {}
        for one in addresses(app.routes):
            if one.method == "GET":
                path = one.filled(id=row.pk, event_id=event.pk, slug=event.slug)
                found[path] = (await browser.get(path)).text
    found |= {"mails": str(await OutgoingMail.all().values()), "log": str(await AuditEntry.all().values())}
    found |= {"export": str(await exports.event(event.pk)), "lines": caplog.text}

    assert [where for where, text in found.items() if PLANTED in text] == []
    assert [where for where in ("mails", "export", "log", "lines") if "sign_language" in found[where]] == []
    assert [where for where in ("mails", "log") if "tolk" in found[where].casefold()] == []


async def test_two_weeks_after_needs_are_gone_and_the_counts_remain(db: BaseDBAsyncClient) -> None:
    event = await make.event()
    for _ in range(3):
        await needs.ask(await make.invitation(event, status="yes", seat=True), {NeedKind.VEGETARIAN: ""})
    await (await Need.all().first() or Need()).take("confirm")

    early = await needs.erase_next()
    with freeze(event.ends_at + timedelta(days=14, minutes=1)):
        late, again = await needs.erase_next(), await needs.erase_next()

    assert (early, late, again, await Need.all().count()) == (False, True, False, 0)
    assert await NeedCount.all().values_list("kind", "people", "met") == [("vegetarian", 3, 1)]
    assert await needs.totals(event) == [needs.Count(NeedKind.VEGETARIAN, 3, 1)]


async def test_nothing_is_kept_when_the_event_is_long_over(guest: Browser) -> None:
    event = await make.event(starts_at=now() - timedelta(days=30), ends_at=now() - timedelta(days=30))
    row = await make.invitation(event)

    with pytest.raises(Refusal, match="behov sparas inte"):
        await needs.ask(row, {NeedKind.VEGAN: ""})

    assert NeedStatus.WANTED.label and await Need.all().count() == 0
