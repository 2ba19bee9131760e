"""Files that lie in documents are leaves of their own, and the document stays one."""
import io
import subprocess
import zipfile

import docx
import openpyxl
import pytest
from docx import opc
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from reportlab.pdfgen import canvas

import reader

NOTE = "附件内容：信用承诺书样本。\n".encode()


def word(text="关于信用工作的自查报告"):
    document = docx.Document()
    document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def sheet(text="黑名单"):
    book = openpyxl.Workbook()
    book.active["A1"] = text
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pdf(pages=1):
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(595.28, 841.89))
    for number in range(pages):
        page.drawString(72, 700, f"evidence on page {number + 1} of the submission, in words")
        page.showPage()
    page.save()
    return out.getvalue()


def with_parts(package, parts):
    """The package with more parts in it."""
    out = io.BytesIO(package)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def compound(folder, tree):
    """A compound file made by libgsf's own program; tree: {path: bytes}."""
    place = folder / "tree"
    for path, data in tree.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(data)
    out = folder / "made.ole"
    subprocess.run(["gsf", "createole", str(out), *sorted(p.name for p in place.iterdir())],
                   check=True, cwd=place, stdout=subprocess.DEVNULL)
    return out.read_bytes()


def native(label, path, data, wide=None):
    """[MS-OLEDS] 2.3.6 with what the Packager writes into it."""
    def number(value):
        return value.to_bytes(4, "little")
    ansi = [text.encode("gbk") + b"\0" for text in (label, path)]
    body = b"\2\0" + b"".join(ansi) + b"\0\0\3\0" + number(len(ansi[1])) + ansi[1]
    body += number(len(data)) + data
    for text in ([path, wide, path] if wide else []):
        body += number(len(text)) + text.encode("utf-16le")
    return number(len(body)) + body


def test_package_of_word(tmp_path):
    """OOXML as it is, a file packed by Windows, a document of 1997; the table of a chart is none."""
    objects = {
        "word/embeddings/Microsoft_Excel____1.xlsx": sheet(),
        "word/embeddings/Microsoft_Excel____2.xlsx": sheet("图表数据"),
        "word/embeddings/oleObject1.bin": compound(
            tmp_path, {"\1Ole10Native": native("承诺书.txt", "C:\\材料\\承诺书.txt", NOTE)}),
        "word/charts/_rels/chart1.xml.rels":
            '<Relationships><Relationship Target="../embeddings/Microsoft_Excel____2.xlsx"/></Relationships>',
    }
    told = reader.read(tmp_path, [("自查报告.docx", with_parts(word(), objects))])
    assert [file["path"] for file in told["files"]] == [
        "自查报告.docx", "自查报告.docx/Microsoft_Excel____1.xlsx", "自查报告.docx/承诺书.txt"]
    assert told["files"][0]["kind"] == "docx" and told["files"][0]["title"] == "关于信用工作的自查报告"
    assert told["files"][1]["sha256"] == reader.sha256(objects["word/embeddings/Microsoft_Excel____1.xlsx"])
    assert told["files"][2]["sha256"] == reader.sha256(NOTE)
    assert told["findings"] == []


@pytest.mark.parametrize("label, path, wide, name", [
    ("名单.txt", "D:\\名单.txt", None, "名单.txt"),
    ("点击打开", "D:\\某局\\红名单.txt", None, "红名单.txt"),
    ("??.txt", "D:\\??.txt", "龘龘.txt", "龘龘.txt"),
    ("../../etc/passwd", "/etc/passwd", None, "passwd"),
])
def test_name_of_packed_file(tmp_path, label, path, wide, name):
    objects = {"ppt/embeddings/oleObject1.bin":
               compound(tmp_path, {"\1Ole10Native": native(label, path, NOTE, wide)}),
               "ppt/presentation.xml": "<p/>"}
    told = reader.read(tmp_path, [("汇报.pptx", with_parts(b"", objects))])
    assert [file["name"] for file in told["files"]] == ["汇报.pptx", name]


def test_objects_of_old_word(tmp_path):
    """Storages in ObjectPool: a packed file, a PDF as Acrobat puts it in, a whole workbook."""
    document = pdf()
    book = {f"ObjectPool/_3/{name}": b"\x09\x08\x10\0" + bytes(5000) for name in ("Workbook",)}
    data = compound(tmp_path, {
        "WordDocument": bytes(4096),
        "ObjectPool/_1/\1Ole10Native": native("名单.txt", "D:\\名单.txt", NOTE),
        "ObjectPool/_2/CONTENTS": document,
        "ObjectPool/_4/Equation Native": b"x" * 100,
        **book})
    told = reader.read(tmp_path, [("自查.doc", data)])
    assert [file["kind"] for file in told["files"]] == ["doc", "text", "pdf", "xls"]
    assert [file["sha256"] for file in told["files"][1:3]] == [reader.sha256(NOTE), reader.sha256(document)]
    assert all(file["path"].startswith("自查.doc") for file in told["files"])


