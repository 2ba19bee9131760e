"""A reader that runs into a limit costs one message one finding; what it had read is kept.

The limits of the house are far above any honest mail; prlimit sets tighter ones, which the reader
leaves as they are, so that each is really run into. The programs are the ordinary ones, for a
sanitizer's memory has no limit.
"""
import io
import os
import pathlib
import random
import signal
import subprocess
import time
import zipfile

import mails
import pytest
from house import RELEASE, House
from reader import findings, finish, leaves, mail, read, sha256, start

NOTE = ("说明.txt", "一、信用承诺情况\n".encode())


def archive(*entries, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in entries:
            made.writestr(name, data)
    return out.getvalue()


def packed(entries):
    """5 MB each that unpack from 65 KB, within the allowed ratio."""
    noise = random.Random(1).randbytes(60000)
    return archive(*((f"{number}.bin", noise + bytes(5 << 20)) for number in range(entries)))


@pytest.fixture(scope="module")
def heavy():
    return packed(30)


def reason(description, word):
    return any(word in detail["detail"] for detail in description["finding_details"] if detail["detail"])


def test_cpu(tmp_path, heavy):
    """What was read before the time was over is kept, and the message says why it ends there."""
    told = read(tmp_path, [NOTE, *((f"重{number}.zip", heavy) for number in range(20))], programs=RELEASE,
                prefix=["prlimit", "--cpu=1:5"])
    assert "over-budget" in told["findings"] and reason(told, "计算超过了限度")
    closed = [file for file in told["files"] if file["kind"] == "archive"]
    assert all(set(file["findings"]) == {"over-budget"} for file in closed)
    assert leaves(told)["说明.txt"] == sha256(NOTE[1])


def test_output(tmp_path):
    """Of an archive what came before is kept, beside the archive; what comes behind it is read."""
    last = ("清单.txt", b"1\n")
    packed = archive(("1.txt", b"1"), ("2.bin", bytes(3 << 20)), ("3.txt", b"3"))
    told = read(tmp_path, [NOTE, ("大.zip", packed), last], programs=RELEASE, prefix=["prlimit", "--fsize=1000000"])
    assert findings(told) == ["over-budget"] and reason(told, "内容超过了限度")
    assert findings(told, "大.zip") == ["over-budget"]
    assert leaves(told) == {"说明.txt": sha256(NOTE[1]), "大.zip": sha256(packed), "大.zip/1.txt": sha256(b"1"),
                            "清单.txt": sha256(b"1\n")}


TOO_LONG = ["prlimit", "--fsize=1000000"]


def left_out(path, data=b""):
    """(path, sha256, findings) of what was not read, of which nothing came."""
    return path, sha256(data), ["over-budget"]


def rows(description):
    return [(file["path"], file["sha256"], file["findings"]) for file in description["files"]]


def test_a_part_that_kills_while_it_is_decoded(tmp_path):
    """It becomes a file without its bytes; every other part is read, those behind it as well."""
    last = ("清单.txt", b"1\n")
    told = read(tmp_path, [NOTE, ("大.bin", bytes(3 << 20)), last, ("更大.bin", bytes(5 << 20))], programs=RELEASE,
                prefix=TOO_LONG)
    assert rows(told) == [("说明.txt", sha256(NOTE[1]), []), left_out("大.bin"), ("清单.txt", sha256(b"1\n"), []),
                          left_out("更大.bin")]
    assert findings(told) == ["over-budget"] and reason(told, "内容超过了限度")


def test_a_file_in_the_text_that_kills(tmp_path):
    body = mails.uu(bytes(3 << 20), "大.bin".encode()) + mails.uu(b"1", b"b.bin")
    (tmp_path / "mail.eml").write_bytes(mails.mail(mails.part(body, b"text/plain", encoding=b"8bit"), mails.FILE))
    told = finish(start(tmp_path / "mail.eml", programs=RELEASE, prefix=TOO_LONG))
    assert rows(told) == [left_out("大.bin"), ("b.bin", sha256(b"1"), []), ("a.bin", sha256(mails.DATA), [])]


def test_volumes_that_kill_when_they_are_joined(tmp_path):
    """They stay as files; what else is in the mail is read."""
    noise = random.Random(2).randbytes(1500000)
    (tmp_path / "数据.bin").write_bytes(noise)
    subprocess.run(["7z", "a", "-bd", "-v700k", "材料.7z", "数据.bin"], cwd=tmp_path, check=True,
                   stdout=subprocess.DEVNULL)
    parts = [(path.name, path.read_bytes()) for path in sorted(tmp_path.glob("材料.7z.*"))]
    told = read(tmp_path, [*parts, NOTE], programs=RELEASE, prefix=TOO_LONG)
    assert rows(told) == [("说明.txt", sha256(NOTE[1]), []), *(left_out(*part) for part in parts)]


def test_a_text_that_kills(tmp_path):
    """The files of the mail are read without its words, and it is said what was left out."""
    (tmp_path / "small.eml").write_bytes(mail([NOTE]))
    limit = address_space_of(tmp_path / "small.eml")
    page = b"<html><body>" + b"<p>&#20449;</p>" * 250000
    (tmp_path / "mail.eml").write_bytes(mails.mail(mails.part(page, b"text/html", encoding=b"8bit"), mails.FILE))
    told = finish(start(tmp_path / "mail.eml", programs=RELEASE, prefix=["prlimit", f"--as={limit + (4 << 20)}"]))
    assert rows(told) == [("a.bin", sha256(mails.DATA), [])]
    assert findings(told) == ["over-budget"] and reason(told, "邮件正文")


def address_space_of(path):
    """Bytes within which the reader can read this mail."""
    for megabytes in range(64, 1024, 16):
        process = start(path, programs=RELEASE, prefix=["prlimit", f"--as={megabytes << 20}"])
        if process.wait() == 0 and b'"findings": []' in process.stdout.read():
            return megabytes << 20
    raise AssertionError("the reader needs more than a gigabyte for a small mail")


@pytest.mark.parametrize("parts,megabytes,files", [(200000, 8, 1200), (600000, 400, 20000)],
                         ids=["beginning", "shortened"])
def test_memory(tmp_path, parts, megabytes, files):
    """A mail of so many parts, each of which is kept in memory: whose it is comes out all the same, with the files as
    far as the memory goes, and why there are no more."""
    (tmp_path / "small.eml").write_bytes(mail([NOTE]))
    limit = address_space_of(tmp_path / "small.eml")
    part = b"--x\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\nx\r\n"
    head = ("Subject: s\r\nFrom: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
            "--x\r\n\r\nwords\r\n").encode()
    (tmp_path / "mail.eml").write_bytes(head + part * parts + b"--x--\r\n")
    told = finish(start(tmp_path / "mail.eml", programs=RELEASE,
                        prefix=["prlimit", f"--as={limit + (megabytes << 20)}"]))
    assert findings(told) == ["over-budget"] and reason(told, "邮件靠后的部分未读") and reason(told, "内存超过了限度")
    assert (told["subject"], told["from"], told["text"].strip()) == ("s", "a@b.example", "words")
    assert 0.9 * files < len(told["files"]) < 1.1 * files
    assert all(file["sha256"] == sha256(b"x") for file in told["files"][:-1])


def child_of(process):
    path = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while process.poll() is None:
        children = path.read_text().split()
        if children:
            return int(children[0])
        time.sleep(0.001)
    raise AssertionError("the reader was done before its child was seen")


def test_wall(tmp_path, heavy):
    """A confined reader that stands still is ended by its parent, after the time it was given."""
    (tmp_path / "mail.eml").write_bytes(mail([NOTE, *((f"重{number}.zip", heavy) for number in range(5))]))
    process = start(tmp_path / "mail.eml", "--seconds", 1, programs=RELEASE)
    child = child_of(process)
    os.kill(child, signal.SIGSTOP)
    told = finish(process)
    assert reason(told, "时间超过了限度")
    assert not pathlib.Path(f"/proc/{child}").exists()


def test_unpacked_ratio(tmp_path):
    """A bomb is cut where its ratio is beyond any honest file's; the rest of the mail is read."""
    told = read(tmp_path, [("炸弹.zip", archive(("0.bin", bytes(200 << 20)))), NOTE], programs=RELEASE)
    cut, = [file for file in told["files"] if file["path"].startswith("炸弹.zip/")]
    assert "over-budget" in cut["findings"] and cut["size"] <= 65 << 20
    assert leaves(told)["说明.txt"] == sha256(NOTE[1])


@pytest.mark.parametrize("call", ["landlock_create_ruleset", "landlock_restrict_self", "seccomp"])
def test_no_confinement_no_reading(tmp_path, call):
    (tmp_path / "mail.eml").write_bytes(mail([NOTE]))
    process = start(tmp_path / "mail.eml", programs=RELEASE,
                    prefix=["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"inject={call}:error=ENOSYS"])
    output, errors = process.communicate(timeout=60)
    assert process.returncode != 0 and output == b""
    assert (b"confine" in errors.lower()) or b"allowed" in errors, errors


def test_nothing_is_left_behind(tmp_path, heavy):
    place = tmp_path / "place"
    place.mkdir()
    read(tmp_path, [NOTE, ("重.zip", heavy)], programs=RELEASE, env={**os.environ, "TMPDIR": str(place)})
    assert list(place.iterdir()) == []


def test_in_the_service(tmp_path, heavy):
    """The service meets the same: the message is judged by what was read of it."""
    box = tmp_path / "Maildir"
    for part in ("cur", "new", "tmp"):
        (box / part).mkdir(parents=True)
    (box / "new" / "1511226000.M1.test").write_bytes(mail([NOTE, ("大.zip", archive(("0.bin", bytes(3 << 20))))]))
    (box / "new" / "1511226001.M2.test").write_bytes(mail([NOTE], subject="好的"))
    house = House(tmp_path, RELEASE).configure([{"url": f"maildir:{box}"}])
    # The ledger and the store stay below the limit, which the readers inherit.
    done = subprocess.run(["prlimit", "--fsize=2000000", str(RELEASE / "baosongd"), "--config",
                           str(house.config), "--once"], capture_output=True, text=True, timeout=120)
    messages = house.ask("messages")
    bad, = [message for message in messages if message["subject"] != "好的"]
    assert bad["state"] == "judged" and "over-budget" in bad["findings"], (bad, done.stderr)
    assert [(file["path"], file["findings"]) for file in bad["files"]] == \
        [("说明.txt", []), ("大.zip", ["over-budget"])]
    good, = [message for message in messages if message["subject"] == "好的"]
    assert good["state"] == "judged" and len(good["files"]) == 1
