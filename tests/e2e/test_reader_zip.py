"""ZIP in every form: names, flags, extra fields, damage, bombs, passwords.

What no archiver at hand writes is put together here after APPNOTE.TXT 6.3. Each archive that
Python's zipfile can open is read by it, too, and must give the same leaves.
"""
import collections
import io
import os
import random
import shutil
import struct
import subprocess
import unicodedata
import zipfile
import zlib

import pytest
from house import RELEASE, House
from reader import findings, leaves, mail, read, sha256

UTF8, DESCRIPTOR = 0x800, 0x8
UNIX, LINK = 3 << 8, 0o120777 << 16


def field(kind, data):
    return struct.pack("<HH", kind, len(data)) + data


def unicode_path(name, raw, right=True):
    crc = zlib.crc32(raw) ^ (0 if right else 1)
    return field(0x7075, struct.pack("<BL", 1, crc) + name.encode())


def deflated(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def entry(name, data, flags=0, method=8, extra=b"", made_by=0, attributes=0, packed=None):
    """(local part, central header without its offset)."""
    name = name if isinstance(name, bytes) else name.encode()
    packed = packed if packed is not None else deflated(data) if method == 8 else data
    sizes = struct.pack("<LLL", zlib.crc32(data), len(packed), len(data))
    facts = struct.pack("<HHHHH", 20, flags, method, 0x8000, 0x4B75)
    here = bytes(12) if flags & DESCRIPTOR else sizes
    tail = b"PK\7\10" + sizes if flags & DESCRIPTOR else b""
    local = b"PK\3\4" + facts + here + struct.pack("<HH", len(name), len(extra)) + name + extra + packed + tail
    central = (b"PK\1\2" + struct.pack("<H", 20 | made_by) + facts + sizes +
               struct.pack("<HHHHHL", len(name), len(extra), 0, 0, 0, attributes))
    return local, central, name + extra


def archive(*entries, prefix=b"", comment=b"", adjusted=True, uncounted=0, gap=0):
    """The entries with a central directory; offsets count the prefix, or do not. Those behind the first entry do not
    count so many bytes of it, that of the directory not a gap before it."""
    out, directory = bytearray(), bytearray()
    for local, central, names in entries:
        missing = uncounted if out else 0
        directory += central + struct.pack("<L", len(out) - missing + (len(prefix) if adjusted else 0)) + names
        out += local
    end = struct.pack("<HHHHLLH", 0, 0, len(entries), len(entries), len(directory),
                      len(out) - uncounted + (len(prefix) if adjusted else 0), len(comment))
    return prefix + bytes(out) + bytes(gap) + bytes(directory) + b"PK\5\6" + end + comment


DATA = "关于信用体系建设的自查报告\n".encode() * 40
OTHER = bytes(range(256)) * 10
FOLDER, NAME = "佐证资料", "1、承诺书.txt"
PATH = f"{FOLDER}/{NAME}"
TRADITIONAL = "佐證資料/一、承諾書範本與辦理情況.txt"


def two(charset, **more):
    return archive(entry(PATH.encode(charset), DATA, **more), entry("报告.bin".encode(charset), OTHER, **more))


BOTH = {PATH: DATA, "报告.bin": OTHER}
CASES = {
    # name of the case: (archive, what must come out)
    "GBK": (two("gbk"), BOTH),
    "GB18030 with four bytes": (archive(entry("㙊屯乡/镕㐀.txt".encode("gb18030"), DATA)), {"㙊屯乡/镕㐀.txt": DATA}),
    "Big5": (archive(entry(TRADITIONAL.encode("big5"), DATA)), {TRADITIONAL: DATA}),
    "traditional in GBK": (archive(entry(TRADITIONAL.encode("gbk"), DATA)), {TRADITIONAL: DATA}),
    "UTF-8 with flag": (two("utf-8", flags=UTF8), BOTH),
    "UTF-8 without flag": (two("utf-8"), BOTH),
    "flag that lies": (two("gbk", flags=UTF8), BOTH),
    "flag that lies for one": (archive(entry(PATH.encode("gbk"), DATA, flags=UTF8),
                                       entry("报告.bin".encode(), OTHER, flags=UTF8)), BOTH),
    "Unicode path": (archive(entry(b"?.txt", DATA, extra=unicode_path(PATH, b"?.txt"))), {PATH: DATA}),
    "Unicode path that is stale": (
        archive(entry(PATH.encode("gbk"), DATA, extra=unicode_path("旧名.txt", PATH.encode("gbk"), right=False))),
        {PATH: DATA}),
    "a character whose second byte is a backslash": (archive(entry("誠\\乗.txt".encode("gbk"), DATA)),
                                                     {"誠/乗.txt": DATA}),
    "backslashes": (archive(entry(PATH.replace("/", "\\").encode("gbk"), DATA)), {PATH: DATA}),
    "taken apart by a Mac": (
        archive(entry(unicodedata.normalize("NFD", "Über/Café.txt").encode(), DATA, flags=UTF8),
                entry("__MACOSX/Über/._Café.txt".encode(), b"\0\5", flags=UTF8),
                entry("Über/.DS_Store".encode(), b"\0\0", flags=UTF8)), {"Über/Café.txt": DATA}),
    "names that climb": (archive(entry("../../etc/passwd", DATA), entry("/etc/shadow", OTHER)),
                         {"etc/passwd": DATA, "etc/shadow": OTHER}),
    "names with drives": (archive(entry("C:\\资料\\a.txt".encode("gbk"), DATA)), {"资料/a.txt": DATA}),
    "symbolic link": (archive(entry("a.txt", DATA), entry("b", b"/etc/passwd", made_by=UNIX, attributes=LINK)),
                      {"a.txt": DATA}),
    "data descriptors": (two("gbk", flags=DESCRIPTOR), BOTH),
    "stored": (two("gbk", method=0), BOTH),
    "comment": (archive(entry("a.txt", DATA), comment="注释PK\5\6".encode()), {"a.txt": DATA}),
    "something before it, counted": (archive(entry("a.txt", DATA), prefix=b"#!/bin/sh\n" * 50), {"a.txt": DATA}),
    "something before it, not counted": (archive(entry("a.txt", DATA), prefix=b"\1\2\3" * 500, adjusted=False),
                                         {"a.txt": DATA}),
    "a program before it": (archive(entry("a.txt", DATA), prefix=b"MZ" + bytes(5000), adjusted=False),
                            {"a.txt": DATA}),
    "something between its entries, not counted": (archive(
        (entry("a.txt", DATA)[0] + bytes(16), *entry("a.txt", DATA)[1:]), entry("b.txt", OTHER), uncounted=16),
        {"a.txt": DATA, "b.txt": OTHER}),
    "something before its directory, not counted": (archive(entry("a.txt", DATA), entry("b.txt", OTHER), gap=16),
                                                    {"a.txt": DATA, "b.txt": OTHER}),
    "something behind it": (archive(entry("a.txt", DATA)) + b"\r\n\r\n", {"a.txt": DATA}),
    "an empty file": (archive(entry("a.txt", DATA), entry("空.txt".encode("gbk"), b"")), {"a.txt": DATA, "空.txt": b""}),
}
# What Python's zipfile sees otherwise, and why.
ZIPFILE_DIFFERS = {
    "flag that lies": "it believes the flag, and fails",
    "flag that lies for one": "likewise",
    "symbolic link": "it gives the target's path as a file",
    "taken apart by a Mac": "it gives what computers leave behind, too",
    "comment": "it takes the end record that stands in the comment",
    "something between its entries, not counted": "it takes all offsets for moved",
    "something before its directory, not counted": "likewise",
}


@pytest.mark.parametrize("case", CASES)
def test_form(tmp_path, case):
    data, inside = CASES[case]
    told = read(tmp_path, [("材料.zip", data)])
    assert leaves(told) == {f"材料.zip/{path}": sha256(each) for path, each in inside.items()}
    assert all(file["findings"] in ([], ["empty"]) for file in told["files"])
    if case not in ZIPFILE_DIFFERS:
        with zipfile.ZipFile(io.BytesIO(data)) as other:
            theirs = collections.Counter(sha256(other.read(info)) for info in other.infolist() if not info.is_dir())
        assert theirs == collections.Counter(file["sha256"] for file in told["files"])


def test_name_that_is_no_text(tmp_path):
    told = read(tmp_path, [("a.zip", archive(entry(b"\xff\xfe\x80.txt", DATA)))])
    file, = told["files"]
    assert file["findings"] == ["name-undecodable"] and file["sha256"] == sha256(DATA)


def test_one_name_twice(tmp_path):
    """Both are kept: nobody knows which one was meant."""
    told = read(tmp_path, [("a.zip", archive(entry("a.txt", DATA), entry("a.txt", OTHER)))])
    assert [(file["path"], file["sha256"]) for file in told["files"]] == \
        [("a.zip/a.txt", sha256(DATA)), ("a.zip/a.txt", sha256(OTHER))]


@pytest.mark.parametrize("data", [archive(), archive(entry("空文件夹/".encode("gbk"), b"", method=0))],
                         ids=["nothing", "folders only"])
def test_nothing_in_it(tmp_path, data):
    told = read(tmp_path, [("a.zip", data)])
    assert [(file["path"], file["findings"]) for file in told["files"]] == [("a.zip", ["empty"])]


def test_zstandard(tmp_path):
    packed = subprocess.run(["zstd", "-q", "-c"], input=DATA, stdout=subprocess.PIPE, check=True).stdout
    good = archive(entry("a.txt", DATA, method=93, packed=packed))
    assert leaves(read(tmp_path, [("a.zip", good)])) == {"a.zip/a.txt": sha256(DATA)}
    told = read(tmp_path, [("a.zip", good.replace(packed, packed[:-9] + b"\0" * 9))])
    assert "damaged" in findings(told, "a.zip")


def test_method_of_long_ago(tmp_path):
    """Imploding is known to nobody here: said, and kept."""
    told = read(tmp_path, [("a.zip", archive(entry("a.txt", DATA, method=6), entry("b.txt", OTHER)))])
    assert findings(told, "a.zip") == ["unreadable"] and leaves(told)["a.zip/b.txt"] == sha256(OTHER)


def test_zip64(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        with made.open("a.txt", "w", force_zip64=True) as file:
            file.write(DATA)
    assert leaves(read(tmp_path, [("a.zip", out.getvalue())])) == {"a.zip/a.txt": sha256(DATA)}


# --- damage -------------------------------------------------------------------------------------

def test_without_central_directory(tmp_path):
    """What the local headers lead to comes beside the archive, which stays."""
    whole = two("gbk")
    cut = whole[:whole.index(b"PK\1\2")]
    told = read(tmp_path, [("材料.zip", cut)])
    assert findings(told, "材料.zip") == ["damaged"]
    found = leaves(told)
    assert found == {"材料.zip": sha256(cut), **{f"材料.zip/{path}": sha256(data) for path, data in BOTH.items()}}


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_truncated(tmp_path, share):
    noise = os.urandom(20000)
    whole = archive(*(entry(f"{number}.txt", noise[number:]) for number in range(8)))
    cut = whole[:int(len(whole) * share)]
    told = read(tmp_path, [("a.zip", cut)])
    assert findings(told, "a.zip") == ["damaged"]
    complete = int(len(whole) * share) // (len(whole) // 8)
    assert sum(file["sha256"] == sha256(noise[number:]) for number, file in enumerate(told["files"][:-1])) >= \
        complete - 1


def test_one_damaged_entry(tmp_path):
    """The others are not touched by it."""
    local, central, names = entry("坏.txt".encode("gbk"), OTHER)
    broken = local[:40] + b"\xff\xff\xff" + local[43:]
    told = read(tmp_path, [("a.zip", archive(entry("a.txt", DATA), (broken, central, names), entry("c.txt", b"c")))])
    assert leaves(told)["a.zip/a.txt"] == sha256(DATA) and leaves(told)["a.zip/c.txt"] == sha256(b"c")
    assert findings(told, "a.zip") == ["damaged"]


def lying(made, crc=0, packed=0, size=0):
    """The entry, with so much added to what its headers say of it."""
    def mend(header, at):
        said = struct.unpack_from("<LLL", header, at)
        return header[:at] + struct.pack("<LLL", said[0] ^ crc, said[1] + packed, said[2] + size) + header[at + 12:]
    local, central, names = made
    return mend(local, 14), mend(central, 16), names


NOISE = random.Random(1).randbytes(3000)
LIES = {
    # the lie: (what is added, what comes out and whether it is whole, of a deflated entry and of a stored one)
    "unpacked larger": ({"size": 500}, (NOISE, True), (NOISE, False)),
    "unpacked smaller": ({"size": -500}, (NOISE, True), (NOISE, False)),
    "unpacked to nothing": ({"size": -len(NOISE)}, (NOISE, True), (NOISE, False)),
    "unpacked to a gigabyte": ({"size": 1 << 30}, (NOISE, True), (NOISE, False)),
    "packed larger": ({"packed": 20}, (NOISE, True), None),
    "packed smaller": ({"packed": -20}, (NOISE[:-20], False), (NOISE[:-20], False)),
    "packed to a gigabyte": ({"packed": 1 << 30}, (NOISE, True), None),
    "another checksum": ({"crc": 1}, (NOISE, False), (NOISE, False)),
}


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("method", [8, 0], ids=["deflated", "stored"])
def test_sizes_that_lie(tmp_path, lie, method):
    """What really is there comes out, damaged where nothing proves that it is all; the next entry is not touched."""
    added, *outcomes = LIES[lie]
    data = archive(lying(entry("a.bin", NOISE, method=method), **added), entry("b.bin", OTHER))
    told = read(tmp_path, [("a.zip", data)])
    expected = outcomes[0 if method == 8 else 1]
    if expected is None:  # the bytes of what stands behind it are taken for its own
        assert told["files"][0]["size"] > len(NOISE) and "damaged" in findings(told, "a.zip/a.bin")
    else:
        inside, whole = expected
        assert leaves(told)["a.zip/a.bin"] == sha256(inside)
        assert findings(told, "a.zip/a.bin") == ([] if whole else ["damaged"])
        assert ("a.zip" in leaves(told)) == (not whole)
    assert leaves(told)["a.zip/b.bin"] == sha256(OTHER)


def test_junk_behind_the_stream(tmp_path):
    data = archive(entry("a.bin", NOISE, packed=deflated(NOISE) + b"junk"), entry("b.bin", OTHER))
    assert leaves(read(tmp_path, [("a.zip", data)])) == {"a.zip/a.bin": sha256(NOISE), "a.zip/b.bin": sha256(OTHER)}


@pytest.mark.parametrize("method", [8, 0], ids=["deflated", "stored"])
def test_around_the_size_that_is_held_in_memory(tmp_path, method):
    """LIMIT_WHOLE_ENTRY: up to there an entry is unpacked at once, beyond it bit by bit."""
    data = {f"{more}.bin": (NOISE * 12000)[:(32 << 20) + more] for more in (-1, 0, 1)}
    told = read(tmp_path, [("a.zip", archive(*(entry(name, each, method=method) for name, each in data.items())))],
                programs=RELEASE)
    assert leaves(told) == {f"a.zip/{name}": sha256(each) for name, each in data.items()}


def test_damaged_office_file_is_a_file(tmp_path):
    package = archive(entry("[Content_Types].xml", b"<Types/>"), entry("word/document.xml", DATA))
    told = read(tmp_path, [("报告.docx", package[:len(package) * 3 // 4])])
    file, = told["files"]
    assert file["kind"] == "docx" and "damaged" in file["findings"]


# --- passwords ----------------------------------------------------------------------------------

LOCKS = {"ZipCrypto": ["zip", "-q", "-P", "xy2017", "{}"], "AES": ["7z", "a", "-bd", "-tzip", "-mem=AES256", "-pxy2017", "{}"]}


@pytest.mark.parametrize("lock", LOCKS)
def test_locked(tmp_path, lock):
    (tmp_path / "a.txt").write_bytes(DATA)
    command = [word.format("a.zip") for word in LOCKS[lock]] + ["a.txt"]
    subprocess.run(command, cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
    packed = (tmp_path / "a.zip").read_bytes()
    opened = {"a.zip/a.txt": sha256(DATA)}
    assert leaves(read(tmp_path, [("a.zip", packed)], body="解压密码：xy2017\n")) == opened
    assert leaves(read(tmp_path, [("a.zip", packed)], subject="材料（密码xy2017）")) == opened
    told = read(tmp_path, [("a.zip", packed)], body="密码另行告知，见短信\n")
    assert leaves(told) == {"a.zip": sha256(packed)} and findings(told, "a.zip") == ["encrypted"]


def test_locked_with_a_password_of_the_office(tmp_path):
    """What the configuration offers is tried where the mail says nothing."""
    (tmp_path / "a.txt").write_bytes(DATA)
    subprocess.run(["7z", "a", "-bd", "-tzip", "-mem=AES256", "-pxinyong2017", "a.zip", "a.txt"], cwd=tmp_path,
                   check=True, stdout=subprocess.DEVNULL)
    box = tmp_path / "Maildir"
    for part in ("cur", "new", "tmp"):
        (box / part).mkdir(parents=True)
    (box / "new" / "1511226000.M1.test").write_bytes(mail([("a.zip", (tmp_path / "a.zip").read_bytes())]))
    house = House(tmp_path).configure([{"url": f"maildir:{box}"}], passwords=["12345", "xinyong2017"])
    house.once()
    message, = house.ask("messages")
    assert [(file["path"], file["sha256"]) for file in message["files"]] == [("a.zip/a.txt", sha256(DATA))]


# --- too much -----------------------------------------------------------------------------------

def test_many_entries(tmp_path):
    """As many as are described; then it is said that there were more, and the archive is kept."""
    many = archive(*(entry(f"{number}.bin", b"\1", method=0) for number in range(20500)))
    told = read(tmp_path, [("a.zip", many)], programs=RELEASE)
    assert told["findings"] == ["over-budget"]
    assert told["files"][0]["path"] == "a.zip/0.bin" and told["files"][-1]["path"] == "a.zip"
    assert told["files"][-1]["findings"] == ["over-budget"] and len(told["files"]) == 20001


def test_a_hundred_thousand_of_junk(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:  # zip64, for their number
        for number in range(99000):
            made.writestr(f"{number}/Thumbs.db", b"")
        made.writestr("a.txt", DATA)
    told = read(tmp_path, [("a.zip", out.getvalue())], programs=RELEASE)
    assert leaves(told) == {"a.zip/a.txt": sha256(DATA)} and told["findings"] == ["junk-dropped"]


@pytest.mark.parametrize("megabytes", [200, 30])
def test_overlapping_entries(tmp_path, megabytes):
    """All entries of the directory lead to the same bytes: 1 MB that unpacks to gigabytes."""
    data = bytes(megabytes << 20)
    local, _, _ = entry("0", data)
    directory = b"".join(
        entry(str(number), data, packed=b"")[1][:20] + struct.pack("<L", len(local) - 31) +
        entry(str(number), data, packed=b"")[1][24:] + struct.pack("<L", 0) + str(number).encode()
        for number in range(10))
    bomb = local + directory + b"PK\5\6" + struct.pack("<HHHHLLH", 0, 0, 10, 10, len(directory), len(local), 0)
    told = read(tmp_path, [("a.zip", bomb), ("b.txt", DATA)], programs=RELEASE)
    assert "over-budget" in findings(told, "a.zip") and leaves(told)["b.txt"] == sha256(DATA)
    assert sum(file["size"] for file in told["files"]) < 80 << 20


def nested(levels, width=1, data=DATA):
    for _ in range(levels):
        data = archive(*(entry(f"{number}.zip", data) for number in range(width)))
    return data


def test_deep(tmp_path):
    """An archive in an archive, thirty times: as a quine, which contains itself, would go on for ever."""
    told = read(tmp_path, [("a.zip", nested(30))])
    assert any("over-budget" in file["findings"] for file in told["files"])
    assert max(file["path"].count("/") for file in told["files"]) <= 8


def test_wide_and_deep(tmp_path):
    """Sixteen of sixteen of sixteen: less on disk than the whole message may have."""
    told = read(tmp_path, [("a.zip", nested(4, 16, archive(entry("0", bytes(60 << 20))))), ("b.txt", DATA)],
                programs=RELEASE)
    assert any("over-budget" in file["findings"] for file in told["files"])
    assert sum(file["size"] for file in told["files"]) < 600 << 20


def test_as_unzip_sees_it(tmp_path):
    """Info-ZIP's unzip, on what it can read: the same bytes."""
    (tmp_path / "a.zip").write_bytes(CASES["UTF-8 with flag"][0])
    out = tmp_path / "out"
    subprocess.run([shutil.which("unzip"), "-q", "-d", out, "a.zip"], cwd=tmp_path, check=True,
                   env={**os.environ, "LC_ALL": "C.UTF-8"})
    theirs = sorted(sha256(path.read_bytes()) for path in out.rglob("*") if path.is_file())
    assert theirs == sorted(leaves(read(tmp_path, [("a.zip", (tmp_path / "a.zip").read_bytes())])).values())
