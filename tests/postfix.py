"""A Postfix of our own for the tests: Debian's programs, a folder and a port of its own, no system service touched.

It serves two domains: town.test, where people have mailboxes, and moten.test, whose `svar` is handed to a pipe as the
README says. The pipe's program may not run as root, so it passes what it gets to `door` in this process.
"""

import os
import pwd
import shutil
import socket
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from pathlib import Path

from hearing.base.addresses import Smtp
from tests.needs import missing, ran
from tests.postgres import free_port

Door = Callable[[str, bytes], tuple[int, str]]
PEOPLE = ("asa@town.test", "bertil@town.test")
MAIN = """
compatibility_level = 3.6
queue_directory = {place}/queue
data_directory = {place}/data
mail_owner = postfix
setgid_group = postdrop
maillog_file = {place}/log
maillog_file_prefixes = {place}
syslog_name = hearing
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.town.test
mydestination =
message_size_limit = 60000000
virtual_mailbox_limit = 0
alias_maps =
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
virtual_mailbox_domains = town.test
virtual_mailbox_base = {place}/boxes
virtual_mailbox_maps = texthash:{place}/conf/people
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
relay_domains = moten.test
relay_recipient_maps = texthash:{place}/conf/replies
transport_maps = texthash:{place}/conf/transport
recipient_delimiter = +
hearing_destination_recipient_limit = 1
"""
MASTER = """
{port} inet n - n - - smtpd
  -o virtual_mailbox_maps=texthash:{place}/conf/anyone
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
showq unix n - n - - showq
hearing unix - n n - 2 pipe
  flags=q user={user} argv={place}/door {place}/door.sock ${{original_recipient}}
"""
PASSER = """#!/usr/bin/python3
import os, socket, sys
with socket.socket(socket.AF_UNIX) as line:
    line.connect(sys.argv[1])
    line.sendall(sys.argv[2].encode() + b"\\n")
    while piece := sys.stdin.buffer.read(1 << 20):
        line.sendall(piece)
    line.shutdown(socket.SHUT_WR)
    status, _, said = line.makefile("rb").read().partition(b"\\n")
sys.stderr.buffer.write(said)
sys.stderr.flush()
if int(status) < 0:
    os.kill(os.getpid(), -int(status))
sys.exit(int(status))
"""


@dataclass
class Postfix:
    """The server, and what stands behind its pipe: `door(recipient, raw)` gives exit status and standard error."""

    place: Path
    port: int
    door: Door = field(default=lambda _to, _raw: (75, "nobody is at the door"))

    def smtp(self) -> Smtp:
        """The setting that leads here."""
        return Smtp("127.0.0.1", self.port, connections=2, per_minute=60_000)

    def box(self, address: str) -> list[Message]:
        """What lies in somebody's mailbox, oldest first."""
        folder = self.place / "boxes" / address / "new"
        files = sorted(folder.glob("*"), key=lambda file: file.stat().st_mtime_ns) if folder.exists() else []
        return [message_from_bytes(file.read_bytes()) for file in files]

    def empty(self) -> None:
        """Remove what lies in the mailboxes."""
        for address in PEOPLE:
            shutil.rmtree(self.place / "boxes" / address, ignore_errors=True)

    def log(self) -> str:
        """What it wrote down."""
        file = self.place / "log"
        return file.read_text("utf-8", "replace") if file.exists() else ""


@contextmanager
def postfix() -> Iterator[Postfix]:
    """Start it, and stop it in the end."""
    program = shutil.which("postfix", path="/usr/sbin:/usr/local/sbin") or missing("postfix", "no postfix found")
    root = _root()
    place = Path(tempfile.mkdtemp(prefix="hearing-postfix-"))
    made = Postfix(place, free_port())
    command = [*root, program, "-c", str(place / "conf")]
    ran["postfix"] = _said([*root, program.replace("postfix", "postconf"), "-dh", "mail_version"])
    _configure(made, root)
    try:
        with _listening(made):
            started = subprocess.run([*command, "start"], capture_output=True, text=True, timeout=60, check=False)
            _await(made, started.stderr)
            yield made
    finally:
        subprocess.run([*command, "abort"], capture_output=True, timeout=60, check=False)
        subprocess.run([*root, "rm", "-rf", str(place)], check=False, timeout=60)


def _root() -> list[str]:
    """What is written before a command that only root may give."""
    sudo = shutil.which("sudo")
    if os.getuid() == 0:
        return []
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return missing("postfix", "Postfix is started by root only, and there is no sudo without a password")


def _said(words: list[str]) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=True, timeout=30).stdout.strip()


def _configure(made: Postfix, root: list[str]) -> None:
    place, user = made.place, pwd.getpwuid(os.getuid()) if os.getuid() else pwd.getpwnam("nobody")
    place.chmod(0o755)
    for folder in ("conf", "queue", "data", "boxes"):
        (place / folder).mkdir()
    given = {"place": place, "port": made.port, "user": user.pw_name, "uid": user.pw_uid, "gid": user.pw_gid}
    files = {
        "main.cf": MAIN.format(**given),
        "master.cf": MASTER.format(**given),
        "people": "".join(f"{address} {address}/\n" for address in PEOPLE),
        "anyone": "@town.test ok\n",
        "replies": "svar@moten.test ok\n",
        "transport": "moten.test hearing:\n",
    }
    for name, text in files.items():
        (place / "conf" / name).write_text(text, encoding="utf-8")
    (place / "door").write_text(PASSER, encoding="utf-8")
    (place / "door").chmod(0o755)
    (place / "boxes").chmod(0o777)
    subprocess.run([*root, "chown", "postfix", str(place / "data")], check=True, timeout=30)


@contextmanager
def _listening(made: Postfix) -> Iterator[None]:
    """Answer what comes through the pipe, a thread for each."""

    class Caller(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            address, _, raw = self.rfile.read().partition(b"\n")
            status, said = made.door(address.decode(), raw)
            with suppress(OSError):
                self.wfile.write(f"{status}\n{said}".encode())

    with socketserver.ThreadingUnixStreamServer(str(made.place / "door.sock"), Caller) as server:
        (made.place / "door.sock").chmod(0o777)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join(5)


def receiving(environment: dict[str, str], place: Path) -> Door:
    """The real thing behind the pipe: `hearing receive`."""

    def door(address: str, raw: bytes) -> tuple[int, str]:
        words = [sys.executable, "-m", "hearing", "receive", "--to", address]
        done = subprocess.run(
            words, input=raw, cwd=place, env=environment, capture_output=True, timeout=60, check=False
        )
        return done.returncode, done.stderr.decode()

    return door


def _await(made: Postfix, said: str) -> None:
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", made.port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"postfix: {said} {made.log()}")
