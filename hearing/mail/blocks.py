"""Addresses that get no mail: blocked and let go by people, or by what came back."""

from tortoise.exceptions import IntegrityError
from tortoise.transactions import atomic, in_transaction

from hearing.base.audit import Actor, record
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.mail import addresses
from hearing.mail.addresses import clean
from hearing.mail.models import BlockCause, BlockedAddress


@atomic()
async def block(
    address: str,
    reason: str,
    by: Actor | None,
    cause: BlockCause = BlockCause.GONE,
    organiser: int | None = None,
    incoming: int | None = None,
    outgoing: int | None = None,
) -> BlockedAddress:
    """Write no more to an address, for one organiser or for all; `incoming` or `outgoing` is the mail that says why."""
    norm = addresses.norm(address)
    if found := await BlockedAddress.standing().filter(address_norm=norm, organiser_id=organiser).first():
        return found
    row = await BlockedAddress.create(
        address_norm=norm,
        organiser_id=organiser,
        cause=cause,
        reason=clean(reason),
        since_at=now(),
        by_name=by.name if by else "",
        incoming_id=incoming,
        outgoing_id=outgoing,
    )
    await record(by, "address.blocked", row, organiser_id=organiser)
    return row


@atomic()
async def lift(row: BlockedAddress, by: Actor) -> None:
    """Let an address have mail again; the row stays and says who did it."""
    lifted = {"lifted_at": now(), "lifted_by_name": by.name}
    if not await BlockedAddress.standing().filter(pk=row.pk).update(**lifted):
        raise Refusal("The block is lifted already.")
    await record(by, "address.unblocked", row, organiser_id=row.organiser_id)


async def put_back(row: BlockedAddress, by: Actor) -> None:
    """Undo a lift: the block holds again, with its reason and its date."""
    try:
        async with in_transaction():
            lifted = BlockedAddress.filter(pk=row.pk).exclude(lifted_at=None)
            if not await lifted.update(lifted_at=None, lifted_by_name=""):
                raise Refusal("The block holds already.")
            await record(by, "address.blocked", row, organiser_id=row.organiser_id)
    except IntegrityError:
        raise Refusal("The address has been blocked anew since.") from None
