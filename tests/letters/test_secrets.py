"""Acceptance: nothing private of a letter stands on any public page, feed, table or frame. Words are planted everywhere."""

import json
import re
from xml.etree import ElementTree

import httpx2
import pytest

from hearing.events.models import Event
from hearing.letters import forwarding, responses
from hearing.letters.forwarding import Passed
from hearing.letters.kinds_case import Verdict
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.merge import page_url
from hearing.letters.models import Campaign, Demand
from hearing.letters.models_entry import Entry
from hearing.letters.models_recipient import Recipient
from hearing.letters.models_signing import Signatory
from hearing.letters.responses import Noted, Who
from hearing.staff.models import Role
from tests import make as desk
from tests.letters import make

pytestmark = pytest.mark.anyio
WORD, MAIL, PHONE = "PLANTERAT", "planterad@hemlig.test", "070-111 22 33"
SECRETS = (WORD, MAIL, PHONE, "@region", "08-465", ".test", "RD26/02214")
UNTICKED, TICKED = "13", "20"


def pages(slug: str) -> list[str]:
    letter = [f"/letters/{slug}{end}" for end in ("", ".json", ".atom", "/map")]
    places = ["/places/20-dalarna", "/places/13-halland", "/places/09-gotland"]
    whole = ["/letters/", "/feed.atom", *letter, *places, f"/calendar/letter/{slug}.ics", "/calendar/all.ics"]
    return [*whole, *(f"/en{path}" for path in whole if not path.startswith("/calendar"))]


async def plant(campaign: Campaign) -> None:
    """Put words wherever staff and authorities write what is not for everyone."""
    by = await make.planner()
    for row in await Recipient.filter(campaign=campaign, code__in=[UNTICKED, TICKED, "09"]):
        for kind in (EntryKind.NOTE, EntryKind.HEARSAY, EntryKind.CONTACT, EntryKind.AUTO_REPLY):
            await responses.note(row, by, Noted(kind, f"{WORD} {MAIL}", who=Who(WORD, WORD, MAIL)))
        await responses.note(row, by, Noted(EntryKind.ACKNOWLEDGED, WORD, references=[WORD]))
        await forwarding.pass_on(row, by, Passed(Who(WORD, WORD, MAIL), WORD, text=f"{WORD} {PHONE}"))
        demand = await Demand.filter(campaign=campaign, parent_id=None).first()
        facts = {"tags": [WORD], "assessment": "declining", "outcomes": []}
        await responses.sort(row, by, facts, {demand.number: (Verdict.NO, WORD)} if demand else {})
        await Recipient.filter(pk=row.pk).update(email=MAIL, registrator_email=MAIL, name=WORD, title=WORD)
    row = await Recipient.get(campaign=campaign, code=UNTICKED)
    await responses.note(row, by, Noted(EntryKind.ANSWERED, f"{WORD} obockat svar", who=Who(WORD, WORD, MAIL)))
    await Campaign.filter(pk=campaign.pk).update(contact=f"{WORD}, {PHONE}")
    await Signatory.filter(campaign=campaign).update(contact=WORD, email=MAIL, comment=WORD, signer_name=WORD)
    await Event.filter(status="draft").update(title=WORD, origin=row.ref)


async def test_planted_words_are_found_on_no_public_page(ca1: Campaign, client: httpx2.AsyncClient) -> None:
    await plant(ca1)

    told = {path: await client.get(path) for path in pages(str(ca1.slug))}

    assert {path: answer.status_code for path, answer in told.items() if answer.status_code != 200} == {}
    found = [(path, word) for path, answer in told.items() for word in SECRETS if word in text(path, answer.text)]
    assert found == []


def text(path: str, body: str) -> str:
    """What is told, without the addresses calendars of events and their identifiers must have."""
    if path.endswith(".ics"):
        return "\n".join(line for line in body.splitlines() if not line.startswith(("UID", "ORGANIZER", " ")))
    return body.replace("http://localhost", "")


async def test_an_answer_is_on_every_public_page_once_ticked(ca1: Campaign, client: httpx2.AsyncClient) -> None:
    row = await Recipient.get(campaign=ca1, code=UNTICKED)
    there = [f"/letters/{ca1.slug}", f"/letters/{ca1.slug}.json", f"/letters/{ca1.slug}.atom", "/places/13-halland"]

    before = ["Kort svar." in (await client.get(path)).text for path in there]
    await responses.show(row, await make.planner(), True, "Kort svar.")
    after = ["Kort svar." in (await client.get(path)).text for path in there]
    (line,) = await Entry.filter(recipient=row, kind=EntryKind.SHOWN)
    await responses.take_back(line, await Recipient.get(pk=row.pk), await make.planner())
    undone = ["Kort svar." in (await client.get(path)).text for path in there]

    assert (before, after, undone) == ([False] * 4, [True] * 4, [False] * 4)


async def test_only_the_map_may_be_framed_and_it_runs_nothing(ca1: Campaign, client: httpx2.AsyncClient) -> None:
    frame, letter = await client.get(f"/letters/{ca1.slug}/map"), await client.get(f"/letters/{ca1.slug}")

    policy = frame.headers["content-security-policy"]
    assert "frame-ancestors *" in policy and "script-src" not in policy and "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in letter.headers["content-security-policy"]
    assert "<script" not in frame.text and "<form" not in frame.text and "set-cookie" not in frame.headers
    assert frame.text.count('<a class="tile ') == 21 and "&lt;iframe src=&#34;http" in letter.text


async def test_the_feeds_are_atom_and_tell_the_letters(ca1: Campaign, client: httpx2.AsyncClient) -> None:
    whole, own = await client.get("/feed.atom"), await client.get(f"/letters/{ca1.slug}.atom")

    name = "{http://www.w3.org/2005/Atom}"
    titles = [one.findtext(f"{name}title") for one in ElementTree.fromstring(whole.text).iter(f"{name}entry")]
    answers = list(ElementTree.fromstring(own.text).iter(f"{name}entry"))
    assert ca1.title in titles and len(answers) == 1 + 9
    assert len({one.findtext(f"{name}id") for one in answers}) == 10
    told = json.loads((await client.get(f"/letters/{ca1.slug}.json")).text)
    assert sum(one["answer"] is not None for one in told["recipients"]) == 9


async def test_a_reader_gets_no_authority_link_in_any_file(ca1: Campaign, client: httpx2.AsyncClient) -> None:
    row = await Recipient.get(campaign=ca1, code=UNTICKED)
    here, by = f"/desk/letters/{ca1.pk}", await make.planner()
    await responses.note(row, by, Noted(EntryKind.ANSWERED, f"Ni skrev: {page_url(row)}"))
    files = [f"{here}/letter.json", f"{here}/table.csv", f"{here}/recipients/{row.pk}/dossier.pdf"]

    def links(answer: httpx2.Response) -> int:
        return len(re.findall(r"/r/\w{22}", answer.text))

    await desk.signed_in(client, await desk.member(ca1.organiser, "Bo Ek", Role.READER), ca1.organiser)
    read = [await client.get(path) for path in files]
    await desk.signed_in(client, await desk.member(ca1.organiser, "Ann Lind", Role.PLANNER), ca1.organiser)
    written = await client.get(files[0])

    assert [(one.status_code, links(one)) for one in read] == [(200, 0)] * 3
    assert {one["url"] for one in read[0].json()["recipients"]} == {None} and links(written) > 20
