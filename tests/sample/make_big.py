#!/usr/bin/python3
"""Make one big mail: a single ZIP with videos, for tests of memory.

usage: make_big.py --out FILE.eml [--megabytes 80]

The mail has about that many megabytes (10^6 bytes). Everything is streamed.
The truth goes to stdout as JSON: {"size", "sha256", "files": [{path, size,
sha256, kind}]}.
"""
import argparse
import base64
import hashlib
import json
import pathlib
import random
import struct
import tempfile
import zipfile

ARCHIVE = "现场视频.zip"
NAMES = ["1、诚信宣传活动/现场视频（一）.mp4", "1、诚信宣传活动/现场视频（二）.mp4",
         "2、道德讲堂/全程录像.mp4", "3、新闻报道/电视台专题片.mp4"]
LINE = 57              # bytes in a base64 line of 76 characters
CHUNK = LINE * 16384   # just under a megabyte
HEAD = """Received: from webmail.example ( [59.173.1.2] ) by ajax-webmail-wmsvr11
 (Coremail) ; Tue, 21 Nov 2017 15:00:00 +0800 (CST)
Date: Tue, 21 Nov 2017 14:58:00 +0800 (CST)
From: =?GBK?B?{sender}?= <big@163.example>
To: xyb2016@163.example
Subject: =?GBK?B?{subject}?=
X-Mailer: Coremail Webmail Server Version SP_ntes V3.5
Content-Type: multipart/mixed;
\tboundary="----=_Part_big"
MIME-Version: 1.0
Message-ID: <big.1.15fdd0c0c00.Coremail.big@163.example>

------=_Part_big
Content-Type: text/plain; charset=GBK
Content-Transfer-Encoding: base64

{text}
------=_Part_big
Content-Type: application/x-zip-compressed;
\tname="=?GBK?B?{name}?="
Content-Transfer-Encoding: base64
Content-Disposition: attachment;
\tfilename="=?GBK?B?{name}?="

"""


def coded(text):
    return base64.b64encode(text.encode("gbk")).decode()


def video(size, seed):
    """The bytes of an MP4 file (ISO/IEC 14496-12) of noise, in chunks."""
    noise = random.Random(seed)
    kind = b"ftypisom\0\0\2\0isomiso2avc1mp41"
    head = struct.pack(">I", 4 + len(kind)) + kind
    yield head + struct.pack(">I", size - len(head)) + b"mdat"
    left = size - len(head) - 8
    while left > 0:
        chunk = noise.randbytes(min(left, CHUNK))
        left -= len(chunk)
        yield chunk


def write_zip(target, size):
    """Stored entries of together `size` bytes; returns their truth."""
    files = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for index, name in enumerate(NAMES):
            digest, wanted = hashlib.sha256(), size // len(NAMES)
            entry = zipfile.ZipInfo(name, (2017, 11, 20, 10, 0, 0))
            with archive.open(entry, "w") as out:
                for chunk in video(wanted, name):
                    digest.update(chunk)
                    out.write(chunk)
            files.append({"path": f"{ARCHIVE}/{name}", "size": wanted, "sha256": digest.hexdigest(),
                          "kind": "video"})
    return files


def write_mail(target, archive):
    """The mail around the archive; returns (size, sha256)."""
    digest, size = hashlib.sha256(), 0

    def put(data):
        nonlocal size
        target.write(data)
        digest.update(data)
        size += len(data)

    put(HEAD.format(sender=coded("市体育局"), subject=coded("市体育局现场视频"), name=coded(ARCHIVE),
                    text=coded("视频材料，请查收。")).replace("\n", "\r\n").encode())
    while chunk := archive.read(CHUNK):
        lines = base64.b64encode(chunk)
        put(b"".join(lines[i:i + 76] + b"\r\n" for i in range(0, len(lines), 76)))
    put(b"\r\n------=_Part_big--\r\n")
    return size, digest.hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--megabytes", type=int, default=80, help="of the mail, 10^6 bytes each (default 80)")
    options = parser.parse_args()
    content = options.megabytes * 1_000_000 * LINE // 78  # a line of 57 bytes takes 78
    with tempfile.TemporaryFile(dir=options.out.parent) as archive:
        files = write_zip(archive, content)
        archive.seek(0)
        with open(options.out, "wb") as target:
            size, digest = write_mail(target, archive)
    print(json.dumps({"size": size, "sha256": digest, "files": files}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
