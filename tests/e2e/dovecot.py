"""A real Dovecot from a folder of its own, on free ports, with TLS by an authority of our own.

    with Dovecot(users={"office": "secret"}) as server:
        server.append("office", b"Subject: ...", folder="INBOX")
        server.url          imaps://localhost:PORT
        server.plain_url    imap://localhost:PORT, with STARTTLS
        server.ca           the authority's certificate
"""

import datetime
import imaplib
import os
import pathlib
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
import time

from tls import Authority, free_port

CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {run}
state_dir = {run}
instance_name = {name}
log_path = {log}
auth_verbose = no
disable_plaintext_auth = no
ssl = {ssl}
ssl_cert = <{certificate}
ssl_key = <{key}
ssl_min_protocol = TLSv1.2
first_valid_uid = 1
mail_location = maildir:{mail}/%u
mailbox_idle_check_interval = 1s
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
default_vsz_limit = 1G
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {passwords}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={mail}/%u
}}
namespace inbox {{
  inbox = yes
  mailbox {junk} {{
    auto = create
    special_use = \\Junk
  }}
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  process_min_avail = 1
  inet_listener imap {{
    port = {plain_port}
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service imap {{
  process_min_avail = 1
}}
{extra}
"""


class Dovecot:
    """`tls=False` offers no TLS at all (and then no STARTTLS).

    Its folder is not pytest's: started by root, its mail processes are another user's, and pytest
    closes its folders to others whenever some pytest begins.
    """

    def __init__(self, users=None, junk="Junk", tls=True, extra=""):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="dovecot-"))
        self.folder.chmod(0o711)
        self.users = users or {"office": "correct horse battery"}
        self.junk, self.tls, self.extra = junk, tls, extra
        self.port, self.plain_port = free_port(), free_port()
        self.authority = Authority(self.folder / "tls")
        self.ca = self.authority.ca
        self.log = self.folder / "log"
        self.mail = self.folder / "mail"
        self.process = None

    @property
    def url(self):
        return f"imaps://localhost:{self.port}"

    @property
    def plain_url(self):
        return f"imap://localhost:{self.plain_port}"

    def _configure(self):
        root = os.getuid() == 0
        owner = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.getuid())
        me = owner.pw_name
        run = self.folder / "run"
        run.mkdir(parents=True, exist_ok=True)
        self.mail.mkdir(exist_ok=True)
        if root:
            os.chown(self.mail, owner.pw_uid, owner.pw_gid)
        passwords = self.folder / "passwords"
        passwords.write_text("".join(f"{u}:{{PLAIN}}{p}\n" for u, p in self.users.items()))
        passwords.chmod(0o644)
        configuration = self.folder / "dovecot.conf"
        configuration.write_text(
            CONFIGURATION.format(
                run=run, name=f"test-{self.port}", log=self.log,
                ssl="yes" if self.tls else "no",
                certificate=self.authority.certificate, key=self.authority.key, mail=self.mail,
                internal="dovecot" if root else me,
                internal_group="dovecot" if root else str(owner.pw_gid),
                login="dovenull" if root else me, passwords=passwords, uid=owner.pw_uid,
                gid=owner.pw_gid, junk=self.junk, plain_port=self.plain_port, port=self.port,
                extra=self.extra))
        return configuration

    def __enter__(self):
        program = shutil.which("dovecot", path=os.environ["PATH"] + ":/usr/sbin")
        self.process = subprocess.Popen([program, "-F", "-c", str(self._configure())])
        until = time.monotonic() + 20
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.plain_port), timeout=5) as sock:
                    if sock.recv(100).startswith(b"* OK"):
                        return self
            except OSError:
                pass
            if self.process.poll() is not None or time.monotonic() > until:
                why = self.log.read_text() if self.log.exists() else ""
                self.__exit__()
                raise RuntimeError(f"Dovecot does not start: {why}")
            time.sleep(0.05)

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder)

    def login(self, user=None):
        """A connection of imaplib, logged in."""
        user = user or next(iter(self.users))
        if self.tls:
            context = ssl.create_default_context(cafile=str(self.ca))
            client = imaplib.IMAP4_SSL("localhost", self.port, ssl_context=context)
        else:
            client = imaplib.IMAP4("localhost", self.plain_port)
        client.login(user, self.users[user])
        return client

    def append(self, message, folder="INBOX", user=None, when=None, flags=None):
        """Puts one message there; `when` is its INTERNALDATE, an aware datetime."""
        when = when or datetime.datetime.now(datetime.timezone.utc)
        client = self.login(user)
        try:
            kind, words = client.append(folder, flags, imaplib.Time2Internaldate(when), message)
            assert kind == "OK", words
        finally:
            client.logout()

    def snapshot(self, user=None):
        """Folders, counts and flags (but for \\Recent), to show that nobody changed anything."""
        client = self.login(user)
        found = {}
        try:
            for line in client.list()[1]:
                name = line.decode().rsplit(" ", 1)[1].strip('"')
                client.select(f'"{name}"', readonly=True)
                data = client.fetch("1:*", "(UID FLAGS INTERNALDATE)")[1]
                found[name] = sorted(
                    row.replace(b"\\Recent ", b"").replace(b" \\Recent", b"").replace(
                        b"\\Recent", b"")
                    for row in data if row)
        finally:
            client.logout()
        return found
