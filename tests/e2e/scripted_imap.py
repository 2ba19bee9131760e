"""An IMAP server in the manner of 163.com, and one that misbehaves on demand.

Its manners: EXAMINE and SELECT are refused until an ID in the plain form came after the login; other
forms of ID are BAD; UIDVALIDITY is always 1; UIDs are sparse and large; there is no IDLE; "n:*"
gives the newest message even where it is below n. With idle=True it knows IDLE.

    server = ScriptedImap(folder, {"INBOX": [Mail(1320000007, b"...")]})
    server.faults.cut_at = 1000     the connection ends after so many bytes of a body
"""

import base64
import dataclasses
import re
import socket
import ssl
import threading
import time

from tls import Authority

UNSAFE = "NO EXAMINE Unsafe Login. Please contact kefu@188.com for help"
CAPABILITIES = "IMAP4rev1 XLIST SPECIAL-USE ID LITERAL+ UIDPLUS X-CM-EXT-1 AUTH=PLAIN"
PLAIN_ID = re.compile(r'^\("[ -!#-~]{1,40}" "[ -!#-~]{1,40}"( "[ -!#-~]{1,40}" "[ -!#-~]{1,40}")*\)$')


@dataclasses.dataclass
class Mail:
    uid: int
    body: bytes
    date: str = "21-Nov-2017 16:42:10 +0800"
    stated_size: int = None  # what RFC822.SIZE says, where it lies

    @property
    def size(self):
        return len(self.body) if self.stated_size is None else self.stated_size


@dataclasses.dataclass
class Faults:
    """All off. Byte counts are of one body."""

    cut_at: int = None  # close the connection there
    stall_at: int = None  # say nothing more there
    drip_at: int = None  # from there on one byte each `drip_pause` seconds
    drip_pause: float = 0.2
    times: int = None  # how often cut, stall and drip happen; None: always
    mute: bool = False  # accept and say nothing, not even a greeting
    plain_text: bool = False  # speak no TLS
    refuse_login: str = None  # the server's words instead of OK
    distrust: bool = False  # "Unsafe Login" in spite of ID
    uid_last: bool = False  # UID after the body
    unsolicited: bool = False  # flags of messages that nobody asked for
    quoted_body: bool = False  # short bodies as quoted strings, empty ones as NIL
    bye_on: str = None  # "* BYE" instead of an answer to this command
    garbage_on: str = None  # nonsense instead of an answer to this command
    endless_on: str = None  # a line without end instead of an answer to this command
    vanish: tuple = ()  # UIDs that are listed but cannot be fetched
    idle: str = None  # "drop", "flood", "mute" (no answer to DONE), "refuse", "end": in an IDLE


class ScriptedImap:
    def __init__(self, folder, mailboxes, password="Tr0mpete&lila", uidvalidity=1,
                 attributes=None, idle=False):
        self.mailboxes = mailboxes  # name in modified UTF-7 -> list of Mail, by UID
        self.attributes = attributes or {}  # name -> '\\Junk'
        self.password = password
        self.uidvalidity = uidvalidity
        self.capabilities = CAPABILITIES + (" IDLE" if idle else "")
        self.idling = []  # sessions in an IDLE
        self.faults = Faults()
        self.commands = []  # every command of every connection, without its tag
        self.connections = 0
        self.authority = Authority(folder)
        self.ca = self.authority.ca
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.authority.certificate, self.authority.key)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.stopped = threading.Event()
        self.open = []

    @property
    def url(self):
        return f"imaps://localhost:{self.port}"

    def __enter__(self):
        self.thread = threading.Thread(target=self._accept, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.drop()
        self.thread.join(5)

    def push(self, text):
        """Says it to everybody who idles."""
        for session in self.idling:
            session.say(text)

    def drop(self):
        """Cuts every connection, as a server does that restarts."""
        for sock in self.open:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.open.clear()

    def _accept(self):
        while not self.stopped.is_set():
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            self.open.append(sock)
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock):
        try:
            if self.faults.mute:
                self.stopped.wait(60)
                return
            if not self.faults.plain_text:
                sock.settimeout(10)
                sock = self.context.wrap_socket(sock, server_side=True)
                sock.settimeout(None)
                self.open.append(sock)
            _Session(self, sock).run()
        except (OSError, ssl.SSLError, ValueError):
            pass
        finally:
            sock.close()

    def use_fault(self):
        """May cut, stall or drip happen (once more)?"""
        if self.faults.times is None:
            return True
        self.faults.times -= 1
        return self.faults.times >= 0


