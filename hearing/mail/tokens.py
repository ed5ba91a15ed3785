"""Access tokens for mail servers that take no passwords (XOAUTH2); another program fetches them and keeps the file fresh."""

from pathlib import Path

MOST = 20_000


class NoToken(Exception):
    """The file holds no token; says why."""


def read(file: str) -> str:
    """The token of now: read anew for each connection, so that a fresh one is used at once."""
    try:
        with Path(file).open(encoding="ascii") as opened:
            token = opened.read(MOST).strip()
    except (OSError, ValueError) as wrong:
        raise NoToken(f"no token in {file}: {getattr(wrong, 'strerror', None) or 'not plain text'}") from None
    if not token or any(sign <= " " or sign > "~" for sign in token):
        raise NoToken(f"no token in {file}: {'empty' if not token else 'more than one word'}")
    return token


def said(user: str, token: str) -> str:
    """What XOAUTH2 says."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"
