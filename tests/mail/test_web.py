"""The outbox's pages: what is seen, what is done, and who may not."""

from typing import Any

import httpx2
import pytest

from hearing.base.clock import now
from hearing.base.installation import mark_demo
from hearing.mail import outbox
from hearing.mail.models import MailReason, MailStatus, OutgoingMail
from hearing.organisers.models import Organiser
from tests import make
from tests.mail.conftest import post, statuses
from tests.mail.server import Wire

pytestmark = pytest.mark.anyio
LINK = "https://hearing.example/i/Qm7x2VbT9kWc4HsLpR8dYe?answer=yes"


@pytest.fixture
async def ours(wire: Wire) -> Organiser:
    return await make.organiser()


async def put(organiser: Organiser | None, key: str = "a", **changes: Any) -> OutgoingMail:
    status = changes.pop("status", MailStatus.QUEUED)
    mail = await outbox.put(
        post(key, organiser=organiser, about="event-1/2", about_title="Hearing 12 november", **changes)
    )
    await OutgoingMail.filter(pk=mail.pk).update(status=status, reason=changes.get("reason", MailReason.NONE))
    return mail


async def test_the_outbox_says_what_needs_somebody_first(ann: httpx2.AsyncClient, ours: Organiser) -> None:
    await put(ours, "a", to_name="Lars Kvist", status=MailStatus.DOUBTFUL)
    await put(ours, "b", to_name="Eva Nordin", status=MailStatus.SENT)
    await put(ours, "c", to_name="Gun-Britt Eklund", status=MailStatus.FAILED)
    text = (await ann.get("/desk/mail/")).text

    assert "Ett mejl är oklart, ett gick inte" in text
    table = text[text.index("<table") :]
    names = ["Lars Kvist", "Gun-Britt Eklund", "Eva Nordin"]
    assert sorted(names, key=table.index) == names


async def test_the_list_is_searched_and_filtered(ann: httpx2.AsyncClient, ours: Organiser) -> None:
    await put(ours, "a", to_name="Åsa Öberg")
    await put(ours, "b", to_name="Eva Nordin", to="eva@lyktan.test", status=MailStatus.SENT)

    async def names(query: str) -> list[bool]:
        table = (await ann.get(f"/desk/mail/?{query}")).text.partition('role="search"')[2]
        return [name in table for name in ("Åsa Öberg", "Eva Nordin")]

    assert await names("q=ÅSA öb") == [True, False]
    assert await names("q=lyktan") == [False, True]
    assert await names("state=sent") == [False, True]
    assert await names("about=event-1") == [True, True]
    assert await names("about=event-2&state=nonsense&mailing=99999999999&start=-1") == [False, False]


async def test_a_mail_is_seen_without_its_personal_links(ann: httpx2.AsyncClient, ours: Organiser) -> None:
    words = {"text": f"Svara: {LINK}\n", "html": f'<p>Svara: <a href="{LINK}">{LINK}</a></p>'}
    mail = await put(ours, **words)
    page = await ann.get(f"/desk/mail/{mail.pk}")
    frame = await ann.get(f"/desk/mail/{mail.pk}/html")

    for shown in (page, frame):
        assert "Qm7x2VbT" not in shown.text
        assert "Svara: " in shown.text
    assert frame.headers["content-security-policy"].startswith("sandbox; default-src 'none'; style-src 'unsafe-inline'")
    assert page.headers["content-security-policy"].endswith("frame-src 'self'")


@pytest.mark.parametrize(
    ("status", "verb", "after"),
    [
        (MailStatus.QUEUED, "cancel", "cancelled"),
        (MailStatus.HELD, "release", "queued"),
        (MailStatus.HELD, "discard", "cancelled"),
        (MailStatus.DOUBTFUL, "count", "sent"),
        (MailStatus.DOUBTFUL, "again", "queued"),
        (MailStatus.FAILED, "again", "queued"),
    ],
)
async def test_each_mail_is_acted_on_once(
    ann: httpx2.AsyncClient, ours: Organiser, status: MailStatus, verb: str, after: str
) -> None:
    mail = await put(ours, status=status)
    replies = [(await ann.post(f"/desk/mail/{mail.pk}/{verb}")).status_code for _time in range(2)]

    assert replies == [303, 409]
    assert await statuses() == {after: 1}


async def test_a_failed_mail_goes_to_a_corrected_address_or_says_what_is_wrong(
    ann: httpx2.AsyncClient, ours: Organiser
) -> None:
    mail = await put(ours, status=MailStatus.FAILED)
    wrong = await ann.post(f"/desk/mail/{mail.pk}/again", data={"address": "inte en adress"})
    right = await ann.post(f"/desk/mail/{mail.pk}/again", data={"address": "ny@göteborg.test"})

    assert (wrong.status_code, right.status_code) == (409, 303)
    assert "inte en adress" in wrong.text
    assert (await OutgoingMail.get()).to_address == "ny@xn--gteborg-90a.test"


