"""Documents of an event: handed out, put in order, shown to more or fewer, taken away and put back."""

from datetime import timedelta

from starlette.responses import Response
from tortoise.queryset import QuerySet
from tortoise.transactions import atomic, in_transaction

from hearing.base import files
from hearing.base.audit import WORDS, Actor, record
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.base.lang import lazy
from hearing.base.tables import download
from hearing.events.models import Event
from hearing.events.models_documents import EventDocument, SeenBy
from hearing.events.stamp import hold, stamp

MOST = 100
KEPT = timedelta(days=30)
UNKNOWN = "application/octet-stream"
OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "pdf": "application/pdf",
    "docx": OFFICE + "wordprocessingml.document",
    "xlsx": OFFICE + "spreadsheetml.sheet",
    "pptx": OFFICE + "presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "mp3": "audio/mpeg",
    "txt": "text/plain; charset=utf-8",
}
FOR = {
    "public": (SeenBy.EVERYBODY,),
    "invited": (SeenBy.EVERYBODY, SeenBy.INVITED),
    "coming": (SeenBy.EVERYBODY, SeenBy.INVITED, SeenBy.COMING),
    "staff": tuple(SeenBy),
}

WORDS.update(
    {
        "event.document_added": lazy("Document added"),
        "event.document_changed": lazy("Document changed"),
        "event.document_removed": lazy("Document taken away"),
        "event.document_put_back": lazy("Document put back"),
    }
)


def of(event: Event, reader: str) -> QuerySet[EventDocument]:
    """The documents a reader of a sort may see, in their order; those to read before come first."""
    rows = EventDocument.filter(event_id=event.pk, removed_at=None, seen_by__in=list(FOR[reader]))
    return rows.order_by("afterwards", "position", "id")


@atomic()
async def add(event: Event, by: Actor, content: bytes, file_name: str, title: str, seen_by: SeenBy) -> EventDocument:
    """Keep a file, last in the order; what is added after the event is its documentation."""
    if not content:
        raise Refusal("Choose a file that is not empty.")
    await hold(event)
    if await EventDocument.filter(event_id=event.pk, removed_at=None).count() >= MOST:
        raise Refusal("An event has at most %(most)s documents.", most=MOST)
    kept = await files.keep(content, file_name, type_of(file_name))
    last = await EventDocument.filter(event_id=event.pk).order_by("-position").first()
    row = await EventDocument.create(
        event=event,
        file=kept,
        title=title or file_name.rpartition(".")[0] or file_name,
        file_name=file_name,
        size=len(content),
        seen_by=seen_by,
        afterwards=event.ends_at <= now(),
        position=last.position + 1 if last else 1,
        added_by=by.name,
        created_at=now(),
    )
    await stamp(event)
    await record(by, "event.document_added", event, title=row.title)
    return row


def type_of(file_name: str) -> str:
    """What a file is served as: only what no browser runs."""
    return TYPES.get(file_name.rpartition(".")[2].casefold(), UNKNOWN)


@atomic()
async def change(row: EventDocument, event: Event, by: Actor, title: str, seen_by: SeenBy, afterwards: bool) -> None:
    """Call it something else, or show it to others."""
    await hold(event)
    told = {"title": title, "seen_by": seen_by, "afterwards": afterwards}
    if await EventDocument.filter(pk=row.pk, removed_at=None).update(**told):
        await stamp(event)
        await record(by, "event.document_changed", event, title=title)


@atomic()
async def lift(row: EventDocument, event: Event, by: Actor) -> None:
    """Let it change places with the one before it."""
    await hold(event)
    listed = await of(event, "staff").filter(afterwards=row.afterwards)
    place = next((at for at, one in enumerate(listed) if one.pk == row.pk), 0)
    if place:
        listed[place - 1], listed[place] = listed[place], listed[place - 1]
        for position, one in enumerate(listed, start=1):
            await EventDocument.filter(pk=one.pk).update(position=position)
        await stamp(event)
        await record(by, "event.document_changed", event, title=row.title)


@atomic()
async def remove(row: EventDocument, event: Event, by: Actor) -> None:
    """Take it away; for a month it can be put back."""
    await hold(event)
    if await EventDocument.filter(pk=row.pk, removed_at=None).update(removed_at=now()):
        await stamp(event)
        await record(by, "event.document_removed", event, title=row.title)


@atomic()
async def put_back(row: EventDocument, event: Event, by: Actor) -> None:
    """Undo a removal."""
    await hold(event)
    if await EventDocument.filter(pk=row.pk, removed_at__isnull=False).update(removed_at=None):
        await stamp(event)
        await record(by, "event.document_put_back", event, title=row.title)


async def forget_next() -> bool:
    """Job: what was taken away a month ago is erased, with its bytes when nothing else needs them."""
    row = await EventDocument.filter(removed_at__lt=now() - KEPT).first()
    if row is None:
        return False
    async with in_transaction():
        await EventDocument.filter(pk=row.pk).delete()
        await files.forget(row.file_id)
    return True


def served(row: EventDocument) -> Response:
    """The file, always to keep and never run in a page of ours; needs its file."""
    answer = download(bytes(row.file.content), row.file_name, type_of(row.file_name))
    answer.headers["content-security-policy"] = "default-src 'none'; sandbox"
    answer.headers["x-robots-tag"] = "noindex"
    return answer
