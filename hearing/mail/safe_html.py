"""HTML mail made safe to show: words, tables and links, nothing that loads, runs or reaches out."""

import nh3

from hearing.mail.html_text import depth

MOST_BYTES = 512 * 1024
DEEPEST = 200
TAGS = set(
    "a abbr b blockquote br caption center code dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i ins li ol p pre q s small"
    " span strike strong sub sup table tbody td tfoot th thead tr u ul".split()
)
ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
GONE = {"script", "style", "title", "head", "template", "noscript", "object", "svg", "math", "textarea", "select"}


def safe(html: str) -> str:
    """The harmless part of an HTML mail; nothing when it is too large or too deep to be looked through."""
    if not html.strip() or len(html.encode("utf-8", "replace")) > MOST_BYTES or depth(html) > DEEPEST:
        return ""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        clean_content_tags=GONE,
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )
