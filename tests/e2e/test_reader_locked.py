"""Locked RAR and 7z archives, and the passwords that open them, through build/baosong-reader.

No free program writes RAR: those are kept in tests/data/archives, and make.sh there says how each was made.
"""
import hashlib
import pathlib
import struct
import zlib

import pytest
from house import House
from reader import findings, leaves, mail, read, sha256
from test_reader_archives import tool

ARCHIVES = pathlib.Path(__file__).resolve().parent.parent / "data" / "archives"
PASSWORD = "xy2017"
TELLS = f"附件已加密。解压密码：{PASSWORD}\n"
SECRET = "密码另行告知，见短信\n"


def lines(*numbers):
    return "".join(f"{number}\n" for number in range(*numbers)).encode()


# What make.sh packs.
REPORT, DATA = lines(1, 901), lines(7, 701, 3)
NOISE = b"".join(hashlib.sha256(bytes([i])).digest() for i in range(47))
TREE = {"自查报告.txt": REPORT, "佐证资料/数据.txt": DATA, "佐证资料/图.bin": NOISE, "空.txt": b""}


def kept(name):
    """[(name, data)] of the archive, or of all its volumes."""
    paths = sorted(ARCHIVES.glob(f"{name}.rar")) or sorted(ARCHIVES.glob(f"{name}.part*.rar"))
    assert paths
    return [(path.name, path.read_bytes()) for path in paths]


def expected(archive, tree=TREE):
    return {f"{archive}/{path}": sha256(data) for path, data in tree.items()}


def told_of(description, path):
    """What is said beside the finding that it is encrypted."""
    file, = [file for file in description["files"] if file["path"] == path]
    detail, = [each["detail"] for each in file["finding_details"] if each["code"] == "encrypted"]
    return detail


# --- RAR ----------------------------------------------------------------------------------------

RARS = ["rar4-data", "rar4-headers", "rar4-stored", "rar4-solid", "rar4-solid-headers", "rar4-solid-volumes", "rar4-volumes", "rar4-volumes-headers", "rar4-volumes-stored",
        "rar5-data", "rar5-headers", "rar5-stored", "rar5-volumes", "rar5-volumes-headers", "rar5-volumes-stored",
        "rar5-solid", "rar5-solid-headers", "rar5-blake"]


@pytest.mark.parametrize("name", RARS)
def test_rar(tmp_path, name):
    told = read(tmp_path, kept(name), body=TELLS)
    assert leaves(told) == expected(f"{name}.rar")
    assert {finding for file in told["files"] if file["size"] > 0 for finding in file["findings"]} == set()
    assert told["findings"] == []


@pytest.mark.parametrize("name", RARS)
@pytest.mark.parametrize("body", [SECRET, "解压密码：xy2018，另一个密码：2017\n"], ids=["none", "wrong"])
def test_rar_without_its_password(tmp_path, name, body):
    """Every part of it is kept as it came, and nothing is made up. What is empty has no lock in version 4."""
    parts = kept(name)
    told = read(tmp_path, parts, body=body)
    found = leaves(told)
    found.pop(f"{name}.rar/空.txt", None)
    assert found == {part: sha256(data) for part, data in parts}
    assert all(findings(told, part) == ["encrypted"] for part, _ in parts)
    assert told_of(told, parts[0][0]) is None


@pytest.mark.parametrize("version", [4, 5])
def test_chinese_password(tmp_path, version):
    told = read(tmp_path, kept(f"rar{version}-chinese"), body="解压密码：信用2017\n")
    assert leaves(told) == expected(f"rar{version}-chinese.rar")


@pytest.mark.parametrize("version", [4, 5])
def test_rar_that_is_locked_in_part(tmp_path, version):
    """What is open is read without a password, all of it with one."""
    name = f"rar{version}-some"
    both = {"自查报告.txt": REPORT, "佐证资料/数据.txt": DATA}
    (part, data), = kept(name)
    assert leaves(read(tmp_path, [(part, data)], body=TELLS)) == expected(part, both)
    told = read(tmp_path, [(part, data)], body=SECRET)
    assert leaves(told) == {f"{part}/自查报告.txt": sha256(REPORT), part: sha256(data)}
    assert findings(told, part) == ["encrypted"]


