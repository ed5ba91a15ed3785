"""Small things done while a letter is followed: somebody looks after a region, somebody looks into a diary."""

from tortoise.transactions import atomic

from hearing.base.audit import Actor, record
from hearing.base.errors import Refusal
from hearing.base.lang import _
from hearing.letters import responses, todo
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.models import Campaign
from hearing.letters.models_entry import Entry
from hearing.letters.models_recipient import Recipient
from hearing.letters.responses import Noted


async def check_diary(recipient: Recipient, by: Actor, number: str) -> Entry:
    """Somebody looked into the public diary: the number found there is evidence of arrival, nothing found is a note."""
    if number:
        told = _("Found in the authority's public diary.")
        facts = {"checked": True}
        noted = Noted(EntryKind.ACKNOWLEDGED, told, references=[number], facts=facts)
        return await responses.note(recipient, by, noted)
    told = _("Looked into the authority's public diary: the letter is not there.")
    return await responses.note(recipient, by, Noted(EntryKind.NOTE, told, facts={"checked": True}))


@atomic()
async def assign(recipient: Recipient, by: Actor, account: int | None) -> str:
    """Let a colleague look after one authority, or nobody; says who."""
    campaign = await Campaign.get(pk=recipient.campaign_id).only("id", "organiser_id")
    known = {one.pk: one for one in await todo.colleagues(campaign.organiser_id)}
    if account is not None and account not in known:
        raise Refusal("Choose one of the alternatives.")
    name = known[account].name if account is not None else ""
    await Recipient.filter(pk=recipient.pk).update(assigned_id=account)
    details = {"ref": recipient.ref, "to": name}
    await record(by, "letter.assigned", recipient, organiser_id=campaign.organiser_id, **details)
    return name
