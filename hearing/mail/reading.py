"""A raw mail read from end to end, without a look at the database: what the child process does for the worker."""

from datetime import date, timedelta

from hearing.mail import absences, bounces, kinds, marks
from hearing.mail.parse import parse
from hearing.mail.parsed import Asked, Parsed, Reading

LATE = timedelta(days=730)


def written_on(found: Parsed, received: date) -> date:
    """The day the mail names, unless its clock was wrong: what "on Monday" is counted from."""
    named = found.sent_at.date() if found.sent_at else received
    return named if timedelta(days=-1) <= received - named <= LATE else received


def read(asked: Asked) -> Reading:
    """What the mail is and says."""
    found = parse(asked.raw, asked.own_domains)
    numbers = kinds.numbers_of(found)
    kind, signals = kinds.sort_of(found, numbers)
    made = Reading(
        found, marks.of(found, asked.envelope_to, asked.own_domains), kind, [*signals, *found.notes], numbers
    )
    if kind == "report":
        made.bounce = bounces.read(found)
        made.kind = made.bounce.kind
        made.numbers = []
    elif not numbers and kind in ("human", "acknowledgement"):
        made.numbers = kinds.numbers_below(found, asked.own_domains)
    if kind in ("auto_reply", "acknowledgement"):
        ignored = asked.own_addresses | {found.from_address}
        made.absence = absences.read(found.text or found.full_text, written_on(found, asked.received_on), ignored)
    made.opt_out = kind == "human" and kinds.opts_out(found)
    unread = [note for note in found.notes if note.startswith("unreadable")]
    made.problem = unread[0] if unread else ""
    return made
