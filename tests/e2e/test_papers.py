"""What people take away, from the sample mailbox: the staff report in all its forms, the dossier."""
import collections
import csv
import hashlib
import io
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.parse

import openpyxl
import pytest
from house import BUILD, RELEASE, ROOT, House
from test_faults import disk

sys.path.insert(0, str(ROOT / "tests" / "sample"))
import truth  # noqa: E402

STATES = {"missing": "未报送", "deficient": "不合要求", "review": "待核对", "late": "逾期报送",
          "complete": "已完成", "waived": "免报"}


# Mails of many scanned pages: reading them costs half a minute and tells nothing new here.
LEFT_OUT = {"mzj", "hbj-1", "hbj-2", "jyj-1", "xl", "gzw", "sjj-1", "gsj", "hsg", "tjj"}


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("papers")
    subprocess.run(["/usr/bin/python3", ROOT / "tests" / "sample" / "make_mailbox.py",
                    "--out", folder / "Maildir"], check=True, capture_output=True)
    house = House(folder, RELEASE).configure([{"url": f"maildir:{folder / 'Maildir'}"}])
    house.truth = truth.load(folder / "Maildir.truth.json")
    for mail in house.truth.everything:
        if mail["id"] in LEFT_OUT:
            (folder / "Maildir" / mail["file"]).unlink()
    house.truth.everything = [mail for mail in house.truth.everything if mail["id"] not in LEFT_OUT]
    house.once()
    house.programs = BUILD
    house.board = house.ask("status", "--stage", "midterm")
    return house


def report(sample, form):
    out = sample.folder / f"report.{form}"
    sample.run("baosong", "report", "--stage", "midterm", "--format", form, "--out", out)
    return out


def cells(sample):
    """{(unit, task): state}"""
    return {(unit["unit"], task["task"]): task["state"]
            for unit in sample.board["units"] for task in unit["tasks"]}


# --- the staff report ----------------------------------------------------------------------------

def test_text_tells_the_numbers(sample):
    text = sample.run("baosong", "report", "--stage", "midterm").stdout
    counts = collections.Counter(cells(sample).values())
    units = collections.Counter(unit["state"] for unit in sample.board["units"])
    assert f"应报送单位67家，任务共1023项次。已齐{units['complete']}家，部分报送{units['partial']}家，" \
           f"未报送{units['silent']}家" in text
    assert f"已完成{counts['complete']}项次，未报送{counts['missing']}项次，" \
           f"不合要求{counts['deficient']}项次" in text
    silent = [unit["unit"] for unit in sample.board["units"] if unit["state"] == "silent"]
    assert f"未报送（{len(silent)}家）：{'、'.join(silent)}。" in text
    # Whose evidence came in time and was filed surely is not called silent; and what could not be
    # opened is told.
    sure = {mail["units"][0] for mail in sample.truth.mails for file in mail["files"]
            if len(mail["units"]) == 1 and mail["stage"] == "midterm" and len(file["tasks"]) == 1}
    assert len(sure) >= 5 and not sure & set(silent)
    problems = text[text.index("六、"):]
    assert "已加密，无法打开" in problems and "已损坏，无法完整打开" in problems


