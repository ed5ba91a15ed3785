"""What leaves the house as a table: the guest list, the counts of needs, the attendance in numbers."""

from hearing.base import dates
from hearing.base.lang import _
from hearing.base.tables import Cell
from hearing.door import lists
from hearing.events.models import Event
from hearing.invitations import needs, stand_ins
from hearing.invitations.guests import queue_places
from hearing.invitations.models import Invitation, InvitationStatus

Rows = list[list[Cell]]


async def guest_list(event: Event) -> Rows:
    """Everybody invited, with answer and attendance; never needs, and of an alias nothing but the alias."""
    rows = Invitation.filter(event_id=event.pk).exclude(status=InvitationStatus.WITHDRAWN)
    places = await queue_places(event)
    listed = await rows.order_by("sort_key", "id").select_related("group")
    await stand_ins.load(listed)
    told = [_guest(row, event, places) for row in listed]
    return [list(head()), *told]


PAPER = (0, 1, 2, 3, 4, 7, 11, 13)  # what a sheet has room for, and a stranger who finds it may read


async def guest_paper(event: Event) -> Rows:
    """The guest list for paper: those who come or wait, without addresses."""
    listed = await guest_list(event)
    come = {InvitationStatus.YES.label, InvitationStatus.WAITING.label}
    return [[row[place] for place in PAPER] for row in listed if row is listed[0] or row[7] in come]


def head() -> tuple[str, ...]:
    """What stands over the columns."""
    return (
        *(_("Name"), _("Party"), _("Title"), _("Organisation"), _("Group"), _("E-mail"), _("Telephone"), _("Answer")),
        *(
            _("Time of the answer"),
            _("Place in the queue"),
            _("Places"),
            _("Comes instead"),
            _("Comes online"),
            _("Came"),
        ),
        *(_("Appointed by"), _("Fee"), _("Travel")),
    )


def _guest(row: Invitation, event: Event, places: dict[int, int]) -> list[Cell]:
    answered = dates.local(row.answered_at, event.zone).strftime("%Y-%m-%d %H:%M") if row.answered_at else ""
    who = (row.name, row.party, row.title, row.organisation_name)
    reach = (row.email, row.phone)
    return [
        *((row.alias, "", "", "") if row.alias else who),
        row.group.name if row.group else "",
        *(("", "") if row.alias else reach),
        row.status.label,
        answered,
        places.get(row.pk),
        None if row.host_id else row.places,
        row.stand_in.name if row.stand_in and not row.alias else "",
        _("Yes") if row.online else "",
        row.inside if row.attended else 0 if row.attended is False else None,
        "" if row.alias else row.appointed_by,
        _("Yes") if row.fee else "",
        _("Yes") if row.travel else "",
    ]


async def need_counts(event: Event) -> Rows:
    """What to order for how many; no names and nobody's own words."""
    counted = await needs.totals(event)
    rows: Rows = [[_("Need"), _("Persons"), _("Confirmed")]]
    return rows + [[it.kind.label, it.people, it.met] for it in counted]


async def attendance(event: Event) -> Rows:
    """How many came: in all, by group, by organisation."""
    hall = await lists.hall(event)
    count = hall.count
    rows: Rows = [[_("Which"), _("Came"), _("Expected and not seen")], [_("All"), count.inside, count.expected]]
    rows += [[name, group.inside, group.expected] for name, group in hall.by_group.items()]
    bodies: dict[str, lists.Count] = {}
    for guest in hall.guests:
        if guest.organisation:
            body = bodies.setdefault(guest.organisation, lists.Count())
            body.inside += guest.inside
            body.expected += guest.expected
    rows += [[name, body.inside, body.expected] for name, body in sorted(bodies.items()) if body.inside]
    return [*rows, [_("Not on the list"), len(hall.walked_in), None]]
