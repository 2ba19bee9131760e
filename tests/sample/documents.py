"""One document as bytes: Word, Excel, PDF with text, scan, picture, text file."""
import datetime
import io
import re
import zipfile

import docx
import openpyxl
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

import pictures
import prose
from model import rng

WRITTEN = datetime.datetime(2017, 11, 15, 9, 30)
AUTHORS = ["Administrator", "微软用户", "lenovo", "USER", "dell"]
DATES = ["2017年3月16日", "2017年5月23日", "2017年6月8日", "2017年9月12日", "2017年10月27日"]
PADDING = {"scan": 150, "pdf": 500, "docx": 400, "txt": 120}
# An automatic numbering as Word writes it: 一、 二、 三、 exist in no text.
NUMBERING = """<w:abstractNum {ns} w:abstractNumId="90"><w:multiLevelType w:val="singleLevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>
<w:suff w:val="nothing"/><w:lvlText w:val="%1、"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>"""


def make(file):
    """(bytes, facts for the truth) of a model.File."""
    return MAKERS[file.form](file)


def body_of(file, random):
    """The paragraphs of a document that is no report."""
    given = [line for line in file.text.split("\n") if line]
    return given + prose.paragraphs(file.unit.own, PADDING.get(file.form, 0), random)


def signer(file):
    return file.unit.issuer or file.unit.full


# --- Word --------------------------------------------------------------------

def make_docx(file):
    random = rng("docx", file.key)
    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    core = document.core_properties
    core.author, core.title, core.comments = random.choice(AUTHORS), file.title, ""
    paragraph(document, file.title, "方正小标宋简体", 22, centred=True)
    if file.number:
        paragraph(document, file.number, "仿宋_GB2312", 16, centred=True)
    facts = {"sections": write_sections(document, file, random)} if file.sections else {}
    if not file.sections:
        for text in body_of(file, random):
            paragraph(document, text)
    for row in file.rows:
        paragraph(document, "　".join(str(cell) for cell in row))
    for line in (signer(file), random.choice(DATES)):
        paragraph(document, line).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    out = io.BytesIO()
    document.save(out)
    return fixed_package(out.getvalue()), facts


def paragraph(document, text, font="仿宋_GB2312", size=16, bold=False, centred=False):
    result = document.add_paragraph()
    run = result.add_run(text)
    run.bold, run.font.size, run.font.name = bold, Pt(size), "Times New Roman"
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    if centred:
        result.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return result


def write_sections(document, file, random):
    """Headings and bodies; what was written, with its length, for the truth."""
    numbering = add_numbering(document) if file.style == "auto" else None
    for text in file.text.split("\n"):
        paragraph(document, text)
    facts = []
    for section in file.sections:
        heading = write_heading(document, file.style, section.heading, numbering)
        lead = [section.lead] if section.lead else []
        rest = prose.paragraphs(file.unit.own, section.size - len(section.lead), random)
        for text in lead + rest:
            paragraph(document, text)
        written = "".join(lead + rest)
        facts.append({"heading": section.heading, "heading_typed": heading, "tasks": section.tasks,
                      "chars": prose.count_chars(written), "words": prose.count_words(written)})
    return facts


def write_heading(document, style, heading, numbering):
    """Returns the text that stands in the paragraph."""
    level = 2 if heading.startswith("（") else 1
    if style == "styles":
        document.add_paragraph(heading, style=f"Heading {level}")
    elif style == "bold":
        paragraph(document, heading, "黑体", 16, bold=level == 1)
    elif style == "plain":
        paragraph(document, heading)
    else:
        heading = heading.split("、", 1)[1]
        mark = paragraph(document, heading, "黑体", 16, bold=True)
        properties = mark._p.get_or_add_pPr()
        properties._insert_numPr(parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{numbering}"/></w:numPr>'))
    return heading


def add_numbering(document):
    """Puts the numbering before the first w:num, where the schema wants it."""
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(NUMBERING.format(ns=nsdecls("w"))))
    return root.add_num(90).numId


def fixed_package(data):
    """The same OOXML package without the time at which it was made."""
    stamp = WRITTEN.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, \
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            content = source.read(info)
            if info.filename == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            entry = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return out.getvalue()


# --- Excel, text, PDF --------------------------------------------------------

