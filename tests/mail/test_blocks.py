"""Who gets no mail from whom: an address that is gone from nobody, who asked from the one that was asked."""

import httpx2
import pytest

from hearing.base.errors import Refusal
from hearing.mail import blocks, outbox
from hearing.mail.models import BlockCause, BlockedAddress, MailReason
from hearing.mail.rules import blocked
from hearing.organisers.models import Organiser
from tests import make
from tests.mail.conftest import Somebody, post
from tests.mail.server import Wire

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def test_an_opt_out_holds_for_the_organiser_that_was_asked(wire: Wire, organiser: Organiser) -> None:
    other = await make.organiser("annan", "Annan")
    await blocks.block("ASA@b.test", "vill inte", None, BlockCause.ASKED, organiser.pk)
    mine = await outbox.put(post("a", organiser=organiser))
    theirs = await outbox.put(post("b", organiser=other))
    nobodys = await outbox.put(post("c"))

    assert [mail.reason for mail in (mine, theirs, nobodys)] == [MailReason.BLOCKED, MailReason.NONE, MailReason.NONE]


async def test_an_address_that_is_gone_is_gone_for_everybody(organiser: Organiser) -> None:
    await blocks.block("asa@b.test", "5.1.1", None)
    asked = [("Asa@b.test", organiser.pk), ("asa@b.test", None), ("bo@b.test", None)]

    assert await blocked(asked) == set(asked[:2])


async def test_a_lifted_block_is_put_back_as_it_was(organiser: Organiser, karin: Somebody) -> None:
    row = await blocks.block("asa@b.test", "vill inte", karin, BlockCause.ASKED, organiser.pk)
    await blocks.lift(row, karin)
    with pytest.raises(Refusal):
        await blocks.lift(row, karin)
    free = await blocked([("asa@b.test", organiser.pk)])
    await blocks.put_back(row, karin)
    back = await BlockedAddress.get()

    assert (len(free), bool(back.lifted_at), back.since_at, back.reason) == (0, False, row.since_at, "vill inte")
    await blocks.lift(row, karin)
    await blocks.block("asa@b.test", "igen", karin, BlockCause.ASKED, organiser.pk)
    with pytest.raises(Refusal):
        await blocks.put_back(row, karin)


async def test_the_list_shows_ours_and_everybodys_and_lifting_is_undone(ann: httpx2.AsyncClient) -> None:
    organiser = await make.organiser()
    other = await make.organiser("annan", "Annan")
    row = await blocks.block("var@b.test", "bad om det", None, BlockCause.ASKED, organiser.pk)
    foreign = await blocks.block("deras@b.test", "bad dem", None, BlockCause.ASKED, other.pk)
    await blocks.block("borta@b.test", "5.1.1", None)
    text = (await ann.get("/desk/mail/blocked/")).text

    assert [address in text for address in ("var@b.test", "borta@b.test", "deras@b.test")] == [True, True, False]
    assert (await ann.post(f"/desk/mail/blocked/{foreign.pk}/lift")).status_code == 404
    assert (await ann.post(f"/desk/mail/blocked/{row.pk}/lift")).status_code == 303
    assert "var@b.test" not in (await ann.get("/desk/mail/blocked/")).text
    assert (await ann.post(f"/desk/mail/blocked/{row.pk}/again")).status_code == 303
    assert await BlockedAddress.standing().count() == 3
