"""/metrics for Prometheus: how mail, jobs and requests stand. Numbers only, nothing about anybody."""

import hmac
from collections.abc import Iterator, Mapping
from datetime import datetime
from ipaddress import ip_address
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from hearing.base.access import needs
from hearing.base.clock import now
from hearing.base.jobs import JobRun
from hearing.base.tracing import STATUSES
from hearing.db import rows
from hearing.mail import relay
from hearing.mail.models import MailStatus, stamp
from hearing.mail.models_in import IncomingStatus
from hearing.settings import settings

FORMAT = "text/plain; version=0.0.4; charset=utf-8"
PASSED_ON = ("x-forwarded-for", "forwarded", "x-real-ip")
OUT = "SELECT status, count(*) AS mails FROM outgoing_mail GROUP BY status"
IN = "SELECT status, count(*) AS mails FROM incoming_mail GROUP BY status"
LATE_OUT = "SELECT min(due_at) AS since FROM outgoing_mail WHERE status = 'queued' AND due_at <= ?"
LATE_IN = "SELECT min(received_at) AS since FROM incoming_mail WHERE status IN ('kept', 'unsorted')"


@needs("public")
async def metrics(request: Request) -> Response:
    """For this machine, or whoever has the token; to others, and switched off, there is no such page."""
    if not settings().metrics or not (_here(request) or _has_token(request)):
        raise HTTPException(404)
    lines = [line for family in await _families() for line in family]
    return PlainTextResponse("\n".join(lines) + "\n", media_type=FORMAT)


def _here(request: Request) -> bool:
    """Asked by this machine itself, not through a proxy on it."""
    if request.client is None or any(name in request.headers for name in PASSED_ON):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _has_token(request: Request) -> bool:
    wanted = settings().metrics_token
    kind, _gap, given = request.headers.get("authorization", "").partition(" ")
    return bool(wanted) and kind.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), wanted.encode())


async def _families() -> list[Iterator[str]]:
    out, came = await _counts(OUT), await _counts(IN)
    late_out, late_in = await rows(LATE_OUT, stamp(now())), await rows(LATE_IN)
    server = await relay.seen()
    found = [
        _family("mail_out", "Outgoing mails by status.", {f'status="{one}"': out.get(one, 0) for one in MailStatus}),
        _family(
            "mail_in", "Incoming mails by status.", {f'status="{one}"': came.get(one, 0) for one in IncomingStatus}
        ),
        _family("mail_out_oldest_seconds", "How long the mail that is due longest has waited.", {"": _age(late_out)}),
        _family("mail_in_oldest_seconds", "How long the oldest unsorted mail has waited.", {"": _age(late_in)}),
        _family("job_age_seconds", "Time since a job last ran; worker: since one was seen.", await _jobs()),
        _family("requests_total", "Requests answered by this process.", _requests(), "counter"),
    ]
    if server:
        up = {"": 0 if server.down_since else 1}
        found.append(_family("mail_server_up", "Whether the mail server takes our mail.", up))
    return found


def _family(name: str, told: str, values: Mapping[str, float], kind: str = "gauge") -> Iterator[str]:
    yield f"# HELP hearing_{name} {told}"
    yield f"# TYPE hearing_{name} {kind}"
    for labels, value in values.items():
        yield f"hearing_{name}{{{labels}}} {value:g}" if labels else f"hearing_{name} {value:g}"


async def _counts(query: str) -> dict[str, int]:
    return {row["status"]: int(row["mails"]) for row in await rows(query)}


def _age(found: list[dict[str, Any]]) -> float:
    since = found[0]["since"] if found else None
    if isinstance(since, str):
        since = datetime.fromisoformat(since)
    return round(max(0.0, (now() - since).total_seconds())) if since else 0


async def _jobs() -> dict[str, float]:
    ran = await JobRun.exclude(ran_at=None).order_by("name").values_list("name", "ran_at")
    return {f'job="{name}"': round((now() - at).total_seconds()) for name, at in ran}


def _requests() -> dict[str, float]:
    return {f'class="{number}xx"': STATUSES[number] for number in range(1, 6)}
