"""The steps of the walk, as a person does them with mouse, keyboard and telephone."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import urlsplit

from playwright.async_api import Page

from hearing import demo
from hearing.base.addresses import parse_smtp
from hearing.organisers.models import Organiser
from hearing.settings import settings, using
from hearing.wiring import JOBS
from hearing.worker import work
from tests.conftest import NOW, SECRET
from tests.servers import Sink

ANNIKA = "annika.silverskar@dalarna-demo.test"
TITLE = "Hearing i Mora: när vården dröjer"


async def staged() -> None:
    """The demo, where the database does not have it yet."""
    if not await Organiser.exists():
        await demo.load(NOW.date())


@asynccontextmanager
async def working(sink: Sink) -> AsyncIterator[None]:
    """The worker runs, and mail leaves through the mail server."""
    with using(settings().model_copy(update={"smtp": parse_smtp(sink.url)})):
        stop = asyncio.Event()
        task = asyncio.create_task(work(JOBS, stop))
        try:
            yield
        finally:
            stop.set()
            await task


async def sign_in(page: Page, address: str) -> None:
    """Take the link that `hearing sign-in` prints; the page's button signs in, not the link."""
    known = {"HEARING_DATABASE": str(settings().database), "HEARING_SECRET": SECRET, "HEARING_BASE_URL": address}
    environment = os.environ | known | {"HEARING_CLOCK": NOW.strftime("%Y-%m-%dT%H:%M")}
    command = [sys.executable, "-m", "hearing", "sign-in", ANNIKA]
    run = await asyncio.create_subprocess_exec(*command, env=environment, stdout=asyncio.subprocess.PIPE)
    link = (await run.communicate())[0].decode().strip()
    await page.goto(link)
    await page.get_by_role("button", name="Logga in").click()
    await page.wait_for_url("**/desk/")


async def plan(page: Page) -> int:
    """A hearing from the form to the open page; says its number."""
    await page.goto(page.url + "events/new")
    await page.get_by_label("Titel").fill(TITLE)
    await page.get_by_label("Kort om mötet").fill("Föreningarna frågar, politikerna svarar.")
    await page.get_by_label("Dag", exact=True).fill("2027-01-21")
    await page.get_by_label("Börjar").fill("17:30")
    await page.get_by_label("Slutar").fill("20:00")
    await page.get_by_label("Lokal", exact=True).select_option(label="Kulturhuset Kopparn (påhittat), Falun")
    await page.get_by_label("Platser i allt").fill("40")
    await page.get_by_label("Svara senast (OSA)").fill("2027-01-14")
    await page.get_by_label("Telefon i inbjudan").fill("070-174 66 11")
    await page.get_by_role("button", name="Spara utkast").click()
    await page.get_by_role("link", name="Publicera").click()
    await page.get_by_role("radio", name=re.compile("^Alla")).check()
    await page.get_by_role("button", name="Publicera").click()
    await page.get_by_text("Inget mejl har skickats").wait_for()
    return int(urlsplit(page.url).path.rsplit("/", 1)[1])


async def invite(page: Page) -> int:
    """Choose by filters, write, read the examples, confirm; says how many get one."""
    await page.get_by_role("link", name="Inbjudna").click()
    await page.get_by_role("link", name="Välj vilka som bjuds in").click()
    await page.get_by_label(re.compile("^Socialchef")).check()
    await page.get_by_role("button", name="Räkna om").click()
    number = int(await page.locator(".tally__num").inner_text())
    await page.get_by_role("button", name="Lägg till på listan").click()
    await page.get_by_role("link", name=re.compile("på listan$")).click()
    await page.get_by_label("Meddelande").fill("Hej {förnamn}!\n\nDu är välkommen att svara på föreningarnas frågor.")
    await page.get_by_role("button", name="Spara och läs tre exempel").click()
    await page.get_by_role("link", name="Vidare till bekräfta").click()
    await page.get_by_role("button", name=re.compile(f"^Skicka {number} inbjudningar")).click()
    await page.get_by_text("om fem minuter").first.wait_for()
    return number


async def answer(phone: Page, link: str) -> None:
    """Yes, from the button in the mail."""
    await phone.goto(f"{link}?answer=yes")
    await phone.get_by_role("button", name="Skicka svar").click()
    await phone.get_by_role("heading", name=re.compile("Du är anmäld")).wait_for()


async def until(done: Callable[[], bool], what: str) -> None:
    """Wait for what the worker does."""
    for _turn in range(400):
        if done():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"it never came: {what}")


def mails(sink: Sink, to: str = "") -> list[EmailMessage]:
    """What the mail server took, oldest first."""
    taken = [one for one in sink.messages if not to or one.recipients == [to]]
    return [message_from_bytes(one.raw, policy=policy.default) for one in taken]


def text_of(mail: EmailMessage) -> str:
    """The plain words."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def calendar_of(mail: EmailMessage) -> str:
    """The calendar part's words."""
    part = next(one for one in mail.walk() if one.get_content_type() == "text/calendar")
    return str(part.get_content())


def link_in(mail: EmailMessage) -> str:
    """The personal page, as it stands in the text."""
    found = re.search(r"http://\S+/i/[A-Za-z0-9]+", text_of(mail))
    assert found
    return found.group()
