"""People are told, in time and once: by a real SMTP server into real mailboxes."""
import datetime
import io
import re
import signal
import subprocess
import time

import openpyxl
import pytest
from house import BUILD, House
from mailserver import MailServer
from office import campaign, document, locked_archive, mail, plan_document, promise_document
from PIL import Image

USERS = {"office": "secret", "jyj": "one", "sjj": "two", "boss": "three", "private": "four"}
JYJ, PRIVATE = "教育局 <jyj@test.gov.cn>", "小王 <private@test.gov.cn>"


@pytest.fixture(scope="module")
def server():
    with MailServer(USERS) as running:
        yield running


def today(offset=0):
    zone = datetime.timezone(datetime.timedelta(hours=8))
    return str((datetime.datetime.now(zone) + datetime.timedelta(days=offset)).date())


def empty(server):
    server.settled()
    for user in USERS:
        client = server.imap.login(user)
        if int(client.select("INBOX")[1][0]):
            client.store("1:*", "+FLAGS", "\\Deleted")
        client.close()
        client.logout()


class Office:
    """A house at the real mail server, with the campaign of office.py."""

    def __init__(self, folder, server):
        self.server = server
        self.house = House(folder, BUILD, campaign=folder / "campaign.yaml")
        self.house.campaign.write_text(campaign(midterm="2099-11-22", final="2099-12-15"), encoding="utf-8")
        self.secret = folder / "password"
        self.secret.write_text("secret\n")
        self.secret.chmod(0o600)

    def configure(self, start=True, **notices):
        login = {"user": "office", "password_file": str(self.secret), "ca_file": str(self.server.ca)}
        self.house.configure([{"url": self.server.imap.url, **login}],
                             smtp={"url": self.server.smtp_url, "per_minute": 600,
                                   "from": self.server.address("office"), **login},
                             staff=[self.server.address("boss")],
                             notices={"decision_delay": "0s", "daily_report": False, **notices})
        if start:
            self.outbox()  # from now on receipts are wanted
        return self

    def arrive(self, *messages):
        """Sent by units, and through the whole house."""
        before = len(self.server.mails("office"))
        for message in messages:
            self.server.send("jyj", message)
        self.server.wait("office", before + len(messages))
        self.once()

    def once(self):
        self.house.once()
        self.server.settled()

    def outbox(self):
        return self.house.ask("outbox")

    def told(self):
        return [(row["kind"], row["recipient"], row["state"], row["reason"]) for row in self.outbox()]


@pytest.fixture
def office(tmp_path, server):
    empty(server)
    return Office(tmp_path, server).configure()


def text_of(message):
    return message.get_body(("plain",)).get_content()


def html_of(message):
    return message.get_body(("html",)).get_content()


def both_documents(sender=JYJ, subject="市教育局报送材料", **headers):
    return mail(sender, subject, "请查收，见附件。",
                [("市教育局工作方案.docx", plan_document()),
                 ("市教育局信用承诺书.docx", promise_document())], **headers)


def test_receipt(office, server, tmp_path):
    locked = locked_archive(tmp_path, "promise.docx", promise_document())
    office.arrive(mail(JYJ, "市教育局 <b>报送</b>材料", "请查收，见附件。",
                       [("市教育局工作方案.docx", plan_document()), ("信用承诺.zip", locked)]))
    answer, = server.wait("jyj", 1)
    sent, = server.mails("office")
    assert answer["Subject"] == "【回执】第1号：市教育局报送材料已收到"
    assert answer["Return-Path"] == "<>" and answer["Auto-Submitted"] == "auto-replied"
    assert answer["In-Reply-To"] == sent["Message-ID"]
    assert answer["From"].addresses[0].addr_spec == "office@test.gov.cn"
    assert answer["From"].addresses[0].display_name == "市信用办"
    text, html = text_of(answer), html_of(answer)
    for words in ("市教育局：", "编号为第1号", "属按时报送",
                  "共性任务1（工作方案）：市教育局工作方案.docx（已归入）",
                  "“信用承诺.zip”已加密，无法打开。请在邮件正文中写明密码",
                  "共性任务2（信用承诺）：已加密，无法打开", "请于2099年11月22日24时前"):
        assert words in text, text
    assert "市教育局 &lt;b&gt;报送&lt;/b&gt;材料" in html and "<b>报送</b>" not in html
    office.once()
    assert len(server.mails("jyj")) == 1 and len(office.outbox()) == 1


