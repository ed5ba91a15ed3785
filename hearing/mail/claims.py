"""Who holds which mail: claims of twenty, leases, and what a dead worker left behind."""

import os
import secrets
import socket
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from tortoise.expressions import F
from tortoise.queryset import QuerySet

from hearing.base.clock import now
from hearing.db import dialect, rows
from hearing.mail.models import MailStatus, OutgoingMail, stamp

MOST = 20
LEASE = timedelta(seconds=90)
BIRTH = secrets.token_hex(3)

DUE = """status = 'queued' AND due_at <= ?
    AND (mailing_id IS NULL OR mailing_id NOT IN (SELECT id FROM mailing WHERE status <> 'running'))"""
# MATERIALIZED: as a plain subquery PostgreSQL may run it again for every row, and the limit is none.
CLAIM = f"""WITH due AS MATERIALIZED (
    SELECT id FROM outgoing_mail WHERE {DUE} ORDER BY priority, due_at, id LIMIT ? {{lock}}
) UPDATE outgoing_mail SET status = 'sending', phase = '', owner = ?, lease_until = ?, tried_at = ?
WHERE status = 'queued' AND id IN (SELECT id FROM due) RETURNING *"""
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
  smtp_response = CASE id {words} ELSE smtp_response END,
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


async def claim(me: str, most: int = MOST) -> list[OutgoingMail]:
    """Take the next due mails, personal ones before mailings; no two workers get the same."""
    moment = now()
    query = CLAIM.format(lock="" if dialect() == "sqlite" else "FOR UPDATE SKIP LOCKED")
    taken = await rows(query, stamp(moment), most, me, stamp(moment + LEASE), stamp(moment))
    mails = [OutgoingMail._init_from_db(**row) for row in taken]
    return sorted(mails, key=lambda mail: (mail.priority, mail.due_at, mail.pk))


async def note(begins: Sequence[int], ends: Sequence[tuple[int, str]], me: str) -> set[int]:
    """Note, committed, what is about to leave and what the server took, with its words; those that are still ours."""
    marks = {"begins": ",".join("?" * len(begins)) or "NULL", "ends": ",".join("?" * len(ends))}
    if not ends:
        found = await rows(BEGIN.format_map(marks), stamp(now() + LEASE), *begins, me)
    else:
        words = [it for end in ends for it in end]
        query = NOTE.format_map(marks | {"words": "WHEN ? THEN ? " * len(ends)})
        found = await rows(query, stamp(now()), *words, me, *begins, *(pk for pk, _text in ends))
    return {row["id"] for row in found}


async def renew(me: str, until: datetime) -> None:
    """Keep what this process holds."""
    await OutgoingMail.filter(status=MailStatus.SENDING, owner=me).update(lease_until=until)


async def give_back(me: str) -> None:
    """At a stop: what was claimed and not begun waits for others."""
    await _requeue(OutgoingMail.filter(status=MailStatus.SENDING, owner=me, phase=""))


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
