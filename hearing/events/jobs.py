"""What the worker does with events."""

from hearing.base.jobs import Job
from hearing.events import documents, ical, plan

JOBS = [
    Job("events.close", 60, plan.close_next),
    Job("events.calendar_blocks", 600, ical.renew_next),
    Job("events.documents_forgotten", 3600, documents.forget_next),
]
