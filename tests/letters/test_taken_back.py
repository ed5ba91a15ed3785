"""What was taken back counts nowhere: numbers, mail, chains, telephones, reminders."""

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.errors import Refusal
from hearing.letters import case, forwarding, inbound, outside, reminders, responses, sending, todo
from hearing.letters.authority import Said, say
from hearing.letters.forwarding import Passed
from hearing.letters.kinds_case import Ball
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.models import Campaign
from hearing.letters.models_entry import Entry, Forwarding
from hearing.letters.models_recipient import Recipient
from hearing.letters.responses import Noted, Who
from hearing.mail import casenumbers
from hearing.people import register
from hearing.people.models import Organisation, Person
from tests.letters import make

pytestmark = pytest.mark.anyio
NUMBER = "RG 2026/99"


async def gotland(campaign: Campaign) -> Recipient:
    return await Recipient.get(campaign=campaign, code="09")


async def noted(row: Recipient, kind: EntryKind = EntryKind.ACKNOWLEDGED, number: str = NUMBER) -> Entry:
    return await responses.note(row, await make.planner(), Noted(kind, references=[number]))


async def passed(row: Recipient, to: Who) -> Forwarding:
    return await forwarding.pass_on(row, await make.planner(), Passed(to))


async def back(row: Recipient, entry: Entry) -> None:
    await responses.take_back(entry, row, await make.planner())


async def card(row: Recipient, name: str, phone: str) -> Person:
    campaign = await Campaign.get(pk=row.campaign_id).select_related("organiser")
    facts = {"given_name": name, "family_name": "Ek", "email": f"{name.casefold()}@a.test", "phone": phone}
    return await register.add(campaign.organiser, await make.planner(), **facts, source="test")


async def test_a_number_taken_back_can_be_noted_again(ca1: Campaign) -> None:
    row = await gotland(ca1)
    await back(row, await noted(row))

    await noted(row)
    await noted(row)

    assert (await case.cases(ca1, row))[row.pk].references == [NUMBER]


async def test_mail_is_not_placed_by_a_number_or_an_address_taken_back(ca1: Campaign) -> None:
    row, letters, key = await gotland(ca1), inbound.Letters(), casenumbers.key(NUMBER)
    entry = await noted(row)
    link = await passed(row, Who("Bo Ek", email="bo.ek@a.test"))
    before = await letters.by_dnrs([key])

    await back(row, entry)
    await back(row, await link.entry)

    after = await letters.by_refs([row.ref])
    assert [one.ref for one in before[key]] == [row.ref] and "bo.ek@a.test" in before[key][0].others
    assert await letters.by_dnrs([key]) == {}
    assert "bo.ek@a.test" not in after[row.ref][0].others


async def test_a_chain_hangs_on_the_latest_link_that_counts(ca1: Campaign) -> None:
    row = await gotland(ca1)
    first, wrong = await passed(row, Who("Bo Ek")), await passed(row, Who("Fel Person"))
    await back(row, await wrong.entry)

    last = await passed(row, Who("Eva Al"))

    assert (last.parent_id, last.from_who) == (first.pk, "Bo Ek")


async def test_the_call_list_has_the_telephone_of_whoever_has_the_letter(ca1: Campaign) -> None:
    row = await gotland(ca1)
    await Organisation.filter(pk=row.organisation_id).update(phone="")
    addressee, wrong = await card(row, "Ada", "1"), await card(row, "Fel", "2")
    await Recipient.filter(pk=row.pk).update(person_id=addressee.pk)

    link = await passed(row, Who("Fel Ek", person=wrong))
    told = [await phone(ca1)]
    await passed(row, Who("Bo Lind"))
    told.append(await phone(ca1))
    await back(row, await link.entry)
    told.append(await phone(ca1))

    assert told == ["2", "", ""]


async def phone(campaign: Campaign) -> str:
    return next(call.phone for call in await todo.calls(campaign) if call.row.code == "09")


async def test_a_reminder_by_way_of_the_registrator_is_to_the_registrator(ca1: Campaign) -> None:
    row = await gotland(ca1)
    await passed(row, Who(title="Region Skåne"))
    await Recipient.filter(pk=row.pk).update(reminders=0)
    found = [one for one in await reminders.proposals(ca1) if one.recipient.pk == row.pk]

    found[0].recipient.text = ""
    (post,) = reminders.posts_of(ca1, found[0], "Hej igen.")

    assert (post.to_name, post.to_address) == ("Registrator", row.registrator_email)
    assert "ligger hos Region Skåne" in post.text


async def test_a_draft_is_not_sorted_shown_reopened_or_given_a_turn(db: BaseDBAsyncClient) -> None:
    campaign, by = await make.addressed(), await make.planner()
    row = await make.recipient(campaign)

    with pytest.raises(Refusal, match="inte gått till"):
        await responses.sort(row, by, {"assessment": "positive"}, {})
    with pytest.raises(Refusal, match="inte gått till"):
        await responses.give_ball(row, by, Ball.THEM, None)
    with pytest.raises(Refusal, match="inte gått till"):
        await responses.show(row, by, True, "Kort svar.")
    with pytest.raises(Refusal, match="inte gått till"):
        await responses.reopen(row, by)

    assert await Entry.filter(recipient=row).count() == 0


async def test_a_letter_without_recipients_says_so(db: BaseDBAsyncClient) -> None:
    campaign = await make.draft()

    with pytest.raises(Refusal, match="inga mottagare"):
        await sending.send(campaign, await make.planner())


async def test_the_authority_sees_the_meeting_it_asked_for_and_no_contact_of_ours(ca1: Campaign) -> None:
    row = await gotland(ca1)
    await responses.note(row, await make.planner(), Noted(EntryKind.CONTACT, "Vi ringde."))

    await say(row, Said("meeting", Who("Bo Ek"), text="Vi vill träffas."))

    told = outside.told_to_authority(await Entry.filter(recipient=row).order_by("id"))
    assert [one.text for one in told if one.kind == EntryKind.CONTACT] == ["Vi vill träffas."]
