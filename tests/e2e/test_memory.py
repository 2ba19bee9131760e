"""Memory: a mail of 80 MB with one ZIP passes through small processes (with the ordinary programs)."""
import json
import pathlib
import subprocess
import threading
import time

import pytest
from house import RELEASE, ROOT, House

DAEMON_LIMIT = 32 << 20
FETCHER_LIMIT = 16 << 20
READER_LIMIT = 256 << 20


def peak(pid):
    """The most that the process ever had resident, in bytes; 0 when it is gone."""
    try:
        for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass
    return 0


def children(pid):
    try:
        return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


class Watcher(threading.Thread):
    """Keeps the peaks of a process and of its children, by program name."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.peaks, self.over = pid, {}, False

    def run(self):
        while not self.over:
            for pid in [self.pid, *children(self.pid)]:
                try:
                    name = pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
                except OSError:
                    continue
                self.peaks[name] = max(self.peaks.get(name, 0), peak(pid))
            time.sleep(0.005)


@pytest.fixture(scope="module")
def big(tmp_path_factory):
    folder = tmp_path_factory.mktemp("big")
    for part in ("cur", "new", "tmp"):
        (folder / "Maildir" / part).mkdir(parents=True)
    path = folder / "Maildir" / "new" / "1511226000.M1.test"
    made = subprocess.run(["/usr/bin/python3", ROOT / "tests" / "sample" / "make_big.py", "--out", path,
                           "--megabytes", "80"], check=True, capture_output=True, text=True)
    return folder, path, json.loads(made.stdout)


def test_a_mail_of_80_megabytes(big, record_property):
    folder, path, told = big
    assert path.stat().st_size > 78_000_000
    house = House(folder, RELEASE).configure([{"url": f"maildir:{folder / 'Maildir'}"}])
    process = subprocess.Popen([str(RELEASE / "baosongd"), "--config", str(house.config), "--once"],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    watcher = Watcher(process.pid)
    watcher.start()
    output, _ = process.communicate(timeout=300)
    watcher.over = True
    watcher.join()
    assert process.returncode == 0, output
    record_property("peaks", watcher.peaks)
    print({name: f"{size / 1e6:.1f} MB" for name, size in watcher.peaks.items()})
    assert 0 < watcher.peaks["baosongd"] < DAEMON_LIMIT
    assert 0 < watcher.peaks["baosong-fetcher"] < FETCHER_LIMIT
    assert 0 < watcher.peaks["baosong-reader"] < READER_LIMIT
    message, = house.ask("messages")
    assert sorted((file["sha256"], file["size"]) for file in message["files"]) == \
        sorted((file["sha256"], file["size"]) for file in told["files"])
