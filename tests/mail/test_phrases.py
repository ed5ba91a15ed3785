"""Sentences as people and programs write them: an answer, a receipt, an absence; dates, stand-ins, numbers, causes."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hearing.mail import absences, bounces, casenumbers
from hearing.mail.parsed import Delivery, Parsed
from tests.mail.known import HIS, reading

SAID: dict[str, list[Any]] = json.loads((Path(__file__).parent / "phrases.json").read_text())
KINDS = {"answers": "human", "receipts": "acknowledgement", "absences": "auto_reply"}
FOOT = """

--
Karin Ek
Regiondirektör
Växel: 010-174 06 00
Så behandlar vi dina personuppgifter: https://region.test/gdpr
Detta meddelande är endast avsett för mottagaren. Har du fått det av misstag, kontakta avsändaren."""


def of_his(text: str) -> Any:
    return reading(text, sender=HIS, subject="Sv: Öppet brev", In_Reply_To="<a@b.test>")


@pytest.mark.parametrize("foot", ["", FOOT], ids=["bare", "with a foot"])
@pytest.mark.parametrize("kind", KINDS)
def test_words_alone_tell_answers_from_receipts_and_absences(kind: str, foot: str) -> None:
    assert [said for said in SAID[kind] if of_his(said + foot).kind != KINDS[kind]] == []


def test_dates_of_return_are_read() -> None:
    found = [(said, absences.read(said, date.fromisoformat(sent)), right) for said, sent, right in SAID["back"]]
    seen = [(said, one.returns_on.isoformat() if one and one.returns_on else None, right) for said, one, right in found]

    assert [(said, day) for said, day, right in seen if day not in (right or [None])] == []


def test_stand_ins_are_read() -> None:
    own = frozenset(("karin.ost@avsandare.test",))
    found = [
        absences.read(f"Jag är på semester. {said}", date(2026, 7, 6), own)
        for said, _name, _address in SAID["stand_ins"]
    ]

    assert [(one.stand_in_name or None, one.stand_in_address or None) if one else (None, None) for one in found] == [
        (name, address) for _said, name, address in SAID["stand_ins"]
    ]


def test_numbers_are_found_and_none_is_invented() -> None:
    found = {said: casenumbers.find(f"Hej,\n\n{said}\n\nHälsningar") for said, _right in SAID["numbers"]}
    keys = {said: [casenumbers.key(one) for one in numbers] for said, numbers in found.items()}

    assert keys == {said: [casenumbers.key(one) for one in right] for said, right in SAID["numbers"]}


def test_reports_name_whose_fault_it_is() -> None:
    told = {
        said: bounces.read(Parsed(deliveries=[Delivery("failed", "", said)])).cause for said, _right in SAID["causes"]
    }

    assert told == dict(SAID["causes"])


def test_wishes_for_no_more_mail_are_noticed() -> None:
    assert [said for said in SAID["opt_outs"] if not of_his(said).opt_out] == []
    assert [said for said in SAID["stays"] if of_his(said).opt_out] == []
