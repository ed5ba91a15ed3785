"""Markdown as people write it, made into HTML that cannot do harm."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

TAGS = {
    "p",
    "br",
    "strong",
    "em",
    "ul",
    "ol",
    "li",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "a",
    "code",
    "hr",
}
MOST_NESTED = 20


@lru_cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": MOST_NESTED})


@lru_cache(maxsize=512)
def markdown(text: str) -> str:
    """Safe HTML of a Markdown text: no raw HTML, no pictures, only http(s), mailto and tel links; headings from h3."""
    html = _parser().render(text)
    for level in (4, 3, 2, 1):
        html = html.replace(f"<h{level}>", f"<h{level + 2}>").replace(f"</h{level}>", f"</h{level + 2}>")
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
