"""Atom documents for feed readers (RFC 4287)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
BEFORE = datetime(2000, 1, 1, tzinfo=UTC)  # an empty feed has not changed


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: its lasting name, where it is read, when it was shown and changed, by whom, what it says."""

    id: str
    title: str
    url: str
    published: datetime
    updated: datetime
    author: str
    summary: str
    language: str
    term: str
    label: str


def document(title: str, language: str, itself: str, page: str, items: Iterable[Item]) -> tuple[bytes, datetime]:
    """The feed at address `itself` about the page at `page`, and when the latest of its entries changed."""
    rows = sorted(items, key=lambda item: item.updated, reverse=True)
    changed = max((item.updated for item in rows), default=BEFORE)
    text = "".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>\n',
            f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">\n',
            f"<title>{escape(title)}</title>\n<id>{escape(itself)}</id>\n",
            f'<link rel="self" href={quoteattr(itself)}/>\n<link href={quoteattr(page)}/>\n',
            f"<updated>{_time(changed)}</updated>\n",
            *(_entry(item) for item in rows),
            "</feed>\n",
        ]
    )
    return text.encode(), changed


def _entry(item: Item) -> str:
    return (
        f'<entry xml:lang="{item.language}">\n<title>{escape(item.title)}</title>\n'
        f"<id>{escape(item.id)}</id>\n<link href={quoteattr(item.url)}/>\n"
        f"<published>{_time(item.published)}</published>\n<updated>{_time(item.updated)}</updated>\n"
        f"<author><name>{escape(item.author)}</name></author>\n"
        f'<category term="{item.term}" label={quoteattr(item.label)}/>\n'
        f"<summary>{escape(item.summary)}</summary>\n</entry>\n"
    )


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