def make_xlsx(file):
    book = openpyxl.Workbook()
    book.properties.creator = rng("xlsx", file.key).choice(AUTHORS)
    sheet = book.active
    sheet.title = "Sheet1"
    sheet.append([file.title])
    width = max((len(row) for row in file.rows), default=1)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=max(width, 2))
    for row in file.rows:
        sheet.append(row)
    if file.text:
        sheet.append([file.text])
    sheet.append([f"填报单位：{signer(file)}"])
    out = io.BytesIO()
    book.save(out)
    return fixed_package(out.getvalue()), {}


def make_txt(file):
    random = rng("txt", file.key)
    text = "\r\n".join([file.title, *body_of(file, random), signer(file), random.choice(DATES)])
    # Notepad of the time: GBK without a mark, or UTF-8 with one.
    return (text.encode("gb18030") if random.random() < 0.5 else text.encode("utf-8-sig")), {}


def make_text_pdf(file):
    random = rng("pdf", file.key)
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setTitle(file.title)
    lines = [("", 16)] + [(part, 20) for part in wrapped(file.title, 20)]
    if file.number:
        lines.insert(0, (file.number, 14))
    written, facts = outlined(file, random) if file.sections else (body_of(file, random), [])
    for text in written:
        lines += [(part, 14) for part in wrapped(text if text in (f["heading"] for f in facts) else "　　" + text, 32)]
    lines += [("", 14), (signer(file), 14), (random.choice(DATES), 14)]
    pages = 0
    while lines:
        page, lines = lines[:28], lines[28:]
        for index, (text, size) in enumerate(page):
            canvas.setFont("STSong-Light", size)
            canvas.drawString(72, A4[1] - 80 - 24 * index, text)
        canvas.showPage()
        pages += 1
    canvas.save()
    return out.getvalue(), {"pages": pages, **({"sections": facts} if facts else {})}


def outlined(file, random):
    """(paragraphs and headings in order, facts for the truth) of a report as plain text."""
    written, facts = file.text.split("\n"), []
    for section in file.sections:
        rest = prose.paragraphs(file.unit.own, section.size - len(section.lead), random)
        body = ([section.lead] if section.lead else []) + rest
        written += [section.heading] + body
        facts.append({"heading": section.heading, "heading_typed": section.heading, "tasks": section.tasks,
                      "chars": prose.count_chars("".join(body)), "words": prose.count_words("".join(body))})
    return written, facts


def wrapped(text, width):
    return [text[i:i + width] for i in range(0, len(text), width)]


# --- pictures ----------------------------------------------------------------

def make_scan(file):
    random = rng("scan", file.key)
    pages = pictures.scanned(file.title, file.number, body_of(file, random), signer(file),
                             random.choice(DATES), file.seal, random)
    return pictures.as_pdf(pages), {"pages": len(pages), "scan": True, "sealed": file.seal}


def make_paper_photo(file):
    """A sealed paper, photographed instead of scanned."""
    random = rng("paper", file.key)
    page = pictures.scanned(file.title, file.number, body_of(file, random), signer(file),
                            random.choice(DATES), file.seal, random)[0]
    return pictures.as_jpeg(page), {"sealed": file.seal}


def make_photo(file):
    return pictures.as_jpeg(pictures.scene(file.title, rng("photo", file.key))), {}


def make_screen(file):
    image = pictures.screenshot(file.title, file.text.split("\n"), rng("screen", file.key))
    return (pictures.as_jpeg(image) if file.path.lower().endswith("jpg") else pictures.as_png(image)), {}


def make_logo(file):
    return pictures.as_png(pictures.logo(file.title)), {}


def make_empty(_file):
    return b"", {}


MAKERS = {"docx": make_docx, "xlsx": make_xlsx, "txt": make_txt, "pdf": make_text_pdf, "scan": make_scan,
          "paper": make_paper_photo, "photo": make_photo, "screen": make_screen, "logo": make_logo,
          "empty": make_empty}
# The contract's name for what each maker makes.
KINDS = {"docx": "docx", "xlsx": "xlsx", "txt": "text", "pdf": "pdf", "scan": "pdf", "paper": "image",
         "photo": "image", "screen": "image", "logo": "image", "empty": "unknown"}
