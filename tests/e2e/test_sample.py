"""The sample mailbox is what its truth says, seen by other readers than ours.

Every leaf is taken out of its mail again with Python's email and zipfile, by a
small decoder of names of its own, and compared byte for byte.
"""
import base64
import email
import hashlib
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import unicodedata
import urllib.parse
import xml.etree.ElementTree
import zipfile

import pytest

SAMPLE = pathlib.Path(__file__).parents[1] / "sample"
sys.path.insert(0, str(SAMPLE))
import truth as truths  # noqa: E402

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MAGIC = {"pdf": b"%PDF-", "docx": b"PK\3\4", "xlsx": b"PK\3\4", "archive": b"PK\3\4",
         "image": (b"\xff\xd8\xff", b"\x89PNG"), "text": b"", "unknown": b""}
STATED = b"xlq@6851"  # the password that stands in a mail's body


def make(folder, **how):
    subprocess.run([sys.executable, SAMPLE / "make_mailbox.py", "--out", folder / "mail", "--eml", folder / "eml"],
                   check=True, stdout=subprocess.DEVNULL, timeout=120, **how)
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def truth(made):
    return truths.load(made / "mail.truth.json")


@pytest.fixture(scope="module")
def leaves(made, truth):
    """mail id -> {path: bytes}, as the independent reader finds them."""
    return {mail["id"]: dict(walk(email.message_from_bytes((made / "mail" / mail["file"]).read_bytes()), ""))
            for mail in truth.everything}


# --- an independent reader -------------------------------------------------------

def file_name(part):
    """The name in Content-Disposition, however it is written; None without one."""
    raw = next((value for name, value in part.raw_items() if name.lower() == "content-disposition"), "")
    data = raw.encode("ascii", "surrogateescape")
    pieces = re.findall(rb"filename\*(?:\d+\*)?=([^;\s]+)", data)
    if pieces:
        charset, _, rest = b"".join(pieces).partition(b"''")
        return decoded(urllib.parse.unquote_to_bytes(rest), charset.decode())
    found = re.search(rb'filename="([^"]*)"', data)
    if not found:
        return None
    words = re.findall(rb"=\?([^?]+)\?B\?([^?]*)\?=", found[1])
    if words:
        return decoded(b"".join(base64.b64decode(text) for _, text in words), words[0][0].decode())
    return decoded(found[1], "utf-8" if is_utf8(found[1]) else "gb18030")


def decoded(data, charset):
    return data.decode("gb18030" if charset.lower() in ("gb2312", "gbk") else charset)


def is_utf8(data):
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def walk(part, prefix):
    """(path, bytes) of every leaf of a message that has a name."""
    if part.get_content_type() == "message/rfc822":
        yield from walk(part.get_payload(0), prefix + file_name(part) + "/")
    elif part.is_multipart():
        for child in part.get_payload():
            yield from walk(child, prefix)
    elif file_name(part) is not None:
        yield from opened(prefix + file_name(part), part.get_payload(decode=True))


def opened(path, data):
    """The entries of an archive that opens, else the file itself."""
    if not path.endswith(".zip"):
        yield unicodedata.normalize("NFC", path), data
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = [(i, archive.read(i, STATED)) for i in archive.infolist() if not i.is_dir()]
    except (zipfile.BadZipFile, RuntimeError):
        yield path, data
        return
    for info, content in entries:
        yield from opened(f"{path}/{entry_name(info)}", content)


def entry_name(info):
    if info.flag_bits & 0x800:
        return info.filename
    raw = info.orig_filename.encode("cp437")
    return raw.decode("utf-8" if is_utf8(raw) else "gbk")


def is_junk(path):
    name = path.rsplit("/", 1)[-1]
    return "/__MACOSX/" in path or name.startswith((".", "~$")) or name == "Thumbs.db"


# --- the leaves ------------------------------------------------------------------

def test_raw_messages(made, truth):
    for mail in truth.everything:
        path = made / "mail" / mail["file"]
        raw = path.read_bytes()
        assert (len(raw), hashlib.sha256(raw).hexdigest()) == (mail["size"], mail["sha256"])
        assert email.message_from_bytes(raw)["Message-ID"] == mail["message_id"]
        assert path.stat().st_mtime == int(path.name.split(".")[0])
        assert not re.search(rb"(?<!\r)\n", raw), "a bare line feed"


def test_every_leaf_is_there_and_nothing_else(truth, leaves):
    for mail in truth.everything:
        found = leaves[mail["id"]]
        expected = {file["path"]: (file["size"], file["sha256"]) for file in mail["files"]}
        actual = {path: (len(data), hashlib.sha256(data).hexdigest())
                  for path, data in found.items() if not is_junk(path)}
        assert actual == expected, mail["id"]
        assert sum(map(is_junk, found)) == mail["junk_dropped"], mail["id"]
    assert len(truth.files()) >= 150


