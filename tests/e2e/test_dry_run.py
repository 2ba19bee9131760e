"""--dry-run says what would come of something, and leaves the state folder as it was, byte for byte."""
import contextlib
import hashlib
import os
import sqlite3

import pytest
from house import RELEASE, ROOT, House
from office import campaign, document, mail, plan_document, promise_document


UPGRADE = ROOT / "tests" / "upgrade"


def picture(folder):
    """Every file with its content; the companions of SQLite come and go with whoever looks."""
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*") if path.is_file() and not path.name.endswith(("-wal", "-shm"))}


def deliver(folder, number, message):
    (folder / "Maildir" / "new" / f"{1511226000 + number}.M{number}.test").write_bytes(message.as_bytes())


def file_id(house, name):
    file, = [file for message in house.ask("messages") for file in message["files"] if file["path"] == name]
    return str(file["id"])


@pytest.fixture
def office(tmp_path, monkeypatch):
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "campaign.yaml").write_text(campaign())
    for name in ("cur", "new", "tmp"):
        (tmp_path / "Maildir" / name).mkdir(parents=True)
    house = House(tmp_path, campaign=tmp_path / "campaign.yaml").configure(
        [{"url": f"maildir:{tmp_path}/Maildir"}], limits={"min_free_bytes": 16 << 20})
    deliver(tmp_path, 1, mail("jyj@test.gov.cn", "市教育局材料", "见附件", [("工作方案.docx", plan_document())]))
    house.once()
    yield house
    assert not list((tmp_path / "tmp").iterdir()), "a rehearsal was left behind"


def rehearsed(house, program, *arguments):
    """What it says; nothing may have changed."""
    before = picture(house.state)
    said = house.run(program, *arguments, "--dry-run").stdout
    assert picture(house.state) == before
    return said


def test_a_cycle(office):
    new = mail("sjj@test.gov.cn", "市审计局信用承诺", "见附件", [("信用承诺书.docx", promise_document())])
    deliver(office.folder, 2, new)
    told = rehearsed(office, "baosongd")
    assert "新邮件：市审计局信用承诺（sjj@test.gov.cn），市审计局，文件1个" in told
    assert "第一阶段（中期评估），市审计局，C2：" in told and "演练，台账没有改动" in told
    assert len(office.ask("messages")) == 1
    office.once()
    assert len(office.ask("messages")) == 2
    assert "没有变化" in rehearsed(office, "baosongd")


def test_a_first_cycle_makes_no_state(tmp_path):
    for name in ("cur", "new", "tmp"):
        (tmp_path / "Maildir" / name).mkdir(parents=True)
    deliver(tmp_path, 1, mail("a@b.example", "市环保局材料", "见附件"))
    house = House(tmp_path).configure([{"url": f"maildir:{tmp_path}/Maildir"}], limits={"min_free_bytes": 16 << 20})
    assert "新邮件：市环保局材料" in house.run("baosongd", "--dry-run").stdout
    assert not house.state.exists()


def test_what_would_be_sent(office):
    """A receipt to the unit, found by a clock of that time, which sanitizers do not bear."""
    office.config.write_text(office.config.read_text() + "staff: [wang@test.gov.cn]\n"
                             "smtp: {url: 'smtp://localhost:9', from: office@test.gov.cn}\n"
                             "notices: {since: 2017-01-01}\n")
    office.programs = office.folder
    for program in ("baosongd", "baosong"):
        wrapper = office.folder / program
        wrapper.write_text(f"#!/bin/sh\nexec faketime '2017-11-21 10:00:00' {RELEASE.resolve()}/{program} \"$@\"\n")
        wrapper.chmod(0o755)
    deliver(office.folder, 2, mail("sjj@test.gov.cn", "市审计局信用承诺", "见附件", [("信用承诺书.docx", promise_document())]))
    told = rehearsed(office, "baosongd")
    assert "将发给sjj@test.gov.cn：" in told and "将发给wang@test.gov.cn：" in told


def test_import_and_reading_again(office):
    path = office.folder / "more.eml"
    path.write_bytes(mail("x@y.example", "市交通运输局材料", "见附件", [("信用承诺书.docx", promise_document())]).as_bytes())
    told = rehearsed(office, "baosong", "import", path)
    assert "1 new message" in told and "市交通运输局" in told
    assert "没有变化" in rehearsed(office, "baosong", "reprocess", "--all")


@pytest.mark.parametrize("decision", [
    ("assign", "1", "市审计局"), ("waive", "市教育局", "C2", "--because", "免报"),
    ("extend", "市教育局", "midterm", "2017-11-25", "--because", "来函"), ("refile", "FILE", "C2"),
    ("reject", "FILE", "--because", "不对")], ids=lambda words: words[0])
def test_decisions(office, decision):
    file = file_id(office, "工作方案.docx")
    words = [file if word == "FILE" else word for word in decision]
    told = rehearsed(office, "baosong", *words)
    assert "演练" in told
    assert ("→" in told) == (decision[0] != "extend")
    with sqlite3.connect(office.state / "ledger.db") as ledger:
        assert ledger.execute("SELECT count(*) FROM event").fetchone() == (0,)


def test_backup_and_restore(office):
    backup = office.folder / "backup"
    assert "2 of them" in rehearsed(office, "baosong", "backup", backup) and not backup.exists()
    office.run("baosong", "backup", backup)
    assert "0 of them" in rehearsed(office, "baosong", "backup", backup)
    victim = next((office.state / "store").glob("*/*"))
    os.chmod(victim, 0o600)
    victim.write_bytes(b"x" * victim.stat().st_size)
    kept = picture(backup)
    assert "1 of them" in rehearsed(office, "baosong", "restore", backup)
    assert picture(backup) == kept
    lost = next((backup / "store").glob(f"*/{victim.name}"))
    lost.unlink()
    assert "1 missing or damaged" in rehearsed(office, "baosong", "restore", backup)


def test_an_old_ledger(tmp_path):
    """A rehearsal upgrades its copy alone."""
    house = House(tmp_path, campaign=UPGRADE / "campaign.yaml").configure([])
    house.state.mkdir()
    with contextlib.closing(sqlite3.connect(house.state / "ledger.db")) as ledger:
        ledger.executescript((UPGRADE / "version-9.sql").read_text())
    rehearsed(house, "baosongd")
    with contextlib.closing(sqlite3.connect(house.state / "ledger.db")) as ledger:
        assert ledger.execute("PRAGMA user_version").fetchone() == (9,)


def test_where_it_makes_no_sense_it_is_refused(office):
    for words in (("contacts", "export", "--out", "x.xlsx"), ("status",), ("export", "x")):
        assert office.run("baosong", *words, "--dry-run", check=False).returncode == 64
    assert office.run("baosongd", "--once", "--dry-run", check=False).returncode == 64


def test_a_copy_that_cannot_be_made(office):
    env = {**os.environ, "TMPDIR": "/nowhere"}
    done = office.run("baosongd", "--dry-run", check=False, env=env)
    assert done.returncode != 0 and "cannot make a folder for the rehearsal" in done.stderr
