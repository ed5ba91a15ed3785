"""`hearing check` about a mail server that is wrong: one clear line, never the password; the mail waits and staff are told."""

from collections.abc import Callable
from dataclasses import replace

import httpx2
import pytest

from hearing import check
from hearing.mail import outbox, relay
from hearing.mail.jobs import send_now
from hearing.organisers.models import Organiser
from tests import make
from tests.mail.conftest import configured_with, post, statuses
from tests.mail.server import server
from tests.mail.test_smtp import once

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
Script = Callable[[str], str]
SECRET = "hush-hush"
TLS, PLAIN = ("STARTTLS", "AUTH PLAIN"), ("AUTH PLAIN",)


def no_sign_in(step: str) -> str:
    """A server that never lets us in."""
    return "535" if step == "AUTH" else "ok"


WRONG = [
    (no_sign_in, PLAIN, False, "refuses the user name or password (535 5.7.8 no)", "lösenord"),
    (once("x", "ok"), TLS, True, "its certificate is not valid for this name; nothing is sent", "certifikat"),
    (once("x", "ok"), PLAIN, True, "offers no STARTTLS, or no way to sign in; nothing is sent", "kryptering"),
    (once("hello", "drop"), PLAIN, False, "does not answer", "svarar inte"),
]


@pytest.mark.parametrize(("script", "features", "starttls", "line", "told"), WRONG)
async def test_what_is_wrong_is_one_line_a_banner_and_a_mail_that_waits(
    ann: httpx2.AsyncClient, script: Script, features: tuple[str, ...], starttls: bool, line: str, told: str
) -> None:
    ours: Organiser = await make.organiser()

    async with server(lambda step: "drop" if line == "does not answer" else script(step), features) as wire:
        place = replace(wire.smtp(), user="svar", password=SECRET, starttls=starttls)
        with configured_with(smtp=place):
            found = await check._smtp(place)
            await outbox.put(post("a", organiser=ours))
            await send_now()
            await relay.ask()
            start = (await ann.get("/desk/")).text

    assert (found.well, "\n" in found.seen, line in found.seen, SECRET in found.seen) == (False, False, True, False)
    assert "Mejl går inte iväg" in start
    assert told in start
    assert (await statuses(), wire.taken) == ({"queued": 1}, [])
