"""What the reader says of one report in every format, compared in full with what a person reads."""
import base64
import io
import pathlib
import re
import subprocess
import zipfile

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

import originals
import reader
from test_reader_embedded import compound

MADE = pathlib.Path(__file__).parents[1] / "data" / "documents"


def described(folder, name, data, **more):
    file, = reader.read(folder, [(name, data)], **more)["files"]
    return file


def check_report(file, kind, automatic=True):
    assert (file["kind"], file["findings"]) == (kind, [])
    assert file["title"] == originals.TITLE
    assert originals.plain(file["text"]) == originals.plain("".join(originals.lines(automatic)))
    assert [(each["heading"], each["chars"]) for each in file["sections"]] == originals.sections(automatic)
    assert file["chars"] == sum(map(originals.count, originals.lines(automatic)))


# --- reports -----------------------------------------------------------------------------------------

@pytest.mark.parametrize("name, kind", [("report.doc", "doc"), ("report.rtf", "rtf")])
def test_report(tmp_path, name, kind):
    check_report(described(tmp_path, name, (MADE / name).read_bytes()), kind)


def test_word(tmp_path):
    check_report(described(tmp_path, "自查报告.docx", originals.word()), "docx")


def test_page(tmp_path):
    """A page of the web has lost the automatic numbers."""
    check_report(described(tmp_path, "report.html", (MADE / "report.html").read_bytes()), "html", automatic=False)


def saved_page(html, charset):
    return (f"From: <Saved by WPS>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n"
            f"--b\r\nContent-Type: text/html; charset=\"{charset}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + base64.encodebytes(html.encode(charset)).decode() +
            "\r\n--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\n").encode()


def html_report():
    body, number = "", 0
    for kind, words in originals.REPORT:
        number += kind == "h1"
        if kind == "row":
            body += "<table><tr>" + "".join(f"<td>{cell}</td>" for cell in words) + "</tr></table>"
        else:
            prefix = originals.NUMBERS[number - 1] + "、" if kind == "h1" else ""
            tag = {"title": "p", "body": "p"}.get(kind, kind)
            body += f"<{tag}>{prefix}{words}</{tag}>\n"
    return f"<html><head><style>p {{}}</style></head><body>{body}</body></html>"


def test_saved_page(tmp_path):
    check_report(described(tmp_path, "自查.mht", saved_page(html_report(), "gb18030")), "html")


def wordml_report():
    """Word 2003 XML: the elements of .docx in one file, with the head of the page and list labels."""
    space = "http://schemas.microsoft.com/office/word/2003/wordml"
    extra = "http://schemas.microsoft.com/office/word/2003/auxHint"
    body, number = "", 0
    for kind, words in originals.REPORT:
        number += kind == "h1"
        label = (f'<w:listPr><wx:t wx:val="{originals.NUMBERS[number - 1]}、" wx:wTabBefore="0"/></w:listPr>'
                 if kind == "h1" else "")
        style = {"h1": '<w:pStyle w:val="1"/>', "h2": '<w:pStyle w:val="2"/>'}.get(kind, "")
        if kind == "row":
            body += "<w:tbl><w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>"
                                              for cell in words) + "</w:tr></w:tbl>"
        else:
            body += f"<w:p><w:pPr>{style}{label}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"
    styles = "".join(f'<w:style w:type="paragraph" w:styleId="{n}"><w:name w:val="heading {n}"/></w:style>' for n in (1, 2))
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Word.Document"?>\n'
            f'<w:wordDocument xmlns:w="{space}" xmlns:wx="{extra}"><w:styles>{styles}</w:styles><w:body>{body}'
            f"<w:sectPr><w:hdr><w:p><w:r><w:t>{originals.HEAD}</w:t></w:r></w:p></w:hdr></w:sectPr>"
            f"</w:body></w:wordDocument>").encode()


def test_word_of_2003_as_xml(tmp_path):
    check_report(described(tmp_path, "自查.doc", wordml_report()), "doc")


