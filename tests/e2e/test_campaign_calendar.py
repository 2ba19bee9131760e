"""The clock moved through a whole campaign: exactly which notices go out, on which day, to whom."""
import datetime
import os
import zoneinfo

import pytest
from house import RELEASE, House
from office import campaign, document, mail
from scripted_smtp import ScriptedSmtp
from tls import Authority

ZONE = zoneinfo.ZoneInfo("Asia/Shanghai")
FROM, BOSS = "office@test.gov.cn", "boss@test.gov.cn"
JYJ, SJJ = "jyj@test.gov.cn", "sjj@test.gov.cn"


class Campaign:
    def __init__(self, folder, server):
        self.server = server
        self.house = House(folder, RELEASE, campaign=folder / "campaign.yaml")
        self.house.campaign.write_text(campaign(calendar="calendar: {holidays: [2017-12-08]}"),
                                       encoding="utf-8")
        self.maildir = folder / "Maildir"
        for name in ("cur", "new", "tmp"):
            (self.maildir / name).mkdir(parents=True)
        self.house.configure([{"url": f"maildir:{self.maildir}"}], staff=[BOSS],
                             smtp={"url": server.plain_url, "from": FROM, "start_tls": False,
                                   "per_minute": 600})
        self.seen = 0

    def deliver(self, when, sender, *names):
        documents = [(f"{name}.docx", document(name, f"{name}的正文，按照任务清单完成。" * 20))
                     for name in names]
        message = mail(sender, f"{names[0]}报送", "请查收，见附件。", documents)
        path = self.maildir / "new" / f"{int(when.timestamp())}.M1P1.host"
        path.write_bytes(bytes(message))
        os.utime(path, (when.timestamp(), when.timestamp()))

    def once(self, when):
        """What goes out at that moment: [(kind, recipient, subject)]."""
        clock = {**os.environ, "TZ": "Asia/Shanghai", "FAKETIME": f"@{when:%Y-%m-%d %H:%M:%S}",
                 "LD_PRELOAD": "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
                 "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1"}
        self.house.once(env=clock)
        rows = self.house.ask("outbox")
        fresh, self.seen = rows[self.seen:], len(rows)
        return [(row["kind"], row["recipient"] or row["unit"], row["state"], row["subject"])
                for row in fresh]


@pytest.fixture
def server(tmp_path):
    with ScriptedSmtp(Authority(tmp_path / "tls"), tls=False) as running:
        yield running


def at(day, hour=9, minute=5):
    return datetime.datetime.combine(day, datetime.time(hour, minute), ZONE)


def days(first, last):
    day = first
    while day <= last:
        yield day
        day += datetime.timedelta(days=1)


def reminders(stage, left, *units, state="sent"):
    """units: (name, address, lacking); after the deadline `left` is None."""
    when = f"材料还有{left}天截止" if left else "材料报送已截止"
    made = [("reminder", address or name, "sent" if address else "suppressed",
             f"【催报】{stage}{when}，{name}还缺{lacking}项") for name, address, lacking in units]
    return made


MIDTERM, FINAL = "第一阶段（中期评估）", "第二阶段（年度考评）"
JTJ = ("市交通运输局", None, 2)
# Beside the report of every working day. 12-08 is a holiday here, 12-16 a Saturday.
EXPECTED = {
    "2017-11-10": [("receipt", JYJ, "sent", "【回执】第1号：市教育局报送材料已收到")],
    "2017-11-15": reminders(MIDTERM, 7, ("市审计局", SJJ, 2), JTJ),
    "2017-11-16": [("receipt", SJJ, "sent", "【回执】第2号：市审计局报送材料已收到")],
    "2017-11-17": reminders(MIDTERM, 5, ("市审计局", SJJ, 1), JTJ),
    "2017-11-21": reminders(MIDTERM, 1, ("市审计局", SJJ, 1), JTJ),
    "2017-11-23": reminders(MIDTERM, None, ("市审计局", SJJ, 1), JTJ),
    "2017-12-07": reminders(FINAL, 8, ("市审计局", SJJ, 1), JTJ),
    "2017-12-12": reminders(FINAL, 3, ("市审计局", SJJ, 1), JTJ),
    "2017-12-13": [("receipt", SJJ, "sent", "【回执】第3号：市审计局报送材料已收到")],
    "2017-12-14": reminders(FINAL, 1, JTJ),
    "2017-12-18": reminders(FINAL, None, JTJ),
}


def report(stage, when):
    return ("report", BOSS, "sent", f"【缺报通报】{stage}（统计至{when:%Y年%-m月%-d日%-H时%M分}）")


def expected_on(day):
    expected = list(EXPECTED.get(str(day), []))
    stage = MIDTERM if day < datetime.date(2017, 11, 23) else FINAL
    if day == datetime.date(2017, 11, 23):
        expected.append(report(MIDTERM, at(day)))
    if day == datetime.date(2017, 12, 16):
        expected.append(report(FINAL, at(day)))
    if day.weekday() < 5 and day != datetime.date(2017, 12, 8):
        expected.append(report(stage, at(day)))
    return expected


def test_the_whole_campaign(tmp_path, server):
    run = Campaign(tmp_path, server)
    assert run.once(at(datetime.date(2017, 11, 1), 7)) == []
    for day in days(datetime.date(2017, 11, 1), datetime.date(2017, 12, 21)):
        if day == datetime.date(2017, 11, 10):
            run.deliver(at(day, 8), JYJ, "市教育局工作方案", "市教育局信用承诺书")
        if day == datetime.date(2017, 11, 16):
            run.deliver(at(day, 8), SJJ, "市审计局工作方案")
        if day == datetime.date(2017, 12, 13):
            run.deliver(at(day, 8), SJJ, "市审计局信用承诺书")
        assert run.once(at(day)) == expected_on(day), day
    sent = [row for row in run.house.ask("outbox") if row["state"] == "sent"]
    assert len(server.mails) == len(sent)


def test_a_downtime_is_made_up_for_without_doubling(tmp_path, server):
    run = Campaign(tmp_path, server)
    assert run.once(at(datetime.date(2017, 11, 13), 7)) == []
    # Down from the 14th to Monday the 20th: of two missed reminders one goes out, in working hours.
    assert run.once(at(datetime.date(2017, 11, 20), 7)) == []
    first = run.once(at(datetime.date(2017, 11, 20), 10))
    assert [kind for kind, *_ in first] == ["reminder"] * 3 + ["report"]
    assert run.once(at(datetime.date(2017, 11, 20), 11)) == []
    # Down over the deadline, up again in the night, and on the day after.
    night = run.once(at(datetime.date(2017, 11, 25), 3))
    assert night == [report(MIDTERM, at(datetime.date(2017, 11, 25), 3))]
    monday = run.once(at(datetime.date(2017, 11, 27), 9))
    assert [kind for kind, *_ in monday] == ["reminder"] * 3 + ["report"]
    assert all("已截止" in subject for kind, _, _, subject in monday if kind == "reminder")
