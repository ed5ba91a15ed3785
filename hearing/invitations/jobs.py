"""What the worker does with invitations."""

from hearing.base.jobs import Job
from hearing.invitations import confirming, dispatch, invite, named, needs, notices, queue, replies

JOBS = [
    Job("invitations.queue", 20, queue.promote_next),
    Job("invitations.offers", 20, queue.pass_on_next),
    Job("invitations.undone", 20, invite.return_undone),
    Job("invitations.places", 60, named.return_next),
    Job("invitations.name_them", 600, named.remind_next),
    Job("invitations.confirm", 60, confirming.lapse_next),
    Job("invitations.dispatch", 60, dispatch.send_next),
    Job("invitations.notices", 20, notices.tell_next),
    Job("invitations.replies", 5, replies.take_back_next),
    Job("invitations.decided", 20, notices.decide_next),
    Job("invitations.undecided", 20, notices.hold_next),
    Job("invitations.needs_erased", 3600, needs.erase_next),
]
