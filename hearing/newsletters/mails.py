"""The mails of the monthly letter: confirm, you have it already, the letter itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hearing.base import dates, lang
from hearing.base.clock import now
from hearing.events.ical import location, public
from hearing.events.models import Event
from hearing.letters import markup
from hearing.letters.models_recipient import Recipient
from hearing.mail import addresses, compose, outbox
from hearing.mail.compose import Block, Letter, Piece
from hearing.mail.outbox import Post
from hearing.newsletters.models import Newsletter, Subscriber
from hearing.organisers.models import Organiser
from hearing.settings import settings

FOLDER = "newsletters/mails"
CONFIRM, ALREADY, MONTHLY, TEST = "newsletter_confirm", "newsletter_already", "newsletter", "newsletter_test"
KINDS = (CONFIRM, ALREADY, MONTHLY)
HERE = "https://own.invalid/"  # stands for somebody's own link in words that many get


@dataclass(frozen=True, slots=True)
class Told:
    """What a month's letter tells, chosen and still public."""

    events: Sequence[Event]
    answers: Sequence[Recipient]


def page_url(row: Subscriber) -> str:
    """The whole address of a subscriber's own page, in the subscriber's language."""
    return f"{settings().url}{root(row.language)}/n/{row.token()}"


def one_click_url(row: Subscriber) -> str:
    """The same for mail programs: short enough to stand on one header line."""
    return f"{settings().url}/n/{row.token()}"


def root(language: str) -> str:
    """What stands before public addresses in a language."""
    return "/en" if language == "en" else ""


def sender_of(organiser: Organiser) -> str:
    """The organiser's name as it stands over a mail."""
    return organiser.sender_name or organiser.name


def confirm(row: Subscriber) -> Post:
    """Somebody has asked: is it you? At most one an hour to an address."""
    return _notice(row, CONFIRM, "confirm")


def already(row: Subscriber) -> Post:
    """Somebody has asked for what you get already; at most one an hour."""
    return _notice(row, ALREADY, "already")


def _notice(row: Subscriber, kind: str, name: str) -> Post:
    words = {"organiser": row.organiser.name, "page": page_url(row)}
    letter = compose.render(f"{FOLDER}/{name}", row.language, sender_of(row.organiser), **words)
    key = f"{kind}:{row.pk}:{row.stopped_at:%Y%m%d%H%M%S}" if row.stopped_at else f"{kind}:{row.pk}"
    return _post(row, letter, f"{key}:{now():%Y%m%d%H}", kind, about=f"subscriber/{row.pk}")


def blocks(newsletter: Newsletter, told: Told, language: str) -> list[Block]:
    """The letter in one language, with a sign for each reader's own link; made once for all of them."""
    with lang.use(language):
        events = [_event(one, language) for one in told.events]
        answers = [_answer(one, language) for one in told.answers]
        month = dates.month(newsletter.month)
    words: dict[str, Any] = {"events": events, "answers": answers, "organiser": newsletter.organiser.name}
    words |= {"all_events": f"{settings().url}{root(language)}/events/", "own": HERE, "month": month}
    below = compose.blocks(f"{FOLDER}/newsletter", language, sender_of(newsletter.organiser), **words)
    return [*markup.blocks(newsletter.intro), *below]


def _event(event: Event, language: str) -> dict[str, str]:
    day = dates.weekday(dates.local(event.starts_at, event.zone))
    when = f"{day}, {dates.times(event.starts_at, event.ends_at, event.zone)}"
    url = public(event.slug or "", language == "en").page
    return {"title": event.title, "when": when, "where": location(event), "summary": event.summary, "url": url}


def _answer(row: Recipient, language: str) -> dict[str, str]:
    url = f"{settings().url}{root(language)}/letters/{row.campaign.slug}"
    day = dates.long(row.answered_on) if row.answered_on else ""
    return {"who": row.authority, "letter": row.campaign.title, "day": day, "text": row.shown_text, "url": url}


def letter(newsletter: Newsletter, shared: Sequence[Block], language: str, own: str) -> Letter:
    """The words one reader gets; `own` is where that reader stops it."""
    mine = [_with_link(block, own) for block in shared]
    return compose.assemble(newsletter.subject, mine, language, sender_of(newsletter.organiser))


def _with_link(block: Block, own: str) -> Block:
    if not any(piece.url == HERE for line in block.lines for piece in line):
        return block
    lines = tuple(tuple(Piece(it.text, own) if it.url == HERE else it for it in line) for line in block.lines)
    return Block(block.kind, lines, block.rows)


def monthly(newsletter: Newsletter, shared: Sequence[Block], row: Subscriber) -> Post:
    """One reader's mail, with what mail programs need for their own button to stop it (RFC 8058, RFC 2919)."""
    domain = addresses.domain_of(outbox.sender(newsletter.organiser)[1])
    extra = {
        "List-Id": f"<monthly.{newsletter.organiser.slug}.{domain}>",
        "List-Unsubscribe": f"<{one_click_url(row)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "list",
    }
    row.organiser = newsletter.organiser
    key = f"{MONTHLY}:{newsletter.pk}:{row.pk}"
    about, words = f"newsletter-{newsletter.pk}/{row.pk}", letter(newsletter, shared, row.language, page_url(row))
    replies = outbox.reply_address(outbox.random_token(), newsletter.organiser)
    return _post(row, words, key, MONTHLY, about=about, extra=extra, reply_to=replies)


def _post(row: Subscriber, words: Letter, key: str, kind: str, **more: Any) -> Post:
    return Post(
        key=key,
        kind=kind,
        to_name="",
        to_address=row.address,
        subject=words.subject,
        text=words.text,
        html=words.html,
        language=row.language,
        organiser=row.organiser,
        about_title=words.subject,
        automatic=True,
        **more,
    )
