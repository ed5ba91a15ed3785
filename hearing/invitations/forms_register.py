"""What somebody who registers types, in three steps."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel

from hearing.base.forms import Email, Form, Line, MaybeId, Phone
from hearing.base.lang import _
from hearing.events.models import EventGroup
from hearing.invitations.forms import NeedText, check_consent, wanted
from hearing.invitations.need_kinds import NeedKind
from hearing.invitations.register import Registration

STEPS = (
    ("name", "alias", "organisation", "email", "phone"),
    ("group", "attend", "needs", "needs_text", "needs_consent"),
    (),
)


class RegisterForm(Form):
    """A registration."""

    class Fields(BaseModel):
        """As typed so far; what belongs to a later step is empty."""

        name: Line = ""
        alias: bool = False
        organisation: Line = ""
        email: Email = ""
        phone: Phone = ""
        group: MaybeId = None
        attend: Literal["", "on_site", "online"] = ""
        needs: list[NeedKind] = []
        needs_text: NeedText = ""
        needs_consent: bool = False

    def check(self) -> None:
        """Somebody to call out, and a way to reach them."""
        if not self.values["name"] and not self.values["alias"]:
            self.errors["name"] = _("Write your name, or tick that it must not stand in any list.")
        if not self.values["email"] and not self.values["phone"]:
            self.errors["email"] = _("Write an e-mail address or a telephone number.")
        check_consent(self)

    def registration(self, groups: Mapping[int, EventGroup], language: str) -> Registration:
        """What was typed, as the register takes it."""
        said = self.values
        return Registration(
            name=said["name"],
            alias=said["alias"],
            organisation="" if said["alias"] else said["organisation"],
            email=said["email"],
            phone=said["phone"],
            group=groups.get(said["group"] or 0),
            online=said["attend"] == "online",
            language=language,
            needs=wanted(said),
        )
