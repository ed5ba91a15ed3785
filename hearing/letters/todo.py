"""What a letter asks of us today: answers to sort, mail that came back, diaries to look into, reminders, files to ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hearing.base.clock import today
from hearing.base.lang import lazy
from hearing.data import reference
from hearing.db import rows as sql
from hearing.letters import lateness, reminders
from hearing.letters.case import struck
from hearing.letters.kinds import CampaignStatus, Delivery
from hearing.letters.kinds_case import Assessment, Ball, Handling, Outcome
from hearing.letters.models import Campaign
from hearing.letters.models_entry import Forwarding
from hearing.letters.models_recipient import Recipient
from hearing.people.models import Organisation, Person
from hearing.staff.models import Account

TASKS = {
    "sort": (lazy("Answers to sort"), "flag"),
    "returned": (lazy("Letters that bounced"), "bounce"),
    "address": (lazy("Letters without an address"), "edit"),
    "meet": (lazy("Meetings to plan"), "visit"),
    "passed": (lazy("A promised day has passed"), "later"),
    "remind": (lazy("Reminders to send"), "send"),
    "diary": (lazy("Diaries to look into"), "stamp"),
    "file": (lazy("Files to ask for"), "doc"),
}
WAITING = (
    """r.delivery IN ('queued', 'sent', 'delivered') AND r.ball = 'them' AND r.handling NOT IN ('answered', 'closed')"""
)
# The open letters of an organiser: how many recipients ask for what, by the day they were written to.
COUNTS = f"""SELECT r.campaign_id, r.sent_on, r.reminders,
sum(CASE WHEN r.assessment = 'none' AND (r.handling = 'partly' OR (r.handling = 'answered' AND r.ball = 'us'))
 THEN 1 ELSE 0 END) AS sort,
sum(CASE WHEN r.delivery = 'bounced' THEN 1 ELSE 0 END) AS returned,
sum(CASE WHEN r.delivery = 'address_missing' THEN 1 ELSE 0 END) AS address,
sum(CASE WHEN r.ball = 'us' AND CAST(r.outcomes AS TEXT) LIKE '%wants_visit%'
 AND CAST(r.outcomes AS TEXT) NOT LIKE '%visit_booked%' AND CAST(r.outcomes AS TEXT) NOT LIKE '%visit_done%'
 THEN 1 ELSE 0 END) AS meet,
sum(CASE WHEN {WAITING} AND r.ball_until < {{today}} THEN 1 ELSE 0 END) AS passed,
sum(CASE WHEN {WAITING} AND (r.ball_until IS NULL OR r.ball_until < {{today}})
 AND r.id NOT IN ({{resting}}) THEN 1 ELSE 0 END) AS waits,