def test_objects_of_rtf(tmp_path):
    """A file packed by Windows and a table of 1997, as Word writes them into \\objdata."""
    def number(value):
        return value.to_bytes(4, "little")

    def embedded(name, body, form=2):
        names = b"".join(number(len(text)) + text for text in (name, b"", b""))
        digits = (number(0x501) + number(form) + names + body).hex()
        lines = "\n".join(digits[at:at + 128] for at in range(0, len(digits), 128))
        return "{\\object\\objemb{\\*\\objclass X}{\\*\\objdata " + lines + "}{\\result x}}"

    packed = native("名单.txt", "D:\\名单.txt", NOTE)
    book = compound(tmp_path, {"Workbook": b"\x09\x08\x10\0" + bytes(5000)})
    text = "{\\rtf1\\ansi\\ansicpg936 " + embedded(b"Package\0", packed) + embedded(b"Package\0", packed, form=1) \
        + embedded(b"Excel.Sheet.8\0", number(len(book)) + book) + "{\\*\\objdata }{\\*\\objdata 123}\\par 1}"
    told = reader.read(tmp_path, [("自查.rtf", text.encode("ascii"))])
    assert [file["kind"] for file in told["files"]] == ["rtf", "text", "xls"]
    assert told["files"][1]["path"] == "自查.rtf/名单.txt"
    assert told["files"][1]["sha256"] == reader.sha256(NOTE)


def test_chunks_of_word(tmp_path):
    """Documents that Word puts in their place when it opens the whole (w:altChunk)."""
    chunk, document, out = word("各项任务完成情况"), docx.Document(), io.BytesIO()
    part = opc.part.Part(opc.packuri.PackURI("/word/chunk1.docx"), "application/octet-stream", chunk, document.part.package)
    document.part.relate_to(part, RELATION.A_F_CHUNK)
    document.part.relate_to("http://files.example.cn/a.docx", RELATION.A_F_CHUNK, is_external=True)
    document.save(out)
    told = reader.read(tmp_path, [("自查报告.docx", out.getvalue())])
    assert [file["path"] for file in told["files"]] == ["自查报告.docx", "自查报告.docx/chunk1.docx"]
    assert told["files"][1]["sha256"] == reader.sha256(chunk)


def test_attachments_of_pdf(tmp_path):
    outer, inner, note = tmp_path / "o.pdf", tmp_path / "通知.docx", tmp_path / "说明.txt"
    (tmp_path / "plain.pdf").write_bytes(pdf(2))
    inner.write_bytes(word())
    note.write_bytes(NOTE)
    subprocess.run(["qpdf", tmp_path / "plain.pdf", "--add-attachment", inner, "--",
                    "--add-attachment", note, "--", outer], check=True)
    told = reader.read(tmp_path, [("材料.pdf", outer.read_bytes())])
    assert reader.leaves(told) == {"材料.pdf": reader.sha256(outer.read_bytes()),
                                   "材料.pdf/通知.docx": reader.sha256(inner.read_bytes()),
                                   "材料.pdf/说明.txt": reader.sha256(NOTE)}


def test_pages_of_pdf(tmp_path):
    """Size, layer of text, passwords that the mail states, signatures."""
    plain = pdf(2)
    signed = plain + (b"\n90 0 obj\n<</Type/Sig/ByteRange [0 10 20 30]/Contents<00>>>\nendobj\n"
                      b"startxref\n" + plain.split(b"startxref")[-1].split()[0] + b"\n%%EOF\n")
    sources = {"明文.pdf": plain, "签名.pdf": signed, "截断.pdf": plain[:300]}
    (tmp_path / "p.pdf").write_bytes(plain)
    for name, user in (("只读.pdf", ""), ("口令.pdf", "xlq@6851"), ("不知.pdf", "secret")):
        subprocess.run(["qpdf", "--encrypt", user, "owner", "256", "--", tmp_path / "p.pdf",
                        tmp_path / "e.pdf"], check=True)
        sources[name] = (tmp_path / "e.pdf").read_bytes()
    told = reader.read(tmp_path, list(sources.items()), body="解压密码：xlq@6851\n")
    files = {file["path"]: file for file in told["files"]}
    expected = {"明文.pdf": [], "签名.pdf": [], "截断.pdf": ["damaged"], "只读.pdf": [], "口令.pdf": [],
                "不知.pdf": ["encrypted"]}
    assert {name: file["findings"] for name, file in files.items()} == expected
    for name in ("明文.pdf", "签名.pdf", "只读.pdf", "口令.pdf"):
        file = files[name]
        assert (file["pages"], file["text_layer"], file["scan"]) == (2, "text", False), name
        assert file["page_size"] == {"width_mm": 210, "height_mm": 297}
        assert "evidence on page 2" in file["text"]
    assert {name: file["signatures"] for name, file in files.items() if file["signatures"]} == {"签名.pdf": 1}
