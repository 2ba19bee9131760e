"""Faults of disk, memory, clock and ledger: each is told, nothing is lost, and the end is the same.

System calls fail by strace; disks are full or read-only for real where we may mount one.
"""
import contextlib
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import time

import pytest
from dovecot import Dovecot
from house import RELEASE, House
from test_crash import end_state, expected, memory, prepare, write_mails  # noqa: F401 (fixtures)
from test_service import PASSWORD, await_messages, remote, running

LONG = os.environ.get("BAOSONG_LONG") == "1"

# (program, system call, error, from which call on; every so many): a resource is used up, or the disk
# fails now and then. By design a program that runs out of memory ends (signal 6) and is started anew.
FAULTS = [
    ("baosongd", "pwrite64", "ENOSPC", "200+"),
    ("baosongd", "pwrite64", "EIO", "90"),
    ("baosongd", "fdatasync", "EIO", "3"),
    ("baosongd", "fsync", "EIO", "2+3"),
    ("baosongd", "renameat", "ENOSPC", "2+"),
    ("baosongd", "renameat", "EROFS", "1+"),
    ("baosongd", "mkdirat", "ENOSPC", "3+"),
    ("baosongd", "openat", "EMFILE", "60+"),
    ("baosongd", "openat", "ENFILE", "80+7"),
    ("baosongd", "mmap", "ENOMEM", "120+"),
    ("baosongd", "clone", "EAGAIN", "2+"),
    ("baosong-fetcher", "write", "ENOSPC", "3+"),
    ("baosong-fetcher", "write", "EIO", "2"),
    ("baosong-fetcher", "fsync", "EIO", "2"),
    ("baosong-fetcher", "openat", "EMFILE", "36+"),
    ("baosong-fetcher", "mmap", "ENOMEM", "60+"),
    ("baosong-reader", "write", "ENOSPC", "2+"),
    ("baosong-reader", "openat", "EMFILE", "60+"),
    ("baosong-reader", "mmap", "ENOMEM", "130+"),
]
OUT_OF_MEMORY = {-6, 134}


def healed(folder):
    """The same folder, worked on by ordinary programs, as after the fault was mended."""
    house = House(folder, RELEASE).configure([{"url": f"maildir:{folder / 'Maildir'}"}], readers=1)
    house.once()
    house.run("baosong", "reprocess", "--all")  # what readers could not do, people have done again
    return house


@pytest.mark.parametrize("victim,call,error,when", FAULTS, ids=lambda value: str(value))
def test_failing_calls(memory, expected, victim, call, error, when):  # noqa: F811
    folder = memory / f"{victim}-{call}-{error}-{when}"
    house = prepare(folder, victim, f"strace -f -qq -o {folder}/log -e trace={call} "
                                    f"-e inject={call}:error={error}:when={when}")
    done = house.run("baosongd", "--once", check=False)
    assert done.returncode >= 0 and done.returncode < 128 or done.returncode in OUT_OF_MEMORY, done.stderr
    assert "(INJECTED)" in (folder / "log").read_text(errors="replace")
    if done.returncode != 0:
        assert done.stderr.strip()
    assert end_state(healed(folder)) == expected
    shutil.rmtree(folder)


# --- what must be on the disk before what -------------------------------------------------------

LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)")
OPENED = re.compile(r"(?:\d+|AT_FDCWD)<([^>]*)>")


