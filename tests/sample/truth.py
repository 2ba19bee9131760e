"""The truth about the sample mailbox, for tests.

DIR.truth.json is {"mails": [...]}; of each mail: file (in the Maildir), id,
message_id, sha256 and size in bytes of the raw message, received_at and date
(+08:00), from, from_name, subject, client (whose habits), units (empty: mail of
nobody), stage (the first stage it is in time for, or null), late_for (stages it
is too late for), auto_submitted, cloud (links instead of files), junk_dropped
(files, folders not counted), findings (codes that concern the message),
duplicate_of (id, of the same bytes delivered again), and

files: every leaf a person would open: path (containers and entries joined by
"/", NFC), size, sha256, kind, title, document_number, tasks, acceptable (tasks
that are no error), none_ok (leaving it unfiled is no error), units (where not
all of the mail's), scan, sealed, pages, inline (a picture of the signature),
findings, and of reports numbering (typed, or automatic: then a heading's number
is in no text), report (one without headings) and sections: heading as a person sees it, heading_typed as it
stands in the paragraph, tasks, chars (without white space) and words (字数) of
the text under it up to the next heading of any level.

An archive that cannot be opened is itself a leaf (with its password, if it has
one that the mail does not state); what it holds, or held, is in hidden.
"""
import dataclasses
import json
import pathlib


@dataclasses.dataclass
class Truth:
    everything: list  # every delivery, in order of receipt

    @property
    def mails(self):
        """Each mail once: without second deliveries of the same bytes."""
        return [mail for mail in self.everything if "duplicate_of" not in mail]

    @property
    def units(self):
        return sorted({unit for mail in self.mails for unit in mail["units"]})

    def mail(self, ident):
        return next(mail for mail in self.everything if mail["id"] == ident)

    def by_sha256(self, digest):
        return next(mail for mail in self.mails if mail["sha256"] == digest)

    def of(self, unit):
        return [mail for mail in self.mails if unit in mail["units"]]

    def files(self):
        """(mail, file) of every leaf."""
        return [(mail, file) for mail in self.mails for file in mail["files"]]

    def file(self, ident, path):
        return next(file for file in self.mail(ident)["files"] if file["path"] == path)

    def with_finding(self, code):
        """(mail, file or None) wherever this finding is expected."""
        return [(mail, None) for mail in self.mails if code in mail["findings"]] + \
               [(mail, file) for mail, file in self.files() if code in file["findings"]]

    def copies(self):
        """sha256 -> [(mail id, path)] of files that came more than once."""
        seen = {}
        for mail, file in self.files():
            seen.setdefault(file["sha256"], []).append((mail["id"], file["path"]))
        return {digest: places for digest, places in seen.items() if len(places) > 1}

    def proven(self, stage):
        """{(unit, task)} for which something came in time; final includes midterm."""
        wanted = {"midterm": ("midterm",), "final": ("midterm", "final")}[stage]
        return {(unit, task) for mail, file in self.files() if mail["stage"] in wanted
                for unit in file.get("units", mail["units"]) for task in file["tasks"]}


def verdict(file, tasks):
    """right, wrong or unfiled: what filing this file under these tasks is worth."""
    tasks = set(tasks)
    if not tasks:
        return "right" if file["none_ok"] else "unfiled"
    if tasks - set(file["acceptable"]):
        return "wrong"
    return "right" if tasks & set(file["tasks"]) or file["none_ok"] else "wrong"


def load(path):
    return Truth(json.loads(pathlib.Path(path).read_text(encoding="utf-8"))["mails"])
