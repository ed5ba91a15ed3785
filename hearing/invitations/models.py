"""Invitations, what was answered, the seats they take, and who comes instead."""

from collections.abc import Sequence
from typing import Any, ClassVar

from tortoise import fields
from tortoise.expressions import F
from tortoise.models import Model

from hearing.base.clock import now
from hearing.base.fields import UtcField
from hearing.base.links import Linked
from hearing.base.moves import Moves
from hearing.invitations.kinds import InvitationStatus as InvitationStatus
from hearing.invitations.kinds import SubstituteStatus as SubstituteStatus
from hearing.invitations.kinds import Told as Told
from hearing.invitations.kinds import Via as Via

ANSWERABLE = {
    InvitationStatus.INVITED,
    InvitationStatus.YES,
    InvitationStatus.NO,
    InvitationStatus.MAYBE,
    InvitationStatus.WAITING,
}


class Invitation(Moves, Linked):
    """One person invited to one event: one link, one seat at most (or `places` for an organisation)."""

    OWNER: ClassVar[str] = "event__organiser_id"
    SHARED: ClassVar[bool] = False
    LINK_KIND: ClassVar[str] = "invitation"
    stand_in: "Substitute | None" = None  # who comes instead, once read by stand_ins.load
    host_id: int | None
    MOVES: ClassVar[dict[str, tuple[set[Any], Any]]] = {
        "invite": ({InvitationStatus.DRAFT}, InvitationStatus.INVITED),
        "uninvite": ({InvitationStatus.INVITED}, InvitationStatus.DRAFT),
        "accept": (ANSWERABLE, InvitationStatus.YES),
        "decline": (ANSWERABLE, InvitationStatus.NO),
        "hesitate": (ANSWERABLE, InvitationStatus.MAYBE),
        "queue": (ANSWERABLE, InvitationStatus.WAITING),
        "propose": (
            {InvitationStatus.INVITED, InvitationStatus.NO, InvitationStatus.MAYBE},
            InvitationStatus.INVITED,
        ),
        "promote": ({InvitationStatus.WAITING}, InvitationStatus.YES),
        "lapse": ({InvitationStatus.YES}, InvitationStatus.INVITED),
        "withdraw": (ANSWERABLE, InvitationStatus.WITHDRAWN),
    }

    id = fields.IntField(primary_key=True)
    event: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.Event", related_name="invitations", on_delete=fields.RESTRICT
    )
    person: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.Person", related_name="invitations", on_delete=fields.RESTRICT
    )
    holding: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Holding", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    group: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.EventGroup",
        related_name="invitations",
        null=True,
        on_delete=fields.RESTRICT,
    )
    region: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Region", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    municipality: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Municipality", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    status = fields.CharEnumField(InvitationStatus, max_length=20, default=InvitationStatus.DRAFT)
    name = fields.CharField(max_length=200)
    email = fields.CharField(max_length=254, default="")
    email_norm = fields.CharField(max_length=254, default="")
    phone = fields.CharField(max_length=40, default="")
    title = fields.CharField(max_length=200, default="")
    organisation_name = fields.CharField(max_length=200, default="")
    party = fields.CharField(max_length=12, default="")
    language = fields.CharField(max_length=2, default="sv")
    appointed_by = fields.CharField(max_length=200, default="")
    sort_key = fields.CharField(max_length=400)
    search_text = fields.TextField(default="")
    places = fields.IntField(default=1)
    host: fields.ForeignKeyNullableRelation["Invitation"] = fields.ForeignKeyField(
        "hearing.Invitation", related_name="named", null=True, on_delete=fields.CASCADE
    )  # the organisation's invitation that named this person; the seat is one of its places
    names = fields.IntField(default=0)  # how many of the places have somebody named who comes
    name_by_on = fields.DateField(null=True)  # places without a name go back after that day
    name_told = fields.BooleanField(default=False)
    fee = fields.BooleanField(default=False)
    travel = fields.BooleanField(default=False)
    seat = fields.BooleanField(default=False)
    online = fields.BooleanField(default=False)
    queue_number = fields.IntField(null=True)
    confirm_by_on = fields.DateField(null=True)  # the event moved: a yes must be given again by then
    offered_until = UtcField(null=True)  # a free seat waits for this one's yes
    passed_at = UtcField(null=True)  # let an offer pass, so the queue goes by
    place_told_at = UtcField(null=True)
    priority = fields.IntField(default=0)
    priority_reason = fields.CharField(max_length=300, default="")
    exceed_reason = fields.CharField(max_length=300, default="")
    ended_ok = fields.BooleanField(default=False)
    answered_at = UtcField(null=True)
    answered_via = fields.CharEnumField(Via, max_length=10, null=True)
    answered_by = fields.CharField(max_length=200, default="")
    answered_how = fields.CharEnumField(Told, max_length=10, null=True)
    noted_by = fields.CharField(max_length=200, default="")
    comment = fields.TextField(default="")
    wants_material = fields.BooleanField(default=False)
    substitution = fields.CharEnumField(SubstituteStatus, max_length=10, null=True)
    message_at = UtcField(null=True)
    attended = fields.BooleanField(null=True)
    inside = fields.IntField(default=0)  # how many of its places are filled at the door
    came_at = UtcField(null=True)
    alias = fields.CharField(max_length=60, default="")  # what stands in every list instead of the name
    invited_at = UtcField(null=True)
    sent_times = fields.IntField(default=0)
    mailing: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Mailing", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    left_out = fields.BooleanField(default=False)
    changes = fields.IntField(default=0)
    calendar_turns = fields.IntField(default=0)
    told_sequence = fields.IntField(default=0)  # the newest turn of the event this person knows of
    reply_hash = fields.CharField(max_length=64, null=True, unique=True)
    created_at = UtcField()
    changed_at = UtcField()

    class Meta:
        table = "invitation"
        indexes = (
            ("event_id", "status"),
            ("event_id", "sort_key"),
            ("event_id", "queue_number"),
            ("person_id",),
            ("group_id",),
            ("answered_at",),
            ("mailing_id",),
            ("event_id", "message_at"),
            ("offered_until",),
            ("confirm_by_on",),
            ("host_id",),
            ("name_by_on",),
        )

    CONSTRAINTS: ClassVar[list[str]] = [
        "invitation_event_email_once",
        "invitation_event_person_once",
    ]

    async def take(self, verb: str, **changes: Any) -> bool:
        """Move unless anything about the invitation has changed since it was read."""
        before, after = self.MOVES[verb]
        changes |= {"status": after, "changes": self.changes + 1, "changed_at": now()}
        unchanged = Invitation.filter(pk=self.pk, changes=self.changes, status__in=list(before))
        won = await unchanged.update(**changes)
        if won:
            self.update_from_dict(changes)
        return bool(won)

    @classmethod
    async def move_all(cls, verb: str, numbers: Sequence[int], **changes: Any) -> int:
        """Make the same move with many; says how many still stood where it starts."""
        before, after = cls.MOVES[verb]
        changes |= {"status": after, "changes": F("changes") + 1, "changed_at": now()}
        moved = 0
        for start in range(0, len(numbers), 500):
            some = cls.filter(pk__in=list(numbers[start : start + 500]), status__in=list(before))
            moved += await some.update(**changes)
        return moved

    @classmethod
    async def tell(cls, numbers: Sequence[int], sequence: int) -> int:
        """Note that these people know of this turn of the event; says for how many it was news."""
        unknowing = cls.filter(pk__in=list(numbers), told_sequence__lt=sequence)
        return await unknowing.update(told_sequence=sequence)

    async def alter(self, **changes: Any) -> bool:
        """Change facts where the status stays; False when the invitation changed since it was read."""
        changes |= {"changes": self.changes + 1, "changed_at": now()}
        won = await Invitation.filter(pk=self.pk, changes=self.changes).update(**changes)
        if won:
            self.update_from_dict(changes)
        return bool(won)

    def trail(self) -> str:
        """The log thread: the event's."""
        return f"event-{self.event_id}"  # type: ignore[attr-defined]

    @property
    def ref(self) -> str:
        """What mails about it are filed under (contract §7)."""
        return f"event-{self.event_id}/{self.id}"  # type: ignore[attr-defined]


