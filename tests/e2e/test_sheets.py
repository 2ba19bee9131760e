"""Sheets that staff fill in: points and contacts, there and back, and what is refused."""
import csv
import io
import zipfile

import openpyxl
import pytest
from house import BUILD, House


@pytest.fixture()
def house(tmp_path):
    return House(tmp_path, BUILD).configure([])


def refused(house, *command):
    done = house.run("baosong", *command, check=False)
    assert done.returncode == 64, done.stderr
    return done.stderr


def exported(house, command):
    path = house.folder / f"{command}.xlsx"
    house.run("baosong", command, "export", "--out", path)
    return openpyxl.load_workbook(path)


def saved(house, book, name="filled.xlsx"):
    book.save(house.folder / name)
    return house.folder / name


def most(sheet, column):
    """The points of an item, from its heading."""
    return int(sheet.cell(3, column).value.rsplit("（", 1)[1].split("分）")[0].split("最多")[-1])


def filled(house, share=0.9):
    """Every item of every unit has this share of its points; none of bonus and deduction."""
    book = exported(house, "score")
    sheet = book.active
    for row in range(4, sheet.max_row + 1):
        for column in range(3, 16):
            if sheet.cell(row, column).value is None:
                sheet.cell(row, column).value = most(sheet, column) * share
    return book


# --- points --------------------------------------------------------------------------------------

def test_form_has_the_graded_units_and_all_items(house):
    sheet = exported(house, "score").active
    assert sheet.max_row - 3 == 52
    assert [most(sheet, column) for column in range(3, 21)] == [8, 6, 9, 9, 9, 9, 4, 10, 5, 10, 3, 10, 8,
                                                                5, 10, 5, 10, 10]
    lacking = {row[0].value: [column for column in range(3, 16) if row[column - 1].value == "不涉及"]
               for row in sheet.iter_rows(min_row=4)}
    assert lacking["黄石港区"] == [8]          # districts lack item 6
    assert lacking["市审计局"] == [8, 9]       # departments of the first kind items 6 and 7
    assert 8 not in lacking["市司法局"] and 9 not in lacking["市工商局"]


