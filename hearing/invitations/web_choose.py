"""Choosing whom to invite: filters with a live count, a pasted list, one by one; lists for telephone and print."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.clock import today
from hearing.base.lang import ngettext
from hearing.base.web import done, link, mine, page, posted
from hearing.data import reference
from hearing.db import rows
from hearing.events.models import Event
from hearing.invitations import choose, guests, paste
from hearing.invitations.candidates import Candidate, Choice, Skipped, candidate, group_for, role_of, sort
from hearing.invitations.choose import Picks, groups_of
from hearing.invitations.forms import PersonForm
from hearing.invitations.mails import page_url
from hearing.invitations.models import Invitation
from hearing.mail import away
from hearing.mail.shown import number
from hearing.people import lists
from hearing.people.models import Holding, Person
from hearing.people.search import Filter

HERE = "/events/{event_id:int}/guests"
TITLES = """SELECT o.title_key AS key, count(DISTINCT h.person_id) AS people FROM holding h
JOIN office o ON o.id = h.office_id JOIN organisation b ON b.id = o.organisation_id
WHERE o.title_key <> '' AND (h.ends_on IS NULL OR h.ends_on >= {today}) AND (h.starts_on IS NULL OR h.starts_on <= {today})
AND (b.organiser_id IS NULL OR b.organiser_id = ?) GROUP BY o.title_key"""


@needs("invitations.write")
async def chooser(request: Request) -> Response:
    event = await guests.own(request)
    return await chooser_page(request, event, Picks.from_query(request.query_params))


async def chooser_page(request: Request, event: Event, picks: Picks, status: int = 200) -> Response:
    """The filters, and how many they mean."""
    choice = await choose.by_filter(request, event, picks)
    values = {
        "event": event,
        "picks": picks,
        "chosen": choice,
        "reasons": list(Skipped),
        "parties": await lists.parties(request),
    }
    values |= {"titles": await titles(request), "tiles": tiles(), "groups": await groups_of(event)}
    values |= {"healthcare": reference.healthcare_regions(), "form": PersonForm(None), "found": [], "q": ""}
    return page(request, "invitations/choose.html", status, **values)


@needs("invitations.write")
async def tally(request: Request) -> Response:
    event = await guests.own(request)
    choice = await choose.by_filter(request, event, Picks.from_query(request.query_params))
    return page(request, "invitations/_tally.html", event=event, chosen=choice, reasons=list(Skipped))


@needs("invitations.write")
async def add(request: Request) -> Response:
    event = await guests.own(request)
    choice = await choose.by_filter(request, event, Picks.from_query(await posted(request)))
    return await added(request, event, choice)


@needs("invitations.write")
async def pasted(request: Request) -> Response:
    event = await guests.own(request)
    data = await posted(request)
    text = str(data.get("people", ""))[:500_000]
    read = paste.read(text)
    choice = await paste.known(request, event, read.rows)
    if data.get("sure") == "1" and choice.wanted:
        return await added(request, event, choice)
    values = {"event": event, "chosen": choice, "unread": read.unread, "text": text, "reasons": list(Skipped)}
    return page(request, "invitations/paste.html", 200 if read.rows else 422, **values)


@needs("invitations.write")
async def one(request: Request) -> Response:
    event = await guests.own(request)
    first, known = await _instead(request, event)
    return await one_page(request, event, PersonForm(None, **{"places": "1"} | known), first=first)


async def _instead(request: Request, event: Event) -> tuple[Invitation | None, dict[str, Any]]:
    """Whom the absence notice of an invited person names to ask instead: `?guest=` and `?mail=`."""
    pk = number(request.query_params.get("guest", ""))
    invited = Invitation.filter(pk=pk or 0, event_id=event.pk).select_related("group")
    first = await mine(request, invited).first()
    mail = await away.notice(request, first.ref) if first else None
    if first is None or mail is None:
        return None, {}
    known = {"name": mail.stand_in_name, "email": mail.stand_in_address, "group": first.group.pk if first.group else ""}
    return first, known | {"organisation": first.organisation_name, "language": first.language}


async def one_page(
    request: Request, event: Event, form: PersonForm, status: int = 200, first: Invitation | None = None
) -> Response:
    """Search the register, or type somebody new."""
    q = request.query_params.get("q", "")[:200]
    meant = lists.persons(request, Filter(q=q)).order_by("sort_key", "id").limit(20)
    found = await lists.rows(request, await meant) if q.strip() else []
    values = {"event": event, "form": form, "q": q, "found": found, "groups": await groups_of(event)}
    return page(request, "invitations/one.html", status, **values, first=first)


@needs("invitations.write")
async def add_person(request: Request) -> Response:
    event = await guests.own(request)
    person = await mine(request, Person.all(), id=request.path_params["id"])
    held = await mine(request, Holding.filter(person_id=person.pk)).select_related("office__organisation")
    chosen = candidate(person, role_of(held, today()), await groups_of(event))
    return await added(request, event, await sort(event, [chosen], today()))


@needs("invitations.write")
async def add_new(request: Request) -> Response:
    event = await guests.own(request)
    form = PersonForm(await posted(request))
    if form.errors:
        return await one_page(request, event, form, 422)
    groups = await groups_of(event)
    read = [typed(form.values, groups)]
    choice = await paste.known(request, event, read)
    return await added(request, event, choice)


def typed(said: Mapping[str, Any], groups: list[Any]) -> Candidate:
    """What was typed about one person."""
    group = next((group for group in groups if group.pk == said["group"]), None) or group_for(None, groups)
    names = ("name", "email", "phone", "title", "organisation", "places", "name_by_on", "language")
    return Candidate(**{name: said[name] for name in names}, group=group)


async def added(request: Request, event: Event, choice: Choice) -> Response:
    """Keep the choice as drafts, and say who was skipped."""
    number = await choose.add(event, request.state.account, event.organiser, choice)
    text = ngettext("One is on the list, not sent yet.", "%(num)s are on the list, not sent yet.", number)
    if choice.skipped:
        text += " " + ngettext("One was skipped.", "%(num)s were skipped.", len(choice.skipped))
        text += " " + " ".join(sorted({reason.label for _one, reason in choice.skipped})) + "."
    return done(request, "", link(request, "guests:index", event_id=event.pk) + "?answer=draft", text)


@needs("invitations.read")
async def call_list(request: Request) -> Response:
    event = await guests.own(request)
    people = await guests.to_ring(event, request.query_params.get("all") == "1")
    return page(request, "invitations/call_list.html", event=event, people=people)


@needs("invitations.read")
async def letter(request: Request) -> Response:
    invitation = await guests.own_invitation(request)
    if not invitation.link_hash:
        return RedirectResponse(link(request, "guests:index", event_id=invitation.event.pk), 303)
    values = {"event": invitation.event, "url": page_url(invitation)}
    return page(request, "invitations/letter.html", invitation=invitation, **values)


async def titles(request: Request) -> list[tuple[str, str, int]]:
    """The titles somebody holds today, with how many do: (key, title, people)."""
    names = {role.key: role.title for role in reference.roles()}
    organiser = request.state.organiser.pk if request.state.organiser else 0
    found = await rows(TITLES.format(today=f"'{today().isoformat()}'"), organiser)
    listed = [(row["key"], names.get(row["key"], row["key"]), row["people"]) for row in found]
    return sorted(listed, key=lambda one: one[1])


def tiles() -> list[tuple[str, str, str]]:
    """The 21 regions as they lie on the map: (code, letter, short name)."""
    return [(tile.code, tile.letter, tile.short) for tile in reference.tiles()]


routes = [
    Route(HERE + "/choose", chooser, name="guests:choose"),
    Route(HERE + "/choose", add, methods=["POST"], name="guests:add"),
    Route(HERE + "/tally", tally, name="guests:tally"),
    Route(HERE + "/paste", pasted, methods=["POST"], name="guests:paste"),
    Route(HERE + "/one", one, name="guests:one"),
    Route(HERE + "/one", add_new, methods=["POST"], name="guests:add_new"),
    Route(HERE + "/persons/{id:int}", add_person, methods=["POST"], name="guests:add_person"),
    Route(HERE + "/call-list", call_list, name="guests:call_list"),
    Route(HERE + "/{id:int}/letter", letter, name="guests:letter"),
]
