"""Accounts of staff, their roles per organiser, and their sessions."""

from datetime import timedelta
from typing import Any, ClassVar

from tortoise import fields
from tortoise.models import Model

from hearing.base.audit import WORDS
from hearing.base.fields import UtcField
from hearing.base.lang import lazy
from hearing.base.moves import Status

WORDS.update(
    {
        "account.added": lazy("opened the account"),
        "account.changed": lazy("changed the account"),
        "account.shut_off": lazy("shut off the account"),
        "account.opened_again": lazy("opened the account again"),
        "account.role_given": lazy("gave a role"),
        "account.role_taken": lazy("took a role away"),
        "account.signed_in": lazy("signed in"),
        "account.signed_out": lazy("signed out"),
        "account.session_revoked": lazy("signed out one device"),
        "account.sessions_revoked": lazy("signed out all other devices"),
        "account.works_for": lazy("changed to another organiser"),
        "sign_in_link.sent": lazy("asked for a link to sign in"),
        "sign_in_link.made": lazy("made a link to sign in by hand"),
    }
)


class Role(Status):
    """What an account may do for one organiser."""

    PLANNER = "planner"
    MODERATOR = "moderator"
    READER = "reader"
    DOOR = "door"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "planner": lazy("Planner"),
            "moderator": lazy("Moderator"),
            "reader": lazy("Reader"),
            "door": lazy("Door"),
        }


class Account(Model):
    """Somebody on the staff of one or several organisers; `admin` looks after the installation."""

    id = fields.IntField(primary_key=True)
    email = fields.CharField(max_length=254)
    email_norm = fields.CharField(max_length=254, unique=True)
    name = fields.CharField(max_length=200)
    title = fields.CharField(max_length=200, default="")
    phone = fields.CharField(max_length=40, default="")
    admin = fields.BooleanField(default=False)
    language = fields.CharField(max_length=2, default="sv")
    created_at = UtcField()
    shut_off_at = UtcField(null=True)
    digest = fields.BooleanField(default=True)  # wants the morning's mail of what has happened
    digest_at = UtcField(null=True)  # when it was last looked for

    memberships: fields.ReverseRelation["Membership"]

    class Meta:
        table = "account"

    @property
    def shut_off(self) -> bool:
        """Whether it can no longer sign in."""
        return self.shut_off_at is not None

    def __str__(self) -> str:
        return self.name


class Membership(Model):
    """An account's role with one organiser."""

    OWNER: ClassVar[str] = "organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "hearing.Account", related_name="memberships", on_delete=fields.CASCADE
    )
    organiser: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.Organiser", related_name="memberships", on_delete=fields.CASCADE
    )
    role = fields.CharEnumField(Role, max_length=20)
    created_at = UtcField()
    account_id: int
    organiser_id: int

    class Meta:
        table = "membership"
        unique_together = (("account", "organiser"),)
        indexes = (("organiser_id",),)


class SignInLink(Model):
    """A one-time link, mailed or printed; only its sha256 is kept. Valid 15 minutes, used once, by POST."""

    id = fields.IntField(primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "hearing.Account", related_name=False, on_delete=fields.CASCADE
    )
    token_hash = fields.CharField(max_length=64, unique=True)
    created_at = UtcField()
    expires_at = UtcField()
    used_at = UtcField(null=True)

    class Meta:
        table = "sign_in_link"
        indexes = (("account_id",),)


class LoginSession(Model):
    """One signed-in browser; `organiser` is whom its reader works for now."""

    id = fields.IntField(primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "hearing.Account", related_name="sessions", on_delete=fields.CASCADE
    )
    organiser: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Organiser", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    token_hash = fields.CharField(max_length=64, unique=True)
    device = fields.CharField(max_length=120, default="")
    created_at = UtcField()
    seen_at = UtcField()
    expires_at = UtcField()
    account_id: int
    organiser_id: int | None

    @property
    def idle(self) -> timedelta:
        """How long it lives without being used."""
        return self.expires_at - self.seen_at

    class Meta:
        table = "login_session"
        indexes = (("account_id",), ("organiser_id",))
