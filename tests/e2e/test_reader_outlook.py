"""Mails that Outlook saved as .msg and somebody attached: what is attached to them, in turn, must come out.

Each is put together after [MS-OXMSG] by libgsf's own program.
"""
import struct

import pytest
from reader import findings, leaves, read, sha256
from test_reader_embedded import compound

DOCUMENT = "关于信用体系建设的自查报告\n".encode() * 40
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(9000)
SUBJECT, BODY, RTF, HTML = 0x0037, 0x1000, 0x1009, 0x1013
DATA, SHORT, LONG, CONTENT_ID = 0x3701, 0x3704, 0x3707, 0x3712


def stream(number, value, ansi=False):
    """{name of the stream: bytes} of one property."""
    if isinstance(value, bytes):
        return {f"__substg1.0_{number:04X}0102": value}
    return {f"__substg1.0_{number:04X}001E": value.encode("gbk")} if ansi else \
        {f"__substg1.0_{number:04X}001F": value.encode("utf-16le")}


def attachment(index, *properties):
    place = f"__attach_version1.0_#{index:08X}"
    inside = {"__properties_version1.0": bytes(8)}
    for each in properties:
        inside |= each
    return {f"{place}/{name}": data for name, data in inside.items()}


def message(*parts, codepage=936):
    said = struct.pack("<HHLLL", 3, 0x3FFD, 6, codepage, 0)
    tree = {"__properties_version1.0": bytes(32) + said}
    for each in parts:
        tree |= each
    return tree


@pytest.mark.parametrize("ansi", [False, True], ids=["Unicode", "GBK"])
def test_attachments(tmp_path, ansi):
    made = compound(tmp_path, message(
        stream(SUBJECT, "转发：自查报告", ansi), stream(BODY, "请查收，密码：xy2017", ansi),
        attachment(0, stream(SHORT, "ZICHAB~1.TXT", ansi), stream(LONG, "自查报告.txt", ansi), stream(DATA, DOCUMENT)),
        attachment(1, stream(SHORT, "图.png", ansi), stream(DATA, PICTURE))))
    told = read(tmp_path, [("转发.msg", made)])
    assert leaves(told) == {"转发.msg/自查报告.txt": sha256(DOCUMENT), "转发.msg/图.png": sha256(PICTURE)}
    assert "密码：xy2017" in told["text"] and told["findings"] == []


def test_whatever_it_is_called(tmp_path):
    made = compound(tmp_path, message(attachment(0, stream(LONG, "自查报告.txt"), stream(DATA, DOCUMENT))))
    told = read(tmp_path, [("转发.doc", made)])
    file, = told["files"]
    assert file["path"] == "转发.doc/自查报告.txt" and file["sha256"] == sha256(DOCUMENT)


def test_mail_in_mail(tmp_path):
    """One that Outlook forwards lies in it as a storage."""
    place = "__attach_version1.0_#00000000/__substg1.0_3701000D"
    inner = message(attachment(0, stream(LONG, "自查报告.txt"), stream(DATA, DOCUMENT)))
    made = compound(tmp_path, message(attachment(0, stream(LONG, "原件.msg")),
                                      {f"{place}/{name}": data for name, data in inner.items()}))
    assert leaves(read(tmp_path, [("外.msg", made)])) == {"外.msg/原件.msg/自查报告.txt": sha256(DOCUMENT)}


def test_picture_that_the_page_shows(tmp_path):
    made = compound(tmp_path, message(
        stream(HTML, '<p>您好</p><img src="cid:logo@1">'.encode()),
        attachment(0, stream(LONG, "logo.png"), stream(CONTENT_ID, "logo@1"), stream(DATA, PICTURE)),
        attachment(1, stream(LONG, "照片.png"), stream(DATA, PICTURE))))
    told = read(tmp_path, [("a.msg", made)])
    assert [(file["name"], file["decoration"]) for file in told["files"]] == [("logo.png", True), ("照片.png", False)]
    assert "您好" in told["text"]


def test_words_alone(tmp_path):
    """A file that a person would open; what it says is read."""
    made = compound(tmp_path, message(stream(BODY, "我单位无此项工作。")))
    told = read(tmp_path, [("说明.msg", made)])
    file, = told["files"]
    assert (file["path"], file["kind"], file["sha256"], file["findings"]) == ("说明.msg", "message", sha256(made), [])
    assert "我单位无此项工作。" in told["text"]


def test_words_that_are_there_as_rtf_only(tmp_path):
    text = b"{\\rtf1\\ansi\\ansicpg936 " + "".join(f"\\u{ord(mark)}?" for mark in "自查报告").encode() + b"}"
    packed = struct.pack("<LLLL", len(text) + 12, len(text), 0x414C454D, 0) + text  # [MS-OXRTFCP] 2.1.3.1.5: as it is
    told = read(tmp_path, [("a.msg", compound(tmp_path, message(stream(RTF, packed))))])
    file, = told["files"]
    assert file["path"] == "a.msg/正文.rtf" and "自查报告" in file["text"]


def test_attachment_that_did_not_come(tmp_path):
    """Outlook can attach no more than where a file lies."""
    made = compound(tmp_path, message(attachment(0, stream(LONG, "报告.doc")),
                                      attachment(1, stream(LONG, "a.txt"), stream(DATA, DOCUMENT))))
    told = read(tmp_path, [("a.msg", made)])
    assert findings(told, "a.msg") == ["damaged"] and leaves(told)["a.msg/a.txt"] == sha256(DOCUMENT)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_cut(tmp_path, share):
    made = compound(tmp_path, message(attachment(0, stream(LONG, "a.txt"), stream(DATA, DOCUMENT * 20))))
    cut = made[:int(len(made) * share)]
    told = read(tmp_path, [("a.msg", cut), ("b.txt", DOCUMENT)])
    assert leaves(told)["b.txt"] == sha256(DOCUMENT) and len(told["files"]) >= 2
