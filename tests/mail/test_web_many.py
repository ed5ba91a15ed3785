"""The outbox per mailing, event, letter, guest and address: counts, next try, hold, take back, resend, decide in bulk."""

from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import httpx2
import pytest

from hearing.base.audit import AuditEntry
from hearing.base.clock import now
from hearing.mail import outbox
from hearing.mail.models import MailReason, MailStatus, OutgoingMail
from hearing.organisers.models import Organiser
from tests import make
from tests.mail.conftest import Somebody, post, statuses
from tests.mail.server import Wire

pytestmark = pytest.mark.anyio
HERE = "/desk/mail/"
MANY = "/desk/mail/several"


@pytest.fixture
async def ours(wire: Wire) -> Organiser:
    return await make.organiser()


async def put(ours: Organiser, key: str, about: str = "event-1/2", **changes: Any) -> OutgoingMail:
    """A mail about something, as it stands."""
    to = changes.pop("to", f"{key}@b.test")
    mail = await outbox.put(post(key, to, organiser=ours, about=about, about_title="Hearing i Falun"))
    if changes:
        await OutgoingMail.filter(pk=mail.pk).update(**changes)
    return await OutgoingMail.get(pk=mail.pk)


def undo_of(reply: httpx2.Response) -> str:
    """Where the toast's Undo posts to."""
    told = unquote(reply.headers["set-cookie"].partition("said=")[2].partition(";")[0])
    return told.partition('"undo": "')[2].partition('"')[0]


@pytest.mark.parametrize(
    ("query", "title", "there"),
    [
        ("about=event-1", "Hearing i Falun", "/desk/events/1"),
        ("about=event-1/2", "Åsa Berg, Hearing i Falun", "/desk/events/1/guests/2"),
        ("to=a@b.test", "a@b.test", "?state=queued&amp;to=a%40b.test"),
    ],
)
async def test_each_view_tells_counts_the_next_try_and_the_servers_words(
    ann: httpx2.AsyncClient, ours: Organiser, query: str, title: str, there: str
) -> None:
    later = now() + timedelta(hours=1)
    words: dict[str, Any] = {"attempts": 2, "tried_at": now(), "last_text": "4.2.0 mailbox busy", "due_at": later}
    await put(ours, "a", **words)
    await put(ours, "x", about="event-9/1", status=MailStatus.DOUBTFUL)
    text = (await ann.get(f"{HERE}?{query}")).text

    assert f'<h1 class="dash">{title}</h1>' in text
    assert "Nästa försök" in text
    assert "4.2.0 mailbox busy" in text
    assert "Gick de iväg" not in text  # the other event's
    assert f'href="{there}"' in text
    assert "Håll kvar alla" in text


async def test_a_mailing_tells_its_next_try_and_decides_in_bulk(
    ann: httpx2.AsyncClient, ours: Organiser, karin: Somebody
) -> None:
    mailing = await outbox.begin_mailing(ours, karin, "invite", "Inbjudan")
    for key, status in (("a", MailStatus.DOUBTFUL), ("b", MailStatus.FAILED), ("c", MailStatus.QUEUED)):
        await put(ours, key, mailing_id=mailing.pk, status=status, tried_at=now(), last_text="the words")
    text = (await ann.get(f"{HERE}mailings/{mailing.pk}")).text

    assert "Nästa skickas" in text
    assert "the words" in text
    assert f"several?mailing={mailing.pk}&amp;state=doubtful&amp;do=again" in text
    assert (await ann.get(f"{MANY}?mailing={mailing.pk}&state=doubtful&do=count")).status_code == 200
    await ann.post(MANY, data={"do": "count", "mailing": str(mailing.pk), "state": "doubtful"})
    assert await statuses() == {"sent": 1, "failed": 1, "queued": 1}


async def test_what_waits_is_kept_back_and_let_go_with_undo(ann: httpx2.AsyncClient, ours: Organiser) -> None:
    await put(ours, "a")
    await put(ours, "b", status=MailStatus.HELD, reason=MailReason.NO_SERVER)
    await put(ours, "c", about="event-9/1")
    kept = await ann.post(MANY, data={"do": "keep", "about": "event-1"})
    held = dict(await OutgoingMail.all().values_list("key", "reason"))
    await ann.post(undo_of(kept))

    assert held == {"a": "staff", "b": "no_server", "c": ""}
    assert dict(await OutgoingMail.all().values_list("key", "status")) == {"a": "queued", "b": "held", "c": "queued"}
    assert await AuditEntry.filter(what__in=["mail.kept", "mail.released"]).count() == 2


