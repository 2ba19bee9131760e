#!/usr/bin/python3
"""Make the sample mailbox: a Maildir, and beside it the truth about every mail.

usage: make_mailbox.py --out DIR [--eml DIR] [--submissions DIR]

The same bytes each run. DIR must not exist, or be empty, or be the Maildir of
an earlier run, which is replaced. The truth is DIR.truth.json; truth.py says
what is in it. Nothing here is ever sent; all names and numbers are invented.
"""
import argparse
import json
import multiprocessing
import os
import pathlib
import shutil
import sys

import mail as mails
from model import HERE, Library


def prepare(folder):
    """An empty Maildir; other people's folders are refused."""
    known = {"cur", "new", "tmp"}
    if folder.exists():
        present = {entry.name for entry in folder.iterdir()}
        if present and present != known:
            sys.exit(f"make_mailbox: {folder} is not empty and not a Maildir: name another folder")
        for name in present:
            shutil.rmtree(folder / name)
    for name in known:
        (folder / name).mkdir(parents=True)


def deliver(folder, raw, seconds, number, seen):
    """Writes one mail as a delivery agent does; returns its path in the Maildir."""
    name = f"{seconds}.M{number:06d}P1701_{number}.sample"
    name = f"cur/{name}:2,S" if seen else f"new/{name}"
    target = folder / name
    target.write_bytes(raw)
    os.utime(target, (seconds, seconds))
    return name


def check_truth(record):
    """Descriptions that contradict themselves must not become the truth."""
    paths = [file["path"] for file in record["files"]]
    twice = {path for path in paths if paths.count(path) > 1}
    if twice:
        raise ValueError(f"{record['id']}: two files named {twice}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True, type=pathlib.Path, help="the Maildir to make")
    parser.add_argument("--eml", type=pathlib.Path, help="also one .eml per mail, here")
    parser.add_argument("--submissions", type=pathlib.Path, default=HERE / "submissions",
                        help="the folder of descriptions; default: those beside this program")
    options = parser.parse_args()
    prepare(options.out)
    if options.eml:
        options.eml.mkdir(parents=True, exist_ok=True)
    wanted = sorted(Library(options.submissions).mails, key=lambda m: m.received)
    with multiprocessing.Pool(min(4, os.cpu_count() or 1)) as pool:
        built = pool.map(mails.build, wanted, chunksize=1)
    records = []
    for mail, (raw, truth) in zip(wanted, built):
        check_truth(truth)
        seconds = int(mail.received.timestamp())
        truth["file"] = deliver(options.out, raw, seconds, len(records) + 1, mail.seen)
        records.append(truth)
        if mail.again:
            name = deliver(options.out, raw, seconds + mail.again, len(records) + 1, mail.seen)
            records.append({**truth, "id": mail.id + "-again", "file": name, "duplicate_of": mail.id})
        if options.eml:
            (options.eml / f"{mail.id}.eml").write_bytes(raw)
    target = options.out.with_name(options.out.name + ".truth.json")
    target.write_text(json.dumps({"mails": records}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    files = sum(len(record["files"]) for record in records)
    again = sum("duplicate_of" in record for record in records)
    print(f"{len(records)} mails ({again} of them a second copy) with {files} files in {options.out},"
          f" the truth in {target}")


if __name__ == "__main__":
    main()
