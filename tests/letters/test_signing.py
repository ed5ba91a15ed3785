"""Organisations sign a letter together: asked by link, locked by the first yes, asked again after a change."""

import httpx2
import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.errors import Refusal
from hearing.letters import asking, campaigns, signing, writing
from hearing.letters.campaigns import Text
from hearing.letters.kinds_signing import SignatureKind
from hearing.letters.models import Campaign
from hearing.letters.models_recipient import Recipient
from hearing.letters.models_signing import Signatory, Signature
from hearing.letters.signing import Asked, Said
from hearing.mail.models import OutgoingMail
from tests.letters import make

pytestmark = pytest.mark.anyio
OCD = Asked("Tvångssyndromföreningen", "tvångssyndrom/OCD", "info@ocd.test")
RSMH = Asked("Riksförbundet Kraft", "psykisk ohälsa", "info@kraft.test")
ANNA = {"name": "Anna Ek", "role": "ordförande"}


async def asked(*organisations: Asked) -> Campaign:
    """A draft whose signatories have been asked."""
    campaign = await make.addressed()
    by = await make.planner()
    await signing.add(campaign, by, organisations or (OCD, RSMH))
    ids = [one.row.pk for one in await asking.to_ask(campaign)]
    await asking.ask(campaign, by, ids, "Vi hoppas att ni är med.", None)
    return await Campaign.get(pk=campaign.pk).select_related("organiser")


async def says(campaign: Campaign, name: str, yes: bool) -> Signatory:
    """One of them answers by its link."""
    row = await Signatory.get(campaign=campaign, name=name)
    await signing.answer(row, None, Said(yes, campaign.versions, "Anna Ek", "ordförande"))
    return await Signatory.get(pk=row.pk)


async def stands(campaign: Campaign) -> dict[str, str]:
    return {row.name: str(row.status) for row in await Signatory.filter(campaign=campaign)}


async def test_each_is_asked_by_a_mail_with_a_link_of_its_own(db: BaseDBAsyncClient) -> None:
    campaign = await asked()

    mails = {mail.to_address: mail.body_text for mail in await OutgoingMail.filter(kind="letter_sign")}
    row = await Signatory.get(name="Tvångssyndromföreningen")
    assert set(mails) == {"info@ocd.test", "info@kraft.test"}
    assert f"/s/{row.token()}" in mails["info@ocd.test"] and row.token() not in mails["info@kraft.test"]
    assert await stands(campaign) == {"Tvångssyndromföreningen": "asked", "Riksförbundet Kraft": "asked"}


async def test_the_question_can_be_taken_back(db: BaseDBAsyncClient) -> None:
    campaign = await asked()
    row = await Signatory.get(name="Riksförbundet Kraft").select_related("mail__mailing")

    number = await asking.undo(row.mail.mailing, await make.planner())  # type: ignore[union-attr]

    assert (number, set((await stands(campaign)).values())) == (2, {"new"})
    assert await OutgoingMail.filter(kind="letter_sign").exclude(status="cancelled").count() == 0


async def test_the_first_yes_locks_the_text(db: BaseDBAsyncClient) -> None:
    campaign = await asked()
    await says(campaign, "Riksförbundet Kraft", yes=False)
    assert (await Campaign.get(pk=campaign.pk)).locked_at is None
    await says(campaign, "Tvångssyndromföreningen", yes=True)

    with pytest.raises(Refusal, match="har skrivit under texten"):
        await campaigns.change(campaign, await make.planner(), Text({"title": "Nytt"}))

    fresh = await Campaign.get(pk=campaign.pk)
    assert (fresh.title, fresh.locked_version) == ("Använd pengarna", fresh.versions)


async def test_a_change_asks_everybody_again_and_keeps_the_old_answers(db: BaseDBAsyncClient) -> None:
    campaign = await asked()
    by = await make.planner()
    row = await says(campaign, "Tvångssyndromföreningen", yes=True)
    await says(campaign, "Riksförbundet Kraft", yes=False)

    number = await signing.unlock(campaign, by)
    await campaigns.change(campaign, by, Text({"title": "Nytt"}))

    assert (number, set((await stands(campaign)).values())) == (2, {"again"})
    told = [str(line.what) for line in await Signature.filter(signatory=row).order_by("id")]
    assert told == ["asked", "yes", "again"]
    with pytest.raises(Refusal, match="tillfrågas igen"):
        await says(campaign, "Tvångssyndromföreningen", yes=True)
    await asking.ask(campaign, by, [one.row.pk for one in await asking.to_ask(campaign)], "", None)
    mail = await OutgoingMail.filter(to_address="info@ocd.test").order_by("-id").first()
    assert mail and "Ni har redan svarat, men texten har ändrats" in " ".join(mail.body_text.split())
    assert await signing.signed(campaign) == []


async def test_an_opening_without_a_change_is_undone_with_the_answers_kept(db: BaseDBAsyncClient) -> None:
    campaign = await asked()
    by = await make.planner()
    await says(campaign, "Tvångssyndromföreningen", yes=True)
    await says(campaign, "Riksförbundet Kraft", yes=False)
    await signing.unlock(campaign, by)

    await signing.lock_again(campaign, by)

    assert await stands(campaign) == {"Tvångssyndromföreningen": "yes", "Riksförbundet Kraft": "no"}
    assert await Signature.filter(what=SignatureKind.KEPT).count() == 2


