"""What a raw mail turns out to hold. Plain data: it travels from the child that reads to the worker that sorts."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(slots=True)
class Attachment:
    """A part that is kept as a file; `part` is its number when the raw mail is walked again."""

    name: str
    media_type: str
    size: int
    part: int


@dataclass(slots=True)
class CalendarPart:
    """The calendar in a mail, as far as an answer needs it."""

    method: str = ""
    uid: str = ""
    sequence: int = 0  # -1: not told
    stamped: str = ""
    recurrence: str = ""
    attendee: str = ""
    partstat: str = ""
    sent_by: str = ""
    delegated_to: str = ""
    delegated_from: str = ""
    organizer: str = ""
    comment: str = ""
    starts: str = ""
    zone: str = ""  # of starts, as the calendar names it
    ends: str = ""
    broken: bool = False


@dataclass(slots=True)
class Delivery:
    """One recipient's lines of a delivery report."""

    action: str = ""
    status: str = ""
    diagnostic: str = ""
    final: str = ""
    original: str = ""


@dataclass(slots=True)
class Marks:
    """Everything in a mail that could lead to what it answers."""

    tokens: dict[str, str] = field(default_factory=dict)  # token -> the strongest place it stands in
    message_ids: dict[str, str] = field(default_factory=dict)  # id -> place
    refs: dict[str, str] = field(default_factory=dict)
    quoted_addresses: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Parsed:
    """The mail taken apart."""

    message_id: str = ""
    from_address: str = ""
    from_name: str = ""
    sender: str = ""
    subject: str = ""
    sent_at: datetime | None = None
    headers: dict[str, str] = field(default_factory=dict)  # lower-case names, first of each, cut
    places: dict[str, list[str]] = field(default_factory=dict)  # header -> addresses in it
    in_reply_to: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    received: int = 0
    content_type: str = ""
    report_type: str = ""
    text: str = ""
    full_text: str = ""
    html: str = ""
    forwarded: bool = False
    links: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    calendar: CalendarPart | None = None
    deliveries: list[Delivery] = field(default_factory=list)
    attached_text: str = ""
    attached_headers: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Bounce:
    """What a delivery report says."""

    kind: str  # bounce_hard, bounce_soft, delay
    status: str
    cause: str  # gone, full, refuses, ours, delayed, other
    address: str  # whose mailbox it is about
    text: str


@dataclass(slots=True)
class Absence:
    """What an automatic answer says about who is away."""

    returns_on: date | None = None
    stand_in_name: str = ""
    stand_in_address: str = ""


@dataclass(slots=True)
class Reading:
    """A mail read and understood as far as it can be without knowing what we sent."""

    parsed: Parsed
    marks: Marks
    kind: str
    signals: list[str]
    numbers: list[str]
    bounce: Bounce | None = None
    absence: Absence | None = None
    opt_out: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One mail to read, and what the child cannot know."""

    raw: bytes
    envelope_to: str = ""
    received_on: date = date(2026, 1, 1)
    own_domains: frozenset[str] = frozenset()
    own_addresses: frozenset[str] = frozenset()
