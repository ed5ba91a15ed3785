"""What waits for me today: what needs somebody, the latest answers, what is coming."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from tortoise.expressions import Q

from hearing.base.access import needs
from hearing.base.clock import now, today
from hearing.base.dates import long, when
from hearing.base.lang import _, ngettext
from hearing.base.web import mine, page
from hearing.db import dialect, rows
from hearing.events.models import Event, EventStatus
from hearing.events.news import decided
from hearing.invitations.guests import standing
from hearing.invitations.models import Invitation, InvitationStatus, Seating
from hearing.invitations.needs import interpreters_due as needs_due
from hearing.letters import todo
from hearing.mail import mailbox_state, relay, shown_in
from hearing.mail.models import MailStatus, OutgoingMail

MOST = 10
NEAR = timedelta(days=7)
RANKS = {"returned": 1, "sort": 2, "address": 3, "meet": 3, "passed": 3, "remind": 4, "diary": 4, "file": 6}
SHOWN = [EventStatus.PUBLISHED, EventStatus.UNLISTED]

# Events with what waits in them, counted: one row for each event that has anything.
WAITING = """SELECT e.id, e.title, e.starts_at, e.zone, e.answer_by_on, e.capacity,
sum(CASE WHEN i.substitution = 'proposed' AND i.status <> 'withdrawn' THEN 1 ELSE 0 END) AS proposed,
sum(CASE WHEN i.message_at IS NOT NULL THEN 1 ELSE 0 END) AS messages,
sum(CASE WHEN i.status = 'draft' THEN 1 ELSE 0 END) AS drafts,
sum(CASE WHEN i.status = 'invited' AND i.substitution IS NULL THEN 1 ELSE 0 END) AS silent,
sum(CASE WHEN i.status IN ('invited', 'draft') AND h.ends_on < {today} AND i.ended_ok = {false} THEN 1 ELSE 0 END) AS ended
FROM event e JOIN invitation i ON i.event_id = e.id LEFT JOIN holding h ON h.id = i.holding_id
WHERE e.organiser_id = ? AND e.status IN ('draft', 'published', 'unlisted') AND e.ends_at > ?
GROUP BY e.id, e.title, e.starts_at, e.zone, e.answer_by_on, e.capacity ORDER BY e.starts_at LIMIT 200"""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that needs somebody: what, why, where to go, and how urgent (0 first)."""

    title: str
    text: str
    url: str
    action: str
    picture: str
    kind: str = ""
    hot: str = ""
    rank: int = 5


@needs("signed_in")
async def show(request: Request) -> Response:
    """The start page; a door account gets only what is coming."""
    reads = "invitations.read" in request.state.rights
    things = await things_to_do(request) if reads else []
    coming = await upcoming(request)
    values: dict[str, Any] = {"things": things[:MOST], "things_to_do": len(things), "urgent": urgent(things)}
    values |= {"answers": await latest_answers(request) if reads else [], "coming": coming, "today": today()}
    return page(request, "home/start.html", **values, standing=standing)


def urgent(things: Sequence[Thing]) -> int:
    """How many cannot wait."""
    return sum(1 for thing in things if thing.kind == "alert")


async def things_to_do(request: Request) -> list[Thing]:
    """Everything that waits, most urgent first; six queries."""
    found = [*await mail_troubles(request)] if "mail.read" in request.state.rights else []
    for row in await waiting(request):
        found += of_event(row, "invitations.write" in request.state.rights)
    found += await undecided(request) if "invitations.write" in request.state.rights else []
    found += await reports_missing(request)
    found += await letters_waiting(request) if "letters.read" in request.state.rights else []
    found += await interpreters_wanted(request) if "invitations.needs" in request.state.rights else []
    return sorted(found, key=lambda thing: thing.rank)


async def waiting(request: Request) -> list[dict[str, Any]]:
    """The events of the reader's organiser in which something waits."""
    organiser = request.state.organiser.pk if request.state.organiser else 0
    sqlite = dialect() == "sqlite"
    moment = now().isoformat(" ") if sqlite else now()
    query = WAITING.format(today=f"'{today().isoformat()}'", false="0" if sqlite else "FALSE")
    return await rows(query, organiser, moment)


