"""A month's letter on the desk: begin it, choose what it tells, change it."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from tortoise.transactions import atomic

from hearing.base import dates, lang
from hearing.base.audit import Actor, record
from hearing.base.clock import now, today
from hearing.base.errors import Refusal
from hearing.base.lang import _
from hearing.events import find
from hearing.events.models import EventStatus
from hearing.letters.kinds_case import Handling
from hearing.letters.models_recipient import Recipient
from hearing.newsletters.mails import Told
from hearing.newsletters.models import Newsletter, NewsletterStatus
from hearing.organisers.models import Organiser

MOST = 100
SOON = timedelta(days=62)


def first_of(day: date, ahead: int = 0) -> date:
    """The first day of a month, some months on."""
    months = day.year * 12 + day.month - 1 + ahead
    return date(months // 12, months % 12 + 1, 1)


def months() -> list[date]:
    """The months a letter can be begun for: the one before, this one, the next two."""
    return [first_of(today(), ahead) for ahead in (-1, 0, 1, 2)]


@atomic()
async def draft(organiser: Organiser, by: Actor, month: date) -> Newsletter:
    """Begin a month's letter with what lies near; the one that is begun already when there is one."""
    theirs = Newsletter.filter(organiser=organiser, month=month).select_related("organiser")
    if begun := await theirs.first():
        return begun
    with lang.use(organiser.language):
        subject = _("Monthly letter, %(month)s", month=dates.month(month))
    made = Newsletter(organiser=organiser, month=month, subject=subject, created_at=now())
    offered, before = await choices(made), await _told_before(organiser)
    made.events = [row.pk for row in offered.events if row.starts_at <= now() + SOON]
    made.answers = [row.pk for row in offered.answers if row.pk not in before]
    await Newsletter.bulk_create([made], ignore_conflicts=True)
    row = await theirs.get()
    await record(by, "newsletter.drafted", row, month=str(month))
    return row


async def _told_before(organiser: Organiser) -> set[int]:
    sent = Newsletter.filter(organiser=organiser, status=NewsletterStatus.SENT).order_by("-month").limit(12)
    return {number for row in await sent.only("id", "answers") for number in row.answers}


async def choices(newsletter: Newsletter) -> Told:
    """What can be told: coming public events, and answers to open letters of the month and the one before.

    Only answers that staff have ticked, to letters that everyone may read.
    """
    owner = newsletter.organiser
    events = find.listed().filter(organiser=owner, status=EventStatus.PUBLISHED, starts_at__gt=now())
    since, until = first_of(newsletter.month, -1), first_of(newsletter.month, 1)
    shown = Recipient.filter(campaign__organiser=owner, campaign__published_at__isnull=False, shown=True)
    shown = shown.filter(handling__in=[Handling.ANSWERED, Handling.PARTLY], answered_on__gte=since)
    shown = shown.filter(answered_on__lt=until).order_by("-answered_on", "sort_key", "id")
    return Told(
        await events.order_by("starts_at", "id").limit(MOST).select_related("venue"),
        await shown.limit(MOST).select_related("campaign"),
    )


async def told(newsletter: Newsletter) -> Told:
    """What is chosen of it and can still be told."""
    offered = await choices(newsletter)
    events = [row for row in offered.events if row.pk in newsletter.events]
    return Told(events, [row for row in offered.answers if row.pk in newsletter.answers])


@atomic()
async def save(
    newsletter: Newsletter, by: Actor, subject: str, intro: str, events: Collection[int], answers: Collection[int]
) -> None:
    """Keep the words and the choice; what is sent is not changed any more."""
    words: dict[str, Any] = {"subject": subject, "intro": intro}
    words |= {"events": sorted(events), "answers": sorted(answers)}
    if not await Newsletter.filter(pk=newsletter.pk, status=NewsletterStatus.DRAFT).update(**words):
        raise Refusal("The monthly letter has been sent.")
    newsletter.update_from_dict(words)
    await record(by, "newsletter.changed", newsletter)
