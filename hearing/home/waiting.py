"""How many things wait for a person, counted in one query and only up to a bound: for the menu and the list."""

from dataclasses import dataclass

from starlette.requests import Request

from hearing.db import rows

MOST = 100  # more than that is many
COUNTS = {
    "incoming": "SELECT 1 FROM incoming_mail WHERE organiser_id = {own} AND status = 'unsorted'",
    "nobodys": "SELECT 1 FROM incoming_mail WHERE organiser_id IS NULL AND status = 'unsorted'",
    "failed": "SELECT 1 FROM outgoing_mail WHERE organiser_id = {own} AND status = 'failed'",
    "doubtful": "SELECT 1 FROM outgoing_mail WHERE organiser_id = {own} AND status = 'doubtful'",
    "substitutes": "SELECT 1 FROM invitation i JOIN event e ON e.id = i.event_id WHERE e.organiser_id = {own}"
    " AND i.substitution = 'proposed' AND i.status <> 'withdrawn' AND e.status IN ('draft', 'published', 'unlisted')",
    "messages": "SELECT 1 FROM invitation i JOIN event e ON e.id = i.event_id WHERE e.organiser_id = {own}"
    " AND i.message_at IS NOT NULL AND e.status IN ('draft', 'published', 'unlisted')",
}
QUERY = "SELECT " + ", ".join(
    f"(SELECT count(*) FROM ({query} LIMIT {MOST}) few) AS {name}" for name, query in COUNTS.items()
)


@dataclass(frozen=True, slots=True)
class Waits:
    """Each kind of thing that waits."""

    incoming: int = 0
    nobodys: int = 0
    failed: int = 0
    doubtful: int = 0
    substitutes: int = 0
    messages: int = 0

    @property
    def mail(self) -> int:
        """In the mail."""
        return self.incoming + self.nobodys + self.failed + self.doubtful

    @property
    def guests(self) -> int:
        """At the events."""
        return self.substitutes + self.messages


async def of(request: Request) -> Waits:
    """What waits for the reader's organiser."""
    organiser = request.state.organiser
    if organiser is None:
        return Waits()
    found = await rows(QUERY.format(own=int(organiser.pk)))
    return Waits(**found[0])


async def counts(request: Request) -> dict[str, int]:
    """For the main menu: what the reader may see of it."""
    rights, asks = request.state.rights, request.url.path
    if not rights & {"mail.read", "invitations.read"} or asks.endswith((".csv", ".xlsx", ".json", ".pdf", ".ics")):
        return {}
    waits = await of(request)
    return {
        "mail": waits.mail if "mail.read" in rights else 0,
        "events": waits.guests if "invitations.read" in rights else 0,
    }