class _Session:
    def __init__(self, server, sock):
        self.server = server
        self.sock = sock
        self.lines = sock.makefile("rb")
        self.trusted = False
        self.logged_in = False
        self.mails = None

    def say(self, text):
        self.sock.sendall(text.encode() + b"\r\n")

    def run(self):
        self.say(f"* OK [CAPABILITY {self.server.capabilities}] Coremail System IMap Server Ready(163com)")
        for line in self.lines:
            tag, _, rest = line.decode().rstrip("\r\n").partition(" ")
            name, _, arguments = rest.partition(" ")
            if name.upper() == "UID":
                name, _, arguments = arguments.partition(" ")
                name = "UID " + name
            name = name.upper()
            if name in ("LOGIN", "AUTHENTICATE"):
                self.server.commands.append(name)
            else:
                self.server.commands.append(f"{name} {arguments}".strip())
            if self.misbehaves(name):
                return
            handler = getattr(self, "do_" + name.lower().replace(" ", "_"), None)
            answer = handler(arguments) if handler else "BAD command not support"
            self.say(f"{tag} {answer}")
            if name == "LOGOUT":
                return

    def misbehaves(self, name):
        faults = self.server.faults
        if faults.bye_on == name:
            self.say("* BYE IMAP server is going to restart")
            return True
        if faults.garbage_on == name:
            self.say("<html><body>502 Bad Gateway</body></html>")
            self.server.stopped.wait(30)
            return True
        if faults.endless_on == name:
            self.sock.sendall(b"* OK ")
            while not self.server.stopped.is_set():
                self.sock.sendall(b"x" * 65536)
            return True
        return False

    # --- commands ---

    def do_capability(self, _):
        self.say(f"* CAPABILITY {self.server.capabilities}")
        return "OK CAPABILITY completed"

    def do_idle(self, _):
        fault = self.server.faults.idle
        if fault == "refuse":
            return "NO not now"
        self.say("+ idling")
        if fault == "drop":
            raise ValueError("dropped, as told")
        if fault == "flood":
            while not self.server.stopped.is_set():
                self.sock.sendall(b"* 1 FETCH (FLAGS ())\r\n" * 1000)
        if fault == "end":
            return "OK ended by the server"
        self.server.idling.append(self)
        line = self.lines.readline()
        self.server.idling.remove(self)
        self.server.commands.append(line.decode().strip())
        if fault == "mute":
            self.server.stopped.wait(60)
        return "OK IDLE terminated"

    def do_noop(self, _):
        return "OK NOOP completed"

    def do_logout(self, _):
        self.say("* BYE IMAP4rev1 Server logging out")
        return "OK LOGOUT completed"

    def finish_login(self, password):
        if self.server.faults.refuse_login:
            return self.server.faults.refuse_login
        if password != self.server.password:
            return "NO LOGIN Login error or password error"
        self.logged_in = True
        return "OK LOGIN completed"

    def do_login(self, arguments):
        return self.finish_login(arguments.split(" ", 1)[1].strip('"'))

    def do_authenticate(self, _):
        self.say("+ ")
        response = base64.b64decode(self.lines.readline())
        return self.finish_login(response.split(b"\0")[2].decode())

    def do_id(self, arguments):
        if not PLAIN_ID.match(arguments):
            return "BAD Parse command error"
        self.trusted = self.logged_in and not self.server.faults.distrust
        self.say('* ID ("name" "Coremail Imap" "vendor" "Mailtech" "TransID" NIL)')
        return "OK ID completed"

    def do_list(self, _):
        for name in self.server.mailboxes:
            self.say(f'* LIST ({self.server.attributes.get(name, "")}) "/" "{name}"')
        return "OK LIST Completed"

    def do_select(self, arguments):
        return self.choose(arguments, "SELECT")

    def do_examine(self, arguments):
        return self.choose(arguments, "EXAMINE")

    def choose(self, arguments, command):
        if not self.trusted:
            return UNSAFE.replace("EXAMINE", command)
        name = arguments.strip('"')
        if name not in self.server.mailboxes:
            return f"NO {command} The folder not exist"
        self.mails = self.server.mailboxes[name]
        following = max((mail.uid for mail in self.mails), default=0) + 1
        self.say(f"* {len(self.mails)} EXISTS")
        self.say("* 0 RECENT")
        self.say(f"* OK [UIDVALIDITY {self.server.uidvalidity}] UIDs valid")
        self.say(f"* OK [UIDNEXT {following}] Predicted next UID")
        self.say(r"* FLAGS (\Answered \Seen \Deleted \Draft \Flagged)")
        self.say(r"* OK [PERMANENTFLAGS (\Answered \Seen \Deleted \Draft \Flagged)] Limited")
        return f"OK [READ-ONLY] {command} completed"

    def do_fetch(self, arguments):
        return self.fetch(arguments, lambda number, mail: number, len(self.mails))

    def do_uid_fetch(self, arguments):
        newest = max((mail.uid for mail in self.mails), default=0)
        return self.fetch(arguments, lambda number, mail: mail.uid, newest)

    def fetch(self, arguments, key, highest):
        wanted, _, items = arguments.partition(" ")
        body = "BODY.PEEK[]" in items
        ranges = []
        for part in wanted.split(","):
            ends = [highest if end == "*" else int(end) for end in part.split(":")]
            ranges.append((min(ends), max(ends)))
        if self.server.faults.unsolicited and self.mails:
            self.say(r"* 1 FETCH (FLAGS (\Seen))")
        for number, mail in enumerate(list(self.mails), 1):
            if not any(low <= key(number, mail) <= high for low, high in ranges):
                continue
            if body and mail.uid in self.server.faults.vanish:
                continue
            self.send_message(number, mail, body)
        return "OK FETCH Completed"

    def send_message(self, number, mail, body):
        uid = f"UID {mail.uid}"
        others = f'INTERNALDATE "{mail.date}" RFC822.SIZE {mail.size}'
        if not body:
            self.say(f"* {number} FETCH ({uid} {others})")
            return
        last = self.server.faults.uid_last
        head = f"* {number} FETCH (" + (others if last else f"{uid} {others}") + " BODY[] "
        if self.server.faults.quoted_body and len(mail.body) < 100:
            text = '"' + mail.body.decode() + '"' if mail.body else "NIL"
            self.say(head + text + (f" {uid})" if last else ")"))
            return
        self.sock.sendall(f"{head}{{{len(mail.body)}}}\r\n".encode())
        self.send_body(mail.body)
        self.say(f" {uid})" if last else ")")

    def send_body(self, body):
        faults = self.server.faults
        places = [at for at in (faults.cut_at, faults.stall_at, faults.drip_at) if at is not None]
        if not places or min(places) >= len(body) or not self.server.use_fault():
            self.sock.sendall(body)
            return
        at = min(places)
        self.sock.sendall(body[:at])
        if faults.cut_at == at:
            raise ValueError("cut, as told")
        if faults.stall_at == at:
            self.server.stopped.wait(60)
            raise ValueError("stalled, as told")
        for byte in body[at:]:
            self.sock.sendall(bytes([byte]))
            time.sleep(faults.drip_pause)
