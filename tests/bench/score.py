"""What baosong made of submissions, compared with their truth."""
import collections
import re
import sqlite3

STAGES = {"midterm": "2017-11-23T00:00:00+08:00", "final": "2017-12-16T00:00:00+08:00"}
# Files with these prove nothing, as the campaign has it.
BROKEN = {"encrypted", "damaged", "empty", "unreadable"}


class Tally:
    """Counts of outcomes by kind, and a line about each that is not right."""

    def __init__(self):
        self.counts = collections.defaultdict(collections.Counter)
        self.notes = []

    def add(self, kind, outcome, note=None):
        self.counts[kind][outcome] += 1
        if note is not None and outcome not in ("right", "sure and right"):
            self.notes.append(f"{kind:8} {outcome:22} {note}")

    def update(self, other):
        for kind, counter in other.counts.items():
            self.counts[kind].update(counter)
        self.notes += other.notes


def unit_outcome(mail, message):
    told = set(message["units"])
    if message["unit_state"] == "sure":
        return "sure and right" if told == set(mail.units) and mail.units else "sure and wrong"
    if not mail.units:
        return "right (nobody's)" if not message["submission"] or message["unit_state"] == "none" \
            else "nobody's, in review"
    guesses = {guess["unit"] for guess in message["unit_details"]}
    if message["unit_state"] == "review" and message["submission"]:
        return "review, right guess" if guesses & set(mail.units) else "review, no right guess"
    return "missed"


def file_outcome(file, matches):
    sure = {m["task"] for m in matches if m["state"] == "sure"}
    guesses = [m["task"] for m in sorted(matches, key=lambda m: -m["confidence"]) if m["state"] == "review"]
    if sure:
        return "sure and wrong" if sure - file.acceptable else "sure and right"
    if guesses:
        return "review, right in three" if set(guesses[:3]) & file.acceptable else \
            "review, rightly unfiled" if file.none_ok else "review, wrong guesses"
    return "rightly unfiled" if file.none_ok else "missed"


def bare(heading):
    return re.sub(r"[\s“”\"（）()、.．]", "", heading)


def read_outlines(ledger):
    """file id -> [(heading, level)]: what the reader found, whatever was made of it."""
    outlines = collections.defaultdict(list)
    with sqlite3.connect(f"file:{ledger}?mode=ro", uri=True) as account:
        for file, heading, level in account.execute(
                "SELECT file, heading, level FROM sections ORDER BY file, position"):
            outlines[file].append((heading, level))
    return outlines


def below(heading, truth, outline):
    """The subsections of a section that the truth takes as one with it."""
    written = [bare(h) for h, _level in outline]
    if heading not in written:
        return set()
    at = written.index(heading)
    end = next((i for i in range(at + 1, len(outline)) if outline[i][1] <= outline[at][1]), len(outline))
    inner = set(written[at + 1:end])
    return set() if inner & truth else inner


def section_outcome(section, truth, matches, outline):
    heading = bare(section.heading)
    # An annex that is bound into the report is a part of the file.
    headed = [(bare(m["section"] or m["part"] or ""), m) for m in matches]
    mine = [m for written, m in headed if written == heading] or \
           [m for written, m in headed if written and heading.endswith(written)]
    if not mine:
        inner = below(heading, truth, outline)
        mine = [m for written, m in headed if written in inner]
    sure = {m["task"] for m in mine if m["state"] == "sure"}
    perhaps = {m["task"] for m in mine if m["state"] == "review"}
    if sure - section.tasks:
        return "wrong", sure
    if sure == section.tasks:
        return "right", sure
    if sure:
        return "part of it", sure
    return ("review" if perhaps & section.tasks else "missed"), sure


def take(rows, key, value):
    """The first row with this value, taken out; None if there is none."""
    for index, row in enumerate(rows):
        if row[key] == value:
            return rows.pop(index)
    return None


