"""Files kept in the database by their sha256: backups and several machines just work."""

import hashlib
from collections.abc import Sequence
from typing import Any

from tortoise import fields
from tortoise.context import require_context
from tortoise.models import Model

from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.base.fields import UtcField

MOST_BYTES = 25 * 1024 * 1024
AT_A_TIME = 50


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


async def forget(number: int) -> None:
    """Erase a file, unless some row still needs it."""
    apps = require_context().apps
    assert apps is not None
    for model in apps["hearing"].values():
        for name in model._meta.fk_fields:
            field: Any = model._meta.fields_map[name]
            if field.related_model is File and await model.filter(**{f"{name}_id": number}).exists():
                return
    await File.filter(pk=number).delete()


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


async def keep_all(contents: Sequence[bytes], names: Sequence[str], media_type: str) -> list[File]:
    """The same for many files of one kind, in their order; a few queries. The rows come without their bytes."""
    digests = [hashlib.sha256(content).hexdigest() for content in contents]
    made = [
        File(sha256=sha, name=name[:200], media_type=media_type, size=len(content), content=content, created_at=now())
        for sha, name, content in zip(digests, names, contents, strict=True)
    ]
    await File.bulk_create(made, batch_size=AT_A_TIME, ignore_conflicts=True)
    found: dict[str, File] = {}
    for start in range(0, len(digests), AT_A_TIME):
        some = File.filter(sha256__in=digests[start : start + AT_A_TIME])
        found |= {row.sha256: row for row in await some.only("id", "sha256", "name", "media_type", "size")}
    return [found[sha] for sha in digests]
