"""What is wrong with a file, from the mail to the board: each finding of the rules with a real file."""
import io
import random
import subprocess
import sys
import zipfile

import office
import pasted
import pytest
from house import BUILD, ROOT, House
from test_ofd_pages import A4, image, ofd, report_text, signed
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

sys.path.insert(0, str(ROOT / "tests" / "documents"))
import marks  # noqa: E402
import paper  # noqa: E402
import scanner  # noqa: E402
import words  # noqa: E402

UNITS = """\
  - {name: 市教育局, full_name: 黄石市教育局, category: department, addresses: [jyj@test.gov.cn], document_prefixes: [黄教]}
  - {name: 市审计局, full_name: 黄石市审计局, category: department, addresses: [sjj@test.gov.cn], document_prefixes: [黄审]}
"""
TASKS = """\
  - id: C1
    title: 工作方案
    text: 制定年度工作方案
    items: [1]
    keywords: [工作方案]
    requires: [{name: 工作方案, keywords: [方案], form: issued}]
  - id: C2
    title: 信用承诺
    text: 开展信用承诺活动
    items: [2]
    keywords: [信用承诺, 承诺书]
    requires: [{name: 信用承诺案例, keywords: [承诺, 案例], form: case}]
"""
PLAN = "关于印发信用体系建设工作方案的通知"
SENTENCE = "我局制定了本年度的工作方案，明确了分工和时限，并按季度检查落实情况。"
REPORT = "市教育局2017年信用体系建设工作自查报告"


def campaign(folder):
    text = office.campaign().replace("about: 1000, min: 5", "about: 1000, min: 800")
    deficient = "[encrypted, damaged, empty, unreadable, wrong-format, no-seal, no-document-number, report-too-short]"
    head, _, rest = text.partition("units:\n")
    text = head.replace("[encrypted, damaged, empty, unreadable]", deficient) + "units:\n" + UNITS + "common:\n" + TASKS \
        + rest[rest.index("functional:"):]
    path = folder / "campaign.yaml"
    path.write_text(text, encoding="utf-8")
    return path


# --- files ------------------------------------------------------------------------------------------

def scanned_pages(number="黄教发〔2017〕54号", sealed=True, issuer="黄石市教育局"):
    """An issued document on two scanned pages, as JPEGs."""
    chance = random.Random(f"{number}/{sealed}")
    first = paper.Page(150, chance)
    first.head(PLAN, issuer, number)
    first.text(words.SENTENCES[0])
    last = paper.Page(150, chance)
    last.body = "song"
    last.text(words.SENTENCES[3])
    x, y = last.sign([issuer, "2017年11月20日"])
    if sealed:
        last.press(marks.seal(issuer, 42 * 150 / 25.4, chance), x, y, 42)
    return [scanner.jpeg(scanner.scan(page.image, chance), 80) for page in (first, last)]


def scan(*number, **how):
    return scanner.pdf(scanned_pages(*number, **how), 150)


def scan_ofd(**how):
    pages = scanned_pages(**how)
    return ofd([image(101 + i, (0, 0, *A4)) for i in range(len(pages))], {f"{i}.jpg": page for i, page in enumerate(pages)})


def sealed_ofd():
    """Text with a number, and the seal of a signature; its first line is too long for a title without a break."""
    number = '<ofd:TextObject ID="7" Boundary="70 12 80 8" Font="1" Size="6"><ofd:TextCode X="0" Y="6">黄教发〔2017〕54号</ofd:TextCode></ofd:TextObject>'
    return ofd([number + report_text()], more=signed(pasted.electronic_seal(), b"PNG", {1: "120 230 42 42"}), signatures=True)


def text_pdf(*lines):
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    page = canvas.Canvas(out, invariant=True)
    page.setFont("STSong-Light", 16)
    for row, line in enumerate(lines):
        page.drawString(60, 760 - 28 * row, line)
    page.save()
    return out.getvalue()


def locked_pdf(folder, data):
    (folder / "open.pdf").write_bytes(data)
    subprocess.run(["qpdf", "--encrypt", "x7#k", "x7#k", "256", "--", "open.pdf", "locked.pdf"], cwd=folder, check=True)
    return (folder / "locked.pdf").read_bytes()


def with_macro(data):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("word/vbaProject.bin", bytes(600))
    return out.getvalue()


def report(sentences):
    return office.document(REPORT, "一、工作方案", SENTENCE * sentences)


