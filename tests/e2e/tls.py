"""A certificate authority of our own, and a server certificate for "localhost"."""

import pathlib
import socket
import subprocess


def _openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


class Authority:
    """Makes ca.pem, server.pem and server.key in a folder."""

    def __init__(self, folder, host="localhost"):
        folder = pathlib.Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self.ca = folder / "ca.pem"
        self.certificate = folder / "server.pem"
        self.key = folder / "server.key"
        ca_key, request = folder / "ca.key", folder / "server.csr"
        extensions = folder / "extensions"
        extensions.write_text(f"subjectAltName=DNS:{host}\nextendedKeyUsage=serverAuth\n")
        curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
        _openssl("req", "-x509", *curve, "-keyout", ca_key, "-out", self.ca, "-days", 30,
                 "-subj", "/CN=baosong test authority",
                 "-addext", "basicConstraints=critical,CA:TRUE")
        _openssl("req", *curve, "-keyout", self.key, "-out", request, "-subj", f"/CN={host}")
        _openssl("x509", "-req", "-in", request, "-CA", self.ca, "-CAkey", ca_key,
                 "-CAcreateserial", "-days", 30, "-extfile", extensions, "-out", self.certificate)


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]
