"""Forms as somebody hostile, careless or unlucky fills them in, and what must then hold."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
from starlette.applications import Starlette
from tortoise import fields
from tortoise.models import Model
from tortoise.transactions import in_transaction

from hearing.base.clock import now
from hearing.base.links import digest
from hearing.events.models import Event
from hearing.invitations import seats
from hearing.invitations.models import Invitation
from hearing.mail.models import Mailing, OutgoingMail
from hearing.people.models import HealthcareRegion, Holding, Municipality, Office, Organisation, Person, Region
from hearing.staff.login import LINK_LIVES
from hearing.staff.models import Account, LoginSession, SignInLink
from tests import make, owned
from tests.journeys.forms import SAMPLES, Found, forms, plain, read_by, sample
from tests.routes import Address, addresses

SCRIPT = """"><script>alert('x')</script>'{{7*7}}"""
BAD = {
    "empty": "",
    "blank": "   ",
    "long": "å<b>" * 6_000,
    "wrong": "fel-värde",
    "markup": SCRIPT,
    "lines": "Rad ett\r\nBcc: eve@ond.test\r\n\r\nslut",
    "formula": '=HYPERLINK("http://ond.test";"klicka")',
    "turned": "abc\u202egnp.exe\u2066\u200f\u061c\ufeff",
    "unseen": "a\x9bb\x80c\x85d\u2028e\ufffef\uffff",
    "percent": "100 % %s %(x)s {0} {{x}}",
    "full": "å" * 200,
    "huge": "9" * 60,
    "negative": "-1",
    "over": "2147483648",
    "first day": "0001-01-01",
    "last day": "9999-12-31",
    "other row": "999999",
    "emoji": "👩‍👩‍👧 🏳️‍🌈 ﷽",
}
REFUSED = {"nul": "a\x00b", "escape": "\x1b[31m", "delete": "\x7f"}
STORED_WRONG = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
SEVERAL_LINES = {"sender", "postal_address"}  # short texts that are written as on an envelope
REFERENCE = {Region, Municipality, HealthcareRegion}
Fault = tuple[str, str, str, str]


@dataclass
class Form:
    """One POST of the app: where, and all it reads, filled in so that it is taken."""

    address: Address
    path: str
    values: dict[str, list[str]] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    on_a_page: bool = False

    @property
    def names(self) -> list[str]:
        """Its fields."""
        return sorted(self.values)

    def body(self, changed: dict[str, str]) -> bytes:
        """The form as a browser sends it, some of it changed."""
        pairs = [(name, value) for name, values in self.values.items() if name not in changed for value in values]
        return urlencode(pairs + list(changed.items())).encode()


async def stage(browser: httpx2.AsyncClient, drafts: bool = False) -> None:
    """One of everything that Egen röst owns, open to be changed, and Ann signed in."""
    organiser = await make.organiser(id=owned.NUMBER)
    await owned.fill(organiser)
    await make.ann(browser)
    number, address = owned.NUMBER, "siv@roster.test"
    known = {"email": address, "email_norm": address}
    await Organisation.filter(id=number).update(kind="association", email=address)
    await Person.filter(id=number).update(organiser_id=number, **known)
    await Office.filter(id=number).update(kind="official")
    await Holding.filter(id=number).update(starts_on=date(2015, 1, 1), ends_on=date(2016, 1, 1))
    await Account.filter(id=number).update(**known)
    await Invitation.filter(id=number).update(status="draft" if drafts else "invited", sent_times=1, **known)
    await Event.filter(id=number).update(status="draft" if drafts else "published", registration=True)
    await OutgoingMail.filter(id=number).update(status="held" if drafts else "failed", to_address=address)
    await Mailing.filter(id=number).update(about=f"event-{number}")
    await seats.ready(number)
    event = await Event.get(id=number)
    event._custom_generated_pk = True
    event._saved_in_db, event.id, event.slug, event.uid = False, number + 1, None, "another"
    await event.save(force_create=True)
    times: dict[str, Any] = {"created_at": now(), "expires_at": now() + LINK_LIVES}
    account = await make.account("Ann Lind")
    await SignInLink.create(account=account, token_hash=digest(owned.TOKEN), **times)
    await LoginSession.create(id=number, account=account, token_hash=digest("else"), seen_at=now(), device="x", **times)


