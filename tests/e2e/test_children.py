"""Children that crash, hang, flood or lie cost one message, or one cycle, and nothing else.

The place of baosong-reader or baosong-fetcher is taken by a small Python program that misbehaves;
the daemon is the real one. Paths inside are those of the frame protocols (daemon/*/frames.h,
protocol.h).
"""
import hashlib
import os
import shutil
import stat

import pytest
from house import BUILD, House

PREAMBLE = '''#!/usr/bin/python3
import hashlib, json, os, signal, socket, struct, sys, time
def send(fd, **frame):
    data = json.dumps(frame).encode()
    os.write(fd, struct.pack(">I", len(data)) + data)
'''

READER = PREAMBLE + '''
if os.fstat(3).st_size != 777:  # only the marked mail meets the bad reader
    os.execv(os.path.join(os.path.dirname(sys.argv[0]), "good-reader"), ["baosong-reader", "--job"])
def message(**more):
    send(5, type="message", subject="s", **{"from": "a@b.example"}, from_name="", message_id="m",
         text="", findings=[], **more)
def file(stored="1", data=b"x", **more):
    if stored.isdigit():
        descriptor = os.open(stored, os.O_CREAT | os.O_WRONLY, 0o600, dir_fd=4)
        os.write(descriptor, data)
        os.close(descriptor)
    facts = dict(path="a.txt", name="a.txt", size=len(data), sha256=hashlib.sha256(data).hexdigest(),
                 kind="text", pages=0, chars=1, title="", text="x", scan=False, sections=[], findings=[])
    facts.update(more)
    send(5, type="file", stored=stored, **facts)
'''

FETCHER = PREAMBLE + '''
pending = b""
def receive():
    global pending
    while True:
        if len(pending) >= 4:
            size, = struct.unpack(">I", pending[:4])
            if len(pending) >= 4 + size:
                frame, pending = json.loads(pending[4:4 + size]), pending[4 + size:]
                return frame
        data = os.read(3, 65536)
        if not data:
            sys.exit(0)
        pending += data
def bring(name="1", data=b"From: a@b.example\\r\\nSubject: s\\r\\n\\r\\nhello\\r\\n", **more):
    if name.isdigit():
        descriptor = os.open(name, os.O_CREAT | os.O_WRONLY, 0o600, dir_fd=4)
        os.write(descriptor, data)
        os.close(descriptor)
    facts = dict(folder="INBOX", key="7", size=len(data), received=1511226000, receipt="internaldate",
                 stored=name, sha256=hashlib.sha256(data).hexdigest())
    facts.update(more)
    send(3, type="message", **facts)
def list_one(key="7"):
    send(3, type="folder", name="INBOX", uidvalidity=5, uidnext=8, exists=1, unchanged=False)
    send(3, type="list", folder="INBOX", entries=[[key, 48, 1511226000]])
    send(3, type="listed", folder="INBOX")
receive(); send(3, type="ready"); receive()
'''


def install(folder, name, text):
    """The programs, one of them replaced; the good reader beside it under another name."""
    programs = folder / "programs"
    programs.mkdir()
    for program in ("baosongd", "baosong", "baosong-fetcher", "baosong-reader"):
        shutil.copy2(BUILD / program, programs / program)
    shutil.copy2(BUILD / "baosong-reader", programs / "good-reader")
    (programs / name).unlink()
    (programs / name).write_text(text)
    (programs / name).chmod(0o700 | stat.S_IXUSR)
    return programs


def mail(subject, size=0):
    data = f"From: a@b.example\r\nSubject: {subject}\r\nMessage-ID: <{subject}@t>\r\n\r\nhello\r\n".encode()
    return data + b"." * (size - len(data))


READERS = {
    "crashes": ("os.kill(os.getpid(), signal.SIGSEGV)", 0),
    "ends without a word": ("sys.exit(0)", 0),
    "is not done": ("message(); file()", 1),
    "hangs after a file": ("message(); file(); time.sleep(600)", 1),
    "keeps its mouth open": ("message(); send(5, type='done'); time.sleep(600)", 0),
    "speaks nonsense": ("message(); file(); os.write(5, b'\\0\\0\\0\\5hello')", 1),
    "claims a huge frame": ("os.write(5, b'\\xff\\xff\\xff\\xff')", 0),
    "an unknown kind of file": ("message(); file(kind='spaceship')", 0),
    "a path out of the folder": ("message(); file(stored='../../x', data=b'')", 0),
    "a wrong hash": ("message(); file(sha256='0' * 64); send(5, type='done')", 0),
    "a wrong size": ("message(); file(size=5); send(5, type='done')", 0),
    "a file that is not there": ("message(); file(); os.unlink('1', dir_fd=4); send(5, type='done')", 0),
    "a link instead of a file": ("message(); os.symlink('/etc/passwd', '1', dir_fd=4); "
                                 "send(5, type='file', stored='1', path='p', name='p', size=1, "
                                 "sha256='0' * 64, kind='text', findings=[], sections=[], title='', "
                                 "text='', chars=0, pages=0, scan=False); send(5, type='done')", 0),
    "steps that go back": ("message(); send(5, type='at', step=2); send(5, type='at', step=2)", 0),
    "endless deaths": ("message(); send(5, type='at', step=int(time.time() * 1000)); os.abort()", 0),
    "endless logs": ("\nwhile True: send(5, type='log', level='info', text='x' * 1000)", 0),
    "endless files": ("message()\nwhile True: file(stored='', data=b'')", 0),
}


