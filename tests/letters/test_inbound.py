"""Mail that comes in on a letter: found by its marks, written on the timeline once, never stopping the clock by itself."""

from datetime import timedelta
from typing import Any

import pytest

from hearing.base.clock import now, today
from hearing.letters import inbound, lateness
from hearing.letters.models import Campaign
from hearing.letters.models_entry import Entry
from hearing.letters.models_recipient import Recipient
from hearing.letters.recipients import reply_token
from hearing.mail import casenumbers
from hearing.mail.matching import near
from hearing.mail.models_in import IncomingKind, IncomingMail, IncomingMatch, IncomingStatus, MatchDecision

pytestmark = pytest.mark.anyio


async def arrived(row: Recipient, decided: str = "yes", **facts: Any) -> IncomingMail:
    count = await IncomingMail.all().count()
    told: dict[str, Any] = {
        "sha256": f"{count:064}",
        "size": 1,
        "received_at": now(),
        "due_at": now(),
        "status": IncomingStatus.SORTED,
        "kind": IncomingKind.REPLY,
        "from_address": "malin.sjovret@region-dalarna.test",
        "from_name": "Malin Sjövret",
        "text": "Vi är med.",
        "counts_as_answer": True,
    }
    mail = await IncomingMail.create(**told | facts)
    await IncomingMatch.create(mail=mail, ref=row.ref, certain=False, decided=MatchDecision(decided))
    return mail


async def test_a_recipient_is_found_by_reference_token_dnr_and_domain(ca1: Campaign) -> None:
    row, letters = await Recipient.get(ref="NSPH-26-1/16"), inbound.Letters()
    token, dnr = reply_token(row), casenumbers.key("RD26/02214")

    found = [
        await letters.by_refs([row.ref]),
        await letters.by_tokens([token]),
        await letters.by_dnrs([dnr]),
        await letters.by_domain(["region-gotland.test"]),
    ]

    assert [next(iter(one.values()))[0].ref for one in found] == [row.ref, row.ref, row.ref, "NSPH-26-1/08"]
    assert "malin.sjovret@region-dalarna.test" in found[0][row.ref][0].others


async def test_a_wrong_sign_anywhere_in_the_token_still_finds_the_recipient(ca1: Campaign) -> None:
    row, letters = await Recipient.get(ref="NSPH-26-1/16"), inbound.Letters()
    token = reply_token(row)
    wrong = [token[:at] + ("3" if token[at] == "2" else "2") + token[at + 1 :] for at in (0, 12, len(token) - 1)]

    found = [await letters.by_tokens(near(one)) for one in wrong]

    assert [[known[0].ref for known in one.values()] for one in found] == [[row.ref]] * 3
    assert await letters.by_domain(["region_gotland.test", "%.test"]) == {}


async def test_a_confirmed_reply_is_one_line_by_somebody_else(ca1: Campaign) -> None:
    row = await Recipient.get(campaign=ca1, code="09")
    mail = await arrived(row)

    done = [await inbound.take_next() for _turn in range(3)]

    fresh = await Recipient.get(pk=row.pk)
    assert done == [True, False, False]
    assert (fresh.handling, fresh.answered_by_other, fresh.responder) == (
        "answered", True, "Malin Sjövret, divisionschef psykiatri",
    )  # fmt: skip
    assert await Entry.filter(source=f"mail-{mail.pk}").count() == 1


async def test_a_place_refused_later_takes_the_line_back(ca1: Campaign) -> None:
    row = await Recipient.get(campaign=ca1, code="09")
    mail = await arrived(row)
    await inbound.take_next()

    await IncomingMatch.filter(mail=mail).update(decided=MatchDecision.NO)
    await inbound.take_next()

    assert (await Recipient.get(pk=row.pk)).handling == "none"
    assert await inbound.take_next() is False


async def test_what_is_undone_leaves_the_timeline_and_comes_back_when_put_there_again(ca1: Campaign) -> None:
    row = await Recipient.get(campaign=ca1, code="09")
    mail = await arrived(row)
    await inbound.take_next()
    match = IncomingMatch.filter(mail=mail)
    stood = []

    for said in (MatchDecision.OPEN, MatchDecision.YES):
        await match.update(decided=said, decided_at=now())
        await inbound.take_next()
        stood.append((await Recipient.get(pk=row.pk)).handling)

    assert stood == ["none", "answered"]
    assert await inbound.take_next() is False


async def test_a_line_taken_back_on_the_letter_is_not_written_again(ca1: Campaign) -> None:
    row = await Recipient.get(campaign=ca1, code="09")
    mail = await arrived(row)
    await IncomingMatch.filter(mail=mail).update(decided_at=now())
    await inbound.take_next()
    entry = await Entry.get(source=f"mail-{mail.pk}")

    later = now() + timedelta(seconds=1)
    await Entry.create(recipient=row, takes_back=entry, kind="undone", at=later, noted_at=later)

    assert await inbound.take_next() is False


@pytest.mark.parametrize("kind", [IncomingKind.ACKNOWLEDGEMENT, IncomingKind.AUTO_REPLY])
async def test_a_receipt_never_stops_lateness(ca1: Campaign, kind: IncomingKind) -> None:
    row = await Recipient.get(campaign=ca1, code="23")
    await arrived(row, kind=kind, counts_as_answer=False, numbers=["RJH 26/77"])

    await inbound.take_next()

    fresh = await Recipient.get(pk=row.pk)
    assert lateness.is_late(fresh, ca1, today())
    assert fresh.handling == ("acknowledged" if kind == IncomingKind.ACKNOWLEDGEMENT else "none")
