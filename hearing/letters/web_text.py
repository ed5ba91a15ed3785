"""What goes with a letter's text, under /desk/letters/ID: enclosures, and what changed between versions."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.lang import _
from hearing.base.web import done, link, mine, page, with_file
from hearing.letters import enclosures, versions
from hearing.letters.models import CampaignVersion
from hearing.letters.models_enclosure import Enclosure
from hearing.letters.web import found
from hearing.mail.files import safe_name

FILES = "/{id:int}/files"


@needs("letters.write")
async def add(request: Request) -> Response:
    """Put a file with the letter."""
    campaign = await found(request)
    _data, name, content = await with_file(request, "file")
    await enclosures.add(campaign, request.state.account, content, safe_name(name) or _("file"))
    return back(request, _("The file goes with the letter."))


@needs("letters.read")
async def show(request: Request) -> Response:
    """One of the files, to keep."""
    row = await own(request)
    return enclosures.answer(row.file.content, row.name)


@needs("letters.write")
async def remove(request: Request) -> Response:
    """Take a file away."""
    campaign, row = await found(request), await own(request)
    await enclosures.remove(campaign, request.state.account, row)
    return back(request, _("%(name)s is taken away.", name=row.name))


@needs("letters.read")
async def compare(request: Request) -> Response:
    """What a version changed in the one before."""
    campaign, number = await found(request), request.path_params["number"]
    new = await mine(request, CampaignVersion.all(), campaign_id=campaign.pk, number=number)
    before = mine(request, CampaignVersion.all()).filter(campaign_id=campaign.pk, number__lt=number)
    old = await before.order_by("-number").first()
    parts = versions.changes(old, new) if old else []
    return page(request, "letters/compare.html", campaign=campaign, old=old, new=new, parts=parts)


async def own(request: Request) -> Enclosure:
    """The reader's own file of this address."""
    place = {"id": request.path_params["file"], "campaign_id": request.path_params["id"]}
    return await mine(request, Enclosure.all().select_related("file"), **place)


def back(request: Request, said: str) -> Response:
    """To the letter's text."""
    return done(request, "", link(request, "letters:text", id=request.path_params["id"]), said)


routes = [
    Route(FILES, add, methods=["POST"], name="enclose"),
    Route(FILES + "/{file:int}", show, name="enclosure"),
    Route(FILES + "/{file:int}/remove", remove, methods=["POST"], name="enclosure_remove"),
    Route("/{id:int}/versions/{number:int}/changes", compare, name="compare"),
]
