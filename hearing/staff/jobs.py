"""What the worker tidies: links, sessions and counts that are over."""

from hearing.base import limits
from hearing.base.jobs import Job
from hearing.staff import login

HOUR = 3600.0

JOBS = [
    Job("sign-ins that are over", HOUR, login.clean_next),
    Job("counts that are over", HOUR, limits.forget_next),
]