sum(CASE WHEN {WAITING} AND r.heard_on IS NULL AND r.checked_on IS NULL THEN 1 ELSE 0 END) AS diary,
sum(CASE WHEN {WAITING} AND r.requested_on IS NULL THEN 1 ELSE 0 END) AS file
FROM recipient r JOIN campaign c ON c.id = r.campaign_id
WHERE c.organiser_id = ? AND c.status IN ('sending', 'sent') AND r.delivery <> 'draft' GROUP BY r.campaign_id, r.sent_on, r.reminders"""  # only our own words


def of(row: Recipient, campaign: Campaign, day: date, fresh: bool) -> set[str]:
    """What one recipient asks of us; `fresh`: reminded so lately that the next reminder waits."""
    found = set()
    unsorted = row.assessment == Assessment.NONE
    if unsorted and (row.handling == Handling.PARTLY or (row.handling == Handling.ANSWERED and row.ball == Ball.US)):
        found.add("sort")
    if row.delivery == Delivery.BOUNCED:
        found.add("returned")
    if row.delivery == Delivery.ADDRESS_MISSING:
        found.add("address")
    booked = {Outcome.VISIT_BOOKED.value, Outcome.VISIT_DONE.value} & set(row.outcomes)
    if row.ball == Ball.US and Outcome.WANTS_VISIT.value in row.outcomes and not booked:
        found.add("meet")
    if lateness.is_open(row) and row.ball == Ball.THEM and row.delivery != Delivery.BOUNCED and row.sent_on:
        found |= _waiting(row, campaign, day, row.sent_on, fresh)
    return found


def _waiting(row: Recipient, campaign: Campaign, day: date, sent_on: date, fresh: bool) -> set[str]:
    dates = lateness.dates_of(campaign, sent_on)
    told = {
        "passed": row.ball_until is not None and row.ball_until < day,
        "remind": bool(reminders.due(row, campaign, day, fresh)),
        "diary": row.heard_on is None and row.checked_on is None and day >= dates.check_on,
        "file": row.requested_on is None and day >= dates.file_on,
    }
    return {name for name, is_so in told.items() if is_so}


async def tasks(campaign: Campaign, mine: int | None = None) -> dict[str, list[Recipient]]:
    """The recipients by what they ask, most pressing first; `mine`: only those an account looks after. Few queries."""
    fresh = await reminders.resting([campaign], today())
    rows = Recipient.filter(campaign_id=campaign.pk).exclude(delivery=Delivery.DRAFT)
    rows = rows.filter(assigned_id=mine) if mine is not None else rows
    found: dict[str, list[Recipient]] = {name: [] for name in TASKS}
    for row in await rows.order_by("sort_key", "number").select_related("assigned", "organisation"):
        for name in of(row, campaign, today(), row.pk in fresh):
            found[name].append(row)
    return {name: those for name, those in found.items() if those}


async def counts(organiser: int) -> list[tuple[Campaign, dict[str, int]]]:
    """The same in numbers for every open letter of an organiser; a few queries, however many recipients there are."""
    day, found = today(), dict[int, dict[str, int]]()
    out = Campaign.filter(organiser_id=organiser, status__in=[CampaignStatus.SENDING, CampaignStatus.SENT])
    letters = {one.pk: one for one in await out}
    fresh = ", ".join(str(int(number)) for number in await reminders.resting(list(letters.values()), day)) or "0"
    grouped = await sql(COUNTS.format(today=f"'{day.isoformat()}'", resting=fresh), organiser)
    for row in grouped:
        sums, campaign = found.setdefault(row["campaign_id"], dict.fromkeys(TASKS, 0)), letters[row["campaign_id"]]
        for name in ("sort", "returned", "address", "meet", "passed"):
            sums[name] += row[name]
        sent_on = _day(row["sent_on"])
        if sent_on is None:
            continue
        dates = lateness.dates_of(campaign, sent_on)
        late = day >= (dates.second_on if row["reminders"] else dates.first_on) and row["reminders"] < 2
        sums["remind"] += row["waits"] if late else 0
        sums["diary"] += row["diary"] if day >= dates.check_on else 0
        sums["file"] += row["file"] if day >= dates.file_on else 0
    return [(letters[number], sums) for number, sums in found.items()]


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def diary_of(row: Recipient) -> str:
    """Where an authority's public diary is looked for: its own website."""
    region = next((one for one in reference.regions() if one.code == row.code), None)
    return str(row.organisation.website) or (f"https://www.{region.domain}" if region and region.domain else "")


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody to ring about a letter."""

    row: Recipient
    name: str
    phone: str
    waited: int | None


async def calls(campaign: Campaign, mine: int | None = None) -> list[Call]:
    """Whoever has the letter where we wait, the longest waiting first; five queries."""
    rows = Recipient.filter(campaign_id=campaign.pk, ball=Ball.THEM).exclude(delivery=Delivery.DRAFT)
    rows = rows.filter(assigned_id=mine) if mine is not None else rows
    waiting = [row for row in await rows.order_by("sort_key").select_related("assigned") if lateness.is_open(row)]
    has = await _holders(waiting)
    ids = {row.person_id for row in waiting} | set(has.values())
    people = {one.pk: one.phone for one in await Person.filter(id__in=[one for one in ids if one] or [0])}
    bodies = Organisation.filter(id__in=[row.organisation_id for row in waiting] or [0])
    boards = {one.pk: one.phone for one in await bodies}
    found = []
    for row in waiting:
        holder = has.get(row.pk) if row.now_with else row.person_id
        phone = people.get(holder or 0, "") or boards.get(row.organisation_id, "")
        named = row.now_with or ", ".join(part for part in (row.name, row.title) if part) or row.authority
        found.append(Call(row, named, phone, lateness.days_waiting(row, today())))
    return sorted(found, key=lambda call: (-(call.waited or 0), call.row.sort_key))


async def _holders(rows: Sequence[Recipient]) -> dict[int, int | None]:
    """The card of whoever has the letter now, by recipient; none where we have no card. Never that of somebody else."""
    passed = {row.pk: row for row in rows if row.now_with}
    gone = await struck(recipient_id__in=list(passed)) if passed else set()
    links = Forwarding.filter(recipient_id__in=list(passed) or [0]).order_by("happened_on", "id")
    there = [one for one in await links if one.entry_id not in gone]
    return {one.recipient_id: one.person_id for one in there if one.to == passed[one.recipient_id].now_with}


async def colleagues(organiser: int) -> list[Account]:
    """Who may look after an authority: those who work for the organiser now."""
    there = Account.filter(memberships__organiser_id=organiser, shut_off_at=None)
    return await there.order_by("name")
