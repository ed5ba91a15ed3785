"""Private calendars: an account's events with their last days, an invited person's own; no names of others in any.

The address is the secret. Making a new one, or stopping, ends the old one at once: revoked and unknown look the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tortoise.transactions import atomic

from hearing.base import ical, lang
from hearing.base.clock import now
from hearing.base.conditional import Kept
from hearing.base.lang import _
from hearing.events.feeds import BEFORE, COLOUR
from hearing.events.ical import CALLED_OFF, entry
from hearing.events.models import Event, EventStatus
from hearing.invitations import itip, mails, stand_ins
from hearing.invitations.models import Invitation, InvitationStatus
from hearing.invitations.models_feeds import PrivateFeed
from hearing.settings import settings
from hearing.staff.models import Membership
from hearing.staff.rights import ROLE_RIGHTS

YEAR, CANCELLED_DAYS = timedelta(days=365), timedelta(days=90)
PRIVATE = "private, max-age=300"
S = InvitationStatus
SURE = (S.YES,)
MAYBE = (S.INVITED, S.MAYBE, S.WAITING)
MOST = 1000


def url(feed: PrivateFeed) -> str:
    """Where programs fetch it."""
    return f"{settings().url}/calendar/private/{feed.token()}.ics"


async def of_account(account: Any) -> PrivateFeed | None:
    """The open calendar of an account."""
    return await PrivateFeed.filter(account_id=account.pk, link_hash__isnull=False).first()


async def of_invited(invitation: Invitation) -> PrivateFeed | None:
    """The open calendar of an invited person at this organiser."""
    mine = PrivateFeed.filter(person_id=invitation.person.pk, organiser_id=invitation.event.organiser_id)
    return await mine.filter(link_hash__isnull=False).first()


async def open_for_account(account: Any) -> PrivateFeed:
    """Make an account's calendar, or a new address for it."""
    return await _open(account_id=account.pk)


async def open_for_invited(invitation: Invitation) -> PrivateFeed:
    """Make an invited person's calendar, or a new address for it."""
    return await _open(person_id=invitation.person.pk, organiser_id=invitation.event.organiser_id)


@atomic()
async def _open(**whose: int) -> PrivateFeed:
    await PrivateFeed.bulk_create([PrivateFeed(created_at=now(), **whose)], ignore_conflicts=True)
    feed = await PrivateFeed.filter(**whose).select_for_update().get()
    known = feed.link_key != ""
    fresh = feed.link_columns(feed.link_version + 1 if known else None)
    await PrivateFeed.filter(pk=feed.pk).update(**fresh, once_shown=False)
    return await PrivateFeed.get(pk=feed.pk)


async def stop(feed: PrivateFeed) -> None:
    """Let the address open nothing any more."""
    await PrivateFeed.filter(pk=feed.pk).update(link_hash=None)


@atomic()
async def send(invitation: Invitation, anew: bool = False) -> None:
    """Mail the invited person the address, made when there is none, or made anew."""
    known = None if anew else await of_invited(invitation)
    feed = known or await open_for_invited(invitation)
    await mails.put([mails.feed(invitation, url(feed), feed.link_version)])


@atomic()
async def stop_and_tell(invitation: Invitation) -> None:
    """Let the address open nothing any more, and tell the invited person."""
    if feed := await of_invited(invitation):
        await stop(feed)
        await mails.put([mails.feed_stopped(invitation, feed.link_version)])


async def bytes_of(token: str) -> Kept | None:
    """The calendar behind an address; None when it is unknown, stopped, or its owner may see nothing any more."""
    feed: Any = await PrivateFeed.by_token(token, "account", "person", "organiser")
    if feed is None or (feed.account and feed.account.shut_off):
        return None
    with lang.use((feed.account or feed.person).language):
        if feed.account:
            return _calendar(feed, settings().name, await _staff(feed))
        return _calendar(feed, feed.organiser.name, await _invited(feed))


def _calendar(feed: PrivateFeed, name: str, entries: Sequence[ical.Entry]) -> Kept:
    about = _("Yours alone. Whoever has the address can read it.")
    blocks = [ical.block(one) for one in entries]
    body = ical.feed(_("My events – %(name)s", name=name), about, url(feed), COLOUR, blocks)
    newest = max((one.changed for one in entries), default=BEFORE)
    return Kept(body, newest, cache_control=PRIVATE)


async def _invited(feed: PrivateFeed) -> list[ical.Entry]:
    """One's own events: those one comes to, and those one may come to; not those somebody else goes to instead."""
    mine = Invitation.filter(person_id=feed.person_id, event__organiser_id=feed.organiser_id)
    mine = mine.filter(status__in=[*SURE, *MAYBE], event__ends_at__gt=now() - YEAR)
    rows = await mine.order_by("event__starts_at", "id").limit(MOST).select_related("event__organiser", "event__venue")
    await stand_ins.load(rows)
    return [_own(row) for row in rows if row.stand_in is None and _shown(row.event)]


def _own(row: Invitation) -> ical.Entry:
    made = itip.own_entry(row)
    status = made.status if row.status in SURE or made.status == "CANCELLED" else "TENTATIVE"
    return replace(made, status=status, changed=max(row.changed_at, row.event.changed_at))


def _shown(event: Event) -> bool:
    off = event.status in CALLED_OFF
    return not off or event.ended_at is None or event.ended_at > now() - CANCELLED_DAYS


async def _staff(feed: PrivateFeed) -> list[ical.Entry]:
    """The events of the organisers one works for, with the days before which something is to be done."""
    roles = await Membership.filter(account_id=feed.account_id)
    reads = [role.organiser_id for role in roles if "events.read" in ROLE_RIGHTS[role.role]]
    theirs = Event.filter(organiser_id__in=reads, ends_at__gt=now() - YEAR).order_by("starts_at", "id").limit(MOST)
    events = [event for event in await theirs.select_related("organiser", "venue") if _shown(event)]
    return [one for event in events for one in (_working(event), *_last_days(event))]


def _working(event: Event) -> ical.Entry:
    made = entry(event)
    desk = f"{settings().url}/desk/events/{event.pk}"
    status = "TENTATIVE" if event.status == EventStatus.DRAFT else made.status
    return replace(made, status=status, url=desk, description=f"{desk}\n\n{made.description}")


def _last_days(event: Event) -> Iterator[ical.Entry]:
    if event.status in CALLED_OFF:
        return
    days = (
        ("answer", event.answer_by_on, _("Last day to answer: %(title)s", title=event.title)),
        ("needs", event.needs_by_on, _("Last day for needs: %(title)s", title=event.title)),
        ("confirm", event.confirm_by_on, _("Last day to confirm: %(title)s", title=event.title)),
    )
    for kind, day, text in days:
        if day:
            yield _all_day(event, kind, day, text)


def _all_day(event: Event, kind: str, day: date, text: str) -> ical.Entry:
    starts = datetime.combine(day, time(0), ZoneInfo(event.zone))
    return ical.Entry(
        uid=f"{kind}-{event.uid}",
        changed=event.changed_at,
        starts=starts,
        ends=datetime.combine(day + timedelta(days=1), time(0), ZoneInfo(event.zone)),
        zone=event.zone,
        all_day=True,
        summary=text,
        url=f"{settings().url}/desk/events/{event.pk}",
        transp="TRANSPARENT",
    )
