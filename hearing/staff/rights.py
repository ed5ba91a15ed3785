"""Who may do what: a role is a set of rights, a right is word.verb."""

from hearing.staff.models import Account, Role

DOOR = frozenset({"door.read", "door.write"})
READS = frozenset(
    {
        "events.read",
        "invitations.read",
        "letters.read",
        "newsletters.read",
        "people.read",
        "mail.read",
        "audit.read",
    }
)
WRITES = frozenset(
    {
        "events.write",
        "events.publish",
        "invitations.write",
        "invitations.needs",
        "letters.write",
        "letters.send",
        "newsletters.write",
        "newsletters.send",
        "newsletters.people",
        "people.write",
        "mail.write",
        "organiser.write",
    }
)
ADMIN = frozenset({"staff.read", "staff.write", "organiser.write", "audit.read"})

ROLE_RIGHTS: dict[Role, frozenset[str]] = {
    Role.PLANNER: READS | WRITES | DOOR,
    Role.MODERATOR: READS,
    Role.READER: READS,
    Role.DOOR: DOOR,
}


def rights_of(account: Account, role: Role | None) -> frozenset[str]:
    """All an account may do while it works for an organiser in a role; administrators look after the installation."""
    own = ROLE_RIGHTS[role] if role else frozenset()
    return own | ADMIN if account.admin else own
