"""How fast mail goes out: a limit per minute, waits between tries, a breaker for a server that is away."""

import asyncio
import random
import time
from datetime import datetime, timedelta

from hearing.base.clock import now

MINUTES = (1, 5, 15, 30, 60, 120, 180)  # then every four hours
LAST_MINUTES = 240
TRIES = 30  # about four days
JITTER = 0.2
FAULTS_TO_OPEN = 5
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 300.0


def next_try(tries: int) -> datetime | None:
    """When to try again after so many tries; None when it has been enough."""
    if tries >= TRIES:
        return None
    minutes = MINUTES[tries - 1] if tries <= len(MINUTES) else LAST_MINUTES
    spread = random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  no secret
    return now() + timedelta(minutes=minutes * spread)


class Pace:
    """At most so many mails a minute, a second's worth of them at once."""

    def __init__(self, per_minute: int) -> None:
        self.gap = 60.0 / per_minute
        self.burst = max(1.0, per_minute / 60) * self.gap
        self.free_at = time.monotonic() - self.burst

    async def turn(self) -> None:
        """Wait for one's turn."""
        moment = time.monotonic()
        self.free_at = max(self.free_at + self.gap, moment - self.burst)
        if self.free_at > moment:
            await asyncio.sleep(self.free_at - moment)


class Domains:
    """At most so many mails a minute to one receiving domain, a second's worth or two of them at once."""

    def __init__(self, per_minute: int) -> None:
        self.gap = 60.0 / per_minute
        self.burst = max(1.0, 2 * self.gap) - self.gap
        self.free_at: dict[str, float] = {}

    def count(self, domain: str) -> None:
        """One more goes there now."""
        moment = time.monotonic()
        self.free_at[domain] = max(self.free_at.get(domain, 0.0), moment) + self.gap

    def full(self) -> list[str]:
        """Those that must wait."""
        moment = time.monotonic()
        self.free_at = {domain: at for domain, at in self.free_at.items() if at > moment}
        return [domain for domain, at in self.free_at.items() if at > moment + self.burst]


class Breaker:
    """Leaves a server alone that failed again and again, longer each time; by the program's clock."""

    def __init__(self) -> None:
        self.faults = 0
        self.pause = FIRST_PAUSE
        self.shut_at, self.shut_for = now(), 0.0

    def fault(self) -> None:
        """The server failed before any mail was its matter."""
        self.faults += 1
        if self.faults >= FAULTS_TO_OPEN and not self.is_open():
            self.shut_at, self.shut_for = now(), self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE)

    def fine(self) -> None:
        """The server answered about a mail."""
        self.faults, self.pause, self.shut_for = 0, FIRST_PAUSE, 0.0

    def is_open(self) -> bool:
        """Whether the server is left alone now."""
        return 0 <= (now() - self.shut_at).total_seconds() < self.shut_for
