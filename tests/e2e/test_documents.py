"""Pages of documents as pictures: what the reader sees on them, and the whole way of a scanned report.

A dozen pages stand for the hundreds of `make bench-documents`.
"""
import email.message
import email.policy
import pathlib
import random
import resource
import subprocess
import sys
import time

import numpy
import pytest
from PIL import Image, ImageFilter

from house import BUILD, RELEASE, ROOT, House

sys.path.insert(0, str(ROOT / "tests" / "documents"))
import marks  # noqa: E402
import pages  # noqa: E402
import paper  # noqa: E402
import scanner  # noqa: E402
import words  # noqa: E402

HEADINGS = ["一、工作方案制定情况", "二、信用承诺制度建立情况", "三、双公示（双七天）工作开展情况"]
TITLE = "黄石市教育局2017年信用体系建设工作自查报告"


def mail_of(files, subject="材料"):
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["Subject"], mail["Message-ID"] = "clerk@example.cn", subject, "<1@example.cn>"
    mail["Date"] = "Tue, 21 Nov 2017 10:00:00 +0800"
    mail.set_content("请查收")
    for name, data in files:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def described(folder, files):
    import json
    path = folder / "mail.eml"
    path.write_bytes(mail_of(files))
    done = subprocess.run([RELEASE / "baosong-reader", path], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return {file["name"]: file for file in json.loads(done.stdout)["files"]}


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory):
    """{group: (what is true, what the reader says)} of a dozen pages, all in one mail."""
    def chance(name):
        return random.Random(f"smoke/{name}")

    made = [pages.sealed(chance(way), way, way) for way in ("plain", "under", "clipped", "oval", "photo", "grey")]
    made += [pages.unsealed(chance(what), what, what) for what in ("private", "emblem", "received", "photo", "circles")]
    for page in made:
        page["name"] = page["group"] + "." + page["name"].rsplit(".", 1)[1]
    said = described(tmp_path_factory.mktemp("pages"), [(page["name"], page["data"]) for page in made])
    return {page["group"]: (page, said[page["name"]]) for page in made}


@pytest.mark.parametrize("way", ["plain", "under", "clipped", "oval", "photo"])
def test_seal_is_seen(looked_at, way):
    _, file = looked_at["seal-" + way]
    assert file["seal"] >= 0.6
    mark = file["seals"][0]
    assert mark["colour"] == "red" and mark["page"] == 1
    assert 0 < mark["x_mm"] < 230 and 0 < mark["y_mm"] < 320


@pytest.mark.parametrize("what", ["private", "emblem", "received", "photo", "circles"])
def test_red_things_are_no_seals(looked_at, what):
    _, file = looked_at["none-" + what]
    assert (file["seal"] or 0) < 0.5


def test_grey_copy_shows_no_red_seal(looked_at):
    _, file = looked_at["seal-grey"]
    assert all(mark["colour"] == "grey" for mark in file["seals"])


def head(layout, turn=0, grey=False):
    """A first page of 黄石市教育局, scanned at 200 dpi."""
    chance = random.Random(f"head/{layout}")
    page = paper.Page(200, chance)
    page.head("关于印发信用承诺制度的通知", layout="upward" if layout == "upward" else "middle",
              ink=paper.INK if grey else paper.RED)
    for _ in range(3):
        page.text("根据鄂政发〔2016〕3号文件精神，" + words.SENTENCES[0])
    image = scanner.scan(page.image, chance)
    image = scanner.grey(image) if grey else image
    return scanner.pdf([scanner.jpeg(image.rotate(turn, expand=True), 75)], 200)


def test_heads_are_read(tmp_path):
    files = described(tmp_path, [("red.pdf", head("red")), ("upward.pdf", head("upward")),
                                 ("grey.pdf", head("red", grey=True)), ("turned.pdf", head("red", turn=90))])
    for file in files.values():
        assert file["document_number"].endswith("〔2017〕54号"), file["name"]
        assert 0 < file["document_number_confidence"] <= 1
        assert file["title"] == "关于印发信用承诺制度的通知"
        assert file["scan"]
    assert files["red.pdf"]["issuer"] == "黄石市教育局"
    assert files["red.pdf"]["rotation"] == 0 and files["turned.pdf"]["rotation"] == 90
    # a red head shows that the scan is in colours: then no seal is none; in grey nobody knows
    assert files["red.pdf"]["seal"] == 0 and files["grey.pdf"]["seal"] is None


