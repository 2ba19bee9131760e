"""ZIP archives as the archivers of the time wrote them.

bsdtar (libarchive) and zip (Info-ZIP) do what they can do. What neither writes,
or writes with random bytes in it (encryption), is put together here after
APPNOTE.TXT 6.3.
"""
import os
import pathlib
import struct
import subprocess
import tempfile
import unicodedata
import zlib

PACKED = 1510900000  # seconds UTC: 17 November 2017
UTF8_FLAG, ENCRYPTED_FLAG, DESCRIPTOR_FLAG = 0x800, 0x1, 0x8
NO_DEFLATE = ("zip", "jpg", "png", "pdf", "docx", "xlsx")
CRC = [0] * 256
for _n in range(256):
    _c = _n
    for _ in range(8):
        _c = _c >> 1 ^ 0xEDB88320 if _c & 1 else _c >> 1
    CRC[_n] = _c


def pack(archive, entries):
    """entries: [(path, bytes)] -> the archive's bytes."""
    data = WRITERS[archive.names](with_folders(entries), archive.password)
    return data[:len(data) * 3 // 5] if archive.truncated else data


def with_folders(entries):
    """Each folder before its first file, as archivers do: (path + "/", None)."""
    result, seen = [], set()
    for path, data in entries:
        parts = path.split("/")[:-1]
        for depth in range(1, len(parts) + 1):
            folder = "/".join(parts[:depth]) + "/"
            if folder not in seen:
                seen.add(folder)
                result.append((folder, None))
        result.append((path, data))
    return result


# --- real archivers ------------------------------------------------------------

def run(command, cwd, **more):
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL,
                   env={**os.environ, "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai"}, **more)


def bsdtar(charset):
    """Names in this charset; the UTF-8 flag is set when it is UTF-8."""
    def write(entries, _password):
        with tempfile.TemporaryDirectory() as folder:
            lines = ["#mtree"]
            for index, (path, data) in enumerate(entries):
                fixed = f"uid=0 gid=0 time={PACKED}.0"
                if data is None:
                    lines.append(f"{escaped(path[:-1])} type=dir mode=0755 {fixed}")
                    # mtree(5): a folder without a slash is entered; leave it again
                    lines += [".."] * ("/" not in path[:-1])
                    continue
                source = pathlib.Path(folder, f"content{index}")
                source.write_bytes(data)
                lines.append(f"{escaped(path)} type=file mode=0644 {fixed} contents={source}")
            pathlib.Path(folder, "spec").write_text("\n".join(lines) + "\n", encoding="ascii")
            run(["bsdtar", "-c", "-f", "out.zip", "--format", "zip",
                 "--options", f"hdrcharset={charset}", "@spec"], folder)
            return pathlib.Path(folder, "out.zip").read_bytes()
    return write


def escaped(name):
    """A name for mtree(5): everything unusual as octal."""
    return "".join(chr(b) if 33 <= b <= 126 and b not in b"#\\=" else f"\\{b:03o}" for b in name.encode())


def infozip(entries, _password):
    """UTF-8 without a flag: what `zip -X` writes under a UTF-8 locale."""
    with tempfile.TemporaryDirectory() as folder:
        for path, data in entries:
            target = pathlib.Path(folder, "tree", path)
            if data is None:
                target.mkdir(parents=True, exist_ok=True)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        for path, data in reversed(entries):
            target = pathlib.Path(folder, "tree", path)
            target.chmod(0o755 if data is None else 0o644)
            os.utime(target, (PACKED, PACKED))
        names = "\n".join(path for path, _data in entries)
        run(["zip", "-q", "-X", "-@", "../out.zip"], pathlib.Path(folder, "tree"), input=names.encode())
        return pathlib.Path(folder, "out.zip").read_bytes()


# --- what they do not write ----------------------------------------------------

def macos(entries, _password):
    """The Finder: decomposed names in UTF-8 without a flag, data descriptors."""
    rows = [(unicodedata.normalize("NFD", path).encode(), data, b"") for path, data in entries]
    return write_zip(rows, DESCRIPTOR_FLAG)


def gbk_with_unicode_path(entries, _password):
    """GBK in the header and the UTF-8 name in extra field 0x7075."""
    rows = []
    for path, data in entries:
        name = path.encode("gbk")
        field = struct.pack("<BI", 1, zlib.crc32(name)) + path.encode()
        rows.append((name, data, struct.pack("<HH", 0x7075, len(field)) + field))
    return write_zip(rows, 0)


