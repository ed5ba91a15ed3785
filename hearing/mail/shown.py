"""How mail is looked at: what a list shows, how a mail looks, with no personal link in it."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import ImmutableMultiDict
from starlette.exceptions import HTTPException
from starlette.requests import Request
from tortoise.expressions import Q
from tortoise.functions import Count
from tortoise.queryset import QuerySet

from hearing.base.audit import AuditEntry, trail_of
from hearing.base.clock import now
from hearing.base.dates import upfirst
from hearing.base.lang import _, ngettext
from hearing.base.numbers import in_words
from hearing.base.web import mine
from hearing.mail.models import BlockedAddress, Mailing, MailStatus, OutgoingMail

URGENT = (MailStatus.DOUBTFUL, MailStatus.FAILED)
MOST_SHOWN = 20
PERSONAL = re.compile(
    r"https?://[^\s\"'<>]*?/(?:(?:i|n|r|q|s|sign-in)/[^\s\"'<>]*|calendar/private/[^\s\"'<>]*)"
    r"|https?://[^\s\"'<>]*[/=][A-Za-z0-9]{22,}[^\s\"'<>]*"
)
HREF = re.compile(r'(href=")([^"]*)(")')
ROW = ("id", "to_name", "to_address", "subject", "status", "reason", "topic", "topic_title", "about", "due_at")
TIMES = ("tried_at", "sent_at", "created_at", "mailing_id", "attempts", "last_text")
MOST_ADDRESSES = 10


def number(text: str) -> int | None:
    """A row's number, or None when no row can have it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@dataclass(frozen=True)
class Asked:
    """What the address asks the list for: a status, words, and whose mail: of a topic, a mailing, to some addresses."""

    state: str = ""
    words: str = ""
    topic: str = ""
    mailing: int | None = None
    to: tuple[str, ...] = ()

    @classmethod
    def read(cls, query: ImmutableMultiDict[str, Any]) -> "Asked":
        """From the query; what is not understood is left out."""
        state = str(query.get("state", ""))
        to = [str(one).strip().lower()[:320] for one in query.getlist("to")[:MOST_ADDRESSES]]
        return cls(
            state if state in set(MailStatus) else "",
            str(query.get("q", "")).strip()[:100],
            str(query.get("about", ""))[:60],
            number(str(query.get("mailing", ""))),
            tuple(one for one in to if one),
        )

    @property
    def whole(self) -> "Asked":
        """The same mails in every status."""
        return replace(self, state="", words="")

    @property
    def narrow(self) -> bool:
        """Whether it is one topic's, one mailing's or one person's mail that is asked for."""
        return bool(self.topic or self.mailing or self.to)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The fields that ask the same again."""
        one = {"about": self.topic, "mailing": self.mailing or "", "state": self.state, "q": self.words}
        return [
            *((name, str(value)) for name, value in one.items() if value),
            *(("to", address) for address in self.to),
        ]

    def link(self, **changes: str) -> str:
        """The query that asks the same but for some changes."""
        words = urlencode([*replace(self, **changes).pairs])  # type: ignore[arg-type]
        return f"?{words}" if words else "?"

    def of(self, mails: QuerySet[OutgoingMail]) -> QuerySet[OutgoingMail]:
        """Those of the mails that are asked for."""
        if self.state:
            mails = mails.filter(status=self.state)
        if self.topic:
            mails = mails.filter(**{"about" if "/" in self.topic else "topic": self.topic})
        if self.mailing:
            mails = mails.filter(mailing_id=self.mailing)
        if self.to:
            mails = mails.filter(to_norm__in=list(self.to))
        for word in self.words.casefold().split():
            mails = mails.filter(search_text__contains=word)
        return mails


def outgoing(request: Request) -> QuerySet[OutgoingMail]:
    """The organiser's mail; administrators also see what no organiser owns, such as links to sign in."""
    mails = mine(request, OutgoingMail.all())
    if request.state.account.admin:
        organiser = request.state.organiser
        mails = OutgoingMail.filter(Q(organiser_id=None) | Q(organiser_id=organiser.pk if organiser else 0))
    return mails


async def one(request: Request, typed: str) -> OutgoingMail:
    """One mail the reader may see, or 404."""
    mail = await outgoing(request).filter(id=number(typed) or 0).first()
    if mail is None:
        raise HTTPException(404)
    return mail


