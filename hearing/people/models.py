"""Places, organisations, persons, the offices they hold and for how long."""

from datetime import date, timedelta
from typing import Any, ClassVar

from tortoise import fields
from tortoise.models import Model

from hearing.base.fields import UtcField
from hearing.people.kinds import SOON_DAYS, Standing
from hearing.people.kinds import OfficeKind as OfficeKind
from hearing.people.kinds import OrganisationKind as OrganisationKind

NO_END = date(9999, 12, 31)


class HealthcareRegion(Model):
    """One of the six samverkansregioner (sjukvårdsregioner)."""

    code = fields.CharField(max_length=20, primary_key=True)
    name = fields.CharField(max_length=100)
    other_names = fields.CharField(max_length=200, default="")
    sort_key = fields.CharField(max_length=200)

    class Meta:
        table = "healthcare_region"


class Region(Model):
    """One of the 21 regions, by county code ("01"); Halland has a second healthcare region."""

    code = fields.CharField(max_length=2, primary_key=True)
    name = fields.CharField(max_length=100)
    county_name = fields.CharField(max_length=100)
    short_name = fields.CharField(max_length=60)
    letter = fields.CharField(max_length=2)
    healthcare_region: fields.ForeignKeyRelation[HealthcareRegion] = fields.ForeignKeyField(
        "hearing.HealthcareRegion",
        related_name="regions",
        on_delete=fields.RESTRICT,
    )
    second_healthcare_region: fields.ForeignKeyNullableRelation[HealthcareRegion] = fields.ForeignKeyField(
        "hearing.HealthcareRegion",
        related_name="part_regions",
        null=True,
        on_delete=fields.RESTRICT,
    )
    seat = fields.CharField(max_length=60, default="")
    web_domain = fields.CharField(max_length=100, default="")
    sort_key = fields.CharField(max_length=200)

    class Meta:
        table = "region"

    def __str__(self) -> str:
        return self.name


class Municipality(Model):
    """One of the 290 municipalities, by code ("0180")."""

    code = fields.CharField(max_length=4, primary_key=True)
    name = fields.CharField(max_length=60)
    official_name = fields.CharField(max_length=100)
    region: fields.ForeignKeyRelation[Region] = fields.ForeignKeyField(
        "hearing.Region", related_name="municipalities", on_delete=fields.RESTRICT
    )
    healthcare_region: fields.ForeignKeyRelation[HealthcareRegion] = fields.ForeignKeyField(
        "hearing.HealthcareRegion",
        related_name="municipalities",
        on_delete=fields.RESTRICT,
    )
    sort_key = fields.CharField(max_length=200)

    class Meta:
        table = "municipality"
        indexes = (("region_id",), ("healthcare_region_id",))

    def __str__(self) -> str:
        return self.name


class Organisation(Model):
    """A body: shared by all organisers when it has none of its own (authorities), else one organiser's."""

    OWNER: ClassVar[str] = "organiser_id"
    SHARED: ClassVar[bool] = True

    id = fields.IntField(primary_key=True)
    organiser: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Organiser", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    kind = fields.CharEnumField(OrganisationKind, max_length=20)
    name = fields.CharField(max_length=200)
    parent: fields.ForeignKeyNullableRelation["Organisation"] = fields.ForeignKeyField(
        "hearing.Organisation",
        related_name="parts",
        null=True,
        on_delete=fields.RESTRICT,
    )
    region: fields.ForeignKeyNullableRelation[Region] = fields.ForeignKeyField(
        "hearing.Region",
        related_name="organisations",
        null=True,
        on_delete=fields.RESTRICT,
    )
    municipality: fields.ForeignKeyNullableRelation[Municipality] = fields.ForeignKeyField(
        "hearing.Municipality",
        related_name="organisations",
        null=True,
        on_delete=fields.RESTRICT,
    )
    healthcare_region: fields.ForeignKeyNullableRelation[HealthcareRegion] = fields.ForeignKeyField(
        "hearing.HealthcareRegion",
        related_name="organisations",
        null=True,
        on_delete=fields.RESTRICT,
    )
    email = fields.CharField(max_length=254, default="")
    registrator_email = fields.CharField(max_length=254, default="")
    phone = fields.CharField(max_length=40, default="")
    postal_address = fields.TextField(default="")
    website = fields.CharField(max_length=300, default="")
    sort_key = fields.CharField(max_length=400)
    search_text = fields.TextField(default="")
    created_at = UtcField()
    changed_at = UtcField()

    class Meta:
        table = "organisation"
        indexes = (
            ("organiser_id",),
            ("kind", "sort_key"),
            ("parent_id",),
            ("region_id",),
            ("municipality_id",),
            ("healthcare_region_id",),
        )

    def __str__(self) -> str:
        return self.name


