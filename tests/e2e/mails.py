"""Mails as bytes: what mail programs, relays and attackers write, and what must come out of each.

Written by hand: most of it the email package would refuse or mend.
"""
import atexit
import base64
import binascii
import concurrent.futures
import dataclasses
import functools
import json
import os
import pathlib
import shutil
import struct
import subprocess
import tempfile

from house import BUILD

DATA = b"\x00\x01\x02 data \xff"
HEAD = b"From: a@example.cn\r\nTo: b@example.cn\r\nSubject: s\r\nMIME-Version: 1.0\r\n"


@dataclasses.dataclass
class Case:
    name: str
    raw: bytes
    leaves: dict                                  # path -> bytes, or a list of such pairs
    text: tuple = ()                              # what the mail's text holds
    lacks: tuple = ()                             # what it does not hold
    findings: tuple = ()                          # codes of the message, all of them
    file_findings: dict = dataclasses.field(default_factory=dict)  # path -> codes, all of them
    fields: dict = dataclasses.field(default_factory=dict)         # of the description
    kinds: dict = dataclasses.field(default_factory=dict)          # path -> kind
    decoration: tuple = ()                        # paths


CASES = []


def case(name, raw, leaves, **more):
    CASES.append(Case(name, raw, leaves, **more))


def describe(path, programs=BUILD):
    """(status, description, stderr) of the reader."""
    done = subprocess.run([programs / "baosong-reader", path], capture_output=True, timeout=300)
    return done.returncode, json.loads(done.stdout or b"{}"), done.stderr.decode(errors="replace")


def describe_all(paths, programs=BUILD):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda path: describe(path, programs), paths))


# --- building -------------------------------------------------------------------------------------

def b64(data, width=76, end=b"\r\n"):
    text = base64.b64encode(data)
    return end.join(text[i:i + width] for i in range(0, len(text), width)) + end


def part(data=DATA, kind=b"application/octet-stream", disposition=None, encoding=b"base64", more=b""):
    """One part; `data` is encoded only as base64."""
    lines = b"Content-Type: " + kind + b"\r\n" if kind else b""
    lines += b"Content-Disposition: " + disposition + b"\r\n" if disposition else b""
    lines += b"Content-Transfer-Encoding: " + encoding + b"\r\n" if encoding else b""
    return lines + more + b"\r\n" + (b64(data) if encoding == b"base64" else data)


def attached(parameters, data=DATA):
    return part(data, disposition=b"attachment; " + parameters)


def multi(*parts, boundary=b"b0", kind=b"mixed", close=True, more=b""):
    """A multipart with its Content-Type header."""
    lines = b"Content-Type: multipart/" + kind + b"; boundary=\"" + boundary + b"\"" + more + b"\r\n\r\n"
    lines += b"".join(b"--" + boundary + b"\r\n" + each + b"\r\n" for each in parts)
    return lines + (b"--" + boundary + b"--\r\n" if close else b"")


TEXT = part("正文在此\r\n".encode(), b"text/plain; charset=utf-8", encoding=b"8bit")


def mail(*parts, **more):
    return HEAD + multi(TEXT, *parts, **more)


def message(body, subject=b"inner", sender=b"c@example.cn"):
    """A forwarded mail as a part; `body` begins with its Content-Type header."""
    return (b"Content-Type: message/rfc822\r\n\r\nFrom: " + sender + b"\r\nTo: d@example.cn\r\n"
            b"Date: Tue, 21 Nov 2017 16:42:10 +0800\r\nSubject: " + subject + b"\r\n" + body)


def word(data, label="utf-8", kind="B"):
    if kind == "B":
        return b"=?%s?B?%s?=" % (label.encode(), base64.b64encode(data))
    return b"=?%s?Q?%s?=" % (label.encode(), b"".join(b"=%02X" % byte for byte in data))


def percent(data):
    return b"".join(b"%%%02X" % byte for byte in data)


# --- names ----------------------------------------------------------------------------------------

NAME = "信用报告（2017年）.pdf"
UTF8, GBK = NAME.encode(), NAME.encode("gbk")
RARE = "㐇𠀀证明.pdf"  # characters that only GB18030 has


def named(name, parameters, expected=NAME, **more):
    case("name: " + name, mail(attached(parameters)), {expected: DATA}, **more)