LONG_TITLE = "黄石市教育局关于进一步做好全市教育系统社会信用体系建设和诚信宣传教育工作的通知"


def low_head(chance):
    """As printed since 2012: the name stands a third down the page, and the title below its middle."""
    page = paper.Page(200, chance)
    page.head(LONG_TITLE)
    page.text(words.SENTENCES[0])
    low = Image.new("RGB", page.image.size, "white")
    low.paste(page.image, (0, page.px(45)))
    return low


def test_head_may_stand_low(tmp_path):
    chance = random.Random("low")
    image = low_head(chance)
    soft = scanner.scan(image, chance).resize((1000, 1414)).filter(ImageFilter.GaussianBlur(1.1))
    files = described(tmp_path, [("low.jpg", scanner.jpeg(scanner.scan(image, chance), 75)),
                                 ("soft.jpg", scanner.jpeg(soft, 60))])
    for file in files.values():
        assert file["document_number"] == "黄教发〔2017〕54号", file["name"]
        assert file["title"] == LONG_TITLE and file["issuer"] == "黄石市教育局"


def test_title_of_what_is_no_letter(tmp_path):
    """A table in red lines, and pictures below a few words: neither has a head."""
    chance = random.Random("no letter")
    table, photos = paper.Page(200, chance), paper.Page(200, chance)
    table.y = 35
    table.centred("守信企业名单公示表", "song", 22, paper.INK, 1)
    for i in range(9):
        table.draw.rectangle((table.px(25), table.px(50 + 16 * i), table.px(185), table.px(66 + 16 * i)), outline=paper.RED, width=3)
        table.draw.text((table.px(60), table.px(58 + 16 * i)), words.TOPICS[i][:10], paper.INK, font=table.font("song", 14), anchor="mm")
    photos.y = 35
    photos.centred("诚信宣传活动佐证照片", "song", 22, paper.INK, 1)
    for y in (90, 190):
        photos.paste(marks.photo(900, 560, chance), 105, y, 130)
    files = described(tmp_path, [(name, scanner.jpeg(scanner.scan(page.image, chance), 80))
                                 for name, page in (("table.jpg", table), ("photos.jpg", photos))])
    assert files["table.jpg"]["title"] == "守信企业名单公示表"
    assert files["photos.jpg"]["title"] == "诚信宣传活动佐证照片"


def test_title_in_a_frame_and_below_a_heading(tmp_path):
    """A certificate has one in red; a public notice's stands below who gives it."""
    chance = random.Random("frame")
    certificate, notice = paper.Page(200, chance), paper.Page(200, chance)
    for inset in (10, 13):
        certificate.draw.rectangle((certificate.px(inset), certificate.px(inset), certificate.px(210 - inset),
                                    certificate.px(297 - inset)), outline=paper.RED, width=certificate.px(1))
    certificate.y = 40
    certificate.centred("荣誉证书", "song", 40, paper.RED, 1)
    certificate.y += 20
    certificate.text("黄石市顺达汽车运输有限公司：", 0)
    certificate.text("在2017年度诚信建设工作中成绩突出，被评为先进单位。")
    notice.y = 35
    notice.centred("黄石港区农业局通告", "song", 36, paper.INK, 1)
    notice.y += 15
    notice.title("关于公布农资市场红名单的公告")
    notice.text(words.SENTENCES[0])
    files = described(tmp_path, [(name, scanner.jpeg(scanner.scan(page.image, chance), 80))
                                 for name, page in (("certificate.jpg", certificate), ("notice.jpg", notice))])
    assert files["certificate.jpg"]["title"] == "荣誉证书"
    assert files["notice.jpg"]["title"] == "关于公布农资市场红名单的公告"


