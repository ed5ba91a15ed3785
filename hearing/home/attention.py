"""To look at: one list of all that needs a person, each with its reason and its answers in one press."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from tortoise.expressions import Q

from hearing.base.access import needs
from hearing.base.lang import _
from hearing.base.web import mine, page
from hearing.events.models import EventStatus
from hearing.invitations import stand_ins
from hearing.invitations.models import Invitation, InvitationStatus, SubstituteStatus
from hearing.invitations.models_mail import GuestMail
from hearing.letters.kinds import CampaignStatus, Delivery
from hearing.letters.models_recipient import Recipient
from hearing.mail import shown_in
from hearing.mail.models import MailStatus, OutgoingMail
from hearing.mail.models_in import IncomingMail, IncomingStatus
from hearing.mail.wishes import wish

MOST = 20
HERE = "/desk/attention"
GOING_ON = [EventStatus.DRAFT, EventStatus.PUBLISHED, EventStatus.UNLISTED]


@dataclass(frozen=True, slots=True)
class Press:
    """One answer: what it says, where it goes, with what."""

    text: str
    action: str
    fields: tuple[tuple[str, str], ...] = ()
    main: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at: what, why, since when, and what can be said to it."""

    title: str
    url: str
    why: str
    at: datetime | None = None
    who: str = ""
    picture: str = "inbox"
    kind: str = ""
    presses: tuple[Press, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Things of one sort, and where all of them are."""

    title: str
    items: list[Item]
    more: str


@needs("signed_in")
async def show(request: Request) -> Response:
    """The list; whoever may not see something does not get it here either."""
    rights = request.state.rights
    groups = []
    if "mail.read" in rights:
        unsent = await outgoing(request)
        groups += [doubtful(request, unsent), await incoming(request), failed(request, unsent)]
    if "invitations.read" in rights:
        groups += [await substitutes(request), await messages(request)]
    if "letters.read" in rights:
        groups.append(await letters(request))
    shown = [group for group in groups if group.items]
    return page(request, "home/attention.html", groups=shown)


def _may(request: Request, right: str, *presses: Press | None) -> tuple[Press, ...]:
    may = right in request.state.rights and request.state.organiser is not None
    return tuple(press for press in presses if press) if may else ()


async def incoming(request: Request) -> Group:
    """Mail that did not find its place, odd calendar answers, and who asks for no more mail; three queries."""
    wanted = Q(status=IncomingStatus.UNSORTED) | Q(status=IncomingStatus.SORTED, opt_out=True)
    query = IncomingMail.filter(wanted).order_by("-received_at", "-id").limit(MOST)
    mails = await mine(request, query).values(*shown_in.ROW, "opt_out")
    likely = await shown_in.likely(request, mails)
    items = [_incoming(request, row, likely.get(row["id"])) for row in mails]
    return Group(_("Mail that came in"), items, "/desk/mail/inbox/")


def _incoming(request: Request, row: dict[str, Any], spot: shown_in.Spot | None) -> Item:
    here = f"/desk/mail/inbox/{row['id']}"
    guess = spot if spot and not spot.decided else None
    back = ("from", "attention")
    presses = _may(
        request,
        "mail.write",
        Press(_("Belongs to %(what)s", what=guess.title), f"{here}/accept", (("ref", guess.ref), back), True, "1")
        if guess
        else None,
        Press(_("Write no more to this address"), f"{here}/block", (back,)) if row["opt_out"] else None,
        Press(_("Dealt with"), f"{here}/done", (back,), key="e"),
        Press(_("Not ours"), f"{here}/not-ours", (back,), key="x")
        if row["status"] == IncomingStatus.UNSORTED
        else None,
    )
    kind = row["kind"]
    picture = "bounce" if kind.startswith("bounce") else "calendar" if kind == "calendar_reply" else "inbox"
    who = row["from_name"] or row["from_address"] or _("Unknown sender")
    why = _why(row, spot)
    return Item(row["subject"] or _("Without a subject"), here, why, row["received_at"], who, picture, "", presses)


def _why(row: dict[str, Any], spot: shown_in.Spot | None) -> str:
    """Why a person must look."""
    if row["opt_out"]:
        return _("The sender seems to want no more mail.")
    if trouble := shown_in.trouble(row["problem"]):
        return trouble
    if spot:
        return _("Perhaps it belongs to %(what)s. %(why)s", what=spot.title.rstrip("?!."), why=" ".join(spot.why))
    return _("Nothing in the mail shows what it belongs to.")


async def outgoing(request: Request) -> list[OutgoingMail]:
    """Mail out that needs a person, the unclear first; one query."""
    columns = ("id", "to_name", "to_address", "subject", "status", "reason", "last_text", "tried_at", "created_at")
    needing = OutgoingMail.filter(status__in=[MailStatus.DOUBTFUL, MailStatus.FAILED]).order_by("status", "-id")
    mails = list(await mine(request, needing.limit(2 * MOST).only(*columns)))
    if (
        len(mails) == 2 * MOST and mails[-1].status == MailStatus.DOUBTFUL
    ):  # so many unclear ones that no other is there
        more = OutgoingMail.filter(status=MailStatus.FAILED).order_by("-id").limit(MOST).only(*columns)
        mails += await mine(request, more)
    return mails


def doubtful(request: Request, mails: list[OutgoingMail]) -> Group:
    """Mail of which nobody knows whether it arrived."""
    items, back = [], ("there", "attention")
    for mail in [one for one in mails if one.status == MailStatus.DOUBTFUL][:MOST]:
        here = f"/desk/mail/{mail.pk}"
        presses = _may(
            request,
            "mail.write",
            Press(_("Count as sent"), f"{here}/count", (back,), True, "1"),
            Press(_("Send again"), f"{here}/again", (("address", mail.to_address), back)),
        )
        why, who = _("The connection broke in the middle of sending."), mail.to_name or mail.to_address
        items.append(Item(mail.subject, here, why, mail.tried_at, who, "maybe", "alert", presses))
    return Group(_("Unclear whether they were sent"), items, "/desk/mail/?state=doubtful")


def failed(request: Request, mails: list[OutgoingMail]) -> Group:
    """Mail that could not be sent or came back."""
    items, back = [], ("there", "attention")
    for mail in [one for one in mails if one.status == MailStatus.FAILED][:MOST]:
        here = f"/desk/mail/{mail.pk}"
        again = Press(_("Send again"), f"{here}/again", (("address", mail.to_address), back))
        why = ": ".join(part for part in (str(mail.reason.label), mail.last_text) if part)
        who = f"{mail.to_name} {mail.to_address}".strip()
        presses = _may(request, "mail.write", again)
        items.append(Item(mail.subject, here, why, mail.tried_at, who, "bounce", "alert", presses))
    return Group(_("Mail that did not arrive"), items, "/desk/mail/?state=failed")


async def substitutes(request: Request) -> Group:
    """Somebody else is proposed to come; two queries."""
    query = Invitation.filter(substitution=SubstituteStatus.PROPOSED, event__status__in=GOING_ON)
    open_ones = query.exclude(status=InvitationStatus.WITHDRAWN).order_by("-changed_at").limit(MOST)
    found = await mine(request, open_ones.select_related("event"))
    named = await stand_ins.shown(found)
    items = []
    for row in found:
        here, one = _guest(row), named.get(row.pk)
        by = row.alias or row.answered_by
        title = _("%(name)s comes instead of %(first)s?", name=one.name if one else "–", first=row.alias or row.name)
        presses = _may(request, "invitations.write", Press(_("Accept"), f"{here}/substitute/accept", (), True, "1"))
        items.append(Item(title, here, row.event.title, row.answered_at, by, "swap", "maybe", presses))
    return Group(_("Substitutes to decide on"), items, "/desk/events/")


async def messages(request: Request) -> Group:
    """What guests wrote, with the answer it seems to be; two queries."""
    query = Invitation.filter(event__status__in=GOING_ON).exclude(message_at=None).order_by("-message_at").limit(MOST)
    found = await mine(request, query.select_related("event"))
    kept = GuestMail.filter(invitation_id__in=[row.pk for row in found] or [0], taken_back_at=None)
    mails = {one.invitation_id: one for one in await kept.order_by("id").select_related("mail")}
    items = []
    for row in found:
        here, title = (
            _guest(row),
            _("%(name)s wrote: %(words)s", name=row.alias or row.name, words=shown_in.masked(row.comment)[-160:]),
        )
        presses = _may(
            request, "invitations.write", _noted(here, mails.get(row.pk)), Press(_("Read"), f"{here}/read", key="e")
        )
        items.append(Item(title, here, row.event.title, row.message_at, "", "mail", "", presses))
    return Group(_("Messages from guests"), items, "/desk/events/")


def _noted(here: str, one: GuestMail | None) -> Press | None:
    """The answer that a mail in words seems to be."""
    texts = {"yes": _("Note yes"), "no": _("Note no"), "maybe": _("Note maybe")}
    said = wish(one.mail.text) if one else ""
    if one is None or said not in texts:
        return None
    return Press(texts[said], f"{here}/reply", (("mail", str(one.mail_id)), ("answer", said)), True, "1")


def _guest(row: Invitation) -> str:
    return f"/desk/events/{row.event.pk}/guests/{row.pk}"


async def letters(request: Request) -> Group:
    """Letters that reached nobody; one query."""
    lost = [Delivery.BOUNCED, Delivery.ADDRESS_MISSING]
    query = Recipient.filter(delivery__in=lost).exclude(campaign__status=CampaignStatus.CLOSED).order_by("-id")
    items = []
    for row in await mine(request, query.limit(MOST).select_related("campaign")):
        here = f"/desk/letters/{row.campaign.pk}/recipients/{row.pk}"
        items.append(Item(row.authority, here, str(row.delivery.label), None, row.campaign.title, "bounce", "maybe"))
    return Group(_("Letters that reached nobody"), items, "/desk/letters/")
