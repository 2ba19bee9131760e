"""The habits of the mail programs of 2017: labels, encodings, headers, order."""
import base64
import dataclasses
import email.utils
import html

import mime

OFFICE = "xyb2016@163.example"
COREMAIL_SP = b"Coremail Webmail Server Version SP_ntes V3.5 build\r\n 20160729(86883.8884) Copyright (c) 2002-2017 www.mailtech.cn 163com"
COREMAIL_XT = b"Coremail Webmail Server Version XT3.0.8 dev build\r\n 20170630(95109.9381) Copyright (c) 2002-2017 www.mailtech.cn mispb"


@dataclasses.dataclass(frozen=True)
class Habit:
    label: str           # charset label of headers and text
    names: str           # style of attachment names, see mime.parameter
    subject: str         # style of headers
    plain: str           # transfer encoding of text/plain
    html: str            # transfer encoding of text/html, "" for no HTML
    typed: bool          # MIME types by ending, or all application/octet-stream
    mailer: bytes
    order: str           # of the headers
    look: str            # a key of LOOKS


WEBMAIL = "Received X-Originating-IP Date From To Subject In-Reply-To References X-Priority X-Mailer " \
          "X-CM-CTRLDATA Content-Type MIME-Version Message-ID Auto-Submitted X-Coremail-Locale X-CM-TRANSID " \
          "X-CM-SenderInfo"
FOXMAIL = "Received Date From To Subject In-Reply-To References X-Priority X-GUID X-Has-Attach X-Mailer " \
          "MIME-Version Message-ID Content-Type"
QQ = "Received X-QQ-SSF X-HAS-ATTACH X-QQ-BUSINESS-ORIGIN X-Originating-IP X-QQ-STYLE X-QQ-mid From To Subject " \
     "In-Reply-To References Mime-Version Content-Type Content-Transfer-Encoding Date X-Priority Message-ID " \
     "X-QQ-MIME X-Mailer X-QQ-Mailer"
OUTLOOK = "Received From To References In-Reply-To Subject Date Message-ID MIME-Version Content-Type X-Mailer " \
          "Thread-Index Content-Language"
EXPRESS = "Received Message-ID From To Subject Date MIME-Version Content-Type X-Priority X-Mailer X-MimeOLE"
IPHONE = "Received From Content-Type MIME-Version Subject Message-Id Date To X-Mailer"

HABITS = {
    "163web": Habit("GBK", "folded", "folded", "base64", "base64", True, COREMAIL_SP, WEBMAIL, "web"),
    "coremail": Habit("GBK", "split", "folded", "base64", "base64", True, COREMAIL_XT, WEBMAIL, "web"),
    "coremail-utf8": Habit("UTF-8", "folded", "folded", "base64", "base64", True, COREMAIL_XT, WEBMAIL, "web"),
    "qq": Habit("gb18030", "word", "word", "base64", "base64", False, b"QQMail 2.x", QQ, "qq"),
    "foxmail": Habit("gb2312", "word", "folded", "base64", "quoted-printable", False,
                     b"Foxmail 7.2.9.115[cn]", FOXMAIL, "fox"),
    "foxmail5": Habit("gb2312", "raw-gbk", "raw-gbk", "8bit", "", False, b"Foxmail 5.0 [cn]", FOXMAIL, "fox"),
    "outlook": Habit("gb2312", "rfc2231", "folded", "quoted-printable", "quoted-printable", True,
                     b"Microsoft Outlook 15.0", OUTLOOK, "word"),
    "express": Habit("gb2312", "raw-gbk", "folded", "8bit", "", True,
                     b"Microsoft Outlook Express 6.00.2900.5512", EXPRESS, "fox"),
    "iphone": Habit("utf-8", "rfc2231", "folded", "base64", "", True, b"iPhone Mail (15B202)", IPHONE, "web"),
}
# (head, line, foot) of each program's HTML.
LOOKS = {
    "web": ('<div style="line-height:1.7;color:#000000;font-size:14px;font-family:Arial">',
            "<div>{}</div>", "</div>"),
    "qq": ("", "<div>{}</div>", ""),
    "fox": ('<html><head><meta http-equiv="content-type" content="text/html; charset=GB2312">'
            "<style>body{line-height:1.5;font-family:微软雅黑}</style></head><body>\n", "<div>{}</div>\n",
            "</body></html>"),
    "word": ('<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv=Content-Type '
             'content="text/html; charset=gb2312"><meta name=Generator content="Microsoft Word 15">'
             "<style>p.MsoNormal{margin:0cm}</style></head><body lang=ZH-CN><div class=WordSection1>\n",
             "<p class=MsoNormal>{}</p>\n", "</div></body></html>"),
}


def html_text(text, look, picture=None):
    head, line, foot = LOOKS[look]
    rows = [line.format(html.escape(row) or "<br>") for row in text.split("\n")]
    if picture:
        rows.append(line.format(f'<img src="cid:{picture}">'))
    return head + "".join(rows) + foot


