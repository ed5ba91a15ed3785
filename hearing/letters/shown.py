"""What pages of letters show beside the rows themselves."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from tortoise.functions import Count

from hearing.base.clock import now, today
from hearing.base.dates import local
from hearing.base.lang import lazy
from hearing.letters import campaigns, lateness
from hearing.letters.kinds_case import Handling, Outcome
from hearing.letters.models import Campaign, Quote
from hearing.letters.models_recipient import Recipient
from hearing.mail.models import MailingStatus

SUBJECT = "[Ref {{ref}}]"
STEPS = {
    "none": ("none", "wait", lazy("Not sent")),
    "bounced": ("alert", "bounce", lazy("Bounced")),
    "delivered": ("step-1", "delivered", lazy("Delivered")),
    "acknowledged": ("step-2", "stamp", lazy("Acknowledged")),
    "passed_on": ("step-3", "forward", lazy("Passed on")),
    "partly": ("step-3", "m-half", lazy("Partly answered")),
    "answered": ("step-4", "answer", lazy("Answered")),
    "closed": ("no", "no", lazy("Closed without an answer")),
    "visit": ("step-5", "visit", lazy("Visit booked")),
    "silent": ("alert", "warn", lazy("No response")),
}
TILES = {"silent": "silent", "bounced": "silent", "none": "none", "delivered": "1", "acknowledged": "2"}
TILES |= {"passed_on": "3", "partly": "3", "answered": "4", "closed": "none", "visit": "5"}
STAIR = (
    ("sent", "send", "s1", lazy("Sent")),
    ("delivered", "delivered", "s1", lazy("Delivered")),
    ("acknowledged", "stamp", "s2", lazy("A sign from them")),
    ("passed_on", "forward", "s3", lazy("Passed on")),
    ("answered", "answer", "s4", lazy("Answered")),
    ("visit", "visit", "s5", lazy("Visit booked")),
    ("silent", "warn", "sx", lazy("No response")),
)


def turns() -> dict[str, Any]:
    """Words and signs of steps and groups, for templates."""
    return {
        "steps": STEPS,
        "tiles": TILES,
        "stair": STAIR,
        "groups": {
            "us": lazy("Waits for us"),
            "them": lazy("Waits for them"),
            "visit": lazy("Visit booked"),
            "nobody": lazy("Done for now"),
            "unsent": lazy("Not sent"),
        },
        "verdicts": {
            "yes": ("full", lazy("Yes")),
            "partly": ("half", lazy("Partly")),
            "no": ("none", lazy("No")),
            "none": ("silent", lazy("Not answered")),
        },
    }


def beside_board(campaign: Campaign) -> dict[str, Any]:
    """Words, signs and the Julys the curve marks, as days since the letter was sent."""
    sent = local(campaign.sent_at).date() if campaign.sent_at else today()
    julys = []
    for year in range(sent.year, today().year + 1):
        first, last = (date(year, 7, 1) - sent).days, (date(year, 8, 1) - sent).days
        span = (today() - sent).days
        if last > 0 and first < span:
            julys.append((max(0, first), min(last, span)))
    mailing = campaign.mailing
    waits = mailing is not None and mailing.status == MailingStatus.RUNNING and mailing.leaves_at > now()
    told = {"turns": turns(), "julys": julys, "leaving": mailing if waits else None}
    return told | {"outcome_words": {one.value: one.label for one in Outcome}}


async def counts(rows: Sequence[Campaign]) -> dict[int, tuple[int, int]]:
    """By letter: how many have answered, of how many it went to; one query."""
    those = Recipient.filter(campaign_id__in=[row.pk for row in rows], delivery__in=list(lateness.OUT))
    grouped = those.annotate(number=Count("id")).group_by("campaign_id", "handling")
    found: dict[int, tuple[int, int]] = {}
    for one in await grouped.values("campaign_id", "handling", "number"):
        answered, total = found.get(one["campaign_id"], (0, 0))
        here = one["number"] if one["handling"] == Handling.ANSWERED else 0
        found[one["campaign_id"]] = (answered + here, total + one["number"])
    return found


async def fields_of(campaign: Campaign) -> dict[str, Any]:
    """A letter as its form shows it."""
    names = ("kind", "title", "subject", "body", "easy_read", "language", "answers_to", "answers_by_on", "reply_by_on")
    facts = {name: getattr(campaign, name) for name in (*names, "sender", "contact", "first_days", "second_days")}
    rows = await campaigns.demands(campaign)
    quotes = await Quote.filter(campaign_id=campaign.pk).order_by("position")
    return facts | {
        "demand_number": [demand.number for demand, _points in rows],
        "demand_text": [demand.text for demand, _points in rows],
        "demand_points": ["\n".join(point.text for point in points) for _demand, points in rows],
        "quote_text": [quote.text for quote in quotes],
        "quote_source": [quote.source for quote in quotes],
        "quote_source_on": [str(quote.source_on or "") for quote in quotes],
    }
