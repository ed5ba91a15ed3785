"""A calendar part made to hurt costs little and waits for a person; the invitation stands as it stood."""

import os
from pathlib import Path

import pytest

from hearing.invitations import itip
from hearing.invitations.models import Invitation
from hearing.mail.inbox import Sorter
from hearing.mail.models_in import IncomingStatus
from tests.invitations.test_inbound import ASA, after, asa, calendar, reader
from tests.mail.known import raw

__all__ = ["asa", "reader"]  # the fixtures, used by name
pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
SECONDS, MEGABYTES = 2.0, 150
OPEN, CLOSE = "BEGIN:VCALENDAR\nMETHOD:REPLY\n", "END:VCALENDAR\n"
HOSTILE = {
    "1 MB": "BEGIN:VEVENT\n{ours}\nCOMMENT:" + "x" * 1_000_000 + "\nEND:VEVENT\n",
    "20,000 attendees": "BEGIN:VEVENT\n{ours}\n"
    + "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.test\n" * 20_000
    + "END:VEVENT\n",
    "5,000 levels": "BEGIN:VEVENT\n" * 5_000 + "{ours}\n" + "END:VEVENT\n" * 5_000,
    "bad zone": "BEGIN:VTIMEZONE\nTZID:../../etc\nBEGIN:STANDARD\nDTSTART:99999999T999999\nTZOFFSETTO:+9999\nEND:STANDARD\n"
    "END:VTIMEZONE\nBEGIN:VEVENT\n{ours}\nDTSTART;TZID=../../etc:20270199T250000\nEND:VEVENT\n",
    "bad bytes": "BEGIN:VEVENT\n{ours}\nCOMMENT:\udcff\udcfe\udc80\0\x07\nEND:VEVENT\n",
}


def made(to: Invitation, inside: str) -> bytes:
    """A mail to the invitation's own address, with such a part."""
    ours = f"UID:{to.event.uid}\nSEQUENCE:0\nDTSTAMP:20261123T075900Z"
    mail = raw("PART", ASA, "Accepted", To=itip.reply_to(to)).replace(b"text/plain", b"text/calendar")
    part = OPEN + inside.replace("{ours}", ours) + CLOSE
    return mail.replace(b"PART", part.encode("utf-8", "surrogateescape"))


def spent(pid: int) -> float:
    """Processor seconds of a process so far."""
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def peak(pid: int) -> int:
    """The most memory a process has held, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


@pytest.mark.parametrize("name", HOSTILE)
async def test_it_costs_little_and_waits_for_a_person(reader: Sorter, asa: Invitation, name: str) -> None:
    await after(reader, calendar(asa, "TENTATIVE"), asa)
    process = reader.child.process
    assert process
    before = spent(process.pid)

    mail, row = await after(reader, made(asa, HOSTILE[name]), asa)

    assert spent(process.pid) - before < SECONDS
    assert peak(process.pid) < MEGABYTES
    assert (mail.status, bool(mail.problem)) == (IncomingStatus.UNSORTED, True)
    assert (row.status, row.comment) == ("maybe", "")
