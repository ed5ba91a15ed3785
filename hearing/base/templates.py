"""The one Jinja environment: escaped by default, strict about missing values, language by ContextVar."""

import os
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from hearing.base import words
from hearing.base.markdown import markdown
from hearing.base.paths import TEMPLATES
from hearing.base.static import static
from hearing.settings import settings


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
        extensions=["jinja2.ext.i18n"],
        cache_size=-1,
    )
    words.install(made)
    made.globals.update(static=static, settings_name=SettingsName())
    made.filters["markdown"] = lambda text: Markup(markdown(text))  # noqa: S704 - sanitised by nh3
    return made


class SettingsName:
    """The installation's name, asked of the settings each time it is shown."""

    def __str__(self) -> str:
        return settings().name

    def __html__(self) -> str:
        return str(escape(settings().name))


def render(template: str, **values: Any) -> str:
    """A template as text."""
    return environment().get_template(template).render(**values)
