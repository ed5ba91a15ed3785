"""What is on the stage: the demo with some post in the outbox, and who looks at it."""

import base64
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserContext

from hearing.base.clock import now
from hearing.events.models import Event
from hearing.invitations import invite, seats
from hearing.invitations.models import Invitation, InvitationStatus
from hearing.letters import enclosures, groups, signing
from hearing.letters.models import Campaign
from hearing.letters.signing import Asked
from hearing.mail.inbox import keep
from hearing.mail.models import MailReason, MailStatus, OutgoingMail
from hearing.mail.models_in import IncomingMatch
from hearing.organisers.models import Organiser
from hearing.staff import middleware
from hearing.staff.login import print_link
from hearing.staff.models import Account
from tests import make

HEARING = "uppfoljningshearing-falun"
LETTER = "brukarsamverkan-2026"
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
DRAFTS = ("Olga Bergskär", "Siv Lågskär", "Tim Ängmyr")  # chosen, and still to be written to


@pytest.fixture(scope="session")
def sqlite_template(sqlite_demo: Path) -> Path:
    """For modules that import it: their databases are copies of the demo's."""
    return sqlite_demo


async def post() -> None:
    """A sending that waits, mails that stand in every way a mail can, and letters that Annika sees too."""
    dalarna = await Organiser.get(slug="dalarna")
    await Campaign.all().update(organiser_id=dalarna.pk)
    await Event.exclude(origin="").update(organiser_id=dalarna.pk)
    vindbryggan = Asked("Föreningen Vindbryggan", "ångest", "info@vindbryggan.test")
    await signing.add(await Campaign.get(slug=LETTER), await annika(), [vindbryggan])
    letter = await Campaign.get(slug=LETTER)
    await Campaign.filter(pk=letter.pk).update(status="draft")
    await enclosures.add(letter, await annika(), b"Bilaga", "bilaga.txt")
    await Campaign.filter(pk=letter.pk).update(status="sent")
    told = {"name": "Samrådsgrupp Dalarna", "body": "Region Dalarna", "areas": "ångest\nadhd"}
    group = await groups.create(await Organiser.get(slug="dalarna"), await annika(), told)
    await groups.seat(group, await annika(), {"association": "Föreningen Vindbryggan", "area": "ångest"})
    event = await Event.get(slug=HEARING).select_related("organiser", "venue")
    drafts = Invitation.filter(event_id=event.pk, status=InvitationStatus.INVITED)
    await drafts.update(status=InvitationStatus.DRAFT, ended_ok=True)
    chosen = Invitation.filter(event_id=event.pk, status=InvitationStatus.DRAFT)
    await chosen.filter(email="").delete()
    await chosen.update(ended_ok=True)
    await invite.send(event, await annika())
    await Invitation.filter(event_id=event.pk, name__in=DRAFTS).update(status=InvitationStatus.DRAFT, seat=False)
    await seats.recount([event.pk])
    states = [
        {"status": MailStatus.SENT, "sent_at": now(), "attempts": 1},
        {"status": MailStatus.FAILED, "reason": MailReason.REFUSED, "last_code": 550, "last_text": "No such user"},
        {"status": MailStatus.DOUBTFUL, "tried_at": now() - timedelta(hours=1), "attempts": 1},
    ]
    for mail, state in zip(await OutgoingMail.all().order_by("id"), states, strict=False):
        await OutgoingMail.filter(pk=mail.pk).update(**state)
    await arrived(event.organiser)


async def arrived(organiser: Organiser) -> None:
    """A mail that came in and waits for a person, with a file and a guess."""
    words = EmailMessage()
    words["From"], words["Subject"], words["Message-ID"] = "kansli@region.test", "Ang. hearingen", "<1@region.test>"
    words.set_content("Vi kommer gärna.")
    words.add_attachment(DOT, "image", "png", filename="plan.png")
    mail = await keep(words.as_bytes())
    sent = await OutgoingMail.filter(organiser_id=organiser.pk).order_by("id").first()
    await IncomingMatch.create(mail_id=mail.pk, ref=sent.about if sent else "event-1/1", reasons=["domain"], score=20)
    await mail.take(
        "wait",
        organiser_id=organiser.pk,
        from_address="kansli@region.test",
        subject="Ang. hearingen",
        text="Vi kommer gärna.",
        html="<p>Vi kommer gärna.</p>",
        attachments=[{"name": "plan.png", "media_type": "image/png", "size": len(DOT), "part": 2}],
    )


async def annika(language: str = "sv") -> Account:
    """Annika, planner in Dalarna; here she looks after the installation too."""
    await Account.filter(name="Annika Silverskär").update(admin=True, language=language)
    return await Account.get(name="Annika Silverskär")


async def enter(context: BrowserContext, address: str, language: str = "sv") -> None:
    """Sign the browser in as Annika."""
    organiser = await Organiser.get(slug="dalarna")
    token = await make.session(await annika(language), organiser)
    cookie: Any = {"name": middleware.cookie_name(), "value": token, "url": address}
    await context.add_cookies([cookie])


async def sign_in_link() -> str:
    """The token of a link that has not been used."""
    return await print_link(await annika())