async def test_sending_many_again_asks_first(ann: httpx2.AsyncClient, ours: Organiser) -> None:
    first, second = (
        await put(ours, "a", status=MailStatus.DOUBTFUL),
        await put(ours, "b", status=MailStatus.FAILED, about="event-2/1"),
    )
    ticked = {"do": "again", "mail": [str(first.pk), str(second.pk)]}
    asked = await ann.post(f"{HERE}chosen", data=ticked)
    before = await statuses()
    done = await ann.post(MANY, data=ticked)

    assert "Skicka två mejl igen?" in asked.text
    assert "kommer en gång till" in asked.text
    assert before == {"doubtful": 1, "failed": 1}
    assert (done.status_code, await statuses()) == (303, {"queued": 2})
    assert await AuditEntry.filter(what="mail.sent_again").count() == 2


@pytest.mark.parametrize("do", ["release", "let_go", "keep", "cancel", "discard", "count", "again", "nonsense"])
async def test_every_question_is_asked_also_about_nothing(ann: httpx2.AsyncClient, ours: Organiser, do: str) -> None:
    empty = await ann.get(f"{MANY}?do={do}&about=event-7")
    for key, status in (("a", "queued"), ("b", "held"), ("c", "doubtful"), ("d", "failed")):
        await put(ours, key, status=MailStatus(status), reason=MailReason.STAFF if status == "held" else "")
    full = await ann.get(f"{MANY}?do={do}")

    assert (empty.status_code, full.status_code) == (200, 200)
    assert "Inga mejl här" in empty.text
    assert 'action="/desk/mail/several"' in full.text
    assert await statuses() == {"queued": 1, "held": 1, "doubtful": 1, "failed": 1}


@pytest.mark.parametrize(
    ("status", "verb", "between"),
    [
        (MailStatus.QUEUED, "cancel", "cancelled"),
        (MailStatus.QUEUED, "keep", "held"),
        (MailStatus.HELD, "discard", "cancelled"),
        (MailStatus.DOUBTFUL, "count", "sent"),
    ],
)
async def test_what_was_done_with_one_mail_is_undone_once(
    ann: httpx2.AsyncClient, ours: Organiser, status: MailStatus, verb: str, between: str
) -> None:
    mail = await put(ours, "a", status=status)
    done = await ann.post(f"{HERE}{mail.pk}/{verb}")
    seen = await statuses()
    answers = [(await ann.post(undo_of(done))).status_code for _time in range(2)]

    assert (seen, answers) == ({between: 1}, [303, 409])
    assert await statuses() == {str(status): 1}


async def test_a_mail_written_anew_keeps_the_old_one_cancelled(ann: httpx2.AsyncClient, ours: Organiser) -> None:
    old = await put(ours, "a", to="a@b.test")
    await ann.post(f"{HERE}{old.pk}/cancel")
    await put(ours, "b", to="a@b.test")

    assert (await ann.post(f"{HERE}{old.pk}/back")).status_code == 409
    assert await statuses() == {"cancelled": 1, "queued": 1}


async def test_others_and_readers_do_nothing(bo: httpx2.AsyncClient, eve: httpx2.AsyncClient, ours: Organiser) -> None:
    mail = await put(ours, "a")

    assert (await bo.post(MANY, data={"do": "cancel"})).status_code == 403
    assert (await eve.post(MANY, data={"do": "cancel", "mail": str(mail.pk)})).status_code == 303
    assert [(await eve.post(f"{HERE}{mail.pk}/{verb}")).status_code for verb in ("keep", "back")] == [404, 404]
    assert "Hearing i Falun" not in (await eve.get(f"{HERE}?about=event-1")).text
    assert "Håll kvar alla" not in (await bo.get(f"{HERE}?about=event-1")).text
    assert await statuses() == {"queued": 1}
