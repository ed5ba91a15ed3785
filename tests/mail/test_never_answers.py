"""What a program says is never an answer and never a proof that an address is gone, whatever words stand in it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hearing.mail.parsed import Asked, Reading
from hearing.mail.reading import read
from tests.mail.known import DALARNA, HIS, address, raw
from tests.mail.test_phrases import SAID

HEADS = [
    {"Auto_Submitted": "auto-replied"},
    {"Auto_Submitted": "auto-generated; x=y"},
    {"Return_Path": "<>"},
    {"X_Autoreply": "yes"},
    {"X_Autorespond": "Autosvar"},
    {"X_Auto_Response_Suppress": "All"},
    {"Precedence": "auto_reply"},
    {"Precedence": "junk"},
    {"subject": "Autosvar: Öppet brev"},
    {"subject": "Automatic reply: Öppet brev"},
    {"subject": "Automatiskt svar: Öppet brev"},
]
WORDS = st.lists(st.sampled_from([*SAID["answers"], *SAID["receipts"], *SAID["absences"]]), min_size=1, max_size=4)
REPORT = b"""From: MAILER-DAEMON@mx.test
Subject: Undeliverable
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b

%b
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.test

Final-Recipient: rfc822; orjan.vretfors@region-dalarna.test
Action: %b
Status: %b
Diagnostic-Code: smtp; %b

--b--
"""


def of_a_program(words: list[str], head: dict[str, str]) -> Reading:
    return read(Asked(raw("\n".join(words), sender=HIS, To=address(DALARNA), **head)))


@settings(max_examples=150, deadline=None)
@given(WORDS, st.sampled_from(HEADS))
def test_a_program_never_answers(words: list[str], head: dict[str, str]) -> None:
    found = of_a_program(words, head)

    assert found.kind in ("auto_reply", "acknowledgement")
    assert (found.bounce, found.opt_out) == (None, False)


@settings(max_examples=150, deadline=None)
@given(
    WORDS,
    st.sampled_from(["delayed", "Delayed (in queue)", "relayed", "delivered", "expanded"]),
    st.sampled_from(["4.4.1", "4.1.1", "5.1.1", "2.0.0", "4.7.0", ""]),
    st.sampled_from([said for said, _cause in SAID["causes"]]),
)
def test_what_is_only_told_on_the_way_is_no_bounce(words: list[str], action: str, status: str, said: str) -> None:
    filled = [one.encode() for one in ("\n".join(words), action, status, said)]
    found = read(Asked(REPORT % tuple(filled)))

    assert (found.kind, found.numbers) == ("delay", [])
