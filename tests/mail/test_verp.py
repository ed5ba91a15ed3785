"""A return address of its own for each mail, once replies have a place to come to."""

import pytest

from hearing.mail import outbox
from hearing.mail.inbox import Sorter
from hearing.mail.models_in import IncomingMatch
from hearing.organisers.models import Organiser
from tests.mail.conftest import configured_with, post
from tests.mail.known import DALARNA, HIS, raw, sort

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db", "organiser")]


async def test_every_mail_has_a_return_address_of_its_own() -> None:
    with configured_with(mail_reply="Svar@egen.test"):
        one, other = await outbox.put(post("a")), await outbox.put(post("b"))

    assert one.envelope_from.startswith("svar+")
    assert one.envelope_from != other.envelope_from
    assert len(one.envelope_from) == len("svar+@egen.test") + 26


async def test_without_a_place_for_replies_it_is_shared() -> None:
    assert (await outbox.put(post("a"))).envelope_from == outbox.envelope()


async def test_an_absence_notice_to_the_return_address_finds_its_mail(sorter: Sorter, organiser: Organiser) -> None:
    with configured_with(mail_reply="svar@egen.test"):
        sent = await outbox.put(post("a", HIS, organiser=organiser, about=DALARNA))
        notice = raw("Jag har semester till den 7 december.", HIS, "Autosvar: semester", Auto_Submitted="auto-replied")
        mail = await sort(sorter, notice, envelope_to=sent.envelope_from)

    (match,) = await IncomingMatch.filter(mail_id=mail.pk)
    assert (mail.kind, match.ref, match.certain, mail.counts_as_answer) == ("auto_reply", DALARNA, True, False)
