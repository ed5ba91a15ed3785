"""The only place where slices are put together."""

from hearing.base.jobs import Job
from hearing.events import jobs as events
from hearing.invitations import jobs as invitations
from hearing.mail import jobs as mail

JOBS: list[Job] = [*mail.JOBS, *invitations.JOBS, *events.JOBS]
