"""What an absence notice says is put into a form: who to ask instead, who has the letter, until when to wait."""

from datetime import date
from typing import Any

import httpx2
import pytest

from hearing.base.clock import now
from hearing.invitations.models import Invitation
from hearing.letters.models_recipient import Recipient
from hearing.mail import outbox
from hearing.mail.models_in import IncomingKind, IncomingMail, IncomingMatch, IncomingStatus, MatchDecision
from hearing.organisers.models import Organiser
from tests import make
from tests.invitations import make as guests
from tests.letters import make as letters
from tests.mail.conftest import post

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
AWAY = {
    "kind": IncomingKind.AUTO_REPLY,
    "status": IncomingStatus.SORTED,
    "from_name": "Lena Bergström",
    "from_address": "lena@region.test",
    "returns_on": date(2026, 12, 14),
    "stand_in_name": "Eva Ek",
    "stand_in_address": "eva.ek@region.test",
}


async def notice(ours: Organiser, ref: str, **facts: Any) -> IncomingMail:
    times: dict[str, Any] = {"received_at": now(), "due_at": now(), "size": 1, "sha256": f"{ref:_<64}"}
    mail = await IncomingMail.create(organiser=ours, **times | AWAY | facts)
    await IncomingMatch.create(mail=mail, ref=ref, certain=True, score=100, decided=MatchDecision.YES)
    return mail


async def test_the_stand_in_of_an_invited_person_is_asked_with_a_form_filled_in(ann: httpx2.AsyncClient) -> None:
    ours = await make.organiser()
    event = await guests.event(organiser=ours)
    first = await guests.invitation(event, name="Lena Bergström", organisation_name="Region Dalarna")
    await outbox.put(post("a", "lena@region.test", organiser=ours, about=first.ref))
    mail = await notice(ours, first.ref)
    shown = (await ann.get(f"/desk/mail/inbox/{mail.pk}")).text
    there = f"/desk/events/{event.pk}/guests/one?guest={first.pk}&mail={mail.pk}"
    form = (await ann.get(there)).text

    assert "Fråga Eva Ek i stället" in shown
    assert there.replace("&", "&amp;") in shown
    assert [f'value="{word}"' in form for word in ("Eva Ek", "eva.ek@region.test", "Region Dalarna")] == [True] * 3
    assert await Invitation.all().count() == 1


async def test_the_stand_in_at_an_authority_is_noted_with_a_form_filled_in(ann: httpx2.AsyncClient) -> None:
    campaign = await letters.sent()
    row = await Recipient.filter(campaign=campaign).order_by("id").first()
    assert row
    mail = await notice(await make.organiser(), row.ref)
    shown = (await ann.get(f"/desk/mail/inbox/{mail.pk}")).text
    to = await ann.get(f"/desk/letters/cases/{row.ref}?mail={mail.pk}")
    case = (await ann.get(to.headers["location"])).text

    assert f"/desk/letters/cases/{row.ref}?mail={mail.pk}#pass-on" in shown
    assert "Vänta till 14 december 2026" in shown
    assert 'value="Eva Ek"' in case
    assert 'value="2026-12-14"' in case
    assert (await Recipient.get(pk=row.pk)).now_with == ""


async def test_only_a_notice_about_the_same_fills_the_form_and_only_for_ones_own(
    ann: httpx2.AsyncClient, eve: httpx2.AsyncClient
) -> None:
    ours = await make.organiser()
    event = await guests.event(organiser=ours)
    first, second = await guests.invitation(event), await guests.invitation(event)
    mail = await notice(ours, first.ref)
    there = f"/desk/events/{event.pk}/guests/one"

    for query in (f"guest={second.pk}&mail={mail.pk}", f"guest={first.pk}&mail=x", "guest=x", f"mail={mail.pk}"):
        assert "Eva Ek" not in (await ann.get(f"{there}?{query}")).text
    assert (await eve.get(f"{there}?guest={first.pk}&mail={mail.pk}")).status_code == 404