def of_event(row: dict[str, Any], writes: bool) -> list[Thing]:
    """What one event needs; to whom may not write, the list instead of the letter."""
    here, title = f"/desk/events/{row['id']}/guests", row["title"]
    found = []
    if row["proposed"]:
        text = ngettext("A substitute is proposed", "%(num)s substitutes are proposed", row["proposed"])
        found.append(Thing(text, title, f"{here}?answer=substitute", _("See who"), "swap", rank=2))
    if row["messages"]:
        text = ngettext("A message from a guest", "%(num)s messages from guests", row["messages"])
        found.append(Thing(text, title, f"{here}?answer=message", _("Read"), "mail", rank=1))
    if row["drafts"]:
        text = ngettext("One chosen has got no invitation", "%(num)s chosen have got no invitation", row["drafts"])
        there = (f"{here}/write", _("Write and send")) if writes else (f"{here}?answer=draft", _("See who"))
        found.append(Thing(text, title, *there, "send", "maybe", rank=4))
    if row["ended"]:
        text = ngettext("The role of one invited has ended", "The roles of %(num)s invited have ended", row["ended"])
        found.append(Thing(text, title, f"{here}?answer=none", _("Look through"), "person", "maybe", rank=4))
    last = day(row["answer_by_on"])
    if row["silent"] and last and last - today() <= NEAR:
        found.append(silence(row, last, here))
    return found


async def letters_waiting(request: Request) -> list[Thing]:
    """What the open letters ask; two queries."""
    organiser = request.state.organiser.pk if request.state.organiser else 0
    return [
        Thing(
            f"{todo.TASKS[name][0]}: {number}",
            campaign.title,
            f"/desk/letters/{campaign.pk}/todo#{name}",
            _("Look"),
            todo.TASKS[name][1],
            "maybe",
            rank=RANKS.get(name, 5),
        )
        for campaign, sums in await todo.counts(organiser)
        for name, number in sums.items()
        if number
    ]


async def interpreters_wanted(request: Request) -> list[Thing]:
    """Events whose interpreter must be ordered now."""
    found = []
    for event, last in await needs_due(mine(request, Event.filter(status__in=SHOWN))):
        late = last < today()
        hot = _("The last day to order has passed.") if late else _("Order by %(day)s.", day=long(last))
        title = _("Order an interpreter: %(event)s", event=event.title)
        there = f"/desk/events/{event.pk}/needs"
        found.append(Thing(title, "", there, _("See the needs"), "sign", "alert" if late else "maybe", hot, 1))
    return found


def silence(row: dict[str, Any], last: date, here: str) -> Thing:
    """The last day to answer is near or past, and some have not answered."""
    text = ngettext(
        "One has not answered: %(event)s", "%(num)s have not answered: %(event)s", row["silent"], event=row["title"]
    )
    late = last < today()
    hot = _("The last day to answer has passed.") if late else _("The last day to answer is near.")
    there = here.removesuffix("/guests") + "/mailings/nudge"
    if late:
        return Thing(
            text, last.isoformat(), f"{here}/call-list?all=1", _("See the call list"), "phone", "maybe", hot, 3
        )
    return Thing(text, last.isoformat(), there, _("Remind them"), "mail", "maybe", hot, 3)


def day(value: Any) -> date | None:
    """A date column of a raw query: text on SQLite."""
    if isinstance(value, datetime):
        return value.date()
    return date.fromisoformat(value) if isinstance(value, str) else value


async def mail_troubles(request: Request) -> list[Thing]:
    """Mail that failed, is doubtful or held; one query."""
    states = [MailStatus.FAILED, MailStatus.DOUBTFUL, MailStatus.HELD]
    found = await mine(request, OutgoingMail.filter(status__in=states)).only("id", "status").limit(1000)
    count = {state: sum(1 for mail in found if mail.status == state) for state in states}
    failed, doubtful, held = (count[state] for state in states)
    things = []
    if doubtful:
        text = ngettext("Unclear whether one mail was sent", "Unclear whether %(num)s mails were sent", doubtful)
        things.append(
            Thing(text, _("A person decides."), "/desk/mail/?state=doubtful", _("Look"), "maybe", "alert", rank=0)
        )
    if failed:
        text = ngettext("One mail could not be sent", "%(num)s mails could not be sent", failed)
        why = _("Correct the address and send again.")
        things.append(Thing(text, why, "/desk/mail/?state=failed", _("Correct"), "bounce", "alert", rank=1))
    if held:
        text = ngettext("One mail is held back", "%(num)s mails are held back", held)
        why = _("It leaves only when a person lets it go.")
        things.append(Thing(text, why, "/desk/mail/?state=held", _("Look"), "pause", rank=4))
    return [*await server_away(), *things, *await mail_in(request)]