def test_receipt_names_what_waits(office, server):
    """Beside a paper that is taken another's is not said to be taken, too."""
    office.arrive(mail(JYJ, "市教育局报送材料", "请查收，见附件。",
                       [("市教育局工作方案.docx", plan_document()),
                        ("市审计局工作方案.docx", document("市审计局2017年信用体系建设工作方案"))]))
    answer, = server.wait("jyj", 1)
    assert ("共性任务1（工作方案）：市教育局工作方案.docx、市审计局工作方案.docx（已归入；市审计局工作方案.docx待核对）"
            in text_of(answer)), text_of(answer)


def units_by_subject(office):
    return {row["subject"]: (row["units"], row["unit_state"]) for row in office.house.ask("messages")}


def test_who_answers_us_is_known(office, server):
    """By anybody's mailbox, from what a program says that it answers."""
    office.arrive(both_documents())
    receipt, = server.wait("jyj", 1)
    office.house.run("baosong", "waive", "市审计局", "C2", "--because", "不涉及")
    office.once()
    told, = server.wait("sjj", 1)
    paper = [("附件.docx", document("补充"))]
    office.arrive(
        mail(PRIVATE, "补充一", "再补一份。", paper, In_Reply_To=receipt["Message-ID"]),
        mail("小李 <li@test.gov.cn>", "补充二", "转给您。", paper, In_Reply_To="<between@client.example>",
             References=f"{told['Message-ID']} <between@client.example>"))
    assert units_by_subject(office) == {"市教育局报送材料": (["市教育局"], "sure"), "补充一": (["市教育局"], "sure"),
                                        "补充二": (["市审计局"], "sure")}
    second = next(row for row in office.house.ask("messages") if row["subject"] == "补充二")
    shown = office.house.run("baosong", "show", str(second["id"])).stdout
    assert "回复的是发给该单位的通知" in shown, shown
    # a person's word about the mail that was answered is followed
    first = next(row for row in office.house.ask("messages") if row["subject"] == "市教育局报送材料")
    office.house.run("baosong", "assign", str(first["id"]), "市交通运输局")
    office.once()
    assert units_by_subject(office)["补充一"] == (["市交通运输局"], "sure")


def test_a_colleague_forwards_what_others_wrote(office):
    """Each by what is forwarded, not by what was forwarded before."""
    above = "请处理\n------------------ 原始邮件 ------------------\n发件人：小李 <{}@test.gov.cn>\n主题：材料\n\n见附件。"
    paper = [("附件.docx", document("材料"))]
    office.arrive(*(mail("boss@test.gov.cn", f"转发：材料{number}", above.format(sender), paper)
                    for number, sender in enumerate(["jyj", "sjj", "nobody"])))
    assert units_by_subject(office) == {"转发：材料0": (["市教育局"], "sure"), "转发：材料1": (["市审计局"], "sure"),
                                        "转发：材料2": ([], "none")}


def test_a_strange_address_hears_only_of_its_mail(office, server):
    office.arrive(both_documents(PRIVATE))
    assert office.told() == [("receipt", "private@test.gov.cn", "suppressed", "发件地址未登记，也未经确认")]
    office.configure(receipts="all")
    office.arrive(mail(PRIVATE, "市教育局报送工作方案", "请查收。",
                       [("市教育局工作方案.docx", plan_document())]))
    answer, = server.wait("private", 1)
    assert "共性任务1（工作方案）：市教育局工作方案.docx" in text_of(answer)
    assert "还缺" not in text_of(answer)


