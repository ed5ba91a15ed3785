"""A directory for tests, and mails that answer what it knows."""

from collections.abc import Collection
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from hearing.mail.casenumbers import key
from hearing.mail.directory import Finds, Known, Nothing
from hearing.mail.inbox import Sorter, keep
from hearing.mail.models_in import IncomingMail
from hearing.mail.parsed import Asked, Reading
from hearing.mail.reading import read

SAMPLES = Path(__file__).parent / "samples"
HIS = "orjan.vretfors@region-dalarna.test"
DALARNA = "NSPH-26-1/16"
GAVLE = "NSPH-26-1/17"
TOKENS = {DALARNA: "23456789abcdefghjkmnpqrstu", GAVLE: "vwxyz23456789abcdefghjkmnp"}
PAGES = {DALARNA: "ABCDEFGHJKLMNPQRSTUVW2", GAVLE: "ABCDEFGHJKLMNPQRSTUVW3"}
IDS = {DALARNA: "<letter.23456789abcdefghjkmnpqrstu@egen.test>", GAVLE: "<letter.vwxyz23456789abcdefghjkmnp@egen.test>"}
DNRS = {DALARNA: "RD26/02214", GAVLE: "RG 2026-77"}
SUBJECT = "Öppet brev: använd pengarna tillsammans med oss"
PLACES = {
    DALARNA: Known(DALARNA, "orjan.vretfors@region-dalarna.test", 1, (f"{SUBJECT} [Ref {DALARNA}]",)),
    GAVLE: Known(GAVLE, "eva.gard@region-gavleborg.test", 1, (f"{SUBJECT} [Ref {GAVLE}]",)),
}


class Two(Nothing):
    """Knows two recipients of one letter."""

    async def by_tokens(self, tokens: Collection[str]) -> Finds:
        return self._of(tokens, TOKENS) | self._of(tokens, PAGES)

    async def by_message_ids(self, ids: Collection[str]) -> Finds:
        return self._of(ids, IDS)

    async def by_refs(self, refs: Collection[str]) -> Finds:
        return {ref: [PLACES[ref]] for ref in refs if ref in PLACES}

    async def by_dnrs(self, keys: Collection[str]) -> Finds:
        return self._of(keys, {ref: key(dnr) for ref, dnr in DNRS.items()})

    async def by_address(self, addresses: Collection[str]) -> Finds:
        return {one.address: [one] for one in PLACES.values() if one.address in addresses}

    async def by_domain(self, domains: Collection[str]) -> Finds:
        return {
            one.address.partition("@")[2]: [one] for one in PLACES.values() if one.address.partition("@")[2] in domains
        }

    @staticmethod
    def _of(wanted: Collection[str], marks: dict[str, str]) -> Finds:
        return {mark: [PLACES[ref]] for ref, mark in marks.items() if mark in wanted}


def address(ref: str) -> str:
    """Where answers about it come back to."""
    return f"svar+{TOKENS[ref]}@egen.test"


def raw(text: str = "Ja, gärna.", sender: str = "nn@okand.test", subject: str = "Hej", **headers: str) -> bytes:
    """A mail."""
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Message-ID"] = sender, subject, "<1@okand.test>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


def reading(*texts: str, envelope_to: str = "", **given: Any) -> Reading:
    """The mail as the child reads it."""
    return read(Asked(raw(*texts, **given), envelope_to, own_domains=frozenset(("egen.test",))))


async def sort(sorter: Sorter, content: bytes, **given: str) -> IncomingMail:
    """Keep a mail and sort it."""
    mail = await keep(content, **given)
    assert await sorter.sort_next()
    return await IncomingMail.get(pk=mail.pk)


def sample(name: str) -> bytes:
    """One of the mails in samples/."""
    return (SAMPLES / f"{name}.eml").read_bytes()
