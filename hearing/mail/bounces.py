"""Delivery reports read: whose mailbox, for good or for now, their fault or ours."""

import re

from hearing.mail.mailboxes import found_in
from hearing.mail.parsed import Bounce, Delivery, Parsed

CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]\d)")
PLAIN_CODE = re.compile(r"(?<![\d.])([45]\d\d)(?=[ -])(?![\d.])")
GONE_CODES = frozenset("5.1.1 5.1.2 5.1.3 5.1.6 5.1.10 5.2.1 5.4.4 5.4.310".split())
SOFT_CODES = frozenset("5.2.2 5.2.3 5.3.4 5.4.14 5.4.300 5.4.6 5.4.7 5.4.1 5.3.1 5.2.12 5.2.120".split())
OUR_CODES = re.compile(
    r"5\.1\.[78]|5\.7\.(2[0-9]|30|57|5(?!0[57])\d\d|6\d\d|7\d\d)"
)  # our address, our proof, our name
REFUSAL = re.compile(r"5\.7\.1[23]\d")
VAGUE = re.compile(r"[45]\.0\.\d+|[45]\.\d+\.0|")
OUR_WORDS = re.compile(
    r"\b(spf|dkim|dmarc)\b.{0,60}(fail|reject|not pass|unauth|policy|check)|unauthenticated (e-?)?mail|sender policy"
    r"|\bspam\b|blacklist|black list|blocklist|block list|blocked using|\breputation\b|\bdnsbl\b|\brbl\b|spamhaus"
    r"|junk mail|bulk mail|unsolicited|sender (address )?rejected: (access|domain)|not authorized to send"
    r"|ptr record|reverse dns|authentication (is )?required",
    re.I | re.S,
)
SENDER_REFUSED = re.compile(
    r"(sender|from|return|envelope) address (was )?(rejected|refused|denied)|sender (rejected|refused|is banned)"
    r"|(invalid|bad|unknown|banned) (sender|return path)|sending domain|sender domain",
    re.I,
)
FULL_WORDS = re.compile(
    r"quota|mailbox (is )?full|full mailbox|mailbox .{0,40}(exceed|over)|insufficient (system )?storage|over ?quota"
    r"|storage (limit|space)|brevlådan är full|inkorgen är full|postlådan är full|message (is )?too (large|big)"
    r"|size (limit )?exceed|exceeds .{0,30}size|larger than .{0,30}(limit|allowed)|för stort|disk full",
    re.I,
)
SOFT_WORDS = re.compile(
    r"timed? ?out|timeout|connection (refused|reset|lost|closed)|could not connect|no route|temporar|try again|greylist"
    r"|too many hops|mail loop|loop detected|hop count|retry (time|timeout)|expired|not (be )?delivered (within|for)|deferred"
    r"|tillfälligt|rate limit|too many (messages|recipients|connections)|resources|inactive for|service (not|un)available"
    r"|name ?server|dns (error|failure|timeout)|system error|quota|unable to connect",
    re.I,
)
GONE_WORDS = re.compile(
    r"user[ -]?(is )?unknown|unknown (user|recipient|address|mailbox|local)|no such (user|recipient|mailbox|address|person|account|domain)"
    r"|(user|recipient|mailbox|address|account|adress|mottagare\w*|addressee)\b.{0,60}(does ?n[o']t exist|doesn't exist|not exist|not found|not known|unknown"
    r"|finns inte|hittades inte|kunde inte hittas|saknas|existerar inte|no longer|disabled|inactive|invalid|not valid|closed|deactivated|unavailable)"
    r"|(does not exist|finns inte|doesn't have an? .{0,40}account|not listed in|not a valid (mailbox|user|address)"
    r"|invalid (recipient|mailbox|address|user)|bad (destination|recipient) (mailbox )?address|mailbox unavailable|no mailbox here"
    r"|address (rejected|unknown)|recipient (rejected|not found)|recipientnotfound|resolver\.adr\.|couldn't be found|wasn't found"
    r"|could ?n[o']t be found|hittades inte|kunde inte hittas|host (or domain name )?not found|domain (name )?not found|nxdomain"
    r"|domain .{0,40}(does not exist|couldn't be found)|unrouteable|unroutable|has been disabled|account .{0,20}disabled|okänd (mottagare|användare|adress)"
    r"|has left|slutat|upphört)",
    re.I,
)
REFUSES_WORDS = re.compile(
    r"not (authori[sz]ed|allowed|permitted|accepted)|permission|restricted|access denied|relay(ing)? (access )?denied"
    r"|policy|prohibited|administrative|refused|only accepts|does not accept|behörighet|tillåts inte|accepterar inte|rejected by",
    re.I,
)
DELAYED_WORDS = re.compile(
    r"delayed|fördröj|försena|could not be delivered for .{0,30}hours|still (trying|being retried)|will (continue to |keep )?(be )?(retr|try)"
    r"|not yet been delivered|you do not need to resend|warning: (message|could not send)|ännu inte (kunnat )?levererats|fortsätter att försöka"
    r"|delivery incomplete|temporary problem delivering",
    re.I,
)
FINAL_WORDS = re.compile(
    r"permanent|gave up|giving up|gives? up|fatal|could not be delivered to one or more|has been returned|failed permanently",
    re.I,
)
SENDERS = re.compile(
    r"^(mailer-?daemon|postmaster|mail-?daemon|microsoftexchange[0-9a-f]*|maildeliverysystem|exchange)(\+[^@]*)?@", re.I
)
SUBJECTS = re.compile(
    r"undeliver|returned mail|delivery (status )?(notification|failure|report|has failed|incomplete|delayed)|mail delivery (failed|system|failure|subsystem)"
    r"|failure notice|could ?n[o']t be delivered|not (be )?delivered|delivery failed|olevererbar|obeställbar|går inte att leverera|gick inte att leverera"
    r"|kunde inte (levereras|leverera)|kan inte levereras|oleverer|leveransrapport|leveransmeddelande|ej levererat|leveransen? (misslyckades|fördröjd)|fördröjd leverans"
    r"|misslyckad leverans|meddelandet har inte levererats|meddelandestatus|message (delayed|status)|warning: could not send"
    r"|fel vid leverans|leveransfel|mail could not be|rejected:? ?mail|delayed",
    re.I,
)
DSN_NOTES = frozenset(("delivered", "relayed", "expanded"))


