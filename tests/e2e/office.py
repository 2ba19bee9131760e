"""A small office for the tests of what it tells people: a campaign, and mails as units send them."""
import email.message
import io
import subprocess
import zipfile

import docx

CAMPAIGN = """\
campaign: small-2017
title: 2017年社会信用体系建设考核
document: 黄信用办〔2017〕24号
issuer: 市信用办
mailbox: office@{domain}
time_zone: Asia/Shanghai
year: 2017
report: {{about: 1000, min: 5}}
deficient: [encrypted, damaged, empty, unreadable]
{calendar}
stages:
  - {{id: midterm, title: 第一阶段（中期评估）, deadline: {midterm}}}
  - {{id: final, title: 第二阶段（年度考评）, deadline: {final}}}
items:
  - {{number: 1, title: 工作方案, points: 50, kind: base}}
  - {{number: 2, title: 信用承诺, points: 50, kind: base}}
categories:
  - {{id: department, title: 市直部门, common: yes, graded: yes}}
units:
  - {{name: 市教育局, full_name: 黄石市教育局, category: department, addresses: [jyj@{domain}]}}
  - {{name: 市审计局, full_name: 黄石市审计局, category: department, addresses: [sjj@{domain}]}}
  - {{name: 市交通运输局, full_name: 黄石市交通运输局, category: department}}
common:
  - {{id: C1, title: 工作方案, text: 制定年度工作方案, items: [1], keywords: [工作方案]}}
  - {{id: C2, title: 信用承诺, text: 开展信用承诺活动, items: [2], keywords: [信用承诺, 承诺书]}}
functional: []
"""


def campaign(domain="test.gov.cn", midterm="2017-11-22", final="2017-12-15", calendar=""):
    return CAMPAIGN.format(domain=domain, midterm=midterm, final=final, calendar=calendar)


def document(*paragraphs):
    made = docx.Document()
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def archive(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


def locked_archive(folder, name, data, password="8y#kQ"):
    """Info-ZIP's encryption, which every packer knows."""
    (folder / name).write_bytes(data)
    subprocess.run(["zip", "-q", "-P", password, "locked.zip", name], cwd=folder, check=True)
    return (folder / "locked.zip").read_bytes()


def mail(sender, subject, body, attachments=(), to="office@test.gov.cn", **headers):
    """attachments: (name, bytes)."""
    message = email.message.EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = f"<{abs(hash((sender, subject, body)))}@client.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message


def plan_document():
    return document("市教育局2017年信用体系建设工作方案", "为推进信用体系建设，制定本年度工作方案。" * 20)


def promise_document():
    return document("市教育局信用承诺书", "我局开展信用承诺活动，公开信用承诺。" * 20)