def rtf_report():
    """As WPS writes it: bytes of GBK as \\'xx, numbers in the text; and what is not to be read."""
    def gbk(words):
        out = ""
        for c in words:
            if ord(c) > 0xFFFF:
                pair = c.encode("utf-16le")
                out += "".join(f"\\u{int.from_bytes(pair[i:i + 2], 'little', signed=True)}?" for i in (0, 2))
            else:
                out += c if ord(c) < 128 else "".join(f"\\'{b:02x}" for b in c.encode("gbk"))
        return out
    body, number = "", 0
    for kind, words in originals.REPORT:
        number += kind == "h1"
        if kind == "row":
            body += "\\trowd" + "".join(f"\\pard\\intbl {gbk(cell)}\\cell" for cell in words) + "\\row\n"
        else:
            prefix = originals.NUMBERS[number - 1] + "、" if kind == "h1" else ""
            bold = "\\b " if kind in ("h1", "h2") else ""
            body += "{\\pard\\plain\\f0" + bold + " " + gbk(prefix + words) + "\\par}\n"
    return ("{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0\\fcharset134 " + gbk("仿宋") + ";}}"
            "{\\info{\\title " + gbk("另一个标题") + "}}{\\header " + gbk(originals.HEAD) + "}"
            "{\\*\\generator Kingsoft;}" + body + "{\\v " + gbk("隐藏") + "}{\\pict 0102}"
            "{\\field{\\*\\fldinst PAGE}{\\fldrslt }}\\bin3 {{{}").encode()


def test_rtf_of_wps(tmp_path):
    check_report(described(tmp_path, "自查.rtf", rtf_report()), "rtf")


OFD = "http://www.ofdspec.org/2016"


def ofd_report(signatures=1):
    """Every run an object of its own, written from the foot of the page to its head."""
    pages, objects, y, number = [], [], 30.0, 0

    def line(words, x, size):
        nonlocal y, objects
        if y > 200:
            pages.append(objects)
            objects, y = [], 30.0
        for part in (words[:9], words[9:]):
            if part:
                objects.append(f'<ofd:TextObject Boundary="{x} {y} {size * len(part)} {size * 1.2}" Size="{size}" '
                               f'Font="1"><ofd:TextCode X="0" Y="{size}">{part}</ofd:TextCode></ofd:TextObject>')
                x += size * len(part)
        y += 10

    for kind, words in originals.REPORT:
        number += kind == "h1"
        if kind == "row":
            line(" ".join(words), 28, 4)
        elif kind == "title":
            line(words, 105 - 7 * len(words) / 2, 7)
        else:
            words = (originals.NUMBERS[number - 1] + "、" if kind == "h1" else "") + words
            x, room = 38, 26
            while words:
                line(words[:room], x, 5)
                words, x, room = words[room:], 28, 28
    pages.append(objects)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("OFD.xml", f'<ofd:OFD xmlns:ofd="{OFD}"><ofd:DocBody><ofd:DocInfo><ofd:Title>无</ofd:Title>'
                         "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
                         "<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures></ofd:DocBody></ofd:OFD>")
        archive.writestr("Doc_0/Document.xml", f'<ofd:Document xmlns:ofd="{OFD}"><ofd:CommonData><ofd:PageArea>'
                         "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>" +
                         "".join(f'<ofd:Page ID="{i}" BaseLoc="Pages/Page_{i}/Content.xml"/>'
                                 for i in range(len(pages))) + "</ofd:Pages></ofd:Document>")
        for i, page in enumerate(pages):
            foot = (f'<ofd:TextObject Boundary="100 280 10 4" Size="4"><ofd:TextCode X="0" Y="4">— {i + 1} —'
                    "</ofd:TextCode></ofd:TextObject>")
            archive.writestr(f"Doc_0/Pages/Page_{i}/Content.xml", f'<ofd:Page xmlns:ofd="{OFD}"><ofd:Content><ofd:Layer>' +
                             "".join(reversed(page)) + foot + "</ofd:Layer></ofd:Content></ofd:Page>")
        archive.writestr("Doc_0/Signs/Signatures.xml", f'<ofd:Signatures xmlns:ofd="{OFD}">' +
                         '<ofd:Signature ID="1" BaseLoc="x"/>' * signatures + "</ofd:Signatures>")
    return out.getvalue()


def test_ofd(tmp_path):
    file = described(tmp_path, "自查.ofd", ofd_report())
    check_report(file, "ofd")
    assert (file["pages"], file["signatures"], file["text_layer"]) == (2, 1, "text")
    assert file["page_size"] == {"width_mm": 210, "height_mm": 297}
    assert originals.OPENING in file["text"].split("\n")