async def server_away() -> list[Thing]:
    """The mail server takes no mail from us: nothing is lost, and nothing leaves; one query."""
    row = await relay.trouble()
    if row is None:
        return []
    why = _("%(why)s Nothing is lost: mail waits here and leaves by itself.", why=relay.told(row))
    hot = _("Since %(when)s.", when=when(row.down_since))
    return [Thing(_("Mail does not leave"), why, "/desk/mail/", _("Look"), "bounce", "alert", hot, rank=0)]


async def mail_in(request: Request) -> list[Thing]:
    """Incoming mail that did not find its place by itself, or does not come in at all; two queries."""
    waits = await shown_in.waiting(request)
    things = await mailbox_shut()
    if waits:
        text = ngettext("One incoming mail to look at", "%(num)s incoming mails to look at", waits)
        why = _("It did not find its place by itself.")
        things.append(Thing(text, why, "/desk/mail/inbox/", _("Look"), "inbox", rank=2))
    return things


async def mailbox_shut() -> list[Thing]:
    """The mailbox cannot be read: answers wait at the mail server; one query."""
    found = await mailbox_state.trouble()
    if found is None:
        return []
    why = _("%(why)s Nothing is lost: the mail waits there.", why=found.why)
    hot = _("Since %(when)s.", when=when(found.since)) if found.since else ""
    title = _("Answers by mail do not come in")
    return [Thing(title, why, "/desk/mail/inbox/", _("Look"), "bounce", "alert", hot, rank=0)]


async def reports_missing(request: Request) -> list[Thing]:
    """Events that have been, and nobody has said how it went; one query."""
    over = Q(status=EventStatus.HELD) | Q(status__in=SHOWN, ends_at__lt=now())
    query = Event.filter(over, reported_at=None).order_by("-ends_at").limit(20)
    why = _("How many came, and what came out of it?")
    return [
        Thing(
            _("Say how it went: %(event)s", event=event.title),
            why,
            f"/desk/events/{event.pk}",
            _("Report"),
            "note",
            rank=6,
        )
        for event in await mine(request, query)
    ]


async def undecided(request: Request) -> list[Thing]:
    """Events that have changed, and nobody has said who is told; one query."""
    query = Event.filter(status__in=SHOWN, untold__isnull=False, starts_at__gt=now()).order_by("starts_at").limit(20)
    return [
        Thing(
            _("Decide who is told: %(event)s", event=event.title),
            _("Time or place has changed."),
            f"/desk/events/{event.pk}/guests/changed",
            _("Decide who is told"),
            "send",
            "alert",
            rank=1,
        )
        for event in await mine(request, query)
        if decided(event) is None
    ]


async def latest_answers(request: Request) -> list[Invitation]:
    """The newest answers; one query."""
    answered = Invitation.filter(answered_at__isnull=False).exclude(status=InvitationStatus.DRAFT)
    newest = answered.order_by("-answered_at", "-id").limit(8).select_related("event")
    return await mine(request, newest)


@dataclass(frozen=True, slots=True)
class Coming:
    """An event to come with its seats."""

    event: Event
    taken: int
    silent: int


async def upcoming(request: Request) -> list[Coming]:
    """The next events; four queries."""
    states = [EventStatus.DRAFT, *SHOWN]
    query = Event.filter(status__in=states, ends_at__gt=now()).order_by("starts_at", "id").limit(6)
    events = await mine(request, query.select_related("venue"))
    numbers = [event.pk for event in events]
    taken = {row.event_id: row.taken for row in await seats_of(numbers)}  # type: ignore[attr-defined]
    silent = await silent_in(numbers)
    return [Coming(event, taken.get(event.pk, 0), silent.get(event.pk, 0)) for event in events]


async def seats_of(numbers: list[int]) -> list[Seating]:
    """The events' own counters."""
    return await Seating.filter(event_id__in=numbers, group_id=None) if numbers else []


async def silent_in(numbers: list[int]) -> dict[int, int]:
    """How many have not answered, by event."""
    if not numbers:
        return {}
    listed = ", ".join(str(int(number)) for number in numbers)
    query = "SELECT event_id, count(*) AS people FROM invitation WHERE event_id IN ({}) AND status = 'invited' GROUP BY event_id"
    return {row["event_id"]: row["people"] for row in await rows(query.format(listed))}
