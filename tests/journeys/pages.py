"""Every page of the app on the demo's rows: the addresses come from the routes, so a new page is looked at too.

A route that names a row needs a line in `rows()`; without it the tests say which.
"""

from collections.abc import Sequence
from typing import Any

import httpx2

from hearing.app import create_app
from hearing.events.models import Event, ProgrammeItem, Venue
from hearing.events.models_documents import EventDocument
from hearing.invitations.models import Invitation
from hearing.letters.models import Campaign
from hearing.letters.models_enclosure import Enclosure
from hearing.letters.models_entry import EntryFile
from hearing.letters.models_recipient import Recipient
from hearing.letters.models_signing import Signatory
from hearing.letters.models_stage import ConsultationGroup
from hearing.mail.models import Mailing, MailStatus, OutgoingMail
from hearing.mail.models_in import IncomingMail
from hearing.newsletters import subscribe
from hearing.newsletters.models import Newsletter, Subscriber
from hearing.organisers.models import Organiser
from hearing.people.models import Holding
from hearing.staff.models import Account
from tests.journeys.stage import HEARING, LETTER, sign_in_link
from tests.routes import addresses

EVENT = "/desk/events/{event_id:int}"
LETTER_REF = "NSPH-26-1"
FEW = "resurscentrum-2026"  # a letter to six, without a map
REFUSE = "/desk/events/{event_id:int}/guests/{id:int}/substitute/refuse"
NO_PAGES = ("/static/", "/calendar/{path:path}", "/calendar/letter/", "/calendar/private/")


async def every(states: bool) -> list[str]:
    """One address for each route that can be read; with `states` those of pages in other states too."""
    values = await rows()
    patterns = {one.pattern: one for one in addresses(create_app().routes) if one.method == "GET"}
    found = [filled(pattern, values) for pattern in patterns if not pattern.startswith(NO_PAGES) and pattern != REFUSE]
    found.append(await refusable())
    return [*found, *(await more() if states else [])]


def filled(pattern: str, values: dict[str, Any]) -> str:
    """The address with its rows."""
    path, rest = "", pattern
    while "{" in rest:
        before, _brace, after = rest.partition("{")
        _name, _brace, rest = after.partition("}")
        key = pattern[: len(pattern) - len(rest)]
        assert key in values, f"tests/journeys/pages.py does not say which row {key} is about"
        path += f"{before}{values[key]}"
    return path + rest


async def rows() -> dict[str, Any]:
    """What stands in each brace, by the pattern up to it."""
    hearing = await Event.get(slug=HEARING)
    lisbet = await Holding.get(person__family_name="Falkmyr").select_related("person", "office__organisation")
    guest = await guest_who(str(hearing.slug), "yes")
    recipient = await Recipient.filter(campaign__slug=LETTER).exclude(link_hash=None).order_by("id").first()
    document = await EventDocument.filter(event_id=hearing.pk, seen_by="everybody").first()
    signatory = await Signatory.filter(campaign__slug=LETTER).first()
    assert recipient and signatory and document
    first = await ProgrammeItem.filter(event_id=hearing.pk).order_by("id").first()
    return {
        "/desk/staff/organisers/{id:int}": await number(Organiser, slug="dalarna"),
        "/desk/staff/{id:int}": await number(Account, name="Gunnar Duvmyra"),
        "/desk/people/organisations/{id:int}": lisbet.office.organisation.pk,
        "/desk/people/offices/{id:int}": lisbet.office.pk,
        "/desk/people/holdings/{id:int}": lisbet.pk,
        "/desk/people/{id:int}": lisbet.person.pk,
        "/desk/places/{code}": "20",
        "/desk/mail/mailings/{id:int}": await number(Mailing),
        "/desk/mail/{id:int}": await number(OutgoingMail, status=MailStatus.DOUBTFUL),
        "/desk/mail/inbox/{id:int}": await number(IncomingMail),
        "/desk/mail/inbox/{id:int}/files/{part:int}": 2,
        "/desk/events/venues/{id:int}": await number(Venue, name__startswith="Kulturhuset"),
        EVENT: hearing.pk,
        EVENT + "/programme/{id:int}": first.pk if first else 0,
        EVENT + "/guests/{id:int}": guest.pk,
        EVENT + "/mailings/{kind}": "nudge",
        EVENT + "/documents/{id:int}": document.pk,
        "/events/{slug}/documents/{id:int}": document.pk,
        "/i/{token}/documents/{id:int}": document.pk,
        "/desk/events/{id:int}": hearing.pk,
        "/desk/letters/cases/{ref:path}": recipient.ref,
        "/desk/letters/{id:int}": await number(Campaign, slug=LETTER),
        "/desk/letters/{id:int}/versions/{number:int}": 1,
        "/desk/letters/{id:int}/recipients/{row:int}": recipient.pk,
        "/desk/letters/{id:int}/signatories/{row:int}": signatory.pk,
        "/desk/letters/{id:int}/recipients/{row:int}/files/{file:int}": await number(EntryFile),
        "/desk/letters/groups/{id:int}": await number(ConsultationGroup),
        "/desk/letters/{id:int}/files/{file:int}": await number(Enclosure),
        "/letters/{slug}/files/{id:int}": await number(Enclosure),
        "/r/{token}/files/{id:int}": await number(Enclosure),
        "/r/{token}": recipient.token(),
        "/s/{token}": signatory.token(),
        "/letters/{slug}": LETTER,
        "/desk/newsletters/{id:int}": await number(Newsletter, organiser__slug="dalarna", status="draft"),
        "/newsletters/{slug}": "dalarna",
        "/n/{token}": await subscribed("on"),
        "/sign-in/{token}": await sign_in_link(),
        "/i/{token}": guest.token(),
        "/organisers/{slug}": "dalarna",
        "/events/{slug}": hearing.slug,
        "/places/{place}": "20-dalarna",
    }


