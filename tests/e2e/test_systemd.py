"""The service under a real systemd: started, polling, reloaded, killed, stopped (tests/systemd/)."""
import json
import os
import pathlib
import shutil
import subprocess

import pytest
from house import RELEASE, ROOT

UNIT = ROOT / "systemd" / "baosongd.service"


def unit_text(programs, configuration="/etc/baosong"):
    return UNIT.read_text().replace("@sbindir@", str(programs)).replace("@confdir@", configuration)


@pytest.fixture(scope="module")
def journey(tmp_path_factory):
    if os.geteuid() != 0:
        pytest.skip("booting a systemd in namespaces takes root")
    folder = tmp_path_factory.mktemp("systemd")
    units, payload = folder / "units", folder / "payload"
    units.mkdir()
    (payload / "bin").mkdir(parents=True)
    (payload / "conf").mkdir()
    folder.chmod(0o755)
    (units / "baosongd.service").write_text(unit_text("/opt/sut/bin"))
    for program in ("baosongd", "baosong", "baosong-fetcher", "baosong-reader"):
        shutil.copy2(RELEASE / program, payload / "bin" / program)
    shutil.copy2(ROOT / "systemd" / "baosong.sysusers", payload / "baosong.sysusers")
    shutil.copy2(ROOT / "conf" / "huangshi-2017.yaml", payload / "conf")
    (payload / "conf" / "baosong.yaml").write_text(
        "campaign: huangshi-2017.yaml\nstate_dir: /var/lib/baosong\n"
        "limits:\n  min_free_bytes: 16MiB\n"  # the namespace has a small disk
        "mailboxes:\n  - url: maildir:/srv/Maildir\n    poll: 60\n")
    done = subprocess.run([ROOT / "tests" / "systemd" / "boot.sh", units, payload,
                           ROOT / "tests" / "systemd" / "scenario.sh", folder / "out"],
                          capture_output=True, text=True, timeout=400)
    journal = [json.loads(line) for line in (folder / "out" / "journal.json").read_text().splitlines()] \
        if (folder / "out" / "journal.json").exists() else []
    log = "\n".join(str(entry.get("MESSAGE")) for entry in journal if "baosong" in str(entry))
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\n{log}"
    return dict(line.split(": ", 1) for line in done.stdout.splitlines() if ": " in line), log


def test_the_life_of_the_service(journey):
    seen, _ = journey
    assert seen["started"] == "active running"
    assert seen["first cycle"] == "3 messages"
    assert seen["status"].startswith("3 messages judged, 0 waiting to be read, 0 quarantined")
    assert seen["polled"] == "4 messages"
    assert seen["wrong reload"] == "active"
    assert seen["right reload"] == "active same process"
    assert seen["killed and back"] == "5 messages, restarted 1 times"
    assert seen["stopped"] == "inactive success quickly"
    assert seen["mailbox"] == "5 new, 0 cur"


def test_the_journal(journey):
    _, log = journey
    assert "a-secret-nobody-may-see" not in log
    assert 'unknown key "nonsense"' in log and "the old one stays in force" in log


def test_unit_is_well_formed(tmp_path):
    programs = RELEASE.resolve()
    (tmp_path / "baosongd.service").write_text(unit_text(programs))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", tmp_path / "baosongd.service"],
                          capture_output=True, text=True)
    told = [line for line in (done.stdout + done.stderr).splitlines() if "baosongd" in line]
    assert (done.returncode, told) == (0, [])


def test_unit_is_hardened(tmp_path):
    (tmp_path / "baosongd.service").write_text(unit_text(RELEASE.resolve()))
    done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--threshold=20",
                           "--no-pager", tmp_path / "baosongd.service"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-400:]


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
