"""What the mails of the sample mailbox are made from: YAML -> dataclasses.

A wrong key or a missing value is an error with the name of the mail: the
descriptions are the truth that baosong is measured against, so that a typing
error in them must not pass silently.
"""
import dataclasses
import datetime
import pathlib
import random

import yaml

HERE = pathlib.Path(__file__).parent
ZONE = datetime.timezone(datetime.timedelta(hours=8))
# The first instant that is too late for each stage, in order.
STAGES = (("midterm", datetime.datetime(2017, 11, 23, tzinfo=ZONE)),
          ("final", datetime.datetime(2017, 12, 16, tzinfo=ZONE)))
LIST_KEYS = ("tasks", "also", "sections", "rows", "units")


@dataclasses.dataclass
class Unit:
    full: str            # name on letterheads
    own: str             # how its clerks say "we"
    field: str           # its line of business, as documents name it
    issuer: str = ""     # who signs, where that is not `full`


@dataclasses.dataclass
class Section:
    heading: str
    size: int            # wanted characters; the truth counts what was written
    tasks: list
    lead: str = ""


@dataclasses.dataclass
class File:
    path: str
    key: str             # seeds the content: the same key gives the same bytes
    unit: Unit
    form: str            # a key of documents.MAKERS
    title: str = ""
    text: str = ""
    number: str = None
    seal: bool = False
    tasks: list = dataclasses.field(default_factory=list)
    also: list = dataclasses.field(default_factory=list)
    none_ok: bool = False
    sections: list = dataclasses.field(default_factory=list)
    style: str = "styles"    # headings of a report: styles, bold, plain or auto
    report: bool = False     # a report without headings
    rows: list = dataclasses.field(default_factory=list)
    units: list = dataclasses.field(default_factory=list)
    inline: bool = False


@dataclasses.dataclass
class Archive:
    path: str
    names: str           # a key of archives.WRITERS
    files: list
    key: str
    password: str = None
    password_stated: bool = False
    truncated: bool = False


@dataclasses.dataclass
class Mail:
    id: str
    units: list
    client: str          # a key of habits.HABITS
    sender: tuple        # display name, address
    received: datetime.datetime
    date: datetime.datetime
    subject: str
    body: str
    attach: list         # File, Archive and Forward, in order
    signature: str = None    # file name of an inline picture
    in_reply_to: bool = False
    auto_submitted: bool = False
    cloud: dict = None
    again: int = 0       # delivered a second time so many seconds later
    seen: bool = False   # lies in cur/ instead of new/
    names: str = None    # style of attachment names, unlike the client's


@dataclasses.dataclass
class Forward:
    path: str
    mail: Mail


def rng(*parts):
    """A generator that depends on the words given and on nothing else."""
    return random.Random("\x1f".join(parts))


def build(cls, where, values):
    known = {f.name for f in dataclasses.fields(cls)}
    for name in values:
        if name not in known:
            raise ValueError(f"{where}: unknown key {name!r}")
    for name in LIST_KEYS:
        if name in values and not isinstance(values[name], list):
            raise ValueError(f"{where}: {name} must be a list")
    return cls(**values)


class Library:
    """The catalogue of common documents, the units, and every mail."""

    def __init__(self, submissions=HERE / "submissions"):
        self.catalogue = read("catalogue.yaml")
        self.units = {name: build(Unit, name, entry)
                      for name, entry in read("units.yaml").items()}
        self.files = {}  # "mail:path" -> raw description and its unit
        self.mails = []
        for path in sorted(submissions.resolve().glob("*.yaml")):
            self.mails += [self.mail(entry) for entry in read(path)]

    def mail(self, entry, outer=""):
        where = outer + entry["id"]
        units = entry.get("units", [])
        writer = self.units[units[0]] if units else Unit("", "我们", "")
        values = dict(entry, units=units, sender=tuple(entry["from"]))
        del values["from"]
        values["received"] = entry["received"].replace(tzinfo=ZONE)
        sent = entry.get("date", entry["received"] - datetime.timedelta(seconds=7))
        values["date"] = sent.replace(tzinfo=ZONE)
        values["attach"] = [self.attachment(item, where, writer) for item in entry.get("attach", [])]
        values["body"] = entry.get("body", "").rstrip("\n")
        return build(Mail, where, values)

    def attachment(self, item, where, unit, within=""):
        if "forward" in item:
            return Forward(item["forward"], self.mail(item["mail"], where + "/"))
        if "zip" in item:
            return self.archive(item, where, unit, within)
        if "same" in item:
            entry, unit, key = self.files[item["same"]]
            item = {**entry, "path": item["path"]}
        else:
            key = f"{where}:{within}{item['path']}"
            self.files[key] = (item, unit, key)
        author = {**self.catalogue.get(item.get("like"), {}), **item}.get("of")
        return self.file(item, key, self.units[author] if author else unit)

    def archive(self, item, where, unit, within):
        values = {k: v for k, v in item.items() if k != "zip"}
        inner = f"{within}{item['zip']}/"
        values["files"] = [self.attachment(f, where, unit, inner) for f in item["files"]]
        return build(Archive, where, {**values, "path": item["zip"], "key": where + inner})

    def file(self, item, key, unit):
        values = {**self.catalogue[item["like"]], **item} if "like" in item else dict(item)
        values.pop("like", None)
        values.pop("of", None)
        values.setdefault("form", default_form(item["path"]))
        for name in ("title", "text"):
            values[name] = fill(values.get(name, ""), unit)
        values["sections"] = [Section(s[0], s[1], s[2], fill(s[3] if len(s) > 3 else "", unit))
                              for s in values.get("sections", [])]
        return build(File, key, {**values, "key": key, "unit": unit})


def fill(text, unit):
    return text.format(full=unit.full, own=unit.own, field=unit.field).rstrip("\n")


def default_form(path):
    ending = path.rsplit(".", 1)[-1].lower()
    return {"pdf": "scan", "jpg": "photo", "jpeg": "photo", "png": "screen"}.get(ending, ending)


def read(name):
    with open(HERE / name, encoding="utf-8") as handle:
        return yaml.safe_load(handle)