named("a plain one in ASCII", b'filename="report.pdf"', "report.pdf")
named("without quotes", b"filename=report.pdf", "report.pdf")
named("without quotes and with blanks", b"filename=my report.pdf", "my report.pdf")
named("one word in B", b'filename="' + word(UTF8) + b'"')
named("one word in Q", b'filename="' + word(UTF8, kind="Q") + b'"')
named("one word without quotes", b"filename=" + word(UTF8))
named("words folded inside quotes", b'filename="' + word(UTF8[:9]) + b"\r\n " + word(UTF8[9:18]) + b"\r\n\t" + word(UTF8[18:]) + b'"')
named("a character split across words in B", b'filename="' + word(UTF8[:7]) + b" " + word(UTF8[7:20]) + b" " + word(UTF8[20:]) + b'"')
named("a character split across words in Q", b'filename="' + word(UTF8[:7], kind="Q") + b" " + word(UTF8[7:], kind="Q") + b'"')
named("a GBK character split across words", b'filename="' + word(GBK[:5], "gb2312") + b"\r\n " + word(GBK[5:], "gb2312") + b'"')
named("words of B and Q after each other", b'filename="' + word(UTF8[:9]) + b" " + word(UTF8[9:], kind="Q") + b'"')
named("words without a gap", b'filename="' + word(UTF8[:9]) + word(UTF8[9:]) + b'"')
named("words in two charsets", b'filename="' + word(UTF8[:12]) + b" " + word(NAME[4:].encode("gbk"), "gbk") + b'"')
named("a word cut by CRLF", b'filename="' + word(UTF8)[:20] + b"\r\n " + word(UTF8)[20:] + b'"')
named("a word beside plain text", b'filename="' + word("信用报告（2017年）".encode()) + b'.pdf"')
named("a word with a language", b'filename="' + word(UTF8, "utf-8*zh-CN") + b'"')
named("a word whose padding is missing", b'filename="' + word("报告1.pdf".encode()).replace(b"=?=", b"?=").replace(b"=?=", b"?=") + b'"', "报告1.pdf")
named("labelled GB2312, is GBK", b'filename="' + word("镕基.pdf".encode("gbk"), "GB2312") + b'"', "镕基.pdf")
named("labelled GB2312, is GB18030", b'filename="' + word(RARE.encode("gb18030"), "GB2312") + b'"', RARE)
named("labelled GBK, is UTF-8", b'filename="' + word(UTF8, "gbk") + b'"')
named("labelled UTF-8, is GBK", b'filename="' + word(GBK, "utf-8") + b'"')
named("labelled ISO-8859-1, is GBK", b'filename="' + word(GBK, "iso-8859-1") + b'"')
named("an unknown label, is GBK", b'filename="' + word(GBK, "x-unknown") + b'"')
named("Big5 as such", b'filename="' + word("報告書.pdf".encode("big5"), "big5") + b'"', "報告書.pdf")
named("Shift_JIS as such", b'filename="' + word("報告書テスト.pdf".encode("shift_jis"), "shift_jis") + b'"', "報告書テスト.pdf")
named("ISO-2022-JP", b'filename="' + word("報告書.pdf".encode("iso-2022-jp"), "ISO-2022-JP") + b'"', "報告書.pdf")
named("Korean", b'filename="' + word("보고서.pdf".encode("euc-kr"), "ks_c_5601-1987") + b'"', "보고서.pdf")
named("raw UTF-8", b'filename="' + UTF8 + b'"')
named("raw GBK", b'filename="' + GBK + b'"')
named("raw GB18030 of four bytes", b'filename="' + RARE.encode("gb18030") + b'"', RARE)
named("raw GBK whose second byte is a backslash", b'filename="' + "誠信誠.pdf".encode("gbk") + b'"', "誠信誠.pdf")
named("raw GBK without quotes", b"filename=" + GBK)
named("raw UTF-8 and a word in one", b'filename="' + "信用报告".encode() + b" " + word("（2017年）.pdf".encode()) + b'"', "信用报告 （2017年）.pdf")
named("raw GBK and a word of GBK in one", b'filename="' + "信用".encode("gbk") + word("报告.pdf".encode("gbk"), "gbk") + b'"', "信用报告.pdf")
named("RFC 2231", b"filename*=utf-8''" + percent(UTF8))
named("RFC 2231 with a language", b"filename*=UTF-8'zh-CN'" + percent(UTF8))
named("RFC 2231 in GBK", b"filename*=gb2312''" + percent(GBK))
named("RFC 2231 in quotes", b"filename*=\"utf-8''" + percent(UTF8) + b'"')
named("RFC 2231 without a charset", b"filename*=''" + percent(GBK))
named("RFC 2231 labelled UTF-8, is GBK", b"filename*=utf-8''" + percent(GBK))
named("continuations", b"filename*0*=utf-8''" + percent(UTF8[:8]) + b";\r\n filename*1*=" + percent(UTF8[8:20]) + b";\r\n filename*2*=" + percent(UTF8[20:]))
named("continuations in another order", b"filename*2*=" + percent(UTF8[20:]) + b"; filename*0*=utf-8''" + percent(UTF8[:8]) + b"; filename*1*=" + percent(UTF8[8:20]))
named("continuations, some plain", b"filename*0*=utf-8''" + percent("信用".encode()) + b'; filename*1="2017.pdf"', "信用2017.pdf")
named("continuations that are all plain", b'filename*0="a long "; filename*1="name.pdf"', "a long name.pdf")
named("continuations of encoded words", b'filename*0="' + word(UTF8)[:30] + b'"; filename*1="' + word(UTF8)[30:] + b'"')
named("both ways, RFC 2231 first", b"filename*=utf-8''" + percent(UTF8) + b'; filename="?.pdf"')
named("both ways, RFC 2231 last", b'filename="?????.pdf"; filename*=utf-8\'\'' + percent(UTF8))
named("percent signs without RFC 2231", b'filename="' + percent(UTF8) + b'"', percent(UTF8).decode())
named("a quote within quotes", b'filename="a \\"b\\".pdf"', 'a "b".pdf')
named("a quote that does not close", b'filename="report.pdf', "report.pdf")
named("a semicolon within quotes", b'filename="a;b.pdf"', "a;b.pdf")
named("an equals sign in an encoded word without quotes", b"filename=" + word(b"a=b.pdf"), "a=b.pdf")
named("blanks around the equals sign", b'filename = "report.pdf"', "report.pdf")
named("upper case", b'FILENAME="report.pdf"', "report.pdf")
named("named twice", b'filename="first.pdf"; filename="second.pdf"', "first.pdf")
named("a Windows path", b'filename="C:\\Documents and Settings\\a\\report.pdf"', "report.pdf")
named("a Unix path", b'filename="/home/a/report.pdf"', "report.pdf")
named("a path that climbs", b'filename="../../etc/passwd"', ".._.._etc_passwd")
named("a slash that a clerk wrote", 'filename="2016/2017年.pdf"'.encode(), "2016_2017年.pdf")
named("only dots", b'filename=".."', "附件1")
named("only blanks", b'filename="  "', "附件1")
named("an empty one", b'filename=""', "附件1")
named("control characters", b'filename="a\x01b\x1b[31m.pdf"', "ab[31m.pdf")
named("a mark that turns the text round", 'filename="a\u202egpj.exe"'.encode(), "agpj.exe")
named("NFD, as a Mac sends it", 'filename="re\u0301sume\u0301.pdf"'.encode(), "résumé.pdf")
named("of 3,000 characters", b'filename="' + ("信" * 3000).encode() + b'.pdf"', "信" * 169 + ".pdf")
named("bytes of no charset", b'filename="\x81\xff\xff.pdf"', "\ufffd\ufffd\ufffd.pdf", file_findings={"\ufffd\ufffd\ufffd.pdf": ("name-undecodable",)})
case("name: only in Content-Type", mail(part(kind=b'application/pdf; name="' + word(GBK, "gbk") + b'"')), {NAME: DATA})
case("name: raw GBK only in Content-Type", mail(part(kind=b'application/pdf; name="' + GBK + b'"', disposition=b"attachment")), {NAME: DATA})
case("name: RFC 2231 in Content-Type", mail(part(kind=b"application/pdf; name*=utf-8''" + percent(UTF8))), {NAME: DATA})
case("name: the better of two", mail(part(kind=b'application/pdf; name="' + word(UTF8) + b'"', disposition=b'attachment; filename="\xff\xff\xfe"')), {NAME: DATA})
case("name: none at all", mail(part(), part(b"%!second")), {"附件1": DATA, "附件2.txt": b"%!second"})