def gbk_encrypted(entries, password):
    """Traditional PKWARE encryption, as WinRAR and Kuaizip do it."""
    return write_zip([(path.encode("gbk"), data, b"") for path, data in entries], 0, password)


class ZipCrypto:
    """APPNOTE 6.1. Not a secret: the salt is fixed so that runs are alike."""

    def __init__(self, password):
        self.keys = [0x12345678, 0x23456789, 0x34567890]
        for byte in password:
            self._update(byte)

    def _update(self, byte):
        k0, k1, k2 = self.keys
        k0 = k0 >> 8 ^ CRC[(k0 ^ byte) & 0xFF]
        k1 = ((k1 + (k0 & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        k2 = k2 >> 8 ^ CRC[(k2 ^ k1 >> 24) & 0xFF]
        self.keys = [k0, k1, k2]

    def encrypt(self, data):
        out = bytearray(len(data))
        for index, byte in enumerate(data):
            mask = (self.keys[2] | 2) & 0xFFFF
            out[index] = byte ^ (mask * (mask ^ 1) >> 8 & 0xFF)
            self._update(byte)
        return bytes(out)


def packed(name, data, always):
    """(method, bytes): deflated where that helps, or always."""
    if always or name.rsplit(b".", 1)[-1].lower().decode("latin-1") not in NO_DEFLATE:
        coder = zlib.compressobj(6, zlib.DEFLATED, -15)
        deflated = coder.compress(data) + coder.flush()
        if always or len(deflated) < len(data):
            return 8, deflated
    return 0, data


def write_zip(rows, flags, password=None):
    """rows: [(raw name, bytes or None for a folder, extra field)]."""
    body, central = bytearray(), bytearray()
    stamp = (2017 - 1980) << 25 | 11 << 21 | 17 << 16 | 14 << 11 | 26 << 5
    for name, data, extra in rows:
        raw, bits = data or b"", flags if data else flags & ~DESCRIPTOR_FLAG
        crc = zlib.crc32(raw)
        method, stored = packed(name, raw, bits & DESCRIPTOR_FLAG)
        if password and raw:
            bits |= ENCRYPTED_FLAG
            stored = ZipCrypto(password.encode()).encrypt(b"saltysalty!" + bytes([crc >> 24]) + stored)
        sizes = (crc, len(stored), len(raw))
        described = bits & DESCRIPTOR_FLAG
        offset = len(body)
        body += struct.pack("<IHHHIIIIHH", 0x04034B50, 20, bits, method, stamp,
                            *((0, 0, 0) if described else sizes), len(name), len(extra))
        body += name + extra + stored
        if described:
            body += struct.pack("<IIII", 0x08074B50, *sizes)
        central += struct.pack("<IHHHHIIIIHHHHHII", 0x02014B50, 20, 20, bits, method, stamp, *sizes,
                               len(name), len(extra), 0, 0, 0, 0x20 if data is not None else 0x10, offset)
        central += name + extra
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, len(rows), len(rows), len(central), len(body), 0)
    return bytes(body + central + end)


WRITERS = {"gbk": bsdtar("GBK"), "utf8": bsdtar("UTF-8"), "utf8-noflag": infozip, "macos": macos,
           "gbk-7075": gbk_with_unicode_path, "gbk-encrypted": gbk_encrypted}


# --- what computers leave in folders -------------------------------------------

def is_junk(path):
    name = path.rsplit("/", 1)[-1]
    return path.startswith("__MACOSX/") or name in (".DS_Store", "Thumbs.db") or name.startswith(("~$", "._"))


def junk(path):
    """The bytes of a file nobody means to send."""
    name = path.rsplit("/", 1)[-1]
    if name == ".DS_Store":
        return (b"\0\0\0\1Bud1" + struct.pack(">III", 0x1000, 0x800, 0x1000)).ljust(6148, b"\0")
    if name.startswith("~$"):
        user = "Administrator"
        return (bytes([len(user)]) + user.encode().ljust(53) + user.encode("utf-16-le")).ljust(162)
    if name == "Thumbs.db":
        return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(2048, b"\0")
    sizes = struct.pack(">IIIIII", 9, 50, 32, 2, 82, 0)
    return b"\0\5\x16\7\0\2\0\0Mac OS X        \0\2" + sizes + b"\0" * 32


def finder_twins(paths):
    """The __MACOSX entries that the Finder adds for every file."""
    result = []
    for path in paths:
        folder, _, name = path.rpartition("/")
        result.append("__MACOSX/" + (folder + "/" if folder else "") + "._" + name)
    return result
