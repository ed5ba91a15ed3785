"""The only place where slices are put together."""

from hearing.base.jobs import Job
from hearing.events import jobs as events
from hearing.invitations import jobs as invitations
from hearing.letters import jobs as letters
from hearing.mail import jobs as mail
from hearing.staff import jobs as staff

JOBS: list[Job] = [*mail.JOBS, *staff.JOBS, *events.JOBS, *invitations.JOBS, *letters.JOBS]
