"""Badges: whole names, Swedish letters, substitutes and aliases, five hundred in good time."""

import re
import time
from zlib import decompress, error

import httpx2
import pytest

from hearing.base.clock import now
from hearing.door import badges
from hearing.invitations import codes
from hearing.invitations.models import Substitute
from tests import make as tools
from tests.invitations import make

pytestmark = pytest.mark.anyio
LONG = "Maria Magdalena Katarina von Wachtmeister-Åkerström af Överluleå"


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf + unpacked(pdf)))


def unpacked(pdf: bytes) -> bytes:
    found = b""
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S):
        try:
            found += decompress(stream)
        except error:
            continue
    return found


def test_ten_badges_fill_a_page_and_it_is_tagged() -> None:
    pdf = badges.make([{"name": LONG, "part": "Region Västra Götaland"}] * 21, "sv", "Hearing i Falun", "Egen röst")

    assert (pdf[:5], pages(pdf)) == (b"%PDF-", 3)
    assert b"/MarkInfo" in pdf + unpacked(pdf)


def test_five_hundred_take_less_than_ten_seconds() -> None:
    begun = time.perf_counter()

    wanted = [{"name": f"{LONG} {n}", "part": "Åäö", "code": codes.picture(1, f"abcd{n}", 1)} for n in range(500)]
    badges.make(wanted, "sv", "Hearing", "Egen röst")

    assert time.perf_counter() - begun < 10


async def test_those_who_come_have_badges(ann: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    event = await make.event(organiser=await tools.organiser())
    await make.invitation(event, status="yes", seat=True, name="B Hemlig", title="Chef", alias="Deltagare 2")
    row = await make.invitation(event, status="yes", seat=True, name="A Ek", substitution="accepted")
    await Substitute.create(invitation=row, status="accepted", name="Åsa Öst", party="C", created_at=now())
    await make.invitation(event, status="yes", seat=True, name="C Al", organisation_name="Lyktan", places=2)
    await make.invitation(event, status="no", name="D Nej")
    seen: list[dict[str, str]] = []
    make_pdf = badges.make

    def watched(wanted: list[dict[str, str]], *more: str) -> bytes:
        seen.extend(wanted)
        return make_pdf(wanted, *more)

    monkeypatch.setattr(badges, "make", watched)

    got = await ann.get(f"/desk/events/{event.pk}/door/badges.pdf")

    assert (got.status_code, got.headers["content-type"]) == (200, "application/pdf")
    assert [(one["name"], one["part"]) for one in seen] == [
        ("Åsa Öst (C)", "i stället för A Ek"),
        *[("C Al", "Lyktan")] * 2,
        ("Deltagare 2", ""),
    ]
