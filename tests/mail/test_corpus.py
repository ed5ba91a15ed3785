"""The frozen corpus, read, placed and scored as `corpus/README.md` tells."""

import json
import re
from collections import Counter
from typing import Any

import pytest

from hearing.base.files import File
from hearing.mail.inbox import Inbound, Sorter, keep
from hearing.mail.models import BlockedAddress
from hearing.mail.models_in import IncomingMail, IncomingMatch
from hearing.mail.sent import Sent
from tests.mail.conftest import configured_with
from tests.mail.world import CORPUS, WORLD, World, filled, send_all

LINES: list[dict[str, Any]] = [json.loads(line) for line in (CORPUS / "expected.jsonl").read_text().splitlines()]
WANTED = {
    "kind": 0.95,
    "recipient": 0.99,
    "answer kept": 0.99,
    "quotation folded": 0.95,
    "case number found": 0.90,
    "suppression": 0.97,
    "counts as answer": 0.97,
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
    return [*marks, *_words(line, mail), *_numbers(line, mail)]


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


async def read(sorter: Sorter, name: str) -> tuple[IncomingMail, dict[str, bool]]:
    """One mail sorted, and forgotten: each is judged alone."""
    kept = await keep(filled((CORPUS / name).read_bytes()))
    while await sorter.sort_next():
        pass
    mail = await IncomingMail.get(pk=kept.pk)
    places = {row.ref: row.certain for row in await IncomingMatch.filter(mail_id=mail.pk)}
    await BlockedAddress.all().delete()
    await IncomingMail.all().delete()
    await File.all().delete()
    return mail, places


@pytest.mark.anyio
@pytest.mark.usefixtures("organiser")
async def test_the_corpus_is_understood(db: Any, capsys: pytest.CaptureFixture[str]) -> None:
    right, seen, faults = Counter[str](), Counter[str](), []
    with configured_with(mail_from=f"Hearing <{WORLD['mail_from']}>", mail_reply=WORLD["reply_base"]):
        await send_all()
        sorter = Sorter(Inbound(directories=[World(), Sent()]))
        for line in LINES:
            for what, well, found in judged(line, *await read(sorter, line["file"])):
                seen[what] += 1
                right[what] += well
                faults += [] if well else [f"{line['file']}: {what}: {found} ({line['why']})"]
        await sorter.stop()
    with capsys.disabled():
        scores = [f"{what} {right[what]}/{seen[what]}" for what in seen]
        print("", ", ".join(scores), *faults, sep="\n")
    assert [what for what in NEVER if right[what] < seen[what]] == []
    assert [what for what, share in WANTED.items() if right[what] < share * seen[what]] == []
