"""What is typed about accounts, sign-in and organisers."""

import re
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from hearing.base.forms import Form, Id, Line, MaybeId, Name, NeededEmail, Phone, Text, WebAddress, clean_line, said
from hearing.base.lang import _, lazy
from hearing.base.numbers import number
from hearing.organisers.register import LEAST_CONTRAST, SLUG, contrast_with_white
from hearing.staff.models import Role


def _colour(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-f]{6}", value):
        raise said(_("Write a colour as #rrggbb, for example #5a2a5f."))
    return value


def _short_name(value: str) -> str:
    if not SLUG.fullmatch(value):
        raise said(_("Use small letters a to z, digits and hyphens, for example egen-rost-dalarna."))
    return value


def _lower(value: object) -> object:
    return clean_line(value).lower() if isinstance(value, str) else value


Colour = Annotated[str, BeforeValidator(_lower), AfterValidator(_colour)]
ShortName = Annotated[str, BeforeValidator(_lower), Field(max_length=60), AfterValidator(_short_name)]
Language = Literal["sv", "en"]


class AskForm(Form):
    """Who wants a link."""

    class Fields(BaseModel):
        """One address."""

        email: NeededEmail


class AccountForm(Form):
    """An account, seen by an administrator; organiser and role are for new ones."""

    class Fields(BaseModel):
        """The columns an administrator may change."""

        email: NeededEmail
        name: Name
        title: Line = ""
        phone: Phone = ""
        language: Language = "sv"
        admin: bool = False


class NewAccountForm(Form):
    """A new account and the first role it has."""

    class Fields(AccountForm.Fields):
        """An account and where it works."""

        organiser: MaybeId = None
        role: Role = Role.PLANNER


class RoleForm(Form):
    """A role with one organiser."""

    class Fields(BaseModel):
        """Where, and as what."""

        organiser: Id
        role: Role


class MeForm(Form):
    """One's own account."""

    class Fields(BaseModel):
        """What everybody may change about themselves."""

        name: Name
        title: Line = ""
        phone: Phone = ""
        language: Language
        digest: bool = False


class OrganiserForm(Form):
    """How an organiser presents itself."""

    LABELS: ClassVar = {
        "name": lazy("Name"),
        "sender_name": lazy("Mails are sent as"),
        "email": lazy("E-mail address"),
        "contact_name": lazy("Contact person"),
        "contact_phone": lazy("Telephone"),
        "postal_address": lazy("Postal address"),
        "website": lazy("Website"),
        "about": lazy("About the organiser"),
        "colour": lazy("Colour"),
        "language": lazy("Language of mails"),
        "substitutes_at_once": lazy("Accept a substitute at once who has an address in the same mail domain"),
    }

    class Fields(BaseModel):
        """The columns its planners may change."""

        name: Name
        sender_name: Name
        email: NeededEmail
        contact_name: Line = ""
        contact_phone: Phone = ""
        postal_address: Annotated[Text, Field(max_length=1000)] = ""
        website: Annotated[WebAddress, Field(max_length=300)] = ""
        about: Annotated[Text, Field(max_length=5000)] = ""
        colour: Colour
        language: Language = "sv"
        substitutes_at_once: bool = False

    def check(self) -> None:
        """White text must be readable on the colour."""
        ratio = contrast_with_white(self.values["colour"])
        if ratio < LEAST_CONTRAST:
            self.errors["colour"] = _(
                "White text cannot be read on this colour: the contrast is %(ratio)s to 1, and at least 4.5 is needed. "
                "Choose a darker one.",
                ratio=number(int(ratio * 10) / 10),
            )


class NewOrganiserForm(OrganiserForm):
    """A new organiser, with the short name of its addresses."""

    class Fields(OrganiserForm.Fields):
        """Its columns and its short name."""

        slug: ShortName
        sender_name: Line = ""
        colour: Colour = "#5a2a5f"


class WorkForForm(Form):
    """Another organiser to work for."""

    class Fields(BaseModel):
        """Which one."""

        organiser: Id
