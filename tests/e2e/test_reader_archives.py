"""Archives in every form that a real tool makes, through build/baosong-reader.

Each row of CASES makes one archive of the same TREE, by a real archiver where one exists, and says
what must come out. The table is checked against what other programs find in the same bytes, too.
"""
import io
import os
import pathlib
import random
import shutil
import struct
import subprocess
import tarfile

import pytest
from house import RELEASE
from reader import findings, leaves, mail, read, sha256

DATA = pathlib.Path(__file__).resolve().parent.parent / "data" / "archives"
PLAN = "一、工作方案\n".encode() * 300
TREE = {
    "自查报告.txt": "关于信用体系建设的自查报告\n".encode() * 50,
    "佐证资料/1、工作方案/方案.txt": PLAN,
    "佐证资料/2、数据/data.bin": bytes(range(256)) * 300,
    "readme.txt": b"plain ASCII\n",
}
ENV = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai"}


def tool(folder, *command, **more):
    if shutil.which(command[0]) is None:
        raise AssertionError(f"{command[0]} is not installed: make deps-test")
    done = subprocess.run([str(word) for word in command], cwd=folder, env=ENV, check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)
    assert done.returncode == 0, (command, done.stdout.decode("utf-8", "replace"))


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tree")
    for path, data in TREE.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def made(tree, name, *command):
    """The archive that the command makes of the tree's files; {} in it is the archive's path."""
    target = tree.parent / name
    target.unlink(missing_ok=True)
    tool(tree, *[str(word).format(target) for word in command], *sorted(os.listdir(tree)))
    return target.read_bytes()


def expected(archive, tree=TREE):
    return {f"{archive}/{path}": sha256(data) for path, data in tree.items()}


# --- whole archives by real tools ---------------------------------------------------------------

TOOLS = {
    "zip.zip": ["zip", "-q", "-r", "{}"],
    "stored.zip": ["zip", "-q", "-0", "-r", "{}"],
    "bzip2.zip": ["7z", "a", "-bd", "-tzip", "-mm=BZip2", "{}"],
    "deflate64.zip": ["7z", "a", "-bd", "-tzip", "-mm=Deflate64", "{}"],
    "lzma.zip": ["7z", "a", "-bd", "-tzip", "-mm=LZMA", "{}"],
    "ppmd.zip": ["7z", "a", "-bd", "-tzip", "-mm=PPMd", "{}"],
    "xz.zip": ["7z", "a", "-bd", "-tzip", "-mm=xz", "{}"],
    "bsdtar.zip": ["bsdtar", "-c", "--format", "zip", "-f", "{}"],
    "lzma2.7z": ["7z", "a", "-bd", "{}"],
    "ppmd.7z": ["7z", "a", "-bd", "-m0=PPMd", "{}"],
    "solid-bzip2.7z": ["7z", "a", "-bd", "-m0=BZip2", "-ms=on", "{}"],
    "copy.7z": ["7z", "a", "-bd", "-m0=Copy", "{}"],
    "ustar.tar": ["bsdtar", "-c", "--format", "ustar", "-f", "{}"],
    "pax.tar": ["bsdtar", "-c", "--format", "pax", "-f", "{}"],
    "gnu.tar": ["tar", "-c", "-f", "{}"],
    "gnu.tar.gz": ["tar", "-c", "-z", "-f", "{}"],
    "bz2.tar.bz2": ["tar", "-c", "-j", "-f", "{}"],
    "xz.txz": ["tar", "-c", "-J", "-f", "{}"],
    "zst.tar.zst": ["bsdtar", "-c", "--zstd", "-f", "{}"],
    "lz4.tar.lz4": ["bsdtar", "-c", "--lz4", "-f", "{}"],
    "Z.tar.Z": ["bsdtar", "-c", "-Z", "-f", "{}"],
    "lzma.tar.lzma": ["bsdtar", "-c", "--lzma", "-f", "{}"],
    "newc.cpio": ["bsdtar", "-c", "--format", "newc", "-f", "{}"],
    "odc.cpio": ["bsdtar", "-c", "--format", "cpio", "-f", "{}"],
    "joliet.iso": ["genisoimage", "-quiet", "-input-charset", "utf-8", "-J", "-joliet-long", "-R", "-o", "{}"],
    "bsdtar.iso": ["bsdtar", "-c", "--format", "iso9660", "-f", "{}"],
}


