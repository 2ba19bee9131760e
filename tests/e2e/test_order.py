"""Which of two mails came first is a matter of when they came, not of when they were found."""
import email.message
import email.policy
import itertools

import pytest
from house import House

SENDER = "somebody@mail.example"


def mail(number, day, subject, body, *names, sender=SENDER, reply_to=None, references=None):
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["Received"] = f"from a by b; {day} Nov 2017 09:00:00 +0800"
    message["From"], message["Subject"], message["Message-ID"] = sender, subject, f"<{number}@mail.example>"
    if reply_to is not None:
        message["In-Reply-To"] = f"<{reply_to}@mail.example>"
    if references is not None:
        message["References"] = " ".join(f"<{number}@mail.example>" for number in references)
    message.set_content(body)
    for name in names:
        message.add_attachment(b"the same bytes", maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


MAILS = [
    mail(0, 10, "请问", "请问材料什么时候报？"),
    mail(1, 20, "市林业局自查报告", "市林业局材料见附件。", "材料.txt"),
    mail(2, 21, "补充", "补充一份。", "材料.txt"),
    mail(3, 22, "Re: 市林业局自查报告", "再补充。", sender="other@mail.example", reply_to=1),
    # a mail that nobody sent to us stands between
    mail(4, 23, "补充", "还有一份。", "材料二.txt", sender="third@mail.example", reply_to=99, references=[1, 99]),
    mail(5, 24, "信用体系建设台账", "见附件。", "台账.txt", sender="市审计局 <sjj@mail.example>"),
    # a program that names no mail
    mail(6, 25, "回复：信用体系建设台账", "更新。", "台账二.txt", sender="fourth@mail.example"),
    # and one that names two: the nearer counts
    mail(7, 26, "补充", "又一份。", "材料三.txt", sender="fifth@mail.example", references=[5, 3]),
]
NUMBERS = range(len(MAILS))


@pytest.mark.parametrize("order", list(itertools.permutations(NUMBERS))[::7000] + [tuple(reversed(NUMBERS))])
def test_the_account_does_not_depend_on_the_order_of_imports(tmp_path, order):
    house = House(tmp_path).configure([])
    for number in order:
        (tmp_path / f"{number}.eml").write_bytes(MAILS[number])
        house.run("baosong", "import", tmp_path / f"{number}.eml")
    found = {message["message_id"][0]: message for message in house.ask("messages")}
    assert [found[str(n)]["units"] for n in NUMBERS] == [
        [], ["市林业局"], [], ["市林业局"], ["市林业局"], ["市审计局"], [], ["市林业局"]]
    assert [found[str(n)]["unit_state"] for n in NUMBERS] == [
        "none", "sure", "review", "sure", "sure", "sure", "review", "sure"]
    assert "市审计局" in house.run("baosong", "show", str(found["6"]["id"])).stdout
    assert "duplicate" not in str(found["1"]["files"])
    assert "duplicate" in str(found["2"]["files"])
    house.run("baosong", "reprocess", "--all")
    assert {message["message_id"][0]: message for message in house.ask("messages")} == found


def test_a_folder_of_many_mails(tmp_path):
    folder = tmp_path / "mails"
    folder.mkdir()
    for number in range(70):
        (folder / f"{number}.eml").write_bytes(mail(number, 20, f"材料{number}", "见附件。", "材料.txt"))
    (folder / "说明.txt").write_text("no mail")
    house = House(tmp_path).configure([])
    said = house.run("baosong", "import", folder).stdout
    assert "70 new messages from 70 sources (1 other files passed over)" in said and "70 read, 70 judged" in said
    assert len(house.ask("messages")) == 70
