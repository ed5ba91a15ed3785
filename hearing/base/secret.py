"""The signing key of an installation on SQLite: made once, kept in a file only its owner reads."""

import os
import secrets
import tempfile
from functools import cache
from pathlib import Path


@cache
def kept_secret(path: Path) -> str:
    """The key in the file; made the first time, also when two processes ask at once."""
    if not path.exists():
        _make(path)
    return path.read_text(encoding="ascii").strip()


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secret-")  # mkstemp gives mode 600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
        os.link(name, path)  # fails when somebody was first
    except FileExistsError:
        return
    finally:
        Path(name).unlink()
