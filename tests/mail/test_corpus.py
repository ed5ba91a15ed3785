"""The frozen corpus and the fresh mails, read, placed and scored as `corpus/README.md` tells."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from hearing.base.files import File
from hearing.mail.inbox import Inbound, Sorter, keep
from hearing.mail.models import BlockedAddress
from hearing.mail.models_in import IncomingMail, IncomingMatch
from hearing.mail.sent import Sent
from tests.mail.conftest import configured_with
from tests.mail.world import CORPUS, WORLD, World, filled, send_all

FRESH = CORPUS.parent / "fresh"
WIDE = CORPUS.parent / "wide"
WANTED = {
    "kind": 0.95,
    "recipient": 0.99,
    "answer kept": 0.99,
    "quotation folded": 0.95,
    "case number found": 0.90,
    "suppression": 0.97,
    "counts as answer": 0.97,
    "bounce_status": 0.95,
    "our_fault": 1.0,
    "returns_on": 0.90,
    "stand_in": 0.90,
    "responder": 0.95,
    "partstat": 1.0,
    "opt_out": 1.0,
    "attachments": 1.0,
}
NEVER = ("false match", "case number invented")

Marks = list[tuple[str, bool, str]]


def spaced(text: str) -> str:
    """White space collapsed."""
    return " ".join(text.replace("\u00a0", " ").split())


def bare(number: str) -> str:
    """A case number for comparing."""
    return re.sub(r"[\W_]+", "", number).upper()


def judged(line: dict[str, Any], mail: IncomingMail, places: dict[str, bool]) -> Marks:
    """What is right and what is wrong in one mail, each with what was seen."""
    marks: Marks = [("kind", mail.kind in (line["kind"], *line.get("kind_also", [])), str(mail.kind))]
    certain = {ref for ref, sure in places.items() if sure}
    may = set(line["match"]) | set(line.get("match_may", []))
    right = set(line["match"]) <= certain <= may and set(line["suggest_contains"]) <= set(places)
    marks += [("recipient", right, str(places)), ("false match", certain <= may, str(certain))]
    for name in ("counts_as_answer", "suppressed"):
        if line[name] is not None:
            label = "suppression" if name == "suppressed" else "counts as answer"
            marks.append((label, getattr(mail, name) == line[name], str(getattr(mail, name))))
    return [*marks, *_words(line, mail), *_numbers(line, mail), *_facts(line, mail)]


def _facts(line: dict[str, Any], mail: IncomingMail) -> Marks:
    """What stands in the line of a mail that shows it."""
    named = {"name": mail.stand_in_name or None, "address": mail.stand_in_address or None}
    back = mail.returns_on.isoformat() if mail.returns_on else None
    seen = {
        "bounce_status": mail.bounce_status,
        "our_fault": mail.bounce_cause == "ours",
        "returns_on": back if back not in line.get("returns_on", []) else line["returns_on"],
        "stand_in": named,
        "responder": mail.responder,
        "partstat": mail.partstat,
        "opt_out": mail.opt_out,
        "attachments": [one["name"] for one in mail.attachments],
    }
    return [(what, line[what] == found, str(found)) for what, found in seen.items() if what in line]


def _words(line: dict[str, Any], mail: IncomingMail) -> Marks:
    text, full = spaced(mail.text), spaced(mail.full_text)
    lost = [one for one in line["answer"] if spaced(one) not in text]
    shown = [one for one in line["folded"] if spaced(one) in text or spaced(one) not in full]
    marks = [("answer kept", not lost, str(lost))] if line["answer"] else []
    return [*marks, ("quotation folded", not shown, str(shown))] if line["folded"] else marks


def _numbers(line: dict[str, Any], mail: IncomingMail) -> Marks:
    found = {bare(one) for one in mail.numbers}
    wanted = {bare(one) for one in line["references"]}
    allowed = wanted | {bare(one) for one in line.get("references_may", [])}
    marks = [("case number found", wanted <= found, str(mail.numbers))] if wanted else []
    return [*marks, ("case number invented", found <= allowed, str(mail.numbers))]


async def read(sorter: Sorter, content: bytes) -> tuple[IncomingMail, dict[str, bool]]:
    """One mail sorted, and forgotten: each is judged alone."""
    kept = await keep(filled(content))
    while await sorter.sort_next():
        pass
    mail = await IncomingMail.get(pk=kept.pk)
    places = {row.ref: row.certain for row in await IncomingMatch.filter(mail_id=mail.pk)}
    await BlockedAddress.all().delete()
    await IncomingMail.all().delete()
    await File.all().delete()
    return mail, places


async def score(lines: list[dict[str, Any]], mails: dict[str, bytes]) -> tuple[Counter[str], Counter[str], list[str]]:
    """What was right, what was judged, and each fault."""
    right, seen, faults = Counter[str](), Counter[str](), []
    with configured_with(mail_from=f"Hearing <{WORLD['mail_from']}>", mail_reply=WORLD["reply_base"]):
        await send_all()
        sorter = Sorter(Inbound(directories=[World(), Sent()]))
        for line in lines:
            for what, well, found in judged(line, *await read(sorter, mails[line["file"]])):
                seen[what] += 1
                right[what] += well
                faults += [] if well else [f"{line['file']}: {what}: {found} ({line['why']})"]
        await sorter.stop()
    return right, seen, faults


def mails_of(folder: Path) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """The lines of a folder and its mails."""
    lines = [json.loads(line) for line in (folder / "expected.jsonl").read_text().splitlines()]
    return lines, {file.name: file.read_bytes() for file in folder.glob("*.eml")}


@pytest.mark.anyio
@pytest.mark.usefixtures("organiser")
@pytest.mark.parametrize("folder", [CORPUS, FRESH, WIDE], ids=["frozen", "fresh", "wide"])
async def test_the_mails_are_understood(db: Any, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    right, seen, faults = await score(*mails_of(folder))

    with capsys.disabled():
        print("", ", ".join(f"{what} {right[what]}/{seen[what]}" for what in seen), *faults, sep="\n")
    assert [what for what in NEVER if right[what] < seen[what]] == []
    assert [what for what, share in WANTED.items() if right[what] < share * seen[what]] == []