# --- structure ------------------------------------------------------------------------------------

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 3
FORWARDED = message(multi(part("转发的正文".encode(), b"text/plain; charset=utf-8", encoding=b"8bit"), attached(b'filename="in.bin"'), boundary=b"b8"))

case("only a text", HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + "只有正文\r\n".encode(), {}, text=("只有正文",))
case("a file as the whole mail", HEAD + attached(b'filename="a.bin"'), {"a.bin": DATA})
case("no MIME-Version", HEAD.replace(b"MIME-Version: 1.0\r\n", b"") + multi(TEXT, attached(b'filename="a.bin"')), {"a.bin": DATA}, text=("正文在此",))
case("typed application/octet-stream and inline", mail(part(disposition=b'inline; filename="a.pdf"', data=PDF)), {"a.pdf": PDF}, kinds={"a.pdf": "pdf"})
case("a text with a name is a file", mail(part("说明".encode(), b'text/plain; name="a.txt"', encoding=b"8bit")), {"a.txt": "说明".encode()})
case("a text that is an attachment is a file", mail(part("说明".encode(), b"text/plain", disposition=b"attachment", encoding=b"8bit")), {"附件1.txt": "说明".encode()})
case("a text inline with a name is a file", mail(part("说明".encode(), b"text/plain", disposition=b'inline; filename="a.txt"', encoding=b"8bit")), {"a.txt": "说明".encode()})
case("two texts are one", mail(part("第二段".encode(), b"text/plain; charset=utf-8", encoding=b"8bit")), {}, text=("正文在此", "第二段"))
case("an HTML page as a file", mail(part(b"<html><body>x</body></html>", b"text/html", disposition=b'attachment; filename="a.html"', encoding=b"7bit")), {"a.html": b"<html><body>x</body></html>"})
case("versions of the text are no files", HEAD + multi(TEXT, part("<p>网页版</p>".encode(), b"text/html; charset=utf-8", encoding=b"8bit"), part(b"<bold>x</bold>", b"text/enriched", encoding=b"7bit"), kind=b"alternative"), {}, text=("正文在此",), lacks=("网页版",))
case("a file among the versions", HEAD + multi(TEXT, attached(b'filename="a.bin"'), kind=b"alternative"), {"a.bin": DATA})
case("an HTML text beside the plain one", mail(part("<p>网页里的话</p>".encode(), b"text/html; charset=utf-8", encoding=b"8bit")), {}, text=("正文在此", "网页里的话"))
case("an invitation among the versions", HEAD + multi(TEXT, part(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", b"text/calendar; method=REQUEST", encoding=b"7bit"), kind=b"alternative"), {"附件1.txt": b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"})
case("mail in mail", mail(FORWARDED), {"inner.eml/in.bin": DATA}, text=("正文在此", "转发的正文", "c@example.cn"))
case("mail in mail in mail", mail(message(multi(FORWARDED, boundary=b"b1"), subject=b"outer")), {"outer.eml/inner.eml/in.bin": DATA})
case("two mails of one subject", mail(FORWARDED, FORWARDED), [("inner.eml/in.bin", DATA)] * 2)
case("a mail in mail without a subject", mail(message(attached(b'filename="in.bin"'), subject=b"")), {"转发邮件.eml/in.bin": DATA})
case("a mail in mail with a name", mail(b'Content-Type: message/rfc822; name="x.eml"' + FORWARDED[len(b"Content-Type: message/rfc822"):]), {"x.eml/in.bin": DATA})
case("a mail in mail by base64", mail(part(FORWARDED.split(b"\r\n\r\n", 1)[1], b"message/rfc822")), {"转发邮件.eml/in.bin": DATA})
case("a mail as a file", mail(part(FORWARDED.split(b"\r\n\r\n", 1)[1], disposition=b'attachment; filename="x.eml"')), {"x.eml/in.bin": DATA})
case("a mail of few headers as a file", mail(part(b"Subject: x\r\n" + attached(b'filename="in.bin"'), disposition=b'attachment; filename="x.eml"')), {"x.eml/in.bin": DATA})
case("an empty mail in mail", mail(b'Content-Type: message/rfc822; name="x.eml"\r\n\r\n'), {"x.eml": b""}, file_findings={"x.eml": ("empty",)})
case("a digest", mail(multi(b"\r\nSubject: one\r\n" + attached(b'filename="1.bin"'), b"\r\nSubject: two\r\n" + attached(b'filename="2.bin"'), kind=b"digest", boundary=b"b1")), {"one.eml/1.bin": DATA, "two.eml/2.bin": DATA})
case("signed, with the signature beside it", HEAD + multi(TEXT, part(b"0\x80sig", b'application/pkcs7-signature; name="smime.p7s"', disposition=b'attachment; filename="smime.p7s"'), kind=b"signed", more=b"; protocol=\"application/pkcs7-signature\""), {"smime.p7s": b"0\x80sig"}, text=("正文在此",), decoration=("smime.p7s",))
case("AppleDouble", mail(multi(part(b"\x00\x05\x16\x07fork", b'application/applefile; name="a.pdf"'), part(PDF, b'application/pdf; name="a.pdf"'), kind=b"appledouble", boundary=b"b1")), {"a.pdf": PDF}, findings=("junk-dropped",))
case("AppleSingle", mail(part(b"\x00\x05\x16\x00whole", b'application/applefile; name="a.pdf"')), {"a.pdf": b"\x00\x05\x16\x00whole"})
FRAGMENT = b"Subject: whole\r\nContent-Type: application/octet-stream; name=a.bin\r\n\r\nhalf of something\r\n"
case("message/partial", mail(part(FRAGMENT, b'message/partial; id="x"; number=1; total=2', encoding=b"7bit")), {"拆分的邮件.eml": FRAGMENT, "拆分的邮件.eml/a.bin": b"half of something\r\n"}, file_findings={"拆分的邮件.eml": ("missing-volume",), "拆分的邮件.eml/a.bin": ("damaged",)})
case("message/partial as the whole mail", HEAD + part(b"the other half\r\n", b'message/partial; id="x"; number=2; total=2', encoding=b"7bit"), {"拆分的邮件.eml": b"the other half\r\n"}, file_findings={"拆分的邮件.eml": ("missing-volume",)})
case("message/partial that is whole", mail(part(b"Subject: w\r\n" + attached(b'filename="in.bin"'), b'message/partial; id="x"; number=1; total=1', encoding=b"7bit")), {"转发邮件.eml/in.bin": DATA})
case("message/external-body", mail(part(b"Content-Type: image/gif\r\n\r\n", b'message/external-body; access-type=URL; URL="http://example.cn/x"', encoding=None)), {"附件1.txt": b"Content-Type: image/gif\r\n\r\n"})
case("a bounce", HEAD + multi(TEXT, part(b"Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; a@b\r\nAction: failed\r\nStatus: 5.1.1\r\n", b"message/delivery-status", encoding=None), FORWARDED, kind=b"report", more=b"; report-type=delivery-status"),
     {"附件1.txt": b"Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; a@b\r\nAction: failed\r\nStatus: 5.1.1\r\n", "inner.eml/in.bin": DATA}, fields={"auto_submitted": True, "bounced_to": "a@b", "bounced_why": "5.1.1"})

GIF = b"GIF89a" + b"\x01" * 9000
SMALL = b"GIF89a" + b"\x01" * 90


def related(picture, page=b'<p>x<img src="cid:pic@1"></p>', more=b"Content-ID: <pic@1>\r\n"):
    return HEAD + multi(part(page, b"text/html", encoding=b"7bit"), part(picture, b'image/gif; name="p.gif"', more=more), kind=b"related")


case("a picture that the page shows", related(GIF), {"p.gif": GIF}, decoration=("p.gif",))
case("a picture that the page shows, escaped", related(GIF, page=b"<p><img src=CID:pic%401></p>"), {"p.gif": GIF}, decoration=("p.gif",))
case("a picture whose name is the beginning of another's", related(GIF, page=b'<p><img src="cid:pic@12"></p>'), {"p.gif": GIF})
case("a picture that the page does not show", related(GIF, page=b"<p>x</p>"), {"p.gif": GIF})
case("a small inline picture", related(SMALL, page=b"<p>x</p>"), {"p.gif": SMALL}, decoration=("p.gif",))
case("a small picture that is attached", mail(attached(b'filename="p.gif"', SMALL)), {"p.gif": SMALL})
case("a picture shown by its location", related(GIF, page=b'<p><img src="http://x.cn/p.gif"></p>', more=b"Content-Location: http://x.cn/p.gif\r\n"), {"p.gif": GIF}, decoration=("p.gif",))


# --- uuencode ---------------------------------------------------------------------------------------

def uu(data, name=b"a.bin", mode=b"644", end=b"\r\n", strip=False):
    lines = [b"begin " + mode + b" " + name]
    for at in range(0, len(data), 45):
        line = binascii.b2a_uu(data[at:at + 45]).rstrip(b"\n")
        lines.append(line.rstrip(b" ") if strip else line)
    return end.join(lines + [b"`", b"end", b""])


def plain(body):
    return HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + body


LONG = bytes(range(256)) * 5
case("uuencode", plain("前文\r\n".encode() + uu(LONG) + "后文\r\n".encode()), {"a.bin": LONG}, text=("前文", "后文"), lacks=("begin 644",))
case("uuencode of many blocks", plain(uu(LONG * 200)), {"a.bin": LONG * 200})
case("uuencode, two files", plain(uu(LONG) + uu(DATA, b"b.bin")), {"a.bin": LONG, "b.bin": DATA})
case("uuencode with blanks lost", plain(uu(b"\0" * 200 + DATA, strip=True)), {"a.bin": b"\0" * 200 + DATA})
case("uuencode with a name in GBK", plain(uu(DATA, NAME.encode("gbk"))), {NAME: DATA})
case("uuencode without an end", plain(uu(LONG)[:-20]), {"a.bin": LONG[:1273]}, file_findings={"a.bin": ("damaged",)})
case("uuencode in a part of its own", mail(part(uu(LONG), b"text/plain", encoding=b"7bit")), {"a.bin": LONG}, text=("正文在此",))
case("uuencode as an encoding, blanks lost", mail(part(uu(b"\0" * 200 + DATA, strip=True), disposition=b'attachment; filename="x.bin"', encoding=b"uuencode")), {"x.bin": b"\0" * 200 + DATA})
case("uuencode as an encoding", mail(part(uu(LONG), disposition=b'attachment; filename="x.bin"', encoding=b"x-uuencode")), {"x.bin": LONG})
case("words that begin like uuencode", plain(b"begin 644 the work\r\nat once\r\nend\r\n"), {}, text=("begin 644 the work",))
case("yEnc is not opened", plain(b"=ybegin line=128 size=3 name=a.bin\r\nklm\r\n=yend size=3\r\n"), {}, text=("=ybegin",))

# --- encodings --------------------------------------------------------------------------------------


def encoded(name, body, encoding, data=PDF, file=b"a.pdf", **more):
    """A file whose body is given as it stands."""
    lines = b"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"" + file + b"\"\r\n"
    lines += b"Content-Transfer-Encoding: " + encoding + b"\r\n" if encoding else b""
    case("encoding: " + name, mail(lines + b"\r\n" + body), {file.decode(): data}, **more)


encoded("base64 on one line", base64.b64encode(PDF) + b"\r\n", b"base64")
encoded("base64 with bare LF", b64(PDF, end=b"\n"), b"base64")
encoded("base64 without padding", base64.b64encode(PDF + b"x").rstrip(b"=") + b"\r\n", b"base64", PDF + b"x")
encoded("base64 without padding of two", base64.b64encode(PDF + b"xy").rstrip(b"=") + b"\r\n", b"base64", PDF + b"xy")
encoded("base64 with junk", b64(PDF).replace(b"\r\n", b"!\x00*\xff\r\n"), b"base64")
encoded("base64 of three letters", b"XXX\r\n", b"base64", b"]u", b"a.bin")
encoded("base64 behind 100,000 bytes of blanks", b" \r\n" * 33333 + b64(PDF), b"base64")
encoded("base64 with blanks and empty lines", b64(PDF).replace(b"\r\n", b" \t\r\n\r\n"), b"base64")
encoded("base64 with a footer behind its end", b64(PDF + b"x") + b"-- \r\nScanned by a relay\r\n", b"base64", PDF + b"x")
encoded("BASE64 in upper case", b64(PDF), b"BASE64")
encoded("a label with a comment", b64(PDF), b"base64 (by a relay)")
encoded("a label in quotes", b64(PDF), b'"base64"')
encoded("a label with a semicolon", b64(PDF), b"base64;")
encoded("base64 whose label is 7bit", b64(PDF), b"7bit")
encoded("base64 whose label is missing", b64(PDF), None)
encoded("bytes whose label is base64", b"PK\3\4" + DATA * 9, b"base64", b"PK\3\4" + DATA * 9, b"a.zip")
encoded("binary", DATA * 3, b"binary", DATA * 3, b"a.bin")
encoded("8bit", DATA * 3, b"8bit", DATA * 3, b"a.bin")
encoded("an unknown one", DATA * 3, b"x-nothing", DATA * 3, b"a.bin")
encoded("quoted-printable", b"a=3D=00=FFb=\r\nc\r\n", b"quoted-printable", b"a=\x00\xffbc\r\n", b"a.bin")
encoded("quoted-printable, broken", b"a=ZZb=\r\nc=4\r\n", b"quoted-printable", b"a=ZZbc=4\r\n", b"a.bin")
encoded("quoted-printable with blanks at the ends of lines", b"a=3D \t\r\nb =\r\nc=20\r\n", b"quoted-printable", b"a=\r\nb c \r\n", b"a.bin")
encoded("quoted-printable in lower case", b"a=ffb=3d", b"quoted-printable", b"a\xffb=", b"a.bin")
encoded("empty", b"", b"base64", b"", b"a.bin", file_findings={"a.bin": ("empty",)})

# --- broken mails -----------------------------------------------------------------------------------

FILE = attached(b'filename="a.bin"')
BIG = bytes(range(256)) * 40
case("broken: no closing boundary", mail(FILE, close=False), {"a.bin": DATA}, file_findings={"a.bin": ()})
case("broken: cut in the middle of a file", mail(part(b64(BIG)[:4010], disposition=b'attachment; filename="a.bin"', encoding=b"base64 "))[:-11], {"a.bin": BIG[:2930]}, file_findings={"a.bin": ("damaged",)})
case("broken: no line end behind the closing boundary", mail(part(b"words\r\n", b'text/plain; name="a.txt"', encoding=b"7bit"))[:-2], {"a.txt": b"words\r\n"}, file_findings={"a.txt": ()})
case("broken: a boundary that is the beginning of another", mail(multi(FILE, boundary=b"b00")), {"a.bin": DATA})
case("broken: a boundary that begins with another", HEAD + multi(TEXT, multi(FILE, boundary=b"b0"), boundary=b"b00"), {"a.bin": DATA})
case("broken: one boundary for two multiparts", HEAD + multi(TEXT, multi(FILE)), {"a.bin": DATA})
case("broken: a wrong boundary", mail(FILE).replace(b'boundary="b0"', b'boundary="other"'), {"a.bin": DATA}, text=("正文在此",))
case("broken: no boundary", mail(FILE).replace(b'; boundary="b0"', b""), {"a.bin": DATA}, text=("正文在此",))
case("broken: an empty boundary", mail(FILE).replace(b'boundary="b0"', b'boundary=""'), {"a.bin": DATA}, text=("正文在此",))
case("broken: a boundary said twice", mail(FILE).replace(b'boundary="b0"', b'boundary="b0"; boundary="b1"'), {"a.bin": DATA})
case("broken: a multipart of only text", HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + "没有分段\r\n".encode(), {}, text=("没有分段",))
case("broken: a part behind the end", mail(FILE) + b"\r\n--b0\r\n" + attached(b'filename="late.bin"') + b"\r\n--b0--\r\n", {"a.bin": DATA, "late.bin": DATA})
case("broken: blanks behind boundaries", mail(FILE).replace(b"--b0\r\n", b"--b0 \t\r\n"), {"a.bin": DATA})
case("broken: a boundary with blanks and brackets", mail(FILE, boundary=b"=_(a b) '+/:?x"), {"a.bin": DATA})
case("broken: no empty line behind the headers of a part", mail(b'Content-Type: application/octet-stream; name="a.bin"\r\nContent-Transfer-Encoding: base64\r\n\r\n' + b64(DATA), b"Content-Type: text/plain\r\n"), {"a.bin": DATA})
case("broken: a part without headers", mail(b"\r\n" + "无头的段落".encode()), {}, text=("无头的段落",))
case("broken: Content-Type is garbage", mail(part(kind=b';;;=?x/"y', disposition=b'attachment; filename="a.bin"')), {"a.bin": DATA})
case("broken: Content-Type without a subtype", mail(part(kind=b"application", disposition=b'attachment; filename="a.bin"')), {"a.bin": DATA})
case("broken: two Content-Types", mail(part(disposition=b'attachment; filename="a.bin"', more=b"Content-Type: text/plain\r\n")), {"a.bin": DATA})
case("broken: bare LF", mail(FILE).replace(b"\r\n", b"\n"), {"a.bin": DATA}, text=("正文在此",))
case("broken: bare CR", mail(FILE).replace(b"\r\n", b"\r"), {"a.bin": DATA}, text=("正文在此",))
case("broken: CR CR LF", mail(FILE).replace(b"\r\n", b"\r\r\n"), {"a.bin": DATA}, text=("正文在此",), fields={"subject": "s"})
case("broken: mixed line ends", mail(FILE, FILE.replace(b"a.bin", b"b.bin").replace(b"\r\n", b"\n")), {"a.bin": DATA, "b.bin": DATA})
case("broken: NUL bytes in the text", plain(b"a\0b\0" + "正文".encode()), {}, text=("ab正文",))
case("broken: NUL bytes in headers", mail(FILE).replace(b"Subject: s", b"Subject: s\0t"), {"a.bin": DATA})
case("broken: a line of mbox first", b"From a@example.cn Tue Nov 21 16:42:10 2017\n" + mail(FILE), {"a.bin": DATA}, fields={"subject": "s"})
case("broken: a quoted line of mbox first", b">From a@example.cn Tue Nov 21 16:42:10 2017\r\n" + mail(FILE), {"a.bin": DATA}, fields={"subject": "s"})
case("broken: a mark of UTF-8 first", b"\xef\xbb\xbf" + mail(FILE), {"a.bin": DATA}, fields={"from": "a@example.cn", "subject": "s"})
case("broken: empty lines first", b"\r\n\r\n" + mail(FILE), {"a.bin": DATA}, fields={"subject": "s"})
case("broken: a line of blanks first", b" " * 255 + b"\r\n" + mail(FILE), {"a.bin": DATA}, fields={"subject": "s"})
case("broken: a line that is no header", mail(FILE).replace(b"MIME-Version", b"this is no header\r\nMIME-Version"), {"a.bin": DATA})
case("broken: a header without a name", mail(FILE).replace(b"MIME-Version", b": x\r\nMIME-Version"), {"a.bin": DATA})
case("broken: a blank before the colon", mail(FILE).replace(b"Content-Type: multipart", b"Content-Type : multipart"), {"a.bin": DATA})
case("broken: no blank behind the colon", mail(FILE).replace(b": ", b":"), {"a.bin": DATA}, fields={"subject": "s"})
case("broken: a folded line of blanks", mail(FILE).replace(b"Subject: s", b"Subject: s\r\n \t "), {"a.bin": DATA}, fields={"subject": "s"})
case("broken: no body", HEAD, {}, fields={"subject": "s"})
case("broken: no body and no line end", HEAD.rstrip(), {}, fields={"from": "a@example.cn"})
case("broken: nothing", b"", {}, findings=("empty",))
case("broken: no headers", "\r\n没有邮件头的正文\r\n".encode(), {}, text=("没有邮件头的正文",), findings=("damaged",))
case("broken: no mail at all", bytes(range(1, 256)) * 9, {}, findings=("damaged",))
case("broken: a folder of boundaries only", HEAD + b"Content-Type: multipart/mixed; boundary=b0\r\n\r\n" + b"--b0\r\n" * 500, {})


# --- opaque S/MIME: made by openssl --------------------------------------------------------------

INNER = multi(TEXT, attached(b'filename="in.bin"'), boundary=b"b9")


@functools.cache
def keys():
    """A folder with key.pem and cert.pem of nobody."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="baosong-mails-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=nobody", "-days", "30",
                    "-keyout", folder / "key.pem", "-out", folder / "cert.pem"], check=True, capture_output=True)
    return folder


def cms(data, *options, verb="-sign", cert=("-signer", "-inkey")):
    """DER; `cert` names the options that take the certificate and the key."""
    files = {"-signer": "cert.pem", "-inkey": "key.pem", "-recip": "cert.pem"}
    command = ["openssl", "cms", verb, "-binary", "-outform", "DER", *options]
    for option in cert:
        command += [option, keys() / files[option]]
    return subprocess.run(command, input=data, check=True, capture_output=True).stdout


def signed(data, kind=b'application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"', file=b"smime.p7m"):
    return part(data, kind, disposition=b'attachment; filename="' + file + b'"')


case("p7m: the whole mail, signed", HEAD + signed(cms(INNER, "-nodetach")), {"smime.p7m/in.bin": DATA}, text=("正文在此",))
case("p7m: signed as a stream (BER)", HEAD + signed(cms(INNER, "-nodetach", "-stream")), {"smime.p7m/in.bin": DATA}, text=("正文在此",))
case("p7m: signed twice", HEAD + signed(cms(signed(cms(INNER, "-nodetach")), "-nodetach")), {"smime.p7m/smime.p7m/in.bin": DATA})
case("p7m: in a mail, as octets", mail(signed(cms(INNER, "-nodetach"), kind=b"application/octet-stream")), {"smime.p7m/in.bin": DATA})
case("p7m: a signed file", mail(signed(cms(PDF, "-nodetach"), file=b"a.pdf.p7m")), {"a.pdf.p7m/a.pdf": PDF}, kinds={"a.pdf.p7m/a.pdf": "pdf"})
SEALED = cms(INNER, "-aes128", verb="-encrypt", cert=("-recip",))
case("p7m: encrypted", HEAD + signed(SEALED), {"smime.p7m": SEALED}, file_findings={"smime.p7m": ("encrypted",)}, kinds={"smime.p7m": "message"})
SIGNATURE = cms(INNER)
case("p7m: a signature beside its mail", mail(signed(SIGNATURE, kind=b"application/pkcs7-signature", file=b"smime.p7s")), {"smime.p7s": SIGNATURE}, file_findings={"smime.p7s": ()}, decoration=("smime.p7s",))
CUT = cms(multi(attached(b'filename="in.bin"', bytes(3000)), boundary=b"b9"), "-nodetach", "-nocerts")[:2000]
CAME = CUT.split(b"base64\r\n\r\n")[1].replace(b"\r\n", b"")
case("p7m: cut off", HEAD + signed(CUT), {"smime.p7m": CUT, "smime.p7m/in.bin": bytes(len(CAME) * 3 // 4)}, file_findings={"smime.p7m": ("damaged",)})


# --- winmail.dat: no tool of Debian's writes it ---------------------------------------------------


def attribute(name, data, level=1):
    return struct.pack("<BII", level, name, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def prop(tag, value):
    """A property of MAPI: a string, bytes or a number."""
    if isinstance(value, int):
        return struct.pack("<II", tag, value)
    data = (value + "\0").encode("utf-16le") if isinstance(value, str) else value
    return struct.pack("<III", tag, 1, len(data)) + data + b"\0" * (-len(data) % 4)


def props(*each):
    return struct.pack("<I", len(each)) + b"".join(each)


def tnef(*attributes):
    return struct.pack("<IH", 0x223E9F78, 1) + attribute(0x00089006, struct.pack("<I", 0x10000)) + \
        attribute(0x00069007, struct.pack("<II", 936, 0)) + b"".join(attributes)


def tnef_file(title, data, *properties):
    """An attachment as Outlook writes it."""
    return attribute(0x00069002, bytes(14), 2) + attribute(0x00018010, title + b"\0", 2) + \
        (attribute(0x0006800F, data, 2) if data is not None else b"") + \
        (attribute(0x00069005, props(*properties), 2) if properties else b"")


def winmail(data, name=b"winmail.dat"):
    return part(data, b'application/ms-tnef; name="' + name + b'"', disposition=b'attachment; filename="' + name + b'"')


LONG_NAME = "佐证资料" * 40 + ".bin"
NAMED = struct.pack("<I", 0x8002001E) + bytes(16) + struct.pack("<II", 1, 6) + "a\0b\0".encode() + bytes(4) + struct.pack("<II", 1, 3) + b"xy\0\0"
RTF = b"{\\rtf1\\ansi\\pard hello hello hello}"
case("tnef: its attachments", mail(winmail(tnef(tnef_file(b"a.bin", DATA), tnef_file("证明.pdf".encode("gbk"), PDF)))), {"winmail.dat/a.bin": DATA, "winmail.dat/证明.pdf": PDF})
case("tnef: long names", mail(winmail(tnef(tnef_file(b"ABCDEF~1.BIN", DATA, prop(0x0E200003, 5), NAMED, prop(0x3707001F, "2017年信用报告.bin"))))), {"winmail.dat/2017年信用报告.bin": DATA})
case("tnef: a long name in GBK", mail(winmail(tnef(tnef_file(b"A.BIN", DATA, prop(0x3707001E, "报告.bin".encode("gbk") + b"\0"))))), {"winmail.dat/报告.bin": DATA})
case("tnef: a name of 160 characters", mail(winmail(tnef(tnef_file(LONG_NAME.encode("gbk"), DATA)))), {"winmail.dat/" + LONG_NAME: DATA})
case("tnef: several values, and a text of 200,000 bytes", mail(winmail(tnef(attribute(0x0002800C, b"x" * 200000 + b"\0"), attribute(0x00069003, props(struct.pack("<III", 0x0FF61003, 2, 1) + struct.pack("<I", 2), prop(0x0037001F, "s"))), tnef_file(b"a.bin", DATA)))), {"winmail.dat/a.bin": DATA})
case("tnef: a mail in it", mail(winmail(tnef(tnef_file(b"x", None, prop(0x3001001F, "转发"), prop(0x3701000D, bytes(16) + tnef(tnef_file(b"in.bin", DATA))))))), {"winmail.dat/转发/in.bin": DATA})
case("tnef: its text", HEAD + winmail(tnef(attribute(0x0002800C, "信里的话\0".encode("gbk")), tnef_file(b"a.bin", DATA))), {"winmail.dat/a.bin": DATA}, text=("信里的话",))
case("tnef: its HTML", HEAD + winmail(tnef(attribute(0x00069003, props(prop(0x10130102, "<p>网页的话</p>".encode()))), tnef_file(b"a.bin", DATA))), {"winmail.dat/a.bin": DATA}, text=("网页的话",))
case("tnef: its packed RTF, where there is no other text", HEAD + winmail(tnef(attribute(0x00069003, props(prop(0x10090102, struct.pack("<IIII", len(RTF) + 12, len(RTF), 0x414C454D, 0) + RTF))))), {"winmail.dat/正文.rtf": RTF}, kinds={"winmail.dat/正文.rtf": "rtf"})
case("tnef: what the mail says already is not said twice", mail(winmail(tnef(attribute(0x0002800C, "正文在此\0".encode("gbk"))))), {"winmail.dat": tnef(attribute(0x0002800C, "正文在此\0".encode("gbk")))}, file_findings={"winmail.dat": ()})
case("a mail of words alone as a file", mail(part(HEAD + "\r\n信里的话".encode(), disposition=b'attachment; filename="x.eml"')), {"x.eml": HEAD + "\r\n信里的话".encode()}, kinds={"x.eml": "message"}, text=("信里的话",), file_findings={"x.eml": ()})
BROKEN = tnef(tnef_file(b"a.bin", DATA), tnef_file(b"b.bin", PDF))[:-300]
case("tnef: cut off", mail(winmail(BROKEN)), {"winmail.dat/a.bin": DATA, "winmail.dat/b.bin": PDF[:-298], "winmail.dat": BROKEN}, file_findings={"winmail.dat": ("damaged",)})
HOSTILE = tnef(tnef_file(b"a.bin", DATA), attribute(0x00069005, struct.pack("<III", 0xFFFFFFFF, 0x3707001F, 0xFFFFFFFF) + b"\xff" * 9, 2))
case("tnef: hostile counts", mail(winmail(HOSTILE)), {"winmail.dat/a.bin": DATA, "winmail.dat": HOSTILE}, file_findings={"winmail.dat": ("damaged",)})


# --- headers --------------------------------------------------------------------------------------


def headed(name, headers, **fields):
    """Headers before a text; `headers` may say From again, the first counts."""
    case("headers: " + name, headers + b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nx\r\n", {}, fields=fields)


headed("all of them", b"Received: from x by y; Tue, 21 Nov 2017 16:42:10 +0800\r\nReceived: from z; Tue, 21 Nov 2017 16:00:00 +0800\r\n"
       b"From: " + word("张三".encode()) + b" <A.b@Example.CN>\r\nSubject: " + word("材料".encode("gbk"), "gb2312") + b"\r\n"
       b"Date: Tue, 21 Nov 2017 16:41:00 +0800\r\nMessage-ID: <1@x>\r\nIn-Reply-To: <2@x>\r\nReferences: <3@x> <4@x>\r\n",
       **{"from": "a.b@example.cn"}, from_name="张三", subject="材料", date="2017-11-21T08:41:00+00:00", received="2017-11-21T08:42:10+00:00",
       message_id="1@x", in_reply_to="2@x", references="3@x 4@x", auto_submitted=False)
headed("no In-Reply-To but References", b"References: <3@x>\r\n <4@x>\r\n", in_reply_to="4@x", references="3@x 4@x")
headed("References that are none", b"References: 1@x < 2@x> <3@x <> <4@x>(a mail)<5\r\n @x>,<6@x>\r\n", references="4@x 6@x")
headed("References without end", b"References:" + b"".join(b" <%04d@x>\r\n" % n for n in range(2000)) + b"\r\n",
       references=" ".join("%04d@x" % n for n in range(2000 - 4096 // 11, 2000)), in_reply_to="1999@x")
headed("a name in quotes", b'From: "Zhang, San" <a@b.cn>\r\n', **{"from": "a@b.cn"}, from_name="Zhang, San")
headed("a word in quotes", b'From: "' + word("张三".encode("gbk"), "gbk") + b'" <a@b.cn>\r\n', **{"from": "a@b.cn"}, from_name="张三")
headed("a raw name", b"From: " + "张三".encode("gbk") + b" <a@b.cn>\r\n", **{"from": "a@b.cn"}, from_name="张三")
headed("a name behind", b"From: a@b.cn (Zhang San)\r\n", **{"from": "a@b.cn"}, from_name="Zhang San")
headed("an address alone", b"From: a@b.cn\r\n", **{"from": "a@b.cn"}, from_name="")
headed("an address as its own name", b'From: "a@b.cn" <a@b.cn>\r\n', **{"from": "a@b.cn"}, from_name="")
headed("two senders", b"From: A <a@b.cn>, B <c@d.cn>\r\n", **{"from": "a@b.cn"}, from_name="A")
headed("an address inside an encoded word", b"From: " + word(b"<evil@x.cn>") + b" <a@b.cn>\r\n", **{"from": "a@b.cn"}, from_name="")
headed("no sender", b"Subject: s\r\n", **{"from": ""}, from_name="", message_id="")
headed("a date that is none", b"Date: yesterday\r\n", date="")
headed("a date of 1970", b"Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n", date="")
headed("a line break in an encoded word", b"Subject: " + word(b"a\r\nBcc: x@y.cn") + b"\r\n", subject="a Bcc: x@y.cn")
headed("a Message-ID without brackets", b"Message-ID: 1@x\r\n", message_id="1@x")
for title, line in {"RFC 3834": b"Auto-Submitted: auto-replied", "a vacation": b"X-Autoreply: yes", "bulk": b"Precedence: bulk", "a list": b"List-Unsubscribe: <http://x>",
                    "a bounce": b"Return-Path: <>", "a daemon": b"From: MAILER-DAEMON@x.cn", "an answer of QQ's": b"Subject: " + word("自动回复:收到".encode())}.items():
    headed("sent by a program, " + title, line + b"\r\n", auto_submitted=True)
headed("not sent by a program", b"Auto-Submitted: no\r\nReturn-Path: <a@b.cn>\r\nPrecedence: normal\r\n", auto_submitted=False)
case("cloud attachment", plain("见 https://pan.baidu.com/s/1nvABcd 提取码：x4d3\r\n".encode()), {}, findings=("cloud-link",))
case("a text behind 100,000 bytes of blanks, by base64", HEAD + b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b" \r\n" * 33333 + b64("正文在此".encode()), {}, text=("正文在此",))
case("an HTML text alone, its charset in the page", HEAD + b"Content-Type: text/html\r\n\r\n<meta charset=gb2312><p>" + "网页".encode("gbk"), {}, text=("网页",))
case("an HTML text labelled wrong", HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>" + "网页".encode("gbk"), {}, text=("网页",))
case("an empty text beside an HTML one", HEAD + multi(part(b"\r\n", b"text/plain", encoding=b"7bit"), part("<p>网页</p>".encode(), b"text/html; charset=utf-8", encoding=b"8bit"), kind=b"alternative"), {}, text=("网页",))

# --- a report that is written into the mail -------------------------------------------------------

PROSE = "我局认真贯彻落实市委市政府关于社会信用体系建设的部署要求，明确分管领导和责任科室，确保各项任务按时落到实处。" * 3 + "\n"
REPORT = "市信用办：\n一、年度计划\n" + PROSE + "二、信用承诺\n" + PROSE + "某市某局\n"
LIST = "市信用办：\n现报送以下材料：\n一、自查报告\n二、佐证资料\n请查收。\n"
QUOTED = "-----原始邮件-----\n发件人：市信用办\n一、报送要求\n" + PROSE + "二、报送方式\n" + PROSE


def written(text):
    return ("s\n\n" + text.rstrip() + "\n").encode()


case("a report as the text", plain(REPORT.encode()), {"邮件正文.txt": written(REPORT)}, text=("年度计划",), kinds={"邮件正文.txt": "text"})
case("a report as the text beside a file", HEAD + multi(part(REPORT.replace("\n", "\r\n").encode(), b"text/plain; charset=utf-8", encoding=b"8bit"), FILE), {"a.bin": DATA, "邮件正文.txt": written(REPORT)})
case("a report as the text above another mail", plain((REPORT + QUOTED).encode()), {"邮件正文.txt": written(REPORT)}, text=("报送方式",))
case("another mail's report below a text", plain(("已收到，照办。\n" + QUOTED).encode()), {}, text=("报送方式",))
case("a report as the text of a mail inside", mail(message(part(REPORT.encode(), b"text/plain; charset=utf-8", encoding=b"8bit"))), {}, text=("年度计划",))
for mark in ("---- 转发的邮件 ----", "---原始邮件---", "　发 件 人：市信用办", "On Mon, Nov 6, 2017, A <a@b.cn> wrote:"):
    case("another mail's report below " + mark, plain(("收到，照办。\n" + mark + "\n" + REPORT).encode()), {}, text=("年度计划",))
YEARLY = REPORT.replace("二、信用承诺\n", "在2017年度工作中，成效明显。\n-----\n二、信用承诺\n")
case("a report whose lines begin as quotes do", plain(YEARLY.encode()), {"邮件正文.txt": written(YEARLY)})
case("a list of what is sent", plain((LIST + PROSE).encode()), {})

# --- hostile mails --------------------------------------------------------------------------------

MANY = [attached(b'filename="%d.bin"' % i, b"%d" % i) for i in range(10000)]
case("hostile: 10,000 parts", mail(*MANY), {f"{i}.bin": b"%d" % i for i in range(10000)})


def nested(depth, inside, kind="multipart"):
    for i in range(depth):
        inside = multi(inside, boundary=b"n%d" % i) if kind == "multipart" else message(inside, subject=b"n%d" % i)
    return HEAD + inside


case("hostile: 200 multiparts in each other", nested(200, multi(TEXT, FILE)), {"a.bin": DATA}, text=("正文在此",))
case("hostile: a header line of 1 MB", HEAD + b"X-Long: " + b"x" * 1000000 + b"\r\n" + multi(TEXT, FILE), {"a.bin": DATA})
case("hostile: a name of 1 MB", mail(attached(b'filename="' + b"a" * 1000000 + b'.bin"')), {"a" * 508 + ".bin": DATA})
case("hostile: a subject of 20,000 encoded words", HEAD.replace(b"Subject: s", b"Subject: " + b" ".join([word(b"a")] * 20000)) + multi(TEXT, FILE), {"a.bin": DATA}, fields={"subject": "a" * 4096})
case("hostile: 50,000 header lines", HEAD + b"X-A: b\r\n" * 50000 + multi(TEXT, FILE), {"a.bin": DATA})
case("hostile: a parameter in 5,000 continuations", mail(attached(b"".join(b'filename*%d="a"; ' % i for i in range(5000)))), {"a" * 200: DATA})
case("hostile: a page of 100,000 open tags", HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div><b>" * 50000 + b"words", {}, text=("words",))