def test_what_a_power_cut_may_meet(tmp_path):
    """A file is synced before it is renamed into the store, and its folders before the ledger says
    that it is there."""
    write_mails(tmp_path / "Maildir")
    house = House(tmp_path, RELEASE).configure([{"url": f"maildir:{tmp_path / 'Maildir'}"}], readers=1)
    calls = "fsync,fdatasync,renameat,renameat2,mkdirat"
    subprocess.run(["strace", "-f", "-y", "-qq", "-o", tmp_path / "log", "-e", f"trace={calls}",
                    RELEASE / "baosongd", "--config", house.config, "--once"], check=True, capture_output=True)
    synced, unsynced, renames, commits = set(), set(), 0, 0
    store = str(house.state / "store")
    for line in (tmp_path / "log").read_text().splitlines():
        match = LINE.match(line)
        if not match or match.group(3) == "-1":
            continue
        call, arguments, _ = match.groups()
        folders = OPENED.findall(arguments)
        names = re.findall(r'"([^"]*)"', arguments)
        if call == "mkdirat" and folders[0].startswith(store):
            unsynced.add(folders[0])
        elif call.startswith("renameat") and folders[-1].startswith(store):
            renames += 1
            assert f"{folders[0]}/{names[0]}" in synced, line
            unsynced.add(os.path.dirname(f"{folders[-1]}/{names[1]}"))
        elif call in ("fsync", "fdatasync"):
            synced.add(folders[0])
            unsynced.discard(folders[0])
            if folders[0].endswith("ledger.db-wal"):
                commits += 1
                assert not unsynced, line
    assert renames >= 7 and commits >= 10


# --- disks ---------------------------------------------------------------------------------------


@contextlib.contextmanager
def disk(folder, size):
    """A file system of its own; skips where we may not have one."""
    folder.mkdir(parents=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", folder],
                          capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip(f"no disk can be mounted here: {done.stderr}")
    def remount(options):
        """Busy as long as a child that was told to go still has a file open for writing."""
        for _ in range(50):
            if subprocess.run(["mount", "-o", f"remount,{options}", folder], capture_output=True).returncode == 0:
                return
            time.sleep(0.2)
        raise AssertionError(f"{folder} stays busy")

    try:
        yield remount
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def test_full_and_read_only_disk(tmp_path, expected):  # noqa: F811
    """Full in the middle of the work, then read-only, then well."""
    write_mails(tmp_path / "Maildir")
    house = House(tmp_path, RELEASE).configure([{"url": f"maildir:{tmp_path / 'Maildir'}"}], readers=1,
                                               limits={"min_free_bytes": 16 << 20})
    with disk(house.state, "32m") as remount:
        filler = house.state / "filler"
        filler.write_bytes(b"x" * (31 << 20))
        full = house.run("baosongd", "--once", check=False)
        assert full.returncode == 74 and "has 0 MiB free" in full.stderr, full.stderr
        filler.write_bytes(b"x" * (20 << 20))  # room for the ledger, but less than min_free_bytes
        low = house.run("baosongd", "--once", check=False)
        assert low.returncode == 74 and "min_free_bytes" in low.stderr, low.stderr
        filler.unlink()
        remount("ro")
        stuck = house.run("baosongd", "--once", check=False)
        assert stuck.returncode == 74 and "ead-only" in stuck.stderr, stuck.stderr
        assert house.run("baosong", "status", check=False).returncode != 1
        remount("rw")
        house.once()
        assert end_state(house) == expected


# --- the ledger ----------------------------------------------------------------------------------


def one_mail(folder):
    maildir = folder / "Maildir"
    for part in ("cur", "new", "tmp"):
        (maildir / part).mkdir(parents=True, exist_ok=True)
    path = maildir / "new" / f"{1511226000 + len(list((maildir / 'new').iterdir()))}.M.test"
    path.write_bytes(b"Subject: one\r\n\r\n%s\r\n" % path.name.encode())


def test_somebody_holds_the_ledger(tmp_path):
    """A shell with an open transaction: told as busy; the service goes on by itself afterwards."""
    one_mail(tmp_path)
    house = House(tmp_path).configure([{"url": f"maildir:{tmp_path / 'Maildir'}"}])
    house.once()
    one_mail(tmp_path)
    shell = sqlite3.connect(house.state / "ledger.db", isolation_level=None)
    shell.execute("BEGIN IMMEDIATE")
    busy = house.run("baosongd", "--once", check=False)
    assert busy.returncode == 75 and "ledger" in busy.stderr, busy.stderr
    with running(house):
        time.sleep(1)
        shell.execute("ROLLBACK")
        shell.close()
        await_messages(house, 2, seconds=120)


def test_ledger_that_may_only_be_read(tmp_path):
    one_mail(tmp_path)
    house = House(tmp_path).configure([{"url": f"maildir:{tmp_path / 'Maildir'}"}])
    house.once()
    if os.geteuid() != 0:
        pytest.skip("becoming another user takes root")
    for path in (tmp_path, house.state, *pathlib.Path(tmp_path).parents):
        with contextlib.suppress(PermissionError):
            path.chmod(path.stat().st_mode | 0o055)
    for path in house.state.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    done = subprocess.run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                           house.programs / "baosong", "--config", house.config, "status"],
                          capture_output=True, text=True)
    assert done.returncode in (70, 74) and "ermission" in done.stderr or "read" in done.stderr, done.stderr


