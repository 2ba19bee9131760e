#!/usr/bin/python3
"""How well baosong judges submissions whose truth is known, by the real programs.

usage: judge.py --build DIR [--notes] [FOLDER...]

Without folders: the sample mailbox, and the submissions in tests/bench that rules were made with
(tuning) and those that they were not (heldout). Other folders: see corpus.py.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import corpus
import score

ROOT = pathlib.Path(__file__).resolve().parents[2]
CAMPAIGN = ROOT / "conf" / "huangshi-2017.yaml"
HERE = pathlib.Path(__file__).parent
FOLDERS = [ROOT / "tests" / "sample" / "submissions", HERE / "tuning", HERE / "heldout"]
KINDS = {
    "unit": "units of mails", "file": "files", "section": "sections of reports", "cell": "cells of the board",
    "plain": "files, by the plain approach (longest common substring of name and task)"}


class Programs:
    """An installation of its own, with an empty state folder."""

    def __init__(self, build, place):
        self.build, self.config = pathlib.Path(build), pathlib.Path(place) / "baosong.yaml"
        state = json.dumps(str(pathlib.Path(place) / "state"))
        self.config.write_text(f"campaign: {json.dumps(str(CAMPAIGN))}\nstate_dir: {state}\nmailboxes: []\n",
                               encoding="utf-8")

    def run(self, program, *arguments):
        done = subprocess.run([self.build / program, "--config", self.config, *arguments],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"bench-judge: {program} ended with {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def ask(self, *arguments):
        return json.loads(self.run("baosong", *arguments, "--format", "json"))


def task_texts():
    """unit -> {task: what the campaign prints of it}"""
    import yaml
    campaign = yaml.safe_load(CAMPAIGN.read_text(encoding="utf-8"))
    common = {task["id"]: task["title"] + task["text"] for task in campaign["common"]}
    outside = {c["id"] for c in campaign["categories"] if not c["common"]}
    texts = {u["name"]: {} if u["category"] in outside else dict(common) for u in campaign["units"]}
    for entry in campaign["functional"]:
        for unit in entry["units"]:
            texts[unit].update({task["id"]: task["title"] + task["text"] for task in entry["tasks"]})
    return texts


def measure(build, folder):
    tally = score.Tally()
    with tempfile.TemporaryDirectory(prefix="bench-judge-") as place:
        paths, mails = corpus.load(folder, place)
        programs = Programs(build, place)
        programs.run("baosong", "import", *map(str, paths))
        programs.run("baosongd", "--once")
        messages = {message["sha256"]: message for message in programs.ask("messages")}
        outlines = score.read_outlines(pathlib.Path(place) / "state" / "ledger.db")
        for mail in mails:
            score.score_mail(mail, messages[mail.sha256], outlines, tally)
        score.score_board(mails, {s: programs.ask("status", "--stage", s) for s in score.STAGES}, tally)
        score.score_plain(mails, task_texts(), tally)
    return tally


def show(name, tally, notes):
    print(f"\n{name}")
    for kind, words in KINDS.items():
        counts = tally.counts[kind]
        total = sum(counts.values())
        if total:
            print(f"  {words}: {total}")
        for outcome, count in counts.most_common():
            print(f"    {count:5} {100 * count / total:5.1f} %  {outcome}")
    for note in tally.notes if notes else ():
        print("  " + note)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", required=True)
    parser.add_argument("--notes", action="store_true", help="a line for everything that is not right")
    parser.add_argument("folders", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    total = score.Tally()
    folders = options.folders or FOLDERS
    for folder in folders:
        tally = measure(options.build, folder)
        show(str(folder), tally, options.notes)
        total.update(tally)
    if len(folders) > 1:
        show("all of them", total, False)


if __name__ == "__main__":
    main()
