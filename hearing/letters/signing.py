"""Signing a letter together: who is asked, what each one says, and the text that is locked by the first yes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.transactions import atomic, in_transaction

from hearing.base.audit import Actor, record
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.base.sorting import sort_key
from hearing.letters.kinds import CampaignStatus
from hearing.letters.kinds_case import Channel
from hearing.letters.kinds_signing import SignatoryStatus, SignatureKind
from hearing.letters.models import Campaign
from hearing.letters.models_signing import Signatory, Signature

MOST_SIGNATORIES = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """An organisation somebody wants to ask."""

    name: str
    area: str = ""
    email: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: yes or no, by whom, about which version of the text."""

    yes: bool
    version: int
    name: str
    role: str = ""
    area: str = ""
    comment: str = ""
    via: Channel = Channel.WEB


async def add(campaign: Campaign, by: Actor, wanted: Sequence[Asked]) -> int:
    """Put organisations on the list, each once; nobody is asked yet. Says how many are new."""
    if campaign.status == CampaignStatus.CLOSED:
        raise Refusal("The letter is closed.")
    try:
        async with in_transaction():
            return await _add(campaign, by, wanted)
    except IntegrityError as wrong:
        raise Refusal("Somebody else has just added one of these. Look at the list and try again.") from wrong


async def _add(campaign: Campaign, by: Actor, wanted: Sequence[Asked]) -> int:
    there = {row.name.casefold(): row for row in await Signatory.filter(campaign=campaign)}
    new = [one for one in {one.name.casefold(): one for one in wanted}.values() if one.name.casefold() not in there]
    back = [there[one.name.casefold()] for one in wanted if one.name.casefold() in there]
    if len(there) + len(new) > MOST_SIGNATORIES:
        raise Refusal("A letter can have at most %(most)s signatories.", most=MOST_SIGNATORIES)
    for one in new:
        facts: dict[str, Any] = {"area": one.area, "email": one.email, "contact": one.contact}
        row = await Signatory.create(campaign=campaign, name=one.name, sort_key=sort_key(one.name), **facts)
        await Signatory.filter(pk=row.pk).update(**row.link_columns())
    again = [row for row in back if row.status == SignatoryStatus.OFF and await _back(row)]
    if new or again:
        await record(by, "letter.signatories_added", campaign, signatories=len(new) + len(again))
    return len(new) + len(again)


async def _back(row: Signatory) -> bool:
    return await row.take("back", version=None, asked_at=None, answered_at=None, **row.link_columns(row.link_version))


@atomic()
async def correct(row: Signatory, by: Actor, one: Asked) -> None:
    """Correct what we know of a signatory; its answer stands."""
    taken = Signatory.filter(campaign_id=row.campaign_id, name=one.name).exclude(pk=row.pk)
    if await taken.exists():
        raise Refusal("%(name)s is on the list already.", name=one.name)
    facts = {"name": one.name, "sort_key": sort_key(one.name), "area": one.area}
    facts |= {"email": one.email, "contact": one.contact}
    await Signatory.filter(pk=row.pk).update(**facts)
    await record(by, "letter.signatory_changed", row, organiser_id=await _owner(row), name=one.name)


@atomic()
async def take_off(row: Signatory, by: Actor) -> None:
    """Take an organisation off the list: its link dies, what it said stays in the history."""
    await row.move("off", **row.link_columns(row.link_version + 1))
    await note(row, SignatureKind.OFF, by, await _version(row))
    await record(by, "letter.signatory_off", row, organiser_id=await _owner(row), name=row.name)


@atomic()
async def put_back(row: Signatory, by: Actor) -> None:
    """Put it back; what it had answered must be answered again, by a new link."""
    if not await _back(row):
        raise Refusal("%(name)s is on the list already.", name=row.name)
    await record(by, "letter.signatory_back", row, organiser_id=await _owner(row), name=row.name)


