"""Drives baosong-fetcher as its parent does: frames over a socket pair, an incoming folder."""

import hashlib
import json
import os
import pathlib
import select
import socket
import struct
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("BAOSONG_BUILD", "build")
PROGRAM = BUILD / "baosong-fetcher"


class Fetcher:
    """One fetcher process. Use as a context manager; .frames holds all that it ever said."""

    def __init__(self, incoming, mailbox):
        self.incoming = pathlib.Path(incoming)
        self.incoming.mkdir(parents=True, exist_ok=True)
        self.frames = []
        self.pending = b""
        self.sock, theirs = socket.socketpair()
        folder = os.open(self.incoming, os.O_RDONLY | os.O_DIRECTORY)
        self.process = subprocess.Popen(
            ["/bin/bash", "-c", f'exec 3<&{theirs.fileno()} 4<&{folder} "$0"', str(PROGRAM)],
            pass_fds=(theirs.fileno(), folder),
            stderr=subprocess.PIPE,
            env={k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")},
        )
        theirs.close()
        os.close(folder)
        self.send({"type": "start", "mailbox": mailbox})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.sock.close()
        try:
            self.process.wait(timeout=20)
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
        self.stderr = self.process.stderr.read().decode()
        self.process.stderr.close()
        assert "Sanitizer" not in self.stderr, self.stderr

    def send(self, frame):
        data = json.dumps(frame).encode()
        self.sock.sendall(struct.pack(">I", len(data)) + data)

    def receive(self, timeout=60):
        """The next frame that is no log line, or None when the fetcher has ended."""
        until = time.monotonic() + timeout
        while True:
            frame = self._take()
            if frame is None:
                ready, _, _ = select.select([self.sock], [], [], max(0, until - time.monotonic()))
                if not ready:
                    raise TimeoutError(f"the fetcher says nothing; so far: {self.frames[-5:]}")
                try:
                    data = self.sock.recv(65536)
                except ConnectionResetError:
                    data = b""
                if not data:
                    return None
                self.pending += data
                continue
            self.frames.append(frame)
            if frame["type"] != "log":
                return frame

    def _take(self):
        if len(self.pending) < 4:
            return None
        (length,) = struct.unpack(">I", self.pending[:4])
        if len(self.pending) < 4 + length:
            return None
        frame = json.loads(self.pending[4 : 4 + length])
        self.pending = self.pending[4 + length :]
        return frame

    def expect(self, kind, timeout=60):
        frame = self.receive(timeout)
        assert frame is not None and frame["type"] == kind, (frame, self.frames[-8:])
        return frame

    def cycle(self, folders=(), reconcile=False, choose=None, timeout=60, wait=False):
        """A whole cycle. `choose(folder, entries)` names the keys to fetch; default: all of them."""
        self.send({"type": "cycle", "reconcile": reconcile, "wait": wait, "folders": list(folders)})
        result = Cycle(self)
        entries = []
        while not result.ended:
            frame = self.receive(timeout)
            assert frame is not None, (self.process.poll(), self.frames[-5:])
            result.add(frame)
            if frame["type"] == "list":
                entries += frame["entries"]
            elif frame["type"] == "listed":
                folder = frame["folder"]
                keys = choose(folder, entries) if choose else [entry[0] for entry in entries]
                self.send({"type": "fetch", "folder": folder, "keys": keys})
                entries = []
        return result

    def quit(self):
        self.send({"type": "quit"})
        assert self.receive(30) is None
        return self.process.wait(timeout=20)

    def logs(self, level=None):
        return [
            frame["text"]
            for frame in self.frames
            if frame["type"] == "log" and level in (None, frame["level"])
        ]

    def resident_peak(self):
        """The most memory that it ever had resident, in KiB."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
        raise RuntimeError("no VmHWM")


class Cycle:
    """What one cycle brought."""

    def __init__(self, fetcher):
        self.fetcher = fetcher
        self.folders = {}
        self.entries = {}
        self.messages = {}
        self.gone = []
        self.too_large = {}
        self.failed = {}
        self.end = None

    @property
    def ended(self):
        return self.end is not None

    def add(self, frame):
        kind = frame["type"]
        if kind == "folder":
            self.folders[frame["name"]] = frame
        elif kind == "list":
            self.entries.setdefault(frame["folder"], []).extend(frame["entries"])
        elif kind == "message":
            self.messages[(frame["folder"], frame["key"])] = frame
        elif kind == "gone":
            self.gone.append((frame["folder"], frame["key"]))
        elif kind == "too-large":
            self.too_large[(frame["folder"], frame["key"])] = frame["size"]
        elif kind == "folder-failed":
            self.failed[frame["name"]] = frame
        elif kind == "cycle-end":
            self.end = frame

    def known(self):
        """What a ledger would tell at the next cycle."""
        keys = ("name", "uidvalidity", "uidnext", "exists")
        return [{key: frame[key] for key in keys} for frame in self.folders.values()]

    def bodies(self):
        """The bytes of all messages, checked against what was said of them."""
        found = {}
        for where, frame in self.messages.items():
            path = self.fetcher.incoming / frame["stored"]
            data = path.read_bytes()
            assert len(data) == frame["size"]
            assert hashlib.sha256(data).hexdigest() == frame["sha256"]
            assert path.stat().st_mode & 0o777 == 0o400
            found[where] = data
        return found
