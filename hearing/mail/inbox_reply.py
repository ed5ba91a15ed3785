"""An answer written at an incoming mail: in its thread, from the organiser, answered to our own reply address."""

import hashlib
import re

from tortoise.transactions import atomic

from hearing.base.audit import Actor, record
from hearing.base.errors import Refusal
from hearing.base.files import File
from hearing.base.lang import language
from hearing.mail import outbox
from hearing.mail.addresses import clean
from hearing.mail.compose import Block, Piece, assemble
from hearing.mail.matching import PREFIX
from hearing.mail.models import OutgoingMail
from hearing.mail.models_in import IncomingMail, IncomingMatch, MatchDecision
from hearing.mail.parse import ids_in
from hearing.mail.rules import blocked
from hearing.organisers.models import Organiser

REFERENCES = re.compile(rb"^references:((?:[^\r\n]|\r?\n[ \t])*)", re.I | re.M)
HEAD = 64 * 1024
LONGEST = 850  # of the header, with its ids whole
LONGEST_TEXT = 20_000


@atomic()
async def answer(mail: IncomingMail, text: str, by: Actor, organiser: Organiser) -> OutgoingMail:
    """Ask for the answer to be sent; the same words to the same mail are one answer."""
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise Refusal("Write something to send.")
    if len(words) > LONGEST_TEXT:
        raise Refusal("The answer is too long.")
    if await blocked([(mail.from_address, organiser.pk)]):
        raise Refusal("%(address)s gets no mail from here. Lift the block first.", address=mail.from_address)
    key = f"answer:{mail.pk}:{hashlib.sha256(words.encode()).hexdigest()[:20]}"
    if await OutgoingMail.exists(key=key):
        raise Refusal("This answer is already in the outbox.")
    made = await outbox.put(await _post(mail, words, key, organiser))
    await record(by, "incoming.answered", mail, mail=made.pk)
    return made


async def _post(mail: IncomingMail, words: str, key: str, organiser: Organiser) -> outbox.Post:
    about = await _about(mail, organiser)
    letter = assemble(_subject(mail.subject), _blocks(words), language(), organiser.sender_name or organiser.name)
    return outbox.Post(
        key=key,
        kind="reply",
        to_name=mail.from_name,
        to_address=mail.from_address,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        language=language(),
        organiser=organiser,
        about=about.about if about else "",
        about_title=about.topic_title if about else "",
        reply_to=about.reply_to if about else "",
        extra=await _thread(mail),
    )


async def _about(mail: IncomingMail, organiser: Organiser) -> OutgoingMail | None:
    """Our latest mail about what this one belongs to: its reply address is the one to answer to."""
    decided = IncomingMatch.filter(mail_id=mail.pk, decided=MatchDecision.YES)
    refs = await decided.order_by("-score", "id").values_list("ref", flat=True)
    sent = OutgoingMail.filter(organiser_id=organiser.pk, about__in=list(refs))
    from_them = await sent.filter(to_norm=mail.from_address.lower()).order_by("-id").first()
    return from_them or await sent.order_by("-id").first()


def _subject(subject: str) -> str:
    """Re: once, whatever prefixes it had."""
    return f"Re: {PREFIX.sub('', subject).strip()}".strip()


def _blocks(words: str) -> list[Block]:
    """Paragraphs as they were written."""
    paragraphs = [one for one in re.split(r"\n\s*\n", words) if one.strip()]
    return [Block("text", tuple((Piece(clean(line, 2000)),) for line in one.split("\n"))) for one in paragraphs]


async def _thread(mail: IncomingMail) -> dict[str, str]:
    """In-Reply-To and References, so that mail programs put the answer where it belongs."""
    own = [one for one in ids_in(mail.message_id) if one.isascii()]
    if not own:
        return {}
    ids = [one for one in await _references(mail) if one.isascii() and one != own[0]]
    kept = [own[0]]
    for one in reversed(ids):
        if len(" ".join(kept)) + len(one) > LONGEST:
            break
        kept.insert(0, one)
    return {"In-Reply-To": own[0], "References": " ".join(kept)}


async def _references(mail: IncomingMail) -> list[str]:
    """What the mail itself answered, from its raw header."""
    file = await File.get_or_none(pk=mail.file_id) if mail.file_id else None
    head = bytes(file.content)[:HEAD] if file else b""
    head = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    found = REFERENCES.search(head)
    return ids_in(found[1].decode("ascii", "replace"))[-20:] if found else []