def test_shadow_does_not_cut_the_page(tmp_path):
    """The sheet fills the picture, and the telephone throws its shadow on a half of it."""
    chance = random.Random("shadow")
    pixels = numpy.asarray(low_head(chance).convert("RGB"), dtype=numpy.float32)
    across = numpy.arange(pixels.shape[1]) - numpy.arange(pixels.shape[0])[:, None] * 0.2
    light = 0.55 + 0.4 / (1 + numpy.exp((500 - across) / 60))
    image = scanner.noisy(pixels * light[..., None], chance, 2)
    file = described(tmp_path, [("shadow.jpg", scanner.jpeg(image, 80))])["shadow.jpg"]
    assert file["document_number"] == "黄教发〔2017〕54号"
    assert file["title"] == LONG_TITLE


def test_order_has_a_number_without_a_year(tmp_path):
    chance = random.Random("order")
    page = paper.Page(200, chance)
    page.y = 60
    page.centred("铁山区人民政府令", "song", 44, paper.RED, 3)
    page.y = 85
    page.centred("第 19 号", "kai", 16)
    page.y = 110
    page.text("《铁山区信用信息管理办法》已经2017年4月13日区人民政府第8次常务会议审议通过，现予公布。")
    image = scanner.scan(page.image, chance)
    file = described(tmp_path, [("order.jpg", scanner.jpeg(image, 80))])["order.jpg"]
    assert file["document_number"] == "铁山区人民政府令第19号"
    assert file["issuer"] == "铁山区人民政府" and file["title"] == "铁山区信用信息管理办法"


def test_number_below_the_title(tmp_path):
    """A decision: the title stands between the red head and the number, all of it above the rule."""
    chance = random.Random("decision")
    page = paper.Page(200, chance)
    page.y = 35
    page.centred("黄石市环境保护局", "song", 40, paper.RED, 2)
    page.y = 58
    page.centred("行政处罚决定书", "song", 22, paper.INK, 1)
    page.y = 70
    page.centred("黄环罚字〔2017〕17号", "kai", 14)
    page.y = 76
    page.rule()
    page.y = 90
    page.text("大冶市长江铸造有限公司：", 0)
    page.text("我局于2017年2月21日对你公司进行现场检查，发现布袋除尘设施未运行，烟气直接排放。")
    pdf = scanner.pdf([scanner.jpeg(page.image, 80)], 200)
    file = described(tmp_path, [("decision.pdf", pdf)])["decision.pdf"]
    assert file["document_number"] == "黄环罚字〔2017〕17号"
    assert file["title"] == "行政处罚决定书"


def test_number_on_a_crease(tmp_path):
    """Where the sheet was folded a grey line runs through the number, and through no row beside it."""
    chance = random.Random("crease")
    page = paper.Page(200, chance)
    page.head("关于印发信用承诺制度的通知")
    page.text(words.SENTENCES[0])
    image = scanner.creased(page.image, page.px(page.number_y - 1.2))
    file = described(tmp_path, [("crease.jpg", scanner.jpeg(image, 80))])["crease.jpg"]
    assert file["document_number"] == "黄教发〔2017〕54号"
    assert file["title"] == "关于印发信用承诺制度的通知"


def test_title_stands_above_a_table(tmp_path):
    """In a frame, as forms are; and a round label was stuck beside the title."""
    chance = random.Random("form")
    blank, title = paper.form(200, chance)
    labelled, other = paper.form(200, chance, True)
    scanned = scanner.pdf([scanner.jpeg(scanner.scan(labelled.image, chance), 80)], 200)
    files = described(tmp_path, [("blank.jpg", scanner.jpeg(blank.image, 90)), ("label.pdf", scanned)])
    assert files["blank.jpg"]["title"] == title and files["label.pdf"]["title"] == other
    assert all(file["document_number"] is None for file in files.values())


