"""Events, where they are held, who they are for, and what happens at them."""

from datetime import datetime
from typing import Any, ClassVar

from tortoise import fields
from tortoise.models import Model

from hearing.base.fields import UtcField
from hearing.base.moves import Moves
from hearing.events.kinds import EventKind as EventKind
from hearing.events.kinds import EventStatus as EventStatus
from hearing.events.kinds import Mode as Mode


class Venue(Model):
    """A place with its accessibility facts; a fact nobody has looked into is empty, never "no"."""

    OWNER: ClassVar[str] = "organiser_id"
    SHARED: ClassVar[bool] = True

    id = fields.IntField(primary_key=True)
    organiser: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Organiser", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    name = fields.CharField(max_length=200)
    address = fields.CharField(max_length=300, default="")
    city = fields.CharField(max_length=100, default="")
    region: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Region", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    capacity = fields.IntField(null=True)
    step_free = fields.BooleanField(null=True)
    hearing_loop = fields.BooleanField(null=True)
    accessible_toilet = fields.BooleanField(null=True)
    quiet_room = fields.BooleanField(null=True)
    accessible_parking = fields.BooleanField(null=True)
    scent_free = fields.BooleanField(null=True)
    nearest_stop = fields.CharField(max_length=200, default="")
    access_note = fields.TextField(default="")
    sort_key = fields.CharField(max_length=400)
    created_at = UtcField()

    organiser_id: int | None
    region_id: str | None

    class Meta:
        table = "venue"
        indexes = (("organiser_id", "sort_key"),)

    def __str__(self) -> str:
        return f"{self.name}, {self.city}" if self.city else self.name


class EventSeries(Model):
    """Events that come again and know each other."""

    OWNER: ClassVar[str] = "organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    organiser: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.Organiser", related_name=False, on_delete=fields.RESTRICT
    )
    created_at = UtcField()

    class Meta:
        table = "event_series"


class Event(Moves):
    """Something at a time and place; on site, online or both."""

    OWNER: ClassVar[str] = "organiser_id"
    SHARED: ClassVar[bool] = False
    MOVES: ClassVar[dict[str, tuple[set[Any], Any]]] = {
        "publish": ({EventStatus.DRAFT, EventStatus.UNLISTED}, EventStatus.PUBLISHED),
        "unlist": ({EventStatus.DRAFT, EventStatus.PUBLISHED}, EventStatus.UNLISTED),
        "cancel": (
            {EventStatus.DRAFT, EventStatus.PUBLISHED, EventStatus.UNLISTED},
            EventStatus.CANCELLED,
        ),
        "replace": (
            {EventStatus.DRAFT, EventStatus.PUBLISHED, EventStatus.UNLISTED},
            EventStatus.REPLACED,
        ),
        "close": ({EventStatus.PUBLISHED, EventStatus.UNLISTED}, EventStatus.HELD),
    }

    id = fields.IntField(primary_key=True)
    organiser: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.Organiser", related_name="events", on_delete=fields.RESTRICT
    )
    slug = fields.CharField(max_length=120, null=True, unique=True)
    uid = fields.CharField(max_length=120, unique=True)
    sequence = fields.IntField(default=0)
    kind = fields.CharEnumField(EventKind, max_length=20)
    status = fields.CharEnumField(EventStatus, max_length=20, default=EventStatus.DRAFT)
    title = fields.CharField(max_length=200)
    summary = fields.CharField(max_length=400, default="")
    description = fields.TextField(default="")
    audience = fields.CharField(max_length=300, default="")
    language = fields.CharField(max_length=2, default="sv")
    languages = fields.CharField(max_length=200, default="")
    theme_week = fields.CharField(max_length=200, default="")
    starts_at = UtcField()
    ends_at = UtcField()
    zone = fields.CharField(max_length=60, default="Europe/Stockholm")
    mode = fields.CharEnumField(Mode, max_length=10, default=Mode.ON_SITE)
    venue: fields.ForeignKeyNullableRelation[Venue] = fields.ForeignKeyField(
        "hearing.Venue", related_name="events", null=True, on_delete=fields.RESTRICT
    )
    place_note = fields.CharField(max_length=300, default="")
    access_note = fields.TextField(default="")
    online_url = fields.CharField(max_length=500, default="")
    contact_name = fields.CharField(max_length=200, default="")
    contact_phone = fields.CharField(max_length=40, default="")
    contact_email = fields.CharField(max_length=254, default="")
    capacity = fields.IntField(null=True)
    answer_by_on = fields.DateField(null=True)
    confirm_by_on = fields.DateField(null=True)  # after a move a yes is given again by then
    needs_by_on = fields.DateField(null=True)
    cancel_reason = fields.TextField(default="")
    replaced_by: fields.ForeignKeyNullableRelation["Event"] = fields.ForeignKeyField(
        "hearing.Event", related_name="replaces", null=True, on_delete=fields.SET_NULL
    )
    instead_of: fields.ForeignKeyNullableRelation["Event"] = fields.ForeignKeyField(
        "hearing.Event", related_name="regional", null=True, on_delete=fields.SET_NULL
    )  # one of several that came instead of it
    series: fields.ForeignKeyNullableRelation[EventSeries] = fields.ForeignKeyField(
        "hearing.EventSeries", related_name="events", null=True, on_delete=fields.SET_NULL
    )
    follows: fields.ForeignKeyNullableRelation["Event"] = fields.ForeignKeyField(
        "hearing.Event",
        related_name="followed_by",
        null=True,
        on_delete=fields.SET_NULL,
    )
    attended = fields.IntField(null=True)
    outcome = fields.TextField(default="")
    present_organisations = fields.TextField(default="")
    created_at = UtcField()
    changed_at = UtcField()
    published_at: UtcField[datetime | None] = UtcField(null=True)
    moved_at: UtcField[datetime | None] = UtcField(null=True)
    moved_from_at: UtcField[datetime | None] = UtcField(null=True)
    untold: Any = fields.JSONField(null=True)  # what the invited believe, until it is decided who is told
    ended_at: UtcField[datetime | None] = UtcField(null=True)
    reported_at: UtcField[datetime | None] = UtcField(null=True)
    listed = fields.BooleanField(default=False)
    registration = fields.BooleanField(default=False)  # anybody may register on the public page
    origin = fields.CharField(max_length=60, default="")  # the letter's answer it comes from: NSPH-26-1/07
    search_text = fields.TextField(default="")
    ics = fields.BinaryField(null=True)

    organiser_id: int
    venue_id: int | None
    replaced_by_id: int | None
    instead_of_id: int | None
    series_id: int | None
    regional: fields.ReverseRelation["Event"]
    groups: fields.ReverseRelation["EventGroup"]
    regions: fields.ReverseRelation["EventRegion"]
    municipalities: fields.ReverseRelation["EventMunicipality"]
    organisations: fields.ReverseRelation["EventOrganisation"]
    programme: fields.ReverseRelation["ProgrammeItem"]

    class Meta:
        table = "event"
        indexes = (
            ("origin",),
            ("organiser_id", "starts_at"),
            ("status", "starts_at"),
            ("status", "ends_at"),
            ("venue_id",),
            ("changed_at",),
            ("instead_of_id",),
            ("series_id", "starts_at"),
        )

    def __str__(self) -> str:
        return self.title


