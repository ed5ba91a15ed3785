"""Mail addresses and header texts made safe: nothing a person typed can start a header of its own."""

import re
import unicodedata

import idna

from hearing.base.errors import Refusal

LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
TURNERS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
ANGLED = re.compile(r"\s*(?P<name>.*?)\s*<\s*(?P<address>[^<>]*?)\s*>\s*")


def clean(text: str, longest: int = 250) -> str:
    """One line without control characters, lone surrogates or direction marks, spaces folded."""
    kept = text if text.isprintable() else "".join(_kept(sign) for sign in text)
    return " ".join(kept.split())[:longest].strip()


def _kept(sign: str) -> str:
    if sign in TURNERS:
        return ""
    kind = unicodedata.category(sign)
    return " " if kind in ("Cc", "Cs", "Zl", "Zp") else sign


def address(text: str) -> str:
    """The address as a server takes it, its domain in IDNA; a Refusal says what is wrong with it."""
    local, at, domain = text.strip().rpartition("@")
    if not at or not local or not domain:
        raise Refusal("%(address)s is not an e-mail address.", address=clean(text, 80))
    if not local.isascii():
        raise Refusal("The part before @ in %(address)s may only have the letters a–z.", address=clean(text, 80))
    if not LOCAL.fullmatch(local) or len(local) > 64:
        raise Refusal("%(address)s is not an e-mail address.", address=clean(text, 80))
    return f"{local}@{_domain(domain, text)}"


def _domain(domain: str, text: str) -> str:
    try:
        name = domain.lower() if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        name = ""
    if len(name) > 253 or not all(LABEL.fullmatch(label) for label in name.split(".")):
        raise Refusal("%(address)s is not an e-mail address.", address=clean(text, 80))
    return name


def norm(text: str) -> str:
    """The address for comparing: two spellings of one mailbox are equal."""
    return address(text).lower()


def domain_of(text: str) -> str:
    """The part after @."""
    return text.rpartition("@")[2].lower()


def split(text: str) -> tuple[str, str]:
    """`Name <a@b.se>` or `a@b.se` as name and address."""
    found = ANGLED.fullmatch(text)
    if not found:
        return "", address(text)
    return clean(found["name"].strip('"')), address(found["address"])
