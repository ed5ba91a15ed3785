"""A signatory's own page, /s/TOKEN: the text, yes or no. No account; GET shows, POST decides."""

from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from hearing.base import limits
from hearing.base.access import needs
from hearing.base.errors import Refusal
from hearing.base.web import link, posted
from hearing.letters import campaigns, outside, signing
from hearing.letters.forms_signing import SignForm
from hearing.letters.kinds_signing import SignatoryStatus
from hearing.letters.models_signing import Signatory
from hearing.letters.public import shown

MOST_ANSWERS, WINDOW = 40, timedelta(hours=1)


@needs("link")
async def letter(request: Request) -> Response:
    """The text, who else has signed, and the question."""
    row = await find(request)
    return await open_page(request, row, SignForm(None, area=row.area)) if row else unknown(request)


@needs("link")
async def reply(request: Request) -> Response:
    """Note yes or no."""
    row, form = await find(request), SignForm(await posted(request))
    if row is None:
        return unknown(request)
    await limits.count(f"sign:{(row.link_hash or '')[:40]}", MOST_ANSWERS, WINDOW)
    if form.errors:
        return await open_page(request, row, form, 422)
    try:
        await signing.answer(row, None, form.said())
    except Refusal as wrong:
        form.errors["answer"] = wrong.text()
        return await open_page(request, await find(request) or row, form, 409)
    return RedirectResponse(link(request, "s:thanks", token=request.path_params["token"]), 303)


@needs("link")
async def thanks(request: Request) -> Response:
    """What is noted, and how to change it."""
    row = await find(request)
    return await open_page(request, row, SignForm(None, area=row.area), thanks=True) if row else unknown(request)


async def find(request: Request) -> Signatory | None:
    """The signatory a link opens; a revoked link opens nobody."""
    found = await Signatory.by_token(request.path_params["token"], "campaign__organiser")
    return found if found and found.status != SignatoryStatus.OFF else None


async def open_page(
    request: Request, row: Signatory, form: SignForm, status: int = 200, thanks: bool = False
) -> Response:
    """The page as it stands."""
    campaign = row.campaign
    values: dict[str, Any] = {
        "row": row,
        "campaign": campaign,
        "organiser": campaign.organiser,
        "form": form,
        "body": await outside.text_of(campaign, campaign.body),
        "easy": await outside.text_of(campaign, campaign.easy_read) if campaign.easy_read else "",
        "demands": await campaigns.demands(campaign),
        "others": [one for one in await signing.signed(campaign) if one.pk != row.pk],
        "open": campaign.status != "closed" and row.status != "again",
        "token": request.path_params["token"],
        "thanks": thanks,
        "width": "wrap--narrow",
    }
    return shown(request, "sign", status, **values)


def unknown(request: Request) -> Response:
    """Unknown and revoked look the same."""
    return shown(request, "unknown", 404, width="wrap--narrow")


link_routes = [
    Route("/{token}", letter, name="show"),
    Route("/{token}", reply, methods=["POST"], name="reply"),
    Route("/{token}/thanks", thanks, name="thanks"),
]
