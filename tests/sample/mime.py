"""MIME parts as bytes, with the encodings that mail programs really use.

Written by hand: much of it (encoded words in parameters, GBK labelled gb2312,
raw 8-bit names, words cut inside a character) the email package would refuse
or mend.
"""
import base64
import binascii
import dataclasses
import re
import urllib.parse

CODECS = {"gb2312": "gbk"}  # what the label says -> what the bytes are
TYPES = {"zip": "application/x-zip-compressed", "pdf": "application/pdf", "jpg": "image/jpeg",
         "png": "image/png", "txt": "text/plain",
         "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
         "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@dataclasses.dataclass
class Part:
    headers: list  # (name, value bytes)
    body: bytes

    def bytes(self):
        lines = [name.encode() + b": " + value for name, value in self.headers]
        return b"\r\n".join(lines) + b"\r\n\r\n" + self.body


def encode(text, label):
    return text.encode(CODECS.get(label.lower(), label))


def words(text, label, limit):
    """RFC 2047 words of at most `limit` bytes of text each; 0: a single word."""
    chunks, current = [], ""
    for char in text:
        if limit and len(encode(current + char, label)) > limit:
            chunks.append(current)
            current = ""
        current += char
    return [word(encode(chunk, label), label) for chunk in chunks + [current]]


def split_words(text, label):
    """Words cut every 21 bytes, inside a character too: against the RFC, but seen."""
    data = encode(text, label)
    return [word(data[i:i + 21], label) for i in range(0, len(data), 21)]


def word(data, label):
    return f"=?{label}?B?{base64.b64encode(data).decode()}?="


def header_text(text, label, style="folded"):
    """A header value: folded, word (one long word), raw-gbk or raw-utf8."""
    if text.isascii():
        return text.encode()
    if style.startswith("raw"):
        return text.encode("gb18030" if style == "raw-gbk" else "utf-8")
    return "\r\n ".join(words(text, label, 0 if style == "word" else 42)).encode()


def parameter(key, value, label, style):
    """One parameter of Content-Type or Content-Disposition, with its fold."""
    lead = b";\r\n\t" + key.encode()
    if value.isascii():
        return lead + f'="{value}"'.encode()
    if style == "rfc2231":
        return rfc2231(key, encode(value, label), label)
    if style == "split":
        return lead + b'="' + "\r\n ".join(split_words(value, label)).encode() + b'"'
    return lead + b'="' + header_text(value, label, style) + b'"'


def rfc2231(key, data, label):
    """Percent-encoded, in continuations of at most 60 characters."""
    units = re.findall(r"%..|.", urllib.parse.quote_from_bytes(data, safe=""))
    lines, current = [], f"{label.lower()}''"
    for unit in units:
        if len(current) + len(unit) > 60:
            lines.append(current)
            current = ""
        current += unit
    lines.append(current)
    if len(lines) == 1:
        return f";\r\n\t{key}*={lines[0]}".encode()
    return "".join(f";\r\n\t{key}*{i}*={line}" for i, line in enumerate(lines)).encode()


def base64_lines(data):
    coded = base64.b64encode(data)
    return b"\r\n".join(coded[i:i + 76] for i in range(0, len(coded), 76)) + b"\r\n"


def text_part(text, subtype, label, encoding):
    data = encode(text.replace("\n", "\r\n") + "\r\n", label)
    if encoding == "quoted-printable":
        body = b"\r\n".join(binascii.b2a_qp(line).replace(b"=\n", b"=\r\n") for line in data.split(b"\r\n"))
    elif encoding == "8bit":
        body = data
    else:
        body = base64_lines(data)
    return Part([("Content-Type", f'text/{subtype};\r\n\tcharset="{label}"'.encode()),
                 ("Content-Transfer-Encoding", encoding.encode())], body)


def attachment(name, data, label, style, typed, cid=None):
    """A file; `typed`: its MIME type follows its ending. With `cid`: inline."""
    kind = TYPES.get(name.rsplit(".", 1)[-1].lower()) if typed or cid else None
    plain = "folded" if style == "rfc2231" else style  # name= stays RFC 2047, for old programs
    headers = [("Content-Type", (kind or "application/octet-stream").encode()
                + parameter("name", name, label, plain)),
               ("Content-Transfer-Encoding", b"base64")]
    if cid:
        headers.append(("Content-ID", f"<{cid}>".encode()))
    headers.append(("Content-Disposition", (b"inline" if cid else b"attachment")
                    + parameter("filename", name, label, style)))
    return Part(headers, base64_lines(data))


def forwarded(name, message, label, style):
    return Part([("Content-Type", b"message/rfc822" + parameter("name", name, label, "folded")),
                 ("Content-Transfer-Encoding", b"7bit"),
                 ("Content-Disposition", b"attachment" + parameter("filename", name, label, style))], message)


def multipart(subtype, boundary, parts, preamble=b""):
    mark = b"--" + boundary.encode()
    body = preamble
    for part in parts:
        data = part.bytes()
        body += mark + b"\r\n" + data + (b"" if data.endswith(b"\r\n") else b"\r\n") + b"\r\n"
    return Part([("Content-Type", f'multipart/{subtype};\r\n\tboundary="{boundary}"'.encode())],
                body + mark + b"--\r\n")
