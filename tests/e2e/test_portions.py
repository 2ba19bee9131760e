"""A report with all its evidence in one file: by its papers, each with its pages."""
import email.message
import email.policy
import sqlite3

import bundle
import openpyxl
import pytest
from house import House

SECTIONS = [("C1", "一、制定年度计划", [1, 1]), ("C3", "二、推行信用承诺制度", [1, 2]), ("C9", "三、开展诚信宣传", [2, 2])]
TEXT = bundle.pdf(*bundle.pages_of(bundle.REPORT),
                  *bundle.pages_of(bundle.paper(bundle.PLAN[0], 20, ("附件1", 14), (bundle.PLAN[1], 14))),
                  *bundle.pages_of(bundle.paper(bundle.PROMISE, 3, ("附件2", 14))),
                  *bundle.pages_of(bundle.paper("诚信宣传活动总结", 30, ("附件3", 14))))


def received(folder, name, data):
    """The house that has judged a mail with this file."""
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["Received"] = "from a by b; 20 Nov 2017 09:00:00 +0800"
    message["From"], message["Subject"], message["Message-ID"] = "a@b.cn", "市林业局材料", "<1@b.cn>"
    message.set_content("见附件。")
    message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    (folder / "mail.eml").write_bytes(message.as_bytes())
    house = House(folder).configure([])
    house.run("baosong", "import", folder / "mail.eml")
    house.once()
    return house


def matches(house):
    file, = house.ask("messages")[0]["files"]
    return file, [(m["task"], m["state"], m["section"] or m["part"], m["pages"]) for m in file["matches"]]


def of_report():
    return [(task, "sure", heading, pages) for task, heading, pages in SECTIONS]


@pytest.fixture(scope="module", name="text")
def text_house(tmp_path_factory):
    return received(tmp_path_factory.mktemp("text"), "自查报告.pdf", TEXT)


def test_text_is_split_where_papers_begin(text):
    file, found = matches(text)
    assert file["pages"] == 9
    assert found == of_report() + [
        ("C1", "sure", f"附件1 {bundle.PLAN[0]}", [4, 5]), ("C3", "sure", "附件2 企业信用承诺书", [6, 6]),
        ("C9", "sure", "附件3 诚信宣传活动总结", [7, 9])]
    # what the plan lacks, on its own pages, is no fault of the other papers
    assert [(detail["code"], detail["detail"]) for detail in file["finding_details"]] == [
        ("no-seal", f"第4页至第5页“附件1 {bundle.PLAN[0]}”：各页未见公章")]


def test_it_stays_so_when_judged_again(text):
    before = matches(text)
    text.run("baosong", "reprocess", "--all")
    text.once()
    assert matches(text) == before


def test_people_see_the_pages(text):
    shown = text.run("baosong", "show", "1").stdout
    assert "报告章节“二、推行信用承诺制度”372字，第1页至第2页（" in shown
    assert "文件中的“附件2 企业信用承诺书”，第6页（自查报告“二、推行信用承诺制度”一节引用附件2" in shown
    with sqlite3.connect(f"file:{text.state}/ledger.db?mode=ro", uri=True) as ledger:
        view = ledger.execute('SELECT task, part, first_page, last_page FROM "match" WHERE part IS NOT NULL').fetchall()
    assert view[2] == ("C9", "附件3 诚信宣传活动总结", 7, 9)


def test_each_paper_counts_for_its_task(text):
    unit = next(unit for unit in text.ask("status", "--stage", "midterm")["units"] if unit["unit"] == "市林业局")
    states = {task["task"]: (task["state"], task["findings"]) for task in unit["tasks"]}
    assert states["C9"] == ("complete", ["report-too-short"])
    assert "no-seal" in states["C1"][1] and "no-seal" not in states["C3"][1]


def test_the_index_of_the_dossier_tells_the_pages(text, tmp_path):
    text.run("baosong", "export", tmp_path / "dossier", "--stage", "midterm")
    sheet = openpyxl.load_workbook(next((tmp_path / "dossier").glob("*.xlsx")))["目录"]
    heads = [cell.value for cell in sheet[3]]
    lines = {(row[heads.index("材料")], row[heads.index("页码")]) for row in sheet.iter_rows(min_row=4, values_only=True)
             if row[heads.index("任务")].startswith("共性任务9") and row[heads.index("单位")] == "市林业局"}
    assert lines == {("情况说明", "第2页"), ("佐证资料", "第7页至第9页")}
    assert "自查报告.pdf</a>第7页至第9页" in next((tmp_path / "dossier").glob("*.html")).read_text()


def test_a_person_files_it_as_a_whole(tmp_path):
    house = received(tmp_path, "自查报告.pdf", TEXT)
    house.run("baosong", "refile", "1", "C5")
    house.once()
    assert matches(house)[1] == [("C5", "person", None, None)]


def test_scanned_evidence_behind_words(tmp_path):
    """The report as words, its evidence as pictures: what is read of both is one text, by pages."""
    pages = [*bundle.pages_of(bundle.REPORT), *bundle.scan(*bundle.PLAN), *bundle.scan(bundle.PROMISE, sealed=False)]
    file, found = matches(received(tmp_path, "自查报告.pdf", bundle.pdf(*pages)))
    assert file["text_layer"] == "mixed" and file["seals"][0]["page"] == 4
    assert found == of_report() + [("C1", "sure", bundle.PLAN[0], [4, 4]), ("C3", "sure", bundle.PROMISE, [5, 5])]
    assert file["findings"] == [], file["finding_details"]


def test_a_word_document_has_papers_without_pages(tmp_path):
    data = bundle.word(bundle.REPORT, bundle.paper(bundle.PLAN[0], 20, ("附件1", 14), (bundle.PLAN[1], 14)),
                       bundle.paper(bundle.PROMISE, 3, ("附件2", 14)))
    file, found = matches(received(tmp_path, "自查报告.docx", data))
    assert found == [(task, state, heading, None) for task, state, heading, _ in of_report()] + [
        ("C1", "sure", f"附件1 {bundle.PLAN[0]}", None), ("C3", "sure", "附件2 企业信用承诺书", None)]
    assert file["findings"] == ["wrong-format"]  # a plan comes sealed, as PDF


def test_a_plan_with_its_annexes_is_one_paper(tmp_path):
    pages = [bundle.lines_of(bundle.paper(bundle.PLAN[0], 3, (bundle.PLAN[1], 14))),
             bundle.lines_of(bundle.paper("信用承诺任务分工表", 3, ("附件1", 14))),
             bundle.lines_of(bundle.paper("诚信宣传任务分工表", 3, ("附件2", 14)))]
    _, found = matches(received(tmp_path, "工作要点.pdf", bundle.pdf(*pages)))
    assert found == [("C1", "sure", None, None)]