async def refusable() -> str:
    """The page on which a proposed substitute is refused."""
    proposed = await Invitation.filter(event__slug=HEARING, substitution="proposed").order_by("id").first()
    assert proposed
    return f"/desk/events/{proposed.event_id}/guests/{proposed.pk}/substitute/refuse"  # type: ignore[attr-defined]


async def number(model: Any, **where: Any) -> int:
    """The first such row's number."""
    return int((await model.filter(**where).order_by("id").first()).pk)


async def guest_who(slug: str, status: str) -> Invitation:
    """Somebody invited to an event who stands so."""
    found = await Invitation.filter(event__slug=slug, status=status).exclude(link_hash=None).order_by("id").first()
    assert found, f"nobody stands as {status} at {slug}"
    return found


async def subscribed(status: str) -> str:
    """The link of somebody who gets the monthly letter, has asked for it, or has stopped it."""
    found = await Subscriber.filter(organiser__slug="dalarna", status=status).order_by("id").first()
    if found is None:
        found = await Subscriber.get(address_norm="vera.sjomyr@post.test", organiser__slug="dalarna")
        await subscribe.stop(found)
    return found.token()


ASKED: Sequence[str] = (
    "/desk/people/?q=finnsinte",
    "/desk/people/?mandate=60",
    "/desk/mail/?state=failed",
    "/desk/mail/several?do=again&state=doubtful",
    "/desk/mail/inbox/?state=all",
    "/desk/events/?q=finnsinte",
    "/desk/finns-inte",
    "/finns-inte",
    "/i/finnsinte",
    "/n/finnsinte",
    "/desk/newsletters/people/?q=finnsinte",
    "/sign-in/finnsinte",
    "/events/temakvall-somn",
    "/events/valhearing-falun",
)


async def more() -> list[str]:
    """The same pages in other states: answers, dead ends, nothing found."""
    waiting, told = await guest_who("hearing-borlange", "invited"), await guest_who("hearing-borlange", "waiting")
    closed = [await guest_who(slug, status) for slug, status in STATES]
    links = [f"/i/{one.token()}" for one in [waiting, told, *closed]]
    answers = [f"/i/{waiting.token()}?answer={answer}" for answer in ("yes", "no", "maybe", "other")]
    mine = Event.filter(organiser__slug="dalarna")
    drafts = [f"/desk/events/{event.pk}" for event in await mine.exclude(status="published").order_by("id")]
    few = await Campaign.get(slug=FEW)
    letter = await number(Campaign, slug=LETTER)
    event = await number(Event, slug=HEARING)
    post = [f"/desk/mail/?about=event-{event}", "/desk/mail/?to=nn@finns-inte.test", f"/desk/mail/?about={LETTER_REF}"]
    boards = [f"/desk/letters/{few.pk}", f"/desk/letters/{letter}?state=silent&by=healthcare", f"/letters/{FEW}/map"]
    links += [f"/n/{await subscribed(status)}" for status in ("asked", "stopped")]
    links.append(f"/desk/newsletters/{await number(Newsletter, organiser__slug='dalarna', status='sent')}")
    return [*ASKED, *post, *links, *answers, *boards, f"/i/{told.token()}/receipt", *drafts]


STATES = (
    ("temakvall-somn", "yes"),
    ("valhearing-falun", "no"),
    ("regional-workshop-sodra", "invited"),
)


async def html_only(browser: httpx2.AsyncClient, wanted: Sequence[str]) -> dict[str, int]:
    """Those that are whole pages, with their status; redirects are followed."""
    found = {}
    for path in wanted:
        answer = await browser.get(path)
        sandboxed = "sandbox" in answer.headers.get("content-security-policy", "")  # the mail in its frame: no scripts
        if answer.text.lstrip().lower().startswith("<!doctype html") and not sandboxed:
            found[path] = answer.status_code
    return found


def spoken(path: str, language: str) -> str:
    """The address in a language: the desk's is the account's."""
    desk = path.startswith("/desk") or language == "sv"
    return path if desk else f"/en{path}"
