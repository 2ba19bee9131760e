"""Pages and seals as pictures in office documents, written by the programs themselves."""
import io
import random

import docx
import openpyxl
import openpyxl.drawing.image
import pytest
from docx.shared import Mm

from house import BUILD
from test_documents import HEADINGS, described, house_with, recognised, report_pages
import marks
import paper
import scanner
import words


def policy(dpi=150):
    """An issued paper of three scanned pages; the last bears its seal. -> JPEGs"""
    chance = random.Random("policy")
    sheets = [paper.Page(dpi, chance) for _ in range(3)]
    first, second, last = sheets
    for sheet in sheets:
        sheet.body = "song"
    first.letterhead("黄石市教育局")
    first.number("黄教发〔2017〕54号", "middle")
    first.rule()
    first.title("关于印发信用承诺制度的通知")
    first.text("各县（市）区人民政府，市直各单位：", 0)
    for sheet, count in ((first, 3), (second, 5), (last, 1)):
        for index in range(count):
            sheet.text(words.SENTENCES[index])
    x, y = last.sign(["黄石市教育局", "2017年3月20日"])
    last.press(marks.seal("黄石市教育局", 42 * dpi / 25.4, chance), x, y, 42)
    return [scanner.jpeg(scanner.scan(sheet.image, chance), 75) for sheet in sheets]


@pytest.fixture(scope="module", name="paper_pages")
def made_policy():
    return policy()


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word(pictures, paragraphs=(), width=150):
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    for picture in pictures:
        document.add_picture(io.BytesIO(picture), width=Mm(width))
    return saved(document)


def excel(pictures):
    book = openpyxl.Workbook()
    for index, picture in enumerate(pictures):
        image = openpyxl.drawing.image.Image(io.BytesIO(picture))
        book.active.add_image(image, f"A{1 + 60 * index}")
    return saved(book)


def electronic_seal(make=marks.seal):
    """As programs draw it: on nothing, to be laid over the signature."""
    chance = random.Random("seal")
    mark = make("黄石市教育局", 300, chance) if make is marks.seal else make(300, chance)
    out = io.BytesIO()
    mark.save(out, "PNG")
    return out.getvalue()


def check_policy(file, number=3):
    """What is said of the PDF of the same pages is said of it."""
    assert file["findings"] == []
    assert file["scan"] and file["text_layer"] == "scan"
    assert file["document_number"] == "黄教发〔2017〕54号"
    assert file["title"] == "关于印发信用承诺制度的通知"
    assert file["issuer"] == "黄石市教育局"
    assert file["seal"] >= 0.9
    mark = file["seals"][0]
    assert mark["page"] == number and mark["colour"] == "red"
    assert abs(mark["x_mm"] - 135) < 8 and abs(mark["y_mm"] - 84) < 8
    assert not file["recognise"]


def test_pasted_pages_are_a_scan(tmp_path, paper_pages):
    files = described(tmp_path, [("通知.docx", word(paper_pages)), ("通知.xlsx", excel(paper_pages)),
                                 ("通知.pdf", scanner.pdf(paper_pages, 150))])
    for file in files.values():
        check_policy(file)
    assert files["通知.pdf"]["seals"] == files["通知.docx"]["seals"]


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
    file = described(tmp_path, [("宣传.docx", word([electronic_seal(make)], words.SENTENCES[:6], 42))])["宣传.docx"]
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
    assert sections == HEADINGS
    assert 200 < chars < 600 and seal >= 0.6
    file, = house.ask("messages")[0]["files"]
    assert file["kind"] == "docx"
