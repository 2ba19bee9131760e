"""Backup and restore: all of it, while the service works, and back after the worst."""
import os
import shutil
import sqlite3

import pytest
from house import House
from test_crash import write_mails


@pytest.fixture
def house(tmp_path):
    write_mails(tmp_path / "Maildir")
    house = House(tmp_path).configure([{"url": f"maildir:{tmp_path / 'Maildir'}"}])
    house.once()
    return house


def account(house):
    """What people see, without what a clock or a row number says."""
    messages = house.ask("messages")
    for message in messages:
        message.pop("id")
        for file in message["files"]:
            file.pop("id")
    return messages, house.ask("status", "--stage", "midterm")


def ledgers(folder):
    return sorted(path.name for path in folder.glob("ledger-*.db"))


def deliver(house, number):
    (house.folder / "Maildir" / "new" / f"{1511230000 + number}.M{number}.test").write_text(
        f"From: x@hbj.example\r\nSubject: 市环保局 {number}\r\n\r\n{number}\r\n")


def test_there_and_back(house, tmp_path):
    before, stored = account(house), house.stored()
    backup = tmp_path / "backup"
    house.run("baosong", "backup", backup)
    assert len(ledgers(backup)) == 1
    assert {path.name for path in (backup / "store").glob("*/*")} == set(stored)
    assert (backup / "conf" / "baosong.yaml").read_text() == house.config.read_text()
    assert all(path.stat().st_mode & 0o077 == 0 for path in [backup, *backup.rglob("*")])
    shutil.rmtree(house.state)
    house.run("baosong", "restore", backup)
    assert (account(house), house.stored()) == (before, stored)
    assert house.ask("audit")["right"]
    house.once()
    assert account(house) == before  # nothing is fetched twice


def test_only_what_is_new_is_copied(house, tmp_path):
    backup = tmp_path / "backup"
    house.run("baosong", "backup", backup)
    first = {path: path.stat().st_ino for path in (backup / "store").glob("*/*")}
    deliver(house, 9)
    house.once()
    os.utime(backup / ledgers(backup)[0])
    (backup / ledgers(backup)[0]).rename(backup / "ledger-20171101T000000Z.db")
    said = house.run("baosong", "backup", backup).stdout
    assert " 1 of them" in said
    after = {path: path.stat().st_ino for path in (backup / "store").glob("*/*")}
    assert len(after) == len(first) + 1 and first.items() <= after.items()
    # the older state can be had, too; what it does not name stays on the disk
    house.run("baosong", "restore", backup / "ledger-20171101T000000Z.db")
    assert len(house.ask("messages")) == 4
    house.once()
    assert len(house.ask("messages")) == 5


def test_two_weeks_are_kept(house, tmp_path):
    backup = tmp_path / "backup"
    house.run("baosong", "backup", backup)
    for day in range(10, 30):
        shutil.copy2(backup / ledgers(backup)[-1], backup / f"ledger-201711{day}T000000Z.db")
    house.run("baosong", "backup", backup)
    assert len(ledgers(backup)) == 14
    assert "ledger-20171110T000000Z.db" not in ledgers(backup)


def damage(path, at=None):
    """Other bytes in the middle; the size stays."""
    path.chmod(0o600)
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 if at is None else at)
        file.write(b"\xde\xad\xbe\xef")


def test_damaged_page_of_the_ledger(house, tmp_path):
    before = account(house)
    backup = tmp_path / "backup"
    house.run("baosong", "backup", backup)
    with sqlite3.connect(house.state / "ledger.db") as ledger:
        root, = ledger.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'messages'").fetchone()
        size, = ledger.execute("PRAGMA page_size").fetchone()
    damage(house.state / "ledger.db", (root - 1) * size)
    refused = house.run("baosongd", "--once", check=False)
    assert refused.returncode == 70 and "restore" in refused.stderr, refused.stderr
    house.run("baosong", "restore", backup)
    assert account(house) == before
    assert list(house.state.glob("ledger.db.before-*"))


def test_damaged_files_are_replaced_and_damaged_backups_told(house, tmp_path):
    backup = tmp_path / "backup"
    house.run("baosong", "backup", backup)
    victims = sorted(path.relative_to(house.state) for path in house.state.glob("store/*/*"))[:2]
    damage(house.state / victims[0])
    house.run("baosong", "restore", backup)
    assert house.ask("audit")["right"]
    damage(house.state / victims[0])
    damage(backup / victims[0])
    (backup / victims[1]).unlink()
    (house.state / victims[1]).unlink()
    told = house.run("baosong", "restore", backup, check=False)
    assert told.returncode != 0 and told.stderr.count("2 files that the ledger names") == 1
    audit = house.run("baosong", "audit", "--format", "json", check=False).stdout
    assert audit.count('"missing"') == 2


def test_what_is_refused(house, tmp_path):
    (tmp_path / "nothing").mkdir()
    for arguments, words in ((("backup", house.state), "the state folder itself"),
                             (("restore", tmp_path / "nothing"), "holds no copy of a ledger"),
                             (("restore", tmp_path / "none"), "cannot look at the backup"),
                             (("restore", house.config), "not a database")):
        done = house.run("baosong", *arguments, check=False)
        assert done.returncode != 0 and words in done.stderr, done.stderr
    assert len(house.ask("messages")) == 4
