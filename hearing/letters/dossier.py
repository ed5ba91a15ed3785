"""The dossier of one recipient as PDF: the letter as sent, everything that happened, the answers with their evidence."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hearing.base.clock import today
from hearing.base.dates import local, long, short
from hearing.base.lang import _, language
from hearing.base.typeset import Press
from hearing.letters import campaigns, case, writing
from hearing.letters.case import Case
from hearing.letters.kinds_case import Channel, Handling, Verdict
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.models import Campaign, Demand
from hearing.letters.models_entry import Entry, Forwarding
from hearing.letters.models_recipient import Recipient
from hearing.letters.sending import addressee
from hearing.letters.standing import dead

TEMPLATE = Path(__file__).with_name("dossier.typ")
PRIVATE = (EntryKind.NOTE, EntryKind.SORTED, EntryKind.BALL, EntryKind.SHOWN)
MOST_TEXT = 20_000
OWN_PAGE = re.compile(r"(/r/)\w{22}\b")  # whoever has the link may answer: it is not handed on


async def told(campaign: Campaign, row: Recipient, private: bool = False) -> dict[str, Any]:
    """What the dossier says; our own notes and judgements only when they are asked for, and then marked."""
    known = (await case.cases(campaign, row)).get(row.pk) or Case()
    demands = [demand for demand, _points in await campaigns.demands(campaign)]
    entries = await Entry.filter(recipient_id=row.pk).order_by("at", "id")
    passed = {one.entry_id: one for one in known.forwardings}
    gone = dead([(one.pk, one.takes_back_id) for one in entries if one.takes_back_id])
    shown = [one for one in entries if one.kind != EntryKind.UNDONE and (private or one.kind not in PRIVATE)]
    return {
        "lang": language(),
        "title": f"{row.authority}: {campaign.title}",
        "sender": writing.sender_of(campaign),
        "foot": _("%(ref)s, printed %(day)s", ref=row.ref, day=long(today())),
        "facts": _facts(row, known),
        "demands": _demands(row, known, demands),
        "timeline": [_line(one, one.pk in gone, passed.get(one.pk)) for one in shown],
        "subject": row.subject,
        "letter": [part.strip() for part in unlinked(row.text).split("\n\n") if part.strip()],
        "words": _words(),
    }


def unlinked(text: str) -> str:
    """The text without the authority's own address."""
    return OWN_PAGE.sub(r"\1…", text)


def make(facts: dict[str, Any]) -> bytes:
    """The bytes of the PDF; call it in a thread."""
    return Press(TEMPLATE).pdf(facts)


def file_name(row: Recipient) -> str:
    """NSPH-26-1-16-dossier.pdf."""
    return f"{row.ref.replace('/', '-')}-dossier.pdf"


def _words() -> dict[str, Any]:
    return {
        "demands": _("What they say to the demands"),
        "demand_head": [_("Demand"), _("Answer"), _("The words that say so")],
        "timeline": _("Everything that happened"),
        "time_head": [_("When"), _("What")],
        "nothing": _("Nothing has happened yet: the letter has not been sent."),
        "private": _("Private:"),
        "letter": _("The letter as it was sent"),
    }


def _facts(row: Recipient, known: Case) -> list[tuple[str, str]]:
    rows = [
        (_("Our reference"), row.ref),
        (_("Addressee"), addressee(row)),
        (_("Their reference numbers"), "\n".join(known.references)),
        (_("Sent"), long(row.sent_on) if row.sent_on else ""),
        (_("Delivery"), str(row.delivery.label)),
        (_("Handling"), str(row.handling.label)),
        (_("Has it now"), row.now_with),
        (_("Answer promised"), long(row.ball_until) if row.ball_until else ""),
        (_("Answered"), long(row.answered_on) if row.answered_on else ""),
        (_("Responder"), row.responder),
        (_("The answer"), unlinked(row.summary)[:MOST_TEXT]),
    ]
    return [(name, text) for name, text in rows if text]


def _demands(row: Recipient, known: Case, demands: Sequence[Demand]) -> list[tuple[str, str, str]]:
    if row.handling not in (Handling.ANSWERED, Handling.PARTLY):
        return []
    return [
        (
            f"{one.number}. {one.text}",
            str(known.verdicts.get(one.number, Verdict.NONE).label),
            known.evidence.get(one.number, ""),
        )
        for one in demands
    ]


def _line(entry: Entry, gone: bool, passed: Forwarding | None) -> dict[str, Any]:
    at = local(entry.at)
    meta = [_("Taken back.")] if gone else []
    if passed is not None:
        meta.append(
            _(
                "From %(from)s to %(to)s. %(how)s.",
                **{"from": passed.from_who, "to": passed.to, "how": passed.how.label},
            )
        )
    if not entry.first_hand:
        meta.append(_("Heard second-hand, not an answer."))
    if entry.channel not in (None, Channel.MAIL, Channel.HEARSAY):
        meta.append(f"{entry.channel.label}.")
    if entry.by_name:
        meta.append(_("Noted by %(name)s.", name=entry.by_name))
    until = f", {short(entry.until_on)}" if entry.until_on else ""
    return {
        "when": f"{short(at)} {at:%H.%M}",
        "what": f"{entry.kind.label}{until}",
        "who": ", ".join(part for part in (entry.who, entry.who_title) if part),
        "text": unlinked(entry.text)[:MOST_TEXT],
        "meta": " ".join(meta),
        "private": entry.kind in PRIVATE,
    }
