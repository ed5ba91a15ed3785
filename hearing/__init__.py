"""Hearing: hearings, invitations, answers and calendars for user organisations."""

import os
import sys
import traceback
from types import TracebackType

__version__ = "0.1.0"


def _try_again(kind: type[BaseException], wrong: BaseException, trace: TracebackType | None) -> None:
    """A program that cannot even start, as while it is being upgraded: the mail server keeps its mail (EX_TEMPFAIL)."""
    traceback.print_exception(kind, wrong, trace)
    sys.stderr.flush()
    os._exit(75)


if sys.argv[1:2] == ["receive"]:
    sys.excepthook = _try_again
