"""The morning's mail to those who plan: what has happened since yesterday, in numbers; none when nothing has."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from hearing.base import dates, lang
from hearing.base.clock import now, today
from hearing.base.dates import local
from hearing.db import dialect, rows
from hearing.events.models import EventStatus
from hearing.invitations.models_needs import Need
from hearing.invitations.need_kinds import NeedKind, NeedStatus
from hearing.invitations.needs import WARN_DAYS, of_those_who_come
from hearing.mail import compose, outbox
from hearing.organisers.models import Organiser
from hearing.settings import settings
from hearing.staff.models import Account, Membership, Role

MORNING = time(7)
LONGEST = timedelta(days=4)
COUNTED = ("yes", "no", "maybe", "queue", "substitutes", "messages")

# What has come in to each coming event of an organiser since a moment; what staff noted themselves is no news to them.
NEWS = """SELECT e.id, e.title, e.starts_at, e.zone,
sum(CASE WHEN i.status = 'yes' AND {fresh} THEN 1 ELSE 0 END) AS yes,
sum(CASE WHEN i.status = 'no' AND {fresh} THEN 1 ELSE 0 END) AS no,
sum(CASE WHEN i.status = 'maybe' AND {fresh} THEN 1 ELSE 0 END) AS maybe,
sum(CASE WHEN i.status = 'waiting' AND {fresh} THEN 1 ELSE 0 END) AS queue,
sum(CASE WHEN i.substitution = 'proposed' THEN 1 ELSE 0 END) AS substitutes,
sum(CASE WHEN i.substitution = 'proposed' AND {fresh} THEN 1 ELSE 0 END) AS proposed,
sum(CASE WHEN i.message_at >= ? THEN 1 ELSE 0 END) AS messages
FROM event e JOIN invitation i ON i.event_id = e.id AND i.status NOT IN ('draft', 'withdrawn')
WHERE e.organiser_id = ? AND e.status IN ('published', 'unlisted') AND e.ends_at > ?
GROUP BY e.id, e.title, e.starts_at, e.zone ORDER BY e.starts_at, e.id"""
FRESH = "i.answered_at >= ? AND i.answered_via <> 'staff'"


@dataclass(frozen=True, slots=True)
class Told:
    """What one event has to tell: its title, its day, and sentences."""

    title: str
    day: str
    url: str
    lines: list[str]


async def send_next() -> bool:
    """Job: look once a day at what one planner should know; write only when something has happened."""
    moment = now().astimezone(ZoneInfo(settings().zone))
    morning = datetime.combine(moment.date(), MORNING, moment.tzinfo)
    if moment < morning:
        return False
    due = Account.filter(Q(digest_at=None) | Q(digest_at__lt=morning), digest=True, shut_off_at=None)
    account = await due.filter(memberships__role=Role.PLANNER).order_by("id").first()
    if account is None:
        return False
    async with in_transaction():
        unseen = Account.filter(Q(digest_at=None) | Q(digest_at__lt=morning), pk=account.pk)
        if await unseen.update(digest_at=now()):
            since = max(account.digest_at or now() - timedelta(days=1), now() - LONGEST)
            for member in await Membership.filter(account_id=account.pk, role=Role.PLANNER).select_related("organiser"):
                await _write(account, member.organiser, since, moment.date())
    return True


async def _write(account: Account, organiser: Organiser, since: datetime, day: date) -> None:
    with lang.use(account.language):
        told = await about(organiser, since)
    if not told:
        return
    values: dict[str, Any] = {"organiser": organiser.name, "told": told, "desk": f"{settings().url}/desk/"}
    values["account"] = f"{settings().url}/desk/staff/me"
    letter = compose.render("home/mails/digest", account.language, settings().name, **values)
    await outbox.put(
        outbox.Post(
            key=f"digest:{account.pk}:{organiser.pk}:{day.isoformat()}",
            kind="digest",
            to_name=account.name,
            to_address=account.email,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            language=account.language,
            organiser=organiser,
            automatic=True,
            expires_at=now() + timedelta(hours=20),
        )
    )


async def about(organiser: Organiser, since: datetime) -> list[Told]:
    """The events something has happened to, in the reader's language; two queries. Numbers only, nobody's name."""
    sqlite = dialect() == "sqlite"
    stamps = [moment.astimezone(ZoneInfo("UTC")) for moment in (since, now())]
    fresh, moment = [stamp.isoformat(" ") for stamp in stamps] if sqlite else stamps
    found = await rows(NEWS.format(fresh=FRESH), *[fresh] * 6, organiser.pk, moment)
    late = await needs_late(organiser, since)
    told = []
    for row in found:
        news = any(row[name] for name in ("yes", "no", "maybe", "queue", "proposed", "messages"))
        needs, pressing = late.get(row["id"], (0, False))
        if news or pressing:
            starts = (
                row["starts_at"] if isinstance(row["starts_at"], datetime) else datetime.fromisoformat(row["starts_at"])
            )
            lines = sentences(row, needs)
            url = f"{settings().url}/desk/events/{row['id']}/guests"
            told.append(Told(row["title"], dates.weekday(local(starts, row["zone"])), url, lines))
    return told


async def needs_late(organiser: Organiser, since: datetime) -> dict[int, tuple[int, bool]]:
    """How many needs nobody has ordered although the last day is near or past, by event; one query.

    Pressing is a need that is new, and one whose last day is a week ahead, today, or was yesterday.
    """
    far = now() + timedelta(days=max(kind.lead_days for kind in NeedKind) + WARN_DAYS + 1)
    shown = [EventStatus.PUBLISHED, EventStatus.UNLISTED]
    coming = {"invitation__event__starts_at__gt": now(), "invitation__event__starts_at__lt": far}
    mine = {"invitation__event__organiser_id": organiser.pk, "invitation__event__status__in": shown}
    wanted = Need.filter(of_those_who_come(), status=NeedStatus.WANTED, **mine, **coming)
    found: dict[int, tuple[int, bool]] = {}
    for need in await wanted.select_related("invitation__event"):
        event = need.invitation.event
        due = local(event.starts_at, event.zone).date() - timedelta(days=need.kind.lead_days)
        ahead = (due - today()).days
        if ahead <= WARN_DAYS:
            people, pressing = found.get(event.pk, (0, False))
            found[event.pk] = people + 1, pressing or ahead in (WARN_DAYS, 0, -1) or need.created_at >= since
    return found


def sentences(row: dict[str, Any], late: int) -> list[str]:
    """What has happened, each thing in a sentence."""
    words = {
        "yes": lang.ngettext("One has said yes.", "%(num)s have said yes.", row["yes"]),
        "no": lang.ngettext("One has said no.", "%(num)s have said no.", row["no"]),
        "maybe": lang.ngettext("One has said maybe.", "%(num)s have said maybe.", row["maybe"]),
        "queue": lang.ngettext(
            "One stands in the queue since then.", "%(num)s stand in the queue since then.", row["queue"]
        ),
        "substitutes": lang.ngettext(
            "One substitute waits for your yes.", "%(num)s substitutes wait for your yes.", row["substitutes"]
        ),
        "messages": lang.ngettext("One has written a message.", "%(num)s have written a message.", row["messages"]),
    }
    found = [words[name] for name in COUNTED if row[name]]
    words["needs"] = lang.ngettext("One need must be ordered now.", "%(num)s needs must be ordered now.", late)
    return found + ([words["needs"]] if late else [])
