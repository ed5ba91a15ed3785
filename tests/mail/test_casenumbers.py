"""Case numbers: every form that authorities write, and what only looks like one."""

import pytest

from hearing.mail.casenumbers import find, key

FORMS = [
    ("Dnr RS 2026-01234", "RS 2026-01234"),
    ("dnr: HSN 2026/567-3.", "HSN 2026/567-3"),
    ("Diarienummer: LTDALA-2026-00123", "LTDALA-2026-00123"),
    ("vår beteckning VGR RS 2026-04321", "VGR RS 2026-04321"),
    ("diarienr KS/2026:412", "KS/2026:412"),
    ("Dnr 2026-KS-00123", "2026-KS-00123"),
    ("diariefört med dnr 1.1.1-2026-1234", "1.1.1-2026-1234"),
    ("Ert ärende har registrerats som RK 26/0581", "RK 26/0581"),
    ("beteckning 2026/1404 HSS", "2026/1404 HSS"),
    ("dnr RD26/02214", "RD26/02214"),
    ("dnr SVN 2026-118", "SVN 2026-118"),
    ("Dnr\u00a0RS\u00a02026–01234", "RS 2026-01234"),
    ("Ärendet är registrerat med diarienummer KSN-2026-0034", "KSN-2026-0034"),
    ("Your letter has case number RS 2026-77", "RS 2026-77"),
    ("Vårt dnr är 26RS1234", "26RS1234"),
    ("dnr KS0123/26", "KS0123/26"),
    ("Dnr: SU 302-1234-26", "SU 302-1234-26"),
    ("dnr 2026/KS 0123", "2026/KS 0123"),
    ("RS 2026-07102 är ert diarienummer", "RS 2026-07102"),
    ("Diarienummer\n\nREG 2026-118", "REG 2026-118"),
]
TRAPS = [
    "enligt hälso- och sjukvårdslagen (2017:900)",
    "diariefört enligt lag (2017:900)",
    "registrerat, se prop. 2025/26:123",
    "ärendet gäller SOU 2026:12",
    "registrerat. Tel 023-49 00 00, org.nr 232100-0180",
    "Ditt ärende #4711 är registrerat",
    "Ert brev är registrerat 2026-10-08",
    "ärendet tas upp läsåret 2026/27",
    "Dnr kommer senare.",
    "dnr: se er referens NSPH-26-1/16",
    "RS 2026-01234",
    "registrerat. Ring 070-123 45 67",
    "ärendet tas upp den 3/12 2026 kl. 10.00",
]


@pytest.mark.parametrize(("text", "number"), FORMS)
def test_every_form_is_found(text: str, number: str) -> None:
    assert find(text) == [number]


@pytest.mark.parametrize("text", TRAPS)
def test_nothing_is_invented(text: str) -> None:
    assert find(text) == []


def test_the_same_number_twice_is_one() -> None:
    assert find("Dnr RS 2026-1234", "dnr rs 2026-1234, dnr RS\u00a02026-1234, dnr RS 2026-99") == [
        "RS 2026-1234",
        "RS 2026-99",
    ]


def test_numbers_are_compared_without_spaces_case_and_signs() -> None:
    assert {key(text) for text in ("RS 2026-01234", "rs2026/01234", "RS\u00a02026–01234")} == {"rs202601234"}
