"""The board of a letter: every number with its denominator, the same columns as export and public page. Never a ranking."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from statistics import median

from hearing.data import reference
from hearing.letters import campaigns, case, forwarding, lateness, territory
from hearing.letters.case import Case
from hearing.letters.forwarding import Link, Node
from hearing.letters.kinds import Delivery
from hearing.letters.kinds_case import Ball, Handling, Outcome, Verdict
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.models import Campaign, Demand
from hearing.letters.models_entry import Entry
from hearing.letters.models_recipient import SHOWN, Recipient
from hearing.letters.standing import dead
from hearing.staff.models import Account

STEPS = ("none", "delivered", "acknowledged", "passed_on", "partly", "answered", "visit", "closed", "silent", "bounced")
GROUPS = ("us", "them", "visit", "nobody", "unsent")
BOOKED = {Outcome.VISIT_BOOKED.value, Outcome.VISIT_DONE.value}
SIGNS = {"acknowledged", "passed_on", "partly", "answered", "visit", "closed"}


@dataclass(slots=True)
class Line:
    """One recipient as the board shows it."""

    row: Recipient
    case: Case
    step: str
    group: str
    tree: Node
    chain: list[Link]
    aside: int
    waited: int | None
    late: bool
    letter: str = ""
    name: str = ""
    holder: str = ""


@dataclass(slots=True)
class Tally:
    """How the answers to one demand fall; `pending` have not answered at all."""

    demand: Demand
    yes: int = 0
    partly: int = 0
    no: int = 0
    none: int = 0
    pending: int = 0


@dataclass(slots=True)
class Share:
    """So many of so many in one group of recipients."""

    code: str
    name: str
    answered: int
    total: int
    also: list[str] = field(default_factory=list)

    @property
    def percent(self) -> int:
        """Whole per cent; 0 of none."""
        return round(100 * self.answered / self.total) if self.total else 0


@dataclass
class Board:
    """All of it."""

    campaign: Campaign
    lines: list[Line]
    demands: list[Demand]
    tallies: list[Tally]
    reminded: list[date]
    day: date

    @cached_property
    def total(self) -> int:
        """How many are on the list."""
        return len(self.lines)

    @cached_property
    def sent(self) -> int:
        """To how many the letter went."""
        return sum(line.row.delivery in lateness.OUT for line in self.lines)

    @cached_property
    def answered(self) -> Share:
        """How many have answered, of those it went to."""
        return Share("", "", sum(line.row.handling == Handling.ANSWERED for line in self.lines), self.sent)

    @cached_property
    def by_other(self) -> int:
        """How many of the answers came from somebody else than the addressee."""
        return sum(line.row.handling == Handling.ANSWERED and line.row.answered_by_other for line in self.lines)

    @cached_property
    def handlings(self) -> Counter[str]:
        """How many stand at each handling, of those it went to."""
        return Counter(line.row.handling.value for line in self.lines if line.row.delivery in lateness.OUT)

    @cached_property
    def steps(self) -> Counter[str]:
        """How many stand at each step of the map."""
        return Counter(line.step for line in self.lines)

    @cached_property
    def days_to_answer(self) -> list[int]:
        """For each answer the days since the letter went out, shortest first."""
        return sorted(
            (line.row.answered_on - line.row.sent_on).days
            for line in self.lines
            if line.row.handling == Handling.ANSWERED and line.row.answered_on and line.row.sent_on
        )

    @cached_property
    def median_days(self) -> int | None:
        """The median of them."""
        days = self.days_to_answer
        return round(median(days)) if days else None

    @cached_property
    def late(self) -> int:
        """How many should have answered by now."""
        return sum(line.late for line in self.lines)

    @cached_property
    def stair(self) -> dict[str, int]:
        """How far the letters have come; each step counts those beyond it, too."""
        at = self.steps
        return {
            "sent": self.sent,
            "delivered": self.sent - sum(line.row.delivery == Delivery.BOUNCED for line in self.lines),
            "acknowledged": sum(at[step] for step in SIGNS),
            "passed_on": sum(bool(line.case.forwardings) or line.row.answered_by_other for line in self.lines),
            "answered": sum(line.row.handling == Handling.ANSWERED for line in self.lines),
            "visit": at["visit"],
            "silent": at["silent"],
        }

    @cached_property
    def curve(self) -> list[tuple[int, int]]:
        """Days since sending, and how many had answered by then."""
        days = self.days_to_answer
        return [(day, place) for place, day in enumerate(days, start=1)]

    @cached_property
    def healthcare(self) -> list[Share]:
        """How many have answered in each healthcare region; who lies in two counts once, in its main one."""
        main, second = territory.healthcare_of(), territory.second_of()
        found = []
        for told in reference.healthcare_regions():
            lines = [line for line in self.lines if main.get(line.row.code) == told.code]
            also = [line.row.short_name for line in self.lines if second.get(line.row.code) == told.code]
            answered = sum(line.row.handling == Handling.ANSWERED for line in lines)
            found.append(Share(told.code, told.name, answered, len(lines), also))
        return [one for one in found if one.total]


async def board_of(campaign: Campaign, day: date) -> Board:
    """Everything the board shows; eight queries, however many recipients and lines there are."""
    rows = await Recipient.filter(campaign_id=campaign.pk).order_by("sort_key", "number").only(*SHOWN)
    found = await case.cases(campaign)
    lines = [line_of(row, found.get(row.pk) or Case(), campaign, day) for row in rows]
    for name, number in Counter(line.name for line in lines).items():
        if number > 1:  # Stockholm is a region and a municipality
            for line in lines:
                line.name = line.row.authority if line.name == name else line.name
    await _look_after(lines)
    demands = [demand for demand, _points in await campaigns.demands(campaign)]
    tallies = [_tally(demand, lines) for demand in demands]
    return Board(campaign, lines, demands, tallies, await _reminded(campaign), day)


async def _look_after(lines: Sequence[Line]) -> None:
    """Which colleague each is given to; no query when none is."""
    ids = {line.row.assigned_id for line in lines} - {None}
    if ids:
        names = {one.pk: str(one.name) for one in await Account.filter(id__in=ids).only("id", "name")}
        for line in lines:
            line.holder = names.get(line.row.assigned_id or 0, "")


def line_of(row: Recipient, known: Case, campaign: Campaign, day: date) -> Line:
    """One line of it."""
    tree = forwarding.tree(row, known.forwardings)
    chain, aside = forwarding.way(tree)
    return Line(
        row=row,
        case=known,
        step=lateness.step_of(row, day),
        group=_group(row),
        tree=tree,
        chain=chain,
        aside=aside,
        waited=lateness.days_waiting(row, day),
        late=lateness.is_late(row, campaign, day),
        letter=territory.letters().get(row.code, ""),
        name=row.short_name,
    )


def _group(row: Recipient) -> str:
    if row.delivery == Delivery.DRAFT:
        return "unsent"
    if BOOKED & set(row.outcomes) and row.ball != Ball.US:
        return "visit"
    return str(row.ball.value)


def _tally(demand: Demand, lines: Sequence[Line]) -> Tally:
    """Of those that have answered; the others are pending."""
    found = Tally(demand)
    for line in lines:
        if line.row.handling not in (Handling.ANSWERED, Handling.PARTLY):
            found.pending += line.row.delivery in lateness.OUT
            continue
        verdict = line.case.verdicts.get(demand.number, Verdict.NONE)
        setattr(found, verdict.value, getattr(found, verdict.value) + 1)
    return found


async def _reminded(campaign: Campaign) -> list[date]:
    """The days on which several were reminded."""
    lines = Entry.filter(recipient__campaign_id=campaign.pk)
    takings = await lines.filter(kind=EntryKind.UNDONE).values_list("id", "takes_back_id")
    gone = dead([(int(number), int(other)) for number, other in takings if other])
    days = Counter(
        row["at"].date()
        for row in await lines.filter(kind=EntryKind.REMINDER).values("id", "at")
        if row["id"] not in gone
    )
    return sorted(day for day, number in days.items() if number > 1)
