"""Incoming mail on letters: what our marks lead to, and each placed mail as a line of the recipient's timeline."""

from collections.abc import Collection, Iterable

from tortoise.transactions import in_transaction

from hearing.base.clock import now
from hearing.base.lang import _
from hearing.base.links import digest
from hearing.base.sorting import fold
from hearing.db import found_ids
from hearing.db import rows as sql
from hearing.letters import lateness, responses
from hearing.letters.case import struck
from hearing.letters.kinds_case import Channel
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.models_entry import Entry, Forwarding, Reference
from hearing.letters.models_recipient import Recipient
from hearing.letters.responses import MOST_REFERENCE, Noted, Who
from hearing.letters.standing import settle
from hearing.mail.directory import Finds, Known, Nothing
from hearing.mail.models_in import IncomingKind, IncomingMail, IncomingMatch, MatchDecision
from hearing.people.models import Holding, Person

KINDS = {
    IncomingKind.REPLY: EntryKind.ANSWERED,
    IncomingKind.FORWARDED_REPLY: EntryKind.ANSWERED,
    IncomingKind.ACKNOWLEDGEMENT: EntryKind.ACKNOWLEDGED,
    IncomingKind.AUTO_REPLY: EntryKind.AUTO_REPLY,
    IncomingKind.BOUNCE_HARD: EntryKind.BOUNCED,
}
MOST = 60
BY_HASH = "SELECT id FROM recipient WHERE reply_hash IN ({}) OR link_hash IN ({})"
BY_REF = "SELECT id FROM recipient WHERE ref IN ({})"
BY_NUMBER = "SELECT id FROM letter_reference WHERE key IN ({})"
BY_HOUSE = (
    "SELECT id FROM recipient WHERE lower(email) LIKE {} ESCAPE '!' AND sent_on IS NOT NULL ORDER BY id DESC LIMIT 60"
)
LITERAL = str.maketrans({"%": "!%", "_": "!_", "!": "!!"})  # signs with a meaning of their own in LIKE
# A place a person has said yes to, or our own mark proves, that no line tells of yet.
WAITING = """SELECT m.id FROM incoming_match m JOIN recipient r ON r.ref = m.ref JOIN incoming_mail i ON i.id = m.mail_id
WHERE m.decided = 'yes' AND i.status IN ('sorted', 'done') AND i.duplicate_of_id IS NULL
AND i.kind IN ('reply', 'forwarded_reply', 'acknowledgement', 'auto_reply', 'bounce_hard')
AND NOT EXISTS (SELECT 1 FROM letter_entry e LEFT JOIN letter_entry u ON u.takes_back_id = e.id
    WHERE e.recipient_id = r.id AND e.source = 'mail-' || m.mail_id
    AND (u.id IS NULL OR m.decided_at IS NULL OR u.noted_at > m.decided_at))
ORDER BY m.id LIMIT 1"""
# A line that still counts although its mail no longer belongs there.
LEFT = """SELECT e.id FROM letter_entry e JOIN recipient r ON r.id = e.recipient_id
JOIN incoming_mail i ON i.id = CASE WHEN e.source LIKE 'mail-%' THEN CAST(substr(e.source, 6) AS INT) END
WHERE e.source LIKE 'mail-%' AND i.status <> 'kept'
AND NOT EXISTS (SELECT 1 FROM letter_entry u WHERE u.takes_back_id = e.id)
AND NOT EXISTS (SELECT 1 FROM incoming_match m WHERE m.mail_id = i.id AND m.ref = r.ref AND m.decided = 'yes')
ORDER BY e.id LIMIT 1"""


class Letters(Nothing):
    """Recipients of letters, by what a mail shows of them."""

    async def by_tokens(self, tokens: Collection[str]) -> Finds:
        """By reply addresses and personal pages."""
        hashes = {digest(token): token for token in tokens}
        found: Finds = {}
        for row, known in await _known(await found_ids(BY_HASH, hashes, hashes)):
            for mark in {row.reply_hash, row.link_hash} & set(hashes):
                found.setdefault(hashes[str(mark)], []).append(known)
        return found

    async def by_refs(self, refs: Collection[str]) -> Finds:
        """By our own reference."""
        found = await _known(await found_ids(BY_REF, list(refs)[:200]))
        return {row.ref: [known] for row, known in found}

    async def by_dnrs(self, keys: Collection[str]) -> Finds:
        """By the authority's own number."""
        wanted = await found_ids(BY_NUMBER, list(keys)[:200])
        numbers = await Reference.filter(id__in=wanted).only("recipient_id", "entry_id", "key") if wanted else []
        gone = await struck(recipient_id__in=[one.recipient_id for one in numbers]) if numbers else set()
        numbers = [one for one in numbers if one.entry_id not in gone]
        rows = {row.pk: known for row, known in await _known([one.recipient_id for one in numbers])}
        found: Finds = {}
        for one in numbers:
            if one.recipient_id in rows:
                found.setdefault(one.key, []).append(rows[one.recipient_id])
        return found

    async def by_domain(self, domains: Collection[str]) -> Finds:
        """By the domain of addresses we wrote to, while an answer is waited for."""
        found: Finds = {}
        for domain in list(domains)[:10]:
            house = f"%@{domain.translate(LITERAL)}"
            for _row, known in await _known(await found_ids(BY_HOUSE, [house])):
                if known.open:
                    found.setdefault(domain, []).append(known)
        return found


