"""A letter's own calendar: when it was sent, when an answer is wished for or promised, and its published visits."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from hearing.base import ical, lang
from hearing.base.dates import local
from hearing.base.lang import _
from hearing.events import find
from hearing.events.ical import block
from hearing.letters.kinds_case import Ball
from hearing.letters.models import Campaign
from hearing.letters.models_recipient import Recipient
from hearing.settings import settings

ZONE = ZoneInfo("Europe/Stockholm")


async def bytes_of(campaign: Campaign) -> bytes:
    """The calendar; no names and no addresses stand in it."""
    rows = await Recipient.filter(campaign_id=campaign.pk, ball=Ball.THEM, ball_until__isnull=False).order_by("number")
    url = f"{settings().url}/letters/{campaign.slug}"
    visits = find.listed().filter(origin__startswith=f"{campaign.reference}/").order_by("starts_at", "id")
    with lang.use(campaign.language):
        blocks = [ical.block(entry) for entry in _entries(campaign, rows, url)]
        blocks += [block(event) for event in await visits.select_related("organiser", "venue")]
        about = _("The days of the letter: sent, answer wished for, answers promised, visits.")
    source = f"{settings().url}/calendar/letter/{campaign.slug}.ics"
    return ical.feed(campaign.title, about, source, campaign.organiser.colour, blocks)


def _entries(campaign: Campaign, rows: list[Recipient], url: str) -> Iterator[ical.Entry]:
    title = campaign.title
    if campaign.sent_at:
        yield _day(campaign, "sent", local(campaign.sent_at).date(), _("Sent: %(title)s", title=title), url)
    if campaign.reply_by_on:
        yield _day(campaign, "reply", campaign.reply_by_on, _("Answer wished for: %(title)s", title=title), url)
    for row in rows:
        if row.ball_until:
            told = _("Answer promised by %(name)s: %(title)s", name=row.authority, title=title)
            yield _day(campaign, f"promise-{row.number}", row.ball_until, told, url)


def _day(campaign: Campaign, what: str, day: date, summary: str, url: str) -> ical.Entry:
    starts = datetime.combine(day, time(0), ZONE)
    host = urlsplit(settings().url).hostname or "localhost"
    return ical.Entry(
        uid=f"letter-{campaign.reference}-{what}@{host}".lower(),
        changed=campaign.changed_at.astimezone(UTC),
        starts=starts,
        ends=starts + timedelta(days=1),
        all_day=True,
        summary=summary,
        url=url,
        transp="TRANSPARENT",
        lang=campaign.language,
    )
