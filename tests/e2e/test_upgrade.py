"""Ledgers of every earlier schema (tests/upgrade/version-N.sql) are upgraded, and nothing is lost."""
import collections
import re
import sqlite3

import pytest
from house import ROOT, House

UPGRADE = ROOT / "tests" / "upgrade"
NEWEST = max(int(path.name[:4]) for path in (ROOT / "schema").glob("[0-9]*.sql"))


def schema_of(path):
    with sqlite3.connect(path) as ledger:
        rows = ledger.execute("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")
        return {(kind, name): re.sub(r"\s+", " ", sql) for kind, name, sql in rows}


def house_with(folder, dump=None):
    house = House(folder, campaign=UPGRADE / "campaign.yaml").configure([])
    if dump:
        house.state.mkdir()
        with sqlite3.connect(house.state / "ledger.db") as ledger:
            ledger.executescript(dump)
    return house


@pytest.fixture(params=sorted(UPGRADE.glob("version-*.sql")), ids=lambda path: path.stem)
def upgraded(request, tmp_path):
    house = house_with(tmp_path, request.param.read_text())
    house.version = int(request.param.stem.split("-")[1])
    house.once()
    return house


def test_the_schema_is_that_of_a_new_ledger(upgraded, tmp_path_factory):
    fresh = house_with(tmp_path_factory.mktemp("fresh"))
    fresh.once()
    assert schema_of(upgraded.state / "ledger.db") == schema_of(fresh.state / "ledger.db")
    with sqlite3.connect(upgraded.state / "ledger.db") as ledger:
        assert ledger.execute("PRAGMA user_version").fetchone() == (NEWEST,)
        assert ledger.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert ledger.execute("PRAGMA foreign_key_check").fetchall() == []


def rows(house, query):
    with sqlite3.connect(house.state / "ledger.db") as ledger:
        return ledger.execute(query).fetchall()


def test_mails_files_and_decisions_stay(upgraded):
    messages = upgraded.ask("messages")
    assert [message["state"] for message in messages] == ["judged"] * 4
    assert [message["units"] for message in messages] == [
        ["市环保局"], ["市交通运输局"], ["市交通运输局"], ["市审计局"]]
    files = {file["path"]: file for message in messages for file in message["files"]}
    saved = {"坏.zip/a.txt"} if upgraded.version >= 4 else set()  # that reader saved more of it
    assert set(files) - saved == {"材料.zip/共性任务3/信用承诺书.txt", "材料.zip/共性任务6/双公示.txt", "坏.zip", "说明.txt"}
    assert saved <= set(files)
    judged = {path: [(match["task"], match["state"]) for match in file["matches"]] for path, file in files.items()}
    assert {path: matches for path, matches in judged.items() if matches} == {
        "材料.zip/共性任务3/信用承诺书.txt": [("C2", "sure")], "材料.zip/共性任务6/双公示.txt": [("C3", "sure")],
        "说明.txt": [("C1", "person")]}
    taken_back = [("waive", True)] if upgraded.version >= 7 else []
    assert rows(upgraded, "SELECT verb, undone_at IS NOT NULL FROM event ORDER BY id") == [
        (verb, False) for verb in ("assign", "refile", "accept", "waive", "extend")] + taken_back
    units = {unit["unit"]: unit for unit in upgraded.ask("status", "--stage", "midterm")["units"]}
    states = {task["task"]: task["state"] for task in units["市审计局"]["tasks"]}
    assert states == {"C1": "complete", "C2": "waived", "C3": "missing"}
    assert units["市交通运输局"]["complete"] == 0


def test_what_later_schemas_added_stays(upgraded):
    notices = collections.Counter(rows(upgraded, "SELECT kind, state FROM notice"))
    if upgraded.version >= 4:
        assert notices[("receipt", "suppressed")] == 4 and notices[("reminder", "queued")] == 1
        assert notices[("report", "queued")] == notices[("alert", "queued")] == 1
        enclosed = "SELECT n.kind, a.name FROM enclosures AS e JOIN notices AS n ON n.id = e.notice" \
                   " JOIN attachments AS a ON a.id = e.attachment WHERE length(a.content) > 1000"
        names = rows(upgraded, enclosed)
        assert ("xlsx" in str(names)) and {kind for kind, _ in names} == {"report"}
    else:
        assert not notices
    believed = {"mx.office.example spf=pass"} if upgraded.version >= 5 else {""}
    assert set(rows(upgraded, "SELECT authentication FROM messages")) == {(word,) for word in believed}
    persons = [("市审计局", "赵六", "zhao@sjj.example")] if upgraded.version >= 6 else []
    assert rows(upgraded, "SELECT unit, name, addresses FROM contact WHERE in_force") == persons
    answered = [("3@test.example", "1@test.example", 0)] if upgraded.version >= 12 else []
    assert rows(upgraded, "SELECT message_id, target, position FROM links AS l"
                          " JOIN messages AS m ON m.id = l.message") == answered
    assert rows(upgraded, "SELECT count(*) FROM scans WHERE state = 'waiting'")[0][0] >= 4


def test_no_version_is_left_out():
    found = sorted(int(path.stem.split("-")[1]) for path in UPGRADE.glob("version-*.sql"))
    assert found == list(range(1, len(found) + 1)) and len(found) >= 12


def test_a_newer_ledger_is_refused(tmp_path):
    house = house_with(tmp_path)
    house.once()
    with sqlite3.connect(house.state / "ledger.db") as ledger:
        ledger.execute(f"PRAGMA user_version = {NEWEST + 1}")
    refused = house.run("baosongd", "--once", check=False)
    assert refused.returncode != 0 and "install the newer baosong" in refused.stderr