@pytest.mark.parametrize("version", [4, 5])
def test_rar_of_two_passwords(tmp_path, version):
    """One of them opens what it opens. The rest is never taken for a file, and staff see why."""
    (part, data), = kept(f"rar{version}-two")
    told = read(tmp_path, [(part, data)], body=TELLS)
    assert leaves(told) == {f"{part}/自查报告.txt": sha256(REPORT), part: sha256(data)}
    assert findings(told, part) == ["encrypted"]


def test_lock_of_version_2(tmp_path):
    """Nobody is asked for a password that would not help."""
    (part, data), = kept("rar2")
    for body in (SECRET, "密码：password\n"):
        told = read(tmp_path, [(part, data)], body=body)
        assert leaves(told) == {part: sha256(data)} and findings(told, part) == ["encrypted"]
        assert "写明密码也打不开" in told_of(told, part)


@pytest.mark.parametrize("name", ["rar4-data", "rar4-headers", "rar5-data", "rar5-headers", "rar5-stored"])
def test_damaged_rar(tmp_path, name):
    """Bytes in its middle are wrong: what fails its checksum is left out, the others come, the archive is kept."""
    (part, data), = kept(name)
    middle = len(data) * 2 // 3
    data = data[:middle] + bytes(byte ^ 0x55 for byte in data[middle:middle + 40]) + data[middle + 40:]
    told = read(tmp_path, [(part, data)], body=TELLS)
    found = leaves(told)
    assert found.pop(part) == sha256(data) and findings(told, part) != []
    assert found.items() <= expected(part).items() and f"{part}/自查报告.txt" in found


@pytest.mark.parametrize("name", ["rar4-headers", "rar4-data", "rar5-headers", "rar5-data"])
def test_cut_rar(tmp_path, name):
    """Wherever it ends, nothing is made up, and the archive is kept where not all of it came."""
    (part, data), = kept(name)
    for size in range(0, len(data), 97):
        found = leaves(read(tmp_path, [(part, data[:size])], body=TELLS))
        found.pop(part, None)
        assert found.items() <= expected(part).items() | {(f"{part}/空.txt", sha256(b""))}


def test_rar_behind_a_program(tmp_path):
    (part, data), = kept("rar5-headers")
    stub = b"MZ" + bytes(9000)
    assert leaves(read(tmp_path, [("材料.exe", stub + data)], body=TELLS)) == expected("材料.exe")


def test_old_volumes_that_are_solid(tmp_path):
    """Nothing of them is locked: libarchive gives them up."""
    assert leaves(read(tmp_path, kept("rar4-open-solid-volumes"))) == expected("rar4-open-solid-volumes.rar")


def test_volume_that_is_missing(tmp_path):
    parts = kept("rar5-volumes-headers")
    told = read(tmp_path, parts[:1] + parts[2:], body=TELLS)
    assert all(leaves(told)[part] == sha256(data) for part, data in parts[:1] + parts[2:])
    assert "missing-volume" in findings(told, parts[0][0]) or "encrypted" in findings(told, parts[0][0])


def test_password_of_the_office(tmp_path):
    """What the configuration offers is tried where the mail says nothing."""
    box = tmp_path / "Maildir"
    for part in ("cur", "new", "tmp"):
        (box / part).mkdir(parents=True)
    (box / "new" / "1511226000.M1.test").write_bytes(mail(kept("rar4-headers"), body=SECRET))
    house = House(tmp_path).configure([{"url": f"maildir:{box}"}], passwords=["12345", PASSWORD])
    house.once()
    message, = house.ask("messages")
    assert {file["path"]: file["sha256"] for file in message["files"]} == expected("rar4-headers.rar")


