"""The letter as each recipient gets it: words filled in, as mail and as PDF, and what stands in the way."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from hearing.base import dates, lang
from hearing.base.clock import today
from hearing.base.lang import _
from hearing.letters import campaigns, enclosures, markup, merge, pdf, signing, tables
from hearing.letters.kinds import Delivery, Route
from hearing.letters.models import Campaign, Quote
from hearing.letters.models_enclosure import Enclosure
from hearing.letters.models_recipient import Recipient
from hearing.mail import compose
from hearing.mail.compose import Block, Letter, Piece
from hearing.settings import settings

MOST_SUBJECT = 230
BRACES = str.maketrans("{}", "()")  # a file name holds no words to fill in
SIGNED = ("undertecknare", "signatories")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one recipient cannot be written to yet."""

    recipient: Recipient
    missing: tuple[str, ...] = ()
    ended: bool = False


@dataclass(slots=True)
class Batch:
    """What would be sent: to whom, with which words, and what stands in the way."""

    campaign: Campaign
    rows: list[Recipient]
    words: dict[int, dict[str, str]]
    problems: list[Problem] = field(default_factory=list)

    @property
    def by_mail(self) -> list[Recipient]:
        """Those who get a mail now."""
        return [row for row in self.rows if row.email]

    @property
    def without_address(self) -> list[Recipient]:
        """Those whose letter waits until somebody completes the address."""
        return [row for row in self.rows if not row.email]

    @property
    def copies(self) -> list[Recipient]:
        """Those whose registrator gets a mail of its own."""
        return [row for row in self.by_mail if wants_copy(row)]


def wants_copy(row: Recipient) -> bool:
    """Whether a copy goes to the registrator, too."""
    return bool(row.registrator_email) and row.registrator_email.casefold() != row.email.casefold()


async def batch(campaign: Campaign, rows: Sequence[Recipient] | None = None) -> Batch:
    """Those who have not got the letter, and what is wrong with them. A handful of queries, however many they are."""
    if rows is None:
        drafts = Recipient.filter(campaign_id=campaign.pk, delivery=Delivery.DRAFT)
        rows = await drafts.order_by("number")
    columns = await tables.values(campaign)
    written = await written_of(campaign)
    ready = Batch(campaign, list(rows), {})
    for row in ready.rows:
        told = {key: value.value for key, value in columns.get(row.pk, {}).items()}
        ready.words[row.pk] = merge.values_for(campaign, row, told, written)
        if problem := problem_of(campaign, row, ready.words[row.pk]):
            ready.problems.append(problem)
    return ready


async def written_of(campaign: Campaign) -> dict[str, str]:
    """Demands and quotes as Markdown: numbers as text, so that no list counts them anew."""
    told = []
    for demand, points in await campaigns.demands(campaign):
        lines = [f"{demand.number}\\. {escape(demand.text)}"]
        lines += [f"{demand.number}.{point.number} {escape(point.text)}" for point in points]
        told.append("\n".join(lines))
    quotes = await Quote.filter(campaign_id=campaign.pk).order_by("position")
    with lang.use(campaign.language):
        cited = [_cited(quote) for quote in quotes]
    signed = [f"- {escape(row.label)}" for row in await signing.signed(campaign)]
    texts = {"demands": "\n\n".join(told), "quotes": "\n\n".join(cited), "signatories": "\n".join(signed)}
    return texts | {"enclosures": _enclosed(campaign, await enclosures.of(campaign))}


def _enclosed(campaign: Campaign, rows: Sequence[Enclosure]) -> str:
    """The names of the files that go with the letter, and where they are when they are too large for a mail."""
    names = "\n".join(f"- {escape(row.name).translate(BRACES)}" for row in rows)
    if not rows or enclosures.mailed(rows):
        return names
    with lang.use(campaign.language):
        where = _("They are too large for a mail. You find them here:")
    return f"{names}\n\n{where} {{{{lank}}}}"


def _cited(quote: Quote) -> str:
    where = ", ".join(part for part in (quote.source, dates.long(quote.source_on) if quote.source_on else "") if part)
    lines = [f"> {escape(line)}" for line in quote.text.splitlines() if line.strip()]
    return "\n".join([*lines, ">", f"> – {escape(where)}"] if where else lines)


def escape(text: str) -> str:
    """The text as Markdown that says just that."""
    return merge.SIGNS.sub(r"\\\1", text)


def whole(body: str, language: str, words: Mapping[str, str]) -> str:
    """The text with those who have signed last, where it does not name them itself, and the enclosures."""
    with lang.use(language):
        if words.get("signatories") and not any(word in SIGNED for word in merge.used(body)):
            body = f"{body}\n\n**{_('Signed by')}**\n\n{{{{undertecknare}}}}"
        if words.get("enclosures"):
            body = f"{body}\n\n**{_('Enclosures')}**\n\n{words['enclosures']}"
    return body


