"""Logs for people or machines, on standard error, with the request's id and without personal data."""

import logging
import re
import sys
import time
from collections.abc import MutableMapping
from typing import Any, Literal

import orjson
import structlog

from hearing.base.tracing import request_id

TOKENS = re.compile(r"(/(?:i|n|r|q|s|sign-in|calendar/private)/)[^/?\s\"']{8,}")
MAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)*")

ODD = re.compile(r"[\s=\"']")

Event = MutableMapping[str, Any]


def masked(text: str) -> str:
    """The text without the tokens of personal links and without mail addresses."""
    text = TOKENS.sub(r"\1…", text) if "/" in text else text
    return MAIL.sub("…@…", text) if "@" in text else text


def _whose(_logger: Any, _name: str, event: Event) -> Event:
    """Every line that is written on the way of a request carries its id."""
    if number := request_id.get():
        event["request"] = number
    return event


def _mask(_logger: Any, _name: str, event: Event) -> Event:
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = masked(value)
    return event


def _json(value: Any, **_options: Any) -> str:
    return orjson.dumps(value, default=str).decode()


def _text(_logger: Any, _name: str, event: Event) -> str:
    """A line for people where there are no colours: a fifth of what structlog's own takes."""
    when, level, what, trace = (event.pop(name, "") for name in ("timestamp", "level", "event", "exception"))
    facts = "".join([f" {name}={_shown(value)}" for name, value in event.items()])
    return f"{when} {level} {what}{facts}" + (f"\n{trace}" if trace else "")


def _shown(value: Any) -> Any:
    return repr(value) if isinstance(value, str) and ODD.search(value) else value


class Clock:
    """Adds the time, to the second for people and in UTC to the microsecond for machines; a second is written once."""

    def __init__(self, machine: bool) -> None:
        self.machine = machine
        self.second, self.text = 0, ""

    def __call__(self, _logger: Any, _name: str, event: Event) -> Event:
        """One line."""
        moment = time.time()
        if int(moment) != self.second:
            self.second = int(moment)
            form, parts = ("%Y-%m-%dT%H:%M:%S", time.gmtime) if self.machine else ("%Y-%m-%d %H:%M:%S", time.localtime)
            self.text = time.strftime(form, parts(moment))
        event["timestamp"] = f"{self.text}.{int(moment % 1 * 1e6):06}Z" if self.machine else self.text
        return event


def configure(kind: Literal["text", "json"]) -> None:
    """Send our lines and those of the libraries through the same pipe."""
    machine = kind == "json"
    shared: list[Any] = [
        _whose,
        structlog.processors.add_log_level,
        Clock(machine),
    ]
    people: Any = structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else _text
    last: list[Any] = [
        structlog.processors.format_exc_info,
        _mask,
        structlog.processors.JSONRenderer(_json) if machine else people,
    ]
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    drop = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[drop, *last]))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
