"""How incoming mail is looked at: the list, one mail with its places and why, its neighbours."""

import re
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams
from starlette.requests import Request
from tortoise.queryset import QuerySet

from hearing.base.audit import AuditEntry, trail_of
from hearing.base.lang import _, lazy
from hearing.base.web import mine
from hearing.db import rows
from hearing.mail import pictures
from hearing.mail.models import OutgoingMail
from hearing.mail.models_in import IncomingKind, IncomingMail, IncomingMatch, IncomingStatus, MatchDecision
from hearing.mail.shown import HREF
from hearing.mail.wishes import wish

Named = dict[str, OutgoingMail | None]  # ref -> our latest mail about it; None: only others wrote about it
STATES = ("unsorted", "sorted", "all")
ROW = ("id", "from_name", "from_address", "subject", "kind", "status", "received_at", "problem", "assigned_to")
MOST_REFS = 500
GUEST = re.compile(r"event-\d+/\d+")
LETTER = re.compile(r"[^/-]+-[^/-]+-[^/-]+/[^/]+")
PERSONAL = re.compile(r"https?://[^\s\"'<>]*?/(?:i|r|q|s)/[A-Za-z0-9]{20,}[^\s\"'<>]*")
STYLE = "<style>body{font:1rem/1.5 sans-serif;color:#261a2a;background:#fff;overflow-wrap:anywhere}</style>"
REASONS = {
    "token": lazy("It came to the answer address of this one."),
    "thread": lazy("It answers our mail."),
    "inside": lazy("Our mail is inside it."),
    "near_token": lazy("The answer address is almost right."),
    "ref": lazy("Our reference stands in it."),
    "dnr": lazy("The same case number."),
    "sender": lazy("We wrote to the sender."),
    "subject": lazy("The same subject."),
    "domain": lazy("The sender is at the same organisation."),
    "quoted_address": lazy("It quotes our mail to this address."),
    "hand": lazy("Somebody here put it there."),
}
COLLEAGUES = """SELECT account.name AS name FROM account JOIN membership ON membership.account_id = account.id
WHERE membership.organiser_id = ? AND account.shut_off_at IS NULL ORDER BY account.name LIMIT 100"""


@dataclass(frozen=True)
class Sought:
    """What the address asks the list for."""

    state: str = "unsorted"
    words: str = ""

    @classmethod
    def read(cls, query: QueryParams) -> "Sought":
        """From the query; what is not understood is left out."""
        state = query.get("state", "")
        return cls(state if state in STATES else "unsorted", query.get("q", "").strip()[:100])

    def of(self, mails: QuerySet[IncomingMail]) -> QuerySet[IncomingMail]:
        """Those of the mails that are asked for."""
        if self.state != "all":
            mails = mails.filter(status=self.state)
        for word in self.words.casefold().split():
            mails = mails.filter(search_text__contains=word)
        return mails


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a mail belongs or may belong: what it is called, why, and the mail of ours behind it."""

    ref: str
    title: str
    why: tuple[str, ...]
    decided: str
    by: str
    sent: OutgoingMail | None

    @property
    def who(self) -> str:
        """Whom we wrote to."""
        return (self.sent.to_name or self.sent.to_address) if self.sent else self.title

    @property
    def is_guest(self) -> bool:
        """Whether it is an invitation."""
        return GUEST.fullmatch(self.ref) is not None

    @property
    def is_letter(self) -> bool:
        """Whether it is a letter's recipient."""
        return LETTER.fullmatch(self.ref) is not None

    @property
    def there(self) -> str:
        """Where it is on the desk: the guest, the letter's recipient, or the mail that was sent."""
        event, _slash, guest = self.ref.partition("/")
        if self.is_guest:
            return f"/desk/events/{event[6:]}/guests/{guest}"
        if self.is_letter:
            return f"/desk/letters/cases/{self.ref}"
        return f"/desk/mail/{self.sent.pk}" if self.sent else ""


async def listed(mails: QuerySet[IncomingMail], start: int, most: int) -> list[dict[str, Any]]:
    """One page of the list, the newest first; each with the title of what it most likely belongs to."""
    return await mails.order_by("-id").offset(start).limit(most).values(*ROW)


async def likely(request: Request, found: list[dict[str, Any]]) -> dict[int, Spot]:
    """The first place of each mail of a list."""
    by_mail, named = await places_of(request, [row["id"] for row in found])
    spots = {pk: [spot_of(place, named) for place in rest if is_seen(place.ref, named)] for pk, rest in by_mail.items()}
    return {pk: rest[0] for pk, rest in spots.items() if rest}


