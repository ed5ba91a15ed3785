"""Facts about this installation that live in its database: above all whether it is a demo."""

from tortoise import fields
from tortoise.models import Model


class Installation(Model):
    """One named fact; `demo` = "yes" marks a database that may mail nobody outside .test and .example."""

    key = fields.CharField(max_length=40, primary_key=True)
    value = fields.TextField(default="")

    class Meta:
        table = "installation"


async def is_demo() -> bool:
    """Whether this database holds demo data; asked of the database each time, for it decides who gets mail."""
    return await Installation.filter(key="demo", value="yes").exists()


async def mark_demo(anchor: str) -> None:
    """Mark the database as demo, for good, with the Monday its dates were moved to."""
    await Installation.update_or_create({"value": "yes"}, key="demo")
    await Installation.update_or_create({"value": anchor}, key="demo_anchor")
