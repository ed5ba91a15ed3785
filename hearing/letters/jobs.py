"""What the worker does with letters."""

from hearing.base.jobs import Job
from hearing.letters import inbound, papers, reminders, sending, visits

JOBS = [
    Job("letters.papers", 2, papers.make_next),
    Job("letters.outcomes", 15, sending.note_outcomes),
    Job("letters.incoming", 15, inbound.take_next),
    Job("letters.undone_reminders", 60, reminders.take_back_undone),
    Job("letters.visits", 60, visits.note_shown),
]
