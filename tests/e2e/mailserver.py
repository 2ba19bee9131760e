"""A real mail server: Postfix with TLS and logins, delivering by LMTP into a real Dovecot.

    with MailServer({"office": "secret", "jyj": "secret2"}, domain="test.gov.cn") as server:
        server.smtp_url, server.smtp_plain_url   smtps:// and smtp:// with STARTTLS
        server.imap                              the Dovecot (dovecot.py)
        server.send("jyj", message)              as a mail program does, to the message's To
        server.mails("jyj")                      what lies in a mailbox, oldest first

Both run from folders of their own, on free ports, and leave the machine's own mail alone.
"""
import email
import email.policy
import os
import pathlib
import shutil
import smtplib
import ssl
import subprocess
import tempfile
import time

from dovecot import Dovecot
from tls import free_port

DOVECOT = """
protocols = imap lmtp
auth_username_format = %Ln
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = {auth}
  }}
}}
"""

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
syslog_name = test-{smtps}
myhostname = localhost
inet_interfaces = 127.0.0.1
mydestination =
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = {domain}
virtual_mailbox_maps = inline:{{{users}}}
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
message_size_limit = 50000000
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{auth}
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = reject_unlisted_recipient, permit_sasl_authenticated, reject
smtpd_reject_unlisted_recipient = yes
"""

MASTER = """
{smtps} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
{smtp} inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
"""


class MailServer:
    """Needs root, as Postfix's master does."""

    def __init__(self, users, domain="test.gov.cn"):
        self.users, self.domain = users, domain
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="postfix-"))
        self.folder.chmod(0o755)
        self.smtps, self.smtp, self.lmtp, self.auth = (free_port() for _ in range(4))
        self.imap = Dovecot(users, extra=DOVECOT.format(lmtp=self.lmtp, auth=self.auth))

    @property
    def smtp_url(self):
        return f"smtps://localhost:{self.smtps}"

    @property
    def smtp_plain_url(self):
        return f"smtp://localhost:{self.smtp}"

    @property
    def ca(self):
        return self.imap.ca

    def address(self, user):
        return f"{user}@{self.domain}"

    def _postfix(self, *arguments):
        program = shutil.which("postfix", path=os.environ["PATH"] + ":/usr/sbin")
        done = subprocess.run([program, "-c", str(self.folder / "conf"), *arguments],
                              capture_output=True, text=True, timeout=60)
        log = self.folder / "log"
        assert done.returncode == 0, (done.stderr, log.read_text() if log.exists() else "")

    def __enter__(self):
        self.imap.__enter__()
        users = ", ".join(f"{{{self.address(user)} = OK}}" for user in self.users)
        values = {"folder": self.folder, "smtps": self.smtps, "smtp": self.smtp,
                  "lmtp": self.lmtp, "auth": self.auth, "domain": self.domain, "users": users,
                  "certificate": self.imap.authority.certificate, "key": self.imap.authority.key}
        for name in ("conf", "queue", "data"):
            (self.folder / name).mkdir()
        (self.folder / "conf" / "main.cf").write_text(MAIN.format(**values))
        (self.folder / "conf" / "master.cf").write_text(MASTER.format(**values).lstrip())
        shutil.chown(self.folder / "data", "postfix")
        self._postfix("start")
        return self

    def __exit__(self, *_):
        try:
            self._postfix("stop")
        finally:
            self.imap.__exit__()
            shutil.rmtree(self.folder)

    def send(self, user, message, sender=None):
        context = ssl.create_default_context(cafile=str(self.ca))
        with smtplib.SMTP_SSL("localhost", self.smtps, context=context) as client:
            client.login(user, self.users[user])
            client.send_message(message, from_addr=sender or self.address(user))

    def mails(self, user, folder="INBOX"):
        client = self.imap.login(user)
        try:
            client.select(folder, readonly=True)
            numbers = client.search(None, "ALL")[1][0].split()
            raw = [client.fetch(number, "(BODY.PEEK[])")[1][0][1] for number in numbers]
        finally:
            client.logout()
        return [email.message_from_bytes(mail, policy=email.policy.default) for mail in raw]

    def wait(self, user, count, seconds=30):
        """The mails of a mailbox, as soon as there are so many."""
        until = time.monotonic() + seconds
        while True:
            mails = self.mails(user)
            if len(mails) >= count:
                return mails
            assert time.monotonic() < until, f"{user} has {len(mails)} mails, not {count}: " + \
                (self.folder / "log").read_text()[-3000:]
            time.sleep(0.1)

    def settled(self):
        """Nothing is on its way any more."""
        until = time.monotonic() + 30
        queues = [self.folder / "queue" / name for name in ("maildrop", "incoming", "active")]
        while any(path.is_file() for queue in queues for path in queue.rglob("*")):
            assert time.monotonic() < until, "mail is stuck in the queue"
            time.sleep(0.05)
