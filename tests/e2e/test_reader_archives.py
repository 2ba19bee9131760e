"""Archives in every form that a real tool makes, through build/baosong-reader.

Each row of CASES makes one archive of the same TREE, by a real archiver where one exists, and says
what must come out. The table is checked against what other programs find in the same bytes, too.
"""
import io
import os
import pathlib
import shutil
import struct
import subprocess
import zipfile

import pytest
from reader import findings, leaves, read, sha256

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


def test_cab(tmp_path):
    (tmp_path / "方案.txt").write_bytes(PLAN)
    tool(tmp_path, "gcab", "-c", "-z", "a.cab", "方案.txt")
    assert leaves(read(tmp_path, [("a.cab", (tmp_path / "a.cab").read_bytes())])) == {"a.cab/方案.txt": sha256(PLAN)}


def test_deb(tmp_path):
    """ar, and a tar in it."""
    (tmp_path / "root" / "DEBIAN").mkdir(parents=True)
    (tmp_path / "root" / "DEBIAN" / "control").write_text(
        "Package: a\nVersion: 1\nArchitecture: all\nMaintainer: A <a@b.example>\nDescription: x\n")
    (tmp_path / "root" / "plan.txt").write_bytes(PLAN)
    tool(tmp_path, "dpkg-deb", "-b", "root", "a.deb")
    told = leaves(read(tmp_path, [("a.deb", (tmp_path / "a.deb").read_bytes())]))
    assert told["a.deb/data.tar.xz/plan.txt"] == sha256(PLAN)


def test_archive_in_archive_in_mail_in_archive(tmp_path, tree):
    inner = made(tree, "inner.zip", *TOOLS["zip.zip"])
    (tmp_path / "in").mkdir()
    from reader import mail
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
