"""One row of every table that an organiser owns, made from the models alone, all with the same number.

So a new table is asked about by tests/test_routes.py without being written down anywhere.
"""

from datetime import date, time, timedelta
from enum import Enum
from itertools import count
from typing import Any

from tortoise import fields
from tortoise.context import require_context
from tortoise.fields.base import Field
from tortoise.models import Model

from hearing.base.clock import now
from hearing.base.links import digest
from hearing.organisers.models import Organiser

NUMBER = 4242
TOKEN = "nothing"
SKIPPED = {"LoginSession", "RateCount", "JobRun"}  # what reading may touch: when somebody was last here
SPECIAL: dict[str, dict[str, Any]] = {"Event": {"status": "published", "slug": TOKEN, "language": "sv"}}
_turn = count(1)


def models() -> list[type[Model]]:
    """All tables of the program."""
    apps = require_context().apps
    assert apps is not None
    return list(apps["hearing"].values())


async def fill(organiser: Organiser) -> None:
    """A row in each owned table, and in those they need."""
    made: dict[type[Model], Model] = {Organiser: organiser}
    for model in models():
        if hasattr(model, "OWNER"):
            await _row(model, made)


async def _row(model: type[Model], made: dict[type[Model], Model]) -> Model:
    if model not in made:
        given = {"id": NUMBER} if isinstance(model._meta.fields_map.get("id"), fields.IntField) else {}
        values: dict[str, Any] = {**given, **SPECIAL.get(model.__name__, {})}
        for name, field in model._meta.fields_map.items():
            if name not in values and name not in model._meta.backward_fk_fields | model._meta.backward_o2o_fields:
                await _fill_in(values, name, field, model, made)
        made[model] = await model.create(**values)
    return made[model]


async def _fill_in(
    values: dict[str, Any], name: str, field: Field[Any], model: type[Model], made: dict[type[Model], Model]
) -> None:
    if isinstance(field, fields.relational.ForeignKeyFieldInstance):
        other: Any = field.related_model
        if not field.null or other is Organiser:
            values[name] = await _row(other, made) if other is not model else None
    elif name in ("link_hash", "token_hash"):
        values[name] = digest(TOKEN)
    elif field.default is not None or field.null or field.generated or getattr(field, "reference", None):
        return
    elif not isinstance(field, fields.relational.RelationalField):
        values[name] = _value(field)


def _value(field: Field[Any]) -> Any:
    turn = next(_turn)
    kinds = getattr(field, "enum_type", None)
    if kinds is not None:
        first: Enum = next(iter(kinds))
        return first
    if isinstance(field, fields.DatetimeField):
        return now() + timedelta(hours=turn)
    if isinstance(field, fields.DateField):
        return date(2026, 1, 1) + timedelta(days=turn)
    if isinstance(field, fields.TimeField):
        return time(9, turn % 60)
    if isinstance(field, fields.BooleanField):
        return False
    if isinstance(field, fields.BinaryField):
        return b"x"
    if isinstance(field, fields.CharField | fields.TextField):
        return f"{turn:x}"[-2:] if getattr(field, "max_length", 99) < 5 else f"t{turn}"
    return turn


async def everything() -> dict[str, list[dict[str, Any]]]:
    """What all tables hold."""
    return {
        model.__name__: await model.all().order_by(model._meta.pk_attr).values()
        for model in models()
        if model.__name__ not in SKIPPED
    }