class Person(Model):
    """One human, one card, never a login. Shared when the person holds office at an authority."""

    OWNER: ClassVar[str] = "organiser_id"
    SHARED: ClassVar[bool] = True

    id = fields.IntField(primary_key=True)
    organiser: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Organiser", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    given_name = fields.CharField(max_length=200)
    family_name = fields.CharField(max_length=200)
    email = fields.CharField(max_length=254, default="")
    email_norm = fields.CharField(max_length=254, default="")
    phone = fields.CharField(max_length=40, default="")
    language = fields.CharField(max_length=2, default="sv")
    source = fields.CharField(max_length=200, default="")
    sort_key = fields.CharField(max_length=420)
    search_text = fields.TextField(default="")
    held_until = fields.DateField(default=NO_END)  # last day of the last holding: kept by offices.settle
    created_at = UtcField()
    changed_at = UtcField()

    class Meta:
        table = "person"
        indexes = (("organiser_id", "sort_key"), ("sort_key",), ("email_norm",), ("held_until", "sort_key"))

    @property
    def name(self) -> str:
        """Given name and family name."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def dial(self) -> str:
        """The telephone number as a telephone dials it: +46701740633."""
        digits = "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")
        return "+46" + digits[1:] if digits.startswith("0") and not digits.startswith("00") else digits

    def __str__(self) -> str:
        return self.name


class PersonNote(Model):
    """What one organiser notes about a person; the person may read it."""

    OWNER: ClassVar[str] = "organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "hearing.Person", related_name="notes", on_delete=fields.CASCADE
    )
    organiser: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.Organiser", related_name=False, on_delete=fields.RESTRICT
    )
    text = fields.TextField()
    by_name = fields.CharField(max_length=200)
    at = UtcField()

    class Meta:
        table = "person_note"
        indexes = (("person_id",), ("organiser_id",))


class Office(Model):
    """A post at an organisation ("regiondirektör, Region Dalarna"); exists without a holder."""

    OWNER: ClassVar[str] = "organisation__organiser_id"
    SHARED: ClassVar[bool] = True

    id = fields.IntField(primary_key=True)
    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "hearing.Organisation", related_name="offices", on_delete=fields.RESTRICT
    )
    title = fields.CharField(max_length=200)
    title_key = fields.CharField(max_length=40, default="")
    kind = fields.CharEnumField(OfficeKind, max_length=20)
    email = fields.CharField(max_length=254, default="")
    sort_key = fields.CharField(max_length=400)
    search_text = fields.TextField(default="")
    created_at = UtcField()

    class Meta:
        table = "office"
        unique_together = (("organisation", "title"),)
        indexes = (("kind",), ("title_key",), ("sort_key",))

    def __str__(self) -> str:
        return self.title


class Holding(Model):
    """A person holds an office from–to (both inclusive; empty is unknown or open); an elected one for a party."""

    OWNER: ClassVar[str] = "office__organisation__organiser_id"
    SHARED: ClassVar[bool] = True

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "hearing.Person", related_name="holdings", on_delete=fields.CASCADE
    )
    office: fields.ForeignKeyRelation[Office] = fields.ForeignKeyField(
        "hearing.Office", related_name="holdings", on_delete=fields.RESTRICT
    )
    party = fields.CharField(max_length=12, default="")
    starts_on = fields.DateField(null=True)
    ends_on = fields.DateField(null=True)
    note = fields.CharField(max_length=300, default="")
    checked_on = fields.DateField(null=True)  # a coming one without it is only proposed
    created_at = UtcField()

    class Meta:
        table = "holding"
        indexes = (("person_id",), ("office_id",), ("starts_on",), ("ends_on",), ("party",))

    def current_on(self, day: date) -> bool:
        """Whether the office is held on a date."""
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)

    def standing_on(self, day: date) -> Standing:
        """How the term stands on a date; ENDING within 60 days of its end."""
        if self.ends_on is not None and self.ends_on < day:
            return Standing.ENDED
        if self.starts_on is not None and self.starts_on > day:
            return Standing.COMING
        if self.ends_on is not None and self.ends_on <= day + timedelta(days=SOON_DAYS):
            return Standing.ENDING
        return Standing.CURRENT
