"""A Dovecot of our own for the tests: Debian's program, a folder and ports of its own, no system service touched."""

import grp
import imaplib
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from hearing.base.addresses import Imap
from tests.needs import missing, ran
from tests.postgres import free_port

PASSWORD = 'pÅss "%w\\rd'
USERS = 1000
COMMON = """
auth_failure_delay = 0
base_dir = {place}/run
state_dir = {place}/run
log_path = {place}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 0
first_valid_gid = 0
mail_max_userip_connections = 100
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""
OLD = """
disable_plaintext_auth = no
mail_location = maildir:{place}/mail/%u
ssl_cert = <{place}/cert.pem
ssl_key = <{place}/key.pem
passdb {{
  driver = passwd-file
  args = {place}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={place}/mail/%u
}}
"""
NEW = """
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = {place}/mail/%{{user}}
ssl_server_cert_file = {place}/cert.pem
ssl_server_key_file = {place}/key.pem
passdb passwd-file {{
  passwd_file_path = {place}/users
}}
userdb static {{
  fields {{
    uid = {uid}
    gid = {gid}
    home = {place}/mail/%{{user}}
  }}
}}
"""


@dataclass
class Dovecot:
    """The server: `mailbox()` gives a new, empty one each time."""

    place: Path
    port: int
    tls_port: int
    numbers: Iterator[int]

    def mailbox(self, folder: str = "INBOX", tls: bool = False) -> Imap:
        """A mailbox of a test's own."""
        user = f"svar{next(self.numbers)}@town.test"
        port = self.tls_port if tls else self.port
        return Imap("localhost" if tls else "127.0.0.1", port, user, PASSWORD, folder, tls=tls)

    def fill(self, box: Imap, mails: list[bytes]) -> None:
        """Many mails at once: as files of the Maildir, numbered when somebody looks."""
        folder = self.place / "mail" / box.user
        put(box, b"Subject: first\r\n\r\n")  # makes the folders
        for number, mail in enumerate(mails):
            (folder / "new" / f"{1_700_000_000 + number}.{number}.here").write_bytes(mail)


@contextmanager
def person(box: Imap, port: int = 0) -> Iterator[imaplib.IMAP4]:
    """Somebody who has the mailbox open in a mail program."""
    with imaplib.IMAP4("127.0.0.1", port or box.port, timeout=10) as imap:
        imap.authenticate("PLAIN", lambda _: f"\0{box.user}\0{box.password}".encode())
        yield imap


def put(box: Imap, *mails: bytes, folder: str = "") -> None:
    """Let mails arrive."""
    with person(box) as imap:
        for mail in mails:
            assert imap.append(folder or box.folder, "", "", mail)[0] == "OK"


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """Start it, and stop it in the end."""
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
    if program is None or not shutil.which("openssl"):
        missing("dovecot", "no dovecot (with openssl) found")
    place = Path(tempfile.mkdtemp(prefix="hearing-dovecot-"))
    ran["dovecot"] = _version(program)
    made = Dovecot(place, free_port(), free_port(), count(1))
    user = pwd.getpwuid(os.getuid()) if os.getuid() else pwd.getpwnam("nobody")
    _configure(made, ran["dovecot"], user)
    log = (place / "out").open("wb")
    server = subprocess.Popen([*_as(user), program, "-F", "-c", str(place / "conf")], stdout=log, stderr=log)
    try:
        _await(made, server)
        yield made
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(10)
        log.close()
        shutil.rmtree(place, ignore_errors=True)


def _version(program: str) -> str:
    return (
        subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.split(" ")[0].strip()
    )


def _as(user: pwd.struct_passwd) -> list[str]:
    """Root starts it as nobody: one way of running it, whoever runs the tests."""
    if os.getuid():
        return []
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _configure(made: Dovecot, version: str, me: pwd.struct_passwd) -> None:
    numbers = [int(part) for part in version.split(".")[:2]]
    head = "" if numbers < [2, 4] else "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n"
    text = head + (COMMON + (OLD if numbers < [2, 4] else NEW)).format(
        place=made.place,
        user=me.pw_name,
        group=grp.getgrgid(me.pw_gid).gr_name,
        uid=me.pw_uid,
        gid=me.pw_gid,
        port=made.port,
        tls_port=made.tls_port,
    )
    (made.place / "conf").write_text(text, encoding="utf-8")
    users = "".join(f"svar{number}@town.test:{{PLAIN}}{PASSWORD}\n" for number in range(1, USERS))
    (made.place / "users").write_text(users, encoding="utf-8")
    (made.place / "mail").mkdir()
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    subprocess.run(
        ["openssl", *words.split(), "-keyout", "key.pem", "-out", "cert.pem"],
        cwd=made.place,
        check=True,
        capture_output=True,
    )
    if not os.getuid():
        for file in [made.place, *made.place.iterdir()]:
            shutil.chown(file, me.pw_uid, me.pw_gid)


def _await(made: Dovecot, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if server.poll() is not None:
            break
        with suppress(OSError), socket.create_connection(("127.0.0.1", made.port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"dovecot: {_read(made.place / 'out')} {_read(made.place / 'log')}")


def _read(file: Path) -> str:
    return file.read_text("utf-8", "replace") if file.exists() else ""


def trusting(made: Dovecot) -> ssl.SSLContext:
    """Who trusts the server's certificate."""
    return ssl.create_default_context(cafile=str(made.place / "cert.pem"))