@pytest.mark.parametrize("name", TOOLS)
def test_made_by_a_tool(tmp_path, tree, name):
    if name == "joliet.iso":
        data = made_iso(tree, name)
    else:
        data = made(tree, name, *TOOLS[name])
    told = read(tmp_path, [(name, data)])
    assert leaves(told) == expected(name)
    assert told["findings"] == [] and all(file["findings"] == [] for file in told["files"])


def made_iso(tree, name):
    """genisoimage would put the contents of folders that it is given side by side."""
    target = tree.parent / name
    tool(tree, *[str(word).format(target) for word in TOOLS[name]], ".")
    return target.read_bytes()


COMPRESSORS = {".gz": ["gzip", "-c"], ".bz2": ["bzip2", "-c"], ".xz": ["xz", "-c"], ".zst": ["zstd", "-q", "-c"],
               ".lz4": ["lz4", "-q", "-c"], ".lzma": ["xz", "--format=lzma", "-c"]}


@pytest.mark.parametrize("ending", COMPRESSORS)
def test_only_compressed(tmp_path, ending):
    """One leaf, named like what came without the ending."""
    packed = subprocess.run(COMPRESSORS[ending], input=PLAN, stdout=subprocess.PIPE, check=True).stdout
    assert leaves(read(tmp_path, [("方案.txt" + ending, packed)])) == {f"方案.txt{ending}/方案.txt": sha256(PLAN)}


def test_lzh(tmp_path):
    """jlha writes names in the bytes it finds."""
    (tmp_path / "plan.txt").write_bytes(PLAN)
    tool(tmp_path, "jlha", "aq", "a.lzh", "plan.txt")
    assert leaves(read(tmp_path, [("a.lzh", (tmp_path / "a.lzh").read_bytes())])) == {"a.lzh/plan.txt": sha256(PLAN)}


def test_7z_packed_in_a_way_that_is_not_known(tmp_path):
    """Nobody is told that it is damaged: another format is what helps."""
    (tmp_path / "plan.txt").write_bytes(PLAN)
    tool(tmp_path, "7z", "a", "-bd", "-m0=Deflate64", "a.7z", "plan.txt")
    told = read(tmp_path, [("a.7z", (tmp_path / "a.7z").read_bytes())])
    assert [(file["path"], file["findings"]) for file in told["files"]] == [("a.7z", ["unreadable"])]


def test_zstandard_with_a_frame_to_be_skipped(tmp_path):
    """As pzstd begins each file."""
    packed = subprocess.run(COMPRESSORS[".zst"], input=PLAN, stdout=subprocess.PIPE, check=True).stdout
    skipped = b"\x50\x2a\x4d\x18" + struct.pack("<L", 4) + struct.pack("<L", len(packed))
    assert leaves(read(tmp_path, [("方案.txt.zst", skipped + packed)])) == {"方案.txt.zst/方案.txt": sha256(PLAN)}


def crc16(data):
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return struct.pack("<H", crc)


def test_lzh_with_names_in_gbk(tmp_path):
    """As Windows programs of an office write them; jlha takes no such name, so it is put in afterwards."""
    (tmp_path / "plan.txt").write_bytes(PLAN)
    tool(tmp_path, "jlha", "aq", "a.lzh", "plan.txt")
    made_by_jlha = (tmp_path / "a.lzh").read_bytes()
    size, = struct.unpack_from("<H", made_by_jlha)
    head = made_by_jlha[:size].replace(b"plan.txt", "方案.txt".encode("gbk"))
    at = head.index(b"\5\0\0", 22) + 3  # the header's own checksum, counted as zero
    blank = head[:at] + b"\0\0" + head[at + 2:]
    packed = head[:at] + crc16(blank) + head[at + 2:] + made_by_jlha[size:]
    assert leaves(read(tmp_path, [("a.lzh", packed)])) == {"a.lzh/方案.txt": sha256(PLAN)}


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT], ids=["ustar", "GNU"])
@pytest.mark.parametrize("compressed", ["", "gz"])
def test_tar_with_names_in_gbk(tmp_path, form, compressed):
    """As tar of a Windows or an old Linux with a Chinese locale writes them, long names too."""
    tree = {**TREE, "佐证资料/" + "长" * 60 + ".txt": PLAN} if form == tarfile.GNU_FORMAT else TREE
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=f"w:{compressed}", format=form, encoding="gbk") as packed:
        for path, data in tree.items():
            about = tarfile.TarInfo(path)
            about.size = len(data)
            packed.addfile(about, io.BytesIO(data))
    told = read(tmp_path, [("材料.tar", out.getvalue())])
    assert leaves(told) == expected("材料.tar", tree) and told["findings"] == []


