"""Consultation groups: who sits where, and which areas nobody speaks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.transactions import atomic

from hearing.base.audit import Actor, record
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.base.sorting import fold, sort_key
from hearing.letters.kinds_stage import Remunerated
from hearing.letters.models_stage import ConsultationGroup, GroupSeat
from hearing.organisers.models import Organiser

MOST_SEATS = 200


@dataclass(slots=True)
class Table:
    """One group with its seats."""

    group: ConsultationGroup
    seats: list[GroupSeat]

    @property
    def missing(self) -> list[str]:
        """The areas that ought to be heard and have nobody in a seat."""
        held = {fold(seat.area) for seat in self.seats if seat.person}
        wanted = [*areas_of(self.group), *(seat.area for seat in self.seats if seat.area)]
        return [area for area in dict.fromkeys(wanted) if fold(area) not in held]

    @property
    def empty(self) -> int:
        """How many seats have nobody in them."""
        return sum(not seat.person for seat in self.seats)


def areas_of(group: ConsultationGroup) -> list[str]:
    """The areas that ought to be heard there."""
    return [line.strip() for line in group.areas.split("\n") if line.strip()]


@atomic()
async def create(organiser: Organiser, by: Actor, facts: dict[str, Any]) -> ConsultationGroup:
    """A new group without seats."""
    made = await ConsultationGroup.create(
        organiser=organiser, sort_key=sort_key(facts["name"]), changed_at=now(), **facts
    )
    await record(by, "group.created", made, name=made.name)
    return made


@atomic()
async def change(group: ConsultationGroup, by: Actor, facts: dict[str, Any]) -> None:
    """Correct its name, whose it is, which areas ought to be heard."""
    told = facts | {"sort_key": sort_key(facts["name"]), "changed_at": now()}
    await ConsultationGroup.filter(pk=group.pk).update(**told)
    await record(by, "group.changed", group, name=facts["name"])


@atomic()
async def seat(group: ConsultationGroup, by: Actor, facts: dict[str, Any], known: GroupSeat | None = None) -> None:
    """Write down a new seat, or correct one."""
    if known is None and await GroupSeat.filter(group=group).count() >= MOST_SEATS:
        raise Refusal("A group can have at most %(most)s seats.", most=MOST_SEATS)
    told = facts | {"sort_key": sort_key(facts["association"])}
    if known is None:
        await GroupSeat.create(group=group, **told)
    else:
        await GroupSeat.filter(pk=known.pk).update(**told)
    await record(by, "group.seat_kept", group, association=facts["association"])


@atomic()
async def remove(group: ConsultationGroup, by: Actor, known: GroupSeat) -> None:
    """Take a seat away."""
    await GroupSeat.filter(pk=known.pk).delete()
    await record(by, "group.seat_removed", group, association=known.association)


def tables(groups: Sequence[ConsultationGroup], seats: Sequence[GroupSeat]) -> list[Table]:
    """Each group with its own seats."""
    return [Table(group, [one for one in seats if one.group_id == group.pk]) for group in groups]


def matrix(found: Sequence[Table]) -> tuple[list[str], dict[tuple[str, int], list[GroupSeat]]]:
    """Associations, å ä ö last, and their seats by association and group."""
    seats = sorted((one for table in found for one in table.seats), key=lambda one: one.sort_key)
    cells: dict[tuple[str, int], list[GroupSeat]] = {}
    for one in seats:
        cells.setdefault((one.association, one.group_id), []).append(one)
    return list(dict.fromkeys(one.association for one in seats)), cells


def rows(found: Sequence[Table]) -> list[list[str | int | None]]:
    """Seats and gaps for a spreadsheet."""
    head = ["samrådsgrupp", "huvudman", "förening", "område", "företrädare", "utsedd av", "arvoderas"]
    told: list[list[str | int | None]] = [list(head)]
    words = {Remunerated.YES: "ja", Remunerated.NO: "nej", Remunerated.UNKNOWN: "okänt"}
    for table in found:
        group = table.group
        for one in table.seats:
            paid = words[one.remunerated] if one.person else ""
            person = one.person or "vakant"
            told.append([group.name, group.body, one.association, one.area, person, one.appointed_by, paid])
        told += [[group.name, group.body, "", area, "saknar företrädare", "", ""] for area in table.missing]
    return told
