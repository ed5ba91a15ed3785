"""Who could be invited: as they stand in the register, with the role they are invited in, and who is skipped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from hearing.base.lang import lazy
from hearing.base.moves import Status
from hearing.base.sorting import fold, sort_key
from hearing.events.models import Event, EventGroup
from hearing.events.times import day_of
from hearing.invitations.models import Invitation, InvitationStatus
from hearing.mail.rules import blocked
from hearing.people.models import Holding, OfficeKind, Person
from hearing.people.standing import in_order


class Skipped(Status):
    """Why somebody chosen gets no invitation."""

    ALREADY = "already"
    TWICE = "twice"
    BLOCKED = "blocked"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "already": lazy("Already invited"),
            "twice": lazy("The same address twice"),
            "blocked": lazy("The address has bounced or is blocked"),
        }


@dataclass(frozen=True, slots=True)
class Candidate:
    """One who may be invited; without `person` somebody who is not in the register yet."""

    name: str
    email: str = ""
    phone: str = ""
    title: str = ""
    organisation: str = ""
    party: str = ""
    language: str = "sv"
    person: Person | None = None
    holding: Holding | None = None
    group: EventGroup | None = None
    region: str | None = None
    municipality: str | None = None
    places: int = 1
    name_by_on: date | None = None

    @property
    def email_norm(self) -> str:
        """The address for comparing."""
        return self.email.casefold()

    @property
    def line(self) -> str:
        """Title and organisation."""
        return ", ".join(part for part in (self.title, self.organisation) if part)


@dataclass(slots=True)
class Choice:
    """Who gets an invitation, and who does not and why."""

    wanted: list[Candidate] = field(default_factory=list)
    skipped: list[tuple[Candidate, Skipped]] = field(default_factory=list)

    @property
    def without_address(self) -> list[Candidate]:
        """Those who are invited all the same: by telephone or by letter."""
        return [one for one in self.wanted if not one.email]

    def skipped_for(self, why: Skipped) -> list[Candidate]:
        """Those skipped for one reason."""
        return [one for one, reason in self.skipped if reason == why]

    def ended_by(self, event: Event) -> list[Candidate]:
        """Those wanted whose role is over by the event's day: they need an extra yes before anything is sent."""
        day = day_of(event.starts_at, event.zone)
        return [one for one in self.wanted if one.holding and one.holding.ends_on and one.holding.ends_on < day]

    def by_group(self) -> list[tuple[str, int]]:
        """How many in each group, largest first."""
        names = [one.group.name if one.group else "" for one in self.wanted]
        return sorted(((name, names.count(name)) for name in dict.fromkeys(names)), key=lambda pair: -pair[1])


GROUP_WORDS = {
    OfficeKind.ELECTED: ("politik", "politic", "förtroendev"),
    OfficeKind.POLITICAL_STAFF: ("politik", "politic"),
    OfficeKind.OFFICIAL: ("tjänste", "official"),
    OfficeKind.FUNCTION: ("tjänste", "official"),
    OfficeKind.COORDINATOR: ("tjänste", "official"),
    OfficeKind.ASSOCIATION: ("förening", "association", "brukar"),
}
OTHERS = ("övrig", "other")


def group_for(kind: OfficeKind | None, groups: Iterable[EventGroup]) -> EventGroup | None:
    """The group a role belongs in by its kind, else the one for others, else none."""
    listed = list(groups)
    for words in (GROUP_WORDS.get(kind, ()) if kind else (), OTHERS):
        for group in listed:
            if fold(group.name).startswith(words):
                return group
    return None


def role_of(held: Iterable[Holding], day: date) -> Holding | None:
    """The role a person is invited in: one that runs, else one to come, else a past one."""
    return next(iter(in_order(held, day)), None)


def candidate(person: Person, holding: Holding | None, groups: Sequence[EventGroup]) -> Candidate:
    """A person of the register in one role; the office's own address when the person has none."""
    office = holding.office if holding else None
    body = office.organisation if office else None
    return Candidate(
        name=person.name,
        email=person.email or (office.email if office else ""),
        phone=person.phone,
        title=office.title if office else "",
        organisation=body.name if body else "",
        party=holding.party if holding else "",
        language=person.language,
        person=person,
        holding=holding,
        group=group_for(office.kind if office else None, groups),
        region=body.region_id if body else None,  # type: ignore[attr-defined]
        municipality=body.municipality_id if body else None,  # type: ignore[attr-defined]
    )


async def sort(event: Event, chosen: Sequence[Candidate], day: date) -> Choice:
    """Part those who get an invitation from those who do not."""
    invited = Invitation.filter(event_id=event.pk).exclude(status=InvitationStatus.WITHDRAWN)
    known = await invited.values_list("person_id", "email_norm")
    persons, addresses = {row[0] for row in known}, {row[1] for row in known} - {""}
    own = event.organiser_id
    shut = {address for address, _own in await blocked((one.email_norm, own) for one in chosen)}
    choice, seen = Choice(), set[str]()
    for one in chosen:
        if (one.person and one.person.pk in persons) or one.email_norm in addresses:
            choice.skipped.append((one, Skipped.ALREADY))
        elif one.email_norm and one.email_norm in seen:
            choice.skipped.append((one, Skipped.TWICE))
        elif one.email_norm in shut:
            choice.skipped.append((one, Skipped.BLOCKED))
        else:
            choice.wanted.append(one)
            seen.add(one.email_norm)
    return choice


def columns(one: Candidate) -> dict[str, Any]:
    """The invitation's columns that come from whom it is for."""
    return {
        "name": one.name[:200],
        "email": one.email,
        "email_norm": one.email_norm,
        "phone": one.phone,
        "title": one.title,
        "organisation_name": one.organisation,
        "party": one.party,
        "language": one.language,
        "places": one.places,
        "name_by_on": one.name_by_on if one.places > 1 else None,
        "group_id": one.group.pk if one.group else None,
        "holding_id": one.holding.pk if one.holding else None,
        "region_id": one.region,
        "municipality_id": one.municipality,
        **keys(one.person.sort_key if one.person else sort_key(one.name), one),
    }


def keys(order: str, one: Candidate) -> dict[str, str]:
    """What it is sorted and found by."""
    return {"sort_key": order[:400], "search_text": found_by(one.name, one.organisation, one.title, one.email)}


def found_by(name: str, organisation: str, title: str, email: str) -> str:
    """The words an invitation is found by in the list."""
    return fold(" ".join((name, organisation, title, email)))


def in_group(one: Candidate, group: EventGroup | None) -> Candidate:
    """The same one in another group."""
    return replace(one, group=group) if group else one
