"""Sending: nothing leaves while something is missing, once is once, and five minutes can be taken back."""

from datetime import timedelta
from typing import Any

import pytest

from hearing.base.clock import now, today
from hearing.base.errors import Refusal
from hearing.events.models import Event, EventStatus
from hearing.invitations import changes, invite, texts
from hearing.invitations.models import Invitation
from hearing.invitations.settle import fresh
from hearing.mail.models import Mailing, OutgoingMail
from hearing.people.models import Holding, Office, Organisation, OrganisationKind
from tests.invitations import make

pytestmark = pytest.mark.anyio
DRAFT: dict[str, Any] = {"status": "draft", "sent_times": 0, "invited_at": None}


async def whole(event: Event) -> Event:
    return await Event.get(pk=event.pk).select_related("organiser", "venue")


async def statuses(event: Event) -> list[str]:
    return [str(row.status) for row in await Invitation.filter(event=event).order_by("id")]


async def test_drafts_are_invited_and_mailed_in_five_minutes(db: object) -> None:
    event, by = await whole(await make.event(answer_by_on=today() + timedelta(days=7))), await make.account()
    lena = await make.invitation(event, name="Lena Bergström", **DRAFT)
    await make.invitation(event, email="", **DRAFT)

    mailing = await invite.send(event, by)

    (mail,) = await OutgoingMail.all()
    assert (await statuses(event), mail.due_at) == (["invited", "invited"], mailing.leaves_at)
    assert mailing.leaves_at == now() + timedelta(minutes=5)
    assert ("Hej Lena!" in mail.body_text, f"/i/{lena.token()}?answer=yes" in mail.body_text) == (True, True)
    assert b"ATTENDEE" in bytes(mail.calendar or b"")
    assert mail.reply_to in bytes(mail.calendar or b"").replace(b"\r\n ", b"").decode()


async def test_a_second_press_sends_nothing_twice(db: object) -> None:
    event, by = await whole(await make.event()), await make.account()
    await make.invitation(event, **DRAFT)
    await invite.send(event, by)

    with pytest.raises(Refusal):
        await invite.send(event, by)

    assert (await OutgoingMail.all().count(), await Mailing.all().count()) == (1, 1)


async def test_what_changes_after_the_mails_were_written_stops_them(
    db: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    event, by = await whole(await make.event()), await make.account()
    row, write = await make.invitation(event, **DRAFT), invite._written

    async def slowly(ready: invite.Batch) -> Any:
        await changes.put_right(await fresh(row.pk), by, None, row.name, "new@region.test", "")
        return await write(ready)

    monkeypatch.setattr(invite, "_written", slowly)
    with pytest.raises(Refusal):
        await invite.send(event, by)

    assert (await statuses(event), await OutgoingMail.all().count()) == (["draft"], 0)


async def test_undo_gives_the_drafts_back_and_they_can_be_sent_again(db: object) -> None:
    event, by = await whole(await make.event()), await make.account()
    await make.invitation(event, **DRAFT)
    await make.invitation(event, email="", **DRAFT)
    mailing = await invite.send(event, by)

    number = await invite.undo(mailing, by)

    assert (number, await statuses(event)) == (2, ["draft", "draft"])
    await invite.send(event, by)
    assert [mail.status for mail in await OutgoingMail.all().order_by("id")] in (
        ["cancelled", "queued"],
        ["cancelled", "held"],
    )


async def test_a_missing_value_stops_everything(db: object) -> None:
    event, by = await whole(await make.event()), await make.account()
    await texts.save(event, by, "sv", "Inbjudan", "Du som är {uppdrag}: kom!")
    good = await make.invitation(event, title="regionråd", **DRAFT)
    bad = await make.invitation(event, **DRAFT)

    with pytest.raises(Refusal):
        await invite.send(event, by)
    assert (await OutgoingMail.all().count(), await statuses(event)) == (0, ["draft", "draft"])

    await invite.leave_out(bad, by)
    await invite.send(event, by)
    assert [mail.to_address for mail in await OutgoingMail.all()] == [good.email]


@pytest.mark.parametrize("days", [-1, 13])
async def test_a_role_that_ends_before_the_event_needs_an_extra_yes(db: object, days: int) -> None:
    event, by = await whole(await make.event()), await make.account()
    body = await Organisation.create(
        kind=OrganisationKind.REGION, name="Region Dalarna", sort_key="1", created_at=now(), changed_at=now()
    )
    office = await Office.create(
        organisation=body, title="regiondirektör", kind="official", sort_key="1", created_at=now()
    )
    row = await make.invitation(event, **DRAFT)
    held = await Holding.create(
        person=row.person, office=office, ends_on=today() + timedelta(days=days), created_at=now()
    )
    await Invitation.filter(pk=row.pk).update(holding_id=held.pk)

    with pytest.raises(Refusal):
        await invite.send(event, by)
    await invite.allow_ended(row, by)
    assert [one.pk for one in (await invite.batch(event)).ended] == [row.pk]
    await invite.send(event, by)

    assert await statuses(event) == ["invited"]


async def test_a_draft_event_is_published_first(db: object) -> None:
    event = await whole(await make.event(status=EventStatus.DRAFT))
    await make.invitation(event, **DRAFT)

    with pytest.raises(Refusal):
        await invite.send(event, await make.account())


async def test_words_nobody_can_fill_are_refused(db: object) -> None:
    event = await make.event()

    with pytest.raises(Refusal):
        await texts.save(event, await make.account(), "sv", "Hej {namn}", "Din {skostorlek}")


async def test_both_spellings_of_the_words_work(db: object) -> None:
    row = await make.invitation(await make.event(), name="Lena Bergström")

    assert texts.filled("{förnamn} {{namn}} { first_name }", texts.values_for(row)) == "Lena Lena Bergström Lena"


async def test_a_saved_proposal_follows_the_event_when_it_moves(db: object) -> None:
    event, by = await whole(await make.event()), await make.account()
    first = await texts.text_for(event)
    await texts.save(event, by, "sv", first.subject, first.body)
    row = await make.invitation(event)

    before, _body = await texts.body_for(row)
    row.event.update_from_dict({"title": "Temakväll", "starts_at": event.starts_at + timedelta(days=7)})
    after, body = await texts.body_for(row)

    assert (before.startswith("Inbjudan: Hearing i Falun, "), after.startswith("Inbjudan: Temakväll, ")) == (True, True)
    assert ("Vi bjuder in dig till: Temakväll" in body, before.rpartition(", ")[2] in after) == (True, False)
