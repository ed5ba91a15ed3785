"""The demo's monthly letters: two organisers offer one, some have asked for it, last month's is sent."""

from datetime import timedelta
from typing import Any

from hearing.base.clock import now, today
from hearing.newsletters import monthly, sending
from hearing.newsletters.models import Newsletter, NewsletterStatus, Offer, Subscriber, SubscriberStatus
from hearing.organisers.models import Organiser
from hearing.staff.models import Account

OFFER = {"dalarna": "annika.silverskar@dalarna-demo.test", "nsph": "isak.tuvmyr@nsph-demo.test"}
PEOPLE = (
    "britta.lindmyr@post.test",
    "nils.ekskar@post.test",
    "anhoriga@traffen-demo.test",
    "kansli@foreningen-linden.test",
    "vera.sjomyr@post.test",
    "info@studieringen-demo.test",
)
WAITING = "olle.granmyr@post.test"
INTRO = """Hej!

Det här är vårt brev för månaden: vad som är på gång, och vad regionerna har svarat. Tipsa gärna en vän, det går att be om brevet på vår sida.

Hälsningar från oss"""


async def load(organisers: dict[str, Organiser]) -> None:
    """Offers, subscribers, one letter sent and one begun."""
    for organiser in organisers.values():
        if organiser.slug in OFFER:
            by = await Account.get(email=OFFER[organiser.slug])
            await Offer.create(organiser=organiser, open=True)
            await _people(organiser)
            await _letters(organiser, by)


async def _people(organiser: Organiser) -> None:
    for days, address in enumerate((*PEOPLE, WAITING)):
        asked = now() - timedelta(days=200 - 30 * days)
        said: dict[str, Any] = {"status": SubscriberStatus.ON, "asked_at": asked, "confirmed_at": asked}
        if address == WAITING:
            said = {"status": SubscriberStatus.ASKED, "asked_at": now() - timedelta(days=2)}
        known: dict[str, Any] = {"address": address, "address_norm": address, "language": "sv"}
        row = await Subscriber.create(organiser=organiser, **known, **said)
        await Subscriber.filter(pk=row.pk).update(**row.link_columns())


async def _letters(organiser: Organiser, by: Account) -> None:
    sent = await monthly.draft(organiser, by, monthly.first_of(today(), -1))
    await monthly.save(sent, by, sent.subject, INTRO, sent.events, sent.answers)
    at = now() - timedelta(days=28)
    done: dict[str, Any] = {"status": NewsletterStatus.SENT, "sent_at": at, "sent_by_name": by.name}
    copy = (await sending.preview(sent, organiser.language)).text
    await Newsletter.filter(pk=sent.pk).update(**done, people=len(PEOPLE), text=copy, created_at=at)
    await monthly.draft(organiser, by, monthly.first_of(today()))