def score_mail(mail, message, outlines, tally):
    """outlines: of each file by its id, the headings that were read, with their levels."""
    outcome = unit_outcome(mail, message)
    tally.add("unit", outcome, f"{mail.id}: {mail.units} -> {message['unit_state']} {message['units']}")
    left = list(message["files"])
    for file in mail.files:
        row = take(left, "path", file.path) or take(left, "sha256", file.sha256)
        matches = [m for m in row["matches"] if m["unit"] in file.units or not mail.units] if row else []
        score_file(mail, file, matches, outlines.get(row["id"], []) if row else [], tally)


def score_file(mail, file, matches, outline, tally):
    if file.sections:
        truth = {bare(section.heading) for section in file.sections}
        for section in file.sections:
            outcome, sure = section_outcome(section, truth, matches, outline)
            tally.add("section", outcome,
                      f"{mail.id}: {section.heading} {sorted(section.tasks)} -> {sorted(sure)}")
        return
    # A table of the tasks may be taken for a report.
    files = [m for m in matches if file.report or m["section"] is None] or matches
    outcome = file_outcome(file, files)
    told = [(m["task"], m["state"], round(m["confidence"], 2)) for m in files]
    tally.add("file", outcome, f"{mail.id}: {file.path} {sorted(file.tasks)} -> {told}")


# --- the board -------------------------------------------------------------------

def cell_state(proofs, deadline):
    """proofs: [(time, is a section)]: the state that the design asks for."""
    def complete(some):
        return any(s for _t, s in some) and any(not s for _t, s in some)
    early = [p for p in proofs if p[0].isoformat() < deadline]
    if complete(early):
        return "complete"
    if complete(proofs):
        return "late"
    return "deficient" if early else "missing"


def proofs_of(mails, which):
    """(unit, task) -> [(time, is a section)], by the strict or the generous reading of the truth."""
    proofs = collections.defaultdict(list)
    for mail in mails:
        for file in mail.files:
            if file.sections:
                claims = [(task, True) for section in file.sections for task in section.tasks]
                if which == "acceptable":  # a paper bound into the report is evidence, too
                    claims += [(task, False) for section in file.sections for task in section.tasks
                               if re.match("附件?[0-9一二三四五六七八九十]|佐证", section.heading)]
            else:
                claims = [(task, file.report) for task in getattr(file, which) if not file.findings & BROKEN]
            for task, section in claims:
                for unit in file.units:
                    proofs[unit, task].append((mail.received, section))
    return proofs


def score_board(mails, boards, tally):
    """Cells of the units that sent something."""
    senders = {unit for mail in mails for unit in mail.units}
    strict, generous = proofs_of(mails, "tasks"), proofs_of(mails, "acceptable")
    for stage, board in boards.items():
        for unit in board["units"]:
            for task in unit["tasks"] if unit["unit"] in senders else ():
                key = unit["unit"], task["task"]
                wanted = {cell_state(proofs.get(key, []), STAGES[stage]) for proofs in (strict, generous)}
                outcome = "right" if task["state"] in wanted else \
                    "in review" if task["state"] == "review" else "wrong"
                tally.add("cell", outcome, f"{stage} {key[0]} {key[1]}: {task['state']}, not {sorted(wanted)}")


# --- the plain approach ------------------------------------------------------------

def common_length(one, other):
    """Characters of the longest common substring."""
    best, row = 0, [0] * (len(other) + 1)
    for a in one:
        before = 0
        for j, b in enumerate(other, 1):
            row[j], before = (before + 1 if a == b else 0), row[j]
            best = max(best, row[j])
    return best


def score_plain(mails, texts, tally):
    """Each file under the task whose text shares the longest substring with its name."""
    for mail in mails:
        for file in mail.files:
            if file.sections or not mail.units:
                continue
            name = file.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
            lengths = {task: common_length(name, text) for task, text in texts[file.units[0]].items()}
            task = max(lengths, key=lengths.get)
            matches = [{"task": task, "state": "sure", "confidence": 1}] if lengths[task] >= 2 else []
            tally.add("plain", file_outcome(file, matches))
