"""A report and its evidence in one file, as a clerk makes it who has only one place to attach it."""
import io
import random
import sys

import docx
from house import ROOT
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

sys.path.insert(0, str(ROOT / "tests" / "sample"))
import pictures  # noqa: E402  pylint: disable=wrong-import-position

UNIT = "黄石市林业局"
FILLER = "围绕这项工作，我局坚持问题导向和目标导向相统一，逐项研究、逐条落实，取得了实实在在的成效。"
SECTIONS = [("一、制定年度计划", "见附件1。"), ("二、推行信用承诺制度", "组织企业签订信用承诺书，见附件2。"),
            ("三、开展诚信宣传", "利用广场、车站开展诚信宣传活动，见附件3。"), ("四、存在的问题", ""), ("五、下一步打算", "")]
REPORT = [("黄石市林业局2017年社会信用体系建设自查报告", 22)] + [
    line for heading, said in SECTIONS for line in ((heading, 16), *(("　　" + FILLER + said, 14),) * 6)]
PLAN = ("关于印发《2017年社会信用体系建设工作要点》的通知", "黄林发〔2017〕12号")
PROMISE = "企业信用承诺书"


def wrapped(text, width):
    return [text[i:i + width] for i in range(0, len(text), width)]


def lines_of(paragraphs):
    return [(part, size) for text, size in paragraphs for part in wrapped(text, 32 if size < 20 else 20)]


def pages_of(paragraphs, lines=28):
    parts = lines_of(paragraphs)
    return [parts[i:i + lines] for i in range(0, len(parts), lines)]


def paper(title, count=3, *before):
    """A paper of words that is enclosed."""
    return [*before, (title, 20)] + [("　　" + FILLER, 14)] * count


def scan(title, number=None, sealed=True, count=4, **options):
    return pictures.scanned(title, number, [FILLER] * count, UNIT, "2017年3月6日", sealed, random.Random(7), **options)


def pdf(*pages):
    """Each page a picture, or lines (text, size)."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for page in pages:
        if isinstance(page, list):
            for index, (text, size) in enumerate(page):
                canvas.setFont("STSong-Light", size)
                draw = canvas.drawCentredString if size >= 20 else canvas.drawString
                draw(A4[0] / 2 if size >= 20 else 72, A4[1] - 80 - 24 * index, text)
        else:
            canvas.drawImage(ImageReader(page), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def word(*parts):
    """A .docx of paragraphs (text, size): it says nowhere on which page a word will stand."""
    document = docx.Document()
    for part in parts:
        for text, _ in part:
            document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
