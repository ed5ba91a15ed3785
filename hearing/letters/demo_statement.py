"""The demo's statement with ten demands, its signatories and answers; stages, hearsay, consultation groups."""

import unicodedata
from datetime import date, time, timedelta
from typing import Any

from hearing.letters import campaigns, groups, recipients
from hearing.letters.campaigns import Cited, Text, Wish
from hearing.letters.demo import Row, moment, write_all
from hearing.letters.kinds import CampaignKind, CampaignStatus
from hearing.letters.kinds_case import Channel, Known, Verdict
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.kinds_signing import SignatoryStatus, SignatureKind
from hearing.letters.kinds_stage import Remunerated, StageKind
from hearing.letters.models import Campaign, CampaignVersion, Demand
from hearing.letters.models_entry import DemandAnswer, Entry, Forwarding, Reference
from hearing.letters.models_recipient import Recipient
from hearing.letters.models_signing import Signatory, Signature
from hearing.letters.models_stage import Stage
from hearing.letters.recipients import Pick
from hearing.letters.signing import Asked, add
from hearing.letters.standing import settle
from hearing.mail import casenumbers
from hearing.organisers.models import Organiser
from hearing.people.models import Organisation, OrganisationKind
from hearing.staff.models import Account

NINE, NOON, TWO = time(9), time(12), time(14)


async def load(told: Row, shift: timedelta, organisers: dict[str, Organiser]) -> None:
    """All of it, moved with the demo."""
    one = told["statement"]
    by = await Account.get(email=one["by"])
    await _addresses(one["county"])
    campaign = await _statement(one, shift, organisers[one["organiser"]], by)
    await _signed(campaign, one, shift, by)
    rows = await _sent(campaign, one, shift, by)
    await write_all(campaign, rows)
    for heard in told["hearsay"]:
        row = await Recipient.get(campaign__reference=heard["letter"], code=heard["code"])
        await _line(row, heard | {"kind": "hearsay"}, shift, by)
        await settle([row])
    await _stages(told["stages"], shift)
    await _groups(told["groups"], organisers, by)


async def _addresses(county: str) -> None:
    """Invented addresses for the municipalities of a county that have none."""
    bodies = Organisation.filter(kind=OrganisationKind.MUNICIPALITY, municipality__region_id=county, email="")
    for body in await bodies.select_related("municipality"):
        address = f"registrator@{_bare(body.municipality.name)}.test"  # type: ignore[union-attr]
        await Organisation.filter(pk=body.pk).update(email=address, registrator_email=address)


