"""The code for the door: on the receipt, on the badge, typed or scanned at the door; it opens nothing else."""

import httpx2
import pytest

from hearing.base.clock import now
from hearing.door import badges, lists
from hearing.invitations import codes
from tests import make as tools
from tests.invitations import make

pytestmark = pytest.mark.anyio


async def test_the_receipt_shows_the_code_and_the_door_finds_it(ann: httpx2.AsyncClient) -> None:
    event = await make.event(organiser=await tools.organiser())
    row = await make.invitation(event, status="yes", seat=True, name="Mia Ja", answered_at=now())
    other = await make.invitation(event, status="yes", seat=True, name="Bo Ja", answered_at=now())
    code = codes.code_of(row)

    receipt = (await ann.get(f"/i/{row.token()}/receipt")).text
    door = await ann.get(f"/desk/events/{event.pk}/door?q={code}")

    assert len(code) == 8
    assert code != codes.code_of(other)
    assert code in receipt
    assert "<svg" in receipt
    assert ("Mia Ja" in door.text, "Bo Ja" in door.text) == (True, False)
    assert "camera=()" in door.headers["permissions-policy"]
    assert (await ann.get(f"/i/{code}")).status_code == 404


async def test_those_who_do_not_come_have_no_code(ann: httpx2.AsyncClient) -> None:
    event = await make.event(organiser=await tools.organiser())
    row = await make.invitation(event, status="no", name="Per Nej", answered_at=now())

    assert codes.code_of(row) not in (await ann.get(f"/i/{row.token()}/receipt")).text


async def test_badges_carry_the_code_of_their_row(db: object) -> None:
    event = await make.event()
    row = await make.invitation(event, status="yes", seat=True, name="Mia Ja")

    (guest,) = (await lists.hall(event)).guests
    (badge,) = await badges.told(event)

    assert guest.code == codes.code_of(row)
    assert badge["code"] == codes.picture(event.pk, guest.code, 1)
    assert badges.make([badge], "sv", "Hearing", "Egen röst").startswith(b"%PDF-")


async def test_a_link_of_a_secret_that_is_gone_leaves_the_door_open(ann: httpx2.AsyncClient) -> None:
    event = await make.event(organiser=await tools.organiser())
    row = await make.invitation(event, status="yes", seat=True, name="Mia Ja", answered_at=now())
    await type(row).filter(pk=row.pk).update(link_key="gone")

    door = await ann.get(f"/desk/events/{event.pk}/door")

    assert (door.status_code, "Mia Ja" in door.text) == (200, True)
    assert [one["code"] for one in await badges.told(event)] == [""]
