"""The synthetic load: as many incoming mails as promised, of every kind, found in the inbox."""

import pytest

from hearing.mail import scale
from hearing.mail.models_in import IncomingMail, IncomingMatch, IncomingStatus
from hearing.mail.scale import About
from tests import make

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def test_a_round_adds_mails_that_wait_and_mails_that_are_sorted(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = await make.organiser()
    monkeypatch.setattr(scale, "MAILS", 400)

    for number in (0, 1):
        await scale.scale(number, [About("event-1/1", "asa@region.test", "Åsa Berg", ours.pk)])

    waits = await IncomingMail.filter(status=IncomingStatus.UNSORTED).count()
    assert (await IncomingMail.all().count(), waits) == (800, 200)
    assert await IncomingMatch.filter(certain=True).count() > 500
