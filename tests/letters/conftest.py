"""What tests of letters share: the demo as the stories tell it."""

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.letters.models import Campaign
from tests.events.conftest import counted as counted


@pytest.fixture
async def ca1(demo_inside: None, db: BaseDBAsyncClient) -> Campaign:
    """The letter to 21 region directors, on the anchor date."""
    return await Campaign.get(reference="NSPH-26-1").select_related("organiser")


@pytest.fixture
async def ca2(ca1: Campaign) -> Campaign:
    """The letter to the six healthcare regions."""
    return await Campaign.get(reference="NSPH-26-2").select_related("organiser")