async def _known(wanted: Collection[int]) -> list[tuple[Recipient, Known]]:
    """The recipients meant, with the addresses that answer for them; the latest letters first."""
    if not wanted:
        return []
    query = Recipient.filter(pk__in=list(wanted)).exclude(sent_on=None).order_by("-id").limit(MOST)
    rows = await query.select_related("campaign")
    others: dict[int, set[str]] = {}
    links = await Forwarding.filter(recipient_id__in=[row.pk for row in rows]).exclude(to_email="")
    gone = await struck(recipient_id__in=[one.recipient_id for one in links]) if links else set()
    for one in links:
        if one.entry_id not in gone:
            others.setdefault(one.recipient_id, set()).add(one.to_email.casefold())
    return [(row, _as_known(row, others.get(row.pk, set()))) for row in rows]


def _as_known(row: Recipient, others: Iterable[str]) -> Known:
    answering = {row.registrator_email.casefold(), row.now_email.casefold(), *others} - {""}
    subjects = (row.subject,) if row.subject else ()
    owner, is_open = row.campaign.organiser_id, lateness.is_open(row)
    return Known(row.ref, row.email.casefold(), owner, subjects, frozenset(answering), is_open, name=row.name)


async def take(mail: IncomingMail) -> bool:
    """Claim a mail that one of our marks places at a letter: it becomes a line of each recipient's timeline."""
    matches = await IncomingMatch.filter(mail_id=mail.pk, decided=MatchDecision.YES)
    rows = await Recipient.filter(ref__in=[one.ref for one in matches]) if matches else []
    for row in rows:
        await write(mail, row)
    return bool(rows) and mail.kind in KINDS


async def take_next() -> bool:
    """Job: places a person has decided about, one at a time: yes writes the line, no or undo takes it back."""
    if left := await sql(LEFT):
        async with in_transaction():
            await _take_back(int(left[0]["id"]))
        return True
    if waiting := await sql(WAITING):
        async with in_transaction():
            match = await IncomingMatch.get(pk=waiting[0]["id"]).select_related("mail")
            await write(match.mail, await Recipient.get(ref=match.ref), match.decided_by_name)
        return True
    return False


async def write(mail: IncomingMail, row: Recipient, by_name: str = "") -> None:
    """The mail as a line; the same mail is one line, however often it is read."""
    kind, source = KINDS.get(mail.kind), f"mail-{mail.pk}"
    if kind is None or await _stands(mail, row, source):
        return
    if kind == EntryKind.BOUNCED and mail.bounce_address and mail.bounce_address.casefold() != row.email.casefold():
        await responses.write(row, None, _other_bounce(mail, source))
        return
    if kind == EntryKind.ANSWERED and not mail.counts_as_answer:
        kind = EntryKind.AUTO_REPLY
    who = await _sender(mail, row)
    numbers = [number for number in map(str, mail.numbers) if len(number) <= MOST_REFERENCE]
    text = mail.text if kind != EntryKind.BOUNCED else mail.bounce_text
    noted = Noted(kind, text, mail.received_at, Channel.MAIL, who, references=numbers, source=source, by_name=by_name)
    await responses.write(row, None, noted)
    await settle([row])


async def _stands(mail: IncomingMail, row: Recipient, source: str) -> bool:
    """Whether the mail has its line, or had one that was taken back after its place was last decided."""
    last = await Entry.filter(recipient_id=row.pk, source=source).order_by("-id").first()
    undone = await Entry.filter(takes_back_id=last.pk).order_by("-id").first() if last else None
    if last is None or undone is None:
        return last is not None
    match = await IncomingMatch.get_or_none(mail_id=mail.pk, ref=row.ref)
    return match is None or match.decided_at is None or undone.noted_at > match.decided_at


def _other_bounce(mail: IncomingMail, source: str) -> Noted:
    """A copy or a reminder came back, not the letter: staff are told, nothing else changes."""
    told = _("Mail to %(address)s came back: %(why)s", address=mail.bounce_address, why=mail.bounce_text)
    return Noted(EntryKind.NOTE, told, mail.received_at, source=source)


async def _sender(mail: IncomingMail, row: Recipient) -> Who:
    """Who wrote: the card of that address, else the name in the mail."""
    address = mail.from_address.casefold()
    if address and address == row.email.casefold() and row.name:
        card = await Person.get_or_none(pk=row.person_id or 0)
        return Who(row.name, row.title, mail.from_address, card)
    person = await Person.filter(email_norm=address, organiser_id=None).first() if address else None
    if person is None:
        same = bool(mail.from_name) and fold(mail.from_name) == fold(row.name)
        return Who(mail.from_name or mail.from_address, row.title if same else "", mail.from_address)
    held = await Holding.filter(person_id=person.pk).select_related("office").order_by("-id").first()
    return Who(person.name, held.office.title if held else "", mail.from_address, person)


async def _take_back(number: int) -> None:
    entry = await Entry.get(pk=number).select_related("recipient")
    moment = now()
    row = entry.recipient
    await Entry.create(recipient=row, takes_back=entry, kind=EntryKind.UNDONE, at=moment, noted_at=moment)
    await settle([entry.recipient])
