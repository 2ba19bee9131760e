"""What people decide is learned from, listed, forgotten and taken back; nothing of it is lost."""
import email.message
import email.policy
import sqlite3

import pytest
from house import House

NAME = "关于黑水站的复函"


def mail(number, sender, subject, *names):
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["From"], message["Subject"] = sender, subject
    message["Message-ID"], message["Date"] = f"<{number}@mail.example>", "Mon, 20 Nov 2017 09:00:00 +0800"
    message["Received"] = "from a by b; Mon, 20 Nov 2017 09:00:00 +0800"
    message.set_content("请查收。")
    for name in names:
        message.add_attachment(f"{number} {name}".encode(), maintype="application", subtype="octet-stream",
                               filename=name)
    return message.as_bytes()


@pytest.fixture
def office(tmp_path):
    house = House(tmp_path).configure([])
    for number, (sender, subject, name) in enumerate([
            ("a@hbj.example", "市环保局材料", f"{NAME}（一）.txt"),
            ("a@hbj.example", "市环保局材料", f"{NAME}（二）.txt"),
            ("someone@mail.example", "材料", "材料.txt"),
            ("someone@mail.example", "再报材料", "再报.txt")]):
        (tmp_path / f"{number}.eml").write_bytes(mail(number, sender, subject, name))
        house.run("baosong", "import", tmp_path / f"{number}.eml")
    house.once()
    return house


def messages(house):
    return {message["message_id"][0]: message for message in house.ask("messages")}


def tasks(house, number):
    return [(match["task"], match["state"]) for match in messages(house)[number]["files"][0]["matches"]]


def test_a_filed_file_teaches_its_name(office):
    first = messages(office)["0"]["files"][0]["id"]
    assert tasks(office, "0") == tasks(office, "1") == []
    office.run("baosong", "refile", str(first), "C14")
    assert tasks(office, "0") == [("C14", "person")]
    assert tasks(office, "1") == [("C14", "sure")]
    learned, = office.ask("learned")
    assert (learned["words"], learned["targets"]) == (NAME, "市环保局 C14")
    office.run("baosong", "learned", "--forget", str(learned["event"]), "--because", "只此一件")
    assert office.ask("learned") == []
    assert (tasks(office, "0"), tasks(office, "1")) == ([("C14", "person")], [])


def test_an_assigned_mail_teaches_its_address(office):
    mails = messages(office)
    assert [mails[n]["units"] for n in "23"] == [[], []]
    office.run("baosong", "assign", str(mails["2"]["id"]), "市林业局")
    assert [messages(office)[n]["units"] for n in "23"] == [["市林业局"], ["市林业局"]]
    learned, = office.ask("learned")
    assert (learned["words"], learned["targets"]) == ("someone@mail.example", "市林业局")
    office.run("baosong", "undo", str(learned["event"]), "--because", "误点")
    assert [messages(office)[n]["units"] for n in "23"] == [[], []]
    assert office.ask("learned") == []


def test_undo_brings_back_what_was_before(office):
    file = str(messages(office)["0"]["files"][0]["id"])
    office.run("baosong", "refile", file, "C14")
    office.run("baosong", "refile", file, "C3")
    office.run("baosong", "waive", "市环保局", "C13", "--because", "免报")
    assert tasks(office, "0") == [("C3", "person")]
    office.run("baosong", "undo", "2")
    assert tasks(office, "0") == [("C14", "person")]
    office.run("baosong", "undo", "3")
    unit, = office.ask("status", "--unit", "市环保局")["units"]
    assert not [task for task in unit["tasks"] if task["state"] == "waived"]
    again = office.run("baosong", "undo", "2", check=False)
    assert again.returncode != 0 and "taken back already" in again.stderr
    assert office.run("baosong", "undo", "77", check=False).returncode != 0
    with sqlite3.connect(office.state / "ledger.db") as ledger:
        undone = ledger.execute("SELECT id, undone_at IS NOT NULL FROM event ORDER BY id").fetchall()
        assert undone == [(1, 0), (2, 1), (3, 1)]
        for change in ("DELETE FROM revocations", "UPDATE revocations SET author = 'x'"):
            with pytest.raises(sqlite3.IntegrityError):
                ledger.execute(change)


def test_decisions_survive_judging_again(office):
    file = str(messages(office)["0"]["files"][0]["id"])
    office.run("baosong", "refile", file, "C14")
    before = messages(office)
    office.run("baosong", "reprocess", "--all")
    assert messages(office) == before
