"""What the invited need: kept with their consent, worked off by staff, erased two weeks after with the counts kept.

Nothing of it stands in logs or mails: a line says that needs were dealt with, a mail that there is news on the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tortoise.expressions import F, Q
from tortoise.queryset import QuerySet
from tortoise.transactions import atomic, in_transaction

from hearing.base.audit import WORDS, Actor, record
from hearing.base.clock import now, today
from hearing.base.dates import local
from hearing.base.errors import Refusal
from hearing.base.lang import lazy
from hearing.events.models import Event
from hearing.invitations import mails, stand_ins
from hearing.invitations.models import Invitation, InvitationStatus, Substitute, SubstituteStatus, Via
from hearing.invitations.models_needs import Need, NeedCount
from hearing.invitations.need_kinds import INTERPRETERS, NeedKind, NeedStatus

KEPT_DAYS = 14
WARN_DAYS = 7
ACCEPTED = SubstituteStatus.ACCEPTED
COMES = (InvitationStatus.YES, InvitationStatus.WAITING)
OPEN = (NeedStatus.WANTED, NeedStatus.ORDERED, NeedStatus.CONFIRMED)
TOLD = {"confirm", "refuse"}

WORDS.update(
    {
        "needs.noted": lazy("Needs written down"),
        "needs.worked": lazy("Work on needs"),
        "needs.erased": lazy("Needs erased, the counts kept"),
    }
)


@dataclass(frozen=True, slots=True)
class Task:
    """One need with whose it is, and the last day to order it."""

    need: Need
    invitation: Invitation
    due: date

    @property
    def who(self) -> Invitation | Substitute:
        """Whose it is: the invited person's, or that of somebody who comes instead."""
        return self.need.substitute or self.invitation

    @property
    def comes(self) -> bool:
        """Whether the person still comes."""
        replaced, instead = self.invitation.substitution == ACCEPTED, self.need.substitute
        meant = not replaced if instead is None else replaced and instead.status == ACCEPTED
        return self.invitation.status in COMES and meant

    @property
    def late(self) -> bool:
        """The last day to order has passed."""
        return self.open and self.due < today()

    @property
    def soon(self) -> bool:
        """The last day to order is near."""
        return self.open and today() <= self.due <= today() + timedelta(days=WARN_DAYS)

    @property
    def open(self) -> bool:
        """Nobody has ordered it yet."""
        return self.comes and self.need.status == NeedStatus.WANTED


@dataclass(frozen=True, slots=True)
class Count:
    """How many of those who come need one thing, and for how many it is confirmed; no names."""

    kind: NeedKind
    people: int
    met: int


def theirs(invitation: Invitation, whose: Substitute | None) -> QuerySet[Need]:
    """The needs of one person: the invited, or one who comes instead."""
    own = Q(substitute_id=whose.pk) if whose else Q(substitute_id__isnull=True)
    return Need.filter(own, invitation_id=invitation.pk)


async def of(invitation: Invitation, whose: Substitute | None = None) -> list[Need]:
    """What one person has asked for, in the order of the kinds."""
    found = await theirs(invitation, whose)
    return sorted(found, key=lambda need: list(NeedKind).index(need.kind))


def kept_until(event: Event) -> date:
    """The last day needs are kept."""
    return local(event.ends_at, event.zone).date() + timedelta(days=KEPT_DAYS)


async def ask(
    invitation: Invitation,
    wanted: Mapping[NeedKind, str],
    via: Via = Via.WEB,
    by: Actor | None = None,
    whose: Substitute | None = None,
) -> None:
    """Keep exactly these needs, with consent given just now; what was ordered and is no longer wanted is called off.

    They are the invited person's, or those of `whose` who comes instead: neither touches the other's.
    """
    if kept_until(invitation.event) < today():
        raise Refusal("The event is over, so needs are no longer kept.")
    async with in_transaction():
        await Invitation.filter(pk=invitation.pk).update(places=F("places"))  # one at a time
        own = theirs(invitation, whose)
        facts = {"invitation_id": invitation.pk, "substitute_id": whose.pk if whose else None, "consent_via": via}
        changed = await _drop(own, wanted) + await _keep(own, wanted, facts)
        if changed:
            await record(by, "needs.noted", invitation.event)


async def _drop(own: QuerySet[Need], wanted: Mapping[NeedKind, str]) -> int:
    gone = own.exclude(kind__in=list(wanted)) if wanted else own
    dropped = await gone.filter(status__in=[NeedStatus.WANTED, NeedStatus.IMPOSSIBLE]).delete()
    ordered = await gone.filter(status__in=[NeedStatus.ORDERED, NeedStatus.CONFIRMED])
    for need in ordered:
        await need.take("call_off", text="", changed_at=now())
    return dropped + len(ordered)


