"""Passwords stay where they belong, and what lies on the disk is closed to others."""
import contextlib
import pathlib
import subprocess
import time

from dovecot import Dovecot
from house import RELEASE, House
from test_backup import account
from test_crash import write_mails
from test_service import PASSWORD, await_messages, remote

SECRET = "geheim-Tr0mpete"


def children(pid):
    found = [pid]
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            found += children(int(child))
    return found


def test_passwords_stay_where_they_belong(tmp_path):
    """Neither arguments nor environment of any process, nor log, ledger, store or backup has one."""
    with Dovecot(users={"office": SECRET}) as server:
        server.append(b"Subject: one\r\n\r\none\r\n")
        mailbox = remote(server, tmp_path)
        (tmp_path / "password").write_text(SECRET)
        house = House(tmp_path, RELEASE).configure([mailbox])
        process = subprocess.Popen([RELEASE / "baosongd", "--debug", "--config", house.config],
                                   stderr=subprocess.PIPE, text=True)
        try:
            await_messages(house, 1)
            shown = b""
            for pid in children(process.pid):
                for name in ("cmdline", "environ"):
                    with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # a reader that is done
                        shown += pathlib.Path(f"/proc/{pid}/{name}").read_bytes()
            assert b"baosong-fetcher" in shown and SECRET.encode() not in shown
            house.run("baosong", "backup", tmp_path / "backup")
        finally:
            process.terminate()
            log = process.communicate(timeout=60)[1]
        assert "ready" in log and SECRET not in log
    for path in (*house.state.rglob("*"), *(tmp_path / "backup").rglob("*")):
        assert path.is_dir() or SECRET.encode() not in path.read_bytes(), path


def test_everything_on_the_disk_is_closed_to_others(tmp_path):
    write_mails(tmp_path / "Maildir")
    house = House(tmp_path, RELEASE).configure([{"url": f"maildir:{tmp_path / 'Maildir'}"}])
    house.once()
    assert account(house)[0]
    for path in (house.state, *house.state.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path
    for path in house.state.glob("store/*/*"):
        assert path.stat().st_mode & 0o777 == 0o400


def test_nothing_is_left_behind_by_a_reload(tmp_path):
    """Children of the old configuration are gone, and no dead one waits to be buried."""
    import signal
    with Dovecot(users={"office": PASSWORD}) as server:
        server.append(b"Subject: one\r\n\r\none\r\n")
        house = House(tmp_path, RELEASE).configure([remote(server, tmp_path)])
        process = subprocess.Popen([RELEASE / "baosongd", "--config", house.config], stderr=subprocess.DEVNULL)
        try:
            await_messages(house, 1)
            for _ in range(3):
                process.send_signal(signal.SIGHUP)
                time.sleep(1.5)
            until = time.monotonic() + 60
            while len(children(process.pid)) != 2 or process.poll() is not None:
                assert time.monotonic() < until, [pathlib.Path(f"/proc/{pid}/status").read_text()[:90] for pid in children(process.pid)]
                time.sleep(0.2)
        finally:
            process.terminate()
            process.wait(60)