def boundary(client, random, when, level):
    stamp = int(when.timestamp())
    if client in ("foxmail", "foxmail5"):
        return f"----=_00{level}_NextPart{random.randrange(10 ** 12):012d}_=----"
    if client == "qq":
        return f"----=_NextPart_{stamp:08X}_{random.getrandbits(32):08X}_{random.getrandbits(32):08X}"
    if client in ("outlook", "express"):
        return f"----=_NextPart_00{level}_{random.getrandbits(16):04X}_01D3{random.getrandbits(16):04X}" \
               f".{random.getrandbits(32):08X}"
    if client == "iphone":
        return f"Apple-Mail-{random.getrandbits(32):08X}-{random.getrandbits(16):04X}"
    return f"----=_Part_{random.randint(10000, 999999)}_{random.randint(10 ** 8, 2 * 10 ** 9)}.{stamp}000"


def message_id(client, sender, random, when):
    domain = sender.rsplit("@", 1)[-1]
    if client in ("foxmail", "foxmail5"):
        return f"<{when:%Y%m%d%H%M%S}{random.randint(10 ** 5, 10 ** 8):08d}@{domain}>"
    if client == "qq":
        return f"<tencent_{random.getrandbits(96):024X}@qq.com>"
    if client in ("outlook", "express"):
        return f"<00{random.getrandbits(8):02x}01d3{random.getrandbits(16):04x}${random.getrandbits(32):08x}" \
               f"${random.getrandbits(32):08x}@{domain}>"
    if client == "iphone":
        return f"<{random.getrandbits(32):08X}-{random.getrandbits(16):04X}-{random.getrandbits(48):012X}@{domain}>"
    return f"<{random.getrandbits(31):x}.{random.getrandbits(16):x}.{int(when.timestamp() * 1000):x}" \
           f".Coremail.{sender}>"


def received(client, sender, random, when):
    """The topmost Received header: when the office's server took the mail."""
    user, _, domain = sender.partition("@")
    stamp = email.utils.format_datetime(when)
    token = base64.b64encode(random.randbytes(9)).decode().rstrip("=")
    address = f"59.173.{random.randint(1, 254)}.{random.randint(1, 254)}"
    if client == "163web":
        return f"from {user}${domain} ( [{address}] ) by\r\n ajax-webmail-wmsvr{random.randint(10, 59)} " \
               f"(Coremail) ; {stamp} (CST)"
    return f"from mail.{domain} (unknown [{address}])\r\n\tby mx{random.randint(10, 59)} (Coremail) with SMTP " \
           f"id {token}--.{random.randint(1000, 99999)}S2;\r\n\t{stamp} (CST)"


def headers(mail, random, attached, replied):
    """Every header a program may write, by name; Habit.order picks and sorts."""
    habit, (name, address) = HABITS[mail.client], mail.sender
    shown = mime.header_text(name, habit.label, "raw-gbk" if habit.subject == "raw-gbk" else "word")
    quoted = mail.client in ("foxmail", "foxmail5", "qq", "outlook")
    attached = b"yes" if attached else b"no"
    webmail = habit.order == WEBMAIL
    values = {
        "Received": received(mail.client, address, random, mail.received).encode(),
        "Date": (email.utils.format_datetime(mail.date) + (" (CST)" if webmail else "")).encode(),
        "From": (b'"' + shown + b'"' if quoted else shown) + b" <" + address.encode() + b">",
        "To": OFFICE.encode() if webmail else f'"{OFFICE.split("@")[0]}" <{OFFICE}>'.encode(),
        "Subject": mime.header_text(mail.subject, habit.label, habit.subject),
        "Message-ID": message_id(mail.client, address, random, mail.date).encode(),
        "MIME-Version": b"1.0", "X-Priority": b"3", "X-Mailer": habit.mailer,
        "X-Originating-IP": f"[61.184.{random.randint(1, 254)}.{random.randint(1, 254)}]".encode(),
        "X-GUID": f"{random.getrandbits(128):032X}".encode(),
        "X-Has-Attach": attached, "X-HAS-ATTACH": attached,
        "X-CM-CTRLDATA": base64.b64encode(random.randbytes(24)), "X-Coremail-Locale": b"zh_CN",
        "X-CM-TRANSID": f"LcGowA{random.getrandbits(56):x}--.{random.randint(1000, 99999)}W".encode(),
        "X-CM-SenderInfo": f"{random.getrandbits(60):x}/1tbiB{random.getrandbits(40):x}".encode(),
        "X-QQ-SSF": b"00000000000000F000000000000000Z", "X-QQ-BUSINESS-ORIGIN": b"2", "X-QQ-STYLE": b"",
        "X-QQ-mid": f"webmail{random.randint(100, 999)}t{int(mail.date.timestamp())}".encode(),
        "X-QQ-MIME": b"TCMime 1.0 by Tencent", "X-QQ-Mailer": b"QQMail 2.x",
        "Content-Transfer-Encoding": b"8Bit", "Content-Language": b"zh-cn",
        "Thread-Index": base64.b64encode(b"\x01\xd3" + random.randbytes(20)),
        "X-MimeOLE": b"Produced By Microsoft MimeOLE V6.00.2900.5512"}
    values["Mime-Version"], values["Message-Id"] = values["MIME-Version"], values["Message-ID"]
    if replied:
        values["In-Reply-To"] = values["References"] = replied.encode()
    if mail.auto_submitted:
        values["Auto-Submitted"] = b"auto-replied"
    return values