def test_attachments_of_ofd(tmp_path):
    note, data = "附件内容".encode(), io.BytesIO(ofd_report())
    with zipfile.ZipFile(data, "a") as archive:
        root = archive.read("Doc_0/Document.xml").decode()
        archive.writestr("Doc_0/Attachs/Attachments.xml", f'<ofd:Attachments xmlns:ofd="{OFD}">'
                         '<ofd:Attachment ID="1" Name="名单.txt"><ofd:FileLoc>1.txt</ofd:FileLoc></ofd:Attachment>'
                         '<ofd:Attachment ID="2" Name="清单"><ofd:FileLoc>/Doc_0/Attachs/2.txt</ofd:FileLoc>'
                         '</ofd:Attachment></ofd:Attachments>')
        archive.writestr("Doc_0/Attachs/1.txt", note)
        archive.writestr("Doc_0/Attachs/2.txt", note)
    out = io.BytesIO()
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name) if name != "Doc_0/Document.xml" else root.replace(
                "</ofd:Document>", "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments></ofd:Document>"))
    told = reader.read(tmp_path, [("自查.ofd", out.getvalue())])
    assert [file["path"] for file in told["files"]] == ["自查.ofd", "自查.ofd/名单.txt", "自查.ofd/2.txt"]


def test_wps_is_doc(tmp_path):
    check_report(described(tmp_path, "自查报告.wps", (MADE / "report.doc").read_bytes()), "wps")


def pdf_report():
    """As a printer driver writes it: lines, no paragraphs; heads and numbers on every page."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=A4)
    width, left, right, top, bottom = A4[0], 80, 80, A4[1] - 100, 100
    state = {"y": top, "page": 1}

    def dress():
        page.setFont("STSong-Light", 9)
        page.drawString(left, A4[1] - 50, originals.HEAD)
        page.drawCentredString(width / 2, 50, f"— {state['page']} —")

    def line(text, x, size):
        if state["y"] < bottom:
            dress()
            page.showPage()
            state.update(y=top, page=state["page"] + 1)
        page.setFont("STSong-Light", size)
        page.drawString(x, state["y"], text)
        state["y"] -= 28

    def paragraph(text, size=16):
        x = left + 2 * size
        while text:
            room = max(n for n in range(1, len(text) + 1)
                       if x + pdfmetrics.stringWidth(text[:n], "STSong-Light", size) <= width - right)
            line(text[:room], x, size)
            text, x = text[room:], left

    number = 0
    for kind, text in originals.REPORT:
        if kind == "row":
            line("    ".join(text), left, 12)
        elif kind == "title":
            for part in (text[:12], text[12:]):
                line(part, (width - 22 * len(part)) / 2, 22)
        else:
            number += kind == "h1"
            paragraph((originals.NUMBERS[number - 1] + "、" if kind == "h1" else "") + text)
    dress()
    page.save()
    return out.getvalue()


def test_pdf(tmp_path):
    file = described(tmp_path, "自查报告.pdf", pdf_report())
    assert file["pages"] == 2 and file["text_layer"] == "text"
    # The font of this PDF has no character beyond the first plane.
    for each in (file["text"],):
        assert "某某局" not in each.split("\n")[0] and "— 1 —" not in each
    check = {heading: chars for heading, chars in originals.sections()}
    told = {each["heading"]: each["chars"] for each in file["sections"]}
    assert list(told) == list(check)
    for heading, chars in check.items():
        assert abs(told[heading] - chars) <= 2, heading
    assert file["title"] == originals.TITLE
    paragraphs = file["text"].split("\n")
    assert originals.OPENING in paragraphs  # rejoined, over the end of lines


def test_spacing_between_chinese_and_latin_is_no_blank(tmp_path):
    """A quarter of a space, as Word and LibreOffice set it; the blank behind a heading's number stays."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(595, 842))
    for row, parts in enumerate([("黄石市教育局", "2017", "年自查报告"), ("1", "总则"), ("完成率", "98.5%", "以上")]):
        x = 80
        page.setFont("STSong-Light", 16)
        for part in parts:
            page.drawString(x, 760 - 40 * row, part)
            x += pdfmetrics.stringWidth(part, "STSong-Light", 16) + 4
    page.save()
    text = described(tmp_path, "a.pdf", out.getvalue())["text"]
    for line in ("黄石市教育局2017年自查报告", "1 总则", "完成率98.5%以上"):
        assert line in text


# --- tables and slides -------------------------------------------------------------------------------

@pytest.mark.parametrize("name", ["table.xlsx", "table.xls"])
def test_table(tmp_path, name):
    file = described(tmp_path, name, originals.table() if name == "table.xlsx" else (MADE / name).read_bytes())
    assert file["text"].rstrip("\n").split("\n") == originals.table_lines()
    assert file["title"] == originals.SHEETS["红名单"][0][0] and file["findings"] == []