def files(folder):
    plan = office.plan_document()
    case = office.document("信用承诺案例", "我局开展信用承诺活动，公开信用承诺。" * 20)
    return {
        "方案（正式印发）.pdf": (scan(), set()),
        "方案（未盖章）.pdf": (scan(sealed=False), {"no-seal"}),
        "方案（去年）.pdf": (scan("黄教发〔2016〕31号"), {"previous-year"}),
        "方案（外单位）.pdf": (scan("黄审发〔2017〕12号", issuer="黄石市审计局"), {"other-unit"}),
        "方案（扫描件无文号）.pdf": (scan(number=None), {"no-document-number"}),
        "方案（无文号）.pdf": (text_pdf(PLAN, "各有关单位：", "为推进信用体系建设，制定本方案。"),
                         {"no-document-number", "no-seal"}),
        "方案（Word）.docx": (plan, {"wrong-format"}),
        "方案（扫描页贴在Word里）.docx": (pasted.word(scanned_pages()), {"wrong-format"}),
        "方案（扫描页贴在Word里，外单位去年的）.docx": (pasted.word(scanned_pages("黄审发〔2016〕9号", issuer="黄石市审计局")),
                                      {"wrong-format", "previous-year", "other-unit"}),
        "方案（扫描）.ofd": (scan_ofd(), set()),
        "方案（扫描，未盖章）.ofd": (scan_ofd(sealed=False), {"no-seal"}),
        "方案（签章）.ofd": (sealed_ofd(), set()),
        "方案（无章无文号）.ofd": (ofd([report_text()]), {"no-seal", "no-document-number"}),
        "信用承诺案例.docx": (case, set()),
        "信用承诺/信用承诺案例（再报）.docx": (case, {"duplicate"}),
        "信用承诺/承诺案例图.png": (scanner.png(marks.photo(900, 700, random.Random(7)).convert("RGB")), {"wrong-format"}),
        "信用承诺/承诺案例（带宏）.docm": (with_macro(office.document("信用承诺案例", "带宏的承诺案例。" * 9)), {"macro"}),
        "信用承诺/承诺案例（空）.docx": (b"", {"empty"}),
        "信用承诺/承诺案例（无字）.docx": (office.document(), {"empty"}),
        "信用承诺/承诺案例（截断）.docx": (case[:len(case) // 2], {"damaged"}),
        "信用承诺/承诺案例（加密）.pdf": (locked_pdf(folder, text_pdf("信用承诺案例")), {"encrypted"}),
        "自查报告.docx": (report(5), set()),
    }


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("findings")
    made = files(folder)
    for name in ("cur", "new", "tmp"):
        (folder / "mail" / name).mkdir(parents=True)

    def put(number, sender, subject, attachments):
        mail = office.mail(sender, subject, "请查收", attachments, Date="Tue, 21 Nov 2017 10:00:00 +0800")
        (folder / "mail" / "new" / f"15112296{number:02d}.{number}.example").write_bytes(mail.as_bytes())

    put(1, "市教育局 <jyj@test.gov.cn>", "市教育局2017年信用体系建设材料",
        [("材料.zip", office.archive({name: data for name, (data, _) in made.items()}))])
    put(2, "市审计局 <sjj@test.gov.cn>", "市审计局2017年信用体系建设材料",
        [("信用承诺案例.docx", made["信用承诺案例.docx"][0])])
    house = House(folder, programs=BUILD, campaign=campaign(folder))
    house.configure([{"url": f"maildir:{folder / 'mail'}"}], notices={"receipts": "off"})
    house.once()
    messages = sorted(house.ask("messages"), key=lambda message: message["id"])
    house.said = {message["units"][0]: {file["path"]: set(file["findings"]) for file in message["files"]}
                  for message in messages}
    house.details = {file["path"]: file["finding_details"] for message in messages for file in message["files"]}
    house.true = {"材料.zip/" + name: codes for name, (_, codes) in made.items()}
    house.board = {unit["unit"]: {task["task"]: task for task in unit["tasks"]}
                   for unit in house.ask("status", "--stage", "midterm")["units"]}
    return house


def test_each_file_has_its_findings(world):
    assert world.said["市教育局"] == world.true


def test_wrong_format_says_what_to_do(world):
    details = world.details["材料.zip/方案（扫描页贴在Word里）.docx"]
    assert [(each["code"], each["detail"]) for each in details] == [("wrong-format", "扫描页应以PDF报送，请另存为PDF再报")]


def test_same_bytes_of_another_unit(world):
    assert world.said["市审计局"] == {"信用承诺案例.docx": {"duplicate"}}


def test_board_shows_what_is_lacking(world):
    """One good file is enough for a task; a section of a hundred characters is not."""
    plan, promise = world.board["市教育局"]["C1"], world.board["市教育局"]["C2"]
    assert plan["state"] == "deficient" and "report-too-short" in plan["findings"]
    assert plan["report_chars"] == 5 * len(SENTENCE)
    assert promise["state"] == "complete"
