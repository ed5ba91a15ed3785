"""The pages of incoming mail: seen, searched, sorted, undone; others see nothing of it."""

from email.message import EmailMessage
from typing import Any

import httpx2
import pytest

from hearing.base.clock import now
from hearing.mail import blocks, inbox, outbox
from hearing.mail.inbox import Sorter
from hearing.mail.models import BlockedAddress, OutgoingMail
from hearing.mail.models_in import IncomingMail, IncomingMatch, IncomingStatus
from hearing.organisers.models import Organiser
from tests import make
from tests.mail.conftest import post
from tests.mail.known import DALARNA, HIS, raw, sort
from tests.mail.server import Wire

pytestmark = pytest.mark.anyio
HERE = "/desk/mail/inbox"
LINK = "https://hearing.example/i/Qm7x2VbT9kWc4HsLpR8dYe?answer=yes"


@pytest.fixture
async def ours(wire: Wire) -> Organiser:
    return await make.organiser()


@pytest.fixture
async def mail(sorter: Sorter, ours: Organiser) -> IncomingMail:
    """A mail that may belong to our letter."""
    await outbox.put(post("a", HIS, organiser=ours, about=DALARNA, about_title="Öppet brev", to_name="Region Dalarna"))
    return await sort(sorter, raw(f"Vårt svar om {DALARNA}.", sender="nn@region-dalarna.test", subject="Vårt svar"))


async def test_the_list_says_what_waits_and_what_it_may_be_about(ann: httpx2.AsyncClient, mail: IncomingMail) -> None:
    text = (await ann.get(f"{HERE}/")).text

    assert "Ett mejl att titta på" in text
    assert "Region Dalarna, Öppet brev" in text
    assert "Vårt svar" in text


async def test_one_mail_says_why_and_is_put_there_with_one_press(ann: httpx2.AsyncClient, mail: IncomingMail) -> None:
    text = (await ann.get(f"{HERE}/{mail.pk}")).text
    reply = await ann.post(f"{HERE}/{mail.pk}/accept", data={"ref": DALARNA})
    after = (await ann.get(f"{HERE}/{mail.pk}")).text

    assert "Vår beteckning står i det." in text
    assert reply.status_code == 303
    assert "Ann Lind lade det dit." in after
    assert (await ann.post(f"{HERE}/{mail.pk}/accept", data={"ref": DALARNA})).status_code == 409
    assert (await ann.post(f"{HERE}/{mail.pk}/reopen")).status_code == 303
    assert (await IncomingMail.get(pk=mail.pk)).status == IncomingStatus.UNSORTED


async def test_every_verb_answers(ann: httpx2.AsyncClient, mail: IncomingMail) -> None:
    verbs: list[tuple[str, dict[str, str]]] = [
        ("assign", {"name": "Ann Lind"}),
        ("refuse", {"ref": DALARNA}),
        ("attach", {"ref": DALARNA}),
        ("answer", {"text": "Tack!"}),
        ("done", {}),
        ("reopen", {}),
        ("not-ours", {}),
        ("block", {}),
        ("reread", {}),
    ]
    replies = [(await ann.post(f"{HERE}/{mail.pk}/{verb}", data=data)).status_code for verb, data in verbs]
    page = await ann.get(f"{HERE}/{mail.pk}")

    assert replies == [303] * len(verbs)
    assert page.status_code == 200
    assert (await IncomingMail.get(pk=mail.pk)).assigned_to == "Ann Lind"
    assert await OutgoingMail.exists(kind="reply", to_address="nn@region-dalarna.test")


async def test_html_is_framed_without_scripts_or_personal_links(
    ann: httpx2.AsyncClient, ours: Organiser, sorter: Sorter
) -> None:
    mail = await sort(sorter, raw(f"Svar: {LINK}"))
    await IncomingMail.filter(pk=mail.pk).update(html=f'<p>Svar: <a href="{LINK}">{LINK}</a></p>')
    page, frame = await ann.get(f"{HERE}/{mail.pk}"), await ann.get(f"{HERE}/{mail.pk}/html")

    assert ["Qm7x2VbT" in one.text for one in (page, frame)] == [False, False]
    assert frame.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert page.headers["content-security-policy"].endswith("frame-src 'self'")


