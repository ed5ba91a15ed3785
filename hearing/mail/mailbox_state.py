"""How the mailbox fares, for those who wait for answers: what stands in the way, since when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hearing.base.clock import now
from hearing.base.lang import _, ngettext
from hearing.mail.fetching import mailbox_name
from hearing.mail.models_in import ImapCursor, MailboxProblem
from hearing.settings import settings

PASSING = timedelta(minutes=5)  # a server that is started anew is nobody's business
SILENT = timedelta(minutes=15)
AT_ONCE = (MailboxProblem.SIGN_IN, MailboxProblem.CERTIFICATE, MailboxProblem.PLAIN, MailboxProblem.FOLDER)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why mail does not come in: one sentence, since when, and the server's own words."""

    why: str
    since: datetime | None
    words: str = ""


async def trouble() -> Trouble | None:
    """What stands in the way of reading the mailbox; None when all is well. One query."""
    server = settings().imap
    row = await ImapCursor.get_or_none(mailbox=mailbox_name(server)) if server else None
    if row is None:
        return None
    if row.problem and row.problem_at and (row.problem in AT_ONCE or row.problem_at < now() - PASSING):
        return Trouble(row.problem.label, row.problem_at, row.problem_text)
    if not row.problem and row.read_at and row.read_at < now() - SILENT:
        return Trouble(_("No worker is running."), row.read_at)
    left = len(row.left_uids)
    if left:
        why = ngettext("The mail server cannot give one mail.", "The mail server cannot give %(num)s mails.", left)
        return Trouble(why, None)
    return None
