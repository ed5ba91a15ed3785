"""The frozen corpus of incoming mail is whole: files, lines, placeholders, addresses. What it means is tested elsewhere."""

import email
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

CORPUS = Path(__file__).parent / "corpus"
WIDE = CORPUS.parent / "wide"
FILES = sorted(CORPUS.glob("*.eml"))
LINES: list[dict[str, Any]] = [json.loads(line) for line in (CORPUS / "expected.jsonl").read_text().splitlines()]
WORLD: dict[str, Any] = json.loads((CORPUS / "world.json").read_text())
REFS = {row["ref"] for row in [*WORLD["letter"]["recipients"], *WORLD["invitations"]]}
KINDS = set(
    "reply forwarded_reply auto_reply acknowledgement bounce_hard bounce_soft delay spam loop calendar_reply unmatched".split()
)
FIELDS = "kind match suggest_contains references answer folded counts_as_answer suppressed why".split()
PLACEHOLDER = re.compile(r"\{(token|message|verp):([^{}|\s]+)(?:\|(upper|wrong1|cut))?\}")
HOST = re.compile(r"(?:@|https?://)([a-z0-9-]+(?:\.[a-z0-9-]+)+)", re.IGNORECASE)


def readable(raw: bytes) -> str:
    """All of a mail on whole lines: quoted-printable joined, headers and calendars unfolded, base64 opened."""
    text = re.sub(r"=\r\n|\r\n[ \t]", "", raw.decode("latin-1"))
    parts = email.message_from_bytes(raw).walk()
    opened = [part.get_payload(decode=True) for part in parts if part.get("Content-Transfer-Encoding") == "base64"]
    return text + "".join(data.decode("latin-1").replace("\r\n ", "") for data in opened if isinstance(data, bytes))


def test_every_file_has_its_line() -> None:
    assert [line["file"] for line in LINES] == [file.name for file in FILES]
    assert len(FILES) == 400


@pytest.mark.parametrize("folder", [CORPUS, WIDE], ids=["frozen", "wide"])
def test_nothing_has_changed_since_the_freeze(folder: Path) -> None:
    frozen = {line[66:]: line[:64] for line in (folder / "SHA256SUMS").read_text().splitlines()}
    files = [*folder.glob("*.eml"), *folder.glob("*.json*")]

    assert frozen == {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_lines_end_as_in_mail() -> None:
    assert [
        file.name for file in [*FILES, *WIDE.glob("*.eml")] if re.search(rb"(?<!\r)\n|\r(?!\n)", file.read_bytes())
    ] == []


def test_lines_use_the_words_of_the_contract() -> None:
    assert [line["file"] for line in LINES if not set(FIELDS) <= set(line)] == []
    assert {kind for line in LINES for kind in [line["kind"], *line.get("kind_also", [])]} <= KINDS
    assert {
        ref for line in LINES for name in ("match", "match_may", "suggest_contains") for ref in line.get(name, [])
    } <= REFS


def test_placeholders_are_known() -> None:
    found = [
        mark for file in FILES for mark in re.findall(r"\{(?:token|message|verp)[^}]*\}?", readable(file.read_bytes()))
    ]

    assert [mark for mark in found if not (match := PLACEHOLDER.fullmatch(mark)) or match[2] not in REFS] == []


def test_placeholders_can_be_replaced_in_the_bytes() -> None:
    raw = [(file.name, file.read_bytes()) for file in FILES]

    assert [
        name
        for name, data in raw
        if len(PLACEHOLDER.findall(data.decode("latin-1"))) != len(PLACEHOLDER.findall(readable(data)))
    ] == []


def test_every_address_is_reserved() -> None:
    hosts = {
        host.lower() for file in FILES for host in HOST.findall(PLACEHOLDER.sub("code", readable(file.read_bytes())))
    }

    assert sorted(host for host in hosts if not host.endswith((".test", ".example"))) == []


def test_the_world_has_all_regions_by_code() -> None:
    codes = [row["code"] for row in WORLD["letter"]["recipients"]]

    assert len(codes) == 21
    assert codes == sorted(codes)
    assert WORLD["letter"]["recipients"][15]["ref"] == "NSPH-26-1/16"
    assert WORLD["letter"]["recipients"][15]["authority"] == "Region Dalarna"
