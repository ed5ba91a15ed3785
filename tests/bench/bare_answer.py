"""A bare handler that runs the statements of an answer through the same ORM, and does nothing else.

test_statements.py holds the two against each other: what the real handler asks of the database is asked here.
"""

from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from tortoise.transactions import in_transaction

from hearing.base.audit import AuditEntry
from hearing.base.clock import now
from hearing.base.installation import Installation
from hearing.base.limits import COUNT
from hearing.base.links import digest
from hearing.db import rows
from hearing.invitations.models import ANSWERABLE, Invitation, InvitationStatus, Via
from hearing.invitations.seats import TAKE_EVENT, TAKE_GROUP
from hearing.invitations.settle import RELATED
from hearing.mail.models import MailReason, MailStatus, OutgoingMail

TEXT, HTML, CALENDAR = "Tack för ditt svar.\n" * 60, "<p>Tack för ditt svar.</p>\n" * 200, b"BEGIN:VEVENT\r\n" * 90
BLOCKED = "SELECT address_norm, organiser_id FROM blocked_address WHERE lifted_at IS NULL AND address_norm IN (?)"


async def answer(request: Request) -> Response:
    """Yes, I am coming."""
    await request.form()
    moment, key = now(), digest(request.path_params["token"])
    found: Any = await Invitation.filter(link_hash=key).select_related(*RELATED, "event__replaced_by").first()
    times = [str(moment + timedelta(hours=1)), str(moment), str(moment)]
    await rows(COUNT, f"answer:{key[:40]}", *times)
    async with in_transaction():
        await rows(TAKE_EVENT, 1, found.event_id, 1)
        await rows(TAKE_GROUP, 1, found.group_id, 1)
        standing = Invitation.filter(pk=found.pk, changes=found.changes, status__in=list(ANSWERABLE))
        await standing.update(**said(found, moment))
        await AuditEntry.bulk_create([line(found, moment)])
        await Installation.filter(key="demo", value="yes").exists()
        await rows(BLOCKED, found.email_norm)
        await OutgoingMail.bulk_create([mail(found, moment)], batch_size=200, ignore_conflicts=True)
    return RedirectResponse("/healthz", 303)


def said(found: Any, moment: datetime) -> dict[str, Any]:
    """The columns of an answer."""
    answered = {"answered_at": moment, "answered_via": Via.WEB, "answered_by": found.name, "answered_how": None}
    standing = {"seat": True, "online": False, "queue_number": None, "status": InvitationStatus.YES}
    told = {"noted_by": "", "message_at": None, "told_sequence": 0, "comment": "", "wants_material": False}
    return answered | standing | told | {"changes": found.changes + 1, "changed_at": moment}


def line(found: Any, moment: datetime) -> AuditEntry:
    """A line in the log."""
    what, trail, row = "invitation.answered", f"event-{found.event_id}", f"invitation-{found.pk}"
    return AuditEntry(at=moment, by_name=found.name, what=what, trail=trail, row=row, organiser_id=1, details="{}")


def mail(found: Any, moment: datetime) -> OutgoingMail:
    """A receipt in the outbox."""
    return OutgoingMail(
        key=f"yes:{found.pk}",
        organiser_id=found.event.organiser_id,
        kind="yes",
        automatic=True,
        about=f"event-{found.event_id}/{found.pk}",
        topic=f"event-{found.event_id}",
        topic_title=found.event.title,
        language="sv",
        to_name=found.name,
        to_address=found.email,
        from_name="NSPH",
        from_address="hearing@localhost",
        reply_to="svar@localhost",
        envelope_from="hearing@localhost",
        subject="Tack, du har en plats",
        body_text=TEXT,
        body_html=HTML,
        calendar=CALENDAR,
        calendar_method="REQUEST",
        message_id=f"<yes.{found.pk}@localhost>",
        search_text=found.search_text,
        status=MailStatus.HELD,
        reason=MailReason.NO_SERVER,
        created_at=moment,
        due_at=moment,
    )
