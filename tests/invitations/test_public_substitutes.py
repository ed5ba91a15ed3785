"""Both links when somebody comes instead, and the desk where it is decided."""

import httpx2
import pytest

from hearing.events import documents
from hearing.events.models import Event
from hearing.events.models_documents import SeenBy
from hearing.invitations import substitutes
from hearing.invitations.answer import Source
from hearing.invitations.models import Invitation, Substitute
from hearing.invitations.settle import fresh
from hearing.mail.models import OutgoingMail
from tests import make as tools
from tests.invitations import make

pytestmark = pytest.mark.anyio
Guest = httpx2.AsyncClient
PDF = b"%PDF-1.4\n%%EOF\n"
OTHER = {"answer": "other", "substitute_name": "Ulf Nyström", "substitute_email": "ulf@region.test"}


async def replaced(guest: Guest) -> tuple[Invitation, Substitute]:
    """Lena sends Ulf of the same house."""
    row = await make.invitation(await make.event(capacity=1), name="Lena Berg", email="lena@region.test")
    await guest.post(f"/i/{row.token()}", data=OTHER)
    return row, await Substitute.get()


async def test_both_see_how_it_stands(guest: Guest) -> None:
    row, ulf = await replaced(guest)

    invited = (await guest.get(f"/i/{row.token()}")).text
    receipt = (await guest.get(f"/i/{row.token()}/receipt")).text
    instead = (await guest.get(f"/i/{ulf.token()}")).text

    assert "Ulf Nyström kommer i ditt ställe och har en egen inbjudan" in invited
    assert "Tack. Ulf Nyström kommer i ditt ställe." in receipt
    assert "Du kommer i stället för Lena Berg" in instead
    assert f"/i/{ulf.token()}" in (await OutgoingMail.get(kind="stand_in")).body_text


async def test_looking_changes_nothing(guest: Guest) -> None:
    _row, ulf = await replaced(guest)
    before = [await Invitation.all().values(), await Substitute.all().values()]

    for asked in ("", "?answer=no", "/receipt", "/event.ics"):
        assert (await guest.get(f"/i/{ulf.token()}{asked}")).status_code == 200

    assert [await Invitation.all().values(), await Substitute.all().values()] == before


async def test_the_substitute_answers_by_the_own_link(guest: Guest) -> None:
    row, ulf = await replaced(guest)

    sent = await guest.post(f"/i/{ulf.token()}", data={"answer": "yes"})
    shown = await guest.get(sent.headers["location"])

    now = await Invitation.get(pk=row.pk)
    assert (now.status, now.seat, now.substitution, now.answered_by) == ("yes", True, "accepted", "Ulf Nyström")
    assert "Tack, Ulf. Du är anmäld." in shown.text


async def test_a_substitute_neither_reads_nor_erases_the_words_of_the_invited(guest: Guest) -> None:
    row, ulf = await replaced(guest)
    await Invitation.filter(pk=row.pk).update(comment="Jag är sjukskriven.")

    shown = await guest.get(f"/i/{ulf.token()}")
    await guest.post(f"/i/{ulf.token()}", data={"answer": "yes", "comment": ""})
    silent = (await Invitation.get(pk=row.pk)).comment
    await guest.post(f"/i/{ulf.token()}", data={"answer": "no", "comment": "Tåget går inte."})
    await guest.post(f"/i/{ulf.token()}", data={"answer": "no", "comment": "Tåget går inte."})

    assert "sjukskriven" not in shown.text
    assert silent == "Jag är sjukskriven."
    assert (await Invitation.get(pk=row.pk)).comment == "Jag är sjukskriven.\nUlf Nyström: Tåget går inte."
    assert "sjukskriven" not in (await guest.get(f"/i/{ulf.token()}")).text


async def test_one_who_no_longer_comes_is_told_so_and_answers_nothing(guest: Guest) -> None:
    row, ulf = await replaced(guest)
    await guest.post(f"/i/{row.token()}", data={"answer": "yes"})

    shown = await guest.get(f"/i/{ulf.token()}")
    sent = await guest.post(f"/i/{ulf.token()}", data={"answer": "no"})

    assert ("Du behöver inte komma" in shown.text, "Du behöver inte komma" in sent.text) == (True, True)
    assert (await Invitation.get(pk=row.pk)).status == "yes"


async def test_the_file_for_the_calendar_is_only_for_the_one_who_comes(guest: Guest) -> None:
    row, ulf = await replaced(guest)
    await Event.filter(pk=row.event.pk).update(mode="hybrid", online_url="https://mote.test/1")

    invited = await guest.get(f"/i/{row.token()}/event.ics")
    instead = await guest.get(f"/i/{ulf.token()}/event.ics")
    await guest.post(f"/i/{row.token()}", data={"answer": "yes"})
    after = await guest.get(f"/i/{row.token()}/event.ics")

    assert (invited.status_code, instead.status_code, after.status_code) == (404, 200, 200)
    for part in ("/event.ics", "", "/receipt", "/documents/1"):
        stood_down = await guest.get(f"/i/{ulf.token()}{part}")
        assert "mote.test" not in stood_down.text.replace("\r\n ", "")
        assert stood_down.status_code == (404 if part in ("/event.ics", "/documents/1") else 200)


