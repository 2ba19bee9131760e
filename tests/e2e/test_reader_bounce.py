"""What the reader says of mails that came back: as Postfix, Exchange, 163 and others return them."""
import base64

import pytest
from mails import describe, word

STATUS = b"Content-Type: message/delivery-status\n"
MTA = b"Reporting-MTA: dns; mx.x.cn\n\n"
FAILED = (b"Original-Recipient: rfc822;Clerk@X.cn\nFinal-Recipient: rfc822; box7@y.cn\nAction: failed\n"
          b"Status: 5.1.1\nDiagnostic-Code: smtp; 550 no\n  such user\n")
DELAYED = b"Final-Recipient: rfc822; a@b.cn\nAction: delayed\nStatus: 4.4.1\n"
NOTICE = (b"Content-Type: message/rfc822\n\nFrom: o@x.cn\nMessage-ID: <baosong.1@x.cn>\n"
          b"Content-Type: text/plain\n\nhello\n")
HEADERS = b"Content-Type: text/rfc822-headers\n\nSubject: s\nMessage-ID: <baosong.1@x.cn>\n"
REPORT = b"multipart/report; report-type=delivery-status"
NETEASE = b"From: Postmaster@163.com\nX-Failed-Recipients: clerk@x.cn\nSubject: " + word("系统退信".encode())
HOLIDAY = b"From: clerk@x.cn\nAuto-Submitted: auto-replied\nSubject: mail failed to reach me\nIn-Reply-To: <baosong.1@x.cn>"
DAEMON = b"From: MAILER-DAEMON@x.cn\nSubject: Undelivered Mail Returned to Sender"
WHOLE = ("baosong.1@x.cn", "clerk@x.cn", "5.1.1 550 no such user")
NONE = ("", "", "")


def status(*blocks):
    return STATUS + b"\n" + MTA + b"\n".join(blocks)


def multipart(kind, headers, *parts):
    body = b"".join(b"--bb\n" + each + b"\n" for each in (b"Content-Type: text/plain\n\nSorry.\n", *parts))
    return headers + b"\nMIME-Version: 1.0\nContent-Type: " + kind + b"; boundary=bb\n\n" + body + b"--bb--\n"


IN_BASE64 = STATUS + b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(MTA + FAILED)
CASES = {
    "as Postfix writes it": (multipart(REPORT, DAEMON, status(FAILED), NOTICE), WHOLE),
    "in base64": (multipart(REPORT, DAEMON, IN_BASE64, NOTICE), WHOLE),
    "only the headers come back": (multipart(REPORT, DAEMON, status(FAILED), HEADERS), WHOLE),
    "nothing comes back": (multipart(REPORT, DAEMON, status(FAILED)), ("", *WHOLE[1:])),
    "a reply as Exchange writes it": (multipart(REPORT, DAEMON + b"\nIn-Reply-To: <baosong.1@x.cn>", status(FAILED)), WHOLE),
    "one of two recipients": (multipart(REPORT, DAEMON, status(DELAYED, FAILED), NOTICE), WHOLE),
    "only a final recipient": (multipart(REPORT, DAEMON, status(DELAYED.replace(b"delayed", b"Failed (mailbox full)"))), ("", "a@b.cn", "4.4.1")),
    "a delay is none": (multipart(REPORT, DAEMON, status(DELAYED), NOTICE), NONE),
    "a daemon that writes no status": (multipart(b"multipart/mixed", NETEASE, NOTICE), ("baosong.1@x.cn", "clerk@x.cn", "")),
    "an answer from holiday is none": (multipart(b"multipart/mixed", HOLIDAY, NOTICE), NONE),
    "one that a person sent on is none": (multipart(b"multipart/mixed", b"From: a@b.cn\nSubject: Fwd", status(FAILED), NOTICE), NONE),
    "blocks without end": (multipart(REPORT, DAEMON, status(*[b"X: y\n"] * 50000, FAILED)), NONE),
    "a block that says it is parts": (multipart(REPORT, DAEMON, status(b"Content-Type: multipart/mixed; boundary=b\n", FAILED)), NONE),
    "a line that is no field": (multipart(REPORT, DAEMON, STATUS + b"\n\xff\xfe\n\n" + FAILED), NONE),
    "no part at all": (DAEMON + b"\nContent-Type: " + REPORT + b"; boundary=bb\n\n", NONE),
}


@pytest.mark.parametrize("raw, expected", CASES.values(), ids=CASES)
def test_bounce(tmp_path, raw, expected):
    path = tmp_path / "bounce.eml"
    path.write_bytes(raw.replace(b"\n", b"\r\n"))
    code, said, stderr = describe(path)
    assert code == 0, stderr
    assert (said["bounced_id"], said["bounced_to"], said["bounced_why"]) == expected