@atomic()
async def answer(row: Signatory, by: Actor | None, said: Said) -> None:
    """Note yes or no, by the link (`by` is None) or by staff. The first yes locks the text."""
    campaign = await Campaign.filter(pk=row.campaign_id).select_for_update().get()
    fresh = await Signatory.get(pk=row.pk)
    _check(campaign, fresh, by, said)
    verb = "yes" if said.yes else "no"
    facts = {"version": said.version, "signer_name": said.name, "signer_role": said.role, "comment": said.comment}
    facts["area"] = said.area or fresh.area
    if fresh.status == verb and all(getattr(fresh, name) == value for name, value in facts.items()):
        return  # the same form sent again
    await fresh.move(verb, answered_at=now(), **facts)
    if said.yes and campaign.status == CampaignStatus.DRAFT:
        open_text = Campaign.filter(pk=campaign.pk, locked_at=None)
        await open_text.update(locked_at=now(), locked_version=campaign.versions, changed_at=now())
    await note(fresh, SignatureKind(verb), by, said.version, said)
    told = {"name": fresh.name, "organiser_id": await _owner(fresh)}
    await record(by, "letter.signed" if said.yes else "letter.declined", fresh, by_name=said.name, **told)


def _check(campaign: Campaign, fresh: Signatory, by: Actor | None, said: Said) -> None:
    if campaign.status == CampaignStatus.CLOSED:
        raise Refusal("The letter is closed.")
    if fresh.status == SignatoryStatus.AGAIN and by is None:
        raise Refusal("The text is being changed. You will be asked again when it is ready.")
    if said.version != campaign.versions:
        raise Refusal("The text was changed while you read it. Read it again, then answer.")


async def note(row: Signatory, what: SignatureKind, by: Actor | None, version: int, said: Said | None = None) -> None:
    """One line of the history, in the caller's transaction."""
    whom: dict[str, Any] = {"signer_name": said.name, "signer_role": said.role, "comment": said.comment} if said else {}
    via = said.via if said else Channel.MAIL
    told: dict[str, Any] = {"at": now(), "what": what, "version": version, "via": via, "by_name": by.name if by else ""}
    await Signature.create(signatory=row, **told, **whom)


@atomic()
async def unlock(campaign: Campaign, by: Actor) -> int:
    """Open the text for changes: everybody who has answered must be asked again. Says how many."""
    fresh = await Campaign.filter(pk=campaign.pk).select_for_update().get()
    if fresh.status != CampaignStatus.DRAFT or fresh.locked_at is None:
        raise Refusal("The text is not locked by signatures.")
    await Campaign.filter(pk=campaign.pk).update(locked_at=None, changed_at=now())
    answered = Signatory.filter(campaign_id=campaign.pk, status__in=[SignatoryStatus.YES, SignatoryStatus.NO])
    number = 0
    for row in await answered:
        if await row.take("renew"):
            await note(row, SignatureKind.AGAIN, by, fresh.versions)
            number += 1
    await record(by, "letter.unlocked", campaign, signatories=number)
    return number


@atomic()
async def lock_again(campaign: Campaign, by: Actor) -> int:
    """Undo the opening while not a word was changed: the answers hold. Says how many."""
    fresh = await Campaign.filter(pk=campaign.pk).select_for_update().get()
    if fresh.locked_at is not None or fresh.locked_version != fresh.versions:
        raise Refusal("The text has been changed since: the signatories must be asked again.")
    await Campaign.filter(pk=campaign.pk).update(locked_at=now(), changed_at=now())
    number = 0
    for row in await Signatory.filter(campaign_id=campaign.pk, status=SignatoryStatus.AGAIN, version=fresh.versions):
        told = Signature.filter(signatory=row, what__in=[SignatureKind.YES, SignatureKind.NO])
        last = await told.order_by("-id").first()
        if last and await row.take("yes" if last.what == SignatureKind.YES else "no"):
            await note(row, SignatureKind.KEPT, by, fresh.versions)
            number += 1
    await record(by, "letter.locked_again", campaign, signatories=number)
    return number


async def signed(campaign: Campaign) -> list[Signatory]:
    """Those who have said yes to the text as it is, å ä ö last."""
    return await Signatory.filter(campaign_id=campaign.pk, status=SignatoryStatus.YES).order_by("sort_key", "id")


async def _version(row: Signatory) -> int:
    campaign = await Campaign.get(pk=row.campaign_id).only("id", "versions")
    return int(campaign.versions)


async def _owner(row: Signatory) -> int:
    campaign = await Campaign.get(pk=row.campaign_id).only("id", "organiser_id")
    return campaign.organiser_id
