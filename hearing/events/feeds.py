"""The open calendars: which events are in which, and their bytes."""

from dataclasses import dataclass
from datetime import UTC, datetime

from tortoise.queryset import QuerySet

from hearing.base import ical
from hearing.base.clock import now
from hearing.base.conditional import Kept
from hearing.base.lang import _
from hearing.data.reference import regions
from hearing.events import find
from hearing.events.ical import block
from hearing.events.kinds import EventKind
from hearing.events.models import Event
from hearing.events.shelf import instant, newest, shelf
from hearing.organisers.models import Organiser
from hearing.settings import settings

COLOUR = "#5a2a5f"
BEFORE = datetime(2000, 1, 1, tzinfo=UTC)  # an empty calendar has not changed


@dataclass(frozen=True, slots=True)
class Feed:
    """An open calendar: its path under /calendar/ without ending, what it is called, its colour."""

    path: str
    name: str
    colour: str = COLOUR

    @property
    def url(self) -> str:
        """Where programs fetch it."""
        return f"{settings().url}/calendar/{self.path}.ics"


async def named(path: str) -> Feed | None:
    """The calendar of a path: all, region/20, kind/hearing, organiser/SLUG. None when there is none."""
    sort, _slash, key = path.partition("/")
    if path == "all":
        return Feed("all", _("All open events"))
    if sort == "region":
        region = next((one for one in regions() if one.code == key), None)
        return Feed(path, region.name) if region else None
    if sort == "kind":
        return Feed(path, EventKind(key).many) if key in set(EventKind) else None
    organiser = await Organiser.get_or_none(slug=key) if sort == "organiser" else None
    return Feed(path, organiser.name, organiser.colour) if organiser else None


def events_in(path: str) -> QuerySet[Event]:
    """The events of a calendar that exists."""
    sort, _slash, key = path.partition("/")
    if sort == "region":
        return find.in_region(find.listed(), key)
    if sort == "kind":
        return find.listed().filter(kind=key)
    if sort == "organiser":
        return find.listed().filter(organiser__slug=key)
    return find.listed()


async def bytes_of(feed: Feed) -> Kept:
    """The calendar, from the shelf while no event has changed."""

    async def make() -> Kept:
        rows = await events_in(feed.path).order_by("starts_at", "id").values("id", "ics", "changed_at")
        blocks = [bytes(row["ics"]) if row["ics"] else await written(row["id"]) for row in rows]
        about = _("Open events on %(place)s", place=settings().url)
        body = ical.feed(f"{feed.name} – {settings().name}", about, feed.url, feed.colour, blocks)
        return Kept(body, max((instant(row["changed_at"]) for row in rows), default=BEFORE))

    return await shelf().get(("feed", feed.path), (feed, *await newest()), make)


async def written(number: int) -> bytes:
    """A block that is not kept yet, made for now."""
    return block(await Event.get(id=number).select_related("organiser", "venue"))


async def coming(feed: Feed) -> tuple[int, Event | None]:
    """How many events of the calendar are still to come, and the next."""
    events = events_in(feed.path).filter(ends_at__gte=now()).exclude(status__in=list(find.CALLED_OFF))
    return await events.count(), await events.order_by("starts_at").first()
