"""One letter as `hearing export letter` tells it, and as a table."""

import json
from datetime import date, datetime
from typing import Any

from hearing.base.clock import today
from hearing.base.dates import local
from hearing.base.errors import Refusal
from hearing.base.lang import _
from hearing.base.tables import Cell
from hearing.letters import board, case, tables
from hearing.letters.dossier import unlinked
from hearing.letters.filters import Filter
from hearing.letters.kinds_case import Ball, Handling, Outcome, Verdict
from hearing.letters.kinds_entry import TELLING
from hearing.letters.merge import page_url
from hearing.letters.models import Campaign, Demand
from hearing.letters.models_entry import Entry
from hearing.letters.models_recipient import Recipient
from hearing.letters.standing import live


async def letter(number: int, links: bool = True) -> dict[str, Any]:
    """The letter; every key of the contract is there, absent is null. Whoever has a link may answer for its authority."""
    found = await Campaign.get_or_none(pk=number)
    if found is None:
        raise Refusal("There is no letter %(number)s.", number=number)
    rows = await Recipient.filter(campaign_id=number).order_by("number")
    known = await case.cases(found)
    numbers = [one.number for one in await Demand.filter(campaign_id=number, parent_id=None).order_by("number")]
    entries: dict[int, list[Entry]] = {}
    for entry in await Entry.filter(recipient__campaign_id=number):
        entries.setdefault(entry.recipient_id, []).append(entry)
    told = [_recipient(found, row, known.get(row.pk) or case.Case(), entries.get(row.pk, []), numbers) for row in rows]
    told = told if links else [_unlinked(one) for one in told]
    facts = {"id": found.id, "slug": found.slug, "title": found.title, "status": str(found.status)}
    return facts | {"reference": found.reference, "kind": str(found.kind), "recipients": told}


def _recipient(
    campaign: Campaign, row: Recipient, known: case.Case, entries: list[Entry], numbers: list[int]
) -> dict[str, Any]:
    line = board.line_of(row, known, campaign, today())
    verdicts = {str(number): known.verdicts.get(number, Verdict.NONE).value for number in numbers}
    return {
        "ref": row.ref,
        "authority": row.authority,
        "code": row.code or None,
        "delivery": str(row.delivery),
        "handling": str(row.handling),
        "ball": str(row.ball),
        "ball_until": _day(row.ball_until),
        "outcomes": list(row.outcomes),
        "assessment": str(row.assessment),
        "tags": list(row.tags),
        "references": known.references,
        "demands": verdicts,
        "addressee": _joined(row.name, row.title) or row.authority,
        "forwardings": [
            {"from": one.from_who, "to": one.to, "on": _day(one.happened_on), "how": str(one.how)}
            for one in known.forwardings
        ],
        "responses": [_response(one) for one in live(entries) if one.kind in TELLING],
        "days_waiting": line.waited,
        "late": line.late,
        "sent_on": _day(row.sent_on),
        "answered_on": _day(row.answered_on),
        "url": page_url(row) if row.link_hash else None,
    }


def _unlinked(told: dict[str, Any]) -> dict[str, Any]:
    responses = [one | {"text": one["text"] and unlinked(one["text"])} for one in told["responses"]]
    return told | {"responses": responses, "url": None}


def _response(entry: Entry) -> dict[str, Any]:
    return {
        "at": _time(entry.at),
        "kind": str(entry.kind),
        "channel": str(entry.channel) if entry.channel else None,
        "responder": _joined(entry.who, entry.who_title) or None,
        "first_hand": entry.first_hand,
        "text": entry.text or None,
        "mail": entry.source or None,
    }


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _time(moment: datetime) -> str:
    return local(moment).isoformat(timespec="seconds")


async def rows_of(campaign: Campaign, chosen: Filter | None = None) -> list[list[Cell]]:
    """The letter as a table for a spreadsheet, its head first, in Swedish order of the authorities."""
    found = await board.board_of(campaign, today())
    columns = await tables.values(campaign)
    keys = list(dict.fromkeys(key for values in columns.values() for key in values))
    head: list[Cell] = [
        _("Code"),
        _("Authority"),
        _("Reference"),
        _("Addressee"),
        _("Delivery"),
        _("Handling"),
        _("Whose turn"),
    ]
    head += [_("Until"), _("Assessment"), _("Outcomes"), _("Tags"), _("Reg. no."), _("Sent"), _("Answered")]
    head += [_("Days to answer"), _("Days waiting"), _("Late"), _("Responder"), _("Summary")]
    head += [_("Demand %(number)s", number=one.number) for one in found.demands]
    for key in keys:
        head += [key, _("%(column)s, certainty", column=key)]
    lines = chosen.on(found.lines) if chosen else found.lines
    return [head, *(_table_row(line, found.demands, columns.get(line.row.pk, {}), keys) for line in lines)]


def _table_row(line: board.Line, demands: list[Demand], values: dict[str, Any], keys: list[str]) -> list[Cell]:
    row = line.row
    took = (row.answered_on - row.sent_on).days if row.answered_on and row.sent_on else None
    outcomes = [Outcome(one).label for one in row.outcomes]
    answered = row.handling in (Handling.ANSWERED, Handling.PARTLY)
    cells: list[Cell] = [
        row.code,
        row.authority,
        row.ref,
        _joined(row.title, row.name),
        row.delivery.label,
        row.handling.label,
        row.ball.label if row.delivery != "draft" else "",
        _day(row.ball_until) if row.ball == Ball.THEM else "",
        row.assessment.label,
        ", ".join(outcomes),
        ", ".join(row.tags),
        ", ".join(line.case.references),
        _day(row.sent_on),
        _day(row.answered_on),
        took,
        line.waited,
        _("yes") if line.late else "",
        row.responder,
        unlinked(row.summary),
    ]
    cells += [line.case.verdicts.get(one.number, Verdict.NONE).label if answered else "" for one in demands]
    for key in keys:
        value = values.get(key)
        cells += [(value.amount or value.value) if value else "", value.certainty.label if value else ""]
    return cells


async def as_json(number: int, links: bool = True) -> bytes:
    """The letter as bytes."""
    return json.dumps(await letter(number, links), ensure_ascii=False, indent=2).encode() + b"\n"
