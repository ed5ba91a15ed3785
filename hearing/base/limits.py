"""Rate limits counted in the database, so that all processes share them."""

from datetime import datetime, timedelta

from tortoise import fields
from tortoise.models import Model

from hearing.base.clock import now
from hearing.base.fields import UtcField
from hearing.db import dialect, rows


class TooMany(Exception):
    """A limit was passed: answered with 429 and a Retry-After of `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"too many, wait {seconds} s")
        self.seconds = seconds


class RateCount(Model):
    """How often something was tried inside one window; `key` names who and what, hashed where it is personal."""

    key = fields.CharField(max_length=120, primary_key=True)
    tries = fields.IntField(default=0)
    until_at = UtcField()

    class Meta:
        table = "rate_count"
        indexes = (("until_at",),)


COUNT = """INSERT INTO rate_count (key, tries, until_at) VALUES (?, 1, ?)
ON CONFLICT (key) DO UPDATE SET
  tries = CASE WHEN rate_count.until_at <= ? THEN 1 ELSE rate_count.tries + 1 END,
  until_at = CASE WHEN rate_count.until_at <= ? THEN excluded.until_at ELSE rate_count.until_at END
RETURNING tries"""


async def count(key: str, most: int, window: timedelta) -> None:
    """Count one try; raises TooMany when it is more than `most` within the window."""
    moment = now()
    tries = await _add(key, moment, moment + window)
    if tries > most:
        row = await RateCount.get(key=key)
        raise TooMany(max(1, int((row.until_at - moment).total_seconds())))


async def _add(key: str, moment: datetime, until: datetime) -> int:
    connection = connections.get("default")
    postgres = connection.capabilities.dialect == "postgres"
    marks = ("$1", "$2", "$3") if postgres else ("?1", "?2", "?3")
    values: list[object] = [key, until, moment] if postgres else [key, until.isoformat(" "), moment.isoformat(" ")]
    rows = await connection.execute_query_dict(COUNT.format(*marks), values)
    return int(rows[0]["tries"])
