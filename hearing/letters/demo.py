"""The demo's letters, with all that happened to each recipient, moved by whole weeks."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hearing.base.clock import now
from hearing.base.files import keep
from hearing.letters import campaigns, recipients, tables, writing
from hearing.letters.campaigns import Text, Wish
from hearing.letters.kinds import CampaignStatus, Certainty, Route
from hearing.letters.kinds_case import Assessment, Channel, Known, Outcome, Verdict
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.models import Campaign, Demand
from hearing.letters.models_entry import DemandAnswer, Entry, EntryFile, Forwarding, Reference
from hearing.letters.models_recipient import Recipient
from hearing.letters.responses import Who, is_other
from hearing.letters.standing import settle
from hearing.mail import casenumbers
from hearing.organisers.models import Organiser
from hearing.people.models import Holding, Organisation, Person
from hearing.staff.models import Account

Row = dict[str, Any]
ZONE = ZoneInfo("Europe/Stockholm")
TOLD: dict[str, tuple[EntryKind, time]] = {
    "skickat": (EntryKind.SENT, time(9)),
    "studsade": (EntryKind.BOUNCED, time(9, 5)),
    "skickat_om": (EntryKind.RESENT, time(9, 30)),
    "bekraftelse": (EntryKind.ACKNOWLEDGED, time(14)),
    "vidarebefordrat": (EntryKind.PASSED_ON, time(11)),
    "paminnelse": (EntryKind.REMINDER, time(10)),
    "svar": (EntryKind.ANSWERED, time(13)),
    "begard_handling": (EntryKind.REQUESTED, time(10)),
}
ASSESSED = {
    "positiv": Assessment.POSITIVE,
    "neutral": Assessment.NEUTRAL,
    "avvaktande": Assessment.WAITING,
    "avbojande": Assessment.DECLINING,
    "ej_bedomd": Assessment.NONE,
}
VERDICTS = {"ja": Verdict.YES, "delvis": Verdict.PARTLY, "nej": Verdict.NO, "ej_besvarad": Verdict.NONE}
OUTCOMES = {
    "underlag_for_diskussion": Outcome.DISCUSSION,
    "vill_ha_besok": Outcome.WANTS_VISIT,
    "lovar_atgard": Outcome.PROMISES_ACTION,
}
TAGS = {
    "hanvisar_till_kommunerna": "hänvisar till kommunerna",
    "endast_mottagningsbekraftelse": "endast mottagningsbekräftelse",
}
OFFICES = {"regiondirektör": "regiondirektor"}
PROGRAMME = "Brukarsamverkan (statens satsning psykisk hälsa):2018"
CONTACT = "Isak Tuvmyr, 08-465 004 11"
UNSHOWN = ("13", "21")


async def load(demo: Row, shift: timedelta, organisers: dict[str, Organiser], cards: dict[str, Any]) -> None:
    """Both letters as they stand on the anchor date."""
    by = await Account.get(email=next(row["email"] for row in demo["users"] if row["id"] == "us-2"))
    for told in demo["campaigns"]:
        campaign = await _campaign(told, shift, organisers[told["organiser"]], by)
        rows = await _recipients(campaign, told, cards, by)
        demands = {one.number: one for one in await Demand.filter(campaign=campaign, parent_id=None)}
        for row in told["recipients"]:
            await _history(rows[row["ref"]], row, demands, cards, by, shift)
        await settle(list(rows.values()))
        await write_all(campaign, list(rows.values()))
    await _handed_in()


async def _handed_in() -> None:
    """The draft plan that Gävleborg attached to its answer."""
    entry = await Entry.filter(recipient__code="21", kind=EntryKind.ANSWERED).order_by("id").first()
    if entry:
        content = "Handlingsplan 2027, utkast\n\nMålen formuleras tillsammans med föreningarna.\n".encode()
        file = await keep(content, "handlingsplan-utkast.txt", "text/plain")
        await EntryFile.create(entry=entry, file=file, name=file.name, size=len(content))


async def _campaign(told: Row, shift: timedelta, organiser: Organiser, by: Account) -> Campaign:
    sent = moment(told["sent_on"], time(9), shift)
    first, second = told["reminder_days"]
    facts = {
        "title": told["title"],
        "subject": told["subject"],
        "body": told["body"],
        "easy_read": told.get("body_easy_read") or "",
        "reply_by_on": date.fromisoformat(told["reply_by"]) + shift,
        "sender": "\n".join(told["signatories"]),
        "contact": CONTACT,
        "first_days": first,
        "second_days": second,
    }
    wishes = [Wish(one["text"]) for one in told["demands"]]
    campaign = await campaigns.draft(organiser, by, Text(facts, wishes))
    done = {"status": CampaignStatus.SENT, "sent_at": sent, "sent_by_name": by.name, "created_at": sent}
    shown = {"slug": told["public_slug"], "published_at": sent, "reference": told["recipients"][0]["ref"].split("/")[0]}
    await Campaign.filter(pk=campaign.pk).update(**done, **shown)
    return await Campaign.get(pk=campaign.pk)


async def _recipients(campaign: Campaign, told: Row, cards: dict[str, Any], by: Account) -> dict[str, Recipient]:
    found = []
    for row in told["recipients"]:
        body: Organisation = cards[row["authority"]]
        person: Person | None = cards[row["contact"]] if row["contact"] else None
        held = await Holding.filter(person=person).select_related("person", "office").first() if person else None
        found.append(recipients.Found(body, held))
    await recipients.add(campaign, by, found)
    rows = {row.ref: row for row in await Recipient.filter(campaign=campaign)}
    for row in rows.values():
        if row.route == Route.UNDECIDED:  # the demo's history took “send anyway”
            row.update_from_dict({"route": Route.ANYWAY})
            await row.save(update_fields=["route"])
    if "belopp" in told["merge_fields"]:
        await tables.keep(campaign, by, tables.of_programme(PROGRAMME, "belopp", "sv"))
    return rows


async def write_all(campaign: Campaign, rows: list[Recipient]) -> None:
    """The letters as they were sent."""
    full = await Campaign.get(pk=campaign.pk).select_related("organiser")
    ready = await writing.batch(full, rows)
    for row in rows:
        letter = writing.mail_of(full, row, ready.words[row.pk])
        row.update_from_dict({"subject": letter.subject, "text": letter.text})
    await Recipient.bulk_update(rows, fields=["subject", "text"], batch_size=100)


async def _history(
    row: Recipient, told: Row, demands: dict[int, Demand], cards: dict[str, Any], by: Account, shift: timedelta
) -> None:
    to: Person | None = cards[told["forwarded_to"]] if told["forwarded_to"] else None
    numbered = False
    for line in told["log"]:
        kind, hour = TOLD[line["type"]]
        entry = await _entry(row, kind, moment(line["on"], hour, shift), line, cards, by)
        if kind == EntryKind.PASSED_ON:
            await _forwarding(row, entry, to, line)
        elif kind == EntryKind.RESENT:
            await _entry(row, EntryKind.SENT, entry.at + timedelta(minutes=10), line, cards, by)
            await Recipient.filter(pk=row.pk).update(email=row.registrator_email)
            row.update_from_dict({"email": row.registrator_email})
        if kind in (EntryKind.ACKNOWLEDGED, EntryKind.ANSWERED) and told["dnr"] and not numbered:
            numbered = True
            await _reference(row, entry, told["dnr"])
    await _sorted(row, told, demands, by)


async def _entry(row: Recipient, kind: EntryKind, at: datetime, line: Row, cards: dict[str, Any], by: Account) -> Entry:
    ours = line["actor"].startswith("us-")
    person: Person | None = cards.get(line["actor"])
    title = await _title(person) if person else ""
    who = Who(person.name, title, person.email, person) if person else Who("" if ours else line["actor"].capitalize())
    phone = "telefon" in line["note"]
    return await Entry.create(
        recipient=row,
        kind=kind,
        at=at,
        noted_at=at,
        by=by if ours else None,
        by_name=by.name if ours or kind != EntryKind.BOUNCED else "",
        channel=Channel.PHONE if phone else Channel.MAIL,
        who=who.name if kind not in (EntryKind.SENT, EntryKind.RESENT) else "",
        who_title=who.title,
        who_email=who.email,
        person=person,
        by_other=kind == EntryKind.ANSWERED and is_other(row, who),
        text=line["note"],
    )


async def _title(person: Person) -> str:
    held = await Holding.filter(person=person).select_related("office").first()
    return held.office.title if held else ""


async def _forwarding(row: Recipient, entry: Entry, to: Person | None, line: Row) -> None:
    await Forwarding.create(
        recipient=row,
        entry=entry,
        person=to,
        from_who=row.name if line["actor"] == "adressaten" else line["actor"],
        to_name=to.name if to else "",
        to_title=await _title(to) if to else line["note"].removeprefix("Till ").split(" som ")[0].rstrip("."),
        to_email=to.email if to else "",
        happened_on=entry.at.astimezone(ZONE).date(),
        how=Known.TOLD,
        certainty=Certainty.STATED,
    )


async def _reference(row: Recipient, entry: Entry, number: str) -> None:
    day = entry.at.astimezone(ZONE).date()
    facts: Row = {"number": number, "key": casenumbers.key(number), "body": row.authority, "happened_on": day}
    await Reference.create(recipient=row, entry=entry, **facts)


async def _sorted(row: Recipient, told: Row, demands: dict[int, Demand], by: Account) -> None:
    """What staff made of it: assessment, outcomes, tags, demand answers, and what the public page may say."""
    last = await Entry.filter(recipient=row).order_by("-at").first()
    at = (last.at if last else now()) + timedelta(hours=1)
    outcomes = [OUTCOMES[tag].value for tag in told["tags"] if tag in OUTCOMES]
    tags = [TAGS[tag] for tag in told["tags"] if tag in TAGS]
    facts = {"assessment": ASSESSED[told["tone"]].value, "outcomes": outcomes, "tags": tags}
    common: Row = {"recipient": row, "at": at, "noted_at": at, "by": by, "by_name": by.name}
    if told["answered_on"] or tags:
        entry = await Entry.create(kind=EntryKind.SORTED, facts=facts, **common)
        for number, said in (told["demand_responses"] or {}).items():
            await DemandAnswer.create(entry=entry, demand=demands[int(number)], verdict=VERDICTS[said])
    if told["answered_on"] and row.code not in UNSHOWN:
        text = told["answer_summary"]
        await Entry.create(kind=EntryKind.SHOWN, facts={"shown": True}, text=text, **common)


def moment(day: str, hour: time, shift: timedelta) -> datetime:
    """An hour of a day, moved with the demo."""
    return datetime.combine(date.fromisoformat(day) + shift, hour, ZONE)
