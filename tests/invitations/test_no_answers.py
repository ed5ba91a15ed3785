"""An absence notice, a receipt, a delay warning: never an answer, never a stopped deadline, never a blocked address."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from hearing.base.clock import today
from hearing.invitations import itip
from hearing.invitations.models import Invitation
from hearing.letters import lateness
from hearing.letters.models import Campaign
from hearing.letters.models_recipient import Recipient
from hearing.letters.recipients import reply_token
from hearing.mail import outbox
from hearing.mail.inbox import Sorter
from hearing.mail.models import BlockedAddress
from hearing.mail.models_in import IncomingMail
from hearing.wiring import INBOUND
from tests.invitations import make
from tests.letters.conftest import ca1  # noqa: F401 - a fixture
from tests.mail.known import raw, sort

pytestmark = pytest.mark.anyio
ASA = "asa@region.test"
AUTO = {"Auto_Submitted": "auto-replied"}
NO_ANSWERS: dict[str, tuple[str, dict[str, str]]] = {
    "absence": ("Jag har semester och är åter den 3 augusti. Kontakta Eva Ek, eva.ek@region.test.", AUTO),
    "absence without a header": ("Jag är ledig t.o.m. fredag.", {}),
    "receipt": ("Vi har tagit emot ert brev. Diarienummer: RJH 26/77.", AUTO),
    "receipt by a person": ("Hej, ert brev är diariefört, dnr RJH 26/77. Hälsningar, registrator", {}),
    "slow mailbox": ("Tack för ditt mejl. Svaret kan dröja.", AUTO),
    "delay": ("Delivery is delayed. We will continue to try.", {"Subject": "Delayed Mail (still being retried)"}),
}


@pytest.fixture
async def reader(db: Any) -> AsyncIterator[Sorter]:
    made = Sorter(INBOUND)
    yield made
    await made.stop()


def mail_of(what: str, sender: str, to: str) -> bytes:
    """The mail as a program or a hurried person writes it."""
    text, heads = NO_ANSWERS[what]
    subject = heads.get("Subject", "Autosvar" if heads else "Semester" if "absence" in what else "Ert brev")
    given = {name: value for name, value in heads.items() if name != "Subject"}
    if what == "delay":
        sender, given = "mailer-daemon@mx.region.test", {"Return_Path": "<>"}
    return raw(text, sender, subject, To=to, **given)


async def changed_nothing(mail: IncomingMail) -> bool:
    blocked = await BlockedAddress.exists(incoming_id=mail.pk)
    return not (mail.counts_as_answer or mail.suppressed or blocked)


@pytest.mark.parametrize("what", NO_ANSWERS)
async def test_a_guest_is_still_asked(reader: Sorter, what: str) -> None:
    asa = await make.invitation(await make.event(), email=ASA, name="Åsa Berg")

    mail = await sort(reader, mail_of(what, ASA, itip.reply_to(asa)))

    row = await Invitation.get(pk=asa.pk)
    assert await changed_nothing(mail)
    assert (row.status, row.comment) == ("invited", "")
    assert row.answered_at is row.message_at is None


@pytest.mark.parametrize("what", NO_ANSWERS)
async def test_a_letter_stays_late(reader: Sorter, ca1: Campaign, what: str) -> None:  # noqa: F811
    row = await Recipient.get(campaign=ca1, code="23")
    late = lateness.is_late(row, ca1, today())

    mail = await sort(reader, mail_of(what, row.email, outbox.reply_address(reply_token(row))))

    fresh = await Recipient.get(pk=row.pk)
    assert await changed_nothing(mail)
    assert (late, lateness.is_late(fresh, ca1, today())) == (True, True)
    assert str(fresh.handling) in ("none", "acknowledged")
