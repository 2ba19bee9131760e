"""Files are shown to a virus scanner, and a scanner that is down or mad loses no mail."""
import signal
import sqlite3
import subprocess
import time

import pytest
from clamd import EICAR, STREAM_MOST, BadClamd, Clamd, take_all
from house import BUILD, House
from office import archive, campaign, mail, plan_document, promise_document


def house_with(folder, socket, **clamd):
    path = folder / "campaign.yaml"
    path.write_text(campaign())
    for name in ("cur", "new", "tmp"):
        (folder / "Maildir" / name).mkdir(parents=True, exist_ok=True)
    return House(folder, campaign=path).configure([{"url": f"maildir:{folder}/Maildir", "poll": "1min"}],
                                                  limits={"min_free_bytes": 16 << 20},
                                                  clamd={"socket": str(socket), **clamd})


def deliver(folder, number, *attachments):
    message = mail("jyj@test.gov.cn", f"市教育局材料{number}", "见附件", attachments)
    (folder / "Maildir" / "new" / f"{1511226000 + number}.M{number}.test").write_bytes(message.as_bytes())


def files(house):
    return {file["path"]: file for message in house.ask("messages") for file in message["files"]}


def codes(house):
    return {path: file["findings"] for path, file in files(house).items()}


def scans(house):
    with sqlite3.connect(house.state / "ledger.db") as ledger:
        return dict(ledger.execute("SELECT f.path, s.state FROM scans AS s JOIN files AS f USING (sha256)"))


def await_that(condition, seconds=60):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.2)


def test_what_it_finds_counts_nowhere(tmp_path):
    with Clamd(tmp_path) as clamd:
        house = house_with(tmp_path, clamd.socket)
        packed = archive({"信用承诺书.docx": promise_document(), "共性任务1/工作方案.txt": EICAR})
        deliver(tmp_path, 1, ("材料.zip", packed))
        house.once()
        found = files(house)
        assert "infected" in found["材料.zip/共性任务1/工作方案.txt"]["findings"]
        assert "infected" not in found["材料.zip/信用承诺书.docx"]["findings"]
        assert set(scans(house).values()) == {"clean", "infected"}
        shown = house.run("baosong", "show", "1").stdout
        assert "含有病毒，请勿打开（Eicar-Test.UNOFFICIAL）" in shown
        house.run("baosong", "accept", found["材料.zip/共性任务1/工作方案.txt"]["id"], "--because", "核对过")
        house.run("baosong", "export", tmp_path / "dossier")
        written = {path.name: path.read_bytes() for path in (tmp_path / "dossier").rglob("*") if path.is_file()}
        assert EICAR not in written.values() and promise_document()[:4] in {data[:4] for data in written.values()}
        # Read again it is known as before, without being asked for.
        clamd.stop()
        house.run("baosong", "reprocess", "--all")
        assert "infected" in codes(house)["材料.zip/共性任务1/工作方案.txt"]
        clamd.start()
        checked = house.run("baosong", "check", "--online", check=False)
        assert "virus scanner: ClamAV" in checked.stderr


def test_too_large_for_it_is_said(tmp_path):
    with Clamd(tmp_path) as clamd:
        house = house_with(tmp_path, clamd.socket, max_bytes=3 << 20)
        deliver(tmp_path, 1, ("它的上限.txt", b"a" * (2 << 20)), ("我们的上限.txt", b"b" * (4 << 20)), ("小.txt", b"c" * 9))
        assert STREAM_MOST < 2 << 20
        house.once()
    found = codes(house)
    assert "unscanned" in found["它的上限.txt"] and "unscanned" in found["我们的上限.txt"]
    assert "unscanned" not in found["小.txt"] and scans(house)["小.txt"] == "clean"


