"""The demo's organisers and accounts come as the files tell them."""

from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.organisers.models import Organiser
from hearing.staff import demo
from hearing.staff.models import Membership, Role
from tests.data.demo import DEMO, MORE


async def test_the_demo_brings_its_organisers_with_their_marks(db: BaseDBAsyncClient) -> None:
    found = await demo.load({**DEMO, "more": MORE})

    rows = await Organiser.all().select_related("logo").order_by("id")
    assert [row.id for row in rows] == [row.id for row in found.values()]
    assert [(row.slug, row.colour, row.logo and row.logo.name) for row in rows] == [
        ("nsph", "#1f4e79", "nsph.png"),
        ("nsph-stockholm", "#8a3324", "nsph-stockholm.png"),
        ("dalarna", "#20604a", "dalarna.png"),
    ]


async def test_the_demo_brings_every_role(db: BaseDBAsyncClient) -> None:
    await demo.load({**DEMO, "more": MORE})

    rows = await Membership.all().select_related("account", "organiser").order_by("account__email")
    assert [(row.account.name, row.organiser.slug, row.role, row.account.admin) for row in rows] == [
        ("Annika Silverskär", "dalarna", Role.PLANNER, False),
        ("Gunnar Duvmyra", "dalarna", Role.MODERATOR, False),
        ("Isak Tuvmyr", "nsph", Role.PLANNER, False),
        ("Lena Kallbrink", "nsph-stockholm", Role.PLANNER, False),
        ("Maja Lövskär", "nsph", Role.PLANNER, True),
        ("Tove Grindmyr", "dalarna", Role.DOOR, False),
        ("Yusuf Havremyr", "nsph-stockholm", Role.READER, False),
    ]
    assert all(row.account.phone for row in rows)
