"""What the worker does with monthly letters."""

from hearing.base.jobs import Job
from hearing.newsletters import sending, subscribe

JOBS = [
    Job("newsletters.undone", 60, sending.note_undone),
    Job("newsletters.follow", 60, subscribe.follow_next),
    Job("newsletters.sweep", 60, subscribe.sweep),
    Job("newsletters.forget", 3600, subscribe.forget_next),
]
