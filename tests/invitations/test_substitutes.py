"""Somebody else comes: accepted at once or by staff, refused kindly, passed on; the seat never leaves the invitation."""

from typing import Any

import pytest

from hearing.base.errors import Refusal
from hearing.events.models import Event
from hearing.invitations import changes, exports, substitutes
from hearing.invitations.answer import Said, Source, answer
from hearing.invitations.models import Invitation, Seating, Substitute
from hearing.invitations.settle import fresh
from hearing.invitations.substitutes import Proposal, propose
from hearing.mail.models import OutgoingMail
from hearing.staff.models import Account
from tests.invitations import make

pytestmark = pytest.mark.anyio
SARA = Proposal("Sara Lindh", title="Sekreterare", email="sara@kommun.test", party="S")
SAME_HOUSE = Proposal("Ulf Nyström", email="ulf@region.test")


async def stands(row: Invitation) -> tuple[str, bool, str | None]:
    now = await Invitation.get(pk=row.pk)
    return str(now.status), now.seat, str(now.substitution) if now.substitution else None


async def told() -> list[tuple[str, str]]:
    return [(mail.kind, mail.to_address.split("@")[0]) for mail in await OutgoingMail.all().order_by("id")]


async def seated(**facts: Any) -> tuple[Event, Invitation, Account]:
    event = await make.event(capacity=1, **facts)
    row = await make.invitation(event, name="Lena Berg", email="lena@region.test")
    await answer(row, Said("yes"), Source())
    return event, await fresh(int(row.pk)), await make.account()


async def test_staff_accept_and_both_are_told(db: object) -> None:
    event, row, by = await seated()
    await propose(row, SARA, Source())

    before = await stands(row)
    await substitutes.accept(await fresh(row.pk), by)

    assert (before, await stands(row)) == (("yes", True, "proposed"), ("yes", True, "accepted"))
    assert (await Seating.get(event=event)).taken == 1
    assert (await told())[1:] == [("substitute", "lena"), ("stand_in", "sara"), ("substitute_accepted", "lena")]
    exported = (await exports.event(event.pk))["invitations"][0]["substitute"]
    assert exported == {"name": "Sara Lindh", "email": "sara@kommun.test", "status": "accepted"}


async def test_the_same_mail_domain_is_accepted_at_once(db: object) -> None:
    _event, row, _by = await seated()

    await propose(row, SAME_HOUSE, Source())

    assert await stands(row) == ("yes", True, "accepted")
    assert (await told())[1:] == [("stand_in", "ulf"), ("substitute_accepted", "lena")]


async def test_the_organiser_may_want_to_decide_on_all(db: object) -> None:
    _event, row, _by = await seated(organiser=await make.organiser(substitutes_at_once=False))

    await propose(row, SAME_HOUSE, Source())

    assert await stands(row) == ("yes", True, "proposed")


@pytest.mark.parametrize("domain", ["gmail.com", "Hotmail.SE", "telia.com"])
async def test_a_domain_shared_by_strangers_says_nothing(db: object, domain: str) -> None:
    row = await make.invitation(await make.event(), email=f"lena@{domain}")

    await propose(row, Proposal("Sara", email=f"sara@{domain}"), Source())

    assert (await stands(row))[2] == "proposed"


async def test_accepting_for_somebody_without_a_seat_takes_one_or_queues(db: object) -> None:
    event, row, by = await seated()
    late = await make.invitation(event, email="per@region.test")

    await propose(late, Proposal("Åsa", email="asa@region.test"), Source())
    await changes.withdraw(await fresh(row.pk), by)

    assert await stands(late) == ("yes", True, "accepted")
    assert (await told())[1:] == [
        ("stand_in", "asa"),
        ("substitute_accepted", "per"),
        ("withdrawn", "lena"),
        ("promoted", "asa"),
    ]


async def test_a_refusal_is_kind_and_leaves_the_seat(db: object) -> None:
    _event, row, by = await seated()
    await propose(row, SARA, Source())

    await substitutes.refuse(await fresh(row.pk), by, "Vi behöver en förtroendevald.")

    mail = await OutgoingMail.get(kind="substitute_refused")
    assert (await stands(row), mail.to_address) == (("yes", True, "refused"), "lena@region.test")
    assert "Vi behöver en förtroendevald." in mail.body_text
    with pytest.raises(Refusal):
        await substitutes.accept(await fresh(row.pk), by)


