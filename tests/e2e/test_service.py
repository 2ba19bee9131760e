"""baosongd as a service, without systemd: waiting for mail, one daemon a state folder."""
import contextlib
import signal
import subprocess
import time

from dovecot import Dovecot
from house import House

PASSWORD = "correct horse battery"


@contextlib.contextmanager
def running(house):
    """The daemon while it runs; its log is in .log afterwards."""
    process = subprocess.Popen([house.programs / "baosongd", "--config", house.config],
                               stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.terminate()
        process.log = process.communicate(timeout=60)[1]
    assert process.returncode == 0, process.log


def await_messages(house, count, seconds=60):
    until = time.monotonic() + seconds
    while len(house.ask("messages")) != count:
        assert time.monotonic() < until, house.ask("messages")
        time.sleep(0.2)


def remote(server, folder):
    password = folder / "password"
    password.write_text(PASSWORD)
    password.chmod(0o600)
    return {"url": server.url, "user": "office", "password_file": str(password),
            "ca_file": str(server.ca), "poll": "1d"}


def test_new_mail_is_fetched_as_it_comes(tmp_path):
    """Asked once a day, the server's word alone can bring it."""
    with Dovecot(users={"office": PASSWORD}) as server:
        house = House(tmp_path).configure([remote(server, tmp_path)])
        server.append(b"Subject: first\r\n\r\nfirst\r\n")
        with running(house):
            await_messages(house, 1)
            for number in (2, 3):
                server.append(b"Subject: next\r\n\r\n%d\r\n" % number)
                await_messages(house, number)


def test_a_second_daemon_refuses(tmp_path):
    maildir = tmp_path / "Maildir"
    for part in ("cur", "new", "tmp"):
        (maildir / part).mkdir(parents=True)
    house = House(tmp_path).configure([{"url": f"maildir:{maildir}"}])
    (maildir / "new" / "1.M1.test").write_bytes(b"Subject: one\r\n\r\none\r\n")
    with running(house) as first:
        await_messages(house, 1)
        second = house.run("baosongd", "--once", check=False)
        assert second.returncode == 75
        assert f"another baosong (process {first.pid})" in second.stderr
        assert len(house.ask("messages")) == 1


def test_a_reload_changes_how_much_is_said(tmp_path):
    house = House(tmp_path).configure([], log_level="warning")
    calm = house.config.read_text()
    with running(house) as quiet:
        time.sleep(3)
        house.config.write_text(calm.replace("warning", "debug"))
        quiet.send_signal(signal.SIGHUP)
        time.sleep(3)
        house.config.write_text(calm.replace("warning", "loud"))  # refused: what was in force stays
        quiet.send_signal(signal.SIGHUP)
        time.sleep(2)
    lines = quiet.log.splitlines()
    assert len([line for line in lines if "works for" in line]) == 1  # only the second start is told
    assert any("one of: error, warning, info, debug" in line for line in lines)
    assert "stopping on signal" in lines[-1]
