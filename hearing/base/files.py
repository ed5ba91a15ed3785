"""Files kept in the database by their sha256: backups and several machines just work."""

import hashlib

from tortoise import fields
from tortoise.models import Model

from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.base.fields import UtcField

MOST_BYTES = 25 * 1024 * 1024


class File(Model):
    """The bytes of one file; the same bytes are kept once."""

    id = fields.IntField(primary_key=True)
    sha256 = fields.CharField(max_length=64, unique=True)
    name = fields.CharField(max_length=200)
    media_type = fields.CharField(max_length=100)
    size = fields.IntField()
    content = fields.BinaryField()
    created_at = UtcField()

    class Meta:
        table = "file"


async def keep(content: bytes, name: str, media_type: str) -> File:
    """Store bytes, or find the row that already has them. Refuses more than 25 MB."""
    if len(content) > MOST_BYTES:
        raise Refusal("The file is larger than 25 MB.")
    digest = hashlib.sha256(content).hexdigest()
    row, _made = await File.get_or_create(
        sha256=digest,
        defaults={
            "name": name[:200],
            "media_type": media_type,
            "size": len(content),
            "content": content,
            "created_at": now(),
        },
    )
    return row
