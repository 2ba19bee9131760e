#!/usr/bin/python3
"""How fast a mail with a ZIP of 60 MB goes through baosong-reader, against the floor.

usage: reader_speed.py --build DIR --floor PROGRAM [--runs N] [--megabytes N]

Two ZIPs: photos and scans, as units send them, which hardly shrink; and text, which shrinks to a
fifth. The floor is zlib's, the second one libdeflate's. Reader and floors take turns; the best run
of each counts, by CPU and by the clock.
"""
import argparse
import base64
import io
import os
import pathlib
import random
import resource
import subprocess
import tempfile
import time
import zipfile

WORDS = "信用 承诺 制度 建设 自查 报告 联合 奖惩 红名单 黑名单 市发改委 2017年 通知 办法 监管".split()


def photos(size, source):
    """Bytes that do not shrink, under names and first bytes of pictures."""
    for number in range(size // (2 << 20)):
        yield f"佐证资料/照片{number:03}.jpg", b"\xff\xd8\xff\xe0" + source.randbytes((2 << 20) - 4)


def texts(size, source):
    """Bytes that shrink to a fifth; no kind that is looked into, for that is not the floor's work."""
    line = [f"{source.choice(WORDS)}{source.randrange(10**9)}" for _ in range(4000)]
    for number in range(5 * size // (4 << 20)):
        text = "\n".join(source.choice(line) for _ in range(200000)).encode()
        yield f"数据/{number:03}.bin", b"\0\1\2\3" + text[:4 << 20]


def mail(entries, megabytes):
    """(bytes of the mail, bytes of the ZIP, bytes unpacked)"""
    out, unpacked = io.BytesIO(), 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in entries(megabytes << 20, random.Random(1)):
            archive.writestr(name, data)
            unpacked += len(data)
            if out.tell() >= megabytes << 20:
                break
    packed = out.getvalue()
    head = ("From: a@b.example\r\nSubject: s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n"
            "\r\n--x\r\nContent-Type: text/plain\r\n\r\nhello\r\n--x\r\nContent-Type: application/zip\r\n"
            "Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=a.zip\r\n\r\n")
    body = base64.encodebytes(packed).replace(b"\n", b"\r\n")
    return head.encode() + body + b"--x--\r\n", len(packed), unpacked


def timed(command):
    """(CPU seconds, seconds by the clock)"""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    ended, after = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, ended - began)


def compare(name, path, programs, runs, sizes):
    results = {program: [] for program in programs}
    for _ in range(runs):
        for program, command in programs.items():
            results[program].append(timed([*command, str(path)]))
    best = {program: tuple(min(each) for each in zip(*times)) for program, times in results.items()}
    print(f"{name}: ZIP of {sizes[0] / 1e6:.0f} MB, {sizes[1] / 1e6:.0f} MB unpacked, best of {runs}")
    for program, (cpu, clock) in best.items():
        print(f"  {program:10} {cpu:6.3f} s CPU {clock:6.3f} s clock {sizes[0] / cpu / 1e6:6.0f} MB/s of ZIP by CPU")
    for floor in list(best)[:-1]:
        for index, word in enumerate(("CPU", "clock")):
            print(f"  reader / {floor} by {word}: {best['reader'][index] / best[floor][index]:.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--floor", required=True)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--megabytes", type=int, default=60)
    options = parser.parse_args()
    programs = {"floor": [options.floor], "libdeflate": [options.floor, "--whole"], "reader": [str(options.build / "baosong-reader")]}
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        path = pathlib.Path(folder) / "mail.eml"
        for name, entries in (("photos", photos), ("text", texts)):
            data, *sizes = mail(entries, options.megabytes)
            path.write_bytes(data)
            compare(name, path, programs, options.runs, sizes)


if __name__ == "__main__":
    main()
