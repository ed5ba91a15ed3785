"""The one Jinja environment: escaped by default, strict about missing values, language by ContextVar."""

import os
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from hearing.base import words
from hearing.base.markdown import markdown
from hearing.base.paths import TEMPLATES
from hearing.base.static import static


@lru_cache
def environment() -> Environment:
    """Made at first use; templates are re-read on change only with HEARING_DEBUG=1."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=os.environ.get("HEARING_DEBUG") == "1",
        cache_size=-1,
    )
    words.install(made)
    made.globals["static"] = static
    made.filters["markdown"] = lambda text: Markup(markdown(text))  # noqa: S704 - sanitised by nh3
    return made


def render(template: str, **values: Any) -> str:
    """A template as text."""
    return environment().get_template(template).render(**values)