def test_nobody_is_answered_who_did_not_write(office, server):
    strange = {
        "自动发出": both_documents(subject="自动回复：一", Auto_Submitted="auto-replied"),
        "群发": both_documents(subject="二", List_Id="<list.test.gov.cn>", Precedence="list"),
        "不收回信": both_documents("no-reply@test.gov.cn", "市教育局三"),
        "本系统": both_documents("office@test.gov.cn", "市教育局四"),
        "不规范": both_documents("jyj@localhost", "市教育局五"),
    }
    for message in strange.values():
        office.server.send("jyj", message)
    server.wait("office", len(strange))
    office.once()
    rows = office.told()
    assert [state for _, _, state, _ in rows] == ["suppressed"] * len(strange), rows
    reasons = " ".join(reason for *_, reason in rows)
    assert all(word in reasons for word in strange), reasons
    assert server.mails("jyj") == []


def test_a_bounce_is_not_answered(office, server):
    """A mail to nobody comes back from Postfix itself."""
    message = both_documents("市教育局 <office@test.gov.cn>")
    message.replace_header("To", "nobody-there@elsewhere.invalid")
    server.send("office", message)
    server.wait("office", 1)
    office.once()
    assert [state for _, _, state, _ in office.told()] == ["suppressed"]


def test_what_comes_back_is_told_to_staff(office, server, tmp_path):
    """Postfix takes a mail to an address that is none, and returns it to the office."""
    sheet = tmp_path / "contacts.csv"
    sheet.write_text("单位,姓名,邮箱\n市审计局,小李,gone@elsewhere.invalid\n", encoding="utf-8")
    office.house.run("baosong", "contacts", "import", sheet)
    office.house.run("baosong", "waive", "市审计局", "C2", "--because", "不涉及")
    office.once()
    assert [(kind, recipient, state) for kind, recipient, state, _ in office.told()] == [
        ("decision", "sjj@test.gov.cn", "sent"), ("decision", "gone@elsewhere.invalid", "sent")]
    server.wait("office", 1)
    office.once()
    rows = office.outbox()
    assert [row["state"] for row in rows[:2]] == ["sent", "bounced"]
    assert "elsewhere.invalid" in rows[1]["reason"] and rows[1]["bounce"] == 1
    alert, = server.wait("boss", 1)
    assert alert["Subject"].startswith("【告警】市审计局的邮箱gone@elsewhere.invalid不通，发去的通知被退回（5.4.4")
    report = office.house.run("baosong", "report").stdout
    assert "邮箱不通（1个，通知被退回，请核实并更正登记的邮箱）" in report
    assert "市审计局，gone@elsewhere.invalid，" in report
    page = office.house.run("baosong", "report", "--format", "html").stdout
    assert "gone@elsewhere.invalid" in page
    assert "没有看到" not in report and "需要人工处理的邮件和文件\n　　任务待核对的文件0个" in report
    assert "被退回" in office.house.run("baosong", "outbox").stdout
    sheet.write_text("单位,姓名,邮箱\n市审计局,小李,sjj@test.gov.cn\n", encoding="utf-8")
    office.house.run("baosong", "contacts", "import", sheet)
    assert "邮箱不通" not in office.house.run("baosong", "report").stdout
    office.once()
    office.house.run("baosong", "outbox", "cancel", "2")
    office.once()
    assert [mail["Subject"] for mail in server.wait("boss", 2)[1:]] == ["【告警】问题已解决"]


def test_two_baosongs_do_not_talk_for_ever(office, server):
    """Our own receipt comes back from a mailbox that forwards everything to us."""
    office.arrive(both_documents())
    answer, = server.wait("jyj", 1)
    del answer["Return-Path"], answer["Delivered-To"], answer["Received"]
    answer.replace_header("To", "office@test.gov.cn")
    answer.replace_header("From", "jyj@test.gov.cn")
    office.arrive(answer)
    assert [state for _, _, state, _ in office.told()] == ["sent", "suppressed"]


def test_an_old_mailbox_is_not_answered(tmp_path, server):
    empty(server)
    office = Office(tmp_path, server).configure(start=False)
    server.send("jyj", both_documents())
    server.wait("office", 1)
    office.outbox()  # notices begin here, with the mail already there, if only by seconds
    subprocess.run(["sqlite3", str(office.house.state / "ledger.db"),
                    "UPDATE settings SET value = value + 60 WHERE name = 'notices_since'"], check=True)
    office.once()
    assert office.told() == [("receipt", "jyj@test.gov.cn", "suppressed", "历史邮件：启用通知以前收到的")]
    assert server.mails("jyj") == []


