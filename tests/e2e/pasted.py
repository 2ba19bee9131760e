"""Office documents into which pages and seals were pasted as pictures."""
import base64
import io
import pathlib
import random
import sys

import docx
import openpyxl
import openpyxl.drawing.image
from docx.shared import Mm

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "documents"))
import marks  # noqa: E402
import paper  # noqa: E402
import scanner  # noqa: E402
import words  # noqa: E402


def policy(dpi=150, quality=75, clean=False):
    """An issued paper of three pages, scanned; the last bears its seal. -> JPEGs"""
    chance = random.Random("policy")
    sheets = [paper.Page(dpi, chance) for _ in range(3)]
    first, second, last = sheets
    for sheet in sheets:
        sheet.body = "song"
    first.head("关于印发信用承诺制度的通知")
    for sheet, count in ((first, 3), (second, 5), (last, 1)):
        for index in range(count):
            sheet.text(words.SENTENCES[index])
    x, y = last.sign(["黄石市教育局", "2017年3月20日"])
    last.press(marks.seal("黄石市教育局", 42 * dpi / 25.4, chance), x, y, 42)
    return [scanner.jpeg(sheet.image if clean else scanner.scan(sheet.image, chance), quality) for sheet in sheets]


def mark(make, *name, pixels=300):
    """A red mark as programs draw it: on nothing, to be laid over a signature. -> PNG"""
    out = io.BytesIO()
    make(*name, pixels, random.Random("seal")).save(out, "PNG")
    return out.getvalue()


def electronic_seal(pixels=300):
    return mark(marks.seal, "黄石市教育局", pixels=pixels)


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


def frame(picture, width, height, more=""):
    """A picture in an OpenDocument file; millimetres."""
    return (f'<draw:frame {more} svg:width="{width}mm" svg:height="{height}mm" svg:x="10mm" svg:y="10mm"><draw:image>'
            f"<office:binary-data>{base64.b64encode(picture).decode()}</office:binary-data></draw:image></draw:frame>")
