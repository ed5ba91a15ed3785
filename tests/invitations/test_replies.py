"""Replies in words: shown with a suggestion, decided by a person, taken away when they belong elsewhere."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from hearing.base.errors import Refusal
from hearing.invitations import itip, replies
from hearing.invitations.models import Invitation
from hearing.mail import inbox_desk
from hearing.mail.inbox import Sorter
from hearing.mail.models_in import IncomingMail
from hearing.wiring import INBOUND
from tests.invitations import make
from tests.mail.conftest import Somebody
from tests.mail.known import raw, sort

pytestmark = pytest.mark.anyio
ASA = "asa@region.test"
KARIN = Somebody()


@pytest.fixture
async def reader(db: Any) -> AsyncIterator[Sorter]:
    made = Sorter(INBOUND)
    yield made
    await made.stop()


@pytest.fixture
async def asa(db: Any) -> Invitation:
    return await make.invitation(await make.event(), email=ASA, name="Åsa Berg")


async def written(reader: Sorter, asa: Invitation, text: str = "Kan tyvärr inte komma.") -> IncomingMail:
    return await sort(reader, raw(text, ASA, "Sv: Inbjudan", To=itip.reply_to(asa)))


async def fresh(asa: Invitation) -> Invitation:
    return await Invitation.get(pk=asa.pk).select_related("event__organiser", "event__venue", "person")


async def test_words_suggest_and_a_person_decides(reader: Sorter, asa: Invitation) -> None:
    mail = await written(reader, asa)
    (one,) = await replies.shown(await fresh(asa))

    await replies.decide(await fresh(asa), mail.pk, one.suggested, KARIN)

    row = await fresh(asa)
    assert (one.suggested, row.status, row.answered_via, row.noted_by) == ("no", "no", "staff", "Karin Wester")
    assert (row.comment, row.message_at is None) == ("Kan tyvärr inte komma.", True)
    assert [later.suggested for later in await replies.shown(row)] == [""]


async def test_words_that_belong_elsewhere_leave_the_guest(reader: Sorter, asa: Invitation) -> None:
    mail = await written(reader, asa)

    await inbox_desk.refuse(mail, asa.ref, KARIN)

    assert [await replies.take_back_next(), await replies.take_back_next()] == [True, False]
    row = await fresh(asa)
    assert (row.comment, row.message_at is None, await replies.shown(row)) == ("", True, [])


async def test_only_the_mails_own_words_are_taken(reader: Sorter, asa: Invitation) -> None:
    await Invitation.filter(pk=asa.pk).update(comment="Ring före lunch")
    mail = await written(reader, asa)

    await inbox_desk.not_ours(mail, KARIN)
    await replies.take_back_next()

    assert (await fresh(asa)).comment == "Ring före lunch"


async def test_what_is_put_back_is_shown_again(reader: Sorter, asa: Invitation) -> None:
    mail = await written(reader, asa)
    await inbox_desk.refuse(mail, asa.ref, KARIN)
    await replies.take_back_next()

    await inbox_desk.reopen(await IncomingMail.get(pk=mail.pk), KARIN)
    await reader.inbound.claimants[0](await IncomingMail.get(pk=mail.pk))

    assert (await fresh(asa)).comment == "Kan tyvärr inte komma."


async def test_nobodys_link_is_shown_with_the_words(reader: Sorter, asa: Invitation) -> None:
    await written(reader, asa, "Kan inte komma: https://hearing.example/i/Qm7x2VbT9kWc4HsLpR8dYe")

    (one,) = await replies.shown(await fresh(asa))

    assert "Qm7x2VbT9kWc4HsLpR8dYe" not in one.text


async def test_a_mail_of_another_guest_decides_nothing(reader: Sorter, asa: Invitation) -> None:
    with pytest.raises(Refusal):
        await replies.decide(asa, 4711, "no", KARIN)
