"""Deciding on a proposed substitute, under /desk/events/ID/guests/ID/substitute."""

from typing import Annotated

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.forms import Form, Text
from hearing.base.lang import _
from hearing.base.web import page, posted
from hearing.invitations import guests, substitutes
from hearing.invitations.models import Invitation
from hearing.invitations.web import HERE, back


class RefuseForm(Form):
    """A kind word to the one who proposed somebody."""

    class Fields(BaseModel):
        """A few sentences, or none."""

        reason: Annotated[Text, Field(max_length=1000)] = ""


@needs("invitations.write")
async def accept(request: Request) -> Response:
    """The proposed one comes."""
    invitation = await substitutes.accept(await guests.own_invitation(request), request.state.account)
    name = invitation.stand_in.name if invitation.stand_in else ""
    return back(request, _("%(name)s comes instead of %(first)s.", name=name, first=invitation.name))


@needs("invitations.write")
async def refuse_form(request: Request) -> Response:
    """Why not? A kind word goes along."""
    return await refuse_page(request, await guests.own_invitation(request), RefuseForm(None))


@needs("invitations.write")
async def refuse(request: Request) -> Response:
    """The proposed one does not come."""
    invitation = await guests.own_invitation(request)
    form = RefuseForm(await posted(request))
    if form.errors:
        return await refuse_page(request, invitation, form, 422)
    await substitutes.refuse(invitation, request.state.account, form.values["reason"])
    return back(request, _("The substitute is refused. %(name)s is told kindly.", name=invitation.name))


async def refuse_page(request: Request, invitation: Invitation, form: RefuseForm, status: int = 200) -> Response:
    """The question, with the name; refuses when there is nobody to decide on."""
    values = {"invitation": invitation, "event": invitation.event, "form": form}
    named = await substitutes.proposed(invitation)
    return page(request, "invitations/refuse_substitute.html", status, substitute=named, **values)


routes = [
    Route(HERE + "/{id:int}/substitute/accept", accept, methods=["POST"], name="guests:accept_substitute"),
    Route(HERE + "/{id:int}/substitute/refuse", refuse_form, name="guests:refuse_substitute_form"),
    Route(HERE + "/{id:int}/substitute/refuse", refuse, methods=["POST"], name="guests:refuse_substitute"),
]