def test_damage_while_the_service_runs(tmp_path):
    """A page is overwritten under it: what it can no longer do is told, and health says so."""
    one_mail(tmp_path)
    house = House(tmp_path).configure([{"url": f"maildir:{tmp_path / 'Maildir'}", "poll": "1min"}])
    house.once()
    (house.state / "ledger.db").write_bytes(b"no ledger" * 1000)
    done = house.run("baosongd", "--once", check=False)
    assert done.returncode == 70 and "backup" in done.stderr, done.stderr


# --- clocks and zones ----------------------------------------------------------------------------


@pytest.mark.parametrize("clock,zone", [("2010-01-01 00:00:00", "America/Los_Angeles"),
                                        ("2037-06-01 12:00:00", "Pacific/Kiritimati"), (None, "Nowhere/Land")])
def test_wrong_clocks_and_zones(tmp_path, clock, zone):
    """What is in time is decided by the server's receipt and the campaign's zone alone."""
    import datetime
    def at(text):
        return datetime.datetime.fromisoformat(text)

    with Dovecot(users={"office": PASSWORD}) as server:
        for when in ("2017-11-22T23:59:59+08:00", "2017-11-23T00:00:00+08:00"):
            server.append(f"From: a@hbj.example\r\nSubject: 市环保局 {when}\r\n\r\n{when}\r\n".encode(), when=at(when))
        mailbox = {**remote(server, tmp_path), "url": server.plain_url, "start_tls": False}
        del mailbox["ca_file"]
        house = House(tmp_path, RELEASE).configure([mailbox])
        command = [RELEASE / "baosongd", "--config", house.config, "--once"]
        if clock:
            command = ["faketime", clock, *command]
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "TZ": zone})
        assert done.returncode == 0, done.stderr
        received = [message["received_at"] for message in house.ask("messages")]
        assert received == ["2017-11-22T23:59:59+08:00", "2017-11-23T00:00:00+08:00"]


JUMPING = r"""
#include <stdio.h>
#include <time.h>
#include <unistd.h>
#include <sys/syscall.h>
/* The wall clock, shifted by the seconds in the file $JUMP; every other clock is right. */
int clock_gettime(clockid_t clock, struct timespec *now)
{
    long result = syscall(SYS_clock_gettime, clock, now), shift = 0;
    FILE *file = clock == CLOCK_REALTIME ? fopen(JUMP, "re") : NULL;
    if (file != NULL) {
        if (fscanf(file, "%ld", &shift) == 1)
            now->tv_sec += shift;
        fclose(file);
    }
    return (int)result;
}
time_t time(time_t *out)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return out != NULL ? (*out = now.tv_sec) : now.tv_sec;
}
"""


def test_clock_that_jumps_under_the_service(tmp_path):
    """Years ahead and back again while it runs: it goes on, and nothing waits for the old time."""
    one_mail(tmp_path)
    stamp = tmp_path / "clock"
    stamp.write_text("0")
    house = House(tmp_path, RELEASE).configure([{"url": f"maildir:{tmp_path / 'Maildir'}"}])
    (tmp_path / "jump.c").write_text(JUMPING)
    library = tmp_path / "jump.so"
    subprocess.run(["gcc", "-shared", "-fPIC", f'-DJUMP="{stamp}"', "-o", library, tmp_path / "jump.c"], check=True)
    environment = {**os.environ, "LD_PRELOAD": str(library)}
    process = subprocess.Popen([RELEASE / "baosongd", "--config", house.config], env=environment,
                               stderr=subprocess.PIPE, text=True)
    try:
        await_messages(house, 1)
        for jump in ("94608000", "-63072000", "0"):
            stamp.write_text(jump)
            count = len(house.ask("messages"))
            (house.folder / f"mail{count}.eml").write_bytes(b"Subject: x\r\n\r\n%d\r\n" % count)
            house.run("baosong", "import", house.folder / f"mail{count}.eml")
            until = time.monotonic() + 60
            while [message["state"] for message in house.ask("messages")] != ["judged"] * (count + 1):
                assert time.monotonic() < until
                assert process.poll() is None, process.communicate()[1]
                time.sleep(0.2)
    finally:
        process.terminate()
        log = process.communicate(timeout=60)[1]
    assert process.returncode == 0, log


