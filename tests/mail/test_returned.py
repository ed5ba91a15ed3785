"""What a bounce changes: the mail, its mailing, the list of addresses that get no more; and only when it is proven."""

from datetime import timedelta

import pytest

from hearing.base.clock import freeze, now
from hearing.mail import outbox
from hearing.mail.inbox import Sorter
from hearing.mail.models import BlockedAddress, Mailing, MailStatus, OutgoingMail
from hearing.mail.models_in import IncomingMatch
from hearing.organisers.models import Organiser
from tests.mail.conftest import Somebody, post
from tests.mail.known import DALARNA, HIS, IDS, sample, sort

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db", "organiser")]


async def sent(organiser: Organiser, karin: Somebody, to: str = HIS) -> OutgoingMail:
    """The letter that the samples of bounces are about."""
    mailing = await outbox.begin_mailing(organiser, karin, "letter", "Öppet brev")
    mail = await outbox.put(post("letter:1", to, organiser=organiser, mailing=mailing, about=DALARNA))
    await OutgoingMail.filter(pk=mail.pk).update(status=MailStatus.SENT, message_id=IDS[DALARNA])
    return await OutgoingMail.get(pk=mail.pk)


@pytest.mark.parametrize(
    ("name", "status", "suppressed", "mailing"),
    [
        ("bounce-postfix", "failed", True, "running"),
        ("bounce-words", "failed", True, "running"),
        ("bounce-full", "failed", False, "running"),
        ("bounce-policy", "failed", False, "running"),
        ("bounce-ours", "failed", False, "stopped"),
        ("bounce-forwarded", "sent", False, "running"),
        ("delay-postfix", "sent", False, "running"),
    ],
)
async def test_a_bounce_changes_what_it_proves(
    sorter: Sorter, organiser: Organiser, karin: Somebody, name: str, status: str, suppressed: bool, mailing: str
) -> None:
    letter = await sent(organiser, karin)

    mail = await sort(sorter, sample(name))

    now_sent = await OutgoingMail.get(pk=letter.pk)
    assert (now_sent.status, mail.proven, mail.suppressed) == (status, True, suppressed)
    assert (await Mailing.get(pk=letter.mailing_id)).status == mailing
    assert await BlockedAddress.filter(address_norm=HIS, incoming_id=mail.pk).exists() is suppressed
    assert (await IncomingMatch.get(mail_id=mail.pk)).ref == DALARNA


async def test_a_bounce_of_nothing_we_sent_suppresses_nobody(sorter: Sorter) -> None:
    mail = await sort(sorter, sample("bounce-postfix"))

    assert (mail.proven, mail.suppressed, await BlockedAddress.all().count()) == (False, False, 0)


async def test_a_bounce_to_its_own_return_address_is_proven(
    sorter: Sorter, organiser: Organiser, karin: Somebody
) -> None:
    letter = await sent(organiser, karin)
    own = "studs+vwxyz23456789abcdefghjkmnp@egen.test"
    await OutgoingMail.filter(pk=letter.pk).update(envelope_from=own, message_id="<replaced@egen.test>")

    mail = await sort(sorter, sample("bounce-postfix"), envelope_to=own)

    assert (mail.proven, mail.suppressed) == (True, True)


async def test_a_full_mailbox_on_six_days_ends_it(sorter: Sorter, organiser: Organiser, karin: Somebody) -> None:
    await sent(organiser, karin)
    stops = []
    for day in range(6):
        for turn in range(2):
            with freeze(now() + timedelta(days=day)):
                mail = await sort(sorter, sample("bounce-full") + f"{day}{turn}".encode())
                stops.append(mail.suppressed)

    assert stops == [False] * 10 + [True] * 2