@pytest.mark.parametrize("kind", [["7z", "a", "-bd", "a.7z"], ["bsdtar", "-c", "--format", "pax", "-f", "a.tar"]], ids=" ".join)
def test_names_of_other_tongues(tmp_path, kind):
    """The format says that they are Unicode: they are not taken for GB18030 that looks like it."""
    names = ["Café Ⅱ.txt", "Отчёт.txt", "①.txt"]
    for name in names:
        (tmp_path / name).write_bytes(name.encode())
    tool(tmp_path, *kind, *names)
    assert leaves(read(tmp_path, [(kind[-1], (tmp_path / kind[-1]).read_bytes())])) == \
        {f"{kind[-1]}/{name}": sha256(name.encode()) for name in names}


def test_links_and_devices_in_a_tar(tmp_path):
    """They have no bytes of their own, and lead nowhere."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as packed:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            about = tarfile.TarInfo(f"link{kind.decode()}")
            about.type, about.linkname = kind, "/etc/passwd"
            packed.addfile(about)
        about = tarfile.TarInfo("../../方案.txt")
        about.size = len(PLAN)
        packed.addfile(about, io.BytesIO(PLAN))
    told = read(tmp_path, [("a.tar", out.getvalue())])
    assert leaves(told) == {"a.tar/方案.txt": sha256(PLAN)} and told["findings"] == ["junk-dropped"]


@pytest.mark.parametrize("stub", ["7zCon.sfx", "MZ"])
def test_self_extracting_7z(tmp_path, tree, stub):
    """Behind 7-Zip's own program, and behind one of Windows."""
    data = made(tree, "a.exe", "7z", "a", "-bd", "-sfx7zCon.sfx", "{}")
    if stub == "MZ":
        data = b"MZ" + bytes(9000) + data[data.index(b"7z\xbc\xaf\x27\x1c"):]
    assert leaves(read(tmp_path, [("材料.exe", data)])) == expected("材料.exe")


def test_cab(tmp_path):
    (tmp_path / "方案.txt").write_bytes(PLAN)
    tool(tmp_path, "gcab", "-c", "-z", "a.cab", "方案.txt")
    assert leaves(read(tmp_path, [("a.cab", (tmp_path / "a.cab").read_bytes())])) == {"a.cab/方案.txt": sha256(PLAN)}


def test_cab_with_names_in_gbk(tmp_path):
    (tmp_path / "plan.txt").write_bytes(PLAN)
    tool(tmp_path, "gcab", "-c", "-z", "a.cab", "plan.txt")
    packed = (tmp_path / "a.cab").read_bytes().replace(b"plan.txt", "方案.txt".encode("gbk"))
    assert leaves(read(tmp_path, [("a.cab", packed)])) == {"a.cab/方案.txt": sha256(PLAN)}


def test_cab_by_every_method(tmp_path):
    """MSZIP, LZX and Quantum, as only Microsoft's own makecab writes them: mszip_lzx_qtm.cab of libmspack's tests."""
    packed = (DATA / "methods.cab").read_bytes()
    inside = {name: f"If you can read this, the {method} decompressor is working!\n".encode()
              for name, method in (("mszip.txt", "MSZIP"), ("lzx.txt", "LZX"), ("qtm.txt", "Quantum"))}
    line = b"-" * 65 + b"\n"
    inside["lzx.txt"] = line + inside["lzx.txt"] + line
    assert leaves(read(tmp_path, [("a.cab", packed)])) == {f"a.cab/{name}": sha256(data) for name, data in inside.items()}


