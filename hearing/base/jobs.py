"""What the worker does: small jobs that each look for one due thing and do it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tortoise import fields
from tortoise.models import Model

from hearing.base.fields import UtcField


@dataclass(frozen=True)
class Job:
    """A named piece of work: `run` does one due thing and says whether there was one; asked every `every` seconds.

    `stop` is called once when the worker ends: it lets what was begun in the background come to its end.
    """

    name: str
    every: float
    run: Callable[[], Awaitable[bool]]
    stop: Callable[[], Awaitable[None]] | None = None


class JobRun(Model):
    """When a job last ran and who holds it, so that one worker at a time does what must be done once."""

    name = fields.CharField(max_length=60, primary_key=True)
    ran_at = UtcField(null=True)
    lease_until = UtcField(null=True)
    owner = fields.CharField(max_length=80, default="")

    class Meta:
        table = "job_run"
