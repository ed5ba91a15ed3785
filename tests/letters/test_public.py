"""What strangers may read, and the authority's own page."""

from datetime import date

import httpx2
import pytest
from icalendar import Calendar

from hearing.letters import campaigns
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.models import Campaign
from hearing.letters.models_entry import Entry, EntryFile
from hearing.letters.models_recipient import Recipient
from hearing.letters.responses import Noted, note
from hearing.mail.models import MailStatus, OutgoingMail
from tests.letters import make

pytestmark = pytest.mark.anyio


async def test_the_public_page_and_json_tell_no_secrets(ca1: Campaign, client: httpx2.AsyncClient) -> None:
    row = await Recipient.get(campaign=ca1, code="09")
    await note(row, await make.planner(), Noted(EntryKind.NOTE, "PLANTERAD ANTECKNING"))
    unticked = await Recipient.get(campaign=ca1, code="13")

    pages = [(await client.get(f"/letters/{ca1.slug}{end}")).text for end in ("", ".json")]

    for page in pages:
        assert "Divisionschefen svarar" in page
        for secret in ("@", "PLANTERAD", "08-465", unticked.summary):
            assert secret not in page.replace("@layer", "")
    assert "11 av 21" in pages[0] and '"answered": 11' in pages[1]


async def test_the_list_shows_published_letters_only(ca1: Campaign, client: httpx2.AsyncClient) -> None:
    await campaigns.withdraw(ca1, await make.planner())

    page = await client.get("/letters/")

    assert "resurscentrum-2026" in page.text and ca1.title not in page.text
    assert (await client.get(f"/letters/{ca1.slug}")).status_code == 404


async def said(client: httpx2.AsyncClient, campaign: Campaign, **form: str) -> Recipient:
    row = await make.recipient(campaign)
    answer = await client.post(
        f"/r/{row.token()}", data={"responder_name": "Kaj Ask", "responder_role": "strateg"} | form
    )
    assert answer.status_code == 303, answer.text
    return await make.recipient(campaign)


async def test_an_answer_with_files_arrives_once_and_is_served_to_staff_only(
    client: httpx2.AsyncClient, ann: httpx2.AsyncClient, bo: httpx2.AsyncClient, eve: httpx2.AsyncClient
) -> None:
    campaign = await make.sent()
    row = await make.recipient(campaign)
    form = {"step": "answer", "text": "Se bilagan.", "responder_name": "Kaj Ask"}
    files = [("file", ("../plan å.pdf", b"%PDF-1.7 plan")), ("file", ("tabell.xlsx", b"PK"))]

    for _press in range(2):
        assert (await client.post(f"/r/{row.token()}", data=form, files=files)).status_code == 303
    kept = await EntryFile.filter(entry__recipient=row).order_by("id")
    there = f"/desk/letters/{campaign.pk}/recipients/{row.pk}/files/{kept[0].pk}"
    got = await ann.get(there)

    assert [one.name for one in kept] == ["plan å.pdf", "tabell.xlsx"]
    assert (got.content, got.headers["content-type"]) == (b"%PDF-1.7 plan", "application/octet-stream")
    assert "tabell.xlsx" in (await client.get(f"/r/{row.token()}")).text
    assert "plan å.pdf" in (await bo.get(f"/desk/letters/{campaign.pk}/recipients/{row.pk}")).text
    assert [(await who.get(there)).status_code for who in (eve, client)] == [404, 303]


async def test_too_many_files_are_refused_in_words_and_nothing_is_kept(client: httpx2.AsyncClient) -> None:
    row = await make.recipient(await make.sent())
    form = {"step": "answer", "responder_name": "Kaj Ask"}

    for turn in range(5):
        files = [("file", (f"{turn}-{place}.txt", b"x")) for place in range(5)]
        last = await client.post(f"/r/{row.token()}", data=form | {"text": f"Svar {turn}"}, files=files)

    assert last.status_code == 409 and "Högst 20 filer" in last.text
    assert await Entry.filter(recipient=row, kind=EntryKind.ANSWERED).count() == 4
    assert await EntryFile.all().count() == 20


async def test_passing_on_twice_to_different_people_is_two_lines(client: httpx2.AsyncClient) -> None:
    campaign = await make.sent()

    for name in ("Kaj Ask", "Lo Ek", "Lo Ek"):
        row = await said(client, campaign, step="passed_on", to_name=name)

    assert await Entry.filter(recipient=row, kind=EntryKind.PASSED_ON).count() == 2


async def test_everything_said_on_the_page_arrives_on_the_timeline(client: httpx2.AsyncClient) -> None:
    campaign = await make.sent()
    await OutgoingMail.all().update(status=MailStatus.SENT)

    first = await said(client, campaign, step="acknowledged", reference="SVN 2026-118")
    second = await said(client, campaign, step="passed_on", to_name="Region Skåne", to_email="x@skane.test")
    third = await said(client, campaign, step="later", answer_by="2027-02-01")
    fourth = await said(client, campaign, step="answer", text="Vi vill gärna vara med.")

    assert (first.handling, first.ball) == ("acknowledged", "them")
    assert (second.handling, second.now_with, second.now_email) == ("passed_on", "Region Skåne", "x@skane.test")
    assert str(third.ball_until) == "2027-02-01"
    assert (fourth.handling, fourth.ball, fourth.responder) == ("answered", "us", "Kaj Ask, strateg")
    kinds = [str(line.kind) for line in await Entry.filter(source__startswith="page-").order_by("id")]
    assert kinds == ["acknowledged", "passed_on", "promised", "answered"]


async def test_reading_the_page_changes_nothing_and_unknown_looks_like_unsent(client: httpx2.AsyncClient) -> None:
    campaign = await make.addressed()
    row = await make.recipient(campaign)

    unsent, unknown = await client.get(f"/r/{row.token()}"), await client.get("/r/nothing")

    assert (unsent.status_code, unknown.status_code) == (404, 404)
    assert unsent.text == unknown.text.replace("/r/nothing", f"/r/{row.token()}")
    assert await Entry.all().count() == 0


async def test_the_same_words_sent_twice_are_one_line(client: httpx2.AsyncClient) -> None:
    campaign = await make.sent()

    for _turn in range(2):
        await said(client, campaign, step="answer", text="Ja.")

    assert await Entry.filter(kind="answered").count() == 1


async def test_the_letters_calendar_has_its_days(ca1: Campaign, client: httpx2.AsyncClient) -> None:
    row = await Recipient.get(campaign=ca1, code="09")
    await note(row, await make.planner(), Noted(EntryKind.PROMISED, until_on=date(2026, 12, 11)))

    answer = await client.get(f"/calendar/letter/{ca1.slug}.ics")

    days = [str(event.decoded("DTSTART"))[:10] for event in Calendar.from_ical(answer.text).walk("VEVENT")]
    visit = "2026-10-21"  # what Uppsala's answer led to
    assert (answer.status_code, days) == (200, ["2026-06-23", "2026-09-18", "2026-12-11", visit])
    assert "@region" not in answer.text