def test_number_that_cannot_be_read_is_not_made_up(tmp_path):
    """Somebody wiped over it: nobody says what it is, nor that there is none."""
    chance = random.Random("wiped")
    page = paper.Page(200, chance)
    page.letterhead("黄石市教育局")
    above = page.y
    page.number("黄教发〔2017〕54号", "middle")
    box = (page.px(40), page.px(above - 5), page.px(170), page.px(above + 5))
    page.image.paste(page.image.crop(box).filter(ImageFilter.GaussianBlur(5)), box[:2])
    page.rule()
    page.title("关于印发信用承诺制度的通知")
    page.text("各县（市）区人民政府，市直各单位：", 0)
    page.text(words.SENTENCES[0])
    data = scanner.jpeg(scanner.scan(page.image, chance), 80)
    file = described(tmp_path, [("wiped.jpg", data)])["wiped.jpg"]
    assert file["document_number"] is None and file["document_number_unclear"]
    assert file["title"] == "关于印发信用承诺制度的通知"


def test_sheet_on_a_desk_is_made_flat(tmp_path):
    """Half of the picture is desk, and the sheet is turned: head and seal are found, at their places."""
    chance = random.Random("desk/2")
    page = paper.Page(150, chance)
    page.head("关于印发信用承诺制度的通知")
    page.text(words.SENTENCES[0])
    page.press(marks.seal("黄石市教育局", 42 * 150 / 25.4, chance), 140, 200, 42)
    files = described(tmp_path, [(f"{i}.jpg", scanner.jpeg(scanner.on_desk(page.image, chance), 80)) for i in range(3)])
    assert len(files) == 3
    for file in files.values():
        assert file["document_number"] == "黄教发〔2017〕54号"
        assert file["title"] == "关于印发信用承诺制度的通知"
        mark = file["seals"][0]
        assert mark["confidence"] >= 0.6 and abs(mark["x_mm"] - 140) < 6 and abs(mark["y_mm"] - 200) < 6


def test_bomb_is_refused_before_it_is_decoded(tmp_path):
    """20000 x 15000 pixels in a PNG of some kilobytes."""
    import struct
    import zlib

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compressobj(9)
    data = b"".join(rows.compress(bytes(1 + 3 * 20000)) for _ in range(15000)) + rows.flush()
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 20000, 15000, 8, 2, 0, 0, 0)) \
        + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    file = described(tmp_path, [("bomb.png", bomb)])["bomb.png"]
    assert file["findings"] == ["over-budget"] and file["seal"] is None


# --- a scanned self-report, from its mail to its sections --------------------------------------------


def report_pages(headings=tuple(HEADINGS)):
    """JPEGs, at 150 dpi."""
    chance = random.Random("report")
    sheets, page = [], paper.Page(150, chance)
    page.body, page.y = "song", 45
    page.title(TITLE)
    for index, heading in enumerate(headings):
        page.text(heading)
        for sentence in range(2):
            page.text(words.SENTENCES[(index + sentence) % len(words.SENTENCES)])
    page.folio(1, 2)
    sheets.append(page.image)
    last = paper.Page(150, chance)
    last.body = "song"
    last.text(words.SENTENCES[3])
    x, y = last.sign(["黄石市教育局", "2017年11月20日"])
    last.press(marks.seal("黄石市教育局", 42 * 150 / 25.4, chance), x, y, 42)
    sheets.append(last.image)
    return [scanner.jpeg(scanner.scan(sheet, chance), 75) for sheet in sheets]


def report():
    return scanner.pdf(report_pages(), 150)


def house_with(folder, file, data, **options):
    for name in ("cur", "new", "tmp"):
        (folder / "mail" / name).mkdir(parents=True)
    (folder / "mail" / "new" / "1511229600.1.example").write_bytes(
        mail_of([(file, data)], "市教育局自查报告"))
    return House(folder, **options).configure([{"url": f"maildir:{folder / 'mail'}"}])


def house_with_report(folder, **options):
    return house_with(folder, "自查报告.pdf", report(), **options)


def recognised(house):
    import sqlite3
    with sqlite3.connect(f"file:{house.state / 'ledger.db'}?mode=ro", uri=True) as ledger:
        file = ledger.execute("SELECT id, recognition, chars, seal FROM file").fetchone()
        sections = ledger.execute("SELECT heading, body FROM sections ORDER BY position").fetchall()
        waits = ledger.execute("SELECT count(*) FROM message WHERE waits_for IS NOT NULL").fetchone()[0]
    return file, dict(sections), waits


