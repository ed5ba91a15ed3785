"""What the browser fetches: known, whole, and fit for the strict policy."""

import base64
import hashlib
import re
from pathlib import Path

import pytest

from hearing.base.paths import STATIC, TEMPLATES

SHEETS = sorted((STATIC / "css").glob("*.css"))
PAGES = sorted(TEMPLATES.rglob("*.html"))


def test_the_vendored_script_is_the_one_we_noted() -> None:
    note = (STATIC / "js" / "VENDOR.md").read_text(encoding="utf-8")

    digest = base64.b64encode(hashlib.sha384((STATIC / "js" / "htmx.min.js").read_bytes()).digest()).decode()

    assert f"| 4.0.1 | Zero-Clause BSD | `{digest}` |" in note


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_style_sheet_points_only_at_our_own_files(sheet: Path) -> None:
    text = sheet.read_text(encoding="utf-8")

    for target in re.findall(r"url\(\"([^\"]+)\"\)", text):
        assert (STATIC / "css" / target).resolve().is_file(), target
    assert "data:" not in text
    assert len(text.splitlines()) <= 150


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TEMPLATES)))
def test_no_page_carries_code_or_style_of_its_own(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    if "mail" not in page.parts:
        assert not re.search(r"\sstyle=|<style|\shx-on|\son[a-z]+=\"", text)
    assert not re.search(r"<script(?![^>]*(src=|application/ld\+json))", text)


def test_every_icon_a_page_names_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'id="i-([\w-]+)"', (STATIC / "img" / "icons.svg").read_text(encoding="utf-8")))

    named = {name for page in PAGES for name in re.findall(r'icon\("([\w-]+)"', page.read_text(encoding="utf-8"))}

    assert named - sprite == set()


def test_the_licences_travel_along() -> None:
    assert "Lucide" in (STATIC / "img" / "icons.svg").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / "OFL.txt").read_text(encoding="utf-8")
