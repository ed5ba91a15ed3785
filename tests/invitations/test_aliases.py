"""Who stands in no list: the name is on no list, table or log, whoever looks; the invitation's own page has it."""

import json
from typing import Any

import httpx2
import pytest

from hearing.events.models import Event
from hearing.invitations import exports
from hearing.invitations.models import Invitation
from tests import make as tools
from tests.invitations import make

pytestmark = pytest.mark.anyio
WORD = "Plantnamn"
GUESTS = ("", "/call-list", "/call-list?all=1", "/tally")
TABLES = ("/door", "/door/paper", "/tables/guests.csv", "/tables/attendance.csv", "/log")
MAILINGS = tuple(f"/mailings/{kind}" for kind in ("nudge", "week", "day"))
READ = ("/desk/", "/desk/attention", "/desk/staff/log", "/desk/events/reach")


async def hiding(event: Event, guest: httpx2.AsyncClient) -> Invitation:
    """She says yes on her own page, and stands in no list."""
    facts: dict[str, Any] = {
        "organisation_name": f"{WORD} kommun",
        "title": f"{WORD}chef",
        "appointed_by": WORD,
        "phone": "070-1",
    }
    row = await make.invitation(event, name=f"Birgit {WORD}", party="C", **facts)
    form = {"answer": "yes", "needs_shown": "1", "hidden": "on", "comment": "Jag kommer."}
    assert (await guest.post(f"/i/{row.token()}", data=form)).status_code in (200, 303)
    return row


async def test_the_name_of_who_stands_in_no_list_is_in_none(
    ann: httpx2.AsyncClient, bo: httpx2.AsyncClient, guest: httpx2.AsyncClient
) -> None:
    event = await make.event(organiser=await tools.organiser())
    row = await hiding(event, guest)
    here = f"/desk/events/{event.pk}"
    pages = [f"{here}/guests{one}" for one in GUESTS] + [here + one for one in (*TABLES, *MAILINGS)] + [*READ]

    told = {(who, page): await one.get(page) for who, one in (("ann", ann), ("bo", bo)) for page in pages}
    own = await bo.get(f"{here}/guests/{row.pk}")

    assert (await Invitation.get(pk=row.pk)).alias == "Deltagare 1"
    assert [at for at, got in told.items() if WORD in got.text] == []
    assert {at[1] for at, got in told.items() if got.status_code == 200 and "Deltagare 1" in got.text} >= {
        f"{here}/guests",
        f"{here}/mailings/day",
        f"{here}/tables/guests.csv",
        f"{here}/log",
        "/desk/staff/log",
    }
    assert own.status_code == 200 and WORD in own.text
    assert WORD not in json.dumps(await exports.event(event.pk))


async def test_the_named_of_an_organisation_hides_too(db: object) -> None:
    event = await make.event()
    host = await make.invitation(event, status="yes", places=2)
    facts = {"alias": "Deltagare 4", "appointed_by": WORD, "host_id": host.pk}
    await make.invitation(event, status="yes", name=f"Eva {WORD}", **facts)

    told = json.dumps(await exports.event(event.pk), ensure_ascii=False)

    assert "Deltagare 4" in told and WORD not in told
