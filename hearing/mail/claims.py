"""Who holds which mail: claims of twenty, leases, and what a dead worker left behind."""

import os
import re
import secrets
import socket
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path

from tortoise.expressions import F
from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from hearing.base.clock import now
from hearing.db import dialect, rows
from hearing.mail.models import MailStatus, OutgoingMail, stamp

MOST = 20
FLIGHT = 2  # mails of mailings on their way to one domain at once
NEAR = 5 * MOST  # the queue is looked at so far
LEASE = timedelta(seconds=90)
MESSAGE_ID = re.compile(r"<[^<>\s@]{1,200}@[^<>\s@]{1,200}>")
LONG_TOKEN = re.compile(r"(?<![\w.@-])(?=[0-9a-f-]*\d)[0-9a-f][0-9a-f-]{23,99}(?![\w.@-])", re.I)
BIRTH = secrets.token_hex(3)

DUE = """status = 'queued' AND due_at <= ? AND NOT unfinished
    AND (mailing_id IS NULL OR mailing_id NOT IN (SELECT id FROM mailing WHERE status <> 'running'))"""
# MATERIALIZED: as a plain subquery PostgreSQL may run it again for every row, and the limit is none.
# Of a mailing no more is taken than may be on its way to one domain, over all workers; one of each domain by turns.
CLAIM = f"""WITH going AS MATERIALIZED (
    SELECT {{domain}} AS domain, count(*) AS mails FROM outgoing_mail
    WHERE status = 'sending' AND lease_until > ? GROUP BY 1
), near AS MATERIALIZED (
    SELECT id, priority, due_at, {{domain}} AS domain FROM outgoing_mail WHERE {DUE}
    AND (priority = 0 OR {{domain}} NOT IN (SELECT domain FROM going WHERE mails >= {{flight}} {{full}}))
    ORDER BY priority, due_at, id LIMIT {{near}}
), placed AS (
    SELECT near.*, row_number() OVER (PARTITION BY near.domain ORDER BY near.priority, near.due_at, near.id)
    + COALESCE(going.mails, 0) AS place FROM near LEFT JOIN going ON going.domain = near.domain
), due AS MATERIALIZED (
    SELECT id FROM outgoing_mail WHERE status = 'queued' AND id IN (
        SELECT id FROM placed WHERE priority = 0 OR place <= {{flight}} ORDER BY priority, place, due_at, id LIMIT ?)
    {{lock}}
) UPDATE outgoing_mail SET status = 'sending', phase = '', owner = ?, lease_until = ?, tried_at = ?
WHERE status = 'queued' AND id IN (SELECT id FROM due) RETURNING *"""
DOMAIN = {"sqlite": "substr(to_norm, instr(to_norm, '@') + 1)", "postgres": "split_part(to_norm, '@', 2)"}
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(7025501)"  # two claims at once would both fill a domain
ANY_DUE = f"SELECT id FROM outgoing_mail WHERE {DUE} LIMIT 1"
BEGIN = """UPDATE outgoing_mail SET phase = 'data', lease_until = ?
WHERE id IN ({begins}) AND owner = ? AND status = 'sending' AND phase = '' RETURNING id"""
# A row that begins has no phase yet; one that ends has.
NOTE = """UPDATE outgoing_mail SET
  status = CASE WHEN phase = '' THEN status ELSE 'sent' END,
  sent_at = CASE WHEN phase = '' THEN sent_at ELSE ? END,
  attempts = CASE WHEN phase = '' THEN attempts ELSE attempts + 1 END,
  lease_until = CASE WHEN phase = '' THEN lease_until END,
  last_code = CASE WHEN phase = '' THEN last_code ELSE 250 END,
  last_text = CASE WHEN phase = '' THEN last_text ELSE '' END,
  smtp_response = CASE id {words} ELSE smtp_response END,{named}
  phase = CASE WHEN phase = '' THEN 'data' ELSE '' END
WHERE owner = ? AND (id IN ({begins}) AND status = 'sending' AND phase = ''
  OR id IN ({ends}) AND status IN ('sending', 'doubtful') AND phase = 'data') RETURNING id"""


def owner() -> str:
    """This process's name on the mails it holds: machine, its boot, process, birth."""
    return f"{socket.gethostname()[:40]}:{boot()}:{os.getpid()}:{BIRTH}"


