"""The outbox and an SMTP server that misbehaves at every step."""
import email
import email.policy
import os
import signal
import sqlite3
import subprocess
import time

import pytest
from house import House
from scripted_smtp import DROP, SILENCE, ScriptedSmtp
from tls import Authority

FROM = "office@xinyong.gov.cn"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tls"))


class Outbox:
    """A house whose outbox is filled by hand."""

    def __init__(self, folder, authority, server, url=None, password="secret", **more):
        self.house = House(folder)
        secret = folder / "password"
        secret.write_text(password + "\n")
        secret.chmod(0o600)
        self.smtp = {"url": url or server.url, "user": "office", "password_file": str(secret),
                     "ca_file": str(authority.ca), "from": FROM, "per_minute": 600,
                     "timeout": "10s", **more}
        self.house.configure([], smtp=self.smtp)
        self.house.run("baosong", "outbox")  # makes the ledger
        self.database = self.house.state / "ledger.db"

    def sql(self, text, *values):
        connection = sqlite3.connect(self.database, timeout=20)
        try:
            with connection:
                return connection.execute(text, values).fetchall()
        finally:
            connection.close()

    def queue(self, recipient="clerk@edu.gov.cn", kind="receipt", subject="已收到", body="您好\n"):
        number = len(self.sql("SELECT id FROM notices")) + 1
        self.sql("INSERT INTO notices (queued_at, kind, occasion, recipient, subject, body, html,"
                 " message_id, in_reply_to, state, next_attempt) VALUES (unixepoch(), ?, ?, ?, ?, ?,"
                 " '<p>您好</p>', ?, 'their@id', 'queued', unixepoch())",
                 kind, f"test/{number}", recipient, subject, body, f"test{number}@xinyong.gov.cn")
        return number

    def due(self):
        """As if the back-off were over."""
        self.sql("UPDATE notices SET next_attempt = unixepoch() WHERE done_at IS NULL")

    def once(self):
        return self.house.once(check=False)

    def listing(self):
        columns = ("id", "state", "attempts", "uncertain", "reason")
        rows = self.sql(f"SELECT {', '.join(columns)} FROM notices ORDER BY id")
        return [dict(zip(columns, row)) for row in rows]

    def states(self):
        return [row["state"] for row in self.listing()]


def parse(mail):
    return email.message_from_bytes(mail, policy=email.policy.default)


def test_mail_is_as_it_should_be(tmp_path, authority):
    with ScriptedSmtp(authority) as server:
        outbox = Outbox(tmp_path, authority, server)
        outbox.queue(subject="回执\r\nBcc: all@example.com " + "很长的主题" * 20)
        assert outbox.once().returncode == 0
        (sender, recipient, raw), = server.mails
    assert (sender, recipient) == ("<>", "clerk@edu.gov.cn")
    mail = parse(raw)
    assert mail["Subject"] == "回执 Bcc: all@example.com " + "很长的主题" * 20
    assert mail["Bcc"] is None
    assert mail["From"].addresses[0].addr_spec == FROM
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["Message-ID"] == "<test1@xinyong.gov.cn>"
    assert mail["In-Reply-To"] == mail["References"] == "<their@id>"
    assert mail.get_content_type() == "multipart/alternative"
    assert mail.get_body(("plain",)).get_content() == "您好\n"
    assert mail.get_body(("html",)).get_content().strip() == "<p>您好</p>"
    assert all(len(line) <= 78 and line.isascii() for line in raw.split(b"\r\n"))
    row, = outbox.listing()
    assert (row["state"], row["attempts"], row["reason"]) == ("sent", 1, None)


@pytest.mark.parametrize("offer", ["AUTH PLAIN", "AUTH LOGIN", "AUTH XOAUTH2"])
def test_login(tmp_path, authority, offer):
    with ScriptedSmtp(authority, offer=(offer,)) as server:
        outbox = Outbox(tmp_path, authority, server, url=server.plain_url,
                        auth="xoauth2" if "XOAUTH2" in offer else "password")
        outbox.queue()
        assert outbox.once().returncode == 0
        assert len(server.mails) == 1 and "STARTTLS" in server.commands
        assert [line for line in server.commands if line.startswith(offer)]
    assert outbox.states() == ["sent"]


def test_null_sender_refused(tmp_path, authority):
    def refuse(line):
        return "553 5.1.8 sender needed" if "<>" in line else None

    with ScriptedSmtp(authority, {"MAIL": refuse}) as server:
        outbox = Outbox(tmp_path, authority, server)
        outbox.queue(), outbox.queue()
        assert outbox.once().returncode == 0
        assert [sender for sender, _, _ in server.mails] == [f"<{FROM}>"] * 2
        assert sum("<>" in line for line in server.commands) == 1


