"""Signed tokens of personal links and reply addresses.

A token is HMAC(secret, kind, id, version). The database keeps its sha256, the version and
which secret made it: a token can be found, made again for a resend, and revoked by
version + 1, and it stays alive when the secret is changed.
"""

import hashlib
import hmac
from typing import Any, ClassVar, Self

from tortoise import fields
from tortoise.models import Model

from hearing.base.errors import Refusal
from hearing.settings import settings

PAGE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
PAGE_LENGTH = 22
MAIL_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
MAIL_LENGTH = 26


def digest(token: str) -> str:
    """The sha256 of a token in hex: all that the database knows of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def key_id(secret: str) -> str:
    """A short public name of a secret."""
    return hashlib.sha256(b"key:" + secret.encode()).hexdigest()[:8]


def secret_for(key: str = "") -> str:
    """The secret with that key id, or the newest. Refuses when the installation has it no more."""
    secrets = settings().secrets
    if not key:
        return secrets[0]
    for secret in secrets:
        if key_id(secret) == key:
            return secret
    raise Refusal("This link was made with a secret that is no longer configured. Send a new link.")


def page_token(kind: str, row: int, version: int, key: str = "") -> str:
    """22 characters of a 57-letter alphabet, 128 bits: a personal page's address."""
    return _spell(_mac(kind, row, version, key), PAGE_ALPHABET, PAGE_LENGTH)


def mail_token(kind: str, row: int, version: int, key: str = "") -> str:
    """26 lower-case characters without look-alikes, 128 bits: for use in a mail address."""
    return _spell(_mac(kind + "@", row, version, key), MAIL_ALPHABET, MAIL_LENGTH)


def _mac(kind: str, row: int, version: int, key: str) -> int:
    text = f"{kind}:{row}:{version}".encode()
    return int.from_bytes(hmac.new(secret_for(key).encode(), text, hashlib.sha256).digest(), "big")


def _spell(number: int, alphabet: str, length: int) -> str:
    letters = []
    for _place in range(length):
        number, rest = divmod(number, len(alphabet))
        letters.append(alphabet[rest])
    return "".join(letters)


class Linked(Model):
    """A row with a personal link. LINK_KIND tells its tokens from those of other tables."""

    LINK_KIND: ClassVar[str]

    link_version = fields.IntField(default=1)
    link_key = fields.CharField(max_length=8, default="")
    link_hash = fields.CharField(max_length=64, null=True, unique=True)

    class Meta:
        abstract = True

    def token(self) -> str:
        """The link's token, made again from the secret that made it."""
        return page_token(self.LINK_KIND, int(self.pk), self.link_version, self.link_key)

    def link_columns(self, version: int | None = None) -> dict[str, Any]:
        """The three columns of a link made with the newest secret; a higher version revokes the old one."""
        made = version or self.link_version
        token = page_token(self.LINK_KIND, int(self.pk), made)
        return {
            "link_version": made,
            "link_key": key_id(secret_for()),
            "link_hash": digest(token),
        }

    @classmethod
    async def by_token(cls, token: str, *related: str) -> Self | None:
        """The row a token opens, or None: unknown and revoked look the same."""
        return await cls.filter(link_hash=digest(token)).select_related(*related).first()
