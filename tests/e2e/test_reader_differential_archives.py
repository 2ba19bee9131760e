"""RAR, 7z and the other archives against 7-Zip and The Unarchiver, which share no code with libarchive.

Every archive of the tables of test_reader_archives.py and test_reader_volumes.py: what comes out of it
must be what they take out of the same bytes, path by path, but for what is explained here.
"""
import os
import pathlib
import subprocess

import pytest
import test_reader_archives as archives
import test_reader_volumes as rar
from reader import read, sha256

tree = archives.tree

# How each takes an archive apart; {} is the folder for it.
OTHERS = {
    "7z": ["7z", "x", "-y", "-bd", "-o{}"],
    "unar": ["unar", "-quiet", "-force-overwrite", "-no-directory", "-output-directory", "{}"],
}
# Why another one reads nothing. A row that explains nothing fails.
UNREAD = {
    ("xz.zip", "unar"): "it knows no xz within a ZIP",
    ("zst.tar.zst", "unar"): "it knows no Zstandard",
    ("lz4.tar.lz4", "unar"): "it knows no LZ4",
    ("lz4.tar.lz4", "7z"): "it knows no LZ4",
}
# Why it gives other names, so that only the bytes are compared.
OTHER_NAMES = {
    ("four.rar", "7z"): "it takes the bytes of GBK for characters of their own",
}
FILES = {"自查报告.txt": "信用\n".encode() * 400, "数据/一.bin": bytes(range(256)) * 40, "plain.txt": b"x"}
RARS = {
    "five.rar": rar.rar5(FILES.items()),
    "four.rar": rar.rar4([(name.replace("/", "\\").encode("gbk"), data) for name, data in FILES.items()]),
}


def taken_apart(other, path, folder):
    """{path: sha256} by the other program."""
    folder.mkdir()
    command = [word.format(folder) for word in OTHERS[other]] + [str(path)]
    done = subprocess.run(command, capture_output=True, check=False, env=archives.ENV, stdin=subprocess.DEVNULL)
    unread = (path.name, other) in UNREAD
    assert (done.returncode != 0) == unread, (done.stderr + done.stdout).decode(errors="replace")
    return {str(each.relative_to(folder)): sha256(each.read_bytes())
            for each in folder.rglob("*") if each.is_file() and not each.is_symlink()}


def layers_of(other, path, folder):
    """The same of the tar, too, that is all that lies in a compressed one: 7-Zip takes off one layer at a time."""
    found = taken_apart(other, path, folder)
    inner = [name for name in found if len(found) == 1 and pathlib.Path(name).suffix == ".tar"]
    return taken_apart(other, folder / inner[0], folder.with_name("inner")) if inner else found


def ours(folder, name, data):
    told = read(folder, [(name, data)])
    return {file["path"].removeprefix(name + "/"): file["sha256"] for file in told["files"]}


def compare(name, other, theirs, mine):
    if (name, other) in OTHER_NAMES:
        assert theirs.keys() != mine.keys()
        theirs, mine = sorted(theirs.values()), sorted(mine.values())
    assert theirs == mine or (name, other) in UNREAD


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("name", archives.TOOLS)
def test_made_by_a_tool(tmp_path, tree, name, other):
    data = archives.made_iso(tree, name) if name == "joliet.iso" else archives.made(tree, name, *archives.TOOLS[name])
    (tmp_path / name).write_bytes(data)
    compare(name, other, layers_of(other, tmp_path / name, tmp_path / "out"), ours(tmp_path, name, data))


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("name", RARS)
def test_rar(tmp_path, name, other):
    (tmp_path / name).write_bytes(RARS[name])
    compare(name, other, taken_apart(other, tmp_path / name, tmp_path / "out"), ours(tmp_path, name, RARS[name]))


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("kind", rar.SETS)
def test_volumes(tmp_path, kind, other):
    (tmp_path / "made").mkdir()
    command, archive = rar.SETS[kind]
    parts = rar.volumes(tmp_path / "made", *command)
    first = "材料.zip" if kind == "z01" else f"{archive}.001"
    (tmp_path / "in").mkdir()
    for name, data in parts:
        (tmp_path / "in" / name).write_bytes(data)
    told = read(tmp_path, parts)
    mine = {file["path"].removeprefix(archive + "/"): file["sha256"] for file in told["files"]}
    assert taken_apart(other, tmp_path / "in" / first, tmp_path / "out") == mine
