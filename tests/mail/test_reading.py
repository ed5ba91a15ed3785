"""Each kind of mail, read from its raw bytes: what it is, what it says, what is folded away."""

from datetime import date
from pathlib import Path

import pytest

from hearing.mail.parsed import Asked, Attachment, Reading
from hearing.mail.reading import read

SAMPLES = Path(__file__).parent / "samples"
TOKEN = "23456789abcdefghjkmnpqrstu"
OURS = frozenset(("egen.test",))


def sample(name: str) -> Reading:
    raw = (SAMPLES / f"{name}.eml").read_bytes()
    return read(Asked(raw, "", date(2026, 10, 15), OURS, frozenset(("info@egen.test",))))


KINDS = {
    "answer-gmail": "human",
    "answer-outlook": "human",
    "answer-outlook-html": "human",
    "answer-gmail-html-inline": "human",
    "answer-windows-1252": "human",
    "answer-no-charset": "human",
    "answer-passed-on": "human",
    "answer-only-forwarded": "human",
    "answer-on-holiday": "human",
    "receipt-auto": "acknowledgement",
    "receipt-person": "acknowledgement",
    "absence-sv": "auto_reply",
    "absence-en": "auto_reply",
    "absence-words": "auto_reply",
    "calendar-exchange": "calendar_reply",
    "winmail": "human",
    "attachment-name": "human",
    "opt-out": "human",
    "spam-flagged": "spam",
    "bounce-postfix": "bounce_hard",
    "bounce-exchange": "bounce_hard",
    "bounce-words": "bounce_hard",
    "bounce-forwarded": "bounce_hard",
    "bounce-full": "bounce_soft",
    "bounce-policy": "bounce_soft",
    "bounce-ours": "bounce_soft",
    "delay-postfix": "delay",
    "read-receipt": "auto_reply",
}


def test_every_sample_has_its_kind() -> None:
    assert {file.stem for file in SAMPLES.glob("*.eml")} == set(KINDS)


@pytest.mark.parametrize("name", KINDS)
def test_the_kind_is_seen(name: str) -> None:
    assert sample(name).kind == KINDS[name]


TEXTS = {
    "answer-gmail": "Hej!\n\nTack för brevet. Vi vill gärna träffas i november.\n\nHälsningar\nMalin",
    "answer-outlook-html": "Hej, vi säger ja till förslaget.",
    "answer-gmail-html-inline": "Se svar nedan.\nJa, det gör vi.\nNej, tyvärr.",
    "answer-windows-1252": "Vi säger “ja” – gärna.",
    "answer-no-charset": "Åsa svarar: ja gärna.",
    "answer-passed-on": "Hej,\njag svarar i Örjans ställe: vi kommer gärna.",
    "answer-only-forwarded": "Vi tackar ja till ett möte den 3 mars.\n/Örjan",
}


@pytest.mark.parametrize("name", TEXTS)
def test_the_answer_is_kept_and_the_quotation_folded(name: str) -> None:
    assert sample(name).parsed.text == TEXTS[name]


def test_what_is_folded_is_still_there() -> None:
    found = sample("answer-outlook").parsed

    assert "Ni har pengar" not in found.text
    assert "Ni har pengar" in found.full_text


def test_the_sender_and_our_marks_are_found() -> None:
    found = sample("answer-gmail")

    assert (found.parsed.from_name, found.parsed.from_address) == ("Malin Sjövret", "malin.sjovret@region-dalarna.test")
    assert (found.marks.tokens, found.marks.refs) == ({TOKEN: "header"}, {"NSPH-26-1/16": "subject"})


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("answer-outlook", ["RD 26/02214"]),
        ("receipt-auto", ["LTDALA-2026-00123"]),
        ("receipt-person", ["HSN 2026/567-3"]),
        ("answer-gmail", []),
        ("bounce-postfix", []),
    ],
)
def test_case_numbers_are_read(name: str, numbers: list[str]) -> None:
    assert sample(name).numbers == numbers


@pytest.mark.parametrize(
    ("name", "back", "who", "address"),
    [
        ("absence-sv", date(2026, 11, 2), "Karin Ekberg", "karin.ekberg@region-dalarna.test"),
        ("absence-en", date(2026, 11, 5), "Anna Smith", "anna.smith@region-dalarna.test"),
        ("absence-words", date(2027, 1, 1), "", ""),
    ],
)
def test_an_absence_says_when_and_who_instead(name: str, back: date, who: str, address: str) -> None:
    found = sample(name).absence

    assert found is not None
    assert (found.returns_on, found.stand_in_name, found.stand_in_address) == (back, who, address)


HIS = "orjan.vretfors@region-dalarna.test"


@pytest.mark.parametrize(
    ("name", "status", "cause", "address"),
    [
        ("bounce-postfix", "5.1.1", "gone", HIS),
        ("bounce-exchange", "5.1.10", "gone", HIS),
        ("bounce-words", "5.1.1", "gone", HIS),
        ("bounce-forwarded", "5.1.1", "gone", "orjan@hemma.test"),
        ("bounce-full", "5.2.2", "full", HIS),
        ("bounce-policy", "5.7.133", "refuses", HIS),
        ("bounce-ours", "5.7.26", "ours", HIS),
        ("delay-postfix", "4.4.1", "delayed", HIS),
    ],
)
def test_a_report_says_what_and_whose_fault(name: str, status: str, cause: str, address: str) -> None:
    found = sample(name)

    assert found.bounce is not None
    assert (found.bounce.status, found.bounce.cause, found.bounce.address) == (status, cause, address)
    assert f"<letter.{TOKEN}@egen.test>" in found.marks.message_ids


def test_a_calendar_answer_is_read_without_its_organizer() -> None:
    found = sample("calendar-exchange").parsed.calendar

    assert found is not None
    assert (found.uid, found.partstat, found.sequence) == ("event-12@egen.test", "ACCEPTED", 2)
    assert (found.attendee, found.comment) == ("malin.sjovret@region-dalarna.test", "Kommer med tåg")


def test_a_file_keeps_a_harmless_name() -> None:
    assert sample("attachment-name").parsed.attachments == [Attachment("svärfdp.exe", "application/pdf", 5, 2)]


def test_rich_text_of_outlook_is_told() -> None:
    assert "winmail" in sample("winmail").signals


def test_who_wants_no_more_mail_is_heard() -> None:
    assert [name for name in KINDS if sample(name).opt_out] == ["opt-out"]
