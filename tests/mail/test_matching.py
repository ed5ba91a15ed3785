"""What a mail belongs to: our own marks decide, everything else is a guess with its reasons."""

from collections.abc import Collection
from typing import Any

import pytest

from hearing.mail.directory import Finds, Known, Nothing
from hearing.mail.matching import alike_subjects, match, near
from hearing.mail.parsed import Asked
from hearing.mail.reading import read
from tests.mail.known import DALARNA, DNRS, GAVLE, IDS, PAGES, SUBJECT, TOKENS, Two, address, reading

pytestmark = pytest.mark.anyio
HIS = "orjan.vretfors@region-dalarna.test"
COLLEAGUE = "malin.sjovret@region-dalarna.test"


async def placed(*texts: str, **given: Any) -> tuple[list[str], list[str]]:
    """The certain places and the guesses."""
    outcome = await match(reading(*texts, **given), Two())
    return [p.ref for p in outcome.places if p.certain], [p.ref for p in outcome.places if not p.certain]


WRONG = TOKENS[DALARNA][:5] + "x" + TOKENS[DALARNA][6:]
CERTAIN: dict[str, dict[str, Any]] = {
    "envelope": {"envelope_to": address(DALARNA)},
    "to": {"To": address(DALARNA)},
    "in capitals": {"To": address(DALARNA).upper()},
    "as its own domain": {"To": f"{TOKENS[DALARNA]}@svar.egen.test"},
    "cc": {"Cc": f"NSPH <{address(DALARNA)}>"},
    "delivered-to": {"Delivered_To": address(DALARNA)},
    "received": {"Received": f"from a by b for <{address(DALARNA)}>; Thu, 8 Oct 2026 09:12:00 +0200"},
    "in-reply-to": {"In_Reply_To": IDS[DALARNA]},
    "references": {"References": f"<x@y.test> {IDS[DALARNA]}"},
    "thread of two": {"References": f"{IDS[GAVLE]} {IDS[DALARNA]}", "In_Reply_To": IDS[DALARNA]},
    "wrong sign, same house": {"To": f"svar+{WRONG}@egen.test", "sender": COLLEAGUE},
    "lost sign": {"To": f"svar+{TOKENS[DALARNA][1:]}@egen.test", "sender": HIS},
    "doubled sign": {"To": f"svar+{TOKENS[DALARNA]}u@egen.test", "sender": HIS},
    "look-alike": {"To": f"svar+{TOKENS[DALARNA][:5]}l{TOKENS[DALARNA][6:]}@egen.test", "sender": HIS},
    "two tokens, one the sender's": {"To": f"{address(GAVLE)}, {address(DALARNA)}", "sender": HIS},
    "two tokens, one of the house": {"To": f"{address(GAVLE)}, {address(DALARNA)}", "sender": COLLEAGUE},
    "own sender and reference": {"sender": HIS, "subject": f"Svar {DALARNA}"},
    "own sender and case number": {"sender": HIS, "subject": f"Beslut {DNRS[DALARNA]}"},
    "own sender and subject": {"sender": HIS, "subject": f"SV: {SUBJECT}"},
}


@pytest.mark.parametrize("name", CERTAIN)
async def test_a_mark_of_ours_is_certain(name: str) -> None:
    assert (await placed(**CERTAIN[name]))[0] == [DALARNA]


@pytest.mark.parametrize(
    "text",
    [
        f"Ja.\n\n> Svara till {address(DALARNA)}",
        f"Ja.\n\n> https://egen.test/r/{PAGES[DALARNA]}",
        f"Ja.\n\nhttps://links.test/?url=https%3A%2F%2Fegen.test%2Fi%2F{PAGES[DALARNA]}&x=1",
        f"Ja.\n\nMessage-ID: {IDS[DALARNA]}",
    ],
)
async def test_a_mark_in_the_quotation_is_certain_for_the_house_or_as_an_answer(text: str) -> None:
    assert await placed(text, sender=COLLEAGUE) == ([DALARNA], [])
    assert await placed(text, subject=f"Sv: VB: {SUBJECT}") == ([DALARNA], [])
    assert await placed(text, subject=f"Fråga om {SUBJECT}") == ([], [DALARNA])  # anybody can quote an open letter