# --- servers -------------------------------------------------------------------------------------


def test_server_that_renumbers_and_loses(tmp_path):
    """Another UIDVALIDITY, other UIDs, mails that vanish: nothing is counted twice, nothing is lost."""
    from scripted_imap import Mail, ScriptedImap
    mails = [Mail(1320000000 + 7 * n, b"Subject: %d\r\n\r\n%d\r\n" % (n, n)) for n in range(12)]
    with ScriptedImap(tmp_path / "tls", {"INBOX": list(mails)}, password=PASSWORD, uidvalidity=5) as server:
        house = House(tmp_path).configure([{**remote(server, tmp_path), "folders": ["INBOX"]}])
        house.once()
        first = house.ask("messages")
        server.uidvalidity = 9
        for mail in mails:
            mail.uid += 3
        del server.mailboxes["INBOX"][::2]
        house.once()
        assert house.ask("messages") == first
        server.mailboxes["INBOX"][:] = []
        house.once()
        assert house.ask("messages") == first and len(first) == 12
        server.mailboxes["INBOX"].append(Mail(1, b"Subject: new\r\n\r\nnew\r\n"))
        house.once()
        assert len(house.ask("messages")) == 13


@pytest.mark.skipif(not LONG, reason="make faults: 100,000 mails take their time")
def test_a_hundred_thousand_old_mails(tmp_path):
    """Years of mail in the folder, of which ten belong to the campaign: little memory, no flood."""
    with Dovecot(users={"office": PASSWORD}) as server:
        server.append(b"Subject: makes the Maildir\r\n\r\nx\r\n")
        new = server.mail / "office" / "new"
        owner = new.stat()
        for number in range(100_000):
            path = new / f"{1400000000 + number}.M{number}.old"
            path.write_bytes(b"Subject: %d\r\n\r\n%d\r\n" % (number, number))
            when = 1511000000 if number % 10_000 == 0 else 1400000000
            os.utime(path, (when, when))
            os.chown(path, owner.st_uid, owner.st_gid)
        house = House(tmp_path, RELEASE).configure([{**remote(server, tmp_path), "since": "2017-11-13"}])
        before = os.times()
        house.once()
        after = os.times()
        assert len(house.ask("messages")) == 11
        assert after.children_user - before.children_user < 60
        house.once()  # one command when nothing has changed
        assert os.times().children_user - after.children_user < 2


def test_campaign_replaced_mid_run(tmp_path):
    """SIGHUP with a campaign that is wrong, then one that is right: everything is judged again."""
    import signal
    campaign = tmp_path / "campaign.yaml"
    text = (pathlib.Path(__file__).parents[1] / "upgrade" / "campaign.yaml").read_text()
    campaign.write_text(text)
    one_mail(tmp_path)
    house = House(tmp_path, campaign=campaign).configure([{"url": f"maildir:{tmp_path / 'Maildir'}"}])

    def title():
        return house.ask("status")["stage"], {u["unit"] for u in house.ask("status")["units"]}

    with running(house) as process:
        await_messages(house, 1)
        campaign.write_text(text.replace("category: office", "category: none"))
        process.send_signal(signal.SIGHUP)
        time.sleep(1)
        assert process.poll() is None
        campaign.write_text(text.replace("市审计局", "市教育局"))
        process.send_signal(signal.SIGHUP)
        until = time.monotonic() + 60
        while "市教育局" not in title()[1] or house.ask("messages")[0]["state"] != "judged":
            assert time.monotonic() < until
            time.sleep(0.2)
    assert "the old one stays in force" in process.log and "judged again" in process.log
