"""Organisers: short names, readable colours, and marks that really are pictures."""

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base import lang
from hearing.base.errors import Refusal
from hearing.base.files import File
from hearing.organisers import register
from hearing.organisers.models import Organiser
from tests import make

pytestmark = pytest.mark.anyio

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refusals in English, whichever task a test runs in."""
    monkeypatch.setattr(lang, "language", lambda: "en")


async def test_an_organiser_is_added_once(db: BaseDBAsyncClient) -> None:
    await register.add(None, "tallen", "Tallen", "info@tallen.test")

    with pytest.raises(Refusal, match="already an organiser"):
        await register.add(None, "tallen", "Tallen 2", "info@tallen.test")

    assert (await Organiser.get()).sender_name == "Tallen"


@pytest.mark.parametrize("slug", ["", "Tallen", "å", "a b", "-a", "a--b", "../x", "x" * 61])
async def test_a_short_name_fits_an_address(db: BaseDBAsyncClient, slug: str) -> None:
    with pytest.raises(Refusal, match="small letters"):
        await register.add(None, slug, "Tallen", "info@tallen.test")


@pytest.mark.parametrize(
    ("colour", "ratio"), [("#ffffff", 1.0), ("#000000", 21.0), ("#5a2a5f", 10.9), ("#777777", 4.5)]
)
def test_the_contrast_is_that_of_wcag(colour: str, ratio: float) -> None:
    assert register.contrast_with_white(colour) == pytest.approx(ratio, abs=0.05)


async def test_a_pale_colour_is_refused(db: BaseDBAsyncClient) -> None:
    here, by = await make.organiser(), await make.account()

    with pytest.raises(Refusal, match=r"2 to 1"):
        await register.change(here, by, colour="#f2a53c")


@pytest.mark.parametrize(
    ("content", "kind"), [(PNG, "png"), (b"\xff\xd8\xff\xe0", "jpeg"), (b"RIFF\0\0\0\0WEBPVP8 ", "webp")]
)
async def test_a_picture_is_known_by_its_bytes(db: BaseDBAsyncClient, content: bytes, kind: str) -> None:
    here = await make.organiser()

    await register.set_logo(here, await make.account(), content)

    assert (await File.get()).media_type == f"image/{kind}"
    assert (await Organiser.get()).logo_url == "/organisers/egen-rost/logo"


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"GIF89a", b"<html>", b"%PDF-1.7"])
async def test_anything_else_is_refused(db: BaseDBAsyncClient, content: bytes) -> None:
    with pytest.raises(Refusal, match="PNG, JPEG or WebP"):
        await register.set_logo(await make.organiser(), await make.account(), content)


async def test_a_large_picture_is_refused(db: BaseDBAsyncClient) -> None:
    with pytest.raises(Refusal, match="larger than 1 MB"):
        await register.set_logo(await make.organiser(), await make.account(), PNG + b"\0" * 1_000_000)


async def test_the_mark_is_dropped(db: BaseDBAsyncClient) -> None:
    here, by = await make.organiser(), await make.account()
    await register.set_logo(here, by, PNG)

    await register.drop_logo(here, by)

    assert (await Organiser.get()).logo_url == ""