class EventGroup(Model):
    """A group of invited people with a capacity of its own (politicians, officials, associations, others)."""

    OWNER: ClassVar[str] = "event__organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "hearing.Event", related_name="groups", on_delete=fields.CASCADE
    )
    name = fields.CharField(max_length=100)
    capacity = fields.IntField(null=True)
    position = fields.IntField(default=0)

    class Meta:
        table = "event_group"
        unique_together = (("event", "name"),)


class EventRegion(Model):
    """An event concerns a region."""

    id = fields.IntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "hearing.Event", related_name="regions", on_delete=fields.CASCADE
    )
    region: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.Region", related_name=False, on_delete=fields.RESTRICT
    )

    region_id: str

    class Meta:
        table = "event_region"
        unique_together = (("event", "region"),)
        indexes = (("region_id",),)


class EventMunicipality(Model):
    """An event concerns a municipality."""

    id = fields.IntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "hearing.Event", related_name="municipalities", on_delete=fields.CASCADE
    )
    municipality: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.Municipality", related_name=False, on_delete=fields.RESTRICT
    )

    municipality_id: str

    class Meta:
        table = "event_municipality"
        unique_together = (("event", "municipality"),)
        indexes = (("municipality_id",),)


class EventOrganisation(Model):
    """An organisation that arranges the event together with the organiser."""

    id = fields.IntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "hearing.Event", related_name="organisations", on_delete=fields.CASCADE
    )
    organisation: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.Organisation", related_name=False, on_delete=fields.RESTRICT
    )

    class Meta:
        table = "event_organisation"
        unique_together = (("event", "organisation"),)
        indexes = (("organisation_id",),)


class ProgrammeItem(Model):
    """One line of the programme: when, what, by whom."""

    OWNER: ClassVar[str] = "event__organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "hearing.Event", related_name="programme", on_delete=fields.CASCADE
    )
    starts_at = UtcField()
    ends_at: UtcField[datetime | None] = UtcField(null=True)
    title = fields.CharField(max_length=300)
    text = fields.TextField(default="")
    speakers = fields.TextField(default="")
    pause = fields.BooleanField(default=False)

    class Meta:
        table = "programme_item"
        indexes = (("event_id", "starts_at"),)
