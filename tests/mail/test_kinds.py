"""Kinds told by words and headers: the trap beside each."""

from datetime import date

import pytest

from hearing.mail import absences, bounces
from hearing.mail.parsed import Asked, Delivery, Parsed
from hearing.mail.reading import read
from tests.mail.known import reading

HUMAN = {
    "holiday but answers": "Hej! Jag är på semester men svarar ändå: vi vill gärna träffas.",
    "mentions registering": "Hej! Tack för brevet. Vi ställer oss positiva till förslaget och vill gärna träffas i januari.",
    "case number and answer": "Dnr RS 2026-01234. Vi har diskuterat frågan i nämnden och vi kommer att avsätta pengarna.",
    "asks": "Hej, vi har tagit emot ert brev. Kan ni berätta mer om vad ni menar med punkt 3?",
    "will be away": "Ja, jag kommer gärna den 4 februari. Jag är ledig veckan innan.",
    "passes on": "Hej, jag skickar detta vidare till Malin Sjövret som är ansvarig.",
    "discount": "Vi har tyvärr inga pengar till detta i år, rabatt eller inte.",
    "no": "Nej tack.",
    "english": "Thank you for the letter. We would like to meet you in January.",
}


@pytest.mark.parametrize("name", HUMAN)
def test_people_are_people(name: str) -> None:
    assert reading(HUMAN[name]).kind == "human"


RECEIPTS = {
    "plain": "Hej! Vi bekräftar att vi har tagit emot ert brev. Det har fått diarienummer RS 2026-01234.",
    "short": "Ert mejl har registrerats med dnr KS 2026/412.",
    "english": "We hereby confirm that we have received your letter. Case number RS 2026-77.",
    "who handles": "Er skrivelse är mottagen och kommer att besvaras av handläggare. Vänligen Registrator",
}


@pytest.mark.parametrize("name", RECEIPTS)
def test_receipts_are_receipts(name: str) -> None:
    assert reading(RECEIPTS[name]).kind == "acknowledgement"


AWAY = {
    "parental": "Hej, jag är föräldraledig till och med den 1 mars 2027. Kontakta min chef.",
    "gone": "Jag har slutat på regionen. Vänligen kontakta registrator@region-dalarna.test.",
    "english": "I am on annual leave and will be back on Monday 11 January.",
    "sick": "Jag är sjukskriven och läser inte min mejl.",
}


@pytest.mark.parametrize("name", AWAY)
def test_being_away_is_an_automatic_answer(name: str) -> None:
    assert reading(AWAY[name]).kind == "auto_reply"


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"Auto_Submitted": "auto-replied"}, "auto_reply"),
        ({"Auto_Submitted": "no"}, "human"),
        ({"X_Autoreply": "yes"}, "auto_reply"),
        ({"X_Auto_Response_Suppress": "All"}, "auto_reply"),
        ({"Precedence": "auto_reply"}, "auto_reply"),
        ({"Precedence": "bulk"}, "human"),
        ({"Return_Path": "<>"}, "auto_reply"),
        ({"subject": "Autosvar: SV: Brev"}, "auto_reply"),
        ({"subject": "Automatiskt svar: Brev"}, "auto_reply"),
        ({"subject": "Ej på kontoret: Brev"}, "auto_reply"),
        ({"X_Spam_Flag": "YES"}, "spam"),
        ({"X_Spam_Status": "No, score=-1"}, "human"),
    ],
)
def test_headers_tell_programs_from_people(headers: dict[str, str], kind: str) -> None:
    assert reading("Vi ses på mötet.", **headers).kind == kind


def test_more_than_thirty_hops_is_a_loop() -> None:
    content = b"Received: from a by b\n" * 31 + b"Subject: x\n\nhej"

    assert read(Asked(content)).kind == "loop"