def test_an_old_mailbox_is_answered_when_told_so(tmp_path, server):
    empty(server)
    office = Office(tmp_path, server)
    server.send("jyj", both_documents())
    server.wait("office", 1)
    office.configure(since=today(-1)).once()
    assert len(server.wait("jyj", 1)) == 1


def test_a_day_has_a_cap(office, server):
    office.arrive(*(mail(JYJ, f"市教育局补充材料{number}", "见附件。") for number in range(22)))
    states = [state for _, _, state, _ in office.told()]
    assert states.count("sent") == 20 and states.count("suppressed") == 2


def test_decisions_are_told_once_for_all(office, server):
    office.arrive(both_documents())
    server.wait("jyj", 1)
    files = {file["path"]: file["id"] for file in office.house.ask("messages")[0]["files"]}
    office.configure(decision_delay="1h")
    office.house.run("baosong", "reject", files["市教育局工作方案.docx"], "--because", "没有盖章 <script>")
    office.house.run("baosong", "accept", files["市教育局信用承诺书.docx"], "--because", "符合要求")
    office.once()
    assert [(kind, state) for kind, _, state, _ in office.told()] == [
        ("receipt", "sent"), ("decision", "wanted")]
    office.configure(decision_delay="0s").once()
    _, told = server.wait("jyj", 2)
    assert told["Subject"] == "【处理结果】第1号：市教育局报送材料的处理结果"
    text = text_of(told)
    assert "“市教育局工作方案.docx”不予认可。原因：没有盖章 <script>。" in text
    assert "“市教育局信用承诺书.docx”予以认可。原因：符合要求" in text
    assert "共性任务1（工作方案）：已报材料未予认可，请重新报送" in text
    assert "<script>" not in html_of(told)
    office.once()
    assert len(server.mails("jyj")) == 2


def test_what_is_taken_back_is_told(office, server):
    office.arrive(both_documents())
    office.house.run("baosong", "reject", "1", "--because", "没有盖章")
    office.once()
    office.house.run("baosong", "undo", "1", "--because", "看错了文件")
    office.once()
    told = server.wait("jyj", 3)[2]
    time.sleep(1.1)  # the ledger knows whole seconds, and only decision_delay: 0s is that fast
    assert "撤销此前的决定（文件“市教育局工作方案.docx”不予认可）。原因：看错了文件" in text_of(told)
    office.configure(decision_delay="1h")
    office.house.run("baosong", "reject", "1", "--because", "再看")
    office.house.run("baosong", "undo", "2", "--because", "又看错了")
    office.configure(decision_delay="0s").once()
    assert office.told()[3:] == [("decision", "jyj@test.gov.cn", "suppressed", "告知前已撤销，没有需要告知的内容")]
    assert len(server.mails("jyj")) == 3