class Seating(Model):
    """Seats taken at an event (group empty) or in one of its groups, and the last queue number given.

    Capacity stands in the event and the group; the counters change only by conditional update, the event's row first.
    """

    id = fields.IntField(primary_key=True)
    event: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.Event", related_name="seatings", on_delete=fields.CASCADE
    )
    group: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.EventGroup",
        related_name="seatings",
        null=True,
        on_delete=fields.CASCADE,
    )
    taken = fields.IntField(default=0)
    last_queue_number = fields.IntField(default=0)

    class Meta:
        table = "seating"
        unique_together = (("event", "group"),)

    CONSTRAINTS: ClassVar[list[str]] = ["seating_event_once"]


class Substitute(Linked):
    """Somebody who is said to come instead: the seat stays with the invitation, its group, region and side.

    One at most is accepted; it has a link of its own. The invitation's `substitution` says what stands now.
    """

    OWNER: ClassVar[str] = "invitation__event__organiser_id"
    SHARED: ClassVar[bool] = False
    LINK_KIND: ClassVar[str] = "substitute"

    id = fields.IntField(primary_key=True)
    invitation: fields.ForeignKeyRelation[Invitation] = fields.ForeignKeyField(
        "hearing.Invitation", related_name="substitutes", on_delete=fields.CASCADE
    )
    status = fields.CharEnumField(SubstituteStatus, max_length=10, default=SubstituteStatus.PROPOSED)
    name = fields.CharField(max_length=200)
    email = fields.CharField(max_length=254, default="")
    phone = fields.CharField(max_length=40, default="")
    title = fields.CharField(max_length=200, default="")
    party = fields.CharField(max_length=12, default="")
    language = fields.CharField(max_length=2, default="sv")
    proposed_by = fields.CharField(max_length=200, default="")
    decided_by = fields.CharField(max_length=200, default="")
    reason = fields.CharField(max_length=1000, default="")
    decided_at = UtcField(null=True)
    created_at = UtcField()

    class Meta:
        table = "substitute"
        indexes = (("invitation_id",),)

    CONSTRAINTS: ClassVar[list[str]] = ["substitute_accepted_once"]


class InvitationText(Model):
    """The invitation as written for one event, with placeholders; the drafts are sent with it."""

    OWNER: ClassVar[str] = "event__organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    event: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.Event", related_name="invitation_texts", on_delete=fields.CASCADE
    )
    language = fields.CharField(max_length=2, default="sv")
    subject = fields.CharField(max_length=200)
    body = fields.TextField()
    changed_at = UtcField()

    class Meta:
        table = "invitation_text"
        unique_together = (("event", "language"),)
