"""A real clamd with signatures of our own, or a program that only behaves badly at its socket."""
import pathlib
import socket
import subprocess
import threading
import time

# The test file of EICAR, in two parts, so that nobody takes this file for it.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + rb"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
STREAM_MOST = 1 << 20


class Clamd:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.socket = self.folder / "clamd.ctl"
        database = self.folder / "signatures"
        database.mkdir()
        (database / "test.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
        self.config = self.folder / "clamd.conf"
        self.config.write_text(f"LocalSocket {self.socket}\nDatabaseDirectory {database}\nForeground yes\n"
                               f"TemporaryDirectory {self.folder}\nStreamMaxLength {STREAM_MOST}\n"
                               f"LogFile {self.folder}/clamd.log\n")
        self.process = None

    def start(self):
        self.process = subprocess.Popen(["clamd", "--config-file", self.config], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.STDOUT)
        for _ in range(600):
            with socket.socket(socket.AF_UNIX) as trial:
                if trial.connect_ex(str(self.socket)) == 0:
                    return self
            assert self.process.poll() is None, (self.folder / "clamd.log").read_text()
            time.sleep(0.1)
        raise AssertionError("clamd did not start")

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        self.socket.unlink(missing_ok=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()


class BadClamd:
    """behave(connection) is called for each connection, in a thread of its own."""

    def __init__(self, folder, behave):
        self.socket = pathlib.Path(folder) / "bad.ctl"
        self.behave = behave
        self.calls = 0
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(self.socket))
        self.listener.listen()
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.calls += 1
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            with connection:
                self.behave(connection)
        except OSError:
            pass

    def close(self):
        self.listener.close()


def take_all(connection):
    """The bytes of one INSTREAM."""
    stream = connection.makefile("rb")
    assert stream.read(10) == b"zINSTREAM\0"
    data = b""
    while length := int.from_bytes(stream.read(4), "big"):
        data += stream.read(length)
    return data