def test_down_it_stops_nothing_and_is_made_up_for(tmp_path):
    clamd = Clamd(tmp_path)
    house = house_with(tmp_path, clamd.socket)
    deliver(tmp_path, 1, ("工作方案.docx", plan_document()), ("坏.txt", EICAR))
    once = house.run("baosongd", "--once", check=False)
    assert once.returncode == 75 and "clamd cannot be reached" in once.stderr
    assert [message["state"] for message in house.ask("messages")] == ["judged"]
    assert set(scans(house).values()) == {"waiting"}
    service = subprocess.Popen([BUILD / "baosongd", "--config", house.config], stderr=subprocess.PIPE, text=True)
    try:
        deliver(tmp_path, 2, ("第二件.txt", b"second"))

        def alerted():
            with sqlite3.connect(house.state / "ledger.db") as ledger:
                return ledger.execute("SELECT text FROM alerts WHERE key = 'reach/clamd'").fetchall()

        await_that(lambda: len(house.ask("messages")) == 2)
        await_that(alerted)
        assert "恢复后自动补查" in alerted()[0][0]
        with clamd:
            await_that(lambda: "waiting" not in scans(house).values())
            await_that(lambda: "infected" in codes(house)["坏.txt"])
            await_that(lambda: not alerted())
        assert scans(house)["第二件.txt"] == "clean"
    finally:
        service.send_signal(signal.SIGTERM)
        log = service.communicate(timeout=60)[1]
    assert service.returncode == 0
    assert log.count("no file can be scanned for viruses") <= 2 and "found Eicar-Test" in log


def hang(connection):
    time.sleep(20)


def hang_up(connection):
    connection.recv(10)


def drip(connection):
    take_all(connection)
    for _ in range(100):
        connection.sendall(b"s")
        time.sleep(0.2)


def answer(text):
    def behave(connection):
        take_all(connection)
        connection.sendall(text)
        time.sleep(0.5)
    return behave


@pytest.mark.parametrize("behave", [
    hang, hang_up, drip, answer(b""), answer(b"x" * 100_000), answer(b"stream: ERROR\0"), answer(b"OK\0"),
    answer(b"stream:  FOUND"), answer(b"\0" * 50)], ids=[
    "hangs", "hangs up", "drips", "nothing", "a flood", "an error", "half an answer", "no name", "zeros"])
def test_a_mad_one_costs_a_finding_at_most(tmp_path, behave):
    bad = BadClamd(tmp_path, behave)
    house = house_with(tmp_path, bad.socket, timeout=1)
    deliver(tmp_path, 1, ("工作方案.docx", plan_document()))
    for number in range(3):
        began = time.monotonic()
        done = house.run("baosongd", "--once", check=False)
        assert done.returncode == 76 and time.monotonic() - began < 30
        assert [message["state"] for message in house.ask("messages")] == ["judged"]
    assert "unscanned" in codes(house)["工作方案.docx"] and bad.calls == 3
    assert house.once().returncode == 0
    bad.close()


def test_its_words_are_harmless(tmp_path):
    bad = BadClamd(tmp_path, answer("stream: \x1b[31m<b>邪恶\n FOUND\0".encode()))
    house = house_with(tmp_path, bad.socket)
    deliver(tmp_path, 1, ("工作方案.docx", plan_document()))
    done = house.once()
    assert "infected" in codes(house)["工作方案.docx"] and "\x1b" not in done.stderr
    assert "\x1b" not in house.run("baosong", "show", "1").stdout
    bad.close()


def test_a_receipt_waits_for_what_it_says(tmp_path):
    clamd = Clamd(tmp_path)
    house = house_with(tmp_path, clamd.socket)
    house.config.write_text(house.config.read_text() + "smtp: {url: 'smtp://localhost:9', from: office@test.gov.cn}\n"
                            "notices: {since: 2017-01-01}\n")
    deliver(tmp_path, 1, ("坏.txt", EICAR))

    def receipts():
        return [(notice["kind"], notice["state"]) for notice in house.ask("outbox")]

    house.run("baosongd", "--once", check=False)
    assert receipts() == [("receipt", "wanted")]
    with clamd:
        house.run("baosongd", "--once", check=False)
    assert receipts() == [("receipt", "suppressed")]  # of a mail from 2017
