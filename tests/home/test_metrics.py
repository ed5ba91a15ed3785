"""/metrics: numbers for the machine itself and for whoever has the token, for nobody else."""

from datetime import timedelta

import httpx2
import pytest

from hearing.app import create_app
from hearing.base.clock import freeze, now
from hearing.mail import outbox
from tests.mail.conftest import configured_with, post
from tests.mail.server import Wire, server

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def ask(client: str = "127.0.0.1", **headers: str) -> httpx2.Response:
    transport = httpx2.ASGITransport(app=create_app(), client=(client, 5))
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost:8000") as asking:
        return await asking.get("/metrics", headers=named)


@pytest.mark.parametrize(
    ("on", "client", "headers", "status"),
    [
        (False, "127.0.0.1", {"authorization": "Bearer hemligt"}, 404),
        (True, "127.0.0.1", {}, 200),
        (True, "::1", {}, 200),
        (True, "127.0.0.1", {"x_forwarded_for": "192.0.2.1"}, 404),
        (True, "192.0.2.1", {}, 404),
        (True, "192.0.2.1", {"authorization": "Bearer fel"}, 404),
        (True, "192.0.2.1", {"authorization": "Bearer hemligt"}, 200),
    ],
)
async def test_who_is_told(on: bool, client: str, headers: dict[str, str], status: int) -> None:
    with configured_with(metrics=on, metrics_token="hemligt"):
        assert (await ask(client, **headers)).status_code == status


async def test_without_a_token_only_the_machine_itself_is_told() -> None:
    with configured_with(metrics=True):
        assert (await ask("192.0.2.1", authorization="Bearer ")).status_code == 404


async def test_what_is_told() -> None:
    async with server() as wire:
        await told(wire)


async def told(wire: Wire) -> None:
    with configured_with(metrics=True, smtp=wire.smtp()):
        await outbox.put_all([post("a"), post("b", "b@c.test")])
        with freeze(now() + timedelta(minutes=5)):
            answer = await ask()
    lines = answer.text.splitlines()

    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'hearing_mail_out{status="queued"} 2' in lines
    assert 'hearing_mail_in{status="unsorted"} 0' in lines
    assert "hearing_mail_out_oldest_seconds 300" in lines
    assert any(line.startswith('hearing_requests_total{class="2xx"} ') for line in lines)
    assert "asa@b.test" not in answer.text