def sheetml():
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    tables = "".join(
        f'<Worksheet ss:Name="{name}"><Table>' + "".join(
            "<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data><Comment><Data>批注</Data></Comment></Cell>'
                              for cell in row) + "</Row>" for row in rows) + "</Table></Worksheet>"
        for name, rows in originals.SHEETS.items())
    return (f'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
            f'<Workbook xmlns="{space}" xmlns:ss="{space}">{tables}</Workbook>').encode()


def biff5(folder):
    """Excel 5: texts in the cells, in GBK."""
    def record(kind, data=b""):
        return kind.to_bytes(2, "little") + len(data).to_bytes(2, "little") + data
    begin = record(0x0809, b"\0\5\5\0" + bytes(4))
    tabs = [name.encode("gbk") for name in originals.SHEETS]
    head = len(begin) + len(record(0x42, bytes(2))) + sum(len(record(0x85, bytes(7) + name)) for name in tabs) + 4
    sheets, places = b"", []
    for rows in originals.SHEETS.values():
        places.append(head + len(sheets))
        sheets += begin
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                place = y.to_bytes(2, "little") + x.to_bytes(2, "little") + bytes(2)
                if cell.isdigit() and len(cell) < 9:
                    sheets += record(0x027E, place + (int(cell) << 2 | 2).to_bytes(4, "little"))
                else:
                    words = cell.replace("𠮷", "吉").encode("gbk")
                    sheets += record(0x0204, place + len(words).to_bytes(2, "little") + words)
        sheets += record(0x0A)
    bound = b"".join(record(0x85, place.to_bytes(4, "little") + bytes(2) + bytes([len(name)]) + name)
                     for place, name in zip(places, tabs))
    return compound(folder, {"Book": begin + record(0x42, (936).to_bytes(2, "little")) + bound + record(0x0A) + sheets})


def test_old_tables(tmp_path):
    for name, data, sign in (("a.xls", sheetml(), "𠮷"), ("b.xls", biff5(tmp_path), "吉")):
        file = described(tmp_path, name, data)
        assert (file["kind"], file["findings"]) == ("xls", [])
        assert file["text"].rstrip("\n").replace(sign, "𠮷").split("\n") == originals.table_lines()


def test_word_of_1995(tmp_path):
    """Text in the code page of its language, controls in between, all in one stream."""
    words = "关于信用的报告\r一、组织领导\r我局\x13 DATE \x14高度\x15重视。\r甲\x07乙\x07\x07"
    text = words.encode("gbk")
    head = bytearray(fib(version=0x68, size=0x300))
    head[0:2] = b"\xdc\xa5"
    head[6:8] = (0x0804).to_bytes(2, "little")
    head[0x18:0x1C] = (0x300).to_bytes(4, "little")
    head[0x34:0x38] = len(text).to_bytes(4, "little")
    file = described(tmp_path, "a.doc", compound(tmp_path, {"WordDocument": bytes(head) + text + bytes(4096)}))
    assert file["findings"] == [] and file["title"] == "关于信用的报告"
    assert file["text"] == "关于信用的报告\n一、组织领导\n我局高度重视。\n甲\n乙\n"
    assert [(each["heading"], each["chars"]) for each in file["sections"]] == [("一、组织领导", 9)]


@pytest.mark.parametrize("name", ["slides.ppt", "slides.pptx"])
def test_slides(tmp_path, name):
    file = described(tmp_path, name, (MADE / name).read_bytes())
    assert file["text"].rstrip("\n").split("\n") == sum(originals.SLIDES, [])
    assert file["pages"] == len(originals.SLIDES) and file["findings"] == []


# --- what is in a document and is not its text ---------------------------------------------------------

BODY = """<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>{}</w:body></w:document>"""
RUN = "<w:r>{}</w:r>"


