"""What hangs on the timelines of a letter, without what was taken back: chains, reference numbers, demand answers."""

from dataclasses import dataclass, field
from typing import Any

from hearing.letters.kinds_case import Verdict
from hearing.letters.kinds_entry import ANSWERS, EntryKind
from hearing.letters.models import Campaign
from hearing.letters.models_entry import DemandAnswer, Entry, Forwarding, Reference
from hearing.letters.models_recipient import Recipient
from hearing.letters.standing import dead


@dataclass(slots=True)
class Case:
    """What is known of one recipient beside its columns."""

    forwardings: list[Forwarding] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    evidence: dict[int, str] = field(default_factory=dict)
    current: dict[int, Verdict] = field(default_factory=dict)  # said of the answer that stands, not of one before it


async def struck(**those: Any) -> set[int]:
    """The lines of these recipients that were taken back, and count no more."""
    takings = await Entry.filter(**those, kind=EntryKind.UNDONE).only("id", "takes_back_id")
    return dead([(one.pk, one.takes_back_id) for one in takings if one.takes_back_id])


async def cases(campaign: Campaign, recipient: Recipient | None = None) -> dict[int, Case]:
    """By recipient; four queries, however many there are."""
    those = {"recipient__campaign_id": campaign.pk} if recipient is None else {"recipient_id": recipient.pk}
    told = Entry.filter(**those, kind__in=[EntryKind.UNDONE, EntryKind.REOPENED, *ANSWERS]).order_by("noted_at", "id")
    lines = await told.only("id", "recipient_id", "takes_back_id", "kind", "noted_at")
    gone = dead([(one.pk, one.takes_back_id) for one in lines if one.takes_back_id])
    kept = [one for one in lines if one.kind != EntryKind.UNDONE and one.pk not in gone]
    since = {one.recipient_id: (one.noted_at, one.pk) for one in kept}
    found: dict[int, Case] = {}
    for one in await Forwarding.filter(**those).order_by("happened_on", "id"):
        if one.entry_id not in gone:
            found.setdefault(one.recipient_id, Case()).forwardings.append(one)
    for number in await Reference.filter(**those).order_by("id"):
        if number.entry_id not in gone:
            found.setdefault(number.recipient_id, Case()).references.append(number.number)
    prefixed = {f"entry__{name}": value for name, value in those.items()}
    answers = DemandAnswer.filter(**prefixed).order_by("entry__at", "entry_id")
    names = ("entry_id", "entry__recipient_id", "entry__noted_at", "demand__number", "verdict", "evidence")
    for answer in await answers.values(*names):
        if answer["entry_id"] not in gone:
            case = found.setdefault(answer["entry__recipient_id"], Case())
            case.verdicts[answer["demand__number"]] = Verdict(answer["verdict"])
            case.evidence[answer["demand__number"]] = answer["evidence"]
            noted = (answer["entry__noted_at"], answer["entry_id"])
            if noted >= since.get(answer["entry__recipient_id"], noted):
                case.current[answer["demand__number"]] = Verdict(answer["verdict"])
    return found