# What the server does at one step -> how the notice stands, and whether the run reports a failure.
STEPS = [
    ({"CONNECT": "554 no service"}, "queued", 0, True),
    ({"CONNECT": "421 busy"}, "queued", 0, True),
    ({"CONNECT": DROP}, "queued", 0, True),
    ({"CONNECT": SILENCE}, "queued", 0, True),
    ({"EHLO": DROP}, "queued", 0, True),
    ({"AUTH": "535 5.7.8 wrong"}, "queued", 0, True),
    ({"AUTH": "454 4.7.0 later"}, "queued", 0, True),
    ({"MAIL": "451 later"}, "queued", 1, False),
    ({"MAIL": "552 too large"}, "failed", 1, False),
    ({"MAIL": "550 who are you"}, "queued", 0, True),
    ({"RCPT": "450 4.2.0 greylisted"}, "queued", 1, False),
    ({"RCPT": "550 5.1.1 no such user"}, "failed", 1, False),
    ({"RCPT": "421 closing"}, "queued", 1, True),
    ({"RCPT": DROP}, "queued", 1, True),
    ({"RCPT": SILENCE}, "queued", 1, True),
    ({"DATA": "451 later"}, "queued", 1, False),
    ({"DATA": "554 never"}, "failed", 1, False),
    ({"DOT": "451 later"}, "queued", 1, False),
    ({"DOT": "554 DT:SPM"}, "failed", 1, False),
    ({"QUIT": DROP}, "sent", 1, False),
]


@pytest.mark.parametrize("script, state, attempts, failure", STEPS,
                         ids=[f"{step}-{number}" for number, (script, *_) in enumerate(STEPS)
                              for step in script])
def test_every_step(tmp_path, authority, script, state, attempts, failure):
    with ScriptedSmtp(authority, script) as server:
        outbox = Outbox(tmp_path, authority, server, timeout="1s" if SILENCE in script.values() else "10s")
        outbox.queue(kind="reminder")
        done = outbox.once()
        assert (done.returncode != 0) == failure, done.stderr
        row, = outbox.listing()
        assert (row["state"], row["attempts"], row["uncertain"]) == (state, attempts, 0), row
        assert len(server.mails) == (state == "sent")
        assert "secret" not in done.stderr
        if state != "queued":
            return
        server.script.clear()
        outbox.due()
        assert outbox.once().returncode == 0
        assert outbox.states() == ["sent"] and len(server.mails) == 1


@pytest.mark.parametrize("plan", [DROP, SILENCE], ids=["drop", "silence"])
def test_at_most_one_repeat_after_the_dot(tmp_path, authority, plan):
    with ScriptedSmtp(authority, {"DOT": plan}, accept_then_drop=True) as server:
        outbox = Outbox(tmp_path, authority, server, timeout="1s")
        outbox.queue()
        for round_number in range(4):
            outbox.once()
            outbox.due()
        assert len(server.mails) == 2
        assert server.mails[0] == server.mails[1]
        row, = outbox.listing()
        assert row["state"] == "failed" and row["uncertain"] <= 2


def test_starttls_injection(tmp_path, authority):
    """What is said before TLS is up counts for nothing afterwards."""
    injected = "220 go ahead\n250-localhost\n250 AUTH PLAIN\n235 welcome\n250 ok\n250 ok\n354 yes"
    with ScriptedSmtp(authority, {"STARTTLS": injected}) as server:
        outbox = Outbox(tmp_path, authority, server, url=server.plain_url)
        outbox.queue()
        assert outbox.once().returncode != 0
        assert outbox.states() == ["queued"] and server.mails == []
        assert not [line for line in server.commands if line.startswith("AUTH")]


def test_no_tls_no_password(tmp_path, authority):
    with ScriptedSmtp(authority, tls=False) as server:
        outbox = Outbox(tmp_path, authority, server, url=server.plain_url)
        outbox.queue()
        done = outbox.once()
        assert done.returncode != 0 and "STARTTLS" in done.stderr
        assert not [line for line in server.commands if line.startswith(("AUTH", "MAIL"))]


def test_strange_certificate(tmp_path, authority):
    other = Authority(tmp_path / "other")
    with ScriptedSmtp(other) as server:
        outbox = Outbox(tmp_path, authority, server)
        outbox.queue()
        done = outbox.once()
        assert done.returncode != 0 and "could not prove who it is" in done.stderr
        assert server.commands == []


def test_one_bad_recipient_stops_nobody(tmp_path, authority):
    def refuse(line):
        return "550 5.1.1 unknown" if "gone@" in line else None

    with ScriptedSmtp(authority, {"RCPT": refuse}) as server:
        outbox = Outbox(tmp_path, authority, server)
        for name in ("a", "gone", "b"):
            outbox.queue(f"{name}@edu.gov.cn")
        assert outbox.once().returncode == 0
        assert [recipient for _, recipient, _ in server.mails] == ["a@edu.gov.cn", "b@edu.gov.cn"]
        assert outbox.states() == ["sent", "failed", "sent"]


