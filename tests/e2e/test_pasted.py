"""Pages and seals as pictures in office documents, written by the programs themselves."""
import base64
import io
import random
import resource

import pytest

from house import BUILD
from pasted import electronic_seal, excel, mark, marks, policy, scanner, word, words
from test_documents import HEADINGS, described, house_with, recognised, report_pages
from test_reader_documents import MADE


@pytest.fixture(scope="module", name="paper_pages")
def made_policy():
    return policy()


def check_policy(file, number=3):
    """What is said of the PDF of the same pages is said of it."""
    assert file["findings"] == []
    assert file["scan"] and file["text_layer"] == "scan"
    assert file["document_number"] == "黄教发〔2017〕54号"
    assert file["title"] == "关于印发信用承诺制度的通知"
    assert file["issuer"] == "黄石市教育局"
    assert file["seal"] >= 0.9
    best = file["seals"][0]
    assert best["page"] == number and best["colour"] == "red"
    assert abs(best["x_mm"] - 135) < 8 and abs(best["y_mm"] - 84) < 8
    assert not file["recognise"]


def test_pasted_pages_are_a_scan(tmp_path, paper_pages):
    files = described(tmp_path, [("通知.docx", word(paper_pages)), ("通知.xlsx", excel(paper_pages)),
                                 ("通知.pdf", scanner.pdf(paper_pages, 150))])
    for file in files.values():
        check_policy(file)
    assert files["通知.pdf"]["seals"] == files["通知.docx"]["seals"]


@pytest.mark.parametrize("name", ["pages.doc", "pages.xls", "pages.ppt", "pages.pptx"])
def test_pages_in_other_programs(tmp_path, name):
    """By LibreOffice; slides have a number, sheets and texts none."""
    file = described(tmp_path, [(name, (MADE / name).read_bytes())])[name]
    check_policy(file)
    assert file["pages"] == (3 if "ppt" in name else 0)


def rtf(pictures, kind, raw=False):
    """As WPS and Word write it, with what belongs to a picture before it, and a copy for old programs behind."""
    body = b""
    for picture in pictures:
        said = b"\\bin%d " % len(picture) + picture if raw else b"\n" + picture.hex().encode()
        body += (b"{\\*\\shppict{\\pict{\\*\\picprop{\\sp{\\sn wzName}{\\sv abc}}}\\picscalex100\\picscaley100\\picwgoal8500"
                 b"\\pichgoal12000\\" + kind + b"\\bliptag1{\\*\\blipuid 00ff00ff}" + said + b"}}{\\nonshppict{\\pict"
                 b"\\wmetafile8 0102}}\\par\n")
    return b"{\\rtf1\\ansi\\ansicpg936 " + body + b"}"


@pytest.mark.parametrize("raw", [False, True])
def test_pages_in_rtf(tmp_path, paper_pages, raw):
    file = described(tmp_path, [("通知.rtf", rtf(paper_pages, b"jpegblip", raw))])["通知.rtf"]
    assert file["kind"] == "rtf"
    check_policy(file)


def test_bitmap_in_rtf(tmp_path, paper_pages):
    """A BMP without its first header."""
    bitmaps = []
    for page in paper_pages:
        out = io.BytesIO()
        scanner.Image.open(io.BytesIO(page)).resize((827, 1169)).save(out, "BMP")
        bitmaps.append(out.getvalue()[14:])
    file = described(tmp_path, [("通知.rtf", rtf(bitmaps, b"dibitmap0"))])["通知.rtf"]
    assert file["scan"] and file["seal"] >= 0.9 and file["seals"][0]["page"] == 3
    assert file["document_number"] == "黄教发〔2017〕54号"


def test_pages_in_word_of_2003_as_xml(tmp_path, paper_pages):
    """Kingsoft's programs write it, too, under the name .doc."""
    space = "http://schemas.microsoft.com/office/word/2003/wordml"
    body = "".join(f'<w:p><w:r><w:pict><w:binData w:name="wordml://{i}.jpg" xml:space="preserve">'
                   f"{base64.encodebytes(page).decode()}</w:binData></w:pict></w:r></w:p>" for i, page in enumerate(paper_pages))
    data = (f'<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
            f'<w:wordDocument xmlns:w="{space}"><w:body>{body}</w:body></w:wordDocument>').encode()
    file = described(tmp_path, [("通知.doc", data)])["通知.doc"]
    assert file["kind"] == "doc" and file["text"] == ""
    check_policy(file)


def test_seal_that_floats_over_a_doc(tmp_path):
    file = described(tmp_path, [("sealed.doc", (MADE / "sealed.doc").read_bytes())])["sealed.doc"]
    assert file["kind"] == "doc" and not file["scan"] and file["seal"] >= 0.9 and file["text"].startswith("为深入贯彻")


@pytest.mark.parametrize("cut", [8, 100, 200])
def test_compound_file_that_ends_within_a_sector(tmp_path, cut):
    """As Kingsoft's programs leave it."""
    whole = (MADE / "report.doc").read_bytes()
    assert not any(whole[-8:])
    files = described(tmp_path, [("整.wps", whole), ("缺.wps", whole[:-cut])])
    assert files["缺.wps"]["kind"] == "wps" and files["缺.wps"]["findings"] == []
    assert files["缺.wps"]["text"] == files["整.wps"]["text"] != ""


