"""Logs for people or machines, on standard error, with the request's id and without personal data."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Literal

import orjson
import structlog

TOKENS = re.compile(r"(/(?:i|r|q|s|sign-in|calendar/private)/)[^/?\s\"']{8,}")
MAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)*")

Event = MutableMapping[str, Any]


def masked(text: str) -> str:
    """The text without the tokens of personal links and without mail addresses."""
    return MAIL.sub("…@…", TOKENS.sub(r"\1…", text)) if "/" in text or "@" in text else text


def _mask(_logger: Any, _name: str, event: Event) -> Event:
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = masked(value)
    return event


def _json(value: Any, **_options: Any) -> str:
    return orjson.dumps(value, default=str).decode()


def configure(kind: Literal["text", "json"]) -> None:
    """Send our lines and those of the libraries through the same pipe."""
    machine = kind == "json"
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso" if machine else "%Y-%m-%d %H:%M:%S", utc=machine),
    ]
    colours = not machine and sys.stderr.isatty()
    last: list[Any] = [
        structlog.processors.format_exc_info,
        _mask,
        structlog.processors.JSONRenderer(_json) if machine else structlog.dev.ConsoleRenderer(colors=colours),
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
