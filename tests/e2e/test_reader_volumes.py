"""Archives cut into volumes: joined in whatever order they come, and said to be incomplete else."""
import os
import random
import struct
import subprocess
import zlib

import pytest
from reader import findings, leaves, mail, read, sha256

NOISE = random.Random(7).randbytes(300_000)
FILES = {"自查报告.txt": "信用\n".encode() * 400, "数据.bin": NOISE}


def tool(folder, *command):
    subprocess.run(command, cwd=folder, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   env={**os.environ, "LC_ALL": "C.UTF-8"})


def volumes(folder, *command):
    """[(name, data)] that the command makes of FILES."""
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    tool(folder, *command, *FILES)
    return [(path.name, path.read_bytes()) for path in sorted(folder.iterdir()) if path.name not in FILES]


# --- RAR, which no program of Debian writes: stored entries, as the public descriptions have them --

def rar4_block(kind, flags, body, data=b""):
    head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + data


def rar4_file(name, piece, whole, flags):
    body = struct.pack("<LLBLLBBHL", len(piece), len(whole), 2, zlib.crc32(whole), 0x4B750000, 20, 0x30,
                       len(name), 0x20) + name
    return rar4_block(0x74, 0x8000 | flags, body, piece)


def rar4_volumes(name, whole, pieces, numbering):
    """One stored file over several volumes; `numbering` gives a volume's name by its index."""
    made, size = [], -(-len(whole) // pieces)
    for index in range(pieces):
        piece = whole[index * size:(index + 1) * size]
        before, after = index > 0, index < pieces - 1
        crc_of = piece if after else whole
        body = struct.pack("<LLBLLBBHL", len(piece), len(whole), 2, zlib.crc32(crc_of), 0x4B750000, 20, 0x30,
                           len(name), 0x20) + name
        flags = 0x8000 | (1 if before else 0) | (2 if after else 0)
        main = rar4_block(0x73, 0x0001 | 0x0010 | (0x0100 if index == 0 else 0), bytes(6))
        end = rar4_block(0x7B, 0x4000 | (1 if after else 0), b"")
        made.append((numbering(index), b"Rar!\x1a\x07\0" + main + rar4_block(0x74, flags, body, piece) + end))
    return made


def vint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(out + bytes([number]))


def rar5_block(body, data=b""):
    sized = vint(len(body)) + body
    return struct.pack("<L", zlib.crc32(sized)) + sized + data


def rar5(entries, flags=0):
    """A stored RAR 5 archive of [(name, data)]."""
    out = b"Rar!\x1a\x07\x01\0" + rar5_block(vint(1) + vint(0) + vint(flags))
    for name, data in entries:
        name = name.encode()
        body = (vint(2) + vint(2) + vint(len(data)) + vint(4) + vint(len(data)) + vint(0x20) +
                struct.pack("<L", zlib.crc32(data)) + vint(0) + vint(1) + vint(len(name)) + name)
        out += rar5_block(body, data)
    return out + rar5_block(vint(5) + vint(0) + vint(0))


def rar5_volumes(name, whole, pieces):
    """One stored file over several volumes of RAR 5."""
    made, size, name = [], -(-len(whole) // pieces), name.encode()
    for index in range(pieces):
        piece = whole[index * size:(index + 1) * size]
        before, after = index > 0, index < pieces - 1
        number = vint(index) if before else b""
        main = rar5_block(vint(1) + vint(0) + vint(1 | (2 if before else 0)) + number)
        body = (vint(2) + vint(2 | (8 if before else 0) | (16 if after else 0)) + vint(len(piece)) + vint(4) +
                vint(len(whole)) + vint(0x20) + struct.pack("<L", zlib.crc32(piece if after else whole)) + vint(0) +
                vint(1) + vint(len(name)) + name)
        end = rar5_block(vint(5) + vint(0) + vint(1 if after else 0))
        made.append((f"材料.part{index + 1}.rar", b"Rar!\x1a\x07\x01\0" + main + rar5_block(body, piece) + end))
    return made


def rar4(entries):
    out = b"Rar!\x1a\x07\0" + rar4_block(0x73, 0, bytes(6))
    return out + b"".join(rar4_file(name, data, data, 0) for name, data in entries) + rar4_block(0x7B, 0x4000, b"")


# --- whole sets ---------------------------------------------------------------------------------

SETS = {
    "7z.001": (["7z", "a", "-bd", "-v100k", "材料.7z"], "材料.7z"),
    "zip.001": (["7z", "a", "-bd", "-tzip", "-v100k", "材料.zip"], "材料.zip"),
    "z01": (["zip", "-q", "-s", "100k", "材料.zip"], "材料.zip"),
}


def expected(archive):
    return {f"{archive}/{name}": sha256(data) for name, data in FILES.items()}


@pytest.mark.parametrize("kind", SETS)
def test_joined_in_any_order(tmp_path, kind):
    command, archive = SETS[kind]
    (tmp_path / "made").mkdir()
    parts = volumes(tmp_path / "made", *command)
    assert len(parts) >= 3
    for order in (parts, parts[::-1], parts[1:] + parts[:1]):
        told = read(tmp_path, [("说明.txt", b"x"), *order])
        assert leaves(told) == {"说明.txt": sha256(b"x"), **expected(archive)}
        assert told["findings"] == [] and all(file["findings"] == [] for file in told["files"])


@pytest.mark.parametrize("kind", SETS)
@pytest.mark.parametrize("lost", [0, 1, -1])
def test_one_is_missing(tmp_path, kind, lost):
    """Nothing is lost: the volumes stay as files, whatever could be got out of them stands beside."""
    command, archive = SETS[kind]
    (tmp_path / "made").mkdir()
    parts = volumes(tmp_path / "made", *command)
    del parts[lost]
    told = read(tmp_path, parts)
    for name, data in parts:
        file, = [file for file in told["files"] if file["path"] == name]
        assert file["sha256"] == sha256(data) and file["findings"] == ["missing-volume"]
    beside = [file for file in told["files"] if file["path"].startswith(archive + "/")]
    assert all(file["sha256"] == sha256(FILES[file["name"]]) or "damaged" in file["findings"] for file in beside)


RARS = {
    "new": lambda index: f"材料.part{index + 1}.rar",
    "new with zeros": lambda index: f"材料.part{index + 1:02}.rar",
    "old": lambda index: "材料.rar" if index == 0 else f"材料.r{index - 1:02}",
}


@pytest.mark.parametrize("numbering", RARS)
def test_rar(tmp_path, numbering):
    parts = rar4_volumes("数据.bin".encode("gbk"), NOISE, 3, RARS[numbering])
    told = read(tmp_path, [parts[2], parts[0], parts[1]])
    assert leaves(told) == {"材料.rar/数据.bin": sha256(NOISE)}
    told = read(tmp_path, parts[:2])
    for name, _ in parts[:2]:
        assert findings(told, name) == ["missing-volume"]
    told = read(tmp_path, parts[1:])
    assert [file["findings"] for file in told["files"]] == [["missing-volume"]] * 2


def test_rar_5(tmp_path):
    """The end of a volume is not the end of the file in it, whatever libarchive says."""
    parts = rar5_volumes("数据.bin", NOISE, 3)
    assert leaves(read(tmp_path, [parts[2], parts[0], parts[1]])) == {"材料.rar/数据.bin": sha256(NOISE)}
    for some in (parts[:1], parts[:2], parts[1:], [parts[0], parts[2]]):
        told = read(tmp_path, some)
        assert all(findings(told, name) == ["missing-volume"] for name, _ in some)
        beside = [file for file in told["files"] if file["path"] not in dict(some)]
        assert all("damaged" in file["findings"] for file in beside)


def test_rar_5_under_a_name_of_its_own(tmp_path):
    """The first volume alone, renamed by a clerk."""
    told = read(tmp_path, [("材料.dat", rar5_volumes("数据.bin", NOISE, 3)[0][1])])
    assert findings(told, "材料.dat") == ["damaged"]


def test_rar_of_1994(tmp_path):
    """Packed as RAR 1.5 did: not damaged, but nobody here can."""
    name, data = b"a.txt", b"1" * 100
    body = struct.pack("<LLBLLBBHL", 50, len(data), 0, zlib.crc32(data), 0x4B750000, 15, 0x33, len(name), 0x20) + name
    packed = b"Rar!\x1a\x07\0" + rar4_block(0x73, 0, bytes(6)) + rar4_block(0x74, 0x8000, body, data[:50])
    told = read(tmp_path, [("a.rar", packed + rar4([(b"b.txt", b"2")])[20:])])
    assert findings(told, "a.rar") == ["unreadable"] and leaves(told)["a.rar/b.txt"] == sha256(b"2")


def test_volumes_in_an_archive(tmp_path):
    """A folder with volumes, packed again."""
    (tmp_path / "made").mkdir()
    for name, data in volumes(tmp_path / "made", *SETS["7z.001"][0]):
        (tmp_path / name).write_bytes(data)
    tool(tmp_path, "zip", "-q", "外.zip", *[path.name for path in sorted(tmp_path.glob("材料*"))])
    told = read(tmp_path, [("外.zip", (tmp_path / "外.zip").read_bytes())])
    assert leaves(told) == {f"外.zip/{path}": digest for path, digest in expected("材料.7z").items()}


def test_two_sets_and_what_only_looks_like_one(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    first = volumes(tmp_path / "a", *SETS["7z.001"][0])
    second = volumes(tmp_path / "b", "7z", "a", "-bd", "-v100k", "另外.7z")
    told = read(tmp_path, [*first, *second, ("会议纪要.001", "第一次会议\n".encode()), ("b.002", b"\1\2")])
    assert leaves(told) == {**expected("材料.7z"), **expected("另外.7z"), "b.002": sha256(b"\1\2"),
                            "会议纪要.001": sha256("第一次会议\n".encode())}


def test_whole_archives_that_are_numbered(tmp_path):
    """A clerk's own numbers: each is opened alone."""
    first, second = rar5([("a.txt", b"1")]), rar5([("b.txt", b"2")])
    told = read(tmp_path, [("材料.001", first), ("材料.002", second), ("其他.003", second)])
    assert leaves(told) == {"材料.001/a.txt": sha256(b"1"), "材料.002/b.txt": sha256(b"2"),
                            "其他.003/b.txt": sha256(b"2")}


# --- RAR alone ----------------------------------------------------------------------------------

def test_rar_names(tmp_path):
    entries = [(name, data) for name, data in FILES.items()]
    assert leaves(read(tmp_path, [("a.rar", rar5(entries))])) == expected("a.rar")
    others = [("Café Ⅱ.txt", b"1"), ("Отчёт.txt", b"2")]
    assert leaves(read(tmp_path, [("a.rar", rar5(others))])) == \
        {f"a.rar/{name}": sha256(data) for name, data in others}
    packed = rar4([(name.encode("gbk"), data) for name, data in entries])
    assert leaves(read(tmp_path, [("a.rar", packed)])) == expected("a.rar")


def owner():
    """What Unix versions of RAR wrote behind each file, and libarchive calls a damaged header."""
    return rar4_block(0x77, 0x8000, struct.pack("<LHB", 8, 0x101, 0), b"rootroot")


def old_rar(files, between=b"", flags=0):
    out = b"Rar!\x1a\x07\0" + rar4_block(0x73, 0, bytes(6))
    return out + between.join(rar4_file(name.encode("gbk"), data, data, flags) for name, data in files) + \
        rar4_block(0x7B, 0x4000, b"")


def test_rar_that_libarchive_gives_up(tmp_path):
    """What comes behind it is read all the same, under its own name, and once."""
    told = read(tmp_path, [("a.rar", old_rar(FILES.items(), owner()))])
    assert leaves(told) == expected("a.rar") and all(file["findings"] == [] for file in told["files"])


def test_old_rar_that_is_damaged(tmp_path):
    """One file fails its checksum: the others are read, and it is said of both, the file and the archive."""
    packed = old_rar([("a.txt", b"1" * 900), ("b.txt", b"2" * 900), ("c.txt", b"3" * 900)])
    packed = packed.replace(b"2" * 900, b"2" * 899 + b"x")
    told = read(tmp_path, [("a.rar", packed)])
    assert {path: digest for path, digest in leaves(told).items() if path.endswith(("a.txt", "c.txt"))} == \
        {"a.rar/a.txt": sha256(b"1" * 900), "a.rar/c.txt": sha256(b"3" * 900)}
    assert findings(told, "a.rar") == ["damaged"]


def locked_rar5(name, data):
    """A file whose extra area says that it is encrypted; nobody here has the key, so the bytes are any."""
    extra = vint(35) + vint(1) + bytes(34)
    body = (vint(2) + vint(3) + vint(len(extra)) + vint(len(data)) + vint(4) + vint(len(data)) + vint(0x20) +
            struct.pack("<L", 1) + vint(0) + vint(1) + vint(len(name)) + name + extra)
    return rar5_block(body, data)


LOCKED = {
    "RAR 5": b"Rar!\x1a\x07\x01\0" + rar5_block(vint(1) + vint(0) + vint(0)) + locked_rar5(b"a.txt", NOISE[:900]) +
             rar5_block(vint(5) + vint(0) + vint(0)),
    "RAR 5 with its headers": b"Rar!\x1a\x07\x01\0" + rar5_block(vint(4) + vint(0) + vint(0) + vint(0) + b"\x0f" + bytes(16)) +
                              NOISE[:900],
    "RAR 4": old_rar([("a.txt", NOISE[:900])], flags=4),
    "RAR 4 with its headers": b"Rar!\x1a\x07\0" + rar4_block(0x73, 0x80, bytes(6)) + NOISE[:900],
}


@pytest.mark.parametrize("version", LOCKED)
def test_locked_rar(tmp_path, version):
    """Where no password opens it: it is not damaged, and nothing of it is invented. See test_reader_locked.py."""
    told = read(tmp_path, [("a.rar", LOCKED[version])], body="密码：xy2017\n")
    file, = told["files"]
    assert (file["path"], file["sha256"], file["findings"]) == ("a.rar", sha256(LOCKED[version]), ["encrypted"])


def test_self_extracting_rar(tmp_path):
    """Behind a program of any size; the program alone is no archive."""
    with open("/bin/true", "rb") as program:
        stub = b"MZ" + program.read()[2:]
    entries = list(FILES.items())
    assert leaves(read(tmp_path, [("材料.exe", stub + rar5(entries))])) == expected("材料.exe")
    told = read(tmp_path, [("程序.exe", stub + b"Rar!\x1a\x07\0 and 7z\xbc\xaf\x27\x1c are names")])
    assert [(file["kind"], file["findings"]) for file in told["files"]] == [("unknown", [])]
