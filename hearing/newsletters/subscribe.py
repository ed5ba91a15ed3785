"""Who gets the monthly letter: asked for on the public page, confirmed from the mailbox, stopped by one press.

Staff cannot put anybody on the list. When somebody stops, the address is forgotten in the same
transaction, in the outbox too, and no mail that waits for it leaves; a hash is left, so that the links in old mails keep their meaning.
"""

import hashlib
import hmac
from datetime import timedelta
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.transactions import atomic

from hearing.base.audit import Actor, record
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.db import rows
from hearing.mail import addresses, outbox, recall
from hearing.mail.models import OutgoingMail, stamp
from hearing.mail.rules import blocked
from hearing.newsletters import mails
from hearing.newsletters.mails import KINDS
from hearing.newsletters.models import Offer, Subscriber, SubscriberStatus
from hearing.organisers.models import Organiser
from hearing.settings import settings

UNCONFIRMED = timedelta(days=7)
SETTLED = timedelta(hours=1)  # a block can be undone meanwhile; it keeps the mail back from the first second
LATEST_TRY = timedelta(days=5)  # no mail is tried for longer
ASKED_FOR_NONE = """SELECT s.id FROM subscriber s JOIN blocked_address b ON b.address_norm = s.address_norm
AND (b.organiser_id IS NULL OR b.organiser_id = s.organiser_id)
WHERE s.status IN ('asked', 'on') AND b.cause = 'asked' AND b.lifted_at IS NULL AND b.since_at <= ? LIMIT 1"""
LEFT_BEHIND = """SELECT m.id FROM subscriber s JOIN outgoing_mail m ON m.organiser_id = s.organiser_id
AND m.to_norm <> '' AND m.status <> 'sending' AND (m.about LIKE 'newsletter-%/' || s.id OR m.about = 'subscriber/' || s.id)
WHERE s.status = 'stopped' AND s.stopped_at > ? LIMIT 200"""


@atomic()
async def offer(organiser: Organiser, by: Actor, opened: bool) -> None:
    """Let people ask for the monthly letter, or no more; who gets it goes on getting it."""
    await Offer.bulk_create([Offer(organiser=organiser)], ignore_conflicts=True)
    if await Offer.filter(organiser=organiser, open=not opened).update(open=opened):
        await record(by, "newsletter.opened" if opened else "newsletter.closed", organiser)


async def offered() -> list[int]:
    """The organisers one can ask."""
    found = await Offer.filter(open=True).order_by("organiser_id").values_list("organiser_id", flat=True)
    return [int(str(one)) for one in found]


async def ask(organiser: Organiser, address: str, language: str) -> None:
    """Note that somebody asks for the letter; what came of it is told in a mail to that address alone."""
    try:
        await _ask(organiser, address, language)
    except IntegrityError:  # the same address at the same moment
        await _ask(organiser, address, language)


@atomic()
async def _ask(organiser: Organiser, address: str, language: str) -> None:
    norm = addresses.norm(address)
    asked: dict[str, Any] = {
        "address": addresses.address(address),
        "address_norm": norm,
        "language": language,
        "asked_at": now(),
    }
    row = await _known(organiser, norm)
    if row is None:
        row = await Subscriber.create(organiser=organiser, **asked)
        await Subscriber.filter(pk=row.pk).update(**row.link_columns())
        row.update_from_dict(row.link_columns())
        await record(None, "subscriber.asked", row)
    elif await row.take("ask", **asked):
        await record(None, "subscriber.asked", row)
    elif row.status == SubscriberStatus.ASKED:
        await Subscriber.filter(pk=row.pk).update(asked_at=now())
    row.organiser = organiser
    await outbox.put(mails.already(row) if row.status == SubscriberStatus.ON else mails.confirm(row))


async def _known(organiser: Organiser, norm: str) -> Subscriber | None:
    theirs = Subscriber.filter(organiser=organiser).select_for_update()
    there = await theirs.filter(address_norm=norm).first()
    return there or await theirs.filter(address_norm="", address_hash__in=_hashes(organiser.pk, norm)).first()


def _hashes(organiser: int, norm: str) -> list[str]:
    """What may be left of an address that stopped: by the newest secret, and by those before it."""
    text = f"subscriber:{organiser}:{norm}".encode()
    return [hmac.new(secret.encode(), text, hashlib.sha256).hexdigest() for secret in settings().secrets]


@atomic()
async def confirm(row: Subscriber) -> None:
    """The mailbox says yes."""
    if await row.take("confirm", confirmed_at=now()):
        await record(None, "subscriber.confirmed", row)


@atomic()
async def start(row: Subscriber, address: str) -> None:
    """Undo a stop, by the link and the address it was for."""
    norm = addresses.norm(address)
    if not row.may("start"):
        return
    if row.address_hash not in _hashes(row.organiser_id, norm):
        raise Refusal("That is not the address the letter came to.")
    if await Subscriber.filter(organiser_id=row.organiser_id, address_norm=norm).exists():
        return
    again = {"address": addresses.address(address), "address_norm": norm, "confirmed_at": now(), "stopped_at": None}
    if await row.take("start", **again):
        await record(None, "subscriber.started", row)


@atomic()
async def stop(row: Subscriber, by: Actor | None = None) -> None:
    """Send no more, from this moment, and forget the address; done again it changes nothing."""
    held = await Subscriber.filter(pk=row.pk).select_for_update().first()
    if held is None:
        return
    norm = held.address_norm
    gone = {"address": "", "address_norm": "", "address_hash": _hashes(held.organiser_id, norm)[0]}
    if await held.take("stop", **gone, stopped_at=now()):
        theirs = OutgoingMail.filter(to_norm=norm, organiser_id=held.organiser_id, kind__in=KINDS)
        await recall.withdraw(theirs)
        await record(by, "subscriber.removed" if by else "subscriber.stopped", held)
    row.update_from_dict({name: getattr(held, name) for name in ("status", "address", "address_norm", *gone)})


async def receivers(organiser: Organiser, hold: bool = False) -> tuple[list[Subscriber], int]:
    """Who gets the next letter, and how many do not because their address takes no mail; held, none can stop meanwhile."""
    theirs = Subscriber.filter(organiser=organiser, status=SubscriberStatus.ON).order_by("id")
    found = await (theirs.select_for_update() if hold else theirs)
    shut = await blocked((row.address, organiser.pk) for row in found)
    fit = [row for row in found if (row.address, organiser.pk) not in shut]
    return fit, len(found) - len(fit)


async def follow_next() -> bool:
    """Job: who has asked us, in words, for no more mail gets no monthly letter either."""
    for found in await rows(ASKED_FOR_NONE, stamp(now() - SETTLED)):
        await stop(await Subscriber.get(pk=found["id"]))
        return True
    return False


@atomic()
async def forget_next() -> bool:
    """Job: a request nobody confirmed within a week is forgotten; a stop from before it holds again."""
    late = Subscriber.filter(status=SubscriberStatus.ASKED, asked_at__lt=now() - UNCONFIRMED)
    row = await late.order_by("id").select_for_update().first()
    if row is not None:
        await (row.delete() if row.confirmed_at is None else stop(row))
    return row is not None


@atomic()
async def sweep() -> bool:
    """Job: a mail that was on its way when somebody stopped is never sent again, and its address is erased, too."""
    found = [row["id"] for row in await rows(LEFT_BEHIND, stamp(now() - LATEST_TRY))]
    if found:
        await recall.withdraw(OutgoingMail.filter(id__in=found))
    return bool(found)