def test_csv_lists_what_is_missing(sample):
    raw = report(sample, "csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    told = collections.Counter((row["单位"], row["情况"]) for row in rows)
    gaps = collections.Counter((unit, STATES[state]) for (unit, _), state in cells(sample).items()
                               if state not in ("complete", "waived"))
    assert told == gaps
    assert not [cell for row in rows for cell in row.values() if cell[:1] in "=+-@" and cell]


def test_workbook_is_the_board(sample):
    book = openpyxl.load_workbook(report(sample, "xlsx"))
    matrix, missing, files = book.worksheets
    assert [sheet.freeze_panes for sheet in book.worksheets] == ["B4", "B2", "C2"]
    assert all(sheet.auto_filter.ref for sheet in book.worksheets)
    told = collections.Counter((row[0], cell) for row in matrix.iter_rows(min_row=4, values_only=True)
                               for cell in row[7:] if cell)
    assert told == collections.Counter((unit, STATES[state])
                                       for (unit, _), state in cells(sample).items())
    colours = {cell.value: cell.fill.fgColor.rgb for row in matrix.iter_rows(min_row=4)
               for cell in row[7:] if cell.value}
    assert len(set(colours.values())) == len(colours) >= 4
    assert missing.max_row - 1 == sum(state not in ("complete", "waived")
                                      for state in cells(sample).values())
    paths = {row[4] for row in files.iter_rows(min_row=2, values_only=True)}
    assert {file["path"] for mail in sample.truth.mails if mail["units"] for file in mail["files"]
            if not file.get("inline") and file["kind"] == "pdf"} <= paths
    assert not [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
                if cell.data_type == "f" or cell.hyperlink]


def test_html_is_made_for_mail_programs(sample):
    page = report(sample, "html").read_text(encoding="utf-8")
    assert "<script" not in page and "<img" not in page and "<style" not in page
    for unit in sample.board["units"]:
        assert unit["unit"] in page
    assert page.count('width="15.0"') == 1023


def test_picture_is_one_page(sample):
    data = report(sample, "png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = (int.from_bytes(data[at:at + 4], "big") for at in (16, 20))
    assert width <= 2 * 760 and 1.2 < height / width < 2.2
    refused = sample.run("baosong", "report", "--format", "png", check=False)
    assert refused.returncode == 64 and "--out FILE.png" in refused.stderr


def test_workbook_links_into_the_dossier(sample, dossier):
    out = sample.folder / "linked.xlsx"
    sample.run("baosong", "report", "--stage", "final", "--format", "xlsx", "--out", out, "--dossier", "材料")
    files = openpyxl.load_workbook(out).worksheets[2]
    links = [(cell.value, urllib.parse.unquote(cell.hyperlink.target.replace("\\", "/")))
             for row in files.iter_rows(min_row=2) for cell in row if cell.hyperlink]
    assert {link for _, link in links} == {
        f"材料/{name}" for name in everything_in(dossier) - {"索引.xlsx", "索引.html", "SHA256SUMS"}}
    assert all(pathlib.PurePath(path).suffix == pathlib.PurePath(link).suffix for path, link in links)


# --- the dossier ---------------------------------------------------------------------------------

def export(sample, folder, *more, **options):
    return sample.run("baosong", "export", folder, "--stage", "final", *more, **options)


def sums_hold(folder):
    done = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def everything_in(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*")
            if path.is_file() and ".baosong" not in path.parts}


@pytest.fixture(scope="module")
def dossier(sample, tmp_path_factory):
    folder = tmp_path_factory.mktemp("dossier") / "材料"
    sample.exported = export(sample, folder).stdout
    return folder


def test_dossier_holds_every_proof_once(sample, dossier):
    sums_hold(dossier)
    listed = dict(line.split("  ", 1)[::-1] for line in (dossier / "SHA256SUMS").read_text().splitlines())
    assert set(listed) | {"SHA256SUMS"} == everything_in(dossier)
    assert len(set(listed.values())) == len(listed)
    proven = {file["sha256"] for message in sample.ask("messages") for file in message["files"]
              if any(match["state"] != "review" for match in file["matches"])
              and file["verdict"] != "rejected"}
    assert set(listed.values()) - proven == {listed["索引.xlsx"], listed["索引.html"]}
    assert proven <= set(listed.values())


def test_dossier_is_arranged(sample, dossier):
    path, = dossier.glob("第一阶段（中期评估）/04 */市交通运输局/共性任务3（信用承诺制度）")
    assert list(path.iterdir())
    assert list(dossier.glob("第一阶段（中期评估）/00 自查报告/市交通运输局/*.docx"))
    assert list(dossier.glob("第二阶段（年度绩效考评）/*/市食药监局/*/*"))
    for name in everything_in(dossier):
        assert len(name) <= 170 and not set(name) & set('<>:"\\|?*#%'), name


def test_index_links_to_every_file(sample, dossier):
    book = openpyxl.load_workbook(dossier / "索引.xlsx")
    lines, rest = book.worksheets
    links = [cell.hyperlink.target for row in lines.iter_rows(min_row=4) for cell in row if cell.hyperlink]
    told = {urllib.parse.unquote(link.replace("\\", "/")) for link in links}
    assert told == everything_in(dossier) - {"索引.xlsx", "索引.html", "SHA256SUMS"}
    assert len(links) > len(told)  # one content for several tasks
    obligations = {(row[1], row[2]) for row in lines.iter_rows(min_row=4, values_only=True)}
    assert len(obligations) == 1023
    assert rest.max_row - 1 == int(re.search(r"另有(\d+)个文件未收入", sample.exported)[1])
    page = (dossier / "索引.html").read_text(encoding="utf-8")
    found = {urllib.parse.unquote(link) for link in re.findall(r'href="([^"]*)"', page)}
    assert found == told


def test_second_run_copies_nothing(sample, dossier):
    before = {path: path.stat().st_mtime_ns for path in dossier.rglob("*")
              if path.is_file() and path.name != "manifest"}
    assert "本次新放入0个，撤下0个" in export(sample, dossier).stdout
    assert before == {path: path.stat().st_mtime_ns for path in before}


def test_what_no_longer_belongs_goes(sample, tmp_path):
    folder = tmp_path / "d"
    sample.run("baosong", "export", folder, "--stage", "final")
    (folder / "我的笔记.txt").write_text("mine")
    changed = next(path for path in folder.rglob("*.pdf") if "第二阶段" in str(path))
    changed.write_bytes(b"written over")
    second = export(sample, folder)
    assert "本次新放入1个" in second.stdout
    sums_hold(folder)
    changed.write_bytes(b"written over")
    done = sample.run("baosong", "export", folder, "--stage", "midterm").stdout
    assert "有1个不再需要的文件被人改动过，仍留在原处" in done
    assert not list(folder.glob("第二阶段*/*/*/*/*.docx")) and changed.read_bytes() == b"written over"
    assert (folder / "我的笔记.txt").read_text() == "mine"
    sums_hold(folder)


def test_foreign_folders_are_refused(sample, tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    refused = export(sample, tmp_path, check=False)
    assert refused.returncode == 64 and "not empty" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_disk_too_small_is_told_before_copying(sample, tmp_path):
    small = House(tmp_path, BUILD)
    small.state = sample.state
    small.configure([], limits={"min_free_bytes": "900000GiB"})
    refused = export(small, tmp_path / "d", check=False)
    assert refused.returncode == 74 and "Nothing was copied" in refused.stderr
    assert everything_in(tmp_path / "d") == set()


def test_disk_full_in_the_middle(sample, dossier, tmp_path):
    """Room for the bytes of the files, but not for the blocks that they take."""
    files = everything_in(dossier) - {"索引.xlsx", "索引.html", "SHA256SUMS"}
    size = sum((dossier / name).stat().st_size for name in files)
    with disk(tmp_path / "disk", size + 100_000) as remount:
        full = export(sample, tmp_path / "disk" / "d", check=False)
        assert full.returncode == 74 and "it goes on where it stopped" in full.stderr, full.stderr
        there = everything_in(tmp_path / "disk" / "d")
        assert there and all((tmp_path / "disk" / "d" / name).read_bytes() == (dossier / name).read_bytes()
                             for name in there)
        remount(f"size={2 * size}")
        assert f"本次新放入{len(files) - len(there)}个" in export(sample, tmp_path / "disk" / "d").stdout
        sums_hold(tmp_path / "disk" / "d")


def test_what_the_store_lost_is_left_out(sample, dossier, tmp_path):
    """A damaged file of the store is not handed on, and all others are."""
    lost = House(tmp_path, BUILD)
    shutil.copytree(sample.state, lost.state)
    lost.configure([])
    listed = dict(line.split("  ", 1)[::-1] for line in (dossier / "SHA256SUMS").read_text().splitlines())
    names = [name for name in listed if name.endswith(".pdf")]
    for name, damage in zip(names, (lambda path: path.unlink(), lambda path: path.write_bytes(b"other"))):
        path = lost.state / "store" / listed[name][:2] / listed[name]
        path.chmod(0o600)
        damage(path)
    done = export(lost, tmp_path / "d", check=False)
    assert done.returncode == 70 and "2 files could not be included" in done.stderr
    sums_hold(tmp_path / "d")
    assert everything_in(dossier) - everything_in(tmp_path / "d") == set(names[:2])
    assert (tmp_path / "d" / "索引.html").read_text(encoding="utf-8").count("存储损坏，未能收入") >= 2


def test_killed_at_any_time(sample, dossier, tmp_path):
    """Killed while it is at it, again and again in the same folder; what is there is always whole."""
    folder = tmp_path / "d"
    command = [sample.programs / "baosong", "--config", sample.config, "export", folder, "--stage", "final"]
    contents = {hashlib.sha256((dossier / name).read_bytes()).hexdigest() for name in everything_in(dossier)}
    killed = 0
    for share in (0.01, 0.1, 0.3, 0.6, 0.9):
        many = share * len(contents)
        run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while run.poll() is None and len(everything_in(folder)) < many:
            pass
        run.kill()
        killed += run.wait() == -9
        for name in everything_in(folder) - {"索引.xlsx", "索引.html", "SHA256SUMS"}:
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() in contents, name
    assert killed >= 3
    export(sample, folder)
    sums_hold(folder)
    assert everything_in(folder) == everything_in(dossier)
    assert [path.name for path in (folder / ".baosong").iterdir() if path.name == "part"] == []