async def test_our_mail_attached_by_a_stranger_is_certain() -> None:
    part = b"Content-Type: message/rfc822\r\n\r\nMessage-ID: %b\r\n\r\nHej" % IDS[DALARNA].encode()
    whole = b'From: x@y.test\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nSe bilaga.\r\n--b\r\n%b\r\n--b--'

    (place,) = (await match(read(Asked(whole % part)), Two())).places

    assert (place.ref, place.certain) == (DALARNA, True)


async def test_spam_to_our_address_is_nobodys_answer() -> None:
    spam = {"To": address(DALARNA), "X_Spam_Flag": "YES"}

    assert await placed(**spam) == ([], [DALARNA])
    assert await placed(**spam, sender=COLLEAGUE) == ([DALARNA], [])


GUESSES: dict[str, dict[str, Any]] = {
    "reference in the subject": {"subject": f"Brev {DALARNA}"},
    "reference with spaces": {"subject": "Brev nsph 26-1 / 16"},
    "case number": {"subject": f"Ang. {DNRS[DALARNA]}"},
    "case number spelt anew": {"subject": "Ang. rd 26-02214".upper()},
    "sender alone": {"sender": HIS},
    "house alone": {"sender": COLLEAGUE},
    "house and subject": {"sender": COLLEAGUE, "subject": f"SV: {SUBJECT}"},
    "wrong sign, strange house": {"To": f"svar+{WRONG}@egen.test"},
}


@pytest.mark.parametrize("name", GUESSES)
async def test_everything_else_is_a_guess(name: str) -> None:
    assert await placed(**GUESSES[name]) == ([], [DALARNA])


async def test_a_quoted_head_is_a_guess() -> None:
    assert await placed(f"Ja.\n\nFrån: NSPH\nTill: {HIS}\nÄmne: Brev\n\nbrevet") == ([], [DALARNA])


async def test_two_tokens_of_strangers_are_two_guesses() -> None:
    assert await placed(To=f"{address(GAVLE)}, {address(DALARNA)}") == ([], [DALARNA, GAVLE])


async def test_the_token_of_one_from_the_address_of_another_goes_to_the_token() -> None:
    assert await placed(To=address(GAVLE), sender=HIS) == ([GAVLE], [DALARNA])


async def test_two_references_from_one_house_put_its_own_first() -> None:
    text = f"Vi har sett {GAVLE} och {DALARNA}."

    assert await placed(text, sender=COLLEAGUE) == ([], [DALARNA, GAVLE])


@pytest.mark.parametrize(
    "given", [{}, {"sender": "Örjan Vretfors <orjan@gmail.com>"}, {"To": "svar+hej@egen.test"}, {"subject": SUBJECT}]
)
async def test_strangers_are_placed_nowhere(given: dict[str, Any]) -> None:
    assert await placed(**given) == ([], [])


async def test_a_mail_of_our_own_that_comes_back_is_seen() -> None:
    found = reading(To=address(DALARNA))
    found.parsed.message_id = IDS[GAVLE].upper()

    assert (await match(found, Two())).ours


async def test_reasons_are_told_and_counted() -> None:
    outcome = await match(reading(sender=COLLEAGUE, subject=f"SV: {SUBJECT} [Ref {DALARNA}]"), Two())

    assert outcome.best is not None
    assert (outcome.best.reasons, outcome.best.score) == (["ref", "domain", "subject"], 90)


async def test_a_mail_of_ours_about_nothing_is_no_place() -> None:
    class Empty(Nothing):
        async def by_message_ids(self, ids: Collection[str]) -> Finds:
            return {one: [Known("", HIS)] for one in ids}

    assert (await match(reading(In_Reply_To=IDS[DALARNA]), Empty())).places == []


def test_near_tokens_are_one_sign_away() -> None:
    token = TOKENS[DALARNA]

    assert token not in near(token)
    assert token in near("x" + token[1:])
    assert token in near(token[1:])
    assert token in near(token + "2")
    assert token not in near("xx" + token[2:])


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("SV: Öppet brev [Ref NSPH-26-1/16]", "Öppet brev", True),
        ("Re: SV: VB: Inbjudan till hearing i Falun", "Inbjudan till hearing i Falun den 4 februari", True),
        ("Hej", "Öppet brev", False),
        ("", "", False),
        ("Möte i Falun", "Möte i Gävle", False),
    ],
)
def test_subjects_are_compared_without_prefixes(one: str, other: str, alike: bool) -> None:
    assert alike_subjects(one, other) is alike