def with_file() -> bytes:
    """A mail with a file of a dangerous kind."""
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "nn@okand.test", "Med fil"
    mail.set_content("Se bilagan.")
    mail.add_attachment("<script>alert(1)</script>", subtype="html", filename="Bekräftelse å.html")
    return mail.as_bytes()


async def test_files_and_the_raw_mail_are_fetched_never_shown(
    ann: httpx2.AsyncClient, ours: Organiser, sorter: Sorter
) -> None:
    content = with_file()
    mail = await sort(sorter, content)
    (one,) = mail.attachments
    file, whole = await ann.get(f"{HERE}/{mail.pk}/files/{one['part']}"), await ann.get(f"{HERE}/{mail.pk}/raw")

    for reply in (file, whole):
        assert reply.headers["content-disposition"].startswith("attachment;")
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["content-security-policy"].startswith("sandbox")
    assert (b"alert(1)" in file.content, file.headers["content-type"]) == (True, "application/octet-stream")
    assert whole.content == content
    assert (await ann.get(f"{HERE}/{mail.pk}/files/77")).status_code == 404


async def test_many_are_put_away_at_once(ann: httpx2.AsyncClient, mail: IncomingMail) -> None:
    await ann.post(f"{HERE}/chosen", data={"do": "fly", "mail": [str(mail.pk)]})
    await ann.post(f"{HERE}/chosen", data={"do": "not-ours", "mail": [str(mail.pk), "x", "99999999999"]})

    assert (await IncomingMail.get(pk=mail.pk)).status == IncomingStatus.DONE
    assert "Inget väntar" in (await ann.get(f"{HERE}/")).text


async def test_readers_see_and_change_nothing_others_see_nothing(
    bo: httpx2.AsyncClient, eve: httpx2.AsyncClient, mail: IncomingMail
) -> None:
    theirs = await eve.get(f"{HERE}/{mail.pk}")  # nobody's yet: everybody may sort it, but not see our letters
    await IncomingMail.filter(pk=mail.pk).update(organiser_id=(await make.organiser()).pk)
    pages = [f"{HERE}/{mail.pk}", f"{HERE}/{mail.pk}/html", f"{HERE}/{mail.pk}/raw"]

    assert (theirs.status_code, "Öppet brev" in theirs.text) == (200, False)
    assert [(await bo.get(page)).status_code for page in pages] == [200] * 3
    assert [(await eve.get(page)).status_code for page in pages] == [404] * 3
    assert (await bo.post(f"{HERE}/{mail.pk}/done")).status_code == 403
    assert (await eve.post(f"{HERE}/{mail.pk}/done")).status_code == 404
    assert "Hör dit" not in (await bo.get(f"{HERE}/{mail.pk}")).text


async def test_another_organisers_letter_cannot_be_chosen(eve: httpx2.AsyncClient, mail: IncomingMail) -> None:
    for verb in ("accept", "attach"):
        assert (await eve.post(f"{HERE}/{mail.pk}/{verb}", data={"ref": DALARNA})).status_code == 409
    assert await IncomingMatch.filter(mail_id=mail.pk, certain=True).count() == 0


async def many(organiser: Organiser, number: int, **more: Any) -> None:
    known = {"size": 1, "received_at": now(), "due_at": now(), "status": IncomingStatus.UNSORTED} | more
    rows = [
        IncomingMail(sha256=f"{n:064}", subject=f"Mejl {n}", search_text=f"mejl {n}", **known) for n in range(number)
    ]
    await IncomingMail.bulk_create(rows, batch_size=200)
    mails = await IncomingMail.all().values_list("id", flat=True)
    await IncomingMatch.bulk_create([IncomingMatch(mail_id=pk, ref=f"event-1/{pk}") for pk in mails], batch_size=200)