@pytest.mark.parametrize("fault", READERS)
def test_reader(tmp_path, fault):
    script, kept = READERS[fault]
    for part in ("cur", "new", "tmp"):
        (tmp_path / "Maildir" / part).mkdir(parents=True)
    for number, data in enumerate([mail("good-1"), mail("bad", 777), mail("good-2")]):
        (tmp_path / "Maildir" / "new" / f"{1511226000 + number}.M.test").write_bytes(data)
    programs = install(tmp_path, "baosong-reader", READER + script + "\n")
    house = House(tmp_path, programs).configure([{"url": f"maildir:{tmp_path / 'Maildir'}"}],
                                                limits={"reader_seconds": 3})
    done = house.once()
    assert "3 messages arrived, 2 read, 1 quarantined" in done.stdout
    messages = house.ask("messages")
    bad, = [message for message in messages if message["size"] == 777]
    assert bad["state"] == "quarantined"
    assert len(bad["files"]) == kept
    good = [message for message in messages if message["size"] != 777]
    assert {(message["subject"], message["state"]) for message in good} == \
        {("good-1", "judged"), ("good-2", "judged")}
    assert hashlib.sha256(mail("bad", 777)).hexdigest() in house.stored()
    assert list((house.state / "incoming").iterdir()) == []
    # Once the reader is well again, the message can be read after all.
    os.replace(programs / "good-reader", programs / "baosong-reader")
    house.run("baosong", "reprocess", bad["id"])
    assert {message["state"] for message in house.ask("messages")} == {"judged"}


AGAIN = """
frame = os.read(6, 65536)
orders = json.loads(frame[4:])
assert orders["passwords"] == ["12345"], orders
message()
send(5, type="at", step=3)
if orders["avoid"] == []:
    os.kill(os.getpid(), signal.SIGSEGV)
assert [each["step"] for each in orders["avoid"]] == [3] and orders["avoid"][0]["code"] == "unreadable"
file()
send(5, type="done")
"""


def test_reader_tries_without(tmp_path):
    """A reader that dies is started again at once, and told what it did not survive."""
    for part in ("cur", "new", "tmp"):
        (tmp_path / "Maildir" / part).mkdir(parents=True)
    (tmp_path / "Maildir" / "new" / "1511226000.M.test").write_bytes(mail("bad", 777))
    programs = install(tmp_path, "baosong-reader", READER + AGAIN)
    house = House(tmp_path, programs).configure([{"url": f"maildir:{tmp_path / 'Maildir'}"}], passwords=["12345"])
    house.once()
    message, = house.ask("messages")
    assert message["state"] == "judged" and [file["path"] for file in message["files"]] == ["a.txt"]
    assert list((house.state / "incoming").iterdir()) == []


FETCHERS = {
    "dies": ("os.kill(os.getpid(), signal.SIGSEGV)", "signal 11"),
    "speaks nonsense": ("os.write(3, b'\\0\\0\\0\\5hello')", "JSON"),
    "claims a huge frame": ("os.write(3, b'\\xff\\xff\\xff\\xff')", "frame"),
    "an unknown word": ("send(3, type='sing')", "sing"),
    "a message out of turn": ("bring()", "out of turn"),
    "a message nobody asked for": ("list_one(); receive(); bring(key='9')", "nobody asked"),
    "a wrong hash": ("list_one(); receive(); bring(sha256='0' * 64); send(3, type='fetched', folder='INBOX')",
                     "INBOX"),
    "a path out of the folder": ("list_one(); receive(); bring(name='../../lock')", "wrongly"),
    "negative counts": ("send(3, type='folder', name='INBOX', exists=-4)", "exists"),
    "a wrong list": ("send(3, type='folder', name='INBOX', exists=1)\n"
                     "send(3, type='list', folder='INBOX', entries=[['7', -1, 'x']])", "key, size, time"),
}


@pytest.mark.parametrize("fault", FETCHERS)
def test_fetcher(tmp_path, fault):
    script, words = FETCHERS[fault]
    programs = install(tmp_path, "baosong-fetcher", FETCHER + script + "\n")
    (tmp_path / "Maildir" / "new").mkdir(parents=True)
    house = House(tmp_path, programs).configure([{"url": f"maildir:{tmp_path / 'Maildir'}"}])
    done = house.once(check=False)
    assert done.returncode not in (0, None) and done.returncode > 0, done.stderr
    if fault != "a wrong hash":
        assert words in done.stderr
    assert house.ask("messages") == []
    assert house.stored() == {}
    assert list((house.state / "incoming").iterdir()) == []


def test_a_good_fetcher_of_this_kind(tmp_path):
    """The stand-in speaks the protocol rightly: its faults above are the faults, not its manners."""
    script = "list_one(); receive(); bring(); send(3, type='fetched', folder='INBOX')\n" \
             "send(3, type='cycle-end', ok=True); receive()"
    programs = install(tmp_path, "baosong-fetcher", FETCHER + script + "\n")
    (tmp_path / "Maildir" / "new").mkdir(parents=True)
    house = House(tmp_path, programs).configure([{"url": f"maildir:{tmp_path / 'Maildir'}"}])
    assert "1 messages arrived, 1 read" in house.once().stdout
    message, = house.ask("messages")
    assert message["received_at"] == "2017-11-21T09:00:00+08:00"
