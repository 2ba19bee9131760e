"""OFD whose pages are scans, and OFD with electronic seals: in pictures, in signatures, drawn."""
import io
import math
import zipfile

import pytest

from pasted import electronic_seal, mark, marks, policy, scanner, words
from test_documents import described
from test_pasted import check_policy

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
A4 = (210, 297)


def ofd(pages, resources=(), more=None, size=A4, annotations=None, signatures=False):
    """pages: the objects of each, as XML. resources: {name: bytes} of pictures, numbered from 101. -> bytes"""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        signed = "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>" if signatures else ""
        made.writestr("OFD.xml", f'<ofd:OFD {SPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo/>'
                                 f"<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{signed}</ofd:DocBody></ofd:OFD>")
        listed = "".join(f'<ofd:Page ID="{i}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(1, len(pages) + 1))
        noted = "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>" if annotations else ""
        made.writestr("Doc_0/Document.xml", f"<ofd:Document {SPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 "
                      f"{size[0]} {size[1]}</ofd:PhysicalBox></ofd:PageArea><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
                      f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>{noted}</ofd:Document>")
        media = "".join(f'<ofd:MultiMedia ID="{101 + i}" Type="Image"><ofd:MediaFile>{name}</ofd:MediaFile></ofd:MultiMedia>'
                        for i, name in enumerate(resources))
        made.writestr("Doc_0/DocumentRes.xml", f'<ofd:Res {SPACE} BaseLoc="Res"><ofd:MultiMedias>{media}</ofd:MultiMedias>'
                      '<ofd:DrawParams><ofd:DrawParam ID="90" LineWidth="1.2"><ofd:StrokeColor Value="230 20 20"/>'
                      '<ofd:FillColor Value="230 20 20"/></ofd:DrawParam></ofd:DrawParams></ofd:Res>')
        for name, data in dict(resources).items():
            made.writestr(f"Doc_0/Res/{name}", data)
        for i, objects in enumerate(pages, 1):
            made.writestr(f"Doc_0/Pages/Page_{i}/Content.xml", f'<ofd:Page {SPACE}><ofd:Content><ofd:Layer ID="{1000 + i}">'
                          f"{objects}</ofd:Layer></ofd:Content></ofd:Page>")
        if annotations:
            page, objects = annotations
            made.writestr("Doc_0/Annots/Annotations.xml", f'<ofd:Annotations {SPACE}><ofd:Page PageID="{page}"><ofd:FileLoc>'
                          "Page.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>")
            made.writestr("Doc_0/Annots/Page.xml", f'<ofd:PageAnnot {SPACE}><ofd:Annot ID="2" Type="Stamp">{objects}'
                          "</ofd:Annot></ofd:PageAnnot>")
        for name, data in (more or {}).items():
            made.writestr(name, data)
    return out.getvalue()


def image(number, box, matrix=True):
    x, y, width, height = box
    laid = f'CTM="{width} 0 0 {height} 0 0" ' if matrix else ""
    return f'<ofd:ImageObject ID="{number + 500}" {laid}Boundary="{x} {y} {width} {height}" ResourceID="{number}"/>'


def text(line, x, y, size=5):
    return (f'<ofd:TextObject ID="{round(x * 100 + y)}" Boundary="{x} {y} {size * len(line)} {size * 1.2}" Font="1" Size="{size}">'
            f'<ofd:TextCode X="0" Y="{size}" DeltaX="g {len(line) - 1} {size}">{line}</ofd:TextCode></ofd:TextObject>')


def report_text():
    lines = [sentence[at:at + 30] for sentence in words.SENTENCES[:5] for at in range(0, len(sentence), 30)]
    return "".join(text(line, 25, 30 + 8 * i) for i, line in enumerate(lines))


def der(tag, content):
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([0x82]) + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


def signed(picture, kind, boxes, in_value=False):
    """A signature with its stamps: {page: box}; the seal is a part of its own, or only in the signed value."""
    said = der(0x30, der(0x30, der(0x16, b"ES") + der(0x02, b"\4")) + der(0x30, der(0x16, kind) + der(0x04, picture)
                                                                       + der(0x02, b"\x28") * 2))
    stamps = "".join(f'<ofd:StampAnnot ID="s{page}" PageRef="{page}" Boundary="{box}"/>' for page, box in boxes.items())
    seal = "" if in_value else "<ofd:Seal><ofd:BaseLoc>Seal.esl</ofd:BaseLoc></ofd:Seal>"
    return {"Doc_0/Signs/Signatures.xml": f'<ofd:Signatures {SPACE}><ofd:Signature ID="1" Type="Seal" '
                                          'BaseLoc="Sign_0/Signature.xml"/></ofd:Signatures>',
            "Doc_0/Signs/Sign_0/Signature.xml": f"<ofd:Signature {SPACE}><ofd:SignedInfo>{stamps}{seal}</ofd:SignedInfo>"
                                                "<ofd:SignedValue>/Doc_0/Signs/Sign_0/SignedValue.dat</ofd:SignedValue></ofd:Signature>",
            "Doc_0/Signs/Sign_0/SignedValue.dat": said if in_value else b"\x30\0",
            **({} if in_value else {"Doc_0/Signs/Sign_0/Seal.esl": said})}


def check_seal(file, page, x, y):
    assert file["findings"] == [] and file["seal"] >= 0.8
    best = file["seals"][0]
    assert best["page"] == page and best["colour"] == "red"
    assert abs(best["x_mm"] - x) < 4 and abs(best["y_mm"] - y) < 4


@pytest.mark.parametrize("matrix", [True, False])
def test_scan_in_an_ofd(tmp_path, matrix):
    pictures = {f"image_{i}.jpg": page for i, page in enumerate(policy())}
    data = ofd([image(101 + i, (0, 0, *A4), matrix) for i in range(3)], pictures)
    file = described(tmp_path, [("通知.ofd", data)])["通知.ofd"]
    check_policy(file)
    assert file["kind"] == "ofd" and file["pages"] == 3 and file["page_size"] == {"width_mm": 210, "height_mm": 297}


def test_picture_of_a_seal_on_a_text(tmp_path):
    """Transparent, on the second page of two."""
    data = ofd([report_text(), report_text() + image(101, (120, 180, 42, 42))], {"seal.png": electronic_seal()})
    file = described(tmp_path, [("报告.ofd", data)])["报告.ofd"]
    check_seal(file, 2, 141, 201)
    assert not file["scan"] and file["text_layer"] == "text"


@pytest.mark.parametrize("in_value", [False, True])
def test_seal_of_a_signature(tmp_path, in_value):
    more = signed(electronic_seal(), b"PNG", {2: "100 200 42 42"}, in_value)
    data = ofd([report_text(), report_text(), report_text()], more=more, signatures=True)
    file = described(tmp_path, [("报告.ofd", data)])["报告.ofd"]
    check_seal(file, 2, 121, 221)
    assert file["signatures"] == 1


def test_seal_in_an_annotation(tmp_path):
    stamp = f'<ofd:Appearance Boundary="30 40 42 42">{image(101, (0, 0, 42, 42))}</ofd:Appearance>'
    data = ofd([report_text()], {"seal.png": electronic_seal()}, annotations=(1, stamp))
    check_seal(described(tmp_path, [("报告.ofd", data)])["报告.ofd"], 1, 51, 61)


def drawn_seal(name="黄石市教育局"):
    """As seal programs draw it: two arcs for the ring, a star of lines, and each character turned in its place."""
    ring = ('<ofd:PathObject ID="1" Boundary="0 0 42 42" DrawParam="90"><ofd:AbbreviatedData>M 1 21 A 20 20 0 0 1 41 21 '
            "A 20 20 0 0 1 1 21 C</ofd:AbbreviatedData></ofd:PathObject>")
    points = [(21 + 6 * math.sin(i * 4 * math.pi / 5), 21 - 6 * math.cos(i * 4 * math.pi / 5)) for i in range(5)]
    star = "M " + " L ".join(f"{x:.3f} {y:.3f}" for x, y in points) + " C"
    objects = ring + (f'<ofd:PathObject ID="2" Boundary="0 0 42 42" Stroke="false" Fill="true"><ofd:FillColor Value="230 20 20"/>'
                      f"<ofd:AbbreviatedData>{star}</ofd:AbbreviatedData></ofd:PathObject>")
    for i, character in enumerate(name):
        turn = math.radians(-110 + 220 * i / (len(name) - 1))
        x, y = 21 + 13 * math.sin(turn) - 2.5 * math.cos(turn), 21 - 13 * math.cos(turn) - 2.5 * math.sin(turn)
        matrix = f"{math.cos(turn):.4f} {math.sin(turn):.4f} {-math.sin(turn):.4f} {math.cos(turn):.4f} {x:.3f} {y:.3f}"
        objects += (f'<ofd:TextObject ID="{10 + i}" Boundary="0 0 42 42" CTM="{matrix}" Font="1" Size="5"><ofd:FillColor '
                    f'Value="230 20 20"/><ofd:TextCode X="0" Y="0">{character}</ofd:TextCode></ofd:TextObject>')
    return objects


def test_drawn_seal_of_a_signature(tmp_path):
    """The seal is an OFD of its own; it is laid out smaller than it was drawn."""
    more = signed(ofd([drawn_seal()], size=(42, 42)), b"ofd", {1: "120 200 40 40"})
    data = ofd([report_text()], more=more, signatures=True)
    check_seal(described(tmp_path, [("报告.ofd", data)])["报告.ofd"], 1, 140, 220)


def test_seal_over_the_edges_of_pages_is_no_seal_of_one(tmp_path):
    """A fifth of it on each page: what is shown is drawn, no more."""
    more = signed(electronic_seal(), b"PNG", {page: f"{208 - 8 * page} 100 40 40\" Clip=\"{8 * page - 8} 0 8 40"
                                              for page in range(1, 6)})
    data = ofd([report_text()] * 5, more=more, signatures=True)
    file = described(tmp_path, [("报告.ofd", data)])["报告.ofd"]
    assert all(each["x_mm"] > 180 for each in file["seals"]) and file["signatures"] == 1


@pytest.mark.parametrize("make", [marks.emblem, marks.big_star, marks.flag])
def test_other_red_marks_are_no_seals(tmp_path, make):
    data = ofd([report_text() + image(101, (100, 180, 40, 40))], {"mark.png": mark(make)})
    file = described(tmp_path, [("报告.ofd", data)])["报告.ofd"]
    assert file["seal"] is not None and file["seal"] < 0.5


def test_what_cannot_be_drawn_is_unknown(tmp_path):
    """A picture that is not there, and one of a kind that nothing here decodes; a small one matters to nobody."""
    jbig2 = b"\x97JB2\r\n\x1a\n\1\0\0\0\1" + bytes(60)
    cases = {"无.ofd": ofd([report_text() + image(999, (20, 100, 150, 150))]),
             "黑白.ofd": ofd([image(101, (0, 0, *A4))], {"page.jb2": jbig2}),
             "小.ofd": ofd([report_text() + image(101, (20, 100, 15, 15))], {"code.jb2": jbig2}),
             "签.ofd": ofd([report_text()], more=signed(b"\x89PNG nothing", b"PNG", {1: "10 10 40 40"}), signatures=True),
             "空.ofd": ofd([report_text()])}
    said = {name: file["seal"] for name, file in described(tmp_path, list(cases.items())).items()}
    assert said == {"无.ofd": None, "黑白.ofd": None, "小.ofd": 0, "签.ofd": None, "空.ofd": 0}


def test_hostile_ofd(tmp_path):
    """A seal whose seal is itself, numbers that are none, and a matrix that squeezes everything to nothing."""
    nested = ofd([drawn_seal()], size=(42, 42), signatures=True)
    for _ in range(3):
        nested = ofd([drawn_seal()], size=(42, 42), more=signed(nested, b"ofd", {1: "0 0 42 42"}), signatures=True)
    odd = ('<ofd:PathObject ID="1" Boundary="nan inf 1e300 -1" CTM="0 0 0 0 0 0" LineWidth="1e9"><ofd:AbbreviatedData>M nan inf '
           "A 0 0 0 0 0 0 0 A 1e9 1e-9 nan 1 1 5 5 B 1 Q L L C C M</ofd:AbbreviatedData></ofd:PathObject>"
           '<ofd:TextObject ID="2" Boundary="0 0 1 1" Size="nan"><ofd:TextCode X="x" DeltaX="g 1e30 1 g g -5 2">字字字字</ofd:TextCode>'
           "</ofd:TextObject>")
    files = described(tmp_path, [("a.ofd", ofd([report_text()], more=signed(nested, b"OFD", {1: "50 50 40 40"}), signatures=True)),
                                 ("b.ofd", ofd([odd])), ("after.txt", "其后的文件".encode())])
    assert files["a.ofd"]["findings"] == [] and files["b.ofd"]["findings"] == []
    assert files["after.txt"]["text"].strip() == "其后的文件"