def test_waivers_and_extensions_are_told_to_the_unit(office, server, tmp_path):
    """Together, once, to each of its addresses; and that they were taken back."""
    sheet = tmp_path / "contacts.csv"
    sheet.write_text("单位,姓名,邮箱\n市教育局,小王,private@test.gov.cn\n", encoding="utf-8")
    office.house.run("baosong", "contacts", "import", sheet)
    office.configure(decision_delay="1h")
    office.house.run("baosong", "waive", "市教育局", "C2", "--because", "不涉及 <b>该</b>项")
    office.house.run("baosong", "extend", "市教育局", "midterm", "2099-12-01", "--because", "正在机构改革")
    office.house.run("baosong", "waive", "市交通运输局", "C2", "--because", "不涉及")
    office.once()
    assert [(kind, state) for kind, _, state, _ in office.told()] == [("decision", "wanted")] * 2
    office.configure(decision_delay="0s").once()
    assert office.told() == [
        ("decision", "jyj@test.gov.cn", "sent", None),
        ("decision", "", "suppressed", "该单位没有登记邮箱地址，无法告知"),
        ("decision", "private@test.gov.cn", "sent", None)]
    told, = server.wait("jyj", 1)
    assert told["Subject"] == server.wait("private", 1)[0]["Subject"] == "【通知】市教育局的材料报送要求有调整"
    assert told["Auto-Submitted"] == "auto-generated" and told["Return-Path"] == "<office@test.gov.cn>"
    text = text_of(told)
    for words in ("市教育局：", "市教育局共性任务2（信用承诺）免予报送。原因：不涉及 <b>该</b>项",
                  "市教育局第一阶段（中期评估）的报送期限延至2099年12月1日。原因：正在机构改革",
                  "共性任务1（工作方案）：未收到材料", "请于2099年12月1日24时前"):
        assert words in text, text
    assert "共性任务2（信用承诺）：" not in text
    assert "不涉及 &lt;b&gt;该&lt;/b&gt;项" in html_of(told)
    office.once()
    assert len(office.told()) == 3
    time.sleep(1.1)  # the ledger knows whole seconds, and only decision_delay: 0s is that fast
    office.house.run("baosong", "undo", "1", "--because", "该项仍需报送")
    office.once()
    text = text_of(server.wait("jyj", 2)[1])
    assert "撤销此前的决定（市教育局共性任务2（信用承诺）免予报送）。原因：该项仍需报送" in text
    assert "共性任务2（信用承诺）：未收到材料" in text and "延至" not in text


def test_who_is_confirmed_gets_a_receipt(office, server):
    office.arrive(both_documents(PRIVATE))
    assert office.told()[0][2] == "suppressed"
    office.house.run("baosong", "assign", "1", "市教育局")
    office.once()
    answer, = server.wait("private", 1)
    assert answer["Subject"] == "【回执】第1号：市教育局报送材料已收到"
    assert "共性任务1（工作方案）" in text_of(answer)
    office.arrive(both_documents(PRIVATE, "市教育局补充材料"))
    assert len(server.wait("private", 2)) == 2


def test_an_imitator_is_not_answered(office, server):
    office.configure(receipts="all")
    office.arrive(both_documents("jjy@test.gov.cn"))
    assert office.told() == [("receipt", "jjy@test.gov.cn", "suppressed", "发件人未经核实，可能是冒名")]


def test_a_contact_is_the_unit(office, server, tmp_path):
    sheet = tmp_path / "contacts.csv"
    sheet.write_text("单位,姓名,邮箱\n市教育局,小王,private@test.gov.cn\n", encoding="utf-8")
    office.house.run("baosong", "contacts", "import", sheet)
    office.arrive(mail(PRIVATE, "市教育局报送工作方案", "请查收。",
                       [("市教育局工作方案.docx", plan_document())]))
    answer, = server.wait("private", 1)
    assert "共性任务2（信用承诺）：未收到材料" in text_of(answer)


def test_a_forgotten_attachment(office, server):
    office.arrive(mail(JYJ, "市教育局自查报告及佐证材料", "见附件。"), mail(JYJ, "请问", "几时开会？"))
    answer, = server.wait("jyj", 1)
    assert "没有收到任何附件" in text_of(answer)
    assert sorted(state for _, _, state, _ in office.told()) == ["sent", "suppressed"]


def test_what_nobody_takes_is_told_to_staff(office, server):
    office.configure(receipts="all")
    office.arrive(both_documents("gone@test.gov.cn"))
    office.once()
    alert, = server.wait("boss", 1)
    assert alert["Subject"].startswith("【告警】发给gone@test.gov.cn的通知（第1号）未能送达")
    office.house.run("baosong", "outbox", "cancel", "1")
    office.once()
    assert "【告警】问题已解决" == server.wait("boss", 2)[1]["Subject"]


def test_a_full_disk_is_told(office, server):
    server.send("jyj", both_documents())
    server.wait("office", 1)
    config = office.house.config
    config.write_text(config.read_text() + 'limits: {"min_free_bytes": "1000TB"}\n')
    for _ in range(2):
        assert office.house.once(check=False).returncode != 0
    server.settled()
    alert, = server.wait("boss", 1)
    assert alert["Subject"].startswith("【告警】磁盘空间不足，已停止收取邮件")
    office.configure(start=False).once()
    assert "问题已解决" in server.wait("boss", 2)[1]["Subject"]
    assert len(server.wait("jyj", 1)) == 1