async def test_a_long_list_is_searched_paged_and_costs_few_queries(
    ann: httpx2.AsyncClient, ours: Organiser, caplog: pytest.LogCaptureFixture
) -> None:
    await many(ours, 120)
    one = await IncomingMail.get(subject="Mejl 60")
    for path in ("?start=50", str(one.pk)):
        caplog.clear()
        with caplog.at_level("DEBUG", "tortoise.db_client"):
            page = await ann.get(f"{HERE}/{path}")
        assert page.status_code == 200
        assert 0 < len(caplog.records) <= 12
    assert "Visar 51–100 av 120" in (await ann.get(f"{HERE}/?start=50")).text
    assert "Visar 1–1 av 1" in (await ann.get(f"{HERE}/?q=MEJL 119")).text
    assert "Inget mejl passar" in (await ann.get(f"{HERE}/?q=finns inte")).text


async def test_blocked_addresses_say_why_and_are_lifted(
    ann: httpx2.AsyncClient, bo: httpx2.AsyncClient, mail: IncomingMail
) -> None:
    assert "Ingen adress är spärrad" in (await ann.get("/desk/mail/blocked/")).text
    row = await blocks.block("borta@x.test", "5.1.1 okänd", None, incoming=int(mail.pk))
    text = (await ann.get("/desk/mail/blocked/?q=borta")).text

    assert "5.1.1 okänd" in text
    assert f"{HERE}/{mail.pk}" in text
    assert "Ingen adress passar" in (await ann.get("/desk/mail/blocked/?q=zz")).text
    assert (await bo.post(f"/desk/mail/blocked/{row.pk}/lift")).status_code == 403
    assert (await ann.post(f"/desk/mail/blocked/{row.pk}/lift")).status_code == 303
    assert await BlockedAddress.standing().count() == 0


async def test_a_mail_not_yet_read_waits(ann: httpx2.AsyncClient, ours: Organiser) -> None:
    mail = await inbox.keep(raw())

    assert (await ann.get(f"{HERE}/{mail.pk}")).status_code == 200
    assert (await ann.post(f"{HERE}/{mail.pk}/done")).status_code == 409


def png(width: int, height: int) -> bytes:
    """The first bytes of such a picture."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02"


async def test_pictures_are_shown_small_and_only_pictures(ann: httpx2.AsyncClient, ours: Organiser) -> None:
    words = EmailMessage()
    words["From"], words["Message-ID"] = HIS, "<bild@region.test>"
    words.set_content("Se bilden.")
    for content, kind in ((png(40, 30), "png"), (b"<svg onload=alert(1)>", "png"), (png(90_000, 90_000), "png")):
        words.add_attachment(content, "image", kind, filename="bild.png")
    sorter = Sorter(inbox.Inbound())
    mail = await sort(sorter, words.as_bytes())
    await sorter.stop()

    page = (await ann.get(f"{HERE}/{mail.pk}")).text
    seen = [await ann.get(f"{HERE}/{mail.pk}/files/{one['part']}/picture") for one in mail.attachments]

    assert page.count("/picture") == 3
    assert [one.status_code for one in seen] == [200, 404, 404]
    assert (seen[0].headers["content-type"], "sandbox" in seen[0].headers["content-security-policy"]) == (
        "image/png", True,
    )  # fmt: skip


async def test_an_absence_and_an_opt_out_are_offered_and_nothing_more(
    ann: httpx2.AsyncClient, sorter: Sorter, ours: Organiser
) -> None:
    away = raw("Åter den 3 augusti. Kontakta Eva Ek, eva@b.test", HIS, "Autosvar", Auto_Submitted="auto-replied")
    mail = await sort(sorter, away)
    out = await sort(sorter, raw("Sluta skicka mejl till mig.", "nn@b.test", "Hej", References="<2@b.test>"))

    pages = [(await ann.get(f"{HERE}/{one.pk}")).text for one in (mail, out)]

    assert "Uppgiven ersättare: Eva Ek eva@b.test." in pages[0]
    assert "Inget stoppas förrän någon här säger till." in pages[1]
    assert (await BlockedAddress.all().count(), await OutgoingMail.all().count()) == (0, 0)
