"""What an authority says on the letter's own page: each thing is a line of the timeline, said by the authority."""

from dataclasses import dataclass, field
from datetime import date

from tortoise.transactions import atomic

from hearing.base.errors import Refusal
from hearing.letters import forwarding, responses
from hearing.letters.forwarding import Passed
from hearing.letters.kinds_case import Channel, Known, Outcome
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.models_entry import Entry
from hearing.letters.models_recipient import Recipient
from hearing.letters.responses import Noted, Who

PAGE = "page"
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


@atomic()
async def say(recipient: Recipient, said: Said) -> None:
    """Note it. The same words said twice are one line: a form sent again changes nothing."""
    kinds = {"acknowledged": EntryKind.ACKNOWLEDGED, "later": EntryKind.PROMISED, "meeting": EntryKind.CONTACT}
    kind = EntryKind.PASSED_ON if said.step == "passed_on" else kinds.get(said.step, EntryKind.ANSWERED)
    await Recipient.filter(pk=recipient.pk).select_for_update().get()
    last = await Entry.filter(recipient_id=recipient.pk, source=PAGE).order_by("-id").first()
    if last and (last.kind, last.text, last.who, last.until_on) == (kind, said.text, said.who.name, said.answer_by_on):
        return
    numbers = [said.reference] if said.reference else []
    if said.step == "passed_on":
        passed = Passed(said.to, said.who.name, how=Known.TOLD, text=said.text, references=numbers, source=PAGE)
        await forwarding.pass_on(recipient, None, passed)
        return
    facts = {"adds": [Outcome.WANTS_VISIT.value]} if said.step == "meeting" else {}
    noted = Noted(
        kind,
        said.text,
        channel=Channel.WEB,
        who=said.who,
        until_on=said.answer_by_on,
        references=numbers,
        facts=facts,
        source=PAGE,
    )
    if said.step not in STEPS:
        raise Refusal("Choose one of the alternatives.")
    await responses.note(recipient, None, noted)