async def _keep(own: QuerySet[Need], wanted: Mapping[NeedKind, str], facts: dict[str, Any]) -> int:
    known = {need.kind: need for need in await own}
    sorted_by_staff = {need.text for need in known.values() if need.kind != NeedKind.OTHER}
    changed = 0
    for kind, text in wanted.items():
        need = known.get(kind)
        if text and text in sorted_by_staff:
            continue
        if need is None:
            times: dict[str, Any] = dict.fromkeys(("consent_at", "created_at", "changed_at"), now())
            await Need.create(kind=kind, text=text, **facts, **times)
        elif need.status == NeedStatus.CANCELLED or (kind == NeedKind.OTHER and need.text != text):
            told = text or need.text
            await Need.filter(pk=need.pk).update(
                text=told, consent_at=now(), consent_via=facts["consent_via"], changed_at=now()
            )
            await need.take("reopen")
        else:
            continue
        changed += 1
    return changed


async def work(event: Event) -> list[Task]:
    """Every need of the event, the most urgent first; one query."""
    found = await Need.filter(invitation__event_id=event.pk).select_related("invitation", "substitute")
    day = local(event.starts_at, event.zone).date()
    tasks = [Task(need, need.invitation, day - timedelta(days=need.kind.lead_days)) for need in found]
    order = list(NeedStatus)
    return sorted(tasks, key=lambda it: (order.index(it.need.status), it.due, it.invitation.sort_key, it.need.pk))


def counts(tasks: Sequence[Task]) -> list[Count]:
    """What to order for how many: of those who come, by kind."""
    found = []
    for kind in NeedKind:
        mine = [it.need for it in tasks if it.need.kind == kind and it.comes and it.need.status != NeedStatus.CANCELLED]
        if mine:
            found.append(Count(kind, len(mine), sum(1 for need in mine if need.status == NeedStatus.CONFIRMED)))
    return found


async def totals(event: Event) -> list[Count]:
    """The counts that may leave the house: of the living needs, or those kept when they were erased."""
    kept = await NeedCount.filter(event_id=event.pk)
    if kept:
        order = list(NeedKind)
        return [Count(it.kind, it.people, it.met) for it in sorted(kept, key=lambda it: order.index(it.kind))]
    return counts(await work(event))


def of_those_who_come() -> Q:
    """The needs of those who come: the invited, or the one accepted instead."""
    replaced = Q(invitation__substitution=ACCEPTED)
    first = Q(substitute_id__isnull=True) & (Q(invitation__substitution__isnull=True) | ~replaced)
    return Q(invitation__status__in=COMES) & (first | (replaced & Q(substitute__status=ACCEPTED)))


async def interpreters_due(events: QuerySet[Event]) -> list[tuple[Event, date]]:
    """Coming events where an interpreter is wanted and the last day to order is near or past."""
    near = now() + timedelta(days=max(kind.lead_days for kind in INTERPRETERS) + WARN_DAYS)
    asked = Need.filter(of_those_who_come(), kind__in=INTERPRETERS, status=NeedStatus.WANTED)
    numbers = await asked.distinct().values_list("invitation__event_id", flat=True)
    soon = events.filter(id__in=list(numbers), starts_at__gt=now(), starts_at__lt=near)
    lead = timedelta(days=INTERPRETERS[0].lead_days)
    return [(event, local(event.starts_at, event.zone).date() - lead) for event in await soon.order_by("starts_at")]


async def step(need: Need, verb: str, by: Actor) -> bool:
    """Move a need on; says whether the person was told by mail that there is news."""
    async with in_transaction():
        await need.move(verb, changed_at=now())
        row = await Invitation.get(pk=need.invitation_id).select_related("event__organiser", "event__venue", "person")
        await stand_ins.load([row])
        whom = row if need.substitute_id is None else row.stand_in
        told = verb in TOLD and whom is not None and need.substitute_id in (None, whom.pk)
        post = mails.news(row, f"news:{need.pk}:{now():%Y%m%d%H%M%S}", whom or row) if told else None
        await mails.put([post])
        await record(by, "needs.worked", row.event)
    return post is not None


@atomic()
async def sort_as(need: Need, kind: NeedKind, by: Actor) -> None:
    """Count what somebody wrote in their own words under a kind; the words stay."""
    whose = Q(substitute_id=need.substitute_id) if need.substitute_id else Q(substitute_id__isnull=True)
    same = Need.filter(whose, invitation_id=need.invitation_id, kind=kind)
    if await same.exclude(pk=need.pk).exists():
        raise Refusal("This person already has that need on the list.")
    await Need.filter(pk=need.pk).update(kind=kind, changed_at=now())
    row = await Invitation.get(pk=need.invitation_id).select_related("event")
    await record(by, "needs.worked", row.event)


async def erase_next() -> bool:
    """Job: two weeks after an event its needs are erased; how many needed what is kept."""
    over = now() - timedelta(days=KEPT_DAYS)
    need = await Need.filter(invitation__event__ends_at__lt=over).select_related("invitation__event").first()
    if need is None:
        return False
    event: Event = need.invitation.event
    async with in_transaction():
        for count in counts(await work(event)):
            told = {"people": count.people, "met": count.met}
            await NeedCount.get_or_create(told, event_id=event.pk, kind=count.kind)
        await Need.filter(invitation__event_id=event.pk).delete()
        await record(None, "needs.erased", event)
    return True
