"""The first guesses that are clear enough to be accepted together, once a person has looked through them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from hearing.base.audit import Actor
from hearing.base.errors import Refusal
from hearing.mail import inbox_desk, shown_in
from hearing.mail.inbox_desk import Claimant
from hearing.mail.models_in import IncomingKind, IncomingMail, IncomingMatch, IncomingStatus, MatchDecision
from hearing.mail.shown_in import Named, Spot, incoming
from hearing.organisers.models import Organiser

LEAST = 50  # points: our reference, or two weaker signs that agree
LOOKED_AT, SHOWN = 200, 50
Pair = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Guess:
    """A mail and where it would be put."""

    mail: dict[str, Any]
    spot: Spot

    @property
    def pair(self) -> str:
        """As the form sends it."""
        return f"{self.mail['id']}:{self.spot.ref}"


async def clear(request: Request, ids: Sequence[int] = ()) -> tuple[list[Guess], int]:
    """The clear guesses for what waits, or for some of it, the newest first; and how many mails are left out."""
    waits = incoming(request).filter(status=IncomingStatus.UNSORTED)
    if ids:
        waits = waits.filter(id__in=list(ids))
    rows = await waits.order_by("-id").limit(LOOKED_AT).values(*shown_in.ROW)
    by_mail, named = await shown_in.places_of(request, [row["id"] for row in rows])
    found = []
    for row in rows:
        place = (
            None if row["kind"] == IncomingKind.SPAM or row["problem"] else _first(by_mail.get(row["id"], []), named)
        )
        if place:
            found.append(Guess(row, shown_in.spot_of(place, named)))
    return found[:SHOWN], len(rows) - len(found[:SHOWN])


def _first(places: list[IncomingMatch], named: Named) -> IncomingMatch | None:
    """The first guess, when it is strong, alone at the top, and no other organiser may be meant."""
    guesses = [place for place in places if place.decided == MatchDecision.OPEN]
    if not guesses or len(guesses) < len(places) or any(named.get(place.ref) is None for place in guesses):
        return None
    first, rest = guesses[0], guesses[1:]
    return first if first.score >= LEAST and all(place.score < first.score for place in rest) else None


async def accept(
    request: Request, wanted: Sequence[Pair], by: Actor, organiser: Organiser, claimants: Sequence[Claimant]
) -> tuple[list[int], int]:
    """Put each mail where a person saw that it would go, if that is still the clear guess: which ones; how many not."""
    still, _left = await clear(request, [pk for pk, _ref in wanted])
    fits = {(int(one.mail["id"]), one.spot.ref) for one in still}
    done = []
    for pk, ref in wanted:
        mail = await incoming(request).filter(id=pk).first() if (pk, ref) in fits else None
        if mail is None:
            continue
        try:
            await inbox_desk.accept(mail, ref, by, organiser, claimants)
        except Refusal:
            continue
        done.append(pk)
    return done, len(wanted) - len(done)


async def undo(mails: Sequence[IncomingMail], by: Actor) -> int:
    """Undo the sorting of some mails; how many it was undone for."""
    undone = 0
    for mail in mails:
        try:
            await inbox_desk.reopen(mail, by)
            undone += 1
        except Refusal:
            continue
    return undone