async def places_of(request: Request, ids: list[int]) -> tuple[dict[int, list[IncomingMatch]], Named]:
    """Where each of some mails belongs or may belong, the likeliest first; and our mails about those places."""
    places = (
        IncomingMatch.filter(mail_id__in=ids).exclude(decided=MatchDecision.NO).order_by("-certain", "-score", "id")
    )
    by_mail: dict[int, list[IncomingMatch]] = {}
    for place in await places:
        by_mail.setdefault(place.mail_id, []).append(place)
    return by_mail, await _sent(request, [place.ref for rest in by_mail.values() for place in rest])


async def spots(request: Request, mail: IncomingMail) -> list[Spot]:
    """All places of one mail, those it belongs to first; never what another organiser wrote about."""
    places = await IncomingMatch.filter(mail_id=mail.pk).order_by("-certain", "-score", "id")
    named = await _sent(request, [place.ref for place in places])
    return [spot_of(place, named) for place in places if is_seen(place.ref, named)]


async def _sent(request: Request, refs: list[str]) -> Named:
    """Ref -> our latest mail about it; None for what only others wrote about."""
    wanted = sorted(set(refs))[:MOST_REFS]
    if not wanted:
        return {}
    named: Named = {}
    columns = ("id", "about", "topic_title", "to_name", "to_address", "organiser_id", "subject", "reply_to")
    organiser = request.state.organiser
    for mail in await OutgoingMail.filter(about__in=wanted).order_by("id").limit(2000).only(*columns):
        if organiser and mail.organiser_id == organiser.pk:
            named[mail.about] = mail
        else:
            named.setdefault(mail.about, None)
    return named


def is_seen(ref: str, named: Named) -> bool:
    """Whether a place is the reader's to see: not what only another organiser wrote about."""
    return named.get(ref, True) is not None


def spot_of(place: IncomingMatch, named: Named) -> Spot:
    """A place as it is shown."""
    sent = named.get(place.ref)
    title = ", ".join(one for one in (sent.to_name or sent.to_address, sent.topic_title) if one) if sent else place.ref
    why = tuple(str(REASONS[reason]) for reason in place.reasons if reason in REASONS)
    return Spot(place.ref, title, why, str(place.decided), place.decided_by_name, sent)


def is_picture(one: dict[str, Any]) -> bool:
    """Whether a file says it is a picture of a kind and size that is shown; its bytes have the last word."""
    return one["media_type"] in pictures.SHOWN and one["size"] <= pictures.MOST_BYTES


def wished(mail: IncomingMail, found: list[Spot]) -> tuple[str, Spot] | None:
    """The answer that a reply in words to an invitation seems to be, and the guest it would be noted for."""
    placed = [spot for spot in found if spot.decided == MatchDecision.YES and spot.is_guest]
    said = wish(mail.text) if mail.kind in (IncomingKind.REPLY, IncomingKind.FORWARDED_REPLY) else ""
    return (said, placed[0]) if said and len(placed) == 1 else None


async def neighbours(mails: QuerySet[IncomingMail], mail: IncomingMail) -> tuple[int | None, int | None]:
    """The newer and the older mail of the same list."""
    newer = await mails.filter(id__gt=mail.pk).order_by("id").first().values_list("id", flat=True)
    older = await mails.filter(id__lt=mail.pk).order_by("-id").first().values_list("id", flat=True)
    return newer, older  # type: ignore[return-value]


async def colleagues(request: Request) -> list[str]:
    """Who works for the organiser now."""
    organiser = request.state.organiser
    return [str(row["name"]) for row in await rows(COLLEAGUES, organiser.pk)] if organiser else []


async def course(mail: IncomingMail) -> list[AuditEntry]:
    """What people did with a mail the reader may see, newest first."""
    return await AuditEntry.filter(trail=trail_of(mail)).order_by("-id").limit(50)


def incoming(request: Request) -> QuerySet[IncomingMail]:
    """The organiser's mail, and what nobody owns yet."""
    return mine(request, IncomingMail.all())


async def waiting(request: Request) -> int:
    """How many mails ask for a person."""
    return await incoming(request).filter(status=IncomingStatus.UNSORTED).count()


def trouble(problem: str) -> str:
    """Why a person must look, for people; what a program says of its own failure begins with a small letter."""
    if not problem:
        return ""
    if problem.startswith("too big"):
        return _("The mail was too big to take in. Only its first lines are here.")
    if problem[0].isupper():
        return _(problem) + ("" if problem.endswith(".") else ".")
    return _("The mail could not be read whole. Look at it as it came.")


def masked(text: str) -> str:
    """A mail's words without our links that open somebody's page: whoever opens one answers as that person."""
    instead = _("the link is not shown here")
    return PERSONAL.sub(f"[{instead}]", text)


def framed(html: str) -> str:
    """A mail's safe HTML as a page of its own, with its links dead."""
    words = masked(HREF.sub(r"\1#\3", html))
    return f'<!doctype html><meta charset="utf-8"><title>{_("The mail")}</title>{STYLE}{words}'