def package(body, **parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", BODY.format(body))
        for name, data in parts.items():
            archive.writestr(f"word/{name}.xml", data)
    return out.getvalue()


def text(words, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>"


def paragraph(*runs):
    return f"<w:p>{''.join(runs)}</w:p>"


NOTES = ('<w:{0}s xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
         '<w:{0} w:id="-1" w:type="separator"><w:p><w:r><w:t>不计</w:t></w:r></w:p></w:{0}>'
         '<w:{0} w:id="2"><w:p><w:r><w:t>{1}</w:t></w:r></w:p></w:{0}></w:{0}s>')


@pytest.mark.parametrize("what, body, lines", [
    ("deleted", paragraph(text("保留"), "<w:del><w:r><w:delText>删去</w:delText></w:r></w:del>",
                          "<w:ins>" + text("新增") + "</w:ins>"), ["保留新增"]),
    ("moved", paragraph("<w:moveFrom>" + text("旧处") + "</w:moveFrom>", "<w:moveTo>" + text("新处") + "</w:moveTo>"),
     ["新处"]),
    ("hidden", paragraph(text("看见"), text("隐藏", "<w:vanish/>"), text("也见", '<w:vanish w:val="0"/>')), ["看见也见"]),
    ("field", paragraph(RUN.format('<w:fldChar w:fldCharType="begin"/>'), RUN.format("<w:instrText> DATE \\@ </w:instrText>"),
                        RUN.format('<w:fldChar w:fldCharType="separate"/>'), text("2017年11月"),
                        RUN.format('<w:fldChar w:fldCharType="end"/>')), ["2017年11月"]),
    ("box once", paragraph(text("前"), RUN.format(
        "<mc:AlternateContent><mc:Choice><w:txbxContent>" + paragraph(text("框内")) + "</w:txbxContent></mc:Choice>"
        "<mc:Fallback><w:txbxContent>" + paragraph(text("框内")) + "</w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent>"), text("后")), ["框内", "前后"]),
    ("ruby", paragraph(RUN.format("<w:ruby><w:rt>" + text("pīn") + "</w:rt><w:rubyBase>" + text("拼") +
                                  "</w:rubyBase></w:ruby>")), ["拼"]),
    ("notes", paragraph(text("正文"), RUN.format('<w:footnoteReference w:id="2"/>'), text("继续")) + paragraph(text("末段")),
     ["正文继续", "脚注在此", "末段"]),
    ("break", paragraph(text("一"), RUN.format("<w:br/>"), text("二"), RUN.format("<w:tab/>"), text("三")), ["一", "二\t三"]),
])
def test_what_counts(tmp_path, what, body, lines):
    data = package(body, footnotes=NOTES.format("footnote", "脚注在此"), comments="<c>批注</c>",
                   header1="<h>页眉</h>")
    assert described(tmp_path, "a.docx", data)["text"].rstrip("\n").split("\n") == lines


def test_contents_are_no_sections(tmp_path):
    control = ('<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
               "<w:sdtContent>" + paragraph(text("一、组织领导")) + "</w:sdtContent></w:sdt>")
    field = (paragraph(RUN.format('<w:fldChar w:fldCharType="begin"/>'), RUN.format("<w:instrText>TOC \\o</w:instrText>"),
                       RUN.format('<w:fldChar w:fldCharType="separate"/>'), text("二、信用承诺")) +
             paragraph(text("三、归集"), RUN.format('<w:fldChar w:fldCharType="end"/>')))
    body = control + field + paragraph(text("一、组织领导")) + paragraph(text("我局高度重视。"))
    file = described(tmp_path, "a.docx", package(body))
    assert [(each["heading"], each["chars"]) for each in file["sections"]] == [("一、组织领导", 7)]


# --- locked, broken, hostile -----------------------------------------------------------------------------

def fib(flags=0, version=0xC1, size=0x400):
    data = bytearray(size)
    data[0:2], data[2:4], data[10:12] = b"\xec\xa5", version.to_bytes(2, "little"), flags.to_bytes(2, "little")
    return data


def record(kind, data=b""):
    return kind.to_bytes(2, "little") + len(data).to_bytes(2, "little") + data


BIFF8 = record(0x0809, b"\0\6\5\0" + bytes(12))
TOKEN = bytes(12) + bytes.fromhex("dfc4d1f3") + bytes(32)


@pytest.mark.parametrize("name, tree, kind, finding", [
    ("a.doc", {"WordDocument": bytes(fib(0x100))}, "doc", "encrypted"),
    ("a.xls", {"Workbook": BIFF8 + record(0x2F, bytes(54)) + bytes(5000)}, "xls", "encrypted"),
    ("a.ppt", {"Current User": TOKEN, "PowerPoint Document": bytes(5000)}, "ppt", "encrypted"),
    ("a.docx", {"EncryptedPackage": bytes(5000), "EncryptionInfo": bytes(500)}, "docx", "encrypted"),
    ("a.xlsx", {"EncryptedPackage": bytes(5000), "EncryptionInfo": bytes(500)}, "xlsx", "encrypted"),
    ("a.doc", {"WordDocument": bytes(fib(0x200)), "1Table": bytes(5000)}, "doc", "damaged"),
    ("a.doc", {"WordDocument": bytes(100)}, "doc", "damaged"),
    ("a.xls", {"Workbook": bytes(5000)}, "xls", "damaged"),
    ("a.ppt", {"Current User": bytes(100), "PowerPoint Document": bytes(5000)}, "ppt", "damaged"),
    ("a.xls", {"Workbook": BIFF8 + record(0x85, bytes(4) + b"\0\1\1\0m") + record(0x0A),
               "x": bytes(9)}, "xls", "macro"),
    ("a.xls", {"Workbook": BIFF8 + record(0x85, bytes(6) + b"\1\0m") + record(0x0A),
               "_VBA_PROJECT_CUR/VBA/dir": bytes(9)}, "xls", "macro"),
])
def test_locked_broken_macro(tmp_path, name, tree, kind, finding):
    file = described(tmp_path, name, compound(tmp_path, tree))
    assert (file["kind"], file["findings"]) == (kind, [finding])


def test_cut_compound_file_is_damaged(tmp_path):
    data = (MADE / "report.doc").read_bytes()
    for size in (600, 5000, len(data) - 3000):
        file = described(tmp_path, "自查.doc", data[:size])
        assert (file["kind"], file["findings"]) == ("doc", ["damaged"]), size


def test_cut_part_is_damaged_and_read(tmp_path):
    """The XML breaks off; what stands before it is told."""
    whole = BODY.format(paragraph(text("一、组织领导")) + paragraph(text("我局高度重视。")))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", whole[:whole.index("重视")])
    file = described(tmp_path, "a.docx", out.getvalue())
    assert file["findings"] == ["damaged"] and file["text"] == "一、组织领导\n"


def nested(count):
    return "<w:p><w:r><w:txbxContent>" * count + text("深") + "</w:txbxContent></w:r></w:p>" * count


LAUGHS = ('<!DOCTYPE d [<!ENTITY a "信用信用信用信用">' +
          "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)) + "]>")


HOSTILE = {
    "boxes in boxes": nested(60),
    "deep boxes": nested(5000),
    "deep tables": "<w:tbl><w:tr><w:tc>" * 5000,
    "many headings": "".join(paragraph(text("一、标题")) for _ in range(2000)),
    "long paragraph": paragraph(text("信" * 300_000)),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_word(tmp_path, what):
    file = described(tmp_path, "a.docx", package(HOSTILE[what]))
    assert len(file["text"].encode()) <= 196608 and len(file["sections"]) <= 400


def test_entities_are_not_expanded(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", LAUGHS + BODY.format(paragraph(text("&j;"))))
    file = described(tmp_path, "a.docx", out.getvalue())
    assert len(file["text"]) < 100_000


def test_strings_of_a_table_that_never_end(tmp_path):
    """A shared table that promises 4 billion strings, and continues for ever."""
    table = record(0xFC, b"\xff" * 8 + b"\xff\xff\x01" + "信".encode("utf-16le") * 2000)
    data = BIFF8 + record(0x85, bytes(6) + b"\1\0m") + table + record(0x3C, b"\0" + b"a" * 8000) * 20
    file = described(tmp_path, "a.xls", compound(tmp_path, {"Workbook": data}))
    assert file["kind"] == "xls" and file["text"].strip() in ("m", "")


def test_numbers_as_kingsoft_keeps_them(tmp_path):
    """Its lists stand at the first byte of their stream, where Word has its styles."""
    def stream(name):
        return bytearray(subprocess.run(["gsf", "cat", MADE / "report.doc", name], check=True, capture_output=True).stdout)

    def place(at):
        return int.from_bytes(main[at:at + 4], "little"), int.from_bytes(main[at + 4:at + 8], "little")

    main, table = stream("WordDocument"), stream("1Table")
    (styles, size), (lists, _), (uses, _) = place(0xA2), place(0x2E2), place(0x2EA)
    assert styles == 0 and lists < uses and uses - lists < size
    main[0xA2:0xA6] = len(table).to_bytes(4, "little")
    table += table[:size]
    table[:uses - lists] = table[lists:uses]
    table[lists:uses] = bytes(uses - lists)
    main[0x2E2:0x2E6] = bytes(4)
    data = compound(tmp_path, {"WordDocument": bytes(main), "1Table": bytes(table)})
    check_report(described(tmp_path, "自查.wps", data), "wps")
