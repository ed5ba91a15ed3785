"""Letters for tests, written and sent the way people do it."""

from datetime import date
from typing import Any

from hearing.letters import campaigns, recipients, sending
from hearing.letters.campaigns import Text, Wish
from hearing.letters.models import Campaign
from hearing.letters.models_recipient import Recipient
from hearing.letters.recipients import Pick
from hearing.people.models import Organisation
from hearing.staff.models import Account, Role
from tests import make

BODY = "Till {{namn}}\n\nVi ber om tre saker.\n\n{{krav}}\n\nSvara senast {{svarsdatum}}.\n\n{{avsandare}}"


async def planner() -> Account:
    """Ann, who may everything at Egen röst."""
    return await make.member(await make.organiser(), "Ann Lind", Role.PLANNER, admin=True)


async def draft(*wishes: str, **facts: Any) -> Campaign:
    """A draft with some demands."""
    told: dict[str, Any] = {
        "title": "Använd pengarna",
        "subject": "Öppet brev [Ref {{ref}}]",
        "body": BODY,
        "reply_by_on": date(2027, 1, 29),
        "sender": "Ann Lind, Egen röst",
    }
    demands = [Wish(text) for text in wishes or ("Mål", "Arvode")]
    made = await campaigns.draft(await make.organiser(), await planner(), Text(told | facts, demands))
    return await Campaign.get(pk=made.pk).select_related("organiser")


async def addressed(**facts: Any) -> Campaign:
    """A draft to the six healthcare regions, each with an address."""
    campaign = await draft(**facts)
    for body in await Organisation.filter(kind="healthcare_region"):
        code = body.healthcare_region_id  # type: ignore[attr-defined]
        addresses = {"email": f"kansli@{code}.test", "registrator_email": f"registrator@{code}.test"}
        await body.update_from_dict(addresses).save()
    found = await recipients.find(Pick("healthcare_region"), Organisation.all())
    await recipients.add(campaign, await planner(), found)
    return campaign


async def sent(**facts: Any) -> Campaign:
    """A letter on its way to the six."""
    campaign = await addressed(**facts)
    await sending.send(campaign, await planner())
    return campaign


async def recipient(campaign: Campaign, code: str = "norra") -> Recipient:
    """One of them."""
    return await Recipient.get(campaign=campaign, code=code)