def test_scanned_report_is_recognised(tmp_path):
    house = house_with_report(tmp_path, programs=BUILD)
    house.once()
    (_, state, chars, seal), sections, waits = recognised(house)
    assert state == "done" and waits == 0
    assert list(sections) == HEADINGS
    assert not any("页" in body for body in sections.values())
    assert 200 < chars < 600 and seal >= 0.6
    before = recognised(house)
    house.once()
    assert recognised(house) == before


def test_numeral_that_cannot_be_read_follows_the_others(tmp_path):
    """（六） looks like （太）: a numeral between brackets is the next one after those before it."""
    headings = ["（一）工作方案制定情况", "（二）信用承诺制度建立情况", "（太）双公示工作开展情况", "（四）信用专栏建设情况"]
    house = house_with(tmp_path, "自查报告.pdf", scanner.pdf(report_pages(headings), 150), programs=RELEASE)
    house.once()
    assert list(recognised(house)[1]) == [heading.replace("太", "三") for heading in headings]


def test_recognition_survives_kill(tmp_path):
    """Killed while it is at it: the next run takes it up, and the account is the same."""
    house = house_with_report(tmp_path, programs=RELEASE)
    command = [str(RELEASE / "baosongd"), "--config", str(house.config), "--once"]
    daemon = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and daemon.poll() is None:
        if list(pathlib.Path(house.state).glob("*/reader-file-*")):
            break
        time.sleep(0.02)
    daemon.kill()
    daemon.wait()
    house.once()
    (_, state, _, seal), sections, waits = recognised(house)
    assert state == "done" and list(sections) == HEADINGS and waits == 0 and seal >= 0.6


# --- pages that cost too much --------------------------------------------------------------------------


def pdf_of(pages, forms=()):
    """A PDF of plain text pages; `pages` are content streams, `forms` streams called F0, F1, ..."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    named = b"".join(b"/F%d %d 0 R" % (i, 4 + i) for i in range(len(forms)))
    resources = b"<</Font<</T 3 0 R>>/XObject<<" + named + b">>>>"
    for form in forms:
        objects.append(b"<</Type/XObject/Subtype/Form/BBox[0 0 600 850]/Resources" + resources
                       + b"/Length %d>>stream\n" % len(form) + form + b"\nendstream")
    kids = []
    for content in pages:
        objects.append(b"<</Length %d>>stream\n" % len(content) + content + b"\nendstream")
        objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources" % len(objects)
                       + resources + b">>")
        kids.append(len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table \
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))


def test_endless_page_costs_that_page_alone(tmp_path):
    """Its second page draws forms of forms, a million million times; what else came is read."""
    def words(text):
        return b"BT /T 12 Tf 50 700 Td (" + text + b") Tj ET"

    forms = [b"/F%d Do " % (level + 1) * 100 for level in range(6)] + [words(b"deep")]
    data = pdf_of([words(b"first page"), b"/F0 Do", words(b"third page")], forms)
    files = described(tmp_path, [("endless.pdf", data), ("after.txt", "其后的文件".encode())])
    file = files["endless.pdf"]
    assert "first page" in file["text"] and "third page" in file["text"] and file["pages"] == 3
    assert file["finding_details"] == [{"code": "over-budget", "detail": "第2页：读取所需的计算超过了限度"}]
    assert file["seal"] is None
    assert files["after.txt"]["text"].strip() == "其后的文件" and files["after.txt"]["findings"] == []


def test_icons_are_not_made_as_large_as_pages(tmp_path):
    """A hundred lines and dots out of a web page: nobody can know of a seal there, and it costs nothing."""
    from PIL import Image
    icons = [(f"{i}.png", scanner.png(Image.new("RGB", (6 + i, 300), (200, 200, i)))) for i in range(100)]
    began = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    files = described(tmp_path, icons)
    assert all(file["seal"] is None and file["findings"] == [] for file in files.values()) and len(files) == 100
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - began < 10
