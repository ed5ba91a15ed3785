"""What is typed about persons, organisations, offices and terms."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, Field

from hearing.base.forms import Day, Email, Form, Id, Line, MaybeDay, MaybeId, Name, Phone, Text, WebAddress, clean_line
from hearing.base.lang import _, lazy
from hearing.data import reference
from hearing.people.models import OfficeKind, OrganisationKind

HalfName = Annotated[str, BeforeValidator(clean_line), Field(min_length=1, max_length=100)]
Party = Annotated[str, BeforeValidator(clean_line), Field(max_length=12)]
Remark = Annotated[str, BeforeValidator(clean_line), Field(max_length=300)]
Site = Annotated[WebAddress, Field(max_length=300)]
NoteText = Annotated[Text, Field(min_length=1, max_length=2000)]


class PersonForm(Form):
    """A person's card."""

    LABELS: ClassVar = {
        "given_name": lazy("Given name"),
        "family_name": lazy("Family name"),
        "email": lazy("E-mail"),
        "phone": lazy("Telephone"),
        "language": lazy("Language of mails"),
        "source": lazy("Where we know this from"),
    }

    class Fields(BaseModel):
        """Name and how to reach them; `anyway` when somebody else has the address already."""

        given_name: HalfName
        family_name: HalfName
        email: Email = ""
        phone: Phone = ""
        language: Literal["sv", "en"] = "sv"
        source: Line = ""
        anyway: bool = False


class Term(BaseModel):
    """From when to when, for which party."""

    party: Party = ""
    starts_on: MaybeDay = None
    ends_on: MaybeDay = None
    note: Remark = ""
    sure: bool = False


class TermForm(Form):
    """A term that is corrected."""

    Fields = Term
    LABELS: ClassVar = {
        "starts_on": lazy("First day"),
        "ends_on": lazy("Last day"),
        "party": lazy("Party"),
        "note": lazy("About the term"),
        "sure": lazy("This is decided"),
    }

    def check(self) -> None:
        """A term ends after it begins."""
        first, last = self.values["starts_on"], self.values["ends_on"]
        if first and last and last < first:
            self.errors["ends_on"] = _("A term cannot end before it begins.")


class PostForm(TermForm):
    """A role that a person gets, named by its organisation and title."""

    class Fields(Term):
        """The post; it is established if it is new."""

        organisation: Id
        title: Name
        kind: OfficeKind = OfficeKind.OFFICIAL


class NewPersonForm(PersonForm, TermForm):
    """A new card, with a role if one is known."""

    class Fields(PersonForm.Fields, Term):
        """Card and post."""

        organisation: MaybeId = None
        title: Line = ""
        kind: OfficeKind = OfficeKind.OFFICIAL

    def check(self) -> None:
        """A role needs both its organisation and its title."""
        super().check()
        if self.values["title"] and not self.values["organisation"]:
            self.errors["organisation"] = _("Choose where the person has this role.")
        if self.values["organisation"] and not self.values["title"]:
            self.errors["title"] = _("Write which role the person has there.")

    def card(self) -> dict[str, Any]:
        """What belongs on the card."""
        return {name: self.values[name] for name in PersonForm.Fields.model_fields if name != "anyway"}

    def term(self) -> dict[str, Any]:
        """What belongs to the role."""
        return {name: self.values[name] for name in ("title", "kind", *Term.model_fields)}


class AppointForm(TermForm):
    """Somebody who takes an office, and whom they replace."""

    class Fields(Term):
        """Both by number; the one replaced holds the office now."""

        person: Id
        replaces: MaybeId = None


class EndForm(Form):
    """The last day of a term."""

    class Fields(BaseModel):
        """One day."""

        ends_on: Day


class NoteForm(Form):
    """What an organiser wants to remember."""

    class Fields(BaseModel):
        """One text."""

        note: NoteText


class OfficeForm(Form):
    """A post."""

    LABELS: ClassVar = {
        "title": lazy("Role or title"),
        "kind": lazy("Kind of role"),
        "email": lazy("E-mail of the role"),
    }

    class Fields(BaseModel):
        """Title, kind, address of its own."""

        title: Name
        kind: OfficeKind
        email: Email = ""


class OrganisationForm(Form):
    """An organisation and where it stands."""

    LABELS: ClassVar = {
        "kind": lazy("Kind of organisation"),
        "name": lazy("Name"),
        "region": lazy("Region"),
        "municipality": lazy("Municipality"),
        "parent": lazy("Part of"),
        "email": lazy("E-mail"),
        "registrator_email": lazy("E-mail of the registrator"),
        "phone": lazy("Telephone"),
        "postal_address": lazy("Postal address"),
        "website": lazy("Web site"),
    }

    class Fields(BaseModel):
        """Name, place, parent and how to reach it."""

        kind: OrganisationKind
        name: Name
        region: Line = ""
        municipality: Line = ""
        parent: MaybeId = None
        email: Email = ""
        registrator_email: Email = ""
        phone: Phone = ""
        postal_address: Annotated[Text, Field(max_length=1000)] = ""
        website: Site = ""

    def check(self) -> None:
        """The municipality lies in the region; alone it says which."""
        regions = {it.code: it for it in reference.regions()}
        municipalities = {it.code: it for it in reference.municipalities()}
        region, municipality = self.values["region"], self.values["municipality"]
        if (region and region not in regions) or (municipality and municipality not in municipalities):
            self.errors["region" if region not in regions and region else "municipality"] = _(
                "Choose one of the alternatives."
            )
        elif municipality and region and municipalities[municipality].county != region:
            self.errors["municipality"] = _("This municipality lies in another region.")

    def facts(self) -> dict[str, Any]:
        """The columns, with the healthcare region the place gives."""
        facts = {name: value for name, value in self.values.items() if name not in ("region", "municipality", "parent")}
        return (
            facts | place_of(self.values["region"], self.values["municipality"]) | {"parent_id": self.values["parent"]}
        )


def place_of(region: str, municipality: str) -> dict[str, str | None]:
    """Region, municipality and healthcare region of a place; a municipality brings its region."""
    lies = next((it for it in reference.municipalities() if it.code == municipality), None)
    county = next((it for it in reference.regions() if it.code == (lies.county if lies else region)), None)
    care = lies.healthcare_region if lies else county.healthcare_region if county else None
    return {
        "region_id": county.code if county else None,
        "municipality_id": lies.code if lies else None,
        "healthcare_region_id": care,
    }
