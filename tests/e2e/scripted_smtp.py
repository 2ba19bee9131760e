"""An SMTP server that does what a test wants, also what no server should.

    with ScriptedSmtp(authority, {"RCPT": "550 5.1.1 no such user"}) as server:
        server.url, server.plain_url    smtps:// and smtp:// with STARTTLS
        server.mails                    [(sender, recipient, bytes)] that were accepted
        server.commands                 every command line that was heard

A script maps a step (CONNECT, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, DOT, QUIT) to what is answered
instead: a text; DROP, which closes the connection; SILENCE, which never answers; or a list of those,
one for each time the step comes, None and the end of the list meaning what a good server says. A
function gets the line and returns one of these.
"""
import base64
import socket
import ssl
import threading

DROP, SILENCE = object(), object()


class Gone(Exception):
    pass


class ScriptedSmtp:
    def __init__(self, authority, script=None, users=None, offer=("AUTH PLAIN LOGIN",), tls=True,
                 accept_then_drop=False):
        self.script = dict(script or {})
        self.users = users or {"office": "secret"}
        self.offer, self.tls = offer, tls
        self.accept_then_drop = accept_then_drop
        self.mails, self.commands, self.connections = [], [], 0
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(authority.certificate, authority.key)
        self.lock = threading.Lock()
        self.closing = threading.Event()
        self.listeners = []

    def _listen(self, tls):
        listener = socket.create_server(("127.0.0.1", 0))
        self.listeners.append(listener)
        threading.Thread(target=self._accept, args=(listener, tls), daemon=True).start()
        return listener.getsockname()[1]

    def __enter__(self):
        self.url = f"smtps://localhost:{self._listen(True)}"
        self.plain_url = f"smtp://localhost:{self._listen(False)}"
        return self

    def __exit__(self, *_):
        self.closing.set()
        for listener in self.listeners:
            listener.close()

    def _accept(self, listener, tls):
        while True:
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(sock, tls), daemon=True).start()

    def _serve(self, sock, tls):
        try:
            if tls:
                sock = self.context.wrap_socket(sock, server_side=True)
            Conversation(self, sock, tls).run()
        except (OSError, Gone, ssl.SSLError):
            pass
        finally:
            sock.close()

    def planned(self, step, line):
        with self.lock:
            plan = self.script.get(step)
            if isinstance(plan, list):
                plan = plan.pop(0) if plan else None
            return plan(line) if callable(plan) else plan


class Conversation:
    def __init__(self, server, sock, tls):
        self.server, self.sock, self.tls = server, sock, tls
        self.file = sock.makefile("rb")
        self.sender, self.recipients = None, []

    def say(self, step, usual, line=""):
        """Answers as planned, else as usual; True if the answer is not a refusal."""
        plan = self.server.planned(step, line)
        if plan is DROP:
            # shutdown(), for makefile() keeps the descriptor open
            self.sock.shutdown(socket.SHUT_RDWR)
            raise Gone
        if plan is SILENCE:
            self.server.closing.wait()
            raise Gone
        text = usual if plan is None else plan
        self.sock.sendall(text.replace("\n", "\r\n").encode() + b"\r\n")
        return text[0] in "23"

    def line(self):
        line = self.file.readline(4096)
        if not line:
            raise Gone
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        self.server.commands.append(text)
        return text

    def run(self):
        if not self.say("CONNECT", "220 localhost ESMTP"):
            return
        while True:
            line = self.line()
            verb = line.split(" ")[0].upper()
            handler = getattr(self, "do_" + verb.lower(), None)
            if handler is None:
                self.say(verb, "502 5.5.2 unknown")
            elif handler(line) is False:
                return

    def do_ehlo(self, line):
        offers = ["localhost", "SIZE 20000000", "8BITMIME", "ENHANCEDSTATUSCODES"]
        offers += self.server.offer
        if self.server.tls and not self.tls:
            offers.append("STARTTLS")
        lines = [f"250-{offer}" for offer in offers[:-1]] + [f"250 {offers[-1]}"]
        self.say("EHLO", "\n".join(lines), line)

    do_helo = do_ehlo

    def do_starttls(self, line):
        if self.say("STARTTLS", "220 2.0.0 go ahead", line):
            self.sock = self.server.context.wrap_socket(self.sock, server_side=True)
            self.file = self.sock.makefile("rb")
            self.tls = True

    def do_auth(self, line):
        words = line.split(" ")
        mechanism, initial = words[1].upper(), words[2] if len(words) > 2 else None
        if mechanism == "LOGIN":
            self.sock.sendall(b"334 VXNlcm5hbWU6\r\n") if initial is None else None
            user = base64.b64decode(initial or self.line()).decode()
            self.sock.sendall(b"334 UGFzc3dvcmQ6\r\n")
            good = self.server.users.get(user) == base64.b64decode(self.line()).decode()
        else:
            if initial is None:
                self.sock.sendall(b"334 \r\n")
                initial = self.line()
            answer = base64.b64decode(initial).decode()
            if mechanism == "PLAIN":
                _, user, password = answer.split("\0")
                good = self.server.users.get(user) == password
            else:  # XOAUTH2
                fields = dict(part.split("=", 1) for part in answer.split("\1") if part)
                good = fields["auth"] == "Bearer " + self.server.users.get(fields["user"], "")
        self.say("AUTH", "235 2.7.0 welcome" if good else "535 5.7.8 no", line)

    def do_mail(self, line):
        if self.say("MAIL", "250 2.1.0 ok", line):
            self.sender, self.recipients = line[len("MAIL FROM:"):].split(" ")[0], []

    def do_rcpt(self, line):
        if self.say("RCPT", "250 2.1.5 ok", line):
            self.recipients.append(line[len("RCPT TO:"):].strip("<>"))

    def do_data(self, line):
        if not self.say("DATA", "354 go ahead", line):
            return
        text = b""
        while True:
            part = self.file.readline()
            if not part:
                raise Gone
            if part == b".\r\n":
                break
            text += part[1:] if part.startswith(b"..") else part
        plan = self.server.planned("DOT", "")
        accepted = plan is None or (plan in (DROP, SILENCE) and self.server.accept_then_drop)
        if accepted:
            with self.server.lock:
                self.server.mails += [(self.sender, to, text) for to in self.recipients]
        self.server.script["NOW"] = plan
        self.say("NOW", "250 2.0.0 queued")

    def do_rset(self, line):
        self.say("RSET", "250 ok", line)

    def do_quit(self, line):
        self.say("QUIT", "221 bye", line)
        return False