async def test_once_changed_the_old_answers_cannot_come_back(db: BaseDBAsyncClient) -> None:
    campaign = await asked()
    by = await make.planner()
    await says(campaign, "Tvångssyndromföreningen", yes=True)
    await signing.unlock(campaign, by)
    await campaigns.change(campaign, by, Text({"title": "Nytt"}))

    with pytest.raises(Refusal, match="tillfrågas igen"):
        await signing.lock_again(campaign, by)


async def test_nobody_signs_another_text_than_the_one_they_read(db: BaseDBAsyncClient) -> None:
    campaign = await asked()
    row = await Signatory.get(name="Tvångssyndromföreningen")
    await campaigns.change(campaign, await make.planner(), Text({"title": "Nytt"}))

    with pytest.raises(Refusal, match="Läs den igen"):
        await signing.answer(row, None, Said(True, campaign.versions - 1, "Anna Ek"))


async def test_only_those_who_said_yes_stand_under_the_letter(db: BaseDBAsyncClient) -> None:
    campaign = await asked()
    await says(campaign, "Tvångssyndromföreningen", yes=True)
    await says(campaign, "Riksförbundet Kraft", yes=False)

    ready = await writing.batch(campaign)

    row = ready.rows[0]
    letter = writing.mail_of(campaign, row, ready.words[row.pk]).text
    assert "Tvångssyndromföreningen (tvångssyndrom/OCD)" in letter
    assert "Riksförbundet Kraft" not in letter and "Anna Ek" not in letter
    assert await Recipient.filter(campaign=campaign).count() == 6


async def test_get_changes_nothing_and_post_decides(client: httpx2.AsyncClient, db: BaseDBAsyncClient) -> None:
    campaign = await asked()
    row = await Signatory.get(name="Tvångssyndromföreningen")
    page = f"/s/{row.token()}"

    first = await client.get(page)
    assert (first.status_code, (await stands(campaign))[row.name]) == (200, "asked")
    said = {"answer": "yes", "version": campaign.versions, **ANNA, "area": "OCD"}
    answer = await client.post(page, data=said)

    assert (answer.status_code, (await stands(campaign))[row.name]) == (303, "yes")
    assert "Tvångssyndromföreningen (OCD) har skrivit under" in (await client.get(answer.headers["location"])).text
    assert (await client.post(page, data={**said, "name": ""})).status_code == 422


async def test_unknown_and_revoked_look_the_same(client: httpx2.AsyncClient, db: BaseDBAsyncClient) -> None:
    await asked()
    row = await Signatory.get(name="Tvångssyndromföreningen")
    old = row.token()
    await signing.take_off(row, await make.planner())

    new = (await Signatory.get(pk=row.pk)).token()
    answers = [await client.get(f"/s/{token}") for token in (old, new, "finnsinte")]

    assert {one.status_code for one in answers} == {404}
    texts = {one.text.replace(token, "") for one, token in zip(answers, (old, new, "finnsinte"), strict=True)}
    assert len(texts) == 1


async def test_a_list_with_a_wrong_line_says_which(ann: httpx2.AsyncClient) -> None:
    campaign = await make.draft()
    lines = "Föreningen A; ångest; a@a.test\nFöreningen B; inte@adress@x\n; x"

    answer = await ann.post(f"/desk/letters/{campaign.pk}/signatories", data={"lines": lines})

    assert answer.status_code == 422 and "Rad 2:" in answer.text and "Rad 3:" in answer.text
    assert await Signatory.all().count() == 0


async def test_the_desk_asks_notes_opens_and_locks(ann: httpx2.AsyncClient) -> None:
    campaign = await make.draft()
    here = f"/desk/letters/{campaign.pk}/signatories"
    await ann.post(here, data={"lines": "Föreningen A; ångest; a@a.test\nFöreningen B"})
    a, b = await Signatory.all().order_by("name")
    assert "Fråga de ikryssade" in (await ann.get(f"{here}/ask")).text
    await ann.post(f"{here}/ask", data={"signatory": [a.pk, b.pk], "text": "", "sign_by_on": "2026-12-01"})
    assert "Påminn de ikryssade" in (await ann.get(f"{here}/remind")).text

    noted = await ann.post(f"{here}/{b.pk}/answer", data={"answer": "yes", **ANNA, "area": "", "comment": ""})

    assert noted.status_code == 303
    shown = (await ann.get(here)).text
    assert "Texten är låst" in shown and "1 ja, 0 nej, 1 utan svar" in shown
    assert (await ann.post(f"/desk/letters/{campaign.pk}", data={"kind": "letter"})).status_code == 422
    assert "Måste tillfrågas igen" in (await ann.get(f"{here}/unlock")).text
    await ann.post(f"{here}/unlock")
    await ann.post(f"{here}/lock")
    assert await stands(campaign) == {"Föreningen A": "asked", "Föreningen B": "yes"}
    assert "svarade ja" in (await ann.get(f"{here}/{b.pk}")).text
