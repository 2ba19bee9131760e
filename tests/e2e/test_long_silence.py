"""A mail server that is down for a week: what is to be said waits, and is said once."""
import collections
import datetime
import os
import sqlite3
import subprocess
import time

from house import RELEASE, ROOT, House
from office import campaign, mail, plan_document
from scripted_smtp import DROP, ScriptedSmtp
from tls import Authority

SPEED = 8000  # of the clock
WEEK = 7 * 86400
MAILS = 6


def alerts(house):
    with sqlite3.connect(house.state / "ledger.db", timeout=20) as ledger:
        return [key for key, in ledger.execute("SELECT key FROM alerts WHERE ended IS NULL ORDER BY key")]


def states(house, kind):
    return collections.Counter(notice["state"] for notice in house.ask("outbox") if notice["kind"] == kind)


def office(folder, server):
    later = datetime.date.today() + datetime.timedelta(days=90)
    (folder / "campaign.yaml").write_text(campaign(midterm=later, final=later + datetime.timedelta(days=9)))
    for name in ("cur", "new", "tmp"):
        (folder / "Maildir" / name).mkdir(parents=True)
    return House(folder, RELEASE, campaign=folder / "campaign.yaml").configure(
        [{"url": f"maildir:{folder}/Maildir", "poll": "1d"}], staff=["wang@test.gov.cn"],
        limits={"min_free_bytes": 16 << 20}, notices={"daily_report": "no", "reminders": "no"},
        smtp={"url": server.plain_url, "start_tls": "no", "from": "office@test.gov.cn", "per_minute": 600})


def deliver(folder):
    for number in range(MAILS):
        message = mail("jyj@test.gov.cn", f"市教育局材料{number}", "见附件", [("工作方案.docx", plan_document())])
        (folder / "Maildir" / "new" / f"{int(time.time())}.M{number}.test").write_bytes(message.as_bytes())


def clock(folder, speed, ahead=0):
    """The environment of a clock that is so many seconds ahead, and runs so many times as fast."""
    library = folder / "fast_clock.so"
    if not library.exists():
        subprocess.run(["gcc", "-O1", "-shared", "-fPIC", "-o", library, ROOT / "tests/soak/fast_clock.c"], check=True)
    begin = time.clock_gettime(time.CLOCK_MONOTONIC) - ahead / (speed - 1)
    return {**os.environ, "LD_PRELOAD": str(library), "SOAK_SPEED": str(speed), "SOAK_BEGIN": repr(begin)}


def a_week_passes(house, folder):
    service = subprocess.Popen([RELEASE / "baosongd", "--config", house.config], env=clock(folder, SPEED),
                               stderr=subprocess.PIPE, text=True)
    time.sleep(WEEK / SPEED)
    assert service.poll() is None
    service.terminate()
    return service.communicate(timeout=60)[1]


def test_a_week_without_a_mail_server(tmp_path):
    authority = Authority(tmp_path / "tls")
    with ScriptedSmtp(authority, {"CONNECT": DROP}) as server:
        house = office(tmp_path, server)
        house.run("baosongd", "--once", check=False)  # notices begin
        time.sleep(1.1)
        deliver(tmp_path)
        house.run("baosongd", "--once", check=False)
        assert states(house, "receipt") == {"queued": MAILS}
        before = server.connections
        log = a_week_passes(house, tmp_path)
        tries = server.connections - before
        assert 250 < tries < 2 * WEEK / 900, "tried again at most every quarter of an hour, or so"
        assert "It is tried again in 900 s" in log and server.mails == []
        assert states(house, "receipt") == {"queued": MAILS}
        assert alerts(house) == ["outbox", "smtp"]
        told = states(house, "alert")
        assert sum(told.values()) == told["queued"] <= 2
        # It is back, and at first it puts everybody off, as greylisting does.
        server.script = {"RCPT": ["451 4.7.1 try again later"] * (MAILS + 2)}
        for hours in (0, 1, 2, 8):
            house.run("baosongd", "--once", check=False, env=clock(tmp_path, 2, WEEK + 3600 * (1 + hours)))
        assert states(house, "receipt") == {"sent": MAILS}
        assert "queued" not in states(house, "alert")
        assert alerts(house) == []
        told = collections.Counter(data.split(b"Message-ID: ")[1].split(b"\r\n")[0] for _, _, data in server.mails)
        assert set(told.values()) == {1}
        to = collections.Counter(recipient for _, recipient, _ in server.mails)
        assert to["jyj@test.gov.cn"] == MAILS and to["wang@test.gov.cn"] <= 4
