"""A report, a table and slides, and what a person reads in them: one source for every format."""
import datetime
import io
import re

import docx
import docx.oxml
import openpyxl
from docx.oxml.ns import qn

TITLE = "关于社会信用体系建设示范城市中期评估的自查报告"
OPENING = ("按照《黄石市2017年社会信用体系建设考核办法》（黄信用办〔2017〕8号）要求，我局对照17项共性任务和"
           "4项职能任务逐项自查，现将有关情况报告如下。")
HEAD = "黄石市某某局"
# (kind, text): title; h1, whose number is automatic; h2, with its number in the text; body; row of a table.
REPORT = [
    ("title", TITLE),
    ("body", OPENING),
    ("h1", "组织领导和工作机制情况"),
    ("body", "成立以局长任组长的信用工作领导小组，下设办公室，明确3名专职人员；全年召开专题会议6次，"
             "研究“双公示”、信用承诺等事项，印发会议纪要6份。"),
    ("h2", "（一）制度建设"),
    ("body", "制定《2017年信用体系建设工作要点》，通过OA系统（版本v2.1）下发到28个科室、二级单位。"),
    ("h2", "（二）经费保障"),
    ("body", "安排专项经费12.5万元，其中宣传3万元、系统改造9.5万元；𠮷某等同志参加了培训。"),
    ("h1", "信用信息归集情况"),
    ("body", "截至11月20日共归集报送信息1,286条，差错率为0.3%，详见下表："),
    ("row", ["类别", "数量", "占比"]),
    ("row", ["行政许可", "986", "76.7%"]),
    ("row", ["行政处罚", "300", "23.3%"]),
    ("body", "下一步将继续扩大归集范围——力争覆盖全部行政相对人。"),
    ("h1", "存在的问题和下一步打算"),
    ("body", "一是数据质量有待提高；二是应用场景不多。我局将按时限要求逐条整改。"),
]
NUMBERS = "一二三四五"


def count(text):
    """字: a run of Latin letters or digits is one, every other visible character is one."""
    return len(re.findall(r"[A-Za-z0-9]+|[^\sA-Za-z0-9]", text))


def lines(automatic=True):
    """The text as a person reads it; without the automatic numbers for formats that lose them."""
    found, number = [], 0
    for kind, text in REPORT:
        if kind == "h1":
            number += 1
            text = (NUMBERS[number - 1] + "、" if automatic else "") + text
        found += text if kind == "row" else [text]
    return found


def sections(automatic=True):
    """[(heading, 字 below it)]."""
    found, number = [], 0
    for kind, text in REPORT:
        if kind in ("h1", "h2"):
            number += kind == "h1"
            found.append([(NUMBERS[number - 1] + "、" if kind == "h1" and automatic else "") + text, 0])
        elif found:
            found[-1][1] += sum(map(count, text)) if kind == "row" else count(text)
    return [tuple(each) for each in found]


def plain(text):
    """Without blanks, which every format breaks its own way."""
    return re.sub(r"\s", "", text)


# --- .docx -----------------------------------------------------------------------------------------

NUMBERING = """<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:abstractNum w:abstractNumId="41"><w:multiLevelType w:val="singleLevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/>
<w:lvlText w:val="%1、"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>
<w:num w:numId="41"><w:abstractNumId w:val="41"/></w:num></w:numbering>"""


def _numbering(document):
    part = document.part.numbering_part.element
    made = docx.oxml.parse_xml(NUMBERING)
    first = part.find(qn("w:num"))
    for element in list(made):
        if element.tag == qn("w:abstractNum"):
            first.addprevious(element)
        else:
            part.append(element)


def _heading(document, text, level, automatic):
    paragraph = document.add_paragraph(text, style=f"Heading {level}")
    if automatic:
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = 41


def word():
    """Headings by style, the upper ones numbered by the program; head and foot of the page."""
    document = docx.Document()
    _numbering(document)
    document.sections[0].header.paragraphs[0].text = HEAD
    document.sections[0].footer.paragraphs[0].text = "第1页"
    table = None
    for kind, text in REPORT:
        if kind == "row":
            table = table or document.add_table(rows=0, cols=len(text))
            for cell, words in zip(table.add_row().cells, text):
                cell.text = words
        elif kind in ("h1", "h2"):
            _heading(document, text, int(kind[1]), kind == "h1")
        else:
            document.add_paragraph(text, style="Title" if kind == "title" else None)
    return _saved(document)


def _saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


# --- tables and slides -----------------------------------------------------------------------------

SHEETS = {"红名单": [["2017年诚信红名单"], ["序号", "企业名称", "统一社会信用代码"],
                    ["1", "黄石某某有限公司", "91420200MA48XXXX1X"], ["2", "大冶某某厂", "914202810000000000"]],
          "黑名单": [["序号", "事由"], ["1", "拖欠工资12.5万元，𠮷某"], ["2017-11-22", "76.7%", "16:42"]]}


def _put(cell, words):
    """Dates, times and shares are numbers with a format; others stay text."""
    if re.fullmatch(r"\d+-\d\d-\d\d", words):
        cell.value, cell.number_format = datetime.date.fromisoformat(words), 'yyyy"年"m"月"d"日"'
    elif re.fullmatch(r"\d\d:\d\d", words):
        cell.value = datetime.time.fromisoformat(words)
    elif words.endswith("%"):
        cell.value, cell.number_format = float(words[:-1]) / 100, "0.0%"
    else:
        cell.value = int(words) if words.isdigit() and len(words) < 9 else words


def table():
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in SHEETS.items():
        sheet = book.create_sheet(name)
        for y, row in enumerate(rows, 1):
            for x, words in enumerate(row, 1):
                _put(sheet.cell(y, x), words)
    return _saved(book)


def table_lines():
    return [line for name, rows in SHEETS.items() for line in [name, *("\t".join(row) for row in rows)]]


SLIDES = [["信用体系建设汇报", "黄石市某某局 2017年11月"], ["主要做法", "建立机制", "归集信息1286条，𠮷某"]]