def test_points_there_and_back(house):
    book = filled(house)
    sheet = book.active
    sheet["C4"] = 8  # of 8
    sheet["P4"], sheet["Q4"] = 5, 10  # 15 bonus, 10 count
    sheet["S5"] = "2.5"  # a number typed as text is a number
    first = house.run("baosong", "score", "import", saved(house, book), "--because", "初评").stdout
    assert "新记或改动0项" in house.run("baosong", "score", "import", saved(house, book)).stdout
    assert "新记或改动" in first
    results = {row["unit"]: row for row in house.ask("score")}
    assert len(results) == 52 and all(row["open"] == 0 for row in results.values())
    # 86 of 87 points may be had without items 6 and 7: (0.9 * 79 + 8) / 87 of 100, each item rounded
    top = results["市政府办公室（市政府政研室、金融办）"]
    obtained = 7110 + 800
    base = obtained + sum((points * 100 * obtained * 2 + 8700) // (2 * 8700) for points in (9, 4))
    assert (top["base"], top["bonus"], top["total"], top["grade"]) == (base / 100, 10.0, base / 100 + 10, "A")
    second = results[sheet["A5"].value]
    assert (second["base"], second["deduction"], second["total"], second["grade"]) == (90.0, 2.5, 87.5, "B")
    assert results["市司法局"]["grade"] == "A"
    again = exported(house, "score").active
    told = [[cell.value for cell in row] for row in again.iter_rows(min_row=4)]
    typed = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    typed[1][18] = 2.5
    assert [[round(v, 2) if isinstance(v, float) else v for v in row] for row in typed] == told


def test_wrong_sheets_change_nothing(house):
    book = filled(house)
    sheet = book.active
    sheet["C5"], sheet["D6"], sheet["C9"], sheet["E10"] = "八分", 100, 7.123, -1
    sheet["A7"], sheet["A8"], sheet["P11"] = "市发改", "市人行", "不涉及"
    sheet["A12"] = sheet["A13"].value
    told = refused(house, "score", "import", saved(house, book))
    for words in ("C5：“八分”不是分数；应填0到8的数", "D6：100分超过了第2项的6分", "A7：没有叫“市发改”的单位",
                  "A8：市人行不在考核评分之列", "C9：“7.123”不是分数", "E10：“-1”不是分数",
                  "P11：“不涉及”不是分数", "A13：", "没有导入任何内容"):
        assert words in told
    assert all(row["open"] for row in house.ask("score"))
    sheet["F3"] = "商务诚信"
    assert "F3：“商务诚信”不是考核项目" in refused(house, "score", "import", saved(house, book))


def test_results_for_their_recipients(house):
    book = filled(house, 0.85)
    book.active["C4"] = None
    house.run("baosong", "score", "import", saved(house, book))
    house.run("baosong", "score", "results", house.folder / "R")
    names = {path.name for path in (house.folder / "R").iterdir()}
    assert names == {f"{kind}考核结果.{form}" for kind in ("县（市）区", "市直部门") for form in ("xlsx", "html")}
    page = (house.folder / "R" / "县（市）区考核结果.html").read_text(encoding="utf-8")
    assert "报：市综治办、市发改委（2017年12月20日24时前上报）" in page and page.count("B（达标单位）") == 7
    totals = openpyxl.load_workbook(house.folder / "R" / "市直部门考核结果.xlsx").worksheets[0]
    rows = [row for row in totals.iter_rows(min_row=5, values_only=True)]
    assert len(rows) == 45 and "市政府目标办" in totals["A3"].value
    assert rows[0][0] == "1" and rows[0][5] == 85 and rows[0][6] == "B（达标单位）"
    assert rows[-1][6] == "未评完（缺3项）" and not rows[-1][5]


# --- contacts ------------------------------------------------------------------------------------

def test_contacts_there_and_back(house):
    book = exported(house, "contacts")
    sheet = book.active
    assert sheet.max_row - 3 == 67
    sheet["B4"], sheet["C4"], sheet["D4"], sheet["E4"] = "=张三", "主任", 13971234567, "ZS@163.com，li@qq.com"
    sheet["B4"].data_type = "s"
    sheet["B5"], sheet["D5"] = "李四", "0714-6360998转8001"
    house.run("baosong", "contacts", "import", saved(house, book))
    listed = house.ask("contacts")
    assert len(listed) == 67
    assert listed[0] | {"unit": ""} == {"unit": "", "name": "=张三", "post": "主任", "telephone": "13971234567",
                                        "addresses": ["li@qq.com", "zs@163.com"]}
    assert listed[2]["name"] is None
    report = house.run("baosong", "report").stdout
    assert "七、责任人信息（2017年11月13日24时前报送）\n　　未报送（65家）：市经信委、" in report
    again = exported(house, "contacts").active
    assert again["B4"].value == "=张三" and again["B4"].data_type == "s"
    listing = house.run("baosong", "contacts", "--format", "csv").stdout
    assert next(csv.DictReader(io.StringIO(listing.lstrip("\ufeff"))))["姓名"] == "'=张三"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_contacts_as_csv(house, encoding):
    path = house.folder / "c.csv"
    path.write_bytes("责任人登记表,,,\r\n单位名称,姓名,电话,邮箱\r\n市环保局,\"王\"\"五\",6360998,a@b.cn\r\n"
                     .encode(encoding))
    house.run("baosong", "contacts", "import", path)
    found, = [row for row in house.ask("contacts") if row["name"]]
    assert (found["unit"], found["name"], found["telephone"]) == ("市环保局", '王"五', "6360998")


def test_wrong_contacts_change_nothing(house):
    book = exported(house, "contacts")
    sheet = book.active
    sheet["B4"], sheet["E4"] = "张三", "x@y"
    sheet["D5"], sheet["A6"], sheet["B6"] = "八八八", "市发改", "王五"
    told = refused(house, "contacts", "import", saved(house, book))
    for words in ("E4：“x@y”不是邮箱地址", "B5：没有写姓名", "D5：“八八八”不像电话号码", "A6：没有叫“市发改”的单位"):
        assert words in told
    assert not [row for row in house.ask("contacts") if row["name"]]


def test_addresses_of_contacts_count_as_the_units(house):
    mail = house.folder / "m.eml"
    mail.write_bytes(b"From: someone@example.cn\r\nTo: o@example.cn\r\nSubject: hello\r\nDate: Tue, 21 Nov 2017 10:00:00 "
                     b"+0800\r\nMessage-ID: <1@example.cn>\r\n\r\nhello\r\n")
    house.run("baosong", "import", mail)
    message, = house.ask("messages")
    assert message["unit_state"] != "sure" and not message["units"]
    sheet = house.folder / "c.csv"
    sheet.write_text("单位,姓名,邮箱\n市环保局,张三,Someone@example.cn\n", encoding="utf-8")
    house.run("baosong", "contacts", "import", sheet)
    message, = house.ask("messages")
    assert (message["unit_state"], message["units"]) == ("sure", ["市环保局"])
    sheet.write_text("单位,姓名,邮箱\n市环保局,李四,other@example.cn\n", encoding="utf-8")
    house.run("baosong", "contacts", "import", sheet)
    message, = house.ask("messages")
    assert not message["units"]


# --- hostile files -------------------------------------------------------------------------------

def workbook(path, sheet):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", '<workbook xmlns:r="r"><sheets><sheet name="a" r:id="i"/></sheets></workbook>')
        book.writestr("xl/_rels/workbook.xml.rels", '<r><Relationship Id="i" Target="worksheets/s.xml"/></r>')
        book.writestr("xl/worksheets/s.xml", sheet)


def entity_bomb():
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE x [<!ENTITY e0 "a">{entities}]><worksheet><row><c t="inlineStr"><is><t>&e11;</t></is></c></row></worksheet>'


@pytest.mark.parametrize("content", [
    entity_bomb(),
    "<worksheet>" + "<row><c><v>1</v></c></row>" * 20000 + "</worksheet>",
    '<worksheet><row><c r="ZZZ1"><v>1</v></c></row></worksheet>',
    '<worksheet><row><c r="A1" t="s"><v>99999999999</v></c></row></worksheet>',
    '<worksheet><row><c r="A1" t="inlineStr"><is><t>' + "长" * 4000000 + "</t></is></c></row></worksheet>",
    "<worksheet><row><c><v>1</v>",
    "",
], ids=["entities", "rows", "columns", "string", "text", "cut", "empty"])
def test_hostile_workbooks_are_refused(house, content):
    path = house.folder / "hostile.xlsx"
    workbook(path, content)
    done = house.run("baosong", "score", "import", path, check=False)
    assert done.returncode in (64, 69) and "hostile.xlsx" in done.stderr


@pytest.mark.parametrize("content", [b"", b"\x00" * 100, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 90, b"PK\x03\x04",
                                     b"%PDF-1.4", b'"' * 1000, b"," * 100000],
                         ids=["empty", "zeros", "ole", "zip", "pdf", "quotes", "commas"])
def test_other_files_are_refused(house, content):
    path = house.folder / "other.xlsx"
    path.write_bytes(content)
    assert "other.xlsx" in refused(house, "contacts", "import", path)
