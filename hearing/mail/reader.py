"""The child process that reads mail: what is hostile may crash it, fill it or stall it, and nothing else.

The worker's side is child.py. Only this process holds the rules of reading: no other needs their time and memory.
"""

import os
import pickle
import resource
import sys
from typing import IO, Any

from hearing.mail import parse
from hearing.mail.child import HEAD
from hearing.mail.reading import read

CPU_SECONDS = 20
MEMORY = 512 * 1024 * 1024


def main() -> None:
    """Read a piece of work, answer, again, until the worker is gone."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    wanted, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else may write among the answers
    while (work := _next(wanted)) is not None:
        _limit_time()
        content = pickle.dumps(_answer(*work), protocol=5)
        answers.write(HEAD.pack(len(content)))
        answers.write(content)
        answers.flush()


def _next(wanted: IO[bytes]) -> tuple[str, Any] | None:
    head = wanted.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    work: tuple[str, Any] = pickle.loads(wanted.read(HEAD.unpack(head)[0]))  # noqa: S301  # from the worker
    return work


def _limit_time() -> None:
    """Each mail has its own seconds; the system kills the process that uses more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def _answer(name: str, given: Any) -> Any:
    try:
        if name == "part":
            return parse.part_of(*given)
        return read(given)
    except Exception as wrong:
        return f"it cannot be read: {type(wrong).__name__}"


if __name__ == "__main__":
    main()
