#!/usr/bin/python3
"""A day of work at an accelerated clock, with random faults, compared with the truth at its end.

usage: tests/soak/soak.py --build DIR [--hours 24] [--mails 5000] [--speed 60] [--seed N]

baosongd works against a real Dovecot, through a proxy that cuts and stalls, and sends to a mail server
that refuses and hangs up. Processes are killed, stopped and reloaded, the ledger is held by a shell,
backups and commands run meanwhile. Then it is left alone until all is judged, and every mail must be
in the account, once. The last lines are the figures; the exit status is 0 if nothing was lost, doubled
or told twice.
"""
import argparse
import collections
import hashlib
import os
import pathlib
import random
import signal
import socket
import socketserver
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "e2e"))
sys.dont_write_bytecode = True
from dovecot import Dovecot  # noqa: E402
from house import House  # noqa: E402

PASSWORD = "correct horse battery"
SENDERS = [("a@hbj.example", "市环保局"), ("b@sjj.example", "市审计局"), ("c@jtj.example", "市交通运输局"),
           ("d@nobody.example", "请问")]


class Proxy(threading.Thread):
    """TCP, both ways; now and then it cuts a connection, or keeps it open and says nothing more."""

    def __init__(self, target):
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.target = target
        self.cut_after = None  # bytes of the next connection
        self.stall = False
        self.pairs = []

    def run(self):
        while True:
            client, _ = self.listener.accept()
            try:
                server = socket.create_connection(("127.0.0.1", self.target), timeout=5)
            except OSError:
                client.close()
                continue
            server.settimeout(None)
            self.pairs.append((client, server))
            budget, self.cut_after = self.cut_after, None
            stall, self.stall = self.stall, False
            for source, sink, limit in ((client, server, None), (server, client, budget)):
                threading.Thread(target=self.pump, args=(source, sink, limit, stall), daemon=True).start()

    def pump(self, source, sink, limit, stall):
        passed = 0
        try:
            while data := source.recv(65536):
                if limit is not None and passed + len(data) > limit:
                    sink.sendall(data[: limit - passed])
                    if stall:
                        time.sleep(30)
                    break
                sink.sendall(data)
                passed += len(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def cut_all(self):
        for pair in self.pairs:
            for end in pair:
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
        self.pairs.clear()


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mails, sometimes says no for now, sometimes hangs up before the end."""

    daemon_threads = allow_reuse_address = True

    def __init__(self, chance):
        super().__init__(("127.0.0.1", 0), MailSession)
        self.chance = chance
        self.accepted = []  # (message id, in reply to, recipient)
        self.down = False


class MailSession(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        try:
            self.converse()
        except OSError:
            pass

    def converse(self):
        server, recipient = self.server, ""
        if server.down:
            return
        self.say("220 soak")
        for line in self.rfile:
            verb = line.decode("latin-1").upper()
            if verb.startswith("RCPT") and server.chance.random() < 0.05:
                self.say("451 try again later")
            elif verb.startswith("RCPT"):
                recipient = line.decode("latin-1").strip()
                self.say("250 ok")
            elif verb.startswith("DATA"):
                self.say("354 go on")
                text = b""
                while not text.endswith(b"\r\n.\r\n"):
                    data = self.rfile.readline()
                    if not data:
                        return
                    text += data
                if server.chance.random() < 0.03:
                    self.say("452 no room just now")
                    continue
                head = dict(part.split(": ", 1) for part in
                            text.decode("latin-1").split("\r\n\r\n")[0].replace("\r\n ", " ").split("\r\n") if ": " in part)
                server.accepted.append((head.get("Message-ID"), head.get("In-Reply-To"), recipient))
                self.say("250 taken")
            elif verb.startswith("QUIT"):
                self.say("221 bye")
                return
            elif verb.startswith(("EHLO", "HELO")):
                self.say("250-soak")
                self.say("250 SIZE 50000000")
            else:
                self.say("250 ok")


class Soak:
    def __init__(self, options, folder, server):
        self.options = options
        self.chance = random.Random(options.seed)
        self.folder = folder
        self.server = server
        self.proxy = Proxy(server.port)
        self.proxy.start()
        self.mail_server = MailServer(random.Random(options.seed + 1))
        threading.Thread(target=self.mail_server.serve_forever, daemon=True).start()
        self.truth = collections.Counter()  # sha256: how often it was delivered
        self.faults = collections.Counter()
        self.number = 0
        self.process = None
        self.begin = time.clock_gettime(time.CLOCK_MONOTONIC)
        self.real_begin = time.time()
        self.house = House(folder, options.build, campaign=self.campaign()).configure(
            [{"url": f"imaps://localhost:{self.proxy.port}", "user": "office", "ca_file": str(server.ca),
              "password_file": self.password(), "poll": "5min"}],
            smtp={"url": f"smtp://localhost:{self.mail_server.server_address[1]}", "start_tls": "no",
                  "from": "office@office.example", "per_minute": 600},
            limits={"min_free_bytes": 16 << 20})
        library = folder / "fast_clock.so"
        subprocess.run(["gcc", "-O1", "-shared", "-fPIC", "-o", library, ROOT / "tests/soak/fast_clock.c"], check=True)
        self.environment = {**os.environ, "LD_PRELOAD": str(library), "SOAK_SPEED": str(options.speed),
                            "SOAK_BEGIN": repr(self.begin)}

    def password(self):
        path = self.folder / "password"
        path.write_text(PASSWORD)
        path.chmod(0o600)
        return str(path)

    def campaign(self):
        text = (ROOT / "tests/upgrade/campaign.yaml").read_text()
        for address, unit in SENDERS[1:3]:
            text = text.replace(f"name: {unit}\n", f"name: {unit}\n    addresses: [{address}]\n")
        path = self.folder / "campaign.yaml"
        path.write_text(text)
        return path

    def now(self):
        """What the fast clock says."""
        return self.real_begin + (time.clock_gettime(time.CLOCK_MONOTONIC) - self.begin) * self.options.speed

    # --- mails ---

    def compose(self):
        self.number += 1
        address, unit = self.chance.choice(SENDERS)
        size = self.chance.choice((100, 2000, 2000, 60_000, 400_000))
        body = self.chance.randbytes(size // 2).hex()
        lines = "\r\n".join(body[at : at + 76] for at in range(0, len(body), 76))
        return (f"From: {address}\r\nTo: office@office.example\r\nSubject: {unit} {self.number}\r\n"
                f"Message-ID: <{self.number}@soak>\r\nMIME-Version: 1.0\r\n"
                'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n'
                f"{unit}\r\n--b\r\nContent-Type: text/plain\r\n"
                f'Content-Disposition: attachment; filename="C1-{self.number}.txt"\r\n\r\n{lines}\r\n--b--\r\n').encode()

    def deliver(self, mail, folder):
        maildir = self.server.mail / "office" / folder
        name = f"{int(self.now())}.M{self.chance.getrandbits(60)}.soak"
        path = maildir / "tmp" / name
        path.write_bytes(mail)
        os.utime(path, (self.now(),) * 2)
        owner = maildir.stat()
        os.chown(path, owner.st_uid, owner.st_gid)
        path.rename(maildir / "new" / name)
        self.truth[hashlib.sha256(mail).hexdigest()] += 1

    def deliver_some(self, count):
        for _ in range(count):
            mail = self.compose()
            self.deliver(mail, ".Junk" if self.chance.random() < 0.05 else "")
            if self.chance.random() < 0.03:
                self.deliver(mail, "")  # the same mail twice

    # --- the daemon and what is done to it ---

    def start(self):
        self.log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen([self.options.build / "baosongd", "--config", self.house.config],
                                        env=self.environment, stderr=self.log)

    def keep_running(self):
        if self.process.poll() is not None:
            self.start()

    def children(self, name):
        found = []
        try:
            pids = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
            found = [int(pid) for pid in pids
                     if name in pathlib.Path(f"/proc/{pid}/cmdline").read_text()]
        except OSError:
            pass
        return found

    def kill_daemon(self):
        self.process.kill()
        self.process.wait()

    def kill_child(self, name):
        for pid in self.children(name)[:1]:
            os.kill(pid, signal.SIGKILL)

    def pause_daemon(self):
        self.process.send_signal(signal.SIGSTOP)
        time.sleep(self.chance.uniform(0.2, 1.5))
        self.process.send_signal(signal.SIGCONT)

    def hold_ledger(self):
        try:
            shell = sqlite3.connect(self.house.state / "ledger.db", isolation_level=None, timeout=1)
            shell.execute("BEGIN IMMEDIATE")
            time.sleep(self.chance.uniform(0.1, 2))
            shell.execute("ROLLBACK")
            shell.close()
        except sqlite3.OperationalError:
            pass  # it was held by its owner

    def cut_next(self):
        self.proxy.cut_after = self.chance.randrange(200_000)
        self.proxy.cut_all()

    def stall_next(self):
        self.proxy.stall = True
        self.cut_next()

    def mail_server_down(self):
        self.mail_server.down = True
        time.sleep(1)
        self.mail_server.down = False

    def command(self, *arguments):
        subprocess.run([self.options.build / "baosong", "--config", self.house.config, *arguments],
                       env=self.environment, capture_output=True, timeout=300)

    def one_fault(self):
        table = [(3, "daemon killed", self.kill_daemon), (3, "fetcher killed", lambda: self.kill_child("fetcher")),
                 (3, "reader killed", lambda: self.kill_child("reader")), (3, "connections cut", self.proxy.cut_all),
                 (3, "cut in the middle", self.cut_next), (1, "stalled", self.stall_next),
                 (2, "daemon paused", self.pause_daemon), (2, "ledger held", self.hold_ledger),
                 (2, "mail server down", self.mail_server_down),
                 (2, "reloaded", lambda: self.process.send_signal(signal.SIGHUP)),
                 (1, "backup", lambda: self.command("backup", str(self.folder / "backup"))),
                 (1, "all judged again", lambda: self.command("reprocess", str(self.chance.randint(1, 20)))),
                 (1, "status asked", lambda: self.command("status"))]
        _, name, fault = self.chance.choices(table, [row[0] for row in table])[0]
        self.faults[name] += 1
        fault()

    # --- the day, and its end ---

    def day(self):
        length = self.options.hours * 3600 / self.options.speed
        began, next_fault = time.monotonic(), 0
        while (passed := time.monotonic() - began) < length or self.number < self.options.mails:
            due = int(self.options.mails * min(1, passed / length))
            self.deliver_some(min(due - self.number, 40))
            self.keep_running()
            if passed >= next_fault:
                next_fault = passed + self.chance.expovariate(1 / 4)
                self.one_fault()
            time.sleep(0.1)

    def settle(self):
        """Left alone until everything is judged; what readers were killed over is read again."""
        self.keep_running()
        until = time.monotonic() + 1200
        while time.monotonic() < until:
            self.keep_running()
            messages = self.house.ask("messages")
            states = collections.Counter(message["state"] for message in messages)
            for message in messages:  # not all: on a busy machine, where a fast clock cuts readers short, it never ends
                if message["state"] == "quarantined":
                    self.house.run("baosong", "reprocess", str(message["id"]))
            if states["judged"] >= len(self.truth):
                time.sleep(10)  # the last notices
                break
            time.sleep(2)
        self.process.terminate()
        self.process.wait(120)

    def figures(self):
        messages = self.house.ask("messages")
        found = collections.Counter(message["sha256"] for message in messages)
        kinds = collections.Counter()
        for message_id, reply_to, recipient in set(self.mail_server.accepted):
            if reply_to:
                kinds[(reply_to, recipient)] += 1
        copies = collections.Counter(row[0] for row in self.mail_server.accepted)
        wrong = sum(len(message["files"]) != 1 or message["state"] != "judged" for message in messages)
        return {
            "simulated hours": self.options.hours, "faults injected": sum(self.faults.values()),
            "mails in": sum(self.truth.values()), "different mails": len(self.truth), "recorded": len(messages),
            "lost": len(set(self.truth) - set(found)), "doubled": sum(count - 1 for count in found.values()),
            "foreign": len(set(found) - set(self.truth)), "not judged whole": wrong,
            "notices sent": len(copies), "notices twice": sum(count - 1 for count in kinds.values()),
            "copies of one notice": sum(count - 1 for count in copies.values()),
            "audit faults": self.house.ask("audit")["fault_count"],
        }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--hours", type=float, default=24)
    parser.add_argument("--mails", type=int, default=5000)
    parser.add_argument("--speed", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    options = parser.parse_args()
    options.build = options.build.resolve()
    print(f"seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder, Dovecot(users={"office": PASSWORD}) as server:
        for name in ("INBOX", "Junk"):  # makes the Maildirs
            server.append(b"Subject: the first\r\n\r\n" + name.encode() + b"\r\n", folder=name)
        soak = Soak(options, pathlib.Path(folder), server)
        for name in ("INBOX", "Junk"):
            soak.truth[hashlib.sha256(b"Subject: the first\r\n\r\n" + name.encode() + b"\r\n").hexdigest()] += 1
        soak.start()
        soak.day()
        soak.settle()
        figures = soak.figures()
        if os.environ.get("SOAK_LOG"):
            pathlib.Path(os.environ["SOAK_LOG"]).write_bytes((pathlib.Path(folder) / "log").read_bytes())
    figures["not judged whole"] -= 2  # the first two have no file
    for name, count in sorted(soak.faults.items()):
        print(f"  {name}: {count}")
    for name, value in figures.items():
        print(f"{name}: {value}")
    bad = [name for name in ("lost", "doubled", "foreign", "not judged whole", "notices twice", "audit faults") if figures[name]]
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
