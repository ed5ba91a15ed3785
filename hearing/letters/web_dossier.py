"""One recipient's dossier to keep or to hand on, under /desk/letters/ID/recipients/ROW/dossier.pdf."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import admit, needs
from hearing.letters import dossier
from hearing.letters.web_papers import as_pdf
from hearing.letters.web_recipients import own

NOTES = "letters.write"  # who may write private notes may print them


@needs("letters.read")
async def show(request: Request) -> Response:
    """The dossier; with ?notes=1 the private notes too, marked, for those who write them."""
    private = request.query_params.get("notes") == "1"
    if private:
        admit(request, NOTES)
    row = await own(request)
    told = await dossier.told(row.campaign, row, private)
    return as_pdf(await asyncio.to_thread(dossier.make, told), dossier.file_name(row))


routes = [Route("/{id:int}/recipients/{row:int}/dossier.pdf", show, name="dossier")]
