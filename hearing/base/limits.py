"""Rate limits counted in the database, so that all processes share them."""

import hashlib
import hmac
from datetime import timedelta

from tortoise import fields
from tortoise.models import Model

from hearing.base.clock import now
from hearing.base.fields import UtcField
from hearing.db import dialect, rows
from hearing.settings import settings


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
    times: list[object] = [moment + window, moment, moment]
    if dialect() == "sqlite":
        times = [str(time) for time in times]
    tries = int((await rows(COUNT, key, *times))[0]["tries"])
    if tries > most:
        row = await RateCount.get(key=key)
        raise TooMany(max(1, int((row.until_at - moment).total_seconds())))


def hidden(text: str) -> str:
    """A network or mail address as it may stand in a key: recognised, never read back."""
    return hmac.new(settings().secrets[0].encode(), text.encode(), hashlib.sha256).hexdigest()[:40]


async def forget_next() -> bool:
    """Job: drop the counts whose window has passed."""
    await RateCount.filter(until_at__lte=now()).delete()
    return False
