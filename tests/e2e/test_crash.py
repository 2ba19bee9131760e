"""Crash safety: the process dies at each durable step of a cycle, is run again, and the end is the same.

A durable step is a system call by which something becomes lasting: sync, rename, link, unlink, a
write to the ledger. They are counted with strace on the ordinary programs, unchanged; then for each
N one fresh run dies at the Nth (SIGKILL, before the call), and is run again to its end.
"""
import collections
import email.message
import io
import os
import pathlib
import shutil
import sqlite3
import stat
import tempfile
import zipfile

import pytest
from house import RELEASE, House

STEPS = "fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat,pwrite64,ftruncate,fchmod,fchown"
# Deaths for each kind of call and program, spread evenly; `make faults` dies at every single step.
DEATHS = int(os.environ.get("BAOSONG_CRASH_DEATHS", "20"))


def write_mails(maildir):
    """Five mails: one plain, one ZIP, one that cannot be opened, one doubled, one of nobody."""
    for part in ("cur", "new", "tmp"):
        (maildir / part).mkdir(parents=True)
    def mail(number, sender, subject, text, attachments=()):
        message = email.message.EmailMessage()
        message["From"], message["To"] = sender, "office@office.example"
        message["Subject"], message["Message-ID"] = subject, f"<{number}@test.example>"
        message["Date"] = "Tue, 21 Nov 2017 09:00:00 +0800"
        message.set_content(text)
        for name, data in attachments:
            message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
        if attachments:
            message.set_boundary(f"=-{number}-boundary")  # the same bytes each time
        return message.as_bytes()

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("共性任务3/信用承诺书.txt", "共性任务6/双公示.txt"):
            archive.writestr(zipfile.ZipInfo(name, (2017, 11, 1, 0, 0, 0)), name * 40)
    doubled = mail(4, "c@sjj.example", "市审计局信用材料", "见附件", [("说明.txt", "市审计局".encode())])
    mails = [
        mail(1, "a@hbj.example", "市环保局信用材料", "见附件", [("材料.zip", packed.getvalue())]),
        mail(2, "b@jtj.example", "市交通运输局材料", "见附件", [("坏.zip", packed.getvalue()[:200])]),
        mail(3, "d@nobody.example", "请问截止时间", "请问截止到哪天？"),
        doubled,
        doubled,
    ]
    for number, data in enumerate(mails):
        path = maildir / "new" / f"{1511226000 + number}.M{number}.test"
        path.write_bytes(data)
        os.utime(path, (1511226000 + number,) * 2)


def end_state(house):
    """Everything that must be the same, whatever happened on the way (first_seen is a clock's)."""
    with sqlite3.connect(house.state / "ledger.db") as ledger:
        assert ledger.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert ledger.execute("PRAGMA foreign_key_check").fetchall() == []
    messages = house.ask("messages")
    for message in messages:
        message.pop("id")
        for file in message["files"]:
            file.pop("id")
    standings = [house.ask("status", "--stage", stage) for stage in ("midterm", "final")]
    left = sorted(path.name for path in (house.state / "incoming").iterdir())
    return messages, standings, sorted(house.stored()), left


PROGRAMS = ("baosongd", "baosong", "baosong-fetcher", "baosong-reader")


@pytest.fixture(scope="module")
def memory():
    """A folder in memory, where hundreds of synced runs cost no disk; a SIGKILL cannot tell."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        folder = pathlib.Path(folder)
        for name in PROGRAMS:
            shutil.copy2(RELEASE / name, folder / name)
        yield folder


def wrap(folder, victim, strace):
    """A folder of the programs in which `victim` runs under strace."""
    programs = folder / "programs"
    programs.mkdir()
    for name in PROGRAMS:
        os.link(folder.parent / name, programs / name)
    if victim:
        (programs / victim).rename(programs / f"{victim}.real")
        script = programs / victim
        script.write_text(f'#!/bin/sh\nexec {strace} "{programs}/{victim}.real" "$@"\n')
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return programs


def prepare(folder, victim=None, strace=""):
    folder.mkdir(parents=True)
    write_mails(folder / "Maildir")
    return House(folder, wrap(folder, victim, strace)).configure([{"url": f"maildir:{folder / 'Maildir'}"}],
                                                                 readers=1)


@pytest.fixture(scope="module")
def expected(memory):
    house = prepare(memory / "whole")
    house.once()
    state = end_state(house)
    assert len(state[0]) == 4
    return state


def count_steps(folder, victim):
    """{system call: how often} of this program in one whole run, however often it is started."""
    house = prepare(folder, victim, f"strace -qq -A -e trace={STEPS} -e signal=none -o {folder}/steps")
    house.once()
    lines = (folder / "steps").read_text(errors="replace").splitlines()
    return collections.Counter(line.split("(")[0] for line in lines if "(" in line)


def chosen(steps):
    """(call, number) of the steps to die at: the first, and evenly from there."""
    return [(call, number) for call, count in steps.items()
            for number in range(1, count + 1, -(-count // DEATHS))]


@pytest.mark.parametrize("victim", ["baosongd", "baosong-fetcher", "baosong-reader"])
def test_death_at_every_step(memory, expected, victim, record_property):
    steps = count_steps(memory / f"{victim}-count", victim)
    record_property("steps", sum(steps.values()))
    print(f"{victim}: {sum(steps.values())} durable steps {dict(steps)}")
    assert steps
    deaths = 0
    for call, number in chosen(steps):
        folder = memory / f"{victim}-{call}-{number}"
        house = prepare(folder, victim, f"strace -qq -o /dev/null -e trace={call} "
                                        f"-e inject={call}:signal=KILL:when={number}")
        died = house.run("baosongd", "--once", check=False)
        deaths += died.returncode != 0
        whole = House(folder, RELEASE).configure([{"url": f"maildir:{folder / 'Maildir'}"}], readers=1)
        whole.once()
        if victim == "baosong-reader":  # two deaths: quarantined, until a person has it read again
            whole.run("baosong", "reprocess", "--all")
        state = end_state(whole)
        if victim == "baosong-reader":  # what the cut reading left closed is in the store, too
            assert set(expected[2]) <= set(state[2])
            state = (*state[:2], expected[2], state[3])
        assert state == expected, f"{victim} died at {call} number {number}"
        assert "0 faults" in whole.run("baosong", "audit").stdout
        shutil.rmtree(folder)
    # A daemon that dies says so; its children's deaths it survives.
    assert deaths > 0 or victim == "baosong-reader"
