"""What the tests of people share: a reader of the register, the demo, small rows."""

import json
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, cast

from starlette.requests import Request

from hearing.base.clock import now
from hearing.base.paths import DATA
from hearing.organisers.models import Organiser
from hearing.people import demo, offices, register
from hearing.people.models import Holding, OfficeKind, Organisation, Person
from hearing.staff.models import Account


class Somebody:
    """An actor without a row, for the audit log."""

    pk = None
    name = "Ann Test"


ANN = Somebody()


async def organiser(slug: str = "natverket") -> Organiser:
    return await Organiser.create(
        slug=slug, name=slug.title(), sender_name=slug.title(), email=f"{slug}@forening.test", created_at=now()
    )


def reader(of: Organiser | None) -> Request:
    """A request as the staff middleware leaves it."""
    return cast(Request, SimpleNamespace(state=SimpleNamespace(organiser=of, account=Account(name="Ann Test"))))


async def region(code: str = "20") -> Organisation:
    return await Organisation.get(kind="region", region_id=code)


async def person(given: str = "Örjan", family: str = "Vretfors", of: Organiser | None = None, **card: Any) -> Person:
    return await register.add(of, ANN, given_name=given, family_name=family, **card)


async def held(
    who: Person,
    title: str = "regionråd",
    at: Organisation | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    **term: Any,
) -> Holding:
    body = at or await region()
    return await offices.post(body, ANN, who, title, OfficeKind.ELECTED, starts_on=starts_on, ends_on=ends_on, **term)


async def played() -> tuple[dict[str, Organiser], dict[str, Any]]:
    """The demo's organisers and the register, by demo id."""
    told = json.loads((DATA / "demo.json").read_text())
    told["more"] = json.loads((DATA / "demo_more.json").read_text())
    organisers = {it["id"]: await organiser(it["id"]) for it in told["organisations"]}
    return organisers, await demo.load(told, timedelta(0), organisers)