def _bare(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return letters.replace(" ", "-")


async def _statement(one: Row, shift: timedelta, organiser: Organiser, by: Account) -> Campaign:
    days = {name: date.fromisoformat(one[name]) + shift for name in ("answers_by_on", "reply_by_on")}
    names = ("title", "subject", "body", "easy_read", "answers_to", "sender", "contact")
    facts = {name: one[name] for name in names} | days | {"kind": CampaignKind.STATEMENT}
    wishes = [Wish(demand["text"], None, tuple(demand.get("points", ()))) for demand in one["demands"]]
    told = [Cited(q["text"], q["source"], date.fromisoformat(q["source_on"]) + shift) for q in one["quotes"]]
    made = await campaigns.draft(organiser, by, Text(facts, wishes, told))
    return await Campaign.get(pk=made.pk).select_related("organiser")


async def _signed(campaign: Campaign, one: Row, shift: timedelta, by: Account) -> None:
    await add(campaign, by, [Asked(s["name"], s["area"], s["email"]) for s in one["signatories"]])
    asked = moment(one["asked_on"], NINE, shift)
    await CampaignVersion.filter(campaign=campaign).update(at=asked)
    first = None
    for told in one["signatories"]:
        row = await Signatory.get(campaign=campaign, name=told["name"])
        common: Row = {"signatory": row, "version": campaign.versions}
        await Signature.create(at=asked, what=SignatureKind.ASKED, via=Channel.MAIL, by_name=by.name, **common)
        facts: Row = {"status": SignatoryStatus.ASKED, "asked_at": asked, "asked_times": 1}
        if told["answer"]:
            at = moment(told["on"], NOON, shift)
            first = min(first or at, at) if told["answer"] == "yes" else first
            who = {"signer_name": told["signer"], "signer_role": told["role"], "comment": told.get("comment", "")}
            facts |= {"status": SignatoryStatus(told["answer"]), "answered_at": at, "version": campaign.versions}
            facts |= who
            await Signature.create(at=at, what=SignatureKind(told["answer"]), via=Channel.WEB, **common, **who)
        await Signatory.filter(pk=row.pk).update(**facts)
    await Campaign.filter(pk=campaign.pk).update(locked_at=first, locked_version=campaign.versions)


async def _sent(campaign: Campaign, one: Row, shift: timedelta, by: Account) -> list[Recipient]:
    found = await recipients.find(Pick(recipients.COUNTY, one["county"]), Organisation.filter(organiser=None))
    await recipients.add(campaign, by, found)
    sent = moment(one["sent_on"], NINE, shift)
    facts = {"sent_at": sent, "sent_by_name": by.name, "slug": one["slug"], "published_at": sent, "created_at": sent}
    await Campaign.filter(pk=campaign.pk).update(status=CampaignStatus.SENT, **facts)
    campaign.update_from_dict({"sent_at": sent})
    rows = {row.code: row for row in await Recipient.filter(campaign=campaign)}
    told = {"kind": EntryKind.SENT, "at": sent, "noted_at": sent, "channel": Channel.MAIL, "by_name": by.name}
    await Entry.bulk_create([Entry(recipient_id=row.pk, by_id=by.pk, **told) for row in rows.values()])
    demands = {row.number: row for row in await Demand.filter(campaign=campaign, parent_id=None)}
    for case in one["told"]:
        for line in case["lines"]:
            entry = await _line(rows[case["code"]], line, shift, by)
            await _beside(rows[case["code"]], entry, line, shift, by, demands)
    await settle(list(rows.values()))
    return list(rows.values())


async def _line(row: Recipient, line: Row, shift: timedelta, by: Account) -> Entry:
    at = moment(line["on"], TWO, shift)
    kind = EntryKind(line["kind"])
    hearsay = kind == EntryKind.HEARSAY
    until = date.fromisoformat(line["until_on"]) + shift if "until_on" in line else None
    who: Row = {"who": line.get("who", ""), "who_title": line.get("who_title", ""), "text": line.get("text", "")}
    who |= {"first_hand": not hearsay, "by_other": kind == EntryKind.ANSWERED, "until_on": until}
    channel = Channel.HEARSAY if hearsay else Channel.MAIL
    return await Entry.create(
        recipient=row, kind=kind, at=at, noted_at=at, by=by, by_name=by.name, channel=channel, **who
    )


async def _beside(
    row: Recipient, entry: Entry, line: Row, shift: timedelta, by: Account, demands: dict[int, Demand]
) -> None:
    """Reference number, whom it was passed on to, what is said to each demand, what everyone may read."""
    day = date.fromisoformat(line["on"]) + shift
    if "dnr" in line:
        facts: Row = {"number": line["dnr"], "key": casenumbers.key(line["dnr"]), "body": row.authority}
        await Reference.create(recipient=row, entry=entry, happened_on=day, **facts)
    if entry.kind == EntryKind.PASSED_ON:
        whom: Row = {"from_who": line["who"], "to_title": line["to_title"], "how": Known.TOLD}
        await Forwarding.create(recipient=row, entry=entry, happened_on=day, **whom)
    if "verdicts" not in line:
        return
    later = entry.at + timedelta(hours=1)
    common: Row = {"recipient": row, "at": later, "noted_at": later, "by": by, "by_name": by.name}
    sorting = await Entry.create(kind=EntryKind.SORTED, facts=_sorted(line), **common)
    for number, said in enumerate(line["verdicts"], start=1):
        await DemandAnswer.create(entry=sorting, demand=demands[number], verdict=Verdict(said))
    if line["shown"]:
        await Entry.create(kind=EntryKind.SHOWN, facts={"shown": True}, text=line["text"], **common)


def _sorted(line: Row) -> dict[str, Any]:
    return {"assessment": line["assessment"], "outcomes": [], "tags": []}


async def _stages(told: Row, shift: timedelta) -> None:
    campaign = await Campaign.get(reference=told["letter"]).select_related("holder")
    name = campaign.holder.name if campaign.holder else ""
    for line in told["rows"]:
        facts: Row = {"region_id": line["region"], "stage": StageKind(line["stage"]), "source": line["source"]}
        facts |= {"happened_on": date.fromisoformat(line["on"]) + shift, "noted_at": moment(line["on"], NOON, shift)}
        await Stage.create(campaign=campaign, by_name=name, **facts)


async def _groups(told: Row, organisers: dict[str, Organiser], by: Account) -> None:
    for line in told["rows"]:
        facts = {"name": line["name"], "body": line["body"], "areas": "\n".join(line["areas"])}
        group = await groups.create(organisers[told["organiser"]], by, facts)
        for seat in line["seats"]:
            await groups.seat(group, by, seat | {"remunerated": Remunerated(seat["remunerated"])})
