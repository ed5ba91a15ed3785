"""Pictures in mail: shown small when their first bytes say that they are what a browser draws safely."""

import re

MOST_BYTES = 4 * 1024 * 1024
MOST_POINTS = 40_000_000
SHOWN = ("image/png", "image/jpeg", "image/gif")
START_OF_FRAME = re.compile(rb"\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb]..\x08(..)(..)", re.S)


def kind_of(content: bytes) -> str:
    """The media type by the bytes themselves; empty for what is no picture, too heavy or too large to draw."""
    if len(content) > MOST_BYTES:
        return ""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and content[12:16] == b"IHDR":
        return _small("image/png", content[16:20], content[20:24])
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return _small("image/gif", content[7:5:-1], content[9:7:-1])
    if content[:3] == b"\xff\xd8\xff" and (frame := START_OF_FRAME.search(content[: 256 * 1024])):
        return _small("image/jpeg", frame[2], frame[1])
    return ""


def _small(kind: str, width: bytes, height: bytes) -> str:
    points = int.from_bytes(width) * int.from_bytes(height)
    return kind if 0 < points <= MOST_POINTS else ""
