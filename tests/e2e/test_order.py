"""Which of two mails came first is a matter of when they came, not of when they were found."""
import email.message
import email.policy
import itertools

import pytest
from house import House

SENDER = "somebody@mail.example"


def mail(number, day, subject, body, *names, sender=SENDER, reply_to=None):
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["Received"] = f"from a by b; {day} Nov 2017 09:00:00 +0800"
    message["From"], message["Subject"], message["Message-ID"] = sender, subject, f"<{number}@mail.example>"
    if reply_to is not None:
        message["In-Reply-To"] = f"<{reply_to}@mail.example>"
    message.set_content(body)
    for name in names:
        message.add_attachment(b"the same bytes", maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


MAILS = [
    mail(0, 10, "请问", "请问材料什么时候报？"),
    mail(1, 20, "市林业局自查报告", "市林业局材料见附件。", "材料.txt"),
    mail(2, 21, "补充", "补充一份。", "材料.txt"),
    mail(3, 22, "Re: 市林业局自查报告", "再补充。", sender="other@mail.example", reply_to=1),
]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::5] + [(3, 2, 1, 0)])
def test_the_account_does_not_depend_on_the_order_of_imports(tmp_path, order):
    house = House(tmp_path).configure([])
    for number in order:
        (tmp_path / f"{number}.eml").write_bytes(MAILS[number])
        house.run("baosong", "import", tmp_path / f"{number}.eml")
    found = {message["message_id"][0]: message for message in house.ask("messages")}
    assert [found[n]["units"] for n in "0123"] == [[], ["市林业局"], [], ["市林业局"]]
    assert [found[n]["unit_state"] for n in "0123"] == ["none", "sure", "review", "sure"]
    assert "duplicate" not in str(found["1"]["files"])
    assert "duplicate" in str(found["2"]["files"])
    house.run("baosong", "reprocess", "--all")
    assert {message["message_id"][0]: message for message in house.ask("messages")} == found