def test_caption_changes_nothing(tmp_path, paper_pages):
    """A line of words, and an icon before the pages, whose number a person counts."""
    icon = scanner.png(scanner.Image.new("RGB", (32, 32), (200, 30, 30)))
    file = described(tmp_path, [("3.docx", word([icon] + paper_pages, ["附件3"]))])["3.docx"]
    assert file["title"] == "附件3" and file["text"] == "附件3\n"
    check_policy(dict(file, title="关于印发信用承诺制度的通知"), number=4)


def test_pages_beside_a_text_are_no_scan(tmp_path, paper_pages):
    """A report with evidence pasted in: neither number nor title of the evidence is the report's, a seal is seen."""
    file = described(tmp_path, [("自查.docx", word(paper_pages, words.SENTENCES[:8]))])["自查.docx"]
    assert not file["scan"] and file["text_layer"] == "mixed" and not file["recognise"]
    assert file["document_number"] is None and file["issuer"] == "" and file["title"].startswith(words.SENTENCES[0][:20])
    assert file["seal"] >= 0.9 and file["seals"][0]["page"] == 3


@pytest.mark.parametrize("width, seen", [(35, True), (42, True), (58, True), (15, False), (120, False)])
def test_electronic_seal_over_a_text(tmp_path, width, seen):
    """A seal is known by its size, as it is shown."""
    file = described(tmp_path, [("承诺.docx", word([electronic_seal()], words.SENTENCES[:6], width))])["承诺.docx"]
    assert not file["scan"] and file["text_layer"] is None
    assert (file["seal"] or 0) >= 0.9 if seen else file["seal"] is None


@pytest.mark.parametrize("make", [marks.emblem, marks.big_star, marks.flag, marks.fingerprint])
def test_other_red_pictures_are_no_seals(tmp_path, make):
    file = described(tmp_path, [("宣传.docx", word([mark(make)], words.SENTENCES[:6], 42))])["宣传.docx"]
    assert file["seal"] is None and not file["scan"]


def test_pictures_without_paper_are_no_scan(tmp_path):
    """Photos of an event, and hardly a word: nothing was scanned, and no seal is said to be missing."""
    chance = random.Random("event")
    photos = [scanner.jpeg(marks.photo(1600, 1200, chance).convert("RGB"), 80) for _ in range(2)]
    file = described(tmp_path, [("活动.docx", word(photos, ["诚信宣传活动"]))])["活动.docx"]
    assert not file["scan"] and file["text_layer"] is None and not file["recognise"]
    assert file["document_number"] is None and file["findings"] == []


def test_broken_picture_costs_itself_alone(tmp_path, paper_pages):
    """Its header is sound, its rows are not: what it shows is unknown, and no lack is said."""
    cut = paper_pages[1][:2000]
    files = described(tmp_path, [("a.docx", word([paper_pages[0], cut, paper_pages[2]])),
                                 ("b.docx", word([paper_pages[0], cut]))])
    check_policy(files["a.docx"])
    assert files["b.docx"]["document_number"] == "黄教发〔2017〕54号" and files["b.docx"]["seal"] in (None, 0)


def test_pasted_report_is_recognised(tmp_path):
    """The whole way of a self-report whose pages were pasted into a Word file, under a line of words."""
    house = house_with(tmp_path, "自查报告.docx", word(report_pages(), ["市教育局报送材料"]), programs=BUILD)
    house.once()
    (_, state, chars, seal), sections, waits = recognised(house)
    assert state == "done" and waits == 0
    assert list(sections) == HEADINGS
    assert 200 < chars < 600 and seal >= 0.6
    file, = house.ask("messages")[0]["files"]
    assert file["kind"] == "docx"


def endless_jpeg():
    """Some kilobytes that say nothing, a hundred thousand times over: each pass goes through all of a large picture."""
    out = io.BytesIO()
    scanner.Image.new("L", (2400, 3400), 255).save(out, "JPEG", progressive=True)
    data = out.getvalue()
    starts = [at for at in range(len(data) - 1) if data[at:at + 2] == b"\xff\xda"]
    passes = [data[begin:end] for begin, end in zip(starts, starts[1:])]
    again = min((each for each in passes if each[7] > 0), key=len)  # one of the finer parts
    again = again[:again.index(b"\xff", 2)] if b"\xff" in again[2:] else again
    return data[:starts[-1]] + again * (200000 // len(again) * 4) + data[starts[-1]:]


def test_picture_without_end_costs_itself_alone(tmp_path, paper_pages):
    data = word([paper_pages[0], endless_jpeg(), paper_pages[2]])
    files = described(tmp_path, [("通知.docx", data), ("after.txt", "其后的文件".encode())])
    file = files["通知.docx"]
    assert file["finding_details"] == [{"code": "over-budget", "detail": "第2幅图片：读取所需的计算超过了限度"}]
    check_policy(dict(file, findings=[]))
    assert files["after.txt"]["text"].strip() == "其后的文件"


def test_report_with_many_photos_stays_a_text(tmp_path):
    """Three hundred 字 and twenty photos: neither a scan, nor as dear as one."""
    chance = random.Random("photos")
    photos = [scanner.jpeg(marks.photo(1000, 750, chance).convert("RGB").resize((2000, 1500)), 80) for _ in range(20)]
    began = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    file = described(tmp_path, [("自查报告.docx", word(photos, words.SENTENCES[:6]))])["自查报告.docx"]
    assert not file["scan"] and not file["recognise"] and file["seal"] is None and file["findings"] == []
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - began < 10