def test_report_to_staff_by_starttls(office, server):
    office.house.campaign.write_text(campaign(
        midterm="2099-11-22", final="2099-12-15",
        calendar=f"calendar: {{opens: 00:00, closes: 23:59, workdays: [{today()}]}}"), encoding="utf-8")
    office.configure(daily_report=True, report_at="00:00", since=today(-1))
    config = office.house.config
    config.write_text(config.read_text().replace(server.smtp_url, server.smtp_plain_url))
    office.arrive(both_documents())
    report, = server.wait("boss", 1)
    assert report["Subject"].startswith("【缺报通报】第一阶段（中期评估）（统计至")
    assert report["Auto-Submitted"] == "auto-generated"
    assert "缺报通报" in text_of(report) and "市审计局" in html_of(report)
    attached, = report.iter_attachments()
    assert attached.get_filename().startswith("缺报通报") and attached.get_filename().endswith(".xlsx")
    book = openpyxl.load_workbook(io.BytesIO(attached.get_content()))
    assert any("市审计局" in str(cell.value) for row in book.worksheets[0] for cell in row)
    expect_picture(report)
    office.once()
    assert len(server.mails("boss")) == 1


def expect_picture(report):
    """The board as the mail's HTML shows it: a PNG beside it, of the same Content-ID, with colours."""
    related, = (part for part in report.walk() if part.get_content_type() == "multipart/related")
    html, picture = related.iter_parts()
    shown, = re.findall(r'<img src="cid:([^"]+)"', html.get_content())
    assert picture["Content-ID"] == f"<{shown}>" and picture.get_content_disposition() == "inline"
    assert picture.get_filename().endswith(".png")
    image = Image.open(io.BytesIO(picture.get_content()))
    assert image.format == "PNG" and image.width >= 2 * 560
    assert len(image.convert("RGB").getcolors(1 << 20)) > 4


def test_the_service_writes_reports_beside_its_work(office, server):
    """Not once but running: its own thread makes the report, its picture included, and once only."""
    office.house.campaign.write_text(campaign(
        midterm="2099-11-22", final="2099-12-15",
        calendar=f"calendar: {{opens: 00:00, closes: 23:59, workdays: [{today()}]}}"), encoding="utf-8")
    office.configure(daily_report=True, report_at="00:00", since=today(-1))
    server.send("jyj", both_documents())
    server.wait("office", 1)
    service = subprocess.Popen([str(BUILD / "baosongd"), "--config", str(office.house.config)],
                               stderr=subprocess.DEVNULL)
    try:
        assert server.wait("jyj", 1)[0]["Subject"].startswith("【回执】")
        report, = server.wait("boss", 1, seconds=150)
        expect_picture(report)
        office.house.run("baosong", "reject", "1", "--because", "没有盖章")
        assert server.wait("jyj", 2, seconds=150)[1]["Subject"].startswith("【处理结果】")
    finally:
        service.send_signal(signal.SIGTERM)
        assert service.wait(timeout=30) == 0
    assert len(server.mails("boss")) == 1


def test_login_refused_is_told_once_and_when_it_is_over(office, server):
    office.secret.write_text("wrong\n")
    good = office.secret.with_name("good")
    good.write_text("secret\n")
    good.chmod(0o600)
    config = office.house.config
    config.write_text(config.read_text().replace(str(office.secret), str(good), 1))  # of smtp
    for _ in range(2):
        office.house.once(check=False)
    server.settled()
    alert, = server.wait("boss", 1)
    assert alert["Subject"].startswith("【告警】邮箱office@localhost拒绝登录")
    assert alert["Auto-Submitted"] == "auto-generated"
    office.secret.write_text("secret\n")
    office.once()
    _, over = server.wait("boss", 2)
    assert over["Subject"] == "【告警】问题已解决" and "拒绝登录" in text_of(over)
    office.once()
    assert len(server.mails("boss")) == 2
