"""Submissions whose truth is known, from three kinds of folders.

- *.yaml: descriptions as in tests/sample/submissions, rendered on the spot;
- a Maildir with its truth beside it, as tests/sample/make_mailbox.py makes it;
- NAME.eml with NAME.truth.json beside each: "units" (or "unit"), "received_at", and "files" with
  path, sha256, tasks, acceptable, none_ok, sections (heading, tasks), units, as in a sample's truth.
"""
import dataclasses
import datetime
import json
import pathlib
import subprocess
import sys

SAMPLE = pathlib.Path(__file__).resolve().parents[1] / "sample"


@dataclasses.dataclass
class Section:
    heading: str
    tasks: set


@dataclasses.dataclass
class File:
    path: str
    sha256: str
    tasks: set           # what a careful official would file it under
    acceptable: set      # filing it under some of these and no others is no error
    none_ok: bool        # leaving it unfiled is no error
    report: bool         # a self-report, maybe without sections
    sections: list
    units: list          # whose it is, of a joint mail
    findings: set


@dataclasses.dataclass
class Mail:
    id: str
    sha256: str
    units: list          # empty: a mail of nobody
    received: datetime.datetime
    files: list


def load(folder, scratch):
    """(paths for `baosong import`, mails) of a folder of any kind."""
    folder = pathlib.Path(folder)
    if any(folder.glob("*.yaml")):
        made = pathlib.Path(scratch) / "Maildir"
        subprocess.run(["/usr/bin/python3", SAMPLE / "make_mailbox.py", "--submissions", folder,
                        "--out", made], check=True, stdout=subprocess.DEVNULL)
        folder = made
    beside = folder.with_name(folder.name + ".truth.json")
    if beside.exists():
        records = json.loads(beside.read_text(encoding="utf-8"))["mails"]
        return [folder], [mail(r) for r in records if "duplicate_of" not in r]
    records = [json.loads(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.truth.json"))]
    if not records:
        sys.exit(f"bench-judge: {folder} has neither submissions nor mails with their truth")
    return [folder / record["eml"] for record in records], [mail(r) for r in records]


def mail(record):
    units = record.get("units") or ([record["unit"]] if record.get("unit") else [])
    return Mail(id=record["id"], sha256=record.get("sha256") or record["eml_sha256"], units=units,
                received=datetime.datetime.fromisoformat(record["received_at"]),
                files=[file(f, units) for f in record["files"]
                       if not (f.get("junk") or f.get("inline") or f.get("unreachable"))])


def file(record, units):
    tasks = set(record["tasks"])
    sections = [Section(s["heading"], set(s["tasks"])) for s in record.get("sections") or []]
    return File(path=record["path"], sha256=record["sha256"], tasks=tasks,
                acceptable=tasks | set(record["acceptable"]),
                none_ok=bool(record.get("none_ok")) or not tasks, sections=sections,
                report=bool(sections or record.get("report") or record.get("kind") == "report"),
                units=record.get("units") or units, findings=set(record.get("findings") or ()))
