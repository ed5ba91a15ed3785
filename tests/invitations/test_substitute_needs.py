"""A substitute's needs: with a consent of their own, on a page of their own, never mixed with those of the invited."""

from datetime import timedelta

import httpx2
import pytest

from hearing.base.clock import freeze
from hearing.events.models import Event
from hearing.invitations import needs, substitutes
from hearing.invitations.answer import Said, Source, answer
from hearing.invitations.models import Invitation, Substitute
from hearing.invitations.models_needs import Need, NeedCount
from hearing.invitations.need_kinds import NeedKind
from hearing.invitations.settle import fresh
from hearing.invitations.substitutes import Proposal
from hearing.mail.models import OutgoingMail
from tests import make as tools
from tests.invitations import make

pytestmark = pytest.mark.anyio
Browser = httpx2.AsyncClient
HERS, HIS = "Ledarhunden Zorro", "Jordgubbsallergi"
NEEDS = {"answer": "yes", "needs_shown": "1", "needs_consent": "on"}


async def replaced() -> tuple[Invitation, Substitute]:
    """Lena, who needs something, sends Ulf of the same house."""
    event = await make.event(organiser=await tools.organiser())
    row = await make.invitation(event, name="Lena Berg", email="lena@region.test", status="yes", seat=True)
    await needs.ask(row, {NeedKind.OTHER: HERS, NeedKind.VEGAN: ""})
    await substitutes.propose(row, Proposal("Ulf Nyström", email="ulf@region.test"), Source(receipt=False))
    return await fresh(row.pk), await Substitute.get()


async def test_each_has_needs_of_their_own(client: Browser) -> None:
    row, ulf = await replaced()

    refused = await client.post(f"/i/{ulf.token()}", data=NEEDS | {"needs_text": HIS, "needs_consent": ""})
    taken = await client.post(f"/i/{ulf.token()}", data=NEEDS | {"needs_text": HIS, "needs": "captions"})
    his = [(await client.get(f"/i/{ulf.token()}{page}")).text for page in ("", "/receipt")]
    hers = [(await client.get(f"/i/{row.token()}{page}")).text for page in ("", "/receipt")]

    assert (refused.status_code, taken.status_code) == (422, 303)
    assert [(HIS in text, HERS in text) for text in (*his, *hers)] == [(True, False)] * 2 + [
        (False, True),
        (False, False),
    ]
    kept = {(need.substitute_id, str(need.kind), need.text) for need in await Need.all()}
    assert kept == {(None, "other", HERS), (None, "vegan", ""), (ulf.pk, "other", HIS), (ulf.pk, "captions", "")}


async def test_only_those_of_who_comes_are_ordered(client: Browser) -> None:
    row, ulf = await replaced()
    await needs.ask(row, {NeedKind.VEGAN: "", NeedKind.SIGN_LANGUAGE: ""}, whose=ulf)
    event = await Event.get(pk=row.event.pk)

    instead = needs.counts(await needs.work(event)), len(await needs.interpreters_due(Event.all()))
    await answer(await fresh(row.pk), Said("yes"), Source(receipt=False))
    herself = needs.counts(await needs.work(event)), len(await needs.interpreters_due(Event.all()))

    one = needs.Count(NeedKind.VEGAN, 1, 0)
    assert instead == ([needs.Count(NeedKind.SIGN_LANGUAGE, 1, 0), one], 1)
    assert herself == ([one, needs.Count(NeedKind.OTHER, 1, 0)], 0)


async def test_staff_see_whose_it_is_and_tell_that_person(ann: Browser) -> None:
    row, ulf = await replaced()
    here = f"/desk/events/{row.event.pk}"
    form = (await ann.get(f"{here}/guests/{row.pk}/needs")).text
    await ann.post(f"{here}/guests/{row.pk}/needs", data={"needs_text": HIS, "needs_consent": "on"})
    need = await Need.get(substitute_id=ulf.pk)
    before = set(await OutgoingMail.all().values_list("id", flat=True))

    await ann.post(f"{here}/needs/{need.pk}/confirm")
    for other in await Need.filter(substitute_id=None):
        await ann.post(f"{here}/needs/{other.pk}/refuse")
    told = [mail.to_address for mail in await OutgoingMail.exclude(id__in=before).order_by("id")]
    listed = (await ann.get(f"{here}/needs")).text

    assert ("Behov: Ulf Nyström" in form, HERS in form) == (True, False)
    assert told == ["ulf@region.test", "lena@region.test", "lena@region.test"]
    assert "I stället för Lena Berg" in listed and "Kommer inte längre" in listed


async def test_they_go_with_the_others_after_two_weeks(client: Browser) -> None:
    row, ulf = await replaced()
    await needs.ask(row, {NeedKind.VEGAN: HIS}, whose=ulf)

    with freeze(row.event.ends_at + timedelta(days=15)):
        assert [await needs.erase_next(), await needs.erase_next()] == [True, False]

    assert (await Need.all().count(), [(it.kind.value, it.people) for it in await NeedCount.all()]) == (
        0,
        [("vegan", 1)],
    )
