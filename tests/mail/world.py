"""The world the frozen corpus presumes: what was sent, as a directory and as rows of the outbox."""

import hashlib
import json
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

from hearing.base.links import MAIL_ALPHABET, MAIL_LENGTH
from hearing.mail import outbox
from hearing.mail.casenumbers import key
from hearing.mail.directory import Finds, Known, Nothing
from hearing.mail.models import MailStatus, OutgoingMail
from tests.mail.conftest import post

CORPUS = Path(__file__).parent / "corpus"
WORLD: dict[str, Any] = json.loads((CORPUS / "world.json").read_text())
PLACEHOLDER = re.compile(rb"\{(token|message|verp):([^{}|\s]+)(?:\|(upper|wrong1|cut))?\}")
DOMAIN = WORLD["domain"]


def code(what: str, ref: str) -> str:
    """The 26 signs that stand for a reply address, a Message-ID or a return address."""
    number = int.from_bytes(hashlib.sha256(f"{what}:{ref}".encode()).digest(), "big")
    signs = []
    for _place in range(MAIL_LENGTH):
        number, rest = divmod(number, len(MAIL_ALPHABET))
        signs.append(MAIL_ALPHABET[rest])
    return "".join(signs)


def filled(raw: bytes) -> bytes:
    """A mail of the corpus with the codes put in."""
    return PLACEHOLDER.sub(lambda found: _spelt(*(part.decode() if part else "" for part in found.groups())), raw)


def _spelt(what: str, ref: str, variant: str) -> bytes:
    made = code(what, ref)
    match variant:
        case "upper":
            made = made.upper()
        case "wrong1":
            other = MAIL_ALPHABET[(MAIL_ALPHABET.index(made[12]) + 1) % len(MAIL_ALPHABET)]
            made = made[:12] + other + made[13:]
        case "cut":
            made = made[:16]
    return (f"letter.{made}" if what == "message" else made).encode()


def _places() -> dict[str, Known]:
    subject, found = WORLD["letter"]["subject"], {}
    titles = {event["id"]: event["title"] for event in WORLD["events"]}
    for row in WORLD["letter"]["recipients"]:
        told = subject.replace("REF", row["ref"])
        others = frozenset(filter(None, [row.get("registrator")]))
        found[row["ref"]] = Known(row["ref"], row["address"], 1, (told,), others, name=row["name"])
    for row in WORLD["invitations"]:
        found[row["ref"]] = Known(
            row["ref"], row["address"], 1, (f"Inbjudan: {titles[row['event']]}",), name=row["name"]
        )
    return found


PLACES = _places()
NUMBERS = {key(number): row["ref"] for row in WORLD["letter"]["recipients"] for number in row["references"]}


class World(Nothing):
    """Knows every letter and invitation of the corpus."""

    async def by_tokens(self, tokens: Collection[str]) -> Finds:
        return {code("token", ref): [one] for ref, one in PLACES.items() if code("token", ref) in tokens}

    async def by_refs(self, refs: Collection[str]) -> Finds:
        return {ref: [PLACES[ref]] for ref in refs if ref in PLACES}

    async def by_dnrs(self, keys: Collection[str]) -> Finds:
        return {number: [PLACES[ref]] for number, ref in NUMBERS.items() if number in keys}

    async def by_address(self, addresses: Collection[str]) -> Finds:
        return {asked: found for asked in addresses if (found := [p for p in PLACES.values() if p.is_from(asked)])}

    async def by_domain(self, domains: Collection[str]) -> Finds:
        ends = {asked: [p for p in PLACES.values() if p.address.endswith(f"@{asked}")] for asked in domains}
        return {asked: found for asked, found in ends.items() if found}


async def send_all() -> None:
    """One sent mail for each place, with the codes that its placeholders stand for."""
    for ref, one in PLACES.items():
        returns = f"svar+{code('verp', ref)}@{DOMAIN}"
        mail = await outbox.put(
            post(f"letter:{ref}", one.address, subject=one.subjects[0], about=ref, envelope_from=returns)
        )
        named = f"<letter.{code('message', ref)}@{DOMAIN}>"
        await OutgoingMail.filter(pk=mail.pk).update(status=MailStatus.SENT, message_id=named)