def test_locked_in_locked(tmp_path):
    """Each of the mail's two passwords opens one of them."""
    (tmp_path / "in").mkdir()
    (part, data), = kept("rar5-data")
    (tmp_path / "in" / part).write_bytes(data)
    tool(tmp_path / "in", "7z", "a", "-bd", "-mhe=on", "-pouter1", "../a.7z", part)
    told = read(tmp_path, [("a.7z", (tmp_path / "a.7z").read_bytes())], body=f"外层密码：outer1\n{TELLS}")
    assert leaves(told) == expected(f"a.7z/{part}")


# --- 7z -----------------------------------------------------------------------------------------

SEVENZIPS = {
    "data": [], "headers": ["-mhe=on"], "headers that are not packed": ["-mhe=on", "-mhc=off"],
    "not solid": ["-ms=off"], "LZMA": ["-m0=LZMA"], "stored": ["-m0=Copy"], "stored, not solid": ["-m0=Copy", "-ms=off"],
    "PPMd": ["-m0=PPMd"], "BZip2": ["-m0=BZip2"], "Deflate": ["-m0=Deflate"],
    **{branch: [f"-mf={branch}"] for branch in ("BCJ", "BCJ2", "ARM", "ARMT", "PPC", "IA64", "SPARC", "Delta:4")},
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tree")
    for path, data in TREE.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def sevenzip(tree, *options, password=PASSWORD, name="a.7z"):
    target = tree.parent / name
    target.unlink(missing_ok=True)
    tool(tree, "7z", "a", "-bd", f"-p{password}", *options, target, *sorted(TREE))
    return target.read_bytes()


@pytest.mark.parametrize("kind", SEVENZIPS)
def test_7z(tmp_path, tree, kind):
    packed = sevenzip(tree, *SEVENZIPS[kind])
    told = read(tmp_path, [("a.7z", packed)], body=f"密码：abc\n{TELLS}")
    assert leaves(told) == expected("a.7z")
    assert {finding for file in told["files"] if file["size"] > 0 for finding in file["findings"]} == set()
    for body in (SECRET, "密码：xy2018\n"):
        told = read(tmp_path, [("a.7z", packed)], body=body)
        found = leaves(told)
        assert found.pop("a.7z") == sha256(packed) and findings(told, "a.7z") == ["encrypted"]
        assert set(found) <= {"a.7z/空.txt"}


def test_7z_with_a_chinese_password(tmp_path, tree):
    packed = sevenzip(tree, "-mhe=on", password="信用2017")
    assert leaves(read(tmp_path, [("a.7z", packed)], body="解压密码：信用2017\n")) == expected("a.7z")


def test_7z_in_volumes(tmp_path, tree):
    for old in tree.parent.glob("b.7z.*"):
        old.unlink()
    tool(tree, "7z", "a", "-bd", f"-p{PASSWORD}", "-mhe=on", "-v1k", tree.parent / "b.7z", *sorted(TREE))
    parts = [(path.name, path.read_bytes()) for path in sorted(tree.parent.glob("b.7z.*"))]
    assert len(parts) > 2 and leaves(read(tmp_path, parts, body=TELLS)) == expected("b.7z")


def test_7z_that_unpacks_itself(tmp_path, tree):
    packed = sevenzip(tree, "-sfx7zCon.sfx", "-mhe=on", name="a.exe")
    assert leaves(read(tmp_path, [("a.exe", packed)], body=TELLS)) == expected("a.exe")


def test_7z_that_is_locked_in_part(tmp_path, tree):
    target = tree.parent / "c.7z"
    target.unlink(missing_ok=True)
    tool(tree, "7z", "a", "-bd", target, "自查报告.txt")
    tool(tree, "7z", "a", "-bd", f"-p{PASSWORD}", target, "佐证资料/数据.txt")
    packed = target.read_bytes()
    both = {"自查报告.txt": REPORT, "佐证资料/数据.txt": DATA}
    assert leaves(read(tmp_path, [("c.7z", packed)], body=TELLS)) == expected("c.7z", both)
    told = read(tmp_path, [("c.7z", packed)], body=SECRET)
    assert leaves(told) == {"c.7z/自查报告.txt": sha256(REPORT), "c.7z": sha256(packed)}
    assert findings(told, "c.7z") == ["encrypted"]


def test_7z_of_two_passwords(tmp_path, tree):
    target = tree.parent / "d.7z"
    target.unlink(missing_ok=True)
    tool(tree, "7z", "a", "-bd", f"-p{PASSWORD}", target, "自查报告.txt")
    tool(tree, "7z", "a", "-bd", "-pother", target, "佐证资料/数据.txt")
    told = read(tmp_path, [("d.7z", target.read_bytes())], body=TELLS)
    assert leaves(told) == {"d.7z/自查报告.txt": sha256(REPORT), "d.7z": sha256(target.read_bytes())}
    assert "密码不同" in told_of(told, "d.7z")


def test_7z_locked_and_packed_in_a_way_that_is_not_known(tmp_path, tree):
    """No password is asked for: another format is what helps."""
    packed = sevenzip(tree, "-m0=Deflate64")
    told = read(tmp_path, [("a.7z", packed)], body=TELLS)
    assert leaves(told)["a.7z"] == sha256(packed) and findings(told, "a.7z") == ["unreadable"]


def test_cut_7z(tmp_path, tree):
    """Headers stand at the end: without them it is damaged, whatever the mail says."""
    packed = sevenzip(tree, "-mhe=on")
    told = read(tmp_path, [("a.7z", packed[:-9])], body=TELLS)
    assert leaves(told) == {"a.7z": sha256(packed[:-9])} and findings(told, "a.7z") == ["damaged"]


def mended(packed, header):
    """A 7z with another header, whose checksums are right."""
    place, = struct.unpack("<Q", packed[12:20])
    start = struct.pack("<QQL", place, len(header), zlib.crc32(header))
    return packed[:8] + struct.pack("<L", zlib.crc32(start)) + start + packed[32:32 + place] + header


def test_key_that_would_take_for_ever(tmp_path, tree):
    """2^19 rounds are what 7-Zip makes; 2^30 or so would take a quarter of an hour for each password."""
    packed = sevenzip(tree)
    place, size, _ = struct.unpack("<QQL", packed[12:32])
    header = packed[32 + place:32 + place + size]
    assert header[0] == 0x17  # packed: so the rounds are looked for in one that is not
    packed = sevenzip(tree, "-mhc=off")
    place, size, _ = struct.unpack("<QQL", packed[12:32])
    header = packed[32 + place:32 + place + size]
    lock = header.index(b"\x06\xf1\x07\x01")
    assert header[lock + 5] & 0x3F == 19
    slow = mended(packed, header[:lock + 5] + bytes([header[lock + 5] & 0xC0 | 30]) + header[lock + 6:])
    told = read(tmp_path, [("a.7z", slow)], body=TELLS)
    assert findings(told, "a.7z") == ["encrypted"] and "写明密码也打不开" in told_of(told, "a.7z")


def test_many_wrong_passwords(tmp_path, tree):
    """They cost seconds, not minutes; the mail is read to its end."""
    packed = sevenzip(tree, "-mhe=on")
    body = "\n".join(f"密码：wrong{number}" for number in range(30))
    attachments = [(f"{number}.7z", packed) for number in range(12)]
    told = read(tmp_path, [*attachments, ("b.txt", REPORT)], body=body)
    assert leaves(told)["b.txt"] == sha256(REPORT)
    assert all(findings(told, f"{number}.7z") == ["encrypted"] for number in range(12))


# --- against others -----------------------------------------------------------------------------

@pytest.mark.parametrize("name", [name for name in RARS if "stored" in name])
def test_as_7z_has_it(tmp_path, name):
    """What of them 7-Zip of Debian opens: it deciphers RAR, but has no means to unpack it; unar fails on all of them."""
    out = tmp_path / "out"
    tool(tmp_path, "7z", "x", "-y", "-bd", f"-p{PASSWORD}", f"-o{out}", ARCHIVES / kept(name)[0][0])
    theirs = {f"{name}.rar/{path.relative_to(out)}": sha256(path.read_bytes()) for path in out.rglob("*") if path.is_file()}
    assert theirs == leaves(read(tmp_path, kept(name), body=TELLS))