async def test_many_are_released_at_once_and_those_the_rules_forbid_stay(
    ann: httpx2.AsyncClient, ours: Organiser
) -> None:
    await put(ours, "a", to="a@real.se", status=MailStatus.HELD)
    await put(ours, "b", status=MailStatus.HELD)
    await mark_demo("2026-11-23")
    asked = await ann.get("/desk/mail/several?do=release")
    done = await ann.post("/desk/mail/several", data={"do": "release"})

    assert "Släppa två mejl?" in asked.text
    assert done.status_code == 303
    assert dict(await OutgoingMail.all().values_list("key", "status")) == {"a": "held", "b": "queued"}


async def test_ticked_mails_are_removed(ann: httpx2.AsyncClient, ours: Organiser) -> None:
    first, second = await put(ours, "a", status=MailStatus.HELD), await put(ours, "b", status=MailStatus.HELD)
    await ann.post("/desk/mail/chosen", data={"do": "discard", "mail": [str(first.pk), "x", "99999999999"]})
    await ann.post("/desk/mail/chosen", data={"do": "fly", "mail": [str(second.pk)]})

    assert await statuses() == {"cancelled": 1, "held": 1}


async def test_a_mailing_is_watched_stopped_resumed_and_undone(ann: httpx2.AsyncClient, ours: Organiser) -> None:
    mailing = await outbox.begin_mailing(ours, None, "invite", "Inbjudan till hearing")
    await put(ours, mailing=mailing)
    pages = [await ann.get("/desk/mail/"), await ann.get(f"/desk/mail/mailings/{mailing.pk}")]
    replies = [
        await ann.post(f"/desk/mail/mailings/{mailing.pk}/{verb}") for verb in ("stop", "resume", "undo", "stop")
    ]

    assert ["Inbjudan till hearing" in page.text for page in pages] == [True, True]
    assert [reply.status_code for reply in replies] == [303, 303, 303, 409]
    assert await statuses() == {"cancelled": 1}


async def test_an_address_is_blocked_and_opened_again(ann: httpx2.AsyncClient, ours: Organiser) -> None:
    mail = await put(ours)
    await ann.post(f"/desk/mail/{mail.pk}/block", data={"reason": "Vill inte ha mejl"})
    shut = (await ann.get(f"/desk/mail/{mail.pk}")).text
    await ann.post(f"/desk/mail/{mail.pk}/unblock")

    assert "Vill inte ha mejl" in shut
    assert "Vill inte ha mejl" not in (await ann.get(f"/desk/mail/{mail.pk}")).text


async def test_readers_see_and_change_nothing_others_see_nothing(
    bo: httpx2.AsyncClient, eve: httpx2.AsyncClient, ours: Organiser
) -> None:
    mail = await put(ours, status=MailStatus.HELD)
    mailing = await outbox.begin_mailing(ours, None, "invite", "Inbjudan")
    pages = ["/desk/mail/", f"/desk/mail/{mail.pk}", f"/desk/mail/{mail.pk}/html", f"/desk/mail/mailings/{mailing.pk}"]

    assert [(await bo.get(page)).status_code for page in pages] == [200] * 4
    assert [(await eve.get(page)).status_code for page in pages] == [200, 404, 404, 404]
    assert "Åsa Berg" not in (await eve.get("/desk/mail/")).text
    assert (await bo.post(f"/desk/mail/{mail.pk}/release")).status_code == 403
    assert (await eve.post("/desk/mail/chosen", data={"do": "discard", "mail": str(mail.pk)})).status_code == 303
    assert await statuses() == {"held": 1}


async def test_mail_of_no_organiser_is_the_administrators(
    ann: httpx2.AsyncClient, eve: httpx2.AsyncClient, ours: Organiser
) -> None:
    mail = await put(None, kind="sign_in", to_name="Karin Wester")
    found = [(await who.get(f"/desk/mail/{mail.pk}")).status_code for who in (ann, eve)]

    assert found == [200, 404]


async def test_a_number_no_row_can_have_is_not_found(ann: httpx2.AsyncClient, ours: Organiser) -> None:
    for path in ("/desk/mail/99999999999999999999", "/desk/mail/mailings/99999999999999999999"):
        assert (await ann.get(path)).status_code == 404


async def test_a_long_list_is_paged_and_costs_a_bounded_number_of_queries(
    ann: httpx2.AsyncClient, ours: Organiser, caplog: pytest.LogCaptureFixture
) -> None:
    await outbox.put_all([post(f"m{n}", f"a{n}@b.test", organiser=ours) for n in range(120)])
    await OutgoingMail.filter(id__lte=60).update(status=MailStatus.SENT, sent_at=now())
    with caplog.at_level("DEBUG", "tortoise.db_client"):
        page = await ann.get("/desk/mail/?start=50")

    assert "Visar 51–100 av 120" in page.text
    assert 0 < len(caplog.records) <= 14
