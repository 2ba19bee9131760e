"""The clock moved through a whole campaign: exactly which notices go out, on which day, to whom."""
import collections
import datetime
import email.policy
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


BOUNCE = """\
From: MAILER-DAEMON@mx
To: {recipient}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

Sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 no such user

--b
Content-Type: text/rfc822-headers

Message-ID: <{message_id}>

--b--
"""


def clock_at(when):
    return {**os.environ, "TZ": "Asia/Shanghai", "FAKETIME": f"@{when:%Y-%m-%d %H:%M:%S}",
            "LD_PRELOAD": "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1"}


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
        self.put(when, message)

    def bounce(self, when, number):
        """The notice of that number comes back."""
        notice = next(row for row in self.house.ask("outbox") if row["id"] == number)
        self.put(when, BOUNCE.format(**notice).encode())

    def put(self, when, message):
        path = self.maildir / "new" / f"{int(when.timestamp())}.M1P1.host"
        path.write_bytes(bytes(message))
        os.utime(path, (when.timestamp(), when.timestamp()))

    def decide(self, when, *words):
        self.house.run("baosong", *words, "--because", "经研究同意", env=clock_at(when))

    def once(self, when):
        """What goes out at that moment: [(kind, recipient, subject)]."""
        self.house.once(env=clock_at(when))
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
JTJ, JTJ_WAIVED = ("市交通运输局", None, 2), ("市交通运输局", None, 1)


def adjusted(name, address):
    return [("decision", address or name, "sent" if address else "suppressed",
             f"【通知】{name}的材料报送要求有调整" if address else "")]


def told(kind, subject):
    return [(kind, {"alert": BOSS}.get(kind, JYJ), "sent", subject)]


RESULT = "【处理结果】第1号：市教育局报送材料的处理结果"
DEAD = "【告警】市审计局的邮箱sjj@test.gov.cn不通，发去的通知被退回（5.1.1 550 no such user），请核实并更正登记的邮箱"
# Beside the report of every working day. 12-08 is a holiday here, 12-16 a Saturday.
EXPECTED = {
    "2017-11-10": [("receipt", JYJ, "sent", "【回执】第1号：市教育局报送材料已收到")],
    # 市审计局 has the first stage until 11-24, 市交通运输局 need not report its second task
    "2017-11-13": adjusted("市审计局", SJJ),
    "2017-11-14": adjusted("市交通运输局", None),
    "2017-11-15": reminders(MIDTERM, 7, JTJ_WAIVED),
    "2017-11-16": [("receipt", SJJ, "sent", "【回执】第2号：市审计局报送材料已收到")],
    "2017-11-17": reminders(MIDTERM, 5, JTJ_WAIVED) + reminders(MIDTERM, 7, ("市审计局", SJJ, 1)),
    "2017-11-21": reminders(MIDTERM, 1, JTJ_WAIVED) + reminders(MIDTERM, 3, ("市审计局", SJJ, 1)),
    "2017-11-23": reminders(MIDTERM, None, JTJ_WAIVED) + reminders(MIDTERM, 1, ("市审计局", SJJ, 1)),
    "2017-11-27": reminders(MIDTERM, None, ("市审计局", SJJ, 1)),
    # a file of 市教育局 is refused, and accepted after all; the waiver is taken back
    "2017-11-28": told("decision", RESULT),
    "2017-12-04": told("decision", RESULT),
    "2017-12-05": adjusted("市交通运输局", None),
    "2017-12-07": reminders(FINAL, 8, ("市审计局", SJJ, 1), JTJ),
    # that reminder comes back on the holiday, and five days later a mail shows that the address works
    "2017-12-08": [("receipt", "mailer-daemon@mx", "suppressed", "")] + told("alert", DEAD),
    "2017-12-12": reminders(FINAL, 3, ("市审计局", SJJ, 1), JTJ),
    "2017-12-13": [("receipt", SJJ, "sent", "【回执】第4号：市审计局报送材料已收到")]
                  + told("alert", "【告警】问题已解决"),
    "2017-12-14": reminders(FINAL, 1, JTJ),
    "2017-12-18": reminders(FINAL, None, JTJ),
}
# What staff do on a morning before anything goes out.
DECIDED = {
    "2017-11-13": ("extend", "市审计局", "midterm", "2017-11-24"),
    "2017-11-14": ("waive", "市交通运输局", "C2"),
    "2017-11-28": ("reject", "1"),
    "2017-12-04": ("undo", "3"),
    "2017-12-05": ("undo", "2"),
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
        if day == datetime.date(2017, 12, 8):
            run.bounce(at(day, 8), next(row["id"] for row in run.house.ask("outbox")
                                        if row["subject"].startswith(f"【催报】{FINAL}") and row["recipient"] == SJJ))
        if str(day) in DECIDED:
            run.decide(at(day, 8, 30), *DECIDED[str(day)])
        assert run.once(at(day)) == expected_on(day), day
    first = next(row["id"] for row in run.house.ask("outbox") if row["unit"] == JTJ[0] and "7天" in row["subject"])
    assert "应报1项，已完成0项" in run.house.run("baosong", "outbox", "show", first).stdout
    # The server has got exactly that, each once.
    expected = [(recipient, subject) for day in days(datetime.date(2017, 11, 1), datetime.date(2017, 12, 21))
                for _, recipient, state, subject in expected_on(day) if state == "sent"]
    received = [(recipient, email.message_from_bytes(raw, policy=email.policy.default)["Subject"])
                for _, recipient, raw in server.mails]
    assert collections.Counter(received) == collections.Counter(expected)
    assert len(set(expected)) == len(expected) - 1  # both results of 市教育局 have one subject
    states = collections.Counter(row["state"] for row in run.house.ask("outbox"))
    assert states["bounced"] == 1 and states["sent"] == len(expected) - 1
    assert set(states) == {"sent", "bounced", "suppressed"}


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