def test_kinds(truth, leaves):
    for mail, file in truth.files():
        assert leaves[mail["id"]][file["path"]].startswith(MAGIC[file["kind"]]), file["path"]
        assert (file["kind"] == "unknown") == (file["size"] == 0)


def word_paragraphs(data):
    """(style or "auto" or "bold" or "", text) of each paragraph."""
    root = xml.etree.ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))
    for paragraph in root.iter(WORD + "p"):
        style = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
        numbered = paragraph.find(f"{WORD}pPr/{WORD}numPr") is not None
        yield (style.get(WORD + "val") if style is not None else "auto" if numbered else "",
               "".join(text.text or "" for text in paragraph.iter(WORD + "t")))


def test_reports_have_their_sections(truth, leaves):
    styles = set()
    for mail, file in truth.files():
        if not file["sections"]:
            continue
        rows = list(word_paragraphs(leaves[mail["id"]][file["path"]]))
        places = [[text for _, text in rows].index(s["heading_typed"]) for s in file["sections"]]
        assert places == sorted(places)
        styles.update(rows[place][0] for place in places)
        for section, start, end in zip(file["sections"], places, places[1:] + [len(rows) - 2]):
            body = "".join(text for _, text in rows[start + 1:end])
            assert len(re.sub(r"\s", "", body)) == section["chars"], section["heading"]
        assert set(file["tasks"]) == {task for s in file["sections"] for task in s["tasks"]}, file["path"]
    assert {"Heading1", "Heading2", "auto", ""} <= styles


def test_text_of_pdf_can_be_extracted(truth, leaves, tmp_path):
    seen = 0
    for mail, file in truth.files():
        if file["kind"] != "pdf":
            continue
        target = tmp_path / "x.pdf"
        target.write_bytes(leaves[mail["id"]][file["path"]])
        text = subprocess.run(["pdftotext", target, "-"], check=True, capture_output=True, text=True).stdout
        text = re.sub(r"\s", "", text)
        assert (text == "") if file.get("scan") else (file["title"] in text), file["path"]
        seen += not file.get("scan")
    assert seen >= 5


def test_encrypted_and_truncated(truth, leaves):
    encrypted = truth.with_finding("encrypted")
    damaged = truth.with_finding("damaged")
    assert encrypted and damaged
    for mail, file in encrypted:
        archive = zipfile.ZipFile(io.BytesIO(leaves[mail["id"]][file["path"]]))
        inside = [archive.read(i, file["password"].encode()) for i in archive.infolist() if not i.is_dir()]
        assert [hashlib.sha256(data).hexdigest() for data in inside] == [h["sha256"] for h in mail["hidden"]]
    for mail, file in damaged:
        assert not zipfile.is_zipfile(io.BytesIO(leaves[mail["id"]][file["path"]]))


# --- what the mailbox must hold --------------------------------------------------

def test_counts(truth):
    assert len(truth.mails) >= 26
    assert len(truth.units) >= 16
    assert {mail["client"] for mail in truth.mails} >= {
        "163web", "qq", "foxmail", "foxmail5", "outlook", "express", "coremail", "coremail-utf8", "iphone"}
    assert {mail["stage"] for mail in truth.mails} == {"midterm", "final", None}
    assert sum(not mail["units"] for mail in truth.mails) >= 3
    assert len(truth.of("市教育局")) == 3
    assert any(len(mail["units"]) == 2 for mail in truth.mails)
    assert {file["kind"] for _, file in truth.files()} >= {"pdf", "docx", "xlsx", "image", "text", "archive"}


def test_deadlines(truth):
    received = {mail["received_at"]: mail for mail in truth.mails}
    assert received["2017-11-22T23:59:59+08:00"]["late_for"] == []
    assert received["2017-11-23T00:00:00+08:00"]["late_for"] == ["midterm"]
    assert received["2017-12-15T23:59:59+08:00"]["stage"] == "final"
    assert any(mail["late_for"] == ["midterm", "final"] for mail in truth.mails)


def test_archives_of_every_kind(made, truth):
    """Flags, fields and forms of names, as the central directories state them."""
    seen = set()
    for mail in truth.mails:
        for part in email.message_from_bytes((made / "mail" / mail["file"]).read_bytes()).walk():
            data = part.get_payload(decode=True) or b""
            if not zipfile.is_zipfile(io.BytesIO(data)) or not (file_name(part) or "").endswith(".zip"):
                continue
            for info in zipfile.ZipFile(io.BytesIO(data)).infolist():
                seen |= kinds_of_name(info)
    assert seen >= {"flag", "utf8-noflag", "gbk", "7075", "decomposed", "encrypted", "backslash byte", "nested"}


