"""Where the files that are not code stand: beside the package in a checkout, inside it when installed."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def _find(name: str) -> Path:
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


TEMPLATES = _find("templates")
STATIC = _find("static")
DATA = PACKAGE / "data"
LOCALE = PACKAGE / "locale"
