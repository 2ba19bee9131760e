"""baosong-fetcher against a real Dovecot, a server like 163's, and servers that misbehave."""

import datetime
import mailbox
import os
import pathlib
import socket
import time

import pytest
from dovecot import Dovecot
from fetcher import Fetcher
from scripted_imap import Mail, ScriptedImap
from tls import Authority, free_port

PASSWORD = "correct horse battery"
OK = {"type": "cycle-end", "ok": True}
SUBMITTED = datetime.datetime(2017, 11, 21, 16, 42, 10,
                              tzinfo=datetime.timezone(datetime.timedelta(hours=8)))


def mail(subject, size=100):
    line = b"0123456789abcdef" * 4 + b"\r\n"
    return f"Subject: {subject}\r\n\r\n".encode() + line * (size // len(line) + 1)


def write_password(folder, password=PASSWORD):
    path = pathlib.Path(folder) / "credentials" / "password"
    path.parent.mkdir(exist_ok=True)
    path.write_text(password + "\n")
    path.chmod(0o600)
    return path


def settings(url, folder, ca=None, password=PASSWORD, **extra):
    return {"scheme": url.split(":")[0], "url": url, "path": None, "user": "office",
            "password_file": str(write_password(folder, password)),
            "ca_file": str(ca) if ca else None, "start_tls": True,
            "folders": ["INBOX", "\\Junk"], "since": -1, **extra}


@pytest.fixture(scope="module")
def dovecot():
    with Dovecot(users={"office": PASSWORD}) as server:
        server.append(mail("first"), when=SUBMITTED)
        server.append(mail("seen", 5000), flags="\\Seen")
        server.append(mail("junk"), folder="Junk")
        yield server


def failed_cycle(tmp_path, mailbox_settings, timeout=60):
    """The cycle-end of a cycle that must fail, and a check that no password went anywhere."""
    with Fetcher(tmp_path / "in", mailbox_settings) as fetcher:
        fetcher.expect("ready")
        end = fetcher.cycle(timeout=timeout).end
    said = repr(fetcher.frames) + fetcher.stderr
    password = pathlib.Path(mailbox_settings["password_file"]).read_text().strip()
    assert not password or password not in said
    assert end["ok"] is False
    assert list((tmp_path / "in").iterdir()) == []
    return end


# --- a real server -------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["url", "plain_url"])
def test_dovecot(dovecot, tmp_path, url):
    before = dovecot.snapshot()
    with Fetcher(tmp_path / "in", settings(getattr(dovecot, url), tmp_path, dovecot.ca)) as fetcher:
        fetcher.expect("ready")
        first = fetcher.cycle()
        assert first.end == {"type": "cycle-end", "ok": True}
        bodies = first.bodies()
        assert bodies == {("INBOX", "1"): mail("first"), ("INBOX", "2"): mail("seen", 5000),
                          ("Junk", "1"): mail("junk")}
        frame = first.messages[("INBOX", "1")]
        assert frame["received"] == int(SUBMITTED.timestamp())
        assert frame["receipt"] == "internaldate"
        assert first.entries["INBOX"][0] == ["1", len(mail("first")), int(SUBMITTED.timestamp())]

        second = fetcher.cycle(first.known())
        assert second.end["ok"] and not second.entries and not second.messages
        assert all(folder["unchanged"] for folder in second.folders.values())

        again = fetcher.cycle(first.known(), reconcile=True, choose=lambda *_: [])
        assert {name: len(rows) for name, rows in again.entries.items()} == {"INBOX": 2, "Junk": 1}
        assert fetcher.quit() == 0
    assert PASSWORD not in repr(fetcher.frames) + fetcher.stderr
    assert dovecot.snapshot() == before


def test_new_mail_is_listed_alone(tmp_path):
    with Dovecot(users={"office": PASSWORD}) as server:
        server.append(mail("old"))
        with Fetcher(tmp_path / "in", settings(server.url, tmp_path, server.ca)) as fetcher:
            fetcher.expect("ready")
            known = fetcher.cycle().known()
            server.append(mail("new"))
            new = fetcher.cycle(known)
            assert [row[0] for row in new.entries["INBOX"]] == ["2"]
            assert new.bodies() == {("INBOX", "2"): mail("new")}
            # another UIDVALIDITY: the UIDs mean nothing, so everything is listed
            other = [{**folder, "uidvalidity": folder["uidvalidity"] + 1} for folder in new.known()]
            assert [row[0] for row in fetcher.cycle(other).entries["INBOX"]] == ["1", "2"]
            # deleted by staff: the count differs, nothing is new
            client = server.login()
            client.select("INBOX")
            client.store("1", "+FLAGS", "\\Deleted")
            client.expunge()
            client.logout()
            less = fetcher.cycle(new.known())
            assert not less.folders["INBOX"]["unchanged"] and "INBOX" not in less.entries
            assert less.folders["INBOX"]["exists"] == 1


def test_message_that_goes_between_list_and_fetch(tmp_path):
    with Dovecot(users={"office": PASSWORD}) as server:
        server.append(mail("goes"))
        server.append(mail("stays"))

        def choose(folder, entries):
            if folder == "INBOX":
                client = server.login()
                client.select("INBOX")
                client.store("1", "+FLAGS", "\\Deleted")
                client.expunge()
                client.logout()
            return [entry[0] for entry in entries]

        # Dovecot still answers for the UID in this session: with no body, and with size 0
        with Fetcher(tmp_path / "in", settings(server.url, tmp_path, server.ca)) as fetcher:
            fetcher.expect("ready")
            cycle = fetcher.cycle(choose=choose)
            assert cycle.gone == [("INBOX", "1")]
            assert list(cycle.bodies().values()) == [mail("stays")]
            assert cycle.end["ok"]


@pytest.mark.parametrize("junk", ["Junk", "垃圾邮件"])
def test_junk_by_special_use_and_folder_names(tmp_path, junk):
    encoded = {"Junk": "Junk", "垃圾邮件": "&V4NXPpCuTvY-"}[junk]
    with Dovecot(users={"office": PASSWORD}, junk=junk) as server:
        server.append(mail("in junk"), folder=f'"{encoded}"')
        client = server.login()
        assert client.create('"&ZyxyaQ- &- co"')[0] == "OK"
        client.logout()
        folders = ["\\Junk", junk, "\\Archive", "does not exist", "本物 & co"]
        with Fetcher(tmp_path / "in",
                     settings(server.url, tmp_path, server.ca, folders=folders)) as fetcher:
            fetcher.expect("ready")
            cycle = fetcher.cycle()
            assert list(cycle.folders) == [junk, "本物 & co"]
            assert list(cycle.bodies().values()) == [mail("in junk")]
            assert list(cycle.failed) == ["does not exist"]
            assert cycle.failed["does not exist"]["error"] == "folder"
            assert '"does not exist"' in cycle.failed["does not exist"]["text"]
            assert cycle.end["ok"]
            assert any("\\Archive" in line for line in fetcher.logs("info"))


def test_wrong_authority(dovecot, tmp_path):
    other = Authority(tmp_path / "other")
    end = failed_cycle(tmp_path, settings(dovecot.url, tmp_path, other.ca))
    assert end["error"] == "certificate"
    assert "not issued by a trusted authority" in end["text"] and "ca_file" in end["text"]


def test_system_authorities_do_not_know_ours(dovecot, tmp_path):
    assert failed_cycle(tmp_path, settings(dovecot.url, tmp_path))["error"] == "certificate"


@pytest.mark.parametrize("url", ["url", "plain_url"])
def test_wrong_host_name(dovecot, tmp_path, url):
    address = getattr(dovecot, url).replace("localhost", "127.0.0.1")
    end = failed_cycle(tmp_path, settings(address, tmp_path, dovecot.ca))
    assert end["error"] == "certificate"
    assert "another host name" in end["text"] and "was not sent" in end["text"]


def test_wrong_password(dovecot, tmp_path):
    end = failed_cycle(tmp_path, settings(dovecot.url, tmp_path, dovecot.ca, password="not it"))
    assert end["error"] == "login"
    assert "refused the login of office" in end["text"] and "Authentication failed" in end["text"]


def test_no_starttls(tmp_path):
    with Dovecot(users={"office": PASSWORD}, tls=False) as server:
        end = failed_cycle(tmp_path, settings(server.plain_url, tmp_path, server.ca))
        assert end["error"] == "certificate" and "does not offer STARTTLS" in end["text"]
        # only by choice
        server.append(mail("plain"))
        chosen = settings(server.plain_url, tmp_path, start_tls=False)
        with Fetcher(tmp_path / "in", chosen) as fetcher:
            fetcher.expect("ready")
            assert list(fetcher.cycle().bodies().values()) == [mail("plain")]


def test_nobody_there(tmp_path, dovecot):
    refused = failed_cycle(
        tmp_path, settings(f"imaps://localhost:{free_port()}", tmp_path, dovecot.ca))
    assert refused["error"] == "network" and "does not accept the connection" in refused["text"]
    unknown = failed_cycle(tmp_path, settings("imaps://nowhere.invalid", tmp_path, dovecot.ca))
    assert unknown["error"] == "network" and "does not resolve" in unknown["text"]


@pytest.mark.parametrize("content", [None, "", "\n"])
def test_password_file_missing_or_empty(dovecot, tmp_path, content):
    chosen = settings(dovecot.url, tmp_path, dovecot.ca)
    path = pathlib.Path(chosen["password_file"])
    path.unlink() if content is None else path.write_text(content)
    with Fetcher(tmp_path / "in", chosen) as fetcher:
        fetcher.expect("ready")
        end = fetcher.cycle().end
        assert end["error"] == "config" and str(path) in end["text"]
        # mended while it runs
        write_password(tmp_path)
        assert fetcher.cycle().end == OK


def test_open_password_file_is_warned_of(dovecot, tmp_path):
    chosen = settings(dovecot.url, tmp_path, dovecot.ca)
    os.chmod(chosen["password_file"], 0o644)
    with Fetcher(tmp_path / "in", chosen) as fetcher:
        fetcher.expect("ready")
        assert fetcher.cycle().end == OK
        assert any("can be read by everybody" in line for line in fetcher.logs("warning"))


def test_big_mail_needs_little_memory(tmp_path):
    big = mail("big", 80 << 20)
    with Dovecot(users={"office": PASSWORD}) as server:
        server.append(big)
        with Fetcher(tmp_path / "in", settings(server.url, tmp_path, server.ca)) as fetcher:
            fetcher.expect("ready")
            cycle = fetcher.cycle()
            assert list(cycle.bodies().values()) == [big]
            if b"__asan_init" not in pathlib.Path(fetcher.process.args[-1]).read_bytes():
                assert fetcher.resident_peak() < 16 << 10


def test_too_large_and_since(tmp_path):
    with Dovecot(users={"office": PASSWORD}) as server:
        server.append(mail("old"), when=SUBMITTED - datetime.timedelta(days=400))
        server.append(mail("new"), when=SUBMITTED)
        server.append(mail("large", 50000), when=SUBMITTED)
        since = int(SUBMITTED.timestamp()) - 86400
        chosen = settings(server.url, tmp_path, server.ca, since=since, message_bytes=20000)
        with Fetcher(tmp_path / "in", chosen) as fetcher:
            fetcher.expect("ready")
            cycle = fetcher.cycle()
            assert [row[0] for row in cycle.entries["INBOX"]] == ["2", "3"]
            assert list(cycle.bodies().values()) == [mail("new")]
            assert cycle.too_large == {("INBOX", "3"): len(mail("large", 50000))}


def test_many_messages(tmp_path):
    """More than one list frame and more than one FETCH."""
    count = 1100
    mails = [Mail(1000 + 3 * n, mail(f"number {n}")) for n in range(count)]
    with ScriptedImap(tmp_path / "tls", {"INBOX": mails}, password=PASSWORD) as server:
        with Fetcher(tmp_path / "in", settings(server.url, tmp_path, server.ca)) as fetcher:
            fetcher.expect("ready")
            cycle = fetcher.cycle()
            bodies = cycle.bodies()
            assert bodies == {("INBOX", str(m.uid)): m.body for m in mails}
        lists = [f for f in fetcher.frames if f["type"] == "list"]
        assert [len(frame["entries"]) for frame in lists] == [1000, 100]
        assert sum(c.startswith("UID FETCH") for c in server.commands) == 11


def test_parent_that_goes_ends_it(dovecot, tmp_path):
    with Fetcher(tmp_path / "in", settings(dovecot.url, tmp_path, dovecot.ca)) as fetcher:
        fetcher.expect("ready")
        fetcher.send({"type": "cycle", "folders": []})
        fetcher.sock.close()
        assert fetcher.process.wait(timeout=5) == 0


def test_parent_that_does_not_keep_to_the_protocol(tmp_path):
    with Fetcher(tmp_path / "in", {"scheme": "pop3", "url": "pop3://x"}) as fetcher:
        end = fetcher.expect("cycle-end")
        assert end["error"] == "protocol" and "pop3" in end["text"]
        assert fetcher.receive() is None
        assert fetcher.process.wait(timeout=5) != 0


# --- the manners of 163 --------------------------------------------------------------------------


@pytest.fixture
def coremail(tmp_path):
    inbox = [Mail(1320000007, mail("one")), Mail(1320000519, mail("two", 40000))]
    junk = [Mail(1320900001, mail("junk"))]
    mailboxes = {"INBOX": inbox, "&V4NXPpCuTvY-": junk}
    with ScriptedImap(tmp_path / "tls", mailboxes, password=PASSWORD) as server:
        yield server


def test_163(coremail, tmp_path):
    with Fetcher(tmp_path / "in", settings(coremail.url, tmp_path, coremail.ca)) as fetcher:
        fetcher.expect("ready")
        first = fetcher.cycle()
        assert first.end["ok"]
        assert first.bodies() == {("INBOX", "1320000007"): mail("one"),
                                  ("INBOX", "1320000519"): mail("two", 40000),
                                  ("垃圾邮件", "1320900001"): mail("junk")}
        assert first.folders["INBOX"]["uidvalidity"] == 1
        # 1 promises nothing: everything is listed again, and the parent knows it all
        second = fetcher.cycle(first.known(), choose=lambda *_: [])
        assert not second.folders["INBOX"]["unchanged"]
        assert len(second.entries["INBOX"]) == 2 and not second.messages
    assert coremail.connections == 1
    words = " ".join(coremail.commands)
    for forbidden in ("SELECT", "STORE", "EXPUNGE", "COPY", "IDLE", "SEARCH", " BODY[]"):
        assert forbidden not in words
    assert coremail.commands.count('ID ("name" "baosong" "version" "0.1.0" "vendor" "baosong")') == 1


def test_newest_below_uidnext_is_dropped(coremail, tmp_path):
    """With a UIDVALIDITY that means something, "n:*" gives the newest although it is known."""
    coremail.uidvalidity = 77
    with Fetcher(tmp_path / "in", settings(coremail.url, tmp_path, coremail.ca)) as fetcher:
        fetcher.expect("ready")
        known = fetcher.cycle().known()
        coremail.mailboxes["INBOX"].pop(0)
        cycle = fetcher.cycle(known)
        assert cycle.end["ok"] and "INBOX" not in cycle.entries and not cycle.messages
        assert any(c.startswith("UID FETCH 1320000520:*") for c in coremail.commands)


def test_distrusted_login(coremail, tmp_path):
    coremail.faults.distrust = True
    end = failed_cycle(tmp_path, settings(coremail.url, tmp_path, coremail.ca))
    assert end["error"] == "login" and "Unsafe Login" in end["text"] and "授权码" in end["text"]


@pytest.mark.parametrize("words, kind", [
    ("NO [UNAVAILABLE] Temporary authentication failure", "network"),
    ("NO Too many connections", "network"),
    (f"NO [AUTHENTICATIONFAILED] {PASSWORD} is not the password of office", "login"),
])
def test_words_of_a_refused_login(coremail, tmp_path, words, kind):
    coremail.faults.refuse_login = words
    end = failed_cycle(tmp_path, settings(coremail.url, tmp_path, coremail.ca))
    assert end["error"] == kind and words.split()[-1] in end["text"]


def test_connection_lost_between_cycles(coremail, tmp_path):
    with Fetcher(tmp_path / "in", settings(coremail.url, tmp_path, coremail.ca)) as fetcher:
        fetcher.expect("ready")
        assert fetcher.cycle().end == OK
        coremail.drop()
        assert fetcher.cycle(choose=lambda *_: []).end["ok"]
        assert coremail.connections == 2 and not fetcher.logs("warning")


# --- servers that misbehave ----------------------------------------------------------------------


@pytest.mark.parametrize("at", [0, 1, 17, 16384, 39999])
def test_server_that_closes_inside_a_body(coremail, tmp_path, at):
    coremail.faults.cut_at, coremail.faults.times = at, 1
    coremail.mailboxes["INBOX"].reverse()
    with Fetcher(tmp_path / "in", settings(coremail.url, tmp_path, coremail.ca)) as fetcher:
        fetcher.expect("ready")
        cycle = fetcher.cycle()
        assert cycle.end["error"] == "network" and "closed the connection" in cycle.end["text"]
        assert list((tmp_path / "in").iterdir()) == []
        cycle = fetcher.cycle()
        assert cycle.end["ok"] and len(cycle.bodies()) == 3


def test_whole_messages_before_the_break_are_delivered(coremail, tmp_path):
    coremail.faults.cut_at = 20000
    with Fetcher(tmp_path / "in", settings(coremail.url, tmp_path, coremail.ca)) as fetcher:
        fetcher.expect("ready")
        cycle = fetcher.cycle()
        assert cycle.end["error"] == "network"
        assert cycle.bodies() == {("INBOX", "1320000007"): mail("one")}
        assert len(list((tmp_path / "in").iterdir())) == 1


@pytest.mark.parametrize("fault", ["stall_at", "drip_at"])
def test_server_that_stalls_or_drips(coremail, tmp_path, fault):
    setattr(coremail.faults, fault, 20000)
    began = time.monotonic()
    chosen = settings(coremail.url, tmp_path, coremail.ca, timeout=1)
    with Fetcher(tmp_path / "in", chosen) as fetcher:
        fetcher.expect("ready")
        end = fetcher.cycle().end
    assert end["error"] == "network" and time.monotonic() - began < 20
    assert ("said nothing" if fault == "stall_at" else "too slow") in end["text"]


def test_server_that_never_greets(coremail, tmp_path):
    coremail.faults.mute = True
    end = failed_cycle(tmp_path, settings(coremail.url, tmp_path, coremail.ca, timeout=1))
    assert end["error"] == "network" and "did not answer in time" in end["text"]


def test_parent_that_goes_while_the_server_is_silent(coremail, tmp_path):
    coremail.faults.stall_at = 100
    chosen = settings(coremail.url, tmp_path, coremail.ca)
    with Fetcher(tmp_path / "in", chosen) as fetcher:
        fetcher.expect("ready")
        fetcher.send({"type": "cycle", "folders": []})
        fetcher.expect("folder")
        fetcher.expect("list")
        fetcher.expect("listed")
        fetcher.send({"type": "fetch", "folder": "INBOX", "keys": ["1320000519"]})
        time.sleep(0.5)
        fetcher.sock.close()
        assert fetcher.process.wait(timeout=5) == 0
    assert list((tmp_path / "in").iterdir()) == []


def test_plain_text_behind_a_tls_port(coremail, tmp_path):
    coremail.faults.plain_text = True
    end = failed_cycle(tmp_path, settings(coremail.url, tmp_path, coremail.ca, timeout=3))
    assert end["error"] in ("protocol", "network") and coremail.url in end["text"]


@pytest.mark.parametrize("fault, kind", [
    ("bye_on", "network"), ("garbage_on", "protocol"), ("endless_on", "protocol")])
@pytest.mark.parametrize("command", ["ID", "LIST", "EXAMINE", "FETCH", "UID FETCH"])
def test_answers_that_are_none(coremail, tmp_path, fault, kind, command):
    setattr(coremail.faults, fault, command)
    chosen = settings(coremail.url, tmp_path, coremail.ca, timeout=3)
    with Fetcher(tmp_path / "in", chosen) as fetcher:
        fetcher.expect("ready")
        cycle = fetcher.cycle()
        assert cycle.end["error"] == kind, cycle.end
        setattr(coremail.faults, fault, None)
        assert fetcher.cycle().end == OK
        if fault == "endless_on" and b"__asan_init" not in pathlib.Path(
                fetcher.process.args[-1]).read_bytes():
            assert fetcher.resident_peak() < 32 << 10


def test_odd_but_legal_answers(coremail, tmp_path):
    inbox = coremail.mailboxes["INBOX"]
    inbox.append(Mail(1320000600, b"Subject: short"))
    inbox.append(Mail(1320000601, b""))
    inbox.append(Mail(1320000602, b"", stated_size=500))
    inbox.append(Mail(1320000603, mail("lies"), stated_size=12345))
    coremail.faults.uid_last = coremail.faults.unsolicited = coremail.faults.quoted_body = True
    coremail.faults.vanish = (1320000007,)
    with Fetcher(tmp_path / "in", settings(coremail.url, tmp_path, coremail.ca)) as fetcher:
        fetcher.expect("ready")
        cycle = fetcher.cycle()
        assert cycle.end["ok"]
        found = {key: body for (folder, key), body in cycle.bodies().items() if folder == "INBOX"}
        assert found == {"1320000519": mail("two", 40000), "1320000600": b"Subject: short",
                         "1320000601": b"", "1320000603": mail("lies")}
        assert sorted(cycle.gone) == [("INBOX", "1320000007"), ("INBOX", "1320000602")]
        warnings = fetcher.logs("warning")
        assert len(warnings) == 1 and "12345" in warnings[0]


def test_size_that_lies_about_a_large_message(coremail, tmp_path):
    coremail.mailboxes["INBOX"].append(Mail(1320000700, mail("huge", 100000), stated_size=10))
    chosen = settings(coremail.url, tmp_path, coremail.ca, message_bytes=50000)
    with Fetcher(tmp_path / "in", chosen) as fetcher:
        fetcher.expect("ready")
        cycle = fetcher.cycle()
        assert cycle.end["ok"] and len(cycle.bodies()) == 3
        assert cycle.too_large == {("INBOX", "1320000700"): len(mail("huge", 100000))}


# --- mailboxes that are files --------------------------------------------------------------------


def test_maildir(tmp_path):
    box = mailbox.Maildir(tmp_path / "box")
    box.add(b"Subject: new\n\n")
    read = mailbox.MaildirMessage(b"Subject: read\n\n")
    read.set_subdir("cur")
    read.set_flags("S")
    box.add(read)
    box.add_folder("&V4NXPpCuTvY-").add(b"Subject: junk\n\n")
    path = tmp_path / "box" / "cur" / "1511253730.X.host:2,"
    path.write_bytes(b"Subject: dated\n\n")
    before = sorted(str(p) for p in (tmp_path / "box").rglob("*"))
    chosen = {"scheme": "maildir", "url": f"maildir:{tmp_path}/box", "path": str(tmp_path / "box"),
              "folders": ["INBOX", "\\Junk"]}

    def choose(folder, entries):
        if folder == "INBOX" and path.exists():  # a mail program sets a flag meanwhile
            path.rename(f"{path}RS")
        return [entry[0] for entry in entries] + ["no-such-key"]

    with Fetcher(tmp_path / "in", chosen) as fetcher:
        fetcher.expect("ready")
        cycle = fetcher.cycle(choose=choose)
        assert cycle.end["ok"]
        assert sorted(cycle.bodies().values()) == [
            b"Subject: dated\n\n", b"Subject: junk\n\n", b"Subject: new\n\n", b"Subject: read\n\n"]
        dated = cycle.messages[("INBOX", "1511253730.X.host")]
        assert dated["received"] == 1511253730 and dated["receipt"] == "maildir"
        assert ("INBOX", "no-such-key") in cycle.gone and "垃圾邮件" in cycle.folders
        again = fetcher.cycle(cycle.known(), choose=lambda *_: [])
        assert not again.folders["INBOX"]["unchanged"] and len(again.entries["INBOX"]) == 3
    pathlib.Path(f"{path}RS").rename(path)
    assert sorted(str(p) for p in (tmp_path / "box").rglob("*")) == before


MBOX = (b"From a@b Tue Nov 21 08:42:10 2017\nSubject: one\n\nbody\n>From me\n\n"
        b"From Monday on we work.\n\n"
        b"From b@c Wed Nov 22 00:00:00 2017\nSubject: two\n\n>>From you\n")


def test_mbox(tmp_path):
    path = tmp_path / "box.mbox"
    path.write_bytes(MBOX)
    chosen = {"scheme": "mbox", "url": f"mbox:{path}", "path": str(path),
              "folders": ["INBOX", "\\Junk"]}
    with Fetcher(tmp_path / "in", chosen) as fetcher:
        fetcher.expect("ready")
        cycle = fetcher.cycle()
        assert cycle.end["ok"]
        assert list(cycle.bodies().values()) == [
            b"Subject: one\n\nbody\nFrom me\n\nFrom Monday on we work.\n",
            b"Subject: two\n\n>From you\n"]
        assert [f["received"] for f in cycle.messages.values()] == [1511253730, 1511308800]
        keys = [entry[0] for entry in cycle.entries["INBOX"]]
        # the same again, then nothing has changed, then one more
        assert [e[0] for e in fetcher.cycle(cycle.known(), choose=lambda *_: []).entries["INBOX"]
                ] == keys
        assert fetcher.cycle(cycle.known()).folders["INBOX"]["unchanged"]
        with path.open("ab") as file:
            file.write(b"\nFrom c@d Wed Nov 22 00:00:01 2017\nSubject: three\n\n")
        more = fetcher.cycle(cycle.known(), choose=lambda _, rows: [rows[-1][0], keys[0] + "x"])
        assert [e[0] for e in more.entries["INBOX"]][:2] == keys
        assert list(more.bodies().values()) == [b"Subject: three\n"]
        assert more.gone == [("INBOX", keys[0] + "x")]
    assert path.read_bytes().startswith(MBOX)


def test_single_eml(tmp_path):
    path = tmp_path / "申报.eml"
    path.write_bytes(mail("single", 70000))
    chosen = {"scheme": "mbox", "url": f"mbox:{path}", "path": str(path), "folders": ["INBOX"]}
    with Fetcher(tmp_path / "in", chosen) as fetcher:
        fetcher.expect("ready")
        cycle = fetcher.cycle()
        assert cycle.bodies() == {("INBOX", "1"): mail("single", 70000)}
        frame = cycle.messages[("INBOX", "1")]
        assert frame["received"] == -1 and frame["receipt"] == "none"


@pytest.mark.parametrize("scheme", ["maildir", "mbox"])
def test_mailbox_file_that_is_missing(tmp_path, scheme):
    path = str(tmp_path / "missing")
    chosen = {"scheme": scheme, "url": f"{scheme}:{path}", "path": path, "folders": ["INBOX"]}
    with Fetcher(tmp_path / "in", chosen) as fetcher:
        end = fetcher.expect("cycle-end")
        assert end["error"] == "config" and path in end["text"]


def test_no_new_privileges_and_no_core_dump(dovecot, tmp_path):
    """What the kernel shows of its confinement; tests/unit/test_mailbox_confine.c tries it."""
    with Fetcher(tmp_path / "in", settings(dovecot.url, tmp_path, dovecot.ca)) as fetcher:
        fetcher.expect("ready")
        proc = pathlib.Path(f"/proc/{fetcher.process.pid}")
        assert "NoNewPrivs:\t1" in (proc / "status").read_text()
        core = [l for l in (proc / "limits").read_text().splitlines() if "core file" in l]
        assert core[0].split()[4:6] == ["1", "1"]


# --- waiting for mail ----------------------------------------------------------------------------


def test_dovecot_tells_of_new_mail(tmp_path):
    with Dovecot(users={"office": PASSWORD}) as server:
        server.append(mail("old"))
        with Fetcher(tmp_path / "in", settings(server.url, tmp_path, server.ca)) as fetcher:
            fetcher.expect("ready")
            known = fetcher.cycle(wait=True).known()
            server.append(mail("new"))
            fetcher.expect("changed", timeout=30)
            server.append(mail("newer"))  # told once; the cycle finds both
            after = fetcher.cycle(known, wait=True)
            assert after.end == OK and len(after.messages) == 2
            assert fetcher.quit() == 0


@pytest.fixture
def idler(tmp_path):
    """A server that knows IDLE, a fetcher that has had a cycle and waits, what it knows."""
    with ScriptedImap(tmp_path, {"INBOX": [Mail(7, mail("old"))]}, uidvalidity=3, idle=True) as server:
        yield server, lambda **extra: Fetcher(tmp_path / "in", settings(
            server.url, tmp_path, server.ca, server.password, folders=["INBOX"], timeout=2, **extra))


def await_command(server, name, count=1):
    until = time.monotonic() + 30
    while server.commands.count(name) < count:
        assert time.monotonic() < until, server.commands
        time.sleep(0.02)


def test_idle_is_said_anew_and_ended_in_order(idler):
    server, start = idler
    with start(idle=1) as fetcher:
        fetcher.expect("ready")
        known = fetcher.cycle(wait=True).known()
        await_command(server, "DONE", 2)
        assert server.commands.count("IDLE") >= 2
        assert fetcher.cycle(known, wait=True).end == OK
    assert server.connections == 1
    assert server.commands.count("CAPABILITY") >= 1


def test_only_more_mail_is_news(idler):
    server, start = idler
    with start() as fetcher:
        fetcher.expect("ready")
        known = fetcher.cycle(wait=True).known()
        await_command(server, "IDLE")
        for line in ("* OK still here", "* 1 FETCH (FLAGS (\\Seen))", "* 1 EXISTS", "* 0 RECENT",
                     "* 99999999999999999999 EXISTS", "* EXISTS", "*", "nonsense"):
            server.push(line)
        with pytest.raises(TimeoutError):
            fetcher.receive(1)
        server.push("* 1 EXPUNGE")
        server.push("* 1 EXISTS")
        fetcher.expect("changed", timeout=10)
        assert fetcher.cycle(known, wait=True).end == OK
    assert server.connections == 1


def test_mail_between_cycle_and_idle(idler):
    """What came after the folder was listed is noticed when it is opened again to wait."""
    server, start = idler
    with start() as fetcher:
        fetcher.expect("ready")

        def choose(_, entries):
            server.mailboxes["INBOX"].append(Mail(9, mail("meanwhile")))
            return [entry[0] for entry in entries]

        known = fetcher.cycle(wait=True, choose=choose).known()
        fetcher.expect("changed", timeout=10)
        assert [row[0] for row in fetcher.cycle(known).entries["INBOX"]] == ["9"]


@pytest.mark.parametrize("fault", ["drop", "flood", "mute", "end"])
def test_faults_while_waiting_cost_the_connection(idler, fault):
    server, start = idler
    server.faults.idle = fault
    with start() as fetcher:
        fetcher.expect("ready")
        known = fetcher.cycle(wait=True).known()
        await_command(server, "IDLE")
        server.faults.idle = None if fault == "mute" else fault
        time.sleep(0.3)
        server.mailboxes["INBOX"].append(Mail(9, mail("new")))
        again = fetcher.cycle(known)
        assert again.end == OK and list(again.messages) == [("INBOX", "9")]
        assert fetcher.resident_peak() < 80_000 or "sanitize" in str(fetcher.process.args)
    assert server.connections == 2


@pytest.mark.parametrize("idle", [True, False])
def test_server_without_idle_is_left_in_peace(idler, idle):
    server, start = idler
    if idle:
        server.faults.idle = "refuse"
    else:
        server.capabilities = server.capabilities.replace(" IDLE", " IDLEX XIDLE")
    with start() as fetcher:
        fetcher.expect("ready")
        known = fetcher.cycle(wait=True).known()
        for _ in range(3):
            known = fetcher.cycle(known, wait=True).known()
    assert server.connections == 1
    assert server.commands.count("IDLE") == int(idle)
