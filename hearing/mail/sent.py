"""The outbox as a directory: what a Message-ID, a return address or a recipient of ours leads to."""

import re
from collections.abc import Collection
from datetime import timedelta

from hearing.base.clock import now
from hearing.base.links import MAIL_LENGTH
from hearing.db import found_ids
from hearing.mail.directory import Finds, Known, Nothing
from hearing.mail.models import OutgoingMail
from hearing.mail.outbox import envelope, reply_address

MOST = 50
PLACE = "2" * MAIL_LENGTH  # stands for a token
TOKEN = re.compile(rf"[0-9a-z]{{{MAIL_LENGTH}}}")
BY_ENVELOPE = "SELECT id FROM outgoing_mail WHERE envelope_from IN ({})"
LATEST = f"{BY_ENVELOPE} ORDER BY id DESC LIMIT 1"
BY_ID = "SELECT id FROM outgoing_mail WHERE message_id IN ({})"
BY_RELAY = "SELECT id FROM outgoing_mail WHERE relay_id IN ({}) AND relay_id <> ''"
BY_ADDRESS = "SELECT id FROM outgoing_mail WHERE to_norm IN ({}) LIMIT 1"
REMEMBERED = timedelta(days=730)
COLUMNS = ("id", "about", "organiser_id", "to_address", "subject", "message_id", "envelope_from", "to_name")


class Sent(Nothing):
    """Mails that left, or may have."""

    async def by_tokens(self, tokens: Collection[str]) -> Finds:
        """Ours by their own return address: absence notices come back to it, as reports do."""
        before, _token, after = reply_address(PLACE).lower().partition(PLACE)
        places = {f"{before}{token}{after}": token for token in tokens if TOKEN.fullmatch(token)}
        wanted = await found_ids(BY_ENVELOPE, places)
        found: Finds = {}
        for mail in await OutgoingMail.filter(id__in=wanted).only(*COLUMNS) if wanted else []:
            found.setdefault(places[mail.envelope_from], []).append(known(mail))
        return found

    async def by_message_ids(self, ids: Collection[str]) -> Finds:
        """Ours by their own name, or by the one the mail server gave them instead."""
        asked = list(ids)[:200]
        found: Finds = {}
        own = await found_ids(BY_ID, asked)
        for mail in await OutgoingMail.filter(id__in=own).only(*COLUMNS) if own else []:
            found.setdefault(mail.message_id.lower(), []).append(known(mail))
        others = {name: one for one in asked if one not in found for name in (one, one.strip("<>").partition("@")[0])}
        named = await found_ids(BY_RELAY, others)
        for mail in await OutgoingMail.filter(id__in=named).only(*COLUMNS, "relay_id") if named else []:
            found.setdefault(others[mail.relay_id], []).append(known(mail))
        return found

    async def by_address(self, addresses: Collection[str]) -> Finds:
        """The latest mails to an address, one for each thing they were about."""
        found: Finds = {}
        wanted = [one.lower() for one in addresses][:20]
        if not await found_ids(BY_ADDRESS, wanted):
            return found
        since = now() - REMEMBERED
        mails = OutgoingMail.filter(to_norm__in=wanted, created_at__gte=since).exclude(about="")
        for mail in await mails.order_by("-id").limit(MOST).only(*COLUMNS):
            found.setdefault(mail.to_address.lower(), []).append(known(mail))
        return found


async def returned_to(addresses: Collection[str]) -> OutgoingMail | None:
    """The mail whose own return address one of these is; an address all mails share proves nothing."""
    wanted = [one for one in dict.fromkeys(addresses) if "+" in one or "=" in one][:20]
    shared = envelope().lower()
    wanted = [one for one in wanted if one != shared]
    return await OutgoingMail.filter(id__in=latest).first() if (latest := await found_ids(LATEST, wanted)) else None


def known(mail: OutgoingMail) -> Known:
    """What a mail of ours was about."""
    return Known(
        mail.about,
        mail.to_address.lower(),
        mail.organiser_id,
        (mail.subject,),
        outgoing_id=int(mail.pk),
        name=mail.to_name,
    )
