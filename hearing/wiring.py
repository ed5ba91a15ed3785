"""The only place where slices are put together."""

from hearing.base.jobs import Job

JOBS: list[Job] = []