def boot() -> str:
    """Which start of the machine this is; empty where the system does not say."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()[:8]
    except OSError:
        return ""


async def anything_due() -> bool:
    """Whether a mail waits that could leave now."""
    return bool(await rows(ANY_DUE, stamp(now())))


async def claim(me: str, most: int = MOST, full: Sequence[str] = ()) -> list[OutgoingMail]:
    """Take the next due mails, personal ones before mailings; no two workers get the same, nothing for full domains."""
    sqlite, moment = dialect() == "sqlite", now()
    query = CLAIM.format(
        domain=DOMAIN["sqlite" if sqlite else "postgres"],
        flight=FLIGHT,
        near=max(NEAR, most),
        full="UNION ALL SELECT ? " * len(full),
        lock="" if sqlite else "FOR UPDATE SKIP LOCKED",
    )
    values = [stamp(moment), stamp(moment), *full, most, me, stamp(moment + LEASE), stamp(moment)]
    async with nullcontext() if sqlite else in_transaction():
        if not sqlite:
            await rows(ONE_AT_A_TIME)
        taken = await rows(query, *values)
    mails = [OutgoingMail._init_from_db(**row) for row in taken]
    return sorted(mails, key=lambda mail: (mail.priority, mail.due_at, mail.pk))


async def note(begins: Sequence[int], ends: Sequence[tuple[int, str]], me: str) -> set[int]:
    """Note, committed, what is about to leave and what the server took, with its words; those that are still ours."""
    marks = {"begins": ",".join("?" * len(begins)) or "NULL", "ends": ",".join("?" * len(ends))}
    if not ends:
        found = await rows(BEGIN.format_map(marks), stamp(now() + LEASE), *begins, me)
    else:
        words = [it for end in ends for it in end]
        names = [it for pk, text in ends if (name := relay_id(text)) for it in (pk, name)]
        named = f"relay_id = CASE id {'WHEN ? THEN ? ' * (len(names) // 2)} ELSE relay_id END," if names else ""
        query = NOTE.format_map(marks | {"words": "WHEN ? THEN ? " * len(ends), "named": named})
        found = await rows(query, stamp(now()), *words, *names, me, *begins, *(pk for pk, _text in ends))
    return {row["id"] for row in found}


def relay_id(text: str) -> str:
    """The name that the server's 250 gives a mail and that answers may carry: a Message-ID, or a long token for one."""
    found = MESSAGE_ID.search(text) or LONG_TOKEN.search(text)
    return found[0].lower()[:300] if found else ""


async def renew(me: str, until: datetime) -> None:
    """Keep what this process holds."""
    await OutgoingMail.filter(status=MailStatus.SENDING, owner=me).update(lease_until=until)


async def give_back(me: str, ids: Sequence[int] | None = None) -> None:
    """What was claimed and not begun, or some of it, waits for others again."""
    mine = OutgoingMail.filter(status=MailStatus.SENDING, owner=me, phase="")
    await _requeue(mine if ids is None else mine.filter(id__in=ids))


async def take_back() -> bool:
    """Job: mails of workers that died. Begun ones become doubtful, the others wait again."""
    held = OutgoingMail.filter(status=MailStatus.SENDING)
    found = 0
    for name in set(await held.distinct().values_list("owner", flat=True)):
        left = held.filter(owner=name)
        if not is_dead(str(name)):
            left = left.filter(lease_until__lt=now())
        doubt = left.filter(phase="data")
        found += await doubt.update(
            status=MailStatus.DOUBTFUL, attempts=F("attempts") + 1, last_code=None, last_text="worker died"
        )
        found += await _requeue(left.filter(phase=""))
    return bool(found)


async def _requeue(mails: QuerySet[OutgoingMail]) -> int:
    return await mails.update(status=MailStatus.QUEUED, owner="", lease_until=None)


def is_dead(name: str) -> bool:
    """Whether an owner certainly runs no more: a process of this machine that is gone."""
    host, its_boot, pid, birth = name.rsplit(":", 3) if name.count(":") >= 3 else ("", "", "0", "")
    if host != socket.gethostname()[:40] or not its_boot or not pid.isdigit():
        return False
    if its_boot != boot():
        return True
    if int(pid) == os.getpid():
        return birth != BIRTH
    return not _runs(int(pid))


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
