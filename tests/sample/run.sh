#!/bin/bash
# The main job on a sample mailbox, for `make run`: no server, no account. Each run starts afresh.
# usage: tests/sample/run.sh BUILD
set -euo pipefail
build=${1:?usage: tests/sample/run.sh BUILD}
python=${PYTHON:-/usr/bin/python3}
root=$(cd "$(dirname "$0")/../.." && pwd)
place=$build/run
config=$place/baosong.yaml

say() { printf '\n=== %s\n' "$*"; }

rm -rf "$place"
mkdir -p "$place"
place=$(cd "$place" && pwd)

say "A sample mailbox: mails as units send them, made by the tools they are made with"
"$python" "$root/tests/sample/make_mailbox.py" --out "$place/Maildir"

cat >"$config" <<YAML
campaign: "$root/conf/huangshi-2017.yaml"
state_dir: "$place/state"
mailboxes:
  - url: "maildir:$place/Maildir"
YAML

say "baosongd --once: fetch, read, judge"
"$build/baosongd" --config "$config" --once

say "baosong status --stage midterm: the board"
"$build/baosong" --config "$config" status --stage midterm

say "baosong missing --unit 市环保局: what one unit still has to send"
"$build/baosong" --config "$config" missing --stage midterm --unit 市环保局

say "baosong report: the report for the office's staff"
"$build/baosong" --config "$config" report --stage midterm --format html --out "$place/report.html"
"$build/baosong" --config "$config" report --stage midterm --format xlsx --out "$place/report.xlsx"

cat <<END

The report is $place/report.html (and report.xlsx beside it).
Look around with: $build/baosong --config $config messages | show 1 | review | audit
END