async def test_the_one_who_is_replaced_sees_only_what_all_the_invited_see(guest: Guest) -> None:
    row, ulf = await replaced(guest)
    karin = await make.account()
    for_all = await documents.add(row.event, karin, PDF, "a.pdf", "Program", SeenBy.INVITED)
    for_coming = await documents.add(row.event, karin, PDF, "b.pdf", "Underlag", SeenBy.COMING)

    async def listed(token: str) -> list[bool]:
        text = (await guest.get(f"/i/{token}")).text
        return [f"/documents/{one.pk}" in text for one in (for_all, for_coming)]

    opened = await guest.get(f"/i/{row.token()}/documents/{for_coming.pk}")
    assert opened.status_code == 404
    assert (await listed(row.token()), await listed(ulf.token())) == ([True, False], [True, True])


async def test_a_substitute_with_only_a_place_in_the_queue_is_not_said_to_come(guest: Guest) -> None:
    event = await make.event(capacity=1)
    await guest.post(f"/i/{(await make.invitation(event)).token()}", data={"answer": "yes"})
    row = await make.invitation(event, name="Lena Berg", email="lena@region.test")
    await guest.post(f"/i/{row.token()}", data=OTHER)

    receipt = (await guest.get(f"/i/{row.token()}/receipt")).text
    opened = (await guest.get(f"/i/{row.token()}")).text
    own = (await guest.get(f"/i/{(await Substitute.get()).token()}")).text
    told = await OutgoingMail.get(kind="substitute_accepted")
    instead = await OutgoingMail.get(kind="stand_in")

    assert (await Invitation.get(pk=row.pk)).status == "waiting"
    assert "Ulf Nyström har plats 1 i kön i ditt ställe." in receipt and "kommer i ditt ställe" not in receipt
    assert "Ulf Nyström står i kön i ditt ställe, på plats 1" in opened and "kommer i ditt ställe" not in opened
    assert "Du står i kön i stället för Lena Berg" in own and "Du kommer i stället" not in own
    assert "har plats 1 i kön" in " ".join(told.body_text.split())
    assert "kommer i ditt ställe" not in told.subject + " ".join(told.body_text.split())
    assert "Du står i kön i stället för Lena Berg" in instead.subject
    assert "du kommer i stället" not in " ".join(instead.body_text.split())


async def test_a_substitute_who_said_no_is_not_said_to_come(guest: Guest) -> None:
    row, ulf = await replaced(guest)
    await guest.post(f"/i/{ulf.token()}", data={"answer": "no"})

    pages = [(await guest.get(f"/i/{row.token()}{part}")).text for part in ("", "/receipt")]

    assert ["Ulf Nyström kan inte heller komma." in page for page in pages] == [True, True]
    assert ["kommer i ditt ställe" in page or "Du behöver inte göra något" in page for page in pages] == [False, False]


async def test_a_refusal_is_shown_to_the_invited(guest: Guest) -> None:
    row = await make.invitation(await make.event())
    await guest.post(f"/i/{row.token()}", data=OTHER | {"substitute_email": "ulf@kommun.test"})
    await substitutes.refuse(await fresh(int(row.pk)), await make.account(), "Det måste vara en politiker.")

    shown = (await guest.get(f"/i/{row.token()}")).text

    assert "Ulf Nyström kan inte komma i ditt ställe. Det måste vara en politiker." in shown


async def test_staff_decide_on_the_list(ann: Guest) -> None:
    event = await make.event(organiser=await tools.organiser())
    row = await make.invitation(event)
    await substitutes.propose(row, substitutes.Proposal("Sara Lindh", email="sara@kommun.test"), Source())
    base = f"/desk/events/{event.pk}/guests"

    listed = (await ann.get(base)).text
    assert ("Godkänn Sara Lindh" in listed, "Sara Lindh kommer i stället" in listed) == (True, False)
    assert "Godkänn Sara Lindh" in (await ann.get(f"{base}/{row.pk}")).text
    assert "Säga nej till Sara Lindh?" in (await ann.get(f"{base}/{row.pk}/substitute/refuse")).text
    assert (await ann.post(f"{base}/{row.pk}/substitute/accept")).status_code == 303
    assert (await ann.post(f"{base}/{row.pk}/substitute/refuse")).status_code == 409
    text = (await ann.get(f"{base}/{row.pk}")).text
    assert ("Ersättare godkänd" in text, (await Substitute.get()).token() in text) == (True, True)