async def test_a_substitute_may_send_a_substitute(db: object) -> None:
    _event, row, by = await seated()
    await propose(row, SAME_HOUSE, Source())
    await propose(await fresh(row.pk), SARA, Source(for_stand_in=True))

    await substitutes.accept(await fresh(row.pk), by)

    kept = [(one.name, str(one.status)) for one in await Substitute.all().order_by("id")]
    assert kept == [("Ulf Nyström", "ended"), ("Sara Lindh", "accepted")]
    assert (await told())[3:] == [("substitute", "ulf"), ("stand_in", "sara"), ("substitute_accepted", "ulf")]
    assert (await stands(row), (await Invitation.get(pk=row.pk)).answered_by) == (
        ("yes", True, "accepted"),
        "Ulf Nyström",
    )


async def test_a_refused_second_substitute_leaves_the_first_one(db: object) -> None:
    _event, row, by = await seated()
    await propose(row, SAME_HOUSE, Source())
    await propose(await fresh(row.pk), SARA, Source(for_stand_in=True))

    await substitutes.refuse(await fresh(row.pk), by)

    assert (await stands(row), (await told())[-1]) == (("yes", True, "accepted"), ("substitute_refused", "ulf"))


async def test_the_invited_may_come_after_all(db: object) -> None:
    _event, row, _by = await seated()
    await propose(row, SAME_HOUSE, Source())

    await answer(await fresh(row.pk), Said("yes"), Source())

    assert await stands(row) == ("yes", True, None)
    assert (await told())[3:] == [("yes", "lena"), ("stood_down", "ulf")]
    assert str((await Substitute.get()).status) == "ended"


async def test_when_the_substitute_says_no_the_seat_goes_on_and_the_invited_hears(db: object) -> None:
    _event, row, _by = await seated()
    await propose(row, SAME_HOUSE, Source())

    await answer(await fresh(row.pk), Said("no"), Source(for_stand_in=True))

    assert (await stands(row), (await told())[3:]) == (
        ("no", False, "accepted"),
        [("no", "ulf"), ("substitute_declined", "lena")],
    )


async def test_nobody_comes_twice(db: object) -> None:
    event, row, by = await seated()
    await make.invitation(event, email=SARA.email)
    await propose(row, SARA, Source())

    with pytest.raises(Refusal, match="egen inbjudan"):
        await substitutes.accept(await fresh(row.pk), by)


async def test_nobody_comes_for_two(db: object) -> None:
    event, row, by = await seated()
    second = await make.invitation(event)
    await propose(row, SAME_HOUSE, Source())
    await propose(second, SAME_HOUSE, Source())

    assert (await stands(second))[2] == "proposed"
    with pytest.raises(Refusal, match="kommer redan"):
        await substitutes.accept(await fresh(second.pk), by)


async def test_a_correction_keeps_the_stand_in_findable(db: object) -> None:
    _event, row, by = await seated()
    await propose(row, SAME_HOUSE, Source())

    await changes.put_right(await fresh(row.pk), by, None, "Lena Nyberg", "lena@region.test", "Chef")

    found = (await fresh(row.pk)).search_text
    assert "nyberg" in found
    assert SAME_HOUSE.name.casefold() in found


async def chain() -> tuple[Invitation, Account]:
    """Ulf comes instead of Lena; now Lena herself proposes Sara."""
    _event, row, by = await seated()
    await propose(row, SAME_HOUSE, Source())
    await propose(await fresh(row.pk), SARA, Source())
    return row, by


async def test_the_invited_who_proposes_once_more_hears_of_it(db: object) -> None:
    row, by = await chain()

    await substitutes.refuse(await fresh(row.pk), by)

    assert (await told())[3:] == [("substitute", "lena"), ("substitute_refused", "lena")]
    mail = await OutgoingMail.get(kind="substitute_refused")
    assert "Ulf Nyström kommer fortfarande i ditt ställe" in mail.body_text and "Din plats" not in mail.body_text
    assert await stands(row) == ("yes", True, "accepted")


async def test_the_one_before_is_stood_down_when_the_invited_sends_another(db: object) -> None:
    row, by = await chain()

    await substitutes.accept(await fresh(row.pk), by)

    sent = [("stand_in", "sara"), ("substitute_accepted", "lena"), ("stood_down", "ulf")]
    assert (await told())[4:] == sent
    mails = {
        mail.kind: mail for mail in await OutgoingMail.filter(to_address__in=["sara@kommun.test", "ulf@region.test"])
    }
    assert "Lena Berg kan inte komma" in mails["stand_in"].body_text
    assert b"mailto:ulf@region.test" in bytes(mails["stood_down"].calendar or b"").replace(b"\r\n ", b"")
