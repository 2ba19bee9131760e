"""What the service tells systemd (sd_notify(3)): signs of life only while loop and threads come round,
and a reload that takes a right configuration and keeps the old one where the new one is wrong."""
import os
import pathlib
import queue
import signal
import socket
import sqlite3
import subprocess
import threading
import time

import pytest
from house import RELEASE, ROOT, House

SPEED = 1000  # of the clock
DELAY = 12  # real seconds for which the thread that sends is held in a system call


class Supervisor:
    """The other end of $NOTIFY_SOCKET. It listens to the end, as systemd does: once some ten words wait
    to be heard, the service waits, too, wherever it is."""

    def __init__(self, folder):
        self.path = str(folder / "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.words = queue.Queue()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while text := self.socket.recv(4096).decode():
            for line in text.splitlines():
                if not line.startswith("STATUS="):
                    self.words.put((time.monotonic(), line))

    def close(self):
        """An empty word is the last one."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
            end.sendto(b"", self.path)

    def heard(self, seconds):
        """[(when, word)] of so many seconds."""
        words, until = [], time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                words.append(self.words.get(timeout=left))
            except queue.Empty:
                break
        return words

    def await_word(self, word, seconds=60):
        until = time.monotonic() + seconds
        said = []
        while time.monotonic() < until:
            said += [word for _, word in self.heard(0.2)]
            if word in said:
                return said
        raise AssertionError(f"{word} was not said: {said}")


@pytest.fixture
def supervisor(tmp_path):
    supervisor = Supervisor(tmp_path)
    yield supervisor
    supervisor.close()


def house_with_mailbox(folder, **extra):
    for name in ("cur", "new", "tmp"):
        (folder / "Maildir" / name).mkdir(parents=True)
    return House(folder, RELEASE).configure([{"url": f"maildir:{folder}/Maildir", "poll": "1min"}],
                                            limits={"min_free_bytes": 16 << 20}, **extra)


def started(house, supervisor, *before, **environment):
    return subprocess.Popen([*before, RELEASE / "baosongd", "--config", house.config], stderr=subprocess.PIPE, text=True,
                            env={**os.environ, "NOTIFY_SOCKET": supervisor.path, **environment})


def test_reload_and_stop_are_told(tmp_path, supervisor):
    house = house_with_mailbox(tmp_path)
    right = house.config.read_text()
    service = started(house, supervisor)
    try:
        supervisor.await_word("READY=1")
        supervisor.await_word("WATCHDOG=1")
        house.config.write_text(right + "nonsense: 1\n")
        service.send_signal(signal.SIGHUP)
        said = supervisor.await_word("READY=1")
        assert said.index("RELOADING=1") < said.index("READY=1")
        (tmp_path / "Maildir/new/1511226000.M1.test").write_bytes(b"Subject: x\r\n\r\nx\r\n")
        house.config.write_text(right)
        service.send_signal(signal.SIGHUP)
        said = supervisor.await_word("READY=1")
        assert said.index("RELOADING=1") < said.index("READY=1")
        until = time.monotonic() + 30  # it works on, with what was in force
        while len(house.ask("messages")) != 1:
            assert time.monotonic() < until
            time.sleep(0.2)
        supervisor.await_word("WATCHDOG=1")
    finally:
        service.terminate()
        log = service.communicate(timeout=60)[1]
    assert [word for _, word in supervisor.heard(0.5)].count("STOPPING=1") == 1
    assert service.returncode == 0 and 'unknown key "nonsense"' in log and "the old one stays in force" in log


def test_a_stuck_thread_means_no_ping(tmp_path, supervisor):
    """The loop goes on, the thread that sends is held: after its time the signs of life stop."""
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        house = house_with_mailbox(tmp_path, smtp={"url": f"smtp://127.0.0.1:{nobody.getsockname()[1]}",
                                                   "start_tls": "no", "from": "office@test.gov.cn"})
    house.run("baosongd", "--once")
    with sqlite3.connect(house.state / "ledger.db") as ledger:
        ledger.execute("INSERT INTO notices (queued_at, kind, occasion, recipient, subject, body, message_id, state,"
                       " next_attempt) VALUES (1, 'receipt', 'x', 'a@b.cn', 's', 'b', 'i@test', 'queued', 1)")
    subprocess.run(["gcc", "-O1", "-shared", "-fPIC", "-o", tmp_path / "fast.so", ROOT / "tests/soak/fast_clock.c"],
                   check=True)
    service = started(house, supervisor, "strace", "-f", "-qq", "-o", "/dev/null", "-E", f"LD_PRELOAD={tmp_path}/fast.so",
                      "-e", "trace=connect", "-e", f"inject=connect:delay_enter={DELAY}s:when=1", SOAK_SPEED=str(SPEED),
                      SOAK_BEGIN=repr(time.clock_gettime(time.CLOCK_MONOTONIC)))
    try:
        supervisor.await_word("READY=1")
        pings = [when for when, word in supervisor.heard(DELAY + 8) if word == "WATCHDOG=1"]
    finally:
        os.kill(int(pathlib.Path(f"/proc/{service.pid}/task/{service.pid}/children").read_text().split()[0]), signal.SIGTERM)
        service.communicate(timeout=60)
    gaps = [later - earlier for earlier, later in zip(pings, pings[1:])]
    silence = max(gaps)
    at = gaps.index(silence)
    assert len(pings) > 50 and at > 10 and len(gaps) - at > 10, "signs of life before and after"
    assert DELAY / 3 < silence <= DELAY
    assert sorted(gaps)[-2] < 2, "and no other silence"
