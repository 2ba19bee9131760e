"""`baosong setup` asks, tries and writes; `check --online` tries what is written."""
import os
import pathlib
import pty
import subprocess
import time

import pytest
import yaml
from dovecot import Dovecot
from house import CAMPAIGN, RELEASE, House
from test_service import PASSWORD, remote

ADDRESS = "office@office.example"


@pytest.fixture(scope="module")
def server():
    with Dovecot(users={ADDRESS: PASSWORD, "office": PASSWORD}) as dovecot:
        dovecot.append(b"Subject: first\r\n\r\nfirst\r\n")
        yield dovecot


def answers(server, passwords=(PASSWORD,), **changed):
    told = {"address": ADDRESS, "provider": "12", "imap": server.url, "smtp": "smtps://localhost:1",
            "ca": str(server.ca), "password": None, "campaign": str(CAMPAIGN), "since": "2017-11-13",
            "staff": "wang@office.example li@office.example", "sending": "no", **changed}
    lines = []
    for key, answer in told.items():
        lines += list(passwords) if key == "password" else [answer] if isinstance(answer, str) else answer
    return "\n".join(lines) + "\n"


def set_up(folder, text, check=True):
    house = House(folder)
    return house, house.run("baosong", "setup", check=check, input=text)


def test_from_nothing_to_the_first_mail(server, tmp_path):
    house, done = set_up(tmp_path / "etc", answers(server))
    written = yaml.safe_load(house.config.read_text())
    password = tmp_path / "etc" / "credentials" / "mailbox-password"
    assert written["mailboxes"][0]["user"] == ADDRESS and "smtp" not in written
    assert written["staff"] == ["wang@office.example", "li@office.example"]
    assert password.read_text() == PASSWORD and password.stat().st_mode & 0o777 == 0o600
    assert password.parent.stat().st_mode & 0o777 == 0o700
    assert PASSWORD not in done.stdout + done.stderr + house.config.read_text()
    house.run("baosong", "check", "--online")
    house.once()
    assert [message["subject"] for message in house.ask("messages")] == ["first"]


def test_wrong_answers_are_asked_again(server, tmp_path):
    text = answers(server, passwords=("wrong", PASSWORD), address=["office", ADDRESS],
                   provider=["13", "x", "12"], imap=["localhost", server.url], ca=["ca.pem", str(server.ca)],
                   campaign=["/none.yaml", str(CAMPAIGN)], since=["yesterday", "2017-11-13"],
                   staff=["wang", "wang@office.example"], sending=["perhaps", "yes"])
    house, done = set_up(tmp_path / "etc", text)
    for words in ("no mail address", "a number from 1 to 12", "imaps://HOST", "the whole path",
                  "refused the login", "there is no such file", "yes or no"):
        assert words in done.stdout, words
    written = yaml.safe_load(house.config.read_text())
    assert written["smtp"]["url"] == "smtps://localhost:1" and written["smtp"]["from"] == ADDRESS


def test_providers_are_known(tmp_path):
    """Whom the address names is not asked for; the oddity is said before the password."""
    _, done = set_up(tmp_path / "etc", "clerk@163.com\n", check=False)
    assert "163 (NetEase)" in done.stdout and "授权码" in done.stdout and "Its number" not in done.stdout
    assert done.returncode == 64 and "nothing was written" in done.stderr


def test_nothing_is_overwritten_and_nothing_half_written(server, tmp_path):
    whole = answers(server)
    lines = whole.splitlines()
    for count in (0, 3, 6, len(lines) - 1):
        house, done = set_up(tmp_path / "etc", "".join(f"{line}\n" for line in lines[:count]), check=False)
        assert done.returncode == 64 and not list((tmp_path / "etc").rglob("*"))
    house.config.write_text("# mine\n")
    _, done = set_up(tmp_path / "etc", whole, check=False)
    assert "is there already" in done.stderr and house.config.read_text() == "# mine\n"
    assert not list(pathlib.Path("/tmp").glob("baosong-setup-*"))


def test_the_password_is_not_shown(server, tmp_path):
    house = House(tmp_path / "etc")
    leader, follower = pty.openpty()
    process = subprocess.Popen([house.programs / "baosong", "--config", house.config, "setup"],
                               stdin=follower, stdout=follower, stderr=follower, start_new_session=True)
    os.close(follower)
    shown = b""
    for line in answers(server).splitlines():
        until = time.monotonic() + 60
        while not shown.rstrip().endswith(b":"):
            assert time.monotonic() < until
            shown += os.read(leader, 4096)
        time.sleep(0.1)
        shown += b"\n"
        os.write(leader, line.encode() + b"\n")
    try:
        while block := os.read(leader, 4096):
            shown += block
    except OSError:
        pass
    assert process.wait(60) == 0, shown
    assert PASSWORD.encode() not in shown and ADDRESS.encode() in shown


# --- check --online ------------------------------------------------------------------------------


def check(house, **options):
    done = house.run("baosong", "check", "--online", check=False, **options)
    return done, dict(line.split(": ", 1) for line in done.stderr.splitlines() if ": " in line)


def test_check_online_tries_everything(server, tmp_path):
    house = House(tmp_path).configure([remote(server, tmp_path)])
    done, said = check(house)
    assert done.returncode == 0, done.stderr
    assert said["mailbox office@localhost"] == "login and folders are fine"
    assert said["password of office@localhost"].startswith("only those")
    assert said["sending"].startswith("nothing is sent")
    assert said["time zone"].startswith("Asia/Shanghai") and "MB free" in said["disk"] and "clock" in said


def test_check_online_tells_every_failure(server, tmp_path):
    mailbox = remote(server, tmp_path)
    (tmp_path / "password").write_text("wrong")
    (tmp_path / "password").chmod(0o644)
    house = House(tmp_path).configure(
        [mailbox], limits={"min_free_bytes": 1 << 50},
        smtp={"url": "smtps://localhost:1", "from": ADDRESS})
    done, said = check(house)
    assert done.returncode == 78  # the first failure is a password that everybody can read
    assert "everybody" in said["password of office@localhost"]
    assert "refused the login" in said["mailbox office@localhost"]
    assert "does not accept the connection" in said["sending"]
    assert "nothing would be fetched" in said["disk"]
    early = subprocess.run(["faketime", "2015-01-01 00:00:00", RELEASE / "baosong", "--config",
                            house.config, "check", "--online"], capture_output=True, text=True, timeout=120)
    assert "more than a year before the first deadline" in early.stderr, early.stderr