def posts(app: Starlette) -> list[Address]:
    """Every address that takes a form."""
    return [one for one in addresses(app.routes) if one.writes]


async def scraped(app: Starlette, browser: httpx2.AsyncClient) -> dict[str, Found]:
    """The forms that stand on the pages, by where they go."""
    found: dict[str, Found] = {}
    for one in addresses(app.routes):
        if one.method == "GET" and not one.pattern.startswith("/static"):
            page = await browser.get(one.filled(id=owned.NUMBER))
            for form in forms(page.text) if "html" in page.headers.get("content-type", "") else []:
                if form.method == "post":
                    path = urlsplit(form.action).path or str(page.url.path)
                    if path not in found or len(form.values) > len(found[path].values):
                        found[path] = form
    return found


def filled(one: Address, found: dict[str, Found]) -> Form:
    """A form with what the page proposes, else with what its fields take."""
    path = one.filled(id=owned.NUMBER)
    classes, words = read_by(one)
    form = Form(one, path, {word: [SAMPLES.get(word, "1")] for word in words if f"{{{word}" not in one.pattern})
    for kind in classes:
        for name, about in kind.Fields.model_fields.items():
            form.values[name] = [sample(name, about.annotation, str(about.metadata))]
            if plain(about.annotation) is str:
                form.typed.add(name)
    if page := found.get(path):
        for name, value in page.values:
            if value.strip():
                form.values[name] = [value]
        form.files, form.on_a_page = page.files, True
        form.typed &= page.typed
    return form


@asynccontextmanager
async def undone() -> AsyncIterator[None]:
    """Whatever happens inside never happened."""
    try:
        async with in_transaction():
            yield
            raise Undone
    except Undone:
        return


class Undone(Exception):
    """Ends a transaction without a trace."""


async def stored_wrong() -> list[str]:
    """The columns that hold what no column may hold, in the rows that are no reference data."""
    wrong = set()
    for model in owned.models():
        known = model._meta.fields_map
        names = [name for name, kind in known.items() if isinstance(kind, fields.CharField | fields.TextField)]
        ours = model.filter(pk__gte=owned.NUMBER) if isinstance(model._meta.pk, fields.IntField) else model.all()
        for row in await ours.values(*names) if names and model not in REFERENCE else []:
            wrong |= {f"{model.__name__}.{name}" for name, value in row.items() if bad(model, name, value)}
    return sorted(wrong)


def bad(model: type[Model], name: str, value: Any) -> bool:
    """Control characters or direction marks; in a column of one line, line ends too."""
    if name in ("ics", "body_html") or not isinstance(value, str):
        return False
    one_line = isinstance(model._meta.fields_map[name], fields.CharField)
    return bool(STORED_WRONG.search(value)) or (one_line and name not in SEVERAL_LINES and "\n" in value)


def told(form: Form, sent: dict[str, str], answer: httpx2.Response) -> Iterator[str]:
    """What is amiss with an answer."""
    if answer.status_code >= 500:
        yield f"{answer.status_code}"
    if SCRIPT in answer.text or "<script>alert" in answer.text:
        yield "markup stands bare"
    if answer.status_code == 422 and form.on_a_page:
        yield from _again(form, sent, answer.text)


def _again(form: Form, sent: dict[str, str], html: str) -> Iterator[str]:
    if 'lang="sv"' not in html[:500]:
        yield "no Swedish page"
    if 'class="field__error"' not in html and 'role="alert"' not in html and "notice--warn" not in html:
        yield "no sentence"
    stands: dict[str, set[str]] = {}
    for one in forms(html):
        for name, value in one.values:
            stands.setdefault(name, set()).add(_ends(value))
    for name, value in sent.items():
        if name in form.typed and _ends(value) not in stands.get(name, set()):
            yield f"{name} is lost"


def _ends(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n")


async def send(browser: httpx2.AsyncClient, form: Form, changed: dict[str, str] | None = None) -> httpx2.Response:
    """Post it as a browser does; where a file is asked for, with a small one."""
    if form.files:
        files = [(name, ("plan.txt", b"Plan", "text/plain")) for name in sorted(form.files)]
        told = {name: list(values) for name, values in form.values.items()} | {
            n: [v] for n, v in (changed or {}).items()
        }
        return await browser.post(form.path, data=told, files=files)
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return await browser.post(form.path, content=form.body(changed or {}), headers=headers)
