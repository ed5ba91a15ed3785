"""What anyone may see of an organiser: its mark."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.organisers.models import Organiser


@needs("public")
async def logo(request: Request) -> Response:
    """The picture as a file: never run, never guessed at."""
    organiser = await Organiser.filter(slug=request.path_params["slug"]).select_related("logo").first()
    if organiser is None or organiser.logo is None:
        raise HTTPException(404)
    headers = {
        "etag": f'"{organiser.logo.sha256[:32]}"',
        "cache-control": "public, max-age=300",
        "content-disposition": f'attachment; filename="{organiser.logo.name}"',
        "content-security-policy": "default-src 'none'; sandbox",
    }
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return Response(organiser.logo.content, media_type=organiser.logo.media_type, headers=headers)


routes = [Route("/{slug}/logo", logo, name="logo")]
