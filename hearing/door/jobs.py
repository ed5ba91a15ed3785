"""What the worker does for the door."""

from hearing.base.jobs import Job
from hearing.door import acts

JOBS = [Job("door.forget", 3600, acts.forget_next)]
