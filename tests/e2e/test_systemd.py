"""The service under a real systemd: started, polling, reloaded, killed, stopped (tests/systemd/)."""
import json
import os
import pathlib
import re
import shutil
import subprocess

import pytest
from house import RELEASE, ROOT
from test_documents import mail_of, report

EVENT = re.compile(r'\{"([a-z-]+)", "([0-9a-f]{32})"')


def render(folder, programs, configuration="/etc/baosong"):
    """All units, as `make install` writes them."""
    folder.mkdir(exist_ok=True)
    subprocess.run([ROOT / "systemd" / "render", folder, programs, programs, configuration], check=True)
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def journey(tmp_path_factory):
    if os.geteuid() != 0:
        pytest.skip("booting a systemd in namespaces takes root")
    folder = tmp_path_factory.mktemp("systemd")
    units, payload = folder / "units", folder / "payload"
    render(units, "/opt/sut/bin")
    (payload / "bin").mkdir(parents=True)
    (payload / "conf").mkdir()
    folder.chmod(0o755)
    for program in ("baosongd", "baosong", "baosong-fetcher", "baosong-reader"):
        shutil.copy2(RELEASE / program, payload / "bin" / program)
    for name in ("baosong.sysusers", "baosong.tmpfiles", "baosong.catalog", "baosong.zh_CN.catalog"):
        text = (ROOT / "systemd" / name).read_text()
        (payload / name).write_text(text.replace("@confdir@", "/etc/baosong"))
    shutil.copy2(ROOT / "conf" / "huangshi-2017.yaml", payload / "conf")
    (payload / "conf" / "baosong.yaml").write_text(
        "campaign: huangshi-2017.yaml\nstate_dir: /var/lib/baosong\n"
        "limits:\n  min_free_bytes: 16MiB\n"  # the namespace has a small disk
        "mailboxes:\n  - url: maildir:/srv/Maildir\n    poll: 60\n")
    shutil.copy2(ROOT / "tests" / "systemd" / "password_catcher.py", payload)
    (payload / "scan.eml").write_bytes(mail_of([("自查报告.pdf", report())], "市教育局自查报告"))
    done = subprocess.run([ROOT / "tests" / "systemd" / "boot.sh", units, payload,
                           ROOT / "tests" / "systemd" / "scenario.sh", folder / "out"],
                          capture_output=True, text=True, timeout=400)
    journal = [json.loads(line) for line in (folder / "out" / "journal.json").read_text().splitlines()] \
        if (folder / "out" / "journal.json").exists() else []
    ours = [entry for entry in journal if "baosong" in str(entry)]
    log = "\n".join(str(entry.get("MESSAGE")) for entry in ours)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\n{log}"
    return dict(line.split(": ", 1) for line in done.stdout.splitlines() if ": " in line), log, ours


def test_the_life_of_the_service(journey):
    seen, _, _ = journey
    assert seen["started"] == "active running"
    assert seen["first cycle"] == "3 messages"
    assert seen["status"].startswith("3 messages judged, 0 waiting to be read, 0 quarantined")
    assert seen["polled"] == "4 messages"
    assert seen["wrong reload"] == "active refused"
    assert seen["wrong by signal"] == "active"
    assert seen["right reload"] == "active same process"
    assert seen["killed and back"] == "5 messages, restarted 1 times"
    assert seen["stopped by nobody"] == "watchdog, and back"
    assert seen["instance"] == "active 1 messages in /var/lib/baosong/second"
    assert seen["encrypted credential"] == "only-here-in-the-clear"
    assert seen["on disk in the clear"] == "0 times"
    assert seen["background reader"] == "nice 19"
    assert seen["backup"] == "success 1 ledgers"
    assert seen["audit"] == "success"
    assert seen["metrics"] == "baosong_up 1"
    assert seen["health"] == "0 while it runs, 1 when stopped"
    assert seen["stopped"] == "inactive success quickly"
    assert seen["mailbox"] == "6 new, 0 cur"


def test_the_journal(journey):
    _, log, ours = journey
    assert "a-secret-nobody-may-see" not in log and "only-here-in-the-clear" not in log
    assert 'unknown key "nonsense"' in log and "the old one stays in force" in log
    events = {entry.get("BAOSONG_EVENT"): entry for entry in ours}
    ids = dict(EVENT.findall((ROOT / "daemon" / "base" / "log.c").read_text()))
    for name, priority in (("started", "6"), ("config-refused", "3"), ("config-changed", "6"),
                           ("mailbox-failed", "3")):
        assert events[name]["MESSAGE_ID"] == ids[name] and events[name]["PRIORITY"] == priority
    assert events["mailbox-failed"]["BAOSONG_MAILBOX"] == "/srv/Maildir"


def test_every_event_is_explained_in_both_languages(journey):
    seen, _, _ = journey
    ids = {number for _, number in EVENT.findall((ROOT / "daemon" / "base" / "log.c").read_text())}
    for name in ("baosong.catalog", "baosong.zh_CN.catalog"):
        text = (ROOT / "systemd" / name).read_text()
        assert set(re.findall(r"^-- ([0-9a-f]{32})$", text, re.M)) == ids
        assert text.count("\nSubject: ") == len(ids)
    assert seen["catalogs"] == "0 complaints"
    assert seen["explained"] == "baosong has started"


def test_units_are_well_formed(tmp_path):
    for unit in render(tmp_path, RELEASE.resolve()):
        name = unit.with_name(unit.name.replace("@.", "@second."))
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", name], capture_output=True, text=True)
        told = [line for line in (done.stdout + done.stderr).splitlines() if "baosong" in line]
        assert (done.returncode, told) == (0, []), unit.name
        assert "@" not in re.sub(r"@(system-service|privileged|resources)", "", unit.read_text()), unit.name


def test_units_are_hardened(tmp_path):
    for unit in render(tmp_path, RELEASE.resolve()):
        if unit.suffix == ".service":
            done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--threshold=15",
                                   "--no-pager", unit], capture_output=True, text=True)
            assert done.returncode == 0, f"{unit.name}: {done.stdout[-400:]}"


def test_install_puts_everything_in_place(tmp_path):
    subprocess.run(["make", "-s", "-C", ROOT, "install", f"BUILD={RELEASE.resolve()}", f"DESTDIR={tmp_path}"],
                   check=True, capture_output=True)
    installed = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if not path.is_dir()}
    assert {"usr/sbin/baosongd", "usr/bin/baosong", "usr/libexec/baosong/baosong-fetcher",
            "usr/libexec/baosong/baosong-reader", "usr/bin/baosong-reader", "etc/baosong/baosong.yaml",
            "etc/baosong/huangshi-2017.yaml", "usr/lib/systemd/system/baosongd.service",
            "usr/share/man/man8/baosongd.8", "usr/share/man/man5/campaign.5"} <= installed
    configuration = pathlib.Path(tmp_path / "etc/baosong/baosong.yaml")
    configuration.write_text("# somebody's own\n")
    subprocess.run(["make", "-s", "-C", ROOT, "install", f"BUILD={RELEASE.resolve()}", f"DESTDIR={tmp_path}"],
                   check=True, capture_output=True)
    assert configuration.read_text() == "# somebody's own\n"
    assert (tmp_path / "etc/baosong/baosong.yaml.new").exists()
