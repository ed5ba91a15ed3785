"""Columns that both databases keep alike."""

from datetime import UTC, datetime
from typing import Any, TypeVar

from tortoise import Model, fields

T = TypeVar("T", datetime, datetime | None)


class UtcField(fields.DatetimeField[T]):
    """A point in time: takes any zone, stores UTC, refuses a time without zone."""

    def to_python_value(self, value: Any) -> datetime | None:
        """What a row holds; the stock field would take a time without zone for UTC."""
        return super().to_python_value(self._zoned(value))

    def to_db_value(self, value: Any, instance: type[Model] | Model) -> Any:
        """SQLite compares times as text, so every one of them must be UTC."""
        value = self._zoned(value)
        return super().to_db_value(value.astimezone(UTC) if isinstance(value, datetime) else value, instance)

    def _zoned(self, value: Any) -> Any:
        if isinstance(value, datetime) and value.tzinfo is None:
            raise ValueError(f"{self.model_field_name} needs a time with a zone, not {value}")
        return value
