"""The only place where slices are put together."""

from hearing.base.jobs import Job
from hearing.mail import jobs as mail

JOBS: list[Job] = [*mail.JOBS]