def kinds_of_name(info):
    kinds = {"encrypted"} if info.flag_bits & 1 else set()
    kinds |= {"7075"} if info.extra[:2] == b"\x75\x70" else set()
    kinds |= {"nested"} if info.filename.endswith(".zip") else set()
    if info.filename.isascii():
        return kinds
    if info.flag_bits & 0x800:
        return kinds | {"flag"}
    raw = info.orig_filename.encode("cp437")
    if not is_utf8(raw):
        return kinds | {"gbk"} | ({"backslash byte"} if b"\x5c" in raw else set())
    name = raw.decode()
    decomposed = unicodedata.normalize("NFC", name) != name
    return kinds | {"utf8-noflag"} | ({"decomposed"} if decomposed else set())


def test_habits_of_names(made, truth):
    raw = b"".join((made / "mail" / mail["file"]).read_bytes() for mail in truth.mails)
    for pattern in (rb"filename\*0\*=", rb"filename\*=", rb'filename="=\?gb2312\?B\?', rb'filename="=\?gb18030\?B\?',
                    rb'filename="=\?GBK\?B\?[^"]*\r\n =\?', rb'filename="[\x81-\xfe]', rb"message/rfc822",
                    rb'text/plain;\r\n\tcharset="gb2312"\r\nContent-Transfer-Encoding: 8bit',
                    rb"quoted-printable", rb"multipart/related", rb"Content-ID: <_Foxmail",
                    rb"Message-ID: <tencent_", rb"Auto-Submitted: auto-replied", rb"In-Reply-To: <"):
        assert re.search(pattern, raw), pattern


def test_duplicates_and_copies(made, truth):
    again = [mail for mail in truth.everything if "duplicate_of" in mail]
    assert again
    for mail in again:
        first = truth.mail(mail["duplicate_of"])
        assert (made / "mail" / mail["file"]).read_bytes() == (made / "mail" / first["file"]).read_bytes()
        assert mail["file"] != first["file"]
    assert len(truth.copies()) >= 2
    for places in truth.copies().values():
        units = [truth.mail(ident)["units"] for ident, _ in places]
        assert units.count(units[0]) == len(units), "two units cannot have made the same file"


def test_tasks_are_plausible(truth):
    """Conventions of the truth: acceptable holds tasks; only C and F ids."""
    for mail, file in truth.files():
        assert set(file["tasks"]) <= set(file["acceptable"])
        assert all(re.fullmatch(r"C([1-9]|1[0-7])|F[1-9]", task) for task in file["acceptable"])
        assert file["tasks"] or file["none_ok"]
        assert truths.verdict(file, file["tasks"]) == "right"
        assert truths.verdict(file, ["C18"]) == "wrong"
    assert ("市工商局", "F9") in truth.proven("midterm")
    assert ("市食药监局", "F1") not in truth.proven("midterm")
    assert ("市食药监局", "F1") in truth.proven("final")
    assert ("市房产局", "F1") not in truth.proven("final")


def test_same_bytes_each_run(made, tmp_path):
    again = make(tmp_path, umask=0o077, env={**os.environ, "TZ": "America/New_York", "PYTHONHASHSEED": "7"})
    for folder in ("mail", "eml"):
        names = sorted(path.relative_to(made) for path in (made / folder).rglob("*") if path.is_file())
        assert names == sorted(path.relative_to(again) for path in (again / folder).rglob("*") if path.is_file())
        for name in names:
            assert (made / name).read_bytes() == (again / name).read_bytes(), name
            assert folder == "eml" or os.stat(made / name).st_mtime == os.stat(again / name).st_mtime
    assert (made / "mail.truth.json").read_bytes() == (again / "mail.truth.json").read_bytes()


def test_foreign_folder_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    run = subprocess.run([sys.executable, SAMPLE / "make_mailbox.py", "--out", tmp_path], capture_output=True)
    assert run.returncode == 1 and b"not empty" in run.stderr
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_big_mail(tmp_path):
    target = tmp_path / "big.eml"
    out = subprocess.run([sys.executable, SAMPLE / "make_big.py", "--out", target, "--megabytes", "5"],
                         check=True, capture_output=True).stdout
    told, raw = json.loads(out), target.read_bytes()
    assert abs(len(raw) - 5_000_000) < 10_000
    assert (told["size"], told["sha256"]) == (len(raw), hashlib.sha256(raw).hexdigest())
    found = dict(walk(email.message_from_bytes(raw), ""))
    assert {f["path"]: (f["size"], f["sha256"]) for f in told["files"]} == \
        {path: (len(data), hashlib.sha256(data).hexdigest()) for path, data in found.items()}
