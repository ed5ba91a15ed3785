"""Several PO files made into one compiled catalogue, kept until one of them changes."""

import os
import tempfile
from collections.abc import Iterable, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compiled(source: Path, homes: Iterable[Path]) -> bytes:
    """The catalogue of a folder's PO files: the kept one if it is fresh, else a new one, kept where we may write."""
    files = sorted(source.glob("*.po"))
    name = f"{source.name}-{fingerprint(files)}.mo"
    places = [home for home in homes if home.is_dir()]
    for home in places:
        if (home / name).is_file():
            return (home / name).read_bytes()
    content = compile_all(files, source.name)
    for home in places:
        if os.access(home, os.W_OK):
            keep(home / name, content)
            break
    return content


def fingerprint(files: Iterable[Path]) -> str:
    """Names, sizes and times of the files, in twelve characters."""
    seen = [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files]
    return sha256(repr(seen).encode()).hexdigest()[:12]


def compile_all(files: Sequence[Path], locale: str) -> bytes:
    """All messages of all files as one MO."""
    whole = Catalog(locale=locale)
    for file in files:
        with file.open("rb") as opened:
            for message in read_po(opened, locale=locale):
                if message.id:
                    whole[message.id] = message
    out = BytesIO()
    write_mo(out, whole)
    return out.getvalue()


def keep(place: Path, content: bytes) -> None:
    """Write in one step, readable by all, and drop what it replaces; several processes may do it at once."""
    handle, temporary = tempfile.mkstemp(dir=place.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(temporary).chmod(0o644)
    Path(temporary).replace(place)
    for old in place.parent.glob(f"{place.name.split('-')[0]}-*.mo"):
        if old != place:
            old.unlink(missing_ok=True)
