"""Columns that both databases keep alike."""

from datetime import UTC, datetime
from typing import Any, TypeVar

from tortoise import Model, fields

T = TypeVar("T", datetime, datetime | None)


class UtcField(fields.DatetimeField[T]):
    """A point in time: takes any zone, stores UTC, refuses a time without zone."""

    def to_db_value(self, value: Any, instance: type[Model] | Model) -> Any:
        """SQLite compares times as text, so every one of them must be UTC."""
        if isinstance(value, datetime):
            if value.tzinfo is None:
                raise ValueError(f"{self.model_field_name} needs a time with a zone, not {value}")
            value = value.astimezone(UTC)
        return super().to_db_value(value, instance)