@pytest.mark.parametrize(
    ("status", "words", "cause", "kind"),
    [
        ("5.1.1", "550 5.1.1 user unknown", "gone", "bounce_hard"),
        ("5.0.0", "550 No such user here", "gone", "bounce_hard"),
        ("5.0.0", "smtp; 550 Mottagaren finns inte", "gone", "bounce_hard"),
        ("5.0.0", "smtp; 554 something odd", "other", "bounce_soft"),
        ("5.1.2", "Host or domain name not found", "gone", "bounce_hard"),
        ("5.4.4", "Unable to route: no mail hosts for domain", "gone", "bounce_hard"),
        ("5.2.1", "550 5.2.1 The account is disabled", "gone", "bounce_hard"),
        ("5.2.2", "552 mailbox full", "full", "bounce_soft"),
        ("4.4.7", "delivery time expired", "other", "bounce_soft"),
        ("4.2.2", "over quota", "full", "bounce_soft"),
        ("5.3.4", "message too big", "full", "bounce_soft"),
        ("5.4.14", "Hop count exceeded - possible mail loop", "other", "bounce_soft"),
        ("5.7.1", "550 5.7.1 Recipient rejected: not authorized", "refuses", "bounce_soft"),
        ("5.7.1", "550 5.7.1 Message rejected due to SPF policy", "ours", "bounce_soft"),
        ("5.7.515", "Access denied, sending domain does not meet the level", "ours", "bounce_soft"),
        ("5.7.606", "Access denied, banned sending IP", "ours", "bounce_soft"),
        ("5.0.0", "554 Message rejected as spam", "ours", "bounce_soft"),
        ("5.0.350", "smtp;550 0.350 error -> 550 5.7.1 denied", "refuses", "bounce_soft"),
        ("", "smtp; 550 5.1.10 RESOLVER.ADR.RecipientNotFound", "gone", "bounce_hard"),
    ],
)
def test_codes_and_words_of_bounces(status: str, words: str, cause: str, kind: str) -> None:
    found = Parsed(deliveries=[Delivery("failed", status, words, "a@b.test")])

    made = bounces.read(found)

    assert (made.cause, made.kind) == (cause, kind)


@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered", "expanded"])
def test_notes_about_delivery_are_no_bounces(action: str) -> None:
    assert bounces.read(Parsed(deliveries=[Delivery(action, "2.0.0", "", "a@b.test")])).kind == "delay"


WHEN = date(2026, 10, 15)


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("Jag är tillbaka den 3 november.", date(2026, 11, 3)),
        ("Åter måndag 2/11.", date(2026, 11, 2)),
        ("Jag är på semester och åter 2026-11-09.", date(2026, 11, 9)),
        ("Åter i tjänst tisdag den 12 januari.", date(2027, 1, 12)),
        ("Jag är ledig t.o.m. 31 oktober.", date(2026, 11, 1)),
        ("Jag är ledig 19 oktober - 30 oktober.", date(2026, 10, 31)),
        ("I am away and will be back on Monday, November 2nd.", date(2026, 11, 2)),
        ("I will return on 2 November 2026.", date(2026, 11, 2)),
        ("Out of office until 2 November.", date(2026, 11, 2)),
        ("Tillbaka vecka 45.", date(2026, 11, 2)),
        ("Jag återkommer så snart jag kan.", None),
        ("Jag är på semester.", None),
    ],
)
def test_the_day_of_return_is_read(text: str, back: date | None) -> None:
    found = absences.read(text, WHEN)

    assert (found.returns_on if found else None) == back


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        ("Kontakta Karin Ekberg på karin.ekberg@b.test.", "Karin Ekberg", "karin.ekberg@b.test"),
        ("Vid brådskande ärenden vänd dig till registrator@b.test", "", "registrator@b.test"),
        ("Min vikarie är Åsa Öhman (asa.ohman@b.test).", "Åsa Öhman", "asa.ohman@b.test"),
        ("Please contact Anna Smith, anna.smith@b.test", "Anna Smith", "anna.smith@b.test"),
        ("Under tiden kontakta Per Lind.", "Per Lind", ""),
        ("Min adress är jag@b.test", "", ""),
    ],
)
def test_the_stand_in_is_read(text: str, name: str, address: str) -> None:
    found = absences.read(text, WHEN)

    assert ((found.stand_in_name, found.stand_in_address) if found else ("", "")) == (name, address)
