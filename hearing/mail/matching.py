"""What an incoming mail belongs to: certain by our own marks, else ranked guesses with their reasons. Never by a name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from hearing.base.links import MAIL_ALPHABET, MAIL_LENGTH
from hearing.mail import casenumbers
from hearing.mail.directory import Directory, Finds, Known
from hearing.mail.mailboxes import PROVIDERS, domain, same_house
from hearing.mail.marks import ATTACHED, ENVELOPE, HEADER, INSIDE, THREAD, refs_in
from hearing.mail.parsed import Reading

POINTS = {
    "token": 100,
    "thread": 95,
    "inside": 90,
    "near_token": 60,
    "ref": 50,
    "dnr": 40,
    "sender": 35,
    "subject": 20,
    "domain": 20,
    "quoted_address": 15,
}
ENOUGH = 35  # what a guess needs to be shown; less only when it is the single one
MOST_GUESSES = 5
MOST_NEAR = 3
PREFIX = re.compile(
    r"^\W*((sv|re|aw|vs|vb|fw|fwd|svar|vidarebefordrat|antw|ang|angående|automatiskt svar|autosvar)\s*(\[\d+\])?\s*:\s*)+",
    re.I,
)
AUTOMATIC = ("auto_reply", "acknowledgement")
NEAR_MARKS = (MAIL_LENGTH - 1, MAIL_LENGTH, MAIL_LENGTH + 1)


@dataclass(slots=True)
class Place:
    """One thing the mail may belong to."""

    ref: str
    known: Known
    reasons: list[str] = field(default_factory=list)
    certain: bool = False

    @property
    def score(self) -> int:
        """All signals together: two weak ones beat one."""
        return sum(POINTS[reason] for reason in self.reasons)


@dataclass(slots=True)
class Outcome:
    """Where the mail belongs, where it may belong, whether it is a mail of ours that came back."""

    places: list[Place] = field(default_factory=list)
    ours: bool = False

    @property
    def certain(self) -> list[Place]:
        """The places it is attached to."""
        return [place for place in self.places if place.certain]

    @property
    def best(self) -> Place | None:
        """The place that is most likely."""
        return self.places[0] if self.places else None


async def match(reading: Reading, directory: Directory) -> Outcome:
    """Ask the directory for everything the mail shows and weigh what it answers."""
    found = _Search(reading, directory)
    await found.by_marks()
    await found.by_numbers()
    await found.by_sender()
    found.settle()
    own = reading.parsed.message_id.lower()
    ours = bool(own) and own in await directory.by_message_ids([own])
    return Outcome(found.ranked(), ours)


class _Search:
    def __init__(self, reading: Reading, directory: Directory) -> None:
        self.reading, self.directory = reading, directory
        self.sender = reading.parsed.from_address
        self.places: dict[str, Place] = {}

    def note(self, known: Iterable[Known], reason: str) -> list[str]:
        """Give each a reason; the refs."""
        refs = []
        for one in known:
            if not one.ref:  # a mail of ours about nothing that can be answered
                continue
            place = self.places.setdefault(one.ref, Place(one.ref, one))
            if not place.known.is_from(self.sender) and one.is_from(self.sender):
                place.known = one
            if reason not in place.reasons:
                place.reasons.append(reason)
            refs.append(one.ref)
        return refs

    async def by_marks(self) -> None:
        """Tokens and Message-IDs: the first step of the ladder that leads anywhere decides."""
        marks = self.reading.marks
        found = await self.directory.by_tokens([token for token in marks.tokens if _is_token(token)])
        ids = await self.directory.by_message_ids(list(marks.message_ids))
        steps = (
            (self._at(found, marks.tokens, (ENVELOPE, HEADER)), "token"),
            (self._at(ids, marks.message_ids, (THREAD,)), "thread"),
            (self._at(found, marks.tokens, (ATTACHED,)) + self._at(ids, marks.message_ids, (ATTACHED,)), "inside"),
            (self._at(found, marks.tokens, (INSIDE,)) + self._at(ids, marks.message_ids, (INSIDE,)), "quoted"),
        )
        decided = False
        for known, reason in steps:
            self.note(known, "inside" if reason == "quoted" else reason)
            if known and not decided:
                decided = True
                await self._decide(known, reason)
            if reason == "token" and not known:
                decided = await self._near_tokens() or decided

    def _at(self, found: Finds, marks: dict[str, str], places: tuple[str, ...]) -> list[Known]:
        return [known for mark, place in marks.items() if place in places for known in found.get(mark, []) if known.ref]

    async def _decide(self, known: list[Known], reason: str) -> None:
        """One ref is certain. Of several the sender's own is; else those of the sender's house; else none."""
        refs = {one.ref for one in known}
        chosen = refs
        if len(refs) > 1 or self._only_shown(known, reason):
            chosen = {one.ref for one in known if one.is_from(self.sender)}
            chosen = chosen or {one.ref for one in known if same_house(self.sender, one.address)}
            if reason == "thread" and not chosen:
                chosen = await self._answered()
        for ref in chosen:
            self.places[ref].certain = True

    def _only_shown(self, known: list[Known], reason: str) -> bool:
        """Whether our mark proves too little: spam to it, or an open letter quoted under another subject."""
        if self.reading.kind == "spam":
            return True
        quoted = reason == "quoted" and self.reading.kind == "human"
        return quoted and not any(answers_subject(self.reading.parsed.subject, one) for one in known)

    async def _answered(self) -> set[str]:
        """Of several of our mails in a thread, the one this mail says it answers."""
        ids = [one.lower() for one in self.reading.parsed.in_reply_to]
        refs = {one.ref for known in (await self.directory.by_message_ids(ids)).values() for one in known}
        return refs if len(refs) == 1 else set()

    async def _near_tokens(self) -> bool:
        """A token with one wrong, lost or doubled sign: certain when one place fits and the sender's house agrees."""
        marks = self.reading.marks.tokens
        broken = [token for token, place in marks.items() if place in (ENVELOPE, HEADER) and len(token) in NEAR_MARKS]
        known: list[Known] = []
        for token in broken[:MOST_NEAR]:
            for finds in (await self.directory.by_tokens(near(token))).values():
                known.extend(finds)
        refs = self.note(known, "near_token")
        fits = len(set(refs)) == 1 and any(
            one.is_from(self.sender) or same_house(self.sender, one.address) for one in known
        )
        if fits:
            self.places[refs[0]].certain = True
        return fits

    async def by_numbers(self) -> None:
        """References and case numbers, in subject, text or quotation."""
        refs = await self.directory.by_refs(list(self.reading.marks.refs))
        for known in refs.values():
            self.note(known, "ref")
        parsed = self.reading.parsed
        written = [*self.reading.numbers, *casenumbers.alike(parsed.subject, parsed.full_text)]
        dnrs = await self.directory.by_dnrs(sorted({casenumbers.key(one) for one in written})[:100])
        for known in dnrs.values():
            self.note(known, "dnr")

    async def by_sender(self) -> None:
        """Who writes, from which house, under which subject, to whom the quoted mail went."""
        parsed = self.reading.parsed
        senders = [one for one in dict.fromkeys((parsed.from_address, parsed.sender)) if one]
        known = await self.directory.by_address([*senders, *self.reading.marks.quoted_addresses])
        for address, finds in known.items():
            self._with_subject(finds, "sender" if address in senders else "quoted_address")
        house = domain(self.sender)
        if house and house not in PROVIDERS:
            for finds in (await self.directory.by_domain([house])).values():
                self._with_subject([one for one in finds if not one.is_from(self.sender)], "domain")
        for place in self.places.values():
            alike = any(alike_subjects(parsed.subject, one) for one in place.known.subjects)
            if alike and "subject" not in place.reasons:
                place.reasons.append("subject")
            if same_house(self.sender, place.known.address) and not {"sender", "domain"} & set(place.reasons):
                place.reasons.append("domain")

    def _with_subject(self, finds: list[Known], reason: str) -> None:
        self.note(finds, reason)
        like = [one for one in finds if any(alike_subjects(self.reading.parsed.subject, s) for s in one.subjects)]
        self.note(like, "subject")

    def settle(self) -> None:
        """Without a mark of ours: two strong signs that agree, and on one place only, are certain as well."""
        if any(place.certain for place in self.places.values()):
            return
        if any({"token", "thread", "inside", "near_token"} & set(place.reasons) for place in self.places.values()):
            return
        if self.reading.kind == "calendar_reply":  # its event is named by a mark of ours, or it is not ours
            return
        if self.reading.kind in AUTOMATIC and self._only_sender():
            return
        for wanted in ({"sender", "ref"}, {"sender", "dnr"}, {"sender", "subject"}):
            fits = [place for place in self.places.values() if wanted <= set(place.reasons)]
            if len(fits) == 1 and self._answers(fits[0], wanted):
                fits[0].certain = True
                return
            if fits:
                return

    def _only_sender(self) -> bool:
        """A program's answer from the very address one open thing was sent to."""
        fits = [place for place in self.places.values() if "sender" in place.reasons]
        if len(fits) == 1 and fits[0].known.open and fits[0].known.is_from(self.sender):
            fits[0].certain = True
        return len(fits) == 1 and fits[0].certain

    def _answers(self, place: Place, wanted: set[str]) -> bool:
        """A subject alone counts when it answers word for word."""
        return "subject" not in wanted or answers_subject(self.reading.parsed.subject, place.known)

    def ranked(self) -> list[Place]:
        """Certain ones first, then the guesses worth showing, best first."""
        places = sorted(self.places.values(), key=lambda it: (not it.certain, -it.score, not it.known.open, it.ref))
        shown = [place for place in places if place.certain or place.score >= ENOUGH]
        if not shown and len(places) == 1:
            return places
        return [*[p for p in shown if p.certain], *[p for p in shown if not p.certain][:MOST_GUESSES]]


