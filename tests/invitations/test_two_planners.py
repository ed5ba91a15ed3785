"""Two who write the same invitation: nothing is undone in silence."""

import httpx2
import pytest

from hearing.invitations.models import InvitationText
from tests import make as people
from tests.invitations import make
from tests.planners import again, opened

pytestmark = pytest.mark.anyio


async def test_the_later_text_is_refused_and_saved_when_it_is_meant(ann: httpx2.AsyncClient) -> None:
    event = await make.event(organiser=await people.organiser())
    here = f"/desk/events/{event.pk}/guests/write"
    form = await opened(ann, here, here)

    await ann.post(here, data=form | {"subject": "Deras ämne", "body": "Hej!\n\nKom gärna."})
    refused = await ann.post(here, data=form | {"subject": "Mitt ämne"})
    saved = await ann.post(here, data=again(refused, here))

    assert (refused.status_code, saved.status_code) == (409, 303)
    assert "Ann Lind ändrade det här" in refused.text and "Deras ämne" in refused.text
    assert await InvitationText.all().values_list("subject", "body") == [("Mitt ämne", "Hej!\n\nKom gärna.")]
