"""Style sheets, scripts, pictures: named by their hash, kept for ever by browsers, compressed once."""

import gzip
import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from hearing.base.access import needs
from hearing.base.paths import STATIC

FOREVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"
SMALL = 600
KINDS = {
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".js": "text/javascript",
    ".webmanifest": "application/manifest+json",
}
PACKED = (".css", ".js", ".svg", ".txt", ".json", ".webmanifest")


@lru_cache
def static(name: str) -> str:
    """The address of a static file, with its hash in the name: static("css/base.css")."""
    stem, dot, ending = name.rpartition(".")
    return f"/static/{stem}.{_digest(name)}{dot}{ending}"


@lru_cache
def _digest(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


@lru_cache
def _load(name: str) -> tuple[bytes, bytes | None, str]:
    content = (STATIC / name).read_bytes()
    kind = KINDS.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    packed = gzip.compress(content, 9, mtime=0) if name.endswith(PACKED) and len(content) > SMALL else None
    if kind.startswith("text/") or kind.endswith(("javascript", "json", "xml")):
        kind += "; charset=utf-8"
    return content, packed, kind


def find(path: str) -> tuple[str, bool]:
    """The file's name and whether the address carries its present hash; raises 404."""
    parts = path.split(".")
    plain = ".".join(parts[:-2] + parts[-1:])
    if len(parts) > 2 and _inside(plain) and _digest(plain) == parts[-2]:
        return plain, True
    if _inside(path):
        return path, False
    raise HTTPException(404)


def _inside(name: str) -> bool:
    file: Path = (STATIC / name).resolve()
    return file.is_relative_to(STATIC.resolve()) and file.is_file()


@needs("public")
async def serve(request: Request) -> Response:
    """One static file."""
    name, hashed = find(request.path_params["path"])
    content, packed, kind = _load(name)
    headers = {
        "cache-control": FOREVER if hashed else A_DAY,
        "etag": f'"{_digest(name)}"',
    }
    if packed is not None:
        headers["vary"] = "accept-encoding"
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    if packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type=kind, headers={**headers, "content-encoding": "gzip"})
    return Response(content, media_type=kind, headers=headers)