def cabinet(folder, reserved=0, **files):
    """What gcab makes of the files, with so many bytes reserved in its header as programs that sign do."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    tool(folder, "gcab", "-c", "-z", "a.cab", *files)
    packed = (folder / "a.cab").read_bytes()
    if reserved == 0:
        return packed
    added = struct.pack("<HBB", reserved, 0, 0) + bytes(reserved)
    size, first_file = struct.unpack_from("<L", packed, 8)[0], struct.unpack_from("<L", packed, 16)[0]
    folder_data, = struct.unpack_from("<L", packed, 36)
    return (packed[:8] + struct.pack("<L", size + len(added)) + packed[12:16] +
            struct.pack("<L", first_file + len(added)) + packed[20:30] + struct.pack("<H", 4) + packed[32:36] + added +
            struct.pack("<L", folder_data + len(added)) + packed[40:])


def test_cab_with_a_reserved_header(tmp_path):
    packed = cabinet(tmp_path, reserved=20, **{"plan.txt": PLAN})
    assert leaves(read(tmp_path, [("a.cab", packed)])) == {"a.cab/plan.txt": sha256(PLAN)}


def test_cab_that_is_cut(tmp_path):
    """What lies before the last whole blocks comes out, and that there was more."""
    noise = random.Random(1).randbytes(200000)
    packed = cabinet(tmp_path, **{"a.txt": PLAN, "b.bin": noise})
    told = read(tmp_path, [("a.cab", packed[:len(packed) // 2])])
    assert leaves(told)["a.cab/a.txt"] == sha256(PLAN)
    assert findings(told, "a.cab/b.bin") == ["damaged"] and findings(told, "a.cab") == ["damaged"]
    told = read(tmp_path, [("a.cab", packed[:40])])
    assert [(file["path"], file["findings"]) for file in told["files"]] == [("a.cab", ["damaged"])]


def test_cab_that_is_a_bomb(tmp_path):
    packed = cabinet(tmp_path, **{"a.bin": bytes(300 << 20)})
    told = read(tmp_path, [("a.cab", packed), ("b.txt", PLAN)], programs=RELEASE)
    assert "over-budget" in findings(told, "a.cab") and leaves(told)["b.txt"] == sha256(PLAN)
    assert sum(file["size"] for file in told["files"]) < 160 << 20


def test_deb(tmp_path):
    """ar, and a tar in it."""
    (tmp_path / "root" / "DEBIAN").mkdir(parents=True)
    (tmp_path / "root" / "DEBIAN" / "control").write_text(
        "Package: a\nVersion: 1\nArchitecture: all\nMaintainer: A <a@b.example>\nDescription: x\n")
    (tmp_path / "root" / "plan.txt").write_bytes(PLAN)
    tool(tmp_path, "dpkg-deb", "-b", "root", "a.deb")
    told = leaves(read(tmp_path, [("a.deb", (tmp_path / "a.deb").read_bytes())]))
    assert told["a.deb/data.tar.xz/plan.txt"] == sha256(PLAN)


def test_rpm(tmp_path):
    """A lead and two headers, put together after the format's description; then cpio, compressed."""
    (tmp_path / "plan.txt").write_bytes(PLAN)
    tool(tmp_path, "bsdtar", "-c", "-z", "--format", "newc", "-f", "a.cpio.gz", "plan.txt")
    lead = b"\xed\xab\xee\xdb\3\0\0\0" + struct.pack(">H66sHH16s", 1, b"a-1", 1, 5, b"")
    header = b"\x8e\xad\xe8\1" + bytes(4) + struct.pack(">LL", 0, 0)
    told = leaves(read(tmp_path, [("a.rpm", lead + header + header + (tmp_path / "a.cpio.gz").read_bytes())]))
    assert told == {"a.rpm/plan.txt": sha256(PLAN)}