def is_report(found: Parsed) -> bool:
    """Whether the mail is a server telling what became of one of ours."""
    if found.deliveries or "delivery-status" in found.report_type:
        return True
    if "x-failed-recipients" in found.headers:
        return True
    from_server = bool(SENDERS.match(found.from_address)) or found.headers.get("return-path", "").strip() in (
        "<>",
        "< >",
    )
    if from_server and SUBJECTS.search(found.subject):
        return True
    return from_server and bool(CODE.search(found.full_text[:3000])) and bool(_failed_in(found))


def read(found: Parsed) -> Bounce:
    """What happened, for whom, and whose fault it is."""
    one = _worst(found.deliveries)
    words = f"{one.diagnostic} {_near(found)}" if not one.diagnostic else one.diagnostic
    status = _status(one, words)
    action = one.action or _action(found, status)
    address = one.final or (_failed_in(found) or [""])[0]
    text = (one.diagnostic or _said(found))[:500]
    if action == "delayed" or action in DSN_NOTES:
        return Bounce("delay", status or ("2.0.0" if action in DSN_NOTES else ""), action, address, text)
    cause = cause_of(status, f"{words} {found.full_text[:3000]}" if _is_vague(status) else words)
    return Bounce("bounce_hard" if cause == "gone" else "bounce_soft", status, cause, address, text)


def _worst(deliveries: list[Delivery]) -> Delivery:
    for action in ("failed", "", "delayed"):
        for one in deliveries:
            if one.action == action:
                return one
    return deliveries[0] if deliveries else Delivery()


def _status(one: Delivery, words: str) -> str:
    """The most telling code: the one of the diagnostic text, where the report's own says nothing or less."""
    own = _codes(one.status)
    told = _codes(words)
    if told and (not own or not one.diagnostic or _is_vague(own[0]) or own[0][0] == told[-1][0]):
        exact = [code for code in told if not _is_vague(code)]
        best = (exact or told)[-1]
        return own[0] if own and _is_vague(best) and not _is_vague(own[0]) else best
    if own:
        return own[0]
    plain = PLAIN_CODE.search(words)
    return f"{plain[1][0]}.0.0" if plain else ""


def _codes(text: str) -> list[str]:
    return [
        ".".join(part.lstrip("0") or "0" for part in found.groups())
        for found in CODE.finditer(text[:4000])
        if found[1] != "2"
    ]


def _is_vague(status: str) -> bool:
    return bool(VAGUE.fullmatch(status)) or status == "5.0.350"


def cause_of(status: str, words: str) -> str:
    """gone, full, refuses, ours or other, by mail.md's table; the words decide where the code does not."""
    if REFUSAL.fullmatch(status):
        return "refuses"
    if (
        OUR_CODES.fullmatch(status)
        or SENDER_REFUSED.search(words)
        or (status.startswith("5.7.") and OUR_WORDS.search(words))
    ):
        return "ours"
    if status.startswith("4."):
        return "full" if FULL_WORDS.search(words) else "other"
    if status in GONE_CODES:
        return "full" if status == "5.2.1" and FULL_WORDS.search(words) else "gone"
    if status in SOFT_CODES:
        return "full" if status in ("5.2.2", "5.2.3", "5.3.4") else "other"
    if status.startswith("5.7.") and not _is_vague(status):
        return "refuses"
    return _by_words(words, status)


def _by_words(words: str, status: str) -> str:
    if FULL_WORDS.search(words):
        return "full"
    if GONE_WORDS.search(words):
        return "gone"
    if OUR_WORDS.search(words):
        return "ours"
    if SOFT_WORDS.search(words):
        return "other"
    return "refuses" if status.startswith("5.7") or REFUSES_WORDS.search(words) else "other"


def _action(found: Parsed, status: str) -> str:
    said = f"{found.subject} {found.full_text[:3000]}"
    if DELAYED_WORDS.search(said) and not status.startswith("5.") and not FINAL_WORDS.search(found.full_text[:3000]):
        return "delayed"
    return "failed"


def _failed_in(found: Parsed) -> list[str]:
    """Addresses a report in words is about: named in a header, then in the text, never the reporter's own."""
    named = found.places.get("x-failed-recipients", [])
    own = {found.from_address, *found.places.get("to", [])}
    return [one for one in [*named, *found_in(_said(found), 10)] if one not in own and not SENDERS.match(one)]


def _said(found: Parsed) -> str:
    return found.full_text[:4000]


def _near(found: Parsed) -> str:
    """The words of a report without a machine-readable part, up to where our own mail begins."""
    text = found.full_text[:4000]
    for mark in (
        "--- Below this line",
        "------ This is a copy",
        "----- Original",
        "Original message headers",
        "Return-Path:",
    ):
        text = text.partition(mark)[0]
    return text
