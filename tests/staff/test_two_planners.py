"""Two who change how the organiser presents itself: nothing is undone in silence."""

import httpx2
import pytest

from hearing.organisers.models import Organiser
from tests import make
from tests.planners import again, opened

pytestmark = pytest.mark.anyio
HERE = "/desk/staff/organiser"


async def test_the_later_form_is_refused_and_saved_when_it_is_meant(ann: httpx2.AsyncClient) -> None:
    await make.organiser()
    form = await opened(ann, HERE, HERE)

    await ann.post(HERE, data=form | {"about": "Deras", "contact_name": "Kim"})
    refused = await ann.post(HERE, data=form | {"about": "Mitt"})
    saved = await ann.post(HERE, data=again(refused, HERE))

    assert (refused.status_code, saved.status_code) == (409, 303)
    assert "Ann Lind ändrade det här" in refused.text and "Deras" in refused.text
    assert await Organiser.filter(slug="egen-rost").values_list("about", "contact_name") == [("Mitt", "Kim")]
