"""/healthz and /readyz: alive, and able to serve."""

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from hearing.base.access import needs
from hearing.base.clock import now
from hearing.base.jobs import JobRun
from hearing.migrate import pending
from hearing.settings import settings

HEARTBEAT = "worker"


@needs("public")
async def alive(request: Request) -> Response:
    """200 while the process answers."""
    return PlainTextResponse("ok\n")


@needs("public")
async def ready(request: Request) -> Response:
    """200 when the database answers and is migrated; the worker's age in seconds is told, never a failure."""
    try:
        missing = await pending(settings().database)
        beat = await JobRun.get_or_none(name=HEARTBEAT)
    except Exception:
        return JSONResponse({"ready": False, "database": "out of reach"}, 503)
    age = int((now() - beat.ran_at).total_seconds()) if beat and beat.ran_at else None
    body = {
        "ready": not missing,
        "migrations": "done" if not missing else "missing",
        "worker_seconds": age,
    }
    return JSONResponse(body, 200 if not missing else 503)
