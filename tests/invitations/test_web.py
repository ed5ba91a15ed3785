"""The guest pages: what they show, what they write, how many queries they cost."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest
from tortoise.backends.asyncpg.client import TransactionWrapper

from hearing.base.clock import today
from hearing.base.sqlite import ImmediateTransaction
from hearing.db import dialect
from hearing.events.models import Event
from hearing.invitations.models import Invitation
from hearing.mail.models import Mailing, OutgoingMail
from hearing.people.models import Person
from tests import make as tools
from tests.invitations import make

pytestmark = pytest.mark.anyio
Ann = httpx2.AsyncClient


async def ours(**facts: Any) -> Event:
    """An event of the organiser Ann works for."""
    return await make.event(organiser=await tools.organiser(), **facts)


async def test_the_list_says_how_each_answered(ann: Ann) -> None:
    event = await ours(capacity=5, groups={"Politiker": 2})
    row = await make.invitation(event, name="Lena Bergström", party="C")

    data = {"answer": "no", "how": "phone", "said_by": "Eva Ek", "material": "1", "receipt": "1"}
    sent = await ann.post(f"/desk/events/{event.pk}/guests/{row.pk}/answer", data=data)
    text = (await ann.get(sent.headers["location"])).text

    assert sent.status_code == 303
    for words in (
        "Lena Bergström (C)",
        "Per telefon i dag",
        "inskrivet av Ann Lind",
        "Enligt Eva Ek",
        "vill ha materialet",
    ):
        assert words in text


@pytest.mark.parametrize(
    "asked", ["", "?answer=yes", "?answer=substitute", "?q=lena", "?sort=name", "?answer=<x>&start=-1"]
)
async def test_the_list_can_be_asked(ann: Ann, asked: str) -> None:
    event = await ours()
    await make.invitation(event)

    assert (await ann.get(f"/desk/events/{event.pk}/guests{asked}")).status_code == 200


async def test_a_pasted_list_is_shown_before_it_is_kept(ann: Ann) -> None:
    event = await ours()
    known = await make.invitation(event)
    text = f"Nya Nilsson <nya@x.test>\n{known.email}\nnya@x.test\nhej"

    shown = await ann.post(f"/desk/events/{event.pk}/guests/paste", data={"people": text})
    before = await Invitation.filter(event=event).count()
    kept = await ann.post(f"/desk/events/{event.pk}/guests/paste", data={"people": text, "sure": "1"})

    assert (shown.status_code, before, kept.status_code) == (200, 1, 303)
    assert "Redan inbjuden" in shown.text
    assert [row.name for row in await Invitation.filter(event=event, status="draft")] == ["Nya Nilsson"]
    assert (await Person.get(email="nya@x.test")).organiser_id == event.organiser_id  # type: ignore[attr-defined]


async def test_from_choice_to_sent_and_back(ann: Ann) -> None:
    event = await ours()
    base = f"/desk/events/{event.pk}/guests"
    await ann.post(f"{base}/one", data={"name": "Lena Ek", "email": "lena@x.test", "places": "1"})
    await ann.post(f"{base}/write", data={"subject": "Inbjudan", "body": "Hej {förnamn}!", "language": "sv"})

    example = (await ann.get(f"{base}/preview")).text
    assert ("Lena" in example, "Ja, jag kommer" in example, "?answer=" in example) == (True, True, False)
    assert "Skicka en inbjudan" in (await ann.get(f"{base}/confirm")).text
    assert (await ann.post(f"{base}/send")).status_code == 303
    shown = (await ann.get(base)).text
    assert ("Ångra" in shown, "hålls kvar i utkorgen" in shown, "Går iväg" in shown) == (True, True, False)
    mailing = await Mailing.get()
    await ann.post(f"{base}/mailings/{mailing.pk}/undo")

    assert ((await Invitation.get()).status, (await OutgoingMail.get()).status) == ("draft", "cancelled")
    assert "Personer: 1" in (await ann.get(f"/desk/events/{event.pk}/log")).text


async def test_a_missing_value_is_filled_in_and_leads_back_to_the_examples(ann: Ann) -> None:
    event = await ours()
    row = await make.invitation(event, status="draft", email="lena@x.test", name="Lena Ek")
    await make.invitation(event, email="taken@x.test")
    there = f"/desk/events/{event.pk}/guests/{row.pk}/edit"
    typed = {"name": "Lena Ek", "email": "lena@x.test", "title": "ordförande", "there": "preview"}

    refused = await ann.post(there, data={**typed, "email": "taken@x.test"})
    done = await ann.post(there, data=typed)

    assert (refused.status_code, "ordförande" in refused.text, 'value="preview"' in refused.text) == (409, True, True)
    assert done.headers["location"] == f"/desk/events/{event.pk}/guests/preview"


async def test_somebody_without_address_is_on_the_call_list(ann: Ann) -> None:
    event = await ours()
    row = await make.invitation(event, name="Åsa Öberg", email="")

    assert "Åsa Öberg" in (await ann.get(f"/desk/events/{event.pk}/guests/call-list")).text
    assert row.token() in (await ann.get(f"/desk/events/{event.pk}/guests/{row.pk}/letter")).text


async def test_readers_write_nothing(bo: Ann) -> None:
    event = await ours()
    row = await make.invitation(event)

    assert (await bo.get(f"/desk/events/{event.pk}/guests")).status_code == 200
    assert (await bo.post(f"/desk/events/{event.pk}/guests/{row.pk}/answer", data={"answer": "yes"})).status_code == 403


async def test_the_start_page_says_what_waits(ann: Ann) -> None:
    event = await ours(answer_by_on=today() + timedelta(days=2))
    await make.invitation(event)
    await make.invitation(event, status="draft", name="Ej Skickad")
    await make.invitation(event, status="yes", seat=True, substitution="proposed")

    text = (await ann.get("/desk/")).text

    assert "Tre saker behöver dig, Ann" in text
    for words in ("En har inte svarat", "En ersättare är föreslagen", "En vald har inte fått sin inbjudan"):
        assert words in text


class Counted:
    """Counts the statements of the open database."""

    def __init__(self, connection: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seen: list[str] = []
        for kind in (type(connection), ImmediateTransaction, TransactionWrapper):
            for name in ("execute_query", "execute_query_dict", "execute_insert", "execute_many"):
                monkeypatch.setattr(kind, name, self.counting(getattr(kind, name)))

    def counting(self, method: Any) -> Any:
        async def counted(client: Any, query: str, *rest: Any, **more: Any) -> Any:
            before = len(self.seen)
            result = await method(client, query, *rest, **more)
            del self.seen[before:]
            self.seen.append(query)
            return result

        return counted


async def test_an_answer_takes_few_statements(db: Any, client: Ann, monkeypatch: pytest.MonkeyPatch) -> None:
    event = await make.event(1, {"Politiker": 1})
    rows = [await make.invitation(event) for _ in range(3)]
    counted = Counted(db, monkeypatch)
    costs = []
    for row, said in ((rows[0], "yes"), (rows[1], "yes"), (rows[2], "maybe"), (rows[0], "no")):
        counted.seen.clear()
        assert (await client.post(f"/i/{row.token()}", data={"answer": said})).status_code == 303
        costs.append(len(counted.seen))

    assert max(costs) <= 12, (dialect(), costs)


async def test_the_list_costs_the_same_however_long(db: Any, ann: Ann, monkeypatch: pytest.MonkeyPatch) -> None:
    event = await ours(capacity=5, groups={"Politiker": 2})
    await make.invitation(event, status="waiting", queue_number=1)
    counted, costs = Counted(db, monkeypatch), []
    for _ in range(2):
        counted.seen.clear()
        await ann.get(f"/desk/events/{event.pk}/guests")
        costs.append(len(counted.seen))
        for _more in range(60):
            await make.invitation(event, status="waiting", queue_number=2)

    assert costs[0] == costs[1] <= 20