def test_people_cancel_and_retry(tmp_path, authority):
    with ScriptedSmtp(authority, {"RCPT": ["550 full"]}) as server:
        outbox = Outbox(tmp_path, authority, server)
        first, second = outbox.queue(), outbox.queue()
        outbox.house.run("baosong", "outbox", "cancel", second)
        assert outbox.once().returncode == 0
        assert outbox.states() == ["failed", "cancelled"]
        outbox.house.run("baosong", "outbox", "retry", first, second)
        assert outbox.once().returncode == 0
        assert outbox.states() == ["sent", "sent"]
        refused = outbox.house.run("baosong", "outbox", "retry", first, check=False)
        assert refused.returncode != 0 and "is sent" in refused.stderr
        assert [(row["id"], row["state"]) for row in outbox.house.ask("outbox")] == [
            (first, "sent"), (second, "sent")]
        shown = outbox.house.run("baosong", "outbox", "show", first).stdout
        assert "已发出" in shown and "您好" in shown
        assert "原因" not in shown  # there is none


def test_expired_is_not_sent(tmp_path, authority):
    with ScriptedSmtp(authority) as server:
        outbox = Outbox(tmp_path, authority, server)
        outbox.queue(kind="reminder")
        outbox.sql("UPDATE notices SET expires_at = unixepoch() - 1")
        assert outbox.once().returncode == 0
        assert outbox.states() == ["suppressed"] and server.mails == []


def start_service(outbox):
    command = [str(outbox.house.programs / "baosongd"), "--config", str(outbox.house.config)]
    return subprocess.Popen(command, stderr=subprocess.DEVNULL)


def wait_for(condition, seconds=30):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.05)


@pytest.mark.parametrize("answered", [True, False], ids=["accepted", "unanswered"])
def test_killed_while_sending(tmp_path, authority, answered):
    """kill -9 when the server has the mail and we have not recorded it: twice. Never a third copy."""
    with ScriptedSmtp(authority, {"DOT": SILENCE}, accept_then_drop=answered) as server:
        outbox = Outbox(tmp_path, authority, server, timeout="60s")
        outbox.queue()
        for copies in (1, 2):
            service = start_service(outbox)
            wait_for(lambda: server.connections == copies and outbox.states() == ["sending"])
            wait_for(lambda: server.script.get("NOW") is SILENCE)
            server.script.pop("NOW")
            os.kill(service.pid, signal.SIGKILL)
            service.wait()
        server.script.clear()
        outbox.once()
        assert len(server.mails) == (2 if answered else 0)
        row, = outbox.listing()
        assert row["state"] == "failed" and "不再重发" in row["reason"]


def test_service_sends_what_comes(tmp_path, authority):
    with ScriptedSmtp(authority) as server:
        outbox = Outbox(tmp_path, authority, server)
        service = start_service(outbox)
        try:
            wait_for(lambda: service.poll() is None and outbox.states() == [])
            outbox.queue()
            wait_for(lambda: outbox.states() == ["sent"])
            assert len(server.mails) == 1
        finally:
            service.send_signal(signal.SIGTERM)
            assert service.wait(timeout=20) == 0


def test_rate(tmp_path, authority):
    with ScriptedSmtp(authority) as server:
        outbox = Outbox(tmp_path, authority, server, per_minute=120)
        for _ in range(4):
            outbox.queue()
        began = time.monotonic()
        assert outbox.once().returncode == 0
        assert time.monotonic() - began > 1.4  # never sooner than three pauses of half a second
        assert len(server.mails) == 4 and server.connections == 1


def test_check(tmp_path, authority):
    """A wrong text and a wrong password are found before anybody waits for a mail."""
    with ScriptedSmtp(authority) as server:
        outbox = Outbox(tmp_path, authority, server)
        good = outbox.house.run("baosong", "check", "--online")
        assert "login are fine" in good.stderr and server.mails == []
        texts = tmp_path / "notices"
        texts.mkdir()
        (texts / "reminder.txt").write_text("主题：催报\n{单位}还缺{几项}项\n", encoding="utf-8")
        for program, arguments in (("baosong", ["check"]), ("baosongd", ["--check"])):
            wrong = outbox.house.run(program, *arguments, check=False)
            assert wrong.returncode == 78
            assert f"{texts}/reminder.txt:2: {{几项}} means nothing here" in wrong.stderr
            assert "{缺报数}" in wrong.stderr
        (texts / "reminder.txt").unlink()
        (tmp_path / "password").write_text("wrong\n")
        refused = outbox.house.run("baosong", "check", "--online", check=False)
        assert refused.returncode != 0 and "refused the login" in refused.stderr
