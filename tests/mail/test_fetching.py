"""Mail fetched from a real Dovecot: each mail once, whatever the server, the wire or the database does in between."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tortoise.exceptions import OperationalError

from hearing.base import files
from hearing.base.addresses import Imap
from hearing.base.files import File
from hearing.base.jobs import JobRun
from hearing.mail import fetching
from hearing.mail.fetching import Fetcher
from hearing.mail.inbox import keep
from hearing.mail.models_in import ImapCursor, IncomingMail, MailboxProblem
from tests.dovecot import Dovecot, person, put
from tests.mail.known import raw
from tests.mail.proxy import Proxy, proxy

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


@pytest.fixture
def box(imap: Dovecot) -> Imap:
    return imap.mailbox()


@pytest.fixture
async def wire(box: Imap) -> AsyncIterator[Proxy]:
    async with proxy(box) as made:
        yield made


@pytest.fixture
async def fetcher(wire: Proxy) -> AsyncIterator[Fetcher]:
    made = Fetcher(wire.box, poll=0.01, wait=30)
    yield made
    await made.stop()


def mails(*numbers: int) -> list[bytes]:
    """Mails as they stand at the server, different from each other."""
    return [raw(f"nr {n}").replace(b"<1@", b"<%d@" % n).replace(b"\n", b"\r\n") for n in numbers]


async def work(fetcher: Fetcher) -> str:
    """One turn, however soon; the problem that is noted afterwards."""
    fetcher.rests_until = float("-inf")
    await fetcher.work()
    return str((await ImapCursor.get()).problem)


async def kept() -> list[bytes]:
    """What is stored, in order."""
    rows = await IncomingMail.all().order_by("id").select_related("file")
    return [bytes(mail.file.content) for mail in rows if mail.file]


async def test_what_arrives_is_kept_as_it_came_and_once(fetcher: Fetcher, box: Imap) -> None:
    put(box, *mails(1, 2, 3))
    assert await work(fetcher) == ""
    put(box, *mails(4))
    await work(fetcher)

    cursor = await ImapCursor.get()
    assert await kept() == mails(1, 2, 3, 4)
    assert (cursor.mailbox, cursor.last_uid) == (f"{box.user}@127.0.0.1/INBOX", 4)
    assert cursor.problem_at is None
    assert {mail.door for mail in await IncomingMail.all()} == {"imap"}


async def test_people_who_open_the_mailbox_notice_nothing(fetcher: Fetcher, box: Imap) -> None:
    put(box, *mails(1, 2))
    await work(fetcher)

    with person(box) as imap:
        imap.select()
        seen = imap.fetch("1:*", "(FLAGS)")[1]
        assert [b"Seen" in bytes(line) for line in seen] == [False, False]  # type: ignore[arg-type]
        imap.store("1", "+FLAGS", r"(\Seen \Deleted)")
        imap.expunge()
    put(box, *mails(3))
    await work(fetcher)
    assert await kept() == mails(1, 2, 3)


async def test_a_stop_in_the_middle_goes_on_where_it_was(
    fetcher: Fetcher, wire: Proxy, box: Imap, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(box, *mails(1, 2, 3, 4))
    times = 0

    async def stopping(*given: Any, **more: Any) -> IncomingMail:
        nonlocal times
        times += 1
        fetcher.closing = times == 2
        return await keep(*given, **more)

    monkeypatch.setattr(fetching, "keep", stopping)
    await work(fetcher)
    assert await kept() == mails(1, 2)
    await fetcher.stop()

    next_one = Fetcher(wire.box, poll=0.01)
    await work(next_one)
    await next_one.stop()
    assert await kept() == mails(1, 2, 3, 4)


async def test_new_numbers_double_nothing_and_lose_nothing(imap: Dovecot) -> None:
    box = imap.mailbox(folder="Svar.Nämnd & råd")
    with person(box) as theirs:
        for round_, numbers in enumerate(((1, 2), (1, 2, 3))):
            if round_:
                theirs.delete('"Svar.N&AOQ-mnd &- r&AOU-d"')
            theirs.create('"Svar.N&AOQ-mnd &- r&AOU-d"')
            put(box, *mails(*numbers), folder='"Svar.N&AOQ-mnd &- r&AOU-d"')
            fetcher = Fetcher(box, poll=0.01)
            assert await work(fetcher) == ""
            await fetcher.stop()

    assert await kept() == mails(1, 2, 3)


async def test_a_server_that_counts_backwards_is_read_from_the_beginning(fetcher: Fetcher, box: Imap) -> None:
    put(box, *mails(1, 2))
    await work(fetcher)
    await ImapCursor.all().update(last_uid=700)

    await work(fetcher)

    assert (await kept(), (await ImapCursor.get()).last_uid) == (mails(1, 2), 2)


PATIENT = {True: 1.0, False: 30.0}  # only a server that falls silent is waited for in vain
FAULTS = ("reset", "bye", "hang", "half", "garbage")


@pytest.mark.parametrize("phase", [b"greeting", b"AUTHENTICATE", b"EXAMINE", b"RFC822.SIZE", b"BODY.PEEK"])
async def test_whatever_a_server_does_nothing_is_lost_or_doubled(
    fetcher: Fetcher, wire: Proxy, box: Imap, phase: bytes
) -> None:
    for number, fault in enumerate(FAULTS, 1):
        put(box, *mails(number))
        wire.once(phase, fault)
        fetcher._drop()
        fetcher.wait = PATIENT[fault == "hang"]
        assert await work(fetcher) in ("broken", "away", "sign_in", "folder")
        fetcher.wait = PATIENT[False]
        assert await work(fetcher) == ""

    assert await kept() == mails(*range(1, len(FAULTS) + 1))


@pytest.mark.parametrize("fault", ["reset", "bye", "hang"])
async def test_a_wait_that_is_broken_is_begun_again(fetcher: Fetcher, wire: Proxy, box: Imap, fault: str) -> None:
    fetcher.wait = PATIENT[fault == "hang"]
    wire.once(b"IDLE", fault)
    put(box, *mails(1))

    assert await work(fetcher) == "broken"
    fetcher.wait = PATIENT[False]
    put(box, *mails(2))
    assert await work(fetcher) == ""
    assert await kept() == mails(1, 2)


async def test_what_arrives_wakes_the_one_who_waits(imap: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    box = imap.mailbox()
    fetcher, begun, waits = Fetcher(box, poll=60), time.monotonic(), asyncio.Event()
    woken = fetcher._woken

    async def waiting() -> None:
        waits.set()
        await woken()

    monkeypatch.setattr(fetcher, "_woken", waiting)
    turn = asyncio.create_task(work(fetcher))
    await waits.wait()
    await asyncio.to_thread(put, box, *mails(1))
    await turn

    fetcher.poll = 0.01
    await work(fetcher)
    await fetcher.stop()
    assert (await kept(), time.monotonic() - begun < 50) == (mails(1), True)


async def test_too_big_a_mail_is_noted_and_not_fetched_whole(
    fetcher: Fetcher, wire: Proxy, box: Imap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", 5000)
    monkeypatch.setattr(fetching, "HEAD_BYTES", 900)
    put(box, mails(1)[0] + b"x" * 60 + b"\r\n" + (b"y" * 70 + b"\r\n") * 100, *mails(2))

    await work(fetcher)

    (big, small) = await IncomingMail.all().order_by("id")
    assert (big.problem, big.size < 1000, small.problem) == ("too big: 0 MB", True, "")
    assert any(b"<0.900>" in command for command in wire.commands)


async def test_a_full_disk_leaves_the_mail_at_the_server(
    fetcher: Fetcher, box: Imap, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_given: Any) -> File:
        raise OperationalError("database or disk is full")

    put(box, *mails(1, 2))
    with monkeypatch.context() as patch:
        patch.setattr(files, "keep", full)
        assert await work(fetcher) == "storing"
        assert (await kept(), (await ImapCursor.get()).last_uid) == ([], 0)

    assert await work(fetcher) == ""
    assert await kept() == mails(1, 2)


async def test_a_mail_the_server_cannot_give_holds_up_no_other(
    fetcher: Fetcher, wire: Proxy, box: Imap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "AGAIN", -1.0)
    put(box, *mails(1, 2, 3))
    wire.script = lambda command: "no" if b"FETCH 2 (UID BODY" in command else ""
    for _time in range(5):
        await work(fetcher)
    cursor = await ImapCursor.get()
    assert (await kept(), cursor.last_uid, cursor.left_uids) == (mails(1, 3), 3, [2])

    wire.script = lambda _command: ""
    await work(fetcher)
    cursor = await ImapCursor.get()
    assert (await kept(), cursor.left_uids, cursor.problem) == (mails(1, 3, 2), [], MailboxProblem.NONE)


async def test_one_worker_reads_and_another_takes_over(fetcher: Fetcher, wire: Proxy, box: Imap) -> None:
    put(box, *mails(1))
    await work(fetcher)
    other = Fetcher(wire.box, poll=0.01)
    other.owner = other.owner[:-6] + "222222"
    await JobRun.filter(name="mail.fetch").update(owner="elsewhere:1:1:1")
    put(box, *mails(2))

    await other.work()
    assert (await kept(), other.box) == (mails(1), None)

    await JobRun.filter(name="mail.fetch").update(lease_until=None)
    await work(other)
    await other.stop()
    assert await kept() == mails(1, 2)


async def test_a_mailbox_of_five_hundred_is_read_through(fetcher: Fetcher, imap: Dovecot, box: Imap) -> None:
    imap.fill(box, mails(*range(500)))

    assert await work(fetcher) == ""

    assert await IncomingMail.all().count() == 501
    assert (await ImapCursor.get()).last_uid == 501