def _is_token(token: str) -> bool:
    return len(token) != MAIL_LENGTH or set(token) <= set(MAIL_ALPHABET)


def near(token: str) -> list[str]:
    """All tokens that one wrong, lost or doubled sign could have made into this one."""
    letters = MAIL_ALPHABET
    if len(token) == MAIL_LENGTH:
        found = {token[:at] + sign + token[at + 1 :] for at in range(len(token)) for sign in letters}
    elif len(token) < MAIL_LENGTH:
        found = {token[:at] + sign + token[at:] for at in range(len(token) + 1) for sign in letters}
    else:
        found = {token[:at] + token[at + 1 :] for at in range(len(token))}
    return sorted(one for one in found if one != token and set(one) <= set(letters))


def bare_subject(subject: str) -> str:
    """A subject for comparing: without prefixes, references, signs and case."""
    text = PREFIX.sub("", subject)
    for ref in refs_in(text):
        text = text.replace(ref, " ")
    return " ".join(re.sub(r"\bref\b|[\W_]+", " ", text.casefold()).split())


def answers_subject(subject: str, known: Known) -> bool:
    """Whether a subject is that of an answer to what we sent, word for word."""
    bare = bare_subject(subject)
    return bool(PREFIX.match(subject)) and len(bare) >= 8 and any(bare == bare_subject(one) for one in known.subjects)


def alike_subjects(one: str, other: str) -> bool:
    """Whether two subjects are the same but for prefixes, or share most of their words."""
    a, b = bare_subject(one), bare_subject(other)
    if not a or not b:
        return False
    if a == b or (min(len(a), len(b)) >= 12 and (a in b or b in a)):
        return True
    words, others = set(a.split()), set(b.split())
    return len(words & others) >= 3 and len(words & others) >= 0.7 * min(len(words), len(others))
