"""What a file is by its content, under a name that says nothing or something else."""
import io
import struct
import zipfile

import pytest
from reader import read

PAGE = "<table><tr><td>信用</td></tr></table>"
SAVED = ("From: <Saved by Blink>\r\nSnapshot-Content-Location: http://a.example/\r\nSubject: x\r\nDate: Tue, 21 Nov 2017\r\n"
         "MIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"x\"\r\n\r\n--x\r\n")
WORD = ("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"x\"\r\n\r\n--x\r\nContent-Location: file:///C:/a.htm\r\n"
        "Content-Type: text/html\r\n\r\n<html xmlns:w=3D\"urn:schemas-microsoft-com:offi=\r\nce:word\">\r\n")
MAIL = "From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\nDate: Tue, 21 Nov 2017 10:00:00 +0800\r\n\r\nhello\r\n"


def package(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return out.getvalue()


def box(brand):
    return struct.pack(">L", 24) + b"ftyp" + brand + bytes(300)


KINDS = {
    "page without html": (PAGE.encode(), "html"),
    "page in GBK": (f"<html><body>{PAGE}".encode("gbk"), "html"),
    "page in UTF-16": (f"<html><body>{PAGE}".encode("utf-16"), "html"),
    "saved page": (SAVED.encode(), "html"),
    "saved by Word": (WORD.encode(), "doc"),
    "Word's XML": (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:x/>', "doc"),
    "a mail": (MAIL.encode(), "message"),
    "a note about mails": ("From: 这里开始\n到那里结束\n".encode(), "text"),
    "text in GB18030": ("信用承诺制度建设情况\n".encode("gb18030"), "text"),
    "text with a mark": ("信用承诺\n".encode("utf-8-sig"), "text"),
    "text in UTF-16": ("信用承诺\n".encode("utf-16"), "text"),
    "Latin in UTF-16 without mark": ("credit report 2017\n".encode("utf-16-le"), "text"),
    "SVG": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "image"),
    "RTF": (b"{\\rtf1\\ansi x}", "rtf"),
    "JPEG": (b"\xff\xd8\xff\xe0" + bytes(50), "image"),
    "WebP": (b"RIFF\0\0\0\0WEBPVP8 " + bytes(50), "image"),
    "HEIC": (box(b"heic"), "image"),
    "TIFF": (b"II*\0" + bytes(50), "image"),
    "EMF": (b"\1\0\0\0" + bytes(36) + b" EMF" + bytes(50), "image"),
    "WMF": (b"\xd7\xcd\xc6\x9a" + bytes(50), "image"),
    "BMP": (b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0" + bytes(50), "image"),
    "begins like a bitmap": ("BM工作方案\n".encode(), "text"),
    "film": (box(b"mp42"), "video"),
    "film of a camera": (b"\0\0\1\xba" + bytes(50), "video"),
    "voice of WeChat": (b"\2#!SILK_V3" + bytes(50), "audio"),
    "music": (b"ID3\3\0" + bytes(50), "audio"),
    "music without a tag": (b"\xff\xfb\x90\x44" + bytes(400), "audio"),
    "PDF behind something": (b"\r\n\r\n%PDF-1.4\n" + bytes(50), "pdf"),
    "docx": (package("[Content_Types].xml", "word/document.xml"), "docx"),
    "xlsx": (package("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
    "pptx": (package("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
    "docx with a part of another name": (package("[Content_Types].xml", "word/document2.xml"), "docx"),
    "OFD": (package("OFD.xml", "Doc_0/Document.xml"), "ofd"),
    "ODF is a file, too": (package("mimetype", "content.xml"), "unknown"),
    "Visio": (package("[Content_Types].xml", "visio/document.xml"), "unknown"),
    "program": (b"MZ\x90\0" + bytes(500), "unknown"),
    "signature": (b"\x30\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf6" + bytes(range(256)), "unknown"),
    "bytes": (bytes(range(256)) * 2, "unknown"),
    "nothing": (b"", "unknown"),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """All in one mail, each under the name of another kind."""
    attachments = [(f"{number:02}.dat", data) for number, (data, _) in enumerate(KINDS.values())]
    return {file["path"]: file for file in read(tmp_path_factory.mktemp("kinds"), attachments)["files"]}


@pytest.mark.parametrize("case", KINDS)
def test_kind(told, case):
    number = list(KINDS).index(case)
    found = [file for path, file in told.items() if path == f"{number:02}.dat"]
    if KINDS[case][1] == "message" and not found:
        pytest.fail("a mail of words alone is a file")
    assert [file["kind"] for file in found] == [KINDS[case][1]]
