"""After the sending: passing on, reminders, hearsay, reopening, the table behind the letter, numbers that stay."""

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base import sheets
from hearing.base.clock import today
from hearing.base.errors import Refusal
from hearing.letters import campaigns, case, forwarding, recipients, reminders, responses, tables
from hearing.letters.campaigns import Text, Wish
from hearing.letters.forwarding import Passed
from hearing.letters.kinds import Route
from hearing.letters.kinds_case import Channel, Verdict
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.lateness import is_late
from hearing.letters.models import Campaign
from hearing.letters.models_entry import Entry
from hearing.letters.models_recipient import Recipient
from hearing.letters.recipients import Pick
from hearing.letters.responses import Noted, Who
from hearing.mail.models import Mailing, OutgoingMail
from hearing.people import places
from hearing.people.models import Organisation, Person
from tests.letters import make

pytestmark = pytest.mark.anyio


async def gotland(campaign: Campaign) -> Recipient:
    return await Recipient.get(campaign=campaign, code="09")


async def test_a_chain_may_branch_and_the_latest_has_it(ca1: Campaign) -> None:
    row, by = await gotland(ca1), await make.planner()

    first = await forwarding.pass_on(row, by, Passed(Who("Kaj Ask", "strateg", "kaj.ask@region-gotland.test")))
    await forwarding.pass_on(row, by, Passed(Who("", "socialnämnden"), after=0))
    fresh = await gotland(ca1)

    root = forwarding.tree(fresh, (await case.cases(ca1, row))[row.pk].forwardings)
    assert [(one.link.name, one.link.now, one.below) for one in root.below] == [
        ("Kaj Ask", False, []), ("socialnämnden", True, []),
    ]  # fmt: skip
    assert ([link.name for link in forwarding.way(root)[0]], forwarding.way(root)[1]) == (
        ["Ulf Järnvret", "socialnämnden"], 1,
    )  # fmt: skip
    assert (fresh.handling, is_late(fresh, ca1, today())) == ("passed_on", True)
    assert first.person_id == (await Person.get(email_norm="kaj.ask@region-gotland.test")).pk


async def test_hearsay_is_logged_and_never_counts(ca1: Campaign) -> None:
    row, by = await gotland(ca1), await make.planner()

    await responses.note(row, by, Noted(EntryKind.HEARSAY, "Brevet tas upp i länets arbetsgrupp."))
    with pytest.raises(Refusal):
        await responses.note(row, by, Noted(EntryKind.ANSWERED, "Ja", channel=Channel.HEARSAY))

    fresh = await gotland(ca1)
    assert (fresh.handling, fresh.ball, fresh.heard_on) == ("none", "them", None)


async def test_a_promised_date_moves_the_clock_until_it_has_passed(ca1: Campaign) -> None:
    row, by = await gotland(ca1), await make.planner()

    await responses.note(row, by, Noted(EntryKind.PROMISED, until_on=today().replace(day=30)))

    fresh = await gotland(ca1)
    assert (is_late(fresh, ca1, today()), is_late(fresh, ca1, today().replace(month=12))) == (False, True)


async def test_reminders_go_out_once_and_can_be_undone(ca2: Campaign) -> None:
    by = await make.planner()
    await Campaign.filter(pk=ca2.pk).update(first_days=1, second_days=2)
    ca2 = await Campaign.get(pk=ca2.pk).select_related("organiser")
    chosen = [one.recipient.pk for one in await reminders.proposals(ca2)]

    mailing = await reminders.send(ca2, by, chosen, "Har ni brevet?")
    again = [one.turn for one in await reminders.proposals(ca2)]
    number = await reminders.undo(await Mailing.get(pk=mailing.pk), by)

    assert (len(chosen), again, number) == (6, [], 6)
    assert await OutgoingMail.filter(kind="letter_reminder").count() == 6
    assert {row.reminders for row in await Recipient.filter(campaign=ca2)} == {0}


async def test_reopening_waits_again_and_keeps_the_history(ca1: Campaign) -> None:
    row = await Recipient.get(campaign=ca1, code="20")
    before = await Entry.filter(recipient=row).count()

    await responses.reopen(row, await make.planner())

    fresh = await Recipient.get(pk=row.pk)
    assert (fresh.handling, fresh.answered_on, await Entry.filter(recipient=row).count()) == (
        "passed_on",
        None,
        before + 1,
    )


async def test_sc_1_2_amounts_are_merged_and_summed_by_certainty(ca1: Campaign) -> None:
    values = await tables.values(ca1)
    rows = {row.pk: row.code for row in await Recipient.filter(campaign=ca1)}

    assert [(total, number) for _key, _certainty, number, total in tables.totals(values)] == [(24_000_000, 21)]
    doubled = {rows[number] for number, told in values.items() if told["belopp"].value == "2\u00a0000\u00a0000 kronor"}
    assert doubled == {"01", "12", "14"}


async def test_a_table_with_wrong_codes_keeps_nothing(ca1: Campaign) -> None:
    cells = tables.read(sheets.text_rows("kod;belopp\n20;1 000 000\n99;5"), "sv")

    with pytest.raises(Refusal, match="99"):
        await tables.keep(ca1, await make.planner(), cells)


async def test_sc_1_1_an_ended_role_needs_a_choice(ca1: Campaign) -> None:
    by = await make.planner()
    campaign = await make.draft()
    found = await recipients.find(Pick("region", office="regiondirektor"), Organisation.all())
    await recipients.add(campaign, by, found)
    row = await Recipient.get(campaign=campaign, code="10")
    decided = row.route

    await recipients.choose_route(row, by, Route.REGISTRATOR)

    assert (len(found), [one.organisation.region_id for one in found if one.ended]) == (21, ["10"])  # type: ignore[attr-defined]
    assert (decided, row.email, row.name) == (Route.UNDECIDED, "registrator@region-blekinge.test", "")


async def test_no_real_registrator_stands_in_a_demo(ca1: Campaign) -> None:
    real = set(places.real_registrators().values())

    mailed = {row.registrator_email for row in await Recipient.all()} | {row.email for row in await Recipient.all()}

    assert len(real) == 7 and not real & mailed
    assert all(address.endswith(".test") for address in mailed)


async def test_numbers_survive_edits(db: BaseDBAsyncClient) -> None:
    campaign = await make.draft("Ett", "Två", "Tre")
    wishes = [Wish("Ett", 1), Wish("Tre, bättre sagt", 3, ("a", "b")), Wish("Fyra")]

    await campaigns.change(campaign, await make.planner(), Text({"title": campaign.title}, wishes))

    assert await campaigns.labelled(campaign) == [
        ("1", "Ett"), ("3", "Tre, bättre sagt"), ("3.1", "a"), ("3.2", "b"), ("4", "Fyra"),
    ]  # fmt: skip
    assert campaign.versions == 2


async def test_verdicts_of_a_line_taken_back_do_not_count(ca1: Campaign) -> None:
    row, by = await Recipient.get(campaign=ca1, code="20"), await make.planner()
    entry = await responses.sort(row, by, {"assessment": "neutral"}, {1: (Verdict.NO, "Nej.")})
    changed = (await case.cases(ca1, row))[row.pk].verdicts[1]

    await responses.take_back(entry, row, by)

    assert (changed, (await case.cases(ca1, row))[row.pk].verdicts[1]) == ("no", "yes")
    assert (await Recipient.get(pk=row.pk)).assessment == "positive"
