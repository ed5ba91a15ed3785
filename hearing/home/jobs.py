"""What the worker does that spans several slices."""

from hearing.base.jobs import Job
from hearing.home import digest

JOBS = [Job("home.digest", 60, digest.send_next)]
