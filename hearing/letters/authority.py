"""What an authority says on the letter's own page: each thing is a line of the timeline, said by the authority."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from tortoise.transactions import atomic

from hearing.base.errors import Refusal
from hearing.base.files import keep
from hearing.letters import forwarding, responses
from hearing.letters.forwarding import Passed
from hearing.letters.kinds_case import Channel, Known, Outcome
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.models_entry import Entry, EntryFile
from hearing.letters.models_recipient import Recipient
from hearing.letters.responses import Noted, Who

PAGE = "page"
MOST_FILES, MOST_IN_ALL = 5, 20
STEPS = ("acknowledged", "passed_on", "later", "meeting", "answer")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said on the page, by whom."""

    step: str
    who: Who
    reference: str = ""
    to: Who = field(default_factory=Who)
    answer_by_on: date | None = None
    text: str = ""
    files: Sequence[tuple[str, bytes]] = ()  # names and contents


@atomic()
async def say(recipient: Recipient, said: Said) -> None:
    """Note it. The same words said twice are one line: a form sent again changes nothing."""
    if said.step not in STEPS:
        raise Refusal("Choose one of the alternatives.")
    await Recipient.filter(pk=recipient.pk).select_for_update().get()
    source = f"{PAGE}-{_digest(said)}"
    last = await Entry.filter(recipient_id=recipient.pk, source__startswith=PAGE).order_by("-id").first()
    if last and last.source == source:
        return
    entry = await _note(recipient, said, source)
    await _keep(recipient, entry, said.files)


def _digest(said: Said) -> str:
    """All that was said, in a few signs."""
    told = (said.step, said.who, said.reference, said.to, said.answer_by_on, said.text)
    parts = [repr(told), *(f"{name}:{hashlib.sha256(content).hexdigest()}" for name, content in said.files)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]


async def _note(recipient: Recipient, said: Said, source: str) -> Entry:
    numbers = [said.reference] if said.reference else []
    if said.step == "passed_on":
        passed = Passed(said.to, said.who.name, how=Known.TOLD, text=said.text, references=numbers, source=source)
        return await (await forwarding.pass_on(recipient, None, passed)).entry
    kinds = {"acknowledged": EntryKind.ACKNOWLEDGED, "later": EntryKind.PROMISED, "meeting": EntryKind.CONTACT}
    facts = {"adds": [Outcome.WANTS_VISIT.value]} if said.step == "meeting" else {}
    noted = Noted(
        kinds.get(said.step, EntryKind.ANSWERED),
        said.text,
        channel=Channel.WEB,
        who=said.who,
        until_on=said.answer_by_on,
        references=numbers,
        facts=facts,
        source=source,
    )
    return await responses.note(recipient, None, noted)


async def _keep(recipient: Recipient, entry: Entry, files: Sequence[tuple[str, bytes]]) -> None:
    """The files beside the line, at most so many for each authority."""
    there = await EntryFile.filter(entry__recipient_id=recipient.pk).count() if files else 0
    if there + len(files) > MOST_IN_ALL:
        raise Refusal("At most %(most)s files in all. Send the rest by mail.", most=MOST_IN_ALL)
    for name, content in files:
        file = await keep(content, name, "application/octet-stream")
        await EntryFile.create(entry=entry, file=file, name=name, size=len(content))