def test_ar(tmp_path):
    (tmp_path / "plan.txt").write_bytes(PLAN)
    tool(tmp_path, "ar", "rc", "a.ar", "plan.txt")
    assert leaves(read(tmp_path, [("a.ar", (tmp_path / "a.ar").read_bytes())])) == {"a.ar/plan.txt": sha256(PLAN)}


def test_sparse_file_in_a_tar(tmp_path):
    """Holes are zeros, also the one at the end, which no block follows."""
    with open(tmp_path / "data.bin", "wb") as file:
        file.seek(1 << 20)
        file.write(PLAN)
        file.truncate(3 << 20)
    for form in ("gnu", "posix"):
        tool(tmp_path, "tar", "-c", "-S", f"--format={form}", "-f", "a.tar", "data.bin")
        assert (tmp_path / "a.tar").stat().st_size < 1 << 20
        told = read(tmp_path, [("a.tar", (tmp_path / "a.tar").read_bytes())])
        assert leaves(told) == {"a.tar/data.bin": sha256((tmp_path / "data.bin").read_bytes())}


def test_lzop(tmp_path):
    (tmp_path / "plan.txt").write_bytes(PLAN)
    tool(tmp_path, "lzop", "plan.txt")
    told = read(tmp_path, [("plan.txt.lzo", (tmp_path / "plan.txt.lzo").read_bytes())])
    assert [(file["path"], file["findings"]) for file in told["files"]] == [("plan.txt.lzo", ["unreadable"])]


FOREIGN = {"lrzip": b"LRZI\0\6", "WIM": b"MSWIM\0\0\0", "xar": b"xar!\0\x1c\0\1", "RAR 1.3": b"RE~^\7\0",
           "ALZip": b"ALZ\1\n\0", "EGG": b"EGGA\0\1", "StuffIt": b"SIT!\0\1", "StuffIt 5": b"StuffIt (c)1997-",
           "zoo": b"ZOO 2.10 Archive.\x1a\0\0\xdc\xa7\xc4\xfd", "zpaq": b"7kSt\xa01\x83\xd3\x8c\xb2",
           "ACE": bytes(7) + b"**ACE**", "ARJ": b"\x60\xea\x29\0\x1e"}


@pytest.mark.parametrize("name", FOREIGN)
def test_archives_that_nothing_here_opens(tmp_path, name):
    """Not passed over in silence: the file is kept, and is said to be unreadable, with what to send instead."""
    data = FOREIGN[name] + random.Random(1).randbytes(5000)
    told = read(tmp_path, [("材料.dat", data)])
    file, = told["files"]
    assert (file["kind"], file["findings"], file["sha256"]) == ("archive", ["unreadable"], sha256(data))


def test_archive_in_archive_in_mail_in_archive(tmp_path, tree):
    inner = made(tree, "inner.zip", *TOOLS["zip.zip"])
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "转发.eml").write_bytes(mail([("inner.zip", inner)]))
    tool(tmp_path / "in", "7z", "a", "-bd", "../outer.7z", "转发.eml")
    told = read(tmp_path, [("outer.7z", (tmp_path / "outer.7z").read_bytes())])
    assert leaves(told) == expected("outer.7z/转发.eml/inner.zip")


@pytest.mark.parametrize("command", [
    ["7z", "a", "-bd", "{}", "inner.zip"], ["bsdtar", "-c", "-f", "{}", "inner.zip"],
    ["bsdtar", "-c", "--format=newc", "-f", "{}", "inner.zip"],
    ["genisoimage", "-quiet", "-J", "-joliet-long", "-o", "{}", "folder"]], ids=" ".join)
def test_a_zip_stored_near_the_end(tmp_path, tree, command):
    """The directory of the ZIP within is not the archive's own."""
    (tmp_path / "folder").mkdir()
    for place in (tmp_path, tmp_path / "folder"):
        (place / "inner.zip").write_bytes(made(tree, "inner.zip", *TOOLS["zip.zip"]))
    target = tmp_path / "outer"
    tool(tmp_path, *[word.format(target) for word in command])
    path = target if target.exists() else target.with_suffix(".7z")
    assert leaves(read(tmp_path, [("材料.rar", path.read_bytes())])) == expected("材料.rar/inner.zip")
