"""`hearing export event`: what it says of mail that never left, and of those who stand in no list."""

from typing import Any

import pytest

from hearing.base.clock import now
from hearing.invitations.exports import event as exported
from hearing.invitations.mails import invitation_mail
from hearing.invitations.models import Invitation, Substitute, SubstituteStatus, Via
from hearing.mail import outbox
from hearing.mail.models import OutgoingMail
from tests.invitations import make

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def told(row: Invitation) -> dict[str, Any]:
    """What the export says of one invitation."""
    (one,) = (await exported(int(row.event.pk)))["invitations"]
    return dict(one)


@pytest.mark.parametrize(
    ("statuses", "delivery"),
    [
        ([], "sent"),  # erased since
        (["cancelled"], "none"),
        (["cancelled", "cancelled"], "none"),
        (["sent", "cancelled"], "sent"),
        (["failed", "cancelled"], "failed"),
        (["cancelled", "sent"], "sent"),
        (["sent", "held"], "held"),
        (["cancelled", "queued"], "queued"),
    ],
)
async def test_a_cancelled_mail_was_not_sent(statuses: list[str], delivery: str) -> None:
    row = await make.invitation(await make.event())
    for status in statuses:
        post: Any = invitation_mail(row, "Välkommen", "Kom!")
        mail = await outbox.put(post)
        await OutgoingMail.filter(pk=mail.pk).update(status=status)
        await row.alter(priority=0)

    assert (await told(row))["delivery"] == delivery


async def test_who_stands_in_no_list_does_not_stand_in_the_export() -> None:
    secret: dict[str, Any] = {
        "name": "Hemlig Person",
        "email": "hemlig@x.test",
        "comment": "Hemlig, ring 070",
        "answered_by": "Hemlig",
    }
    where: dict[str, Any] = {"organisation_name": "Hemliga Huset", "alias": "Deltagare 1"}
    row = await make.invitation(await make.event(), **secret, **where, substitution=SubstituteStatus.ACCEPTED)
    instead: dict[str, Any] = {"name": "Hemlig Vän", "email": "hemligvan@x.test", "status": SubstituteStatus.ACCEPTED}
    await Substitute.create(invitation=row, created_at=now(), **instead)

    one = await told(row)

    assert [one[key] for key in ("person", "email", "organisation", "comment")] == ["Deltagare 1", None, None, None]
    assert one["url"] is None  # whoever opens it reads the name
    assert one["substitute"] == {"name": None, "email": None, "status": "accepted"}
    assert "emlig" not in str(one)


async def test_who_noted_an_answer_is_told_all_the_same() -> None:
    noted: dict[str, Any] = {
        "alias": "Deltagare 1",
        "answered_via": Via.STAFF,
        "noted_by": "Ann Lind",
        "answered_by": "Hemlig",
    }

    assert (await told(await make.invitation(await make.event(), **noted)))["answered_by"] == "Ann Lind"
