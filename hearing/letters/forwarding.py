"""Passing on: who gave the letter to whom, how we know; chains that may branch, and who has it now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from tortoise.transactions import atomic

from hearing.base.audit import Actor
from hearing.base.dates import local
from hearing.base.errors import Refusal
from hearing.letters.case import struck
from hearing.letters.kinds import Certainty
from hearing.letters.kinds_case import Channel, Known
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.models_entry import Entry, Forwarding
from hearing.letters.models_recipient import Recipient
from hearing.letters.responses import Noted, Who, _went_out, attach, learn, write
from hearing.letters.standing import settle


@dataclass(frozen=True, slots=True)
class Passed:
    """One passing on, as somebody writes it down; `after` is the link of the chain it hangs on."""

    to: Who
    from_who: str = ""
    at: datetime | None = None
    how: Known = Known.TOLD
    certainty: Certainty = Certainty.STATED
    after: int | None = None
    text: str = ""
    references: Sequence[str] = ()
    source: str = ""
    by_name: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """One box of the tree: who, which role, when, how we know; `now` marks who has it."""

    name: str
    title: str
    told: str
    now: bool = False


@dataclass(slots=True)
class Node:
    """Somebody who got the letter, and those it was passed on to from there."""

    link: Link
    below: list["Node"] = field(default_factory=list)


@atomic()
async def pass_on(recipient: Recipient, by: Actor | None, passed: Passed) -> Forwarding:
    """Note that the letter was passed on; reminders go to whoever has it now."""
    if not passed.to.name and not passed.to.title:
        raise Refusal("Say to whom: a name, a role or a unit.")
    await _went_out(recipient)
    to = await learn(recipient, by, passed.to) if by else passed.to
    channel = {Known.PHONE: Channel.PHONE, Known.TOLD: Channel.MAIL}.get(passed.how, Channel.MAIL)
    who = Who(passed.from_who)
    noted = Noted(
        EntryKind.PASSED_ON, passed.text, passed.at, channel, who, source=passed.source, by_name=passed.by_name
    )
    entry = await write(recipient, by, noted)
    await attach(recipient, entry, passed.references)
    made = await keep(recipient, entry, passed, to)
    await settle([recipient])
    return made


async def keep(recipient: Recipient, entry: Entry, passed: Passed, to: Who) -> Forwarding:
    """The link itself, hung on the one named or on the latest that was not taken back."""
    links = await Forwarding.filter(recipient_id=recipient.pk).order_by("-id")
    gone = await struck(recipient_id=recipient.pk) if links else set()
    parent = next((one for one in links if one.entry_id not in gone), None)
    if passed.after is not None:
        parent = await Forwarding.get_or_none(recipient_id=recipient.pk, pk=passed.after) if passed.after else None
    return await Forwarding.create(
        recipient_id=recipient.pk,
        entry=entry,
        person=to.person,
        parent=parent,
        from_who=passed.from_who or (parent.to if parent else recipient.name or recipient.authority),
        to_name=to.name,
        to_title=to.title,
        to_email=to.email,
        happened_on=local(entry.at).date(),
        how=passed.how,
        certainty=passed.certainty,
    )


def tree(recipient: Recipient, forwardings: Sequence[Forwarding]) -> Node:
    """From the addressee to all who got it, each under the one it came from; whoever answered stands last."""
    root = Node(Link(recipient.name or recipient.authority, recipient.title, _day(recipient.sent_on)))
    passed = sorted(forwardings, key=lambda it: (it.happened_on, it.pk))
    made = {one.pk: Node(_link(one)) for one in passed}
    for one in passed:
        made.get(one.parent_id or 0, root).below.append(made[one.pk])
    nodes = [root, *made.values()]
    name, _comma, title = recipient.responder.partition(", ")
    if name and recipient.answered_by_other and name not in {node.link.name for node in nodes}:
        answered = Node(Link(name, title, _day(recipient.answered_on)))
        nodes[-1].below.append(answered)
        nodes.append(answered)
    holder = name if recipient.answered_by_other else recipient.now_with.partition(", ")[0]
    now = next((node for node in nodes if holder and node.link.name == holder), nodes[-1])
    now.link = replace(now.link, now=True)
    return root


def _link(one: Forwarding) -> Link:
    told = f"{one.happened_on.isoformat()}, {one.how.label}"
    return Link(one.to_name or one.to_title, one.to_title if one.to_name else "", told)


def way(root: Node) -> tuple[list[Link], int]:
    """On one line: all of a chain; where it branches the way to whoever has it now, and how many ways lead elsewhere."""
    if ends(root) == 1:
        return list(_line(root)), 0
    nodes = _to_holder(root)
    return [node.link for node in nodes], ends(root) - (not nodes[-1].below)


def _line(node: Node) -> Iterator[Link]:
    yield node.link
    for one in node.below:
        yield from _line(one)


def _to_holder(node: Node) -> list[Node]:
    """The nodes down to the one who has it; nothing when that is not below."""
    if node.link.now:
        return [node]
    further = next((found for one in node.below if (found := _to_holder(one))), [])
    return [node, *further] if further else []


def ends(node: Node) -> int:
    """At how many places the letter may lie."""
    return sum(ends(one) for one in node.below) or 1


def _day(day: object) -> str:
    return str(day) if day else ""
