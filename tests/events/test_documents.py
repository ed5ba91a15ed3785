"""Documents of an event: who sees which, how they are served, order, undo, and what is erased."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from hearing.base.clock import freeze, now
from hearing.base.files import File
from hearing.events import documents
from hearing.events.models import Event
from hearing.events.models_documents import EventDocument, SeenBy
from hearing.invitations import dispatch
from hearing.invitations.models_dispatch import DispatchKind
from hearing.mail.models import OutgoingMail
from tests import make as tools
from tests.events import make
from tests.invitations import make as guests

pytestmark = pytest.mark.anyio
PDF = b"%PDF-1.7 Anteckningar"


async def added(event: Event, seen_by: str = "everybody", title: str = "Anteckningar", content: bytes = PDF) -> Any:
    return await documents.add(event, await make.planner(), content, "Noter åäö.pdf", title, SeenBy(seen_by))


async def sent(ann: httpx2.AsyncClient, event: Event, content: bytes, **fields: str) -> httpx2.Response:
    files = {"file": ("../Plan <1>.html", content, "text/html")}
    return await ann.post(f"/desk/events/{event.pk}/documents/", data=fields, files=files)


async def test_a_file_is_handed_in_and_served_to_keep(ann: httpx2.AsyncClient) -> None:
    event = await make.event()

    answer = await sent(ann, event, b"<script>alert(1)</script>", seen_by="everybody")

    row = await EventDocument.get(event_id=event.pk)
    assert (answer.status_code, row.title, row.file_name, row.added_by) == (
        303,
        "Plan _1_",
        "Plan _1_.html",
        "Ann Lind",
    )
    got = await ann.get(f"/events/{event.slug}/documents/{row.pk}")
    assert got.content == b"<script>alert(1)</script>"
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["content-disposition"].startswith("attachment")
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in got.headers["content-security-policy"]


async def test_too_large_and_empty_files_are_refused(ann: httpx2.AsyncClient) -> None:
    event = await make.event()

    empty = await sent(ann, event, b"", title="Plan", seen_by="staff")
    large = await sent(ann, event, b"x" * (25 * 1024 * 1024 + 1), seen_by="staff")
    fits = await sent(ann, event, b"x" * (3 * 1024 * 1024), seen_by="staff")
    elsewhere = await ann.post("/desk/events/", data={"title": "x" * 3_000_000})

    assert [one.status_code for one in (empty, large, fits, elsewhere)] == [422, 422, 303, 413]
    assert "större än 25 MB" in large.text
    assert 'value="Plan"' in empty.text


async def test_each_reader_sees_what_is_meant_for_them(client: httpx2.AsyncClient) -> None:
    event = await make.event()
    rows = {one: await added(event, one, f"För {one}") for one in ("everybody", "invited", "coming", "staff")}
    comes = await guests.invitation(event, status="yes", answered_at=now())
    silent = await guests.invitation(event)

    async def seen(base: str) -> list[str]:
        return [
            name for name, row in rows.items() if (await client.get(f"{base}/documents/{row.pk}")).status_code == 200
        ]

    assert await seen(f"/events/{event.slug}") == ["everybody"]
    assert await seen(f"/i/{silent.token()}") == ["everybody", "invited"]
    assert await seen(f"/i/{comes.token()}") == ["everybody", "invited", "coming"]
    assert await seen(f"/desk/events/{event.pk}") == []
    public = (await client.get(f"/events/{event.slug}")).text
    own = (await client.get(f"/i/{comes.token()}")).text
    assert ["För everybody" in public, "För invited" in public, "För coming" in own, "För staff" in own] == [
        True, False, True, False,
    ]  # fmt: skip


async def test_order_change_and_undo(ann: httpx2.AsyncClient) -> None:
    event = await make.event()
    first, second = await added(event, title="Ett"), await added(event, title="Två", content=b"2")
    base = f"/desk/events/{event.pk}/documents"

    await ann.post(f"{base}/{second.pk}/up")
    assert [row.title for row in await documents.of(event, "staff")] == ["Två", "Ett"]
    await ann.post(f"{base}/{first.pk}/edit", data={"title": "Först", "seen_by": "staff", "afterwards": "on"})
    gone = await ann.post(f"{base}/{second.pk}/remove")
    assert [(row.title, row.afterwards) for row in await documents.of(event, "staff")] == [("Först", True)]
    assert (await ann.get(f"/events/{event.slug}/documents/{second.pk}")).status_code == 404
    assert "put-back" in gone.headers["set-cookie"]
    await ann.post(f"{base}/{second.pk}/put-back")
    assert len(await documents.of(event, "staff")) == 2


async def test_what_was_taken_away_is_erased_after_a_month(db: object) -> None:
    event = await make.event()
    row, same, other = await added(event), await added(event), await added(event, content=b"annat")
    for one in (row, other):
        await documents.remove(one, event, await make.planner())
    assert not await documents.forget_next()

    with freeze(now() + timedelta(days=31)):
        assert [await documents.forget_next() for _ in range(3)] == [True, True, False]

    assert [one.pk for one in await EventDocument.all()] == [same.pk]
    assert [bytes(file.content) for file in await File.all()] == [PDF]


async def test_the_mail_of_thanks_names_the_material(db: object) -> None:
    event = await Event.get(pk=(await guests.event(organiser=await tools.organiser())).pk).select_related(
        "organiser", "venue"
    )
    await guests.invitation(event, status="yes", attended=True, name="Lena Ja")
    for seen_by in ("everybody", "coming", "staff"):
        await added(event, seen_by, f"Bilder för {seen_by}")

    with freeze(event.ends_at + timedelta(days=1)):
        event = await Event.get(pk=event.pk).select_related("organiser", "venue")
        rows = await dispatch.recipients(DispatchKind.THANKS, event, None, early=False)
        await dispatch.send_now(event, DispatchKind.THANKS, await make.planner(), {int(row.pk) for row in rows})

    text = (await OutgoingMail.get(kind="thanks")).body_text
    assert [f"- Bilder för {one}" in text for one in ("everybody", "coming", "staff")] == [True, True, False]
