"""Files with a letter, versions compared, points that keep their numbers, bad tables: clear sentences, nothing half kept."""

import httpx2
import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.tables import as_xlsx
from hearing.letters import campaigns, enclosures, papers, sending
from hearing.letters.campaigns import Text, Wish
from hearing.letters.models import Campaign, Demand
from hearing.letters.models_enclosure import Enclosure
from hearing.letters.models_recipient import RecipientValue
from hearing.mail.models import MailAttachment, OutgoingMail
from tests.letters import make

pytestmark = pytest.mark.anyio


async def test_small_files_go_in_the_mail_and_are_named_in_it(db: BaseDBAsyncClient) -> None:
    campaign, by = await make.addressed(), await make.planner()
    await enclosures.add(campaign, by, b"Rapport", "rapport {{x}}.txt")

    await sending.send(campaign, by)
    await papers.make_next()

    mail = await OutgoingMail.filter(kind="letter").order_by("id").first()
    assert mail and "rapport ((x)).txt" in mail.body_text
    assert {one.name for one in await MailAttachment.filter(mail=mail)} == {"rapport {{x}}.txt", "ER-26-1-01.pdf"}


async def test_large_files_stay_on_the_page(db: BaseDBAsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enclosures, "MOST_MAILED", 3)
    campaign, by = await make.addressed(), await make.planner()
    await enclosures.add(campaign, by, b"Rapport", "rapport.txt")

    await sending.send(campaign, by)
    await papers.make_next()

    mail = await OutgoingMail.filter(kind="letter").order_by("id").first()
    assert mail and "för stora för ett mejl" in " ".join(mail.body_text.split())
    assert await MailAttachment.filter(mail=mail).count() == 1  # the letter itself


async def test_a_file_is_added_read_and_taken_away(ann: httpx2.AsyncClient) -> None:
    campaign = await make.draft()
    here = f"/desk/letters/{campaign.pk}/files"
    sent = {"file": ("../../elak<b>.html", b"<script>alert(1)</script>", "text/html")}
    assert (await ann.post(here, files=sent)).status_code == 303
    row = await Enclosure.get()

    answer = await ann.get(f"{here}/{row.pk}")

    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert "/" not in row.name and (await ann.post(here, files=sent)).status_code == 409
    assert (await ann.post(here, files={"file": ("", b"")})).status_code == 409
    assert row.name.partition("<")[0] in (await ann.get(f"/desk/letters/{campaign.pk}/text")).text
    await ann.post(f"{here}/{row.pk}/remove")
    assert await Enclosure.all().count() == 0


async def test_a_point_mended_or_removed_leaves_the_others_their_numbers(db: BaseDBAsyncClient) -> None:
    campaign, by = await make.draft(), await make.planner()
    points = ("väntetid till besök", "andel med plan", "egen skattning")
    await campaigns.change(campaign, by, Text({}, [Wish("Mål", 1, points)]))

    changed = ("väntetid till första besök", "egen skattning", "något helt nytt om tid")
    await campaigns.change(campaign, by, Text({}, [Wish("Mål", 1, changed)]))

    rows = await Demand.filter(campaign=campaign).exclude(parent_id=None).order_by("number")
    assert [(row.number, row.text) for row in rows] == [
        (1, "väntetid till första besök"),
        (3, "egen skattning"),
        (4, "något helt nytt om tid"),
    ]


async def test_what_changed_is_shown_line_by_line(ann: httpx2.AsyncClient) -> None:
    campaign = await make.draft()
    await campaigns.change(campaign, await make.planner(), Text({"title": "Nytt namn"}, [Wish("Mål", 1)]))

    shown = (await ann.get(f"/desk/letters/{campaign.pk}/versions/2/changes")).text

    assert "<del>Använd pengarna</del>" in shown and "<ins>Nytt namn</ins>" in shown
    assert "första versionen" in (await ann.get(f"/desk/letters/{campaign.pk}/versions/1/changes")).text


async def keep(ann: httpx2.AsyncClient, campaign: Campaign, table: str = "", file: bytes = b"") -> httpx2.Response:
    """Send a table for the letter, pasted or as a file."""
    here = f"/desk/letters/{campaign.pk}/recipients/values"
    files = {"file": ("tabell.xlsx", file)} if file else {}
    return await ann.post(here, data={"table": table, "programme": "", "key": "belopp"}, files=files or None)


async def test_a_table_with_wrong_codes_names_the_lines_and_keeps_nothing(ann: httpx2.AsyncClient) -> None:
    campaign = await make.addressed()
    table = "kod;belopp;säkerhet\nnorra;6000000;uppgiven\nsöder;1;uppgiven\n;2;\nsodra;3;kanske\nnorra;4;uppgiven"

    answer = await keep(ann, campaign, table)

    assert answer.status_code == 422 and await RecipientValue.all().count() == 0
    assert "Rad 4: koden saknas" in answer.text and "Rad 5:" in answer.text
    assert "söder;1;uppgiven" in answer.text  # what was typed stays
    table = "kod;belopp\nnorra;6000000\nsöder;1\nnorra;4"
    answer = await keep(ann, campaign, table)
    assert "Rad 3: ingen mottagare har koden söder" in answer.text
    assert "Rad 4: koden norra står också på rad 2" in answer.text and await RecipientValue.all().count() == 0


async def test_a_spreadsheet_is_read_with_certainty_kept(ann: httpx2.AsyncClient) -> None:
    campaign = await make.addressed()
    sheet = as_xlsx([["kod", "belopp", "säkerhet"], ["norra", 6_000_000, "uppgiven"], ["sodra", 5, "sannolik"]], "T")

    answer = await keep(ann, campaign, file=sheet)

    rows = {row.recipient.code: row for row in await RecipientValue.all().select_related("recipient")}
    assert answer.status_code == 303
    assert (rows["norra"].amount, str(rows["norra"].certainty)) == (6_000_000, "stated")
    assert str(rows["sodra"].certainty) == "likely"


@pytest.mark.parametrize("wrong", [b"PK\x03\x04skr\xe4p", b"\x00\x01\x02", b"kod"])
async def test_a_file_that_is_no_table_says_so(ann: httpx2.AsyncClient, wrong: bytes) -> None:
    answer = await keep(ann, await make.addressed(), file=wrong)

    assert answer.status_code == 422 and ("kan inte läsas" in answer.text or "minst en rad" in answer.text)


async def test_thirty_demands_and_a_large_body_are_taken_one_more_is_not(ann: httpx2.AsyncClient) -> None:
    typed = {"kind": "letter", "title": "Stort", "subject": "Stort", "body": "Ord å ä ö. " * 17_000, "language": "sv"}
    thirty = [f"Krav {number}" for number in range(1, 31)]
    more = {"demand_number": [""] * 31, "demand_points": [""] * 31}

    assert (await ann.post("/desk/letters/", data=typed | more | {"demand_text": thirty})).status_code == 303
    campaign = await Campaign.get(title="Stort")
    assert await Demand.filter(campaign=campaign).count() == 30 and len(campaign.body.encode()) > 200_000
    refused = await ann.post("/desk/letters/", data=typed | more | {"demand_text": [*thirty, "Ett till"]})
    assert refused.status_code == 422 and "högst 30 krav" in refused.text


async def test_nobody_on_the_list_sends_nothing(ann: httpx2.AsyncClient) -> None:
    campaign = await make.draft()

    answer = await ann.post(f"/desk/letters/{campaign.pk}/send")

    assert answer.status_code == 409 and "inga mottagare" in answer.text
    assert await OutgoingMail.all().count() == 0
