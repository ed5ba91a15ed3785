"""What we sent, asked by what an incoming mail shows of it: each slice that writes to people answers for its own."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

Finds = dict[str, list["Known"]]


@dataclass(frozen=True, slots=True)
class Known:
    """Something a mail may belong to: a letter's recipient or an invitation."""

    ref: str
    address: str  # where we wrote, in lower case
    organiser_id: int | None = None
    subjects: tuple[str, ...] = ()  # of what we sent
    others: frozenset[str] = field(default_factory=frozenset)  # addresses that answer for it as well
    open: bool = True  # an answer is still waited for
    outgoing_id: int | None = None
    name: str = ""  # of whom we wrote to: tells who answers, never where a mail belongs

    def is_from(self, address: str) -> bool:
        """Whether that address is the one we wrote to, or answers for it."""
        return bool(address) and (address == self.address or address in self.others)


class Directory(Protocol):
    """Each method: what was asked for -> what it leads to; what leads nowhere is left out."""

    async def by_tokens(self, tokens: Collection[str]) -> Finds:
        """By tokens of reply addresses (26 signs) and personal pages (22 signs), as they stood in the mail."""

    async def by_message_ids(self, ids: Collection[str]) -> Finds:
        """By Message-IDs in lower case, with their brackets."""

    async def by_refs(self, refs: Collection[str]) -> Finds:
        """By references such as NSPH-26-1/16, in capitals."""

    async def by_dnrs(self, keys: Collection[str]) -> Finds:
        """By case numbers as casenumbers.key() writes them."""

    async def by_address(self, addresses: Collection[str]) -> Finds:
        """By addresses we wrote to, in lower case."""

    async def by_domain(self, domains: Collection[str]) -> Finds:
        """By the domains of addresses we wrote to; only what an answer is waited for, the latest first."""


class Nothing:
    """A directory that knows nothing: the base for those that know one thing."""

    async def by_tokens(self, tokens: Collection[str]) -> Finds:
        return {}

    async def by_message_ids(self, ids: Collection[str]) -> Finds:
        return {}

    async def by_refs(self, refs: Collection[str]) -> Finds:
        return {}

    async def by_dnrs(self, keys: Collection[str]) -> Finds:
        return {}

    async def by_address(self, addresses: Collection[str]) -> Finds:
        return {}

    async def by_domain(self, domains: Collection[str]) -> Finds:
        return {}


class Several:
    """Many directories asked as one."""

    def __init__(self, directories: Sequence[Directory]) -> None:
        self.directories = directories

    async def by_tokens(self, tokens: Collection[str]) -> Finds:
        return merged([await one.by_tokens(tokens) for one in self.directories] if tokens else [])

    async def by_message_ids(self, ids: Collection[str]) -> Finds:
        return merged([await one.by_message_ids(ids) for one in self.directories] if ids else [])

    async def by_refs(self, refs: Collection[str]) -> Finds:
        return merged([await one.by_refs(refs) for one in self.directories] if refs else [])

    async def by_dnrs(self, keys: Collection[str]) -> Finds:
        return merged([await one.by_dnrs(keys) for one in self.directories] if keys else [])

    async def by_address(self, addresses: Collection[str]) -> Finds:
        return merged([await one.by_address(addresses) for one in self.directories] if addresses else [])

    async def by_domain(self, domains: Collection[str]) -> Finds:
        return merged([await one.by_domain(domains) for one in self.directories] if domains else [])


def merged(finds: Iterable[Finds]) -> Finds:
    """All finds under their keys."""
    made: Finds = {}
    for find in finds:
        for key, known in find.items():
            made.setdefault(key, []).extend(known)
    return made
