"""Organisers come in and change: each function is one transaction and one audit line."""

import re
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.transactions import atomic, in_transaction

from hearing.base import files
from hearing.base.audit import Actor, record
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.base.numbers import number
from hearing.organisers.models import Organiser

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MOST_LOGO_BYTES = 1_000_000
LEAST_CONTRAST = 4.5


async def add(by: Actor | None, slug: str, name: str, email: str, **more: Any) -> Organiser:
    """Take in a new organiser; its short name stands in addresses and cannot be changed."""
    if not SLUG.fullmatch(slug) or len(slug) > 60:
        raise Refusal("Use small letters a to z, digits and hyphens, for example egen-rost-dalarna.")
    readable(more.get("colour", "#5a2a5f"))
    known = {"slug": slug, "name": name, "sender_name": name, "email": email}
    try:
        async with in_transaction():
            organiser = await Organiser.create(created_at=now(), **(known | more))
            await record(by, "organiser.added", organiser, name=organiser.name)
    except IntegrityError:
        raise Refusal("There is already an organiser with the short name %(slug)s.", slug=slug) from None
    return organiser


@atomic()
async def change(organiser: Organiser, by: Actor, **values: Any) -> None:
    """Change how an organiser presents itself: name, sender, contact, colour."""
    readable(values.get("colour", organiser.colour))
    changed = sorted(name for name, value in values.items() if getattr(organiser, name) != value)
    organiser.update_from_dict(values)
    await organiser.save(update_fields=list(values))
    await record(by, "organiser.changed", organiser, name=organiser.name, fields=changed)


@atomic()
async def set_logo(organiser: Organiser, by: Actor, content: bytes) -> None:
    """Keep a picture as the organiser's mark. Refuses what is no PNG, JPEG or WebP, or over 1 MB."""
    if len(content) > MOST_LOGO_BYTES:
        raise Refusal("The picture is larger than 1 MB.")
    kind = picture_kind(content)
    organiser.logo = await files.keep(content, f"logo.{kind}", f"image/{kind}")
    await organiser.save(update_fields=["logo_id"])
    await record(by, "organiser.logo_set", organiser, name=organiser.name)


@atomic()
async def drop_logo(organiser: Organiser, by: Actor) -> None:
    """Go back to the mark in the organiser's colour."""
    organiser.logo = None
    await organiser.save(update_fields=["logo_id"])
    await record(by, "organiser.logo_dropped", organiser, name=organiser.name)


def picture_kind(content: bytes) -> str:
    """png, jpeg or webp, by the first bytes and never by the name."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    raise Refusal("The picture must be a PNG, JPEG or WebP file.")


def readable(colour: str) -> None:
    """Refuse a colour that white text cannot be read on."""
    ratio = contrast_with_white(colour)
    if ratio < LEAST_CONTRAST:
        raise Refusal(
            "White text cannot be read on this colour: the contrast is %(ratio)s to 1, and at least 4.5 is needed. "
            "Choose a darker one.",
            ratio=number(int(ratio * 10) / 10),
        )


def contrast_with_white(colour: str) -> float:
    """The WCAG contrast ratio of white on #rrggbb."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