def heading(counts: dict[str, int]) -> str:
    """The state of the outbox in one line."""
    unclear, failed, held = counts["doubtful"], counts["failed"], counts["held"]
    if unclear:
        text = ngettext("One mail is unclear", "%(many)s mails are unclear", unclear, many=in_words(unclear))
        if failed:
            text += ", " + ngettext(
                "one could not be sent", "%(many)s could not be sent", failed, many=in_words(failed)
            )
    elif failed:
        text = ngettext("One mail did not leave", "%(many)s mails did not leave", failed, many=in_words(failed))
    elif held:
        text = ngettext("One mail is kept back", "%(many)s mails are kept back", held, many=in_words(held))
    else:
        text = _("Outbox")
    return upfirst(text)


async def counts(mails: QuerySet[OutgoingMail]) -> dict[str, int]:
    """How many stand where; every status is named."""
    rows = await mails.annotate(mails=Count("id")).group_by("status").values("status", "mails")
    found = {str(row["status"]): int(row["mails"]) for row in rows}
    return {status.value: found.get(status.value, 0) for status in MailStatus}


async def sent_today(mails: QuerySet[OutgoingMail]) -> int:
    """How many went out in the last day."""
    recent = mails.filter(status=MailStatus.SENT, created_at__gte=now() - timedelta(days=10))
    return await recent.filter(sent_at__gte=now() - timedelta(days=1)).count()


async def listed(mails: QuerySet[OutgoingMail], urgent: int, start: int, most: int) -> list[dict[str, Any]]:
    """One page of a list: what needs somebody first, then the newest."""
    first, rest = mails.filter(status__in=URGENT), mails.exclude(status__in=URGENT)
    rows = (
        await first.order_by("status", "-id").offset(start).limit(most).values(*ROW, *TIMES) if start < urgent else []
    )
    if len(rows) < most:
        left = rest.order_by("-id").offset(max(0, start - urgent)).limit(most - len(rows))
        rows += await left.values(*ROW, *TIMES)
    return rows


async def doubtful(mails: QuerySet[OutgoingMail]) -> list[dict[str, Any]]:
    """The oldest mails a person must decide about."""
    return await mails.filter(status=MailStatus.DOUBTFUL).order_by("id").limit(MOST_SHOWN).values(*ROW, *TIMES)


async def topics(request: Request) -> list[dict[str, Any]]:
    """What mail can belong to, newest first."""
    found = mine(request, OutgoingMail.exclude(topic="")).group_by("topic", "topic_title")
    return await found.annotate(last=Count("id")).order_by("-topic").limit(100).values("topic", "topic_title")


async def running(request: Request, mails: QuerySet[OutgoingMail]) -> list[dict[str, Any]]:
    """Mailings with something left to send, and how far they are."""
    left = mails.filter(status__in=[MailStatus.QUEUED, MailStatus.SENDING])
    waiting = left.exclude(mailing_id=None).group_by("mailing_id").annotate(left=Count("id"))
    found = {row["mailing_id"]: row["left"] for row in await waiting.limit(MOST_SHOWN).values("mailing_id", "left")}
    mailings = await mine(request, Mailing.filter(id__in=list(found))).order_by("-id") if found else []
    return [{"mailing": mailing, "left": found[mailing.pk]} for mailing in mailings]


async def course(mail: OutgoingMail) -> list[AuditEntry]:
    """What people did with a mail the reader may see, newest first."""
    return await AuditEntry.filter(trail=trail_of(mail)).order_by("-id").limit(50)


async def blocked(mail: OutgoingMail) -> BlockedAddress | None:
    """Why the mail's address gets nothing from here, if so."""
    found = BlockedAddress.standing().filter(address_norm=mail.to_address.lower())
    return await found.filter(Q(organiser_id=None) | Q(organiser_id=mail.organiser_id)).order_by("organiser_id").first()


def masked_text(text: str) -> str:
    """A mail's text without the links that open somebody's page."""
    instead = _("the link is not shown here")
    return PERSONAL.sub(f"[{instead}]", text)


def masked_html(html: str) -> str:
    """A mail's HTML with all links dead and the personal ones out."""
    return masked_text(HREF.sub(r"\1#\3", html))
