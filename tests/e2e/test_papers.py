"""What people take away: the staff report in all its forms, from the sample mailbox."""
import collections
import csv
import io
import subprocess
import sys

import openpyxl
import pytest
from house import BUILD, ROOT, House

sys.path.insert(0, str(ROOT / "tests" / "sample"))
import truth  # noqa: E402

STATES = {"missing": "未报送", "deficient": "不合要求", "review": "待核对", "late": "逾期报送",
          "complete": "已完成", "waived": "免报"}


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("papers")
    subprocess.run(["/usr/bin/python3", ROOT / "tests" / "sample" / "make_mailbox.py",
                    "--out", folder / "Maildir"], check=True, capture_output=True)
    house = House(folder, BUILD).configure([{"url": f"maildir:{folder / 'Maildir'}"}])
    house.once()
    house.truth = truth.load(folder / "Maildir.truth.json")
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
    assert len(sure) >= 10 and not sure & set(silent)
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
