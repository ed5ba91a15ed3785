"""Late, waiting, silent: never kept, always worked out from dates on the day they are shown."""

from dataclasses import dataclass
from datetime import date, timedelta

from hearing.letters.kinds import Delivery
from hearing.letters.kinds_case import Ball, Handling
from hearing.letters.models import Campaign
from hearing.letters.models_recipient import Recipient
from hearing.letters.standing import Standing

SILENT_DAYS = 60
SECOND_AFTER = 35
BETWEEN_DAYS = 7
OUT = (Delivery.QUEUED, Delivery.SENT, Delivery.DELIVERED, Delivery.BOUNCED)
DONE = (Handling.ANSWERED, Handling.CLOSED)


@dataclass(frozen=True, slots=True)
class Dates:
    """The days on which a letter asks to be looked at."""

    check_on: date
    first_on: date
    second_on: date
    file_on: date


def dates_of(campaign: Campaign, sent_on: date) -> Dates:
    """When to look in the diary, remind once, remind again, ask for the case file; each letter has its own."""
    first = sent_on + timedelta(days=campaign.first_days) if campaign.first_days else campaign.reply_by_on
    first = first or sent_on + timedelta(days=SILENT_DAYS)
    second = sent_on + timedelta(days=campaign.second_days) if campaign.second_days else None
    return Dates(
        check_on=working_days_after(sent_on, campaign.check_days),
        first_on=first,
        second_on=second or first + timedelta(days=SECOND_AFTER),
        file_on=sent_on + timedelta(days=campaign.file_days),
    )


def rests(campaign: Campaign, sent_on: date, reminded_on: date, day: date) -> bool:
    """Whether the last reminder is too fresh for another: a week, or less where the letter's own days lie closer."""
    asked = dates_of(campaign, sent_on)
    apart = max(1, min(BETWEEN_DAYS, (asked.second_on - asked.first_on).days))
    return day < reminded_on + timedelta(days=apart)


def working_days_after(day: date, number: int) -> date:
    """So many days later, Saturdays and Sundays not counted."""
    while number > 0:
        day += timedelta(days=1)
        number -= day.weekday() < 5
    return day


def is_open(one: Recipient | Standing) -> bool:
    """Whether the letter went out and nothing has ended the waiting."""
    return one.delivery in OUT and one.handling not in DONE


def is_late(one: Recipient | Standing, campaign: Campaign, day: date) -> bool:
    """Whether the date asked for, or the later one they promised, has passed without an answer."""
    if not is_open(one) or one.ball != Ball.THEM:
        return False
    until = one.ball_until or campaign.reply_by_on
    return until is not None and day > until


def days_waiting(one: Recipient | Standing, day: date) -> int | None:
    """Days since their last sign of life, or since the letter went out; None when nobody waits for them."""
    if not is_open(one) or one.ball != Ball.THEM or one.sent_on is None:
        return None
    return max(0, (day - (one.heard_on or one.sent_on)).days)


def is_silent(one: Recipient | Standing, day: date) -> bool:
    """Nothing but silence for sixty days."""
    if not is_open(one) or one.handling != Handling.NONE or one.sent_on is None or one.heard_on:
        return False
    return (day - one.sent_on).days >= SILENT_DAYS


def step_of(one: Recipient | Standing, day: date) -> str:
    """The furthest step reached, as map and chips show it."""
    if one.delivery in (Delivery.DRAFT, Delivery.QUEUED, Delivery.ADDRESS_MISSING) and one.handling == Handling.NONE:
        return "none"
    if {"visit_booked", "visit_done"} & set(one.outcomes):
        return "visit"
    if one.handling in (Handling.ANSWERED, Handling.CLOSED, Handling.PARTLY, Handling.PASSED_ON, Handling.ACKNOWLEDGED):
        return str(one.handling.value)
    if is_silent(one, day):
        return "silent"
    return "bounced" if one.delivery == Delivery.BOUNCED else "delivered"