def problem_of(campaign: Campaign, row: Recipient, words: Mapping[str, str]) -> Problem | None:
    """What stands in the way of one recipient."""
    lacking = [word for text in texts_of(campaign, row, words) for word in merge.missing(text, words)]
    undecided = row.route == Route.UNDECIDED
    return Problem(row, tuple(dict.fromkeys(lacking)), undecided) if lacking or undecided else None


def texts_of(campaign: Campaign, row: Recipient, words: Mapping[str, str]) -> tuple[str, ...]:
    """All that holds words to fill in, as addressed to one recipient: subject, body, easy-read."""
    body = whole(campaign.body, campaign.language, words)
    return tuple(merge.addressed(text, row) for text in (campaign.subject, body, campaign.easy_read))


def subject_of(campaign: Campaign, row: Recipient, words: Mapping[str, str]) -> str:
    """The filled subject, always with the reference."""
    subject = merge.filled(texts_of(campaign, row, words)[0], words, plain=True)
    ref = words["ref"]
    return subject if ref in subject else f"{subject[:MOST_SUBJECT]} [Ref {ref}]"


def sender_of(campaign: Campaign) -> str:
    """The organiser's name as it stands over a mail."""
    organiser = campaign.organiser
    return str(organiser.sender_name or organiser.name)


def mail_of(campaign: Campaign, row: Recipient, words: Mapping[str, str], before: Sequence[Block] = ()) -> Letter:
    """Subject, text and HTML for one recipient; `before` stands over the letter: a copy, a test, a reminder."""
    _subject, body, easy_read = texts_of(campaign, row, words)
    blocks = [*before, *markup.blocks(merge.filled(body, words))]
    with lang.use(campaign.language):
        if easy_read:
            easy = markup.blocks(merge.filled(easy_read, words))
            blocks += [Block("heading", ((Piece(_("In easy-to-read language")),),)), *easy]
        blocks += _foot(campaign, row)
        preview = _("Reference %(ref)s", ref=row.ref)
    return compose.assemble(subject_of(campaign, row, words), blocks, campaign.language, sender_of(campaign), preview)


def _foot(campaign: Campaign, row: Recipient) -> list[Block]:
    """How to answer, and where the address comes from."""
    page = merge.page_url(row, campaign.language)
    how = _("You can answer this mail, or write on the letter's own page, which may be passed on:")
    lines: list[tuple[Piece, ...]] = [(Piece(f"{how} "), Piece(page, page))]
    lines.append((Piece(_("Our reference: %(ref)s.", ref=row.ref)),))
    if campaign.contact:
        lines.append((Piece(_("Questions: %(contact)s.", contact=campaign.contact)),))
    privacy = f"{settings().url}{'/en' if campaign.language == 'en' else ''}/privacy"
    source = _("We have the address from a public list.")
    lines.append((Piece(f"{source} "), Piece(_("How we look after your data"), privacy)))
    return [Block("small", (line,)) for line in lines]


def paper_of(campaign: Campaign, row: Recipient, words: Mapping[str, str]) -> dict[str, object]:
    """The letter for one recipient as the PDF wants it."""
    with lang.use(campaign.language):
        day = dates.long(campaign.sent_at or today())
    head = " · ".join(part for part in (row.authority, day, row.ref) if part)
    _subject, body, easy = texts_of(campaign, row, words)
    told = [markup.parts(merge.filled(text, words)) if text else () for text in (body, easy)]
    return pdf.letter(head, campaign.title, *told)


def linked(campaign: Campaign, words: Mapping[str, str]) -> bool:
    """Whether the letter itself holds the recipient's own link, which opens a page to answer on."""
    texts = (whole(campaign.body, campaign.language, words), campaign.easy_read)
    return any(merge.KEYS.get(word) == "link" for text in texts for word in merge.used(text))


def unlinked(ready: Batch) -> Batch:
    """The same letters for those who only read them here: the link stands in the recipient's own copy alone."""
    told = {number: merge.unlinked(words, ready.campaign.language) for number, words in ready.words.items()}
    return replace(ready, words=told)


def told_of(campaign: Campaign, row: Recipient, words: Mapping[str, str]) -> dict[str, object]:
    """All that one recipient's PDF is made of."""
    return pdf.told(
        [paper_of(campaign, row, words)], campaign.language, campaign.title, sender_of(campaign), str(row.ref)
    )


async def pdf_of(campaign: Campaign, row: Recipient, words: Mapping[str, str]) -> bytes:
    """One recipient's PDF."""
    return (await asyncio.to_thread(pdf.make_all, [told_of(campaign, row, words)]))[0]


def file_name(ref: str) -> str:
    """NSPH-26-1-16.pdf."""
    return f"{ref.replace('/', '-')}.pdf"


async def print_all(ready: Batch) -> bytes:
    """All letters as one PDF, each on a page of its own, for the post."""
    campaign = ready.campaign
    papers = [paper_of(campaign, row, ready.words[row.pk]) for row in ready.rows]
    sender = sender_of(campaign)
    return await asyncio.to_thread(pdf.make, papers, campaign.language, campaign.title, sender, campaign.reference)
