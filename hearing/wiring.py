"""The only place where slices are put together."""

from hearing.base.jobs import Job
from hearing.door import jobs as door
from hearing.events import jobs as events
from hearing.home import jobs as home
from hearing.invitations import inbound as invited_mail
from hearing.invitations import jobs as invitations
from hearing.invitations.invited import Invited
from hearing.letters import inbound as letters_mail
from hearing.letters import jobs as letters
from hearing.letters.inbound import Letters
from hearing.mail import jobs as mail
from hearing.mail.inbox import Inbound, Sorter
from hearing.mail.sent import Sent
from hearing.newsletters import jobs as newsletters
from hearing.staff import jobs as staff

INBOUND = Inbound([invited_mail.claim, letters_mail.take], [Invited(), Letters(), Sent()])
SORTER = Sorter(INBOUND)

JOBS: list[Job] = [
    Job("mail.sort", 1.0, SORTER.sort_next, SORTER.stop),
    *mail.JOBS,
    *staff.JOBS,
    *events.JOBS,
    *invitations.JOBS,
    *door.JOBS,
    *letters.JOBS,
    *newsletters.JOBS,
    *home.JOBS,
]
