"""What staff decide on the sheets of one invitation, posted as a browser posts them."""

from typing import Any

import httpx2
import pytest

from hearing.base.clock import now
from hearing.events.models import Mode
from hearing.invitations.models import Invitation
from hearing.mail.models import Mailing, OutgoingMail
from tests import make as tools
from tests.invitations import make
from tests.journeys.forms import forms

pytestmark = pytest.mark.anyio
Ann = httpx2.AsyncClient


async def lena(**facts: Any) -> tuple[Invitation, str]:
    """Somebody invited by the organiser Ann works for, and where the pages about her are."""
    event = await make.event(organiser=await tools.organiser(), **facts)
    row = await make.invitation(event, name="Lena Ek")
    return row, f"/desk/events/{event.pk}/guests/{row.pk}"


async def rendered(ann: Ann, there: str) -> dict[str, str]:
    """The fields of the form on a page, as they stand there."""
    (found,) = [form for form in forms((await ann.get(there)).text) if form.action == there]
    return dict(found.values)


@pytest.mark.parametrize("tells", [True, False])
async def test_the_withdrawn_is_told_as_the_sheet_says(ann: Ann, tells: bool) -> None:
    row, base = await lena()
    fields = await rendered(ann, f"{base}/withdraw")
    if not tells:
        del fields["tell"]

    sent = await ann.post(f"{base}/withdraw", data=fields)

    assert (sent.status_code, (await Invitation.get(pk=row.pk)).status) == (303, "withdrawn")
    assert [mail.kind for mail in await OutgoingMail.all()] == (["withdrawn"] if tells else [])


async def test_a_refused_answer_keeps_what_was_ticked(ann: Ann) -> None:
    _row, base = await lena(mode=Mode.HYBRID)
    fields = await rendered(ann, f"{base}/answer")
    assert (fields["receipt"], fields["attend"], "material" in fields) == ("on", "on_site", False)

    typed = fields | {"answer": "other", "attend": "online", "material": "on", "substitute_name": ""}
    again = await ann.post(f"{base}/answer", data=typed)

    (found,) = [form for form in forms(again.text) if form.action == f"{base}/answer"]
    kept = dict(found.values)
    assert (again.status_code, kept["receipt"], kept["attend"], kept["material"]) == (422, "on", "online", "on")


async def test_a_second_press_on_send_leads_to_the_list(ann: Ann) -> None:
    event = await make.event(organiser=await tools.organiser())
    await make.invitation(event, name="Lena Ek", status="draft", sent_times=0, invited_at=None)
    base = f"/desk/events/{event.pk}/guests"

    presses = [await ann.post(f"{base}/send") for _press in range(2)]

    assert [(sent.status_code, sent.headers.get("location")) for sent in presses] == [(303, base)] * 2
    assert (await OutgoingMail.all().count(), await Mailing.all().count()) == (1, 1)
    toasts = [sent.headers["set-cookie"].split(";")[0] for sent in presses]
    assert toasts[0] == toasts[1] != ""


async def test_a_press_when_nothing_was_just_sent_is_refused(ann: Ann) -> None:
    event = await make.event(organiser=await tools.organiser())
    await make.invitation(event, name="Lena Ek", status="draft", sent_times=0, invited_at=None)
    base = f"/desk/events/{event.pk}/guests"
    await ann.post(f"{base}/send")
    await Mailing.all().update(leaves_at=now())

    assert (await ann.post(f"{base}/send")).status_code == 409
