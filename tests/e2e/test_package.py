"""The Debian package: looked at by lintian, installed, upgraded, removed and purged."""
import os
import shutil
import subprocess

import pytest
from house import RELEASE, ROOT


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    build = tmp_path_factory.mktemp("build")
    for path in RELEASE.resolve().iterdir():  # what is built; the package lands here, not there
        if path.name != "deb":
            (build / path.name).symlink_to(path)
    subprocess.run(["make", "-s", "-C", ROOT, "deb", f"BUILD={build}"], check=True, capture_output=True)
    made, = (build / "deb").glob("*.deb")
    return made


def test_lintian_finds_nothing(package):
    said = subprocess.run(["lintian", "--allow-root", package], capture_output=True, text=True)
    assert (said.returncode, said.stdout) == (0, "")


class Root:
    """A folder that dpkg takes for a machine; maintainer scripts run for it without a chroot."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("etc", "usr/bin", "var/lib/dpkg/info", "var/lib/dpkg/updates"):
            (folder / name).mkdir(parents=True)
        for name in ("status", "available"):
            (folder / "var/lib/dpkg" / name).touch()
        for name in ("passwd", "group"):
            shutil.copy2(f"/etc/{name}", folder / "etc" / name)

    def dpkg(self, *arguments):
        return subprocess.run(
            ["dpkg", f"--root={self.folder}", "--force-script-chrootless", "--force-depends",
             "--force-confdef", "--force-confold", *map(str, arguments)], check=True, capture_output=True,
            text=True, env={**os.environ, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}).stdout

    def has(self, path):
        return os.path.lexists(self.folder / path)


@pytest.mark.skipif(os.geteuid() != 0, reason="dpkg into a folder takes root")
def test_install_upgrade_remove_purge(package, tmp_path):
    root = Root(tmp_path)
    assert 'run "baosong setup"' in root.dpkg("--install", package)
    for path in ("usr/sbin/baosongd", "usr/bin/baosong-reader", "lib/systemd/system/baosongd@.service",
                 "usr/share/man/man8/baosongd.8.gz", "usr/lib/systemd/catalog/baosong.catalog"):
        assert root.has(path), path
    assert not root.has("etc/baosong/baosong.yaml")  # so that the service cannot start
    assert not root.has("etc/systemd/system/multi-user.target.wants/baosongd.service")
    assert "baosong:" in (tmp_path / "etc/passwd").read_text()
    credentials = tmp_path / "etc/baosong/credentials"
    assert credentials.stat().st_mode & 0o777 == 0o700
    # a clerk's campaign, a configuration and a password survive an upgrade
    campaign, configuration = tmp_path / "etc/baosong/huangshi-2017.yaml", tmp_path / "etc/baosong/baosong.yaml"
    campaign.write_text("# ours\n")
    configuration.write_text("# ours, too\n")
    (credentials / "mailbox-password").write_text("secret")
    (tmp_path / "var/lib/baosong").mkdir(parents=True)
    (tmp_path / "var/lib/baosong/ledger.db").write_text("the account")
    root.dpkg("--install", package)
    assert campaign.read_text() == "# ours\n" and configuration.read_text() == "# ours, too\n"
    root.dpkg("--remove", "baosong")
    assert not root.has("usr/sbin/baosongd") and campaign.exists() and configuration.exists()
    assert "is kept" in root.dpkg("--purge", "baosong")
    assert not root.has("etc/baosong")
    assert root.has("var/lib/baosong/ledger.db")


def test_uninstall_takes_away_what_install_put(tmp_path):
    def make(target):
        subprocess.run(["make", "-s", "-C", ROOT, target, f"BUILD={RELEASE.resolve()}",
                        f"DESTDIR={tmp_path}"], check=True, capture_output=True)

    make("install")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) > 30
    make("uninstall")
    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if not path.is_dir()}
    assert left == {f"etc/baosong/{path.relative_to(ROOT / 'conf')}"
                    for path in (ROOT / "conf").rglob("*") if path.is_file()}


def test_programs_are_hardened():
    """PIE, no text relocations, RELRO with immediate binding, no executable stack, fortified."""
    for name in ("baosongd", "baosong", "baosong-fetcher", "baosong-reader"):
        told = subprocess.run(["readelf", "-hldnW", RELEASE / name], capture_output=True, text=True,
                              check=True).stdout
        assert "DYN (Position-Independent" in told and "TEXTREL" not in told
        assert "GNU_RELRO" in told and ("BIND_NOW" in told or "Flags: NOW" in told)
        stack, = [line for line in told.splitlines() if "GNU_STACK" in line]
        assert "RWE" not in stack
        symbols = subprocess.run(["nm", "-D", RELEASE / name], capture_output=True, text=True, check=True).stdout
        assert "__stack_chk_fail" in symbols and "_chk@" in symbols.replace("__stack_chk_fail@", "")


def test_objects_are_made_for_control_flow_enforcement():
    """(The programs are not marked so: Debian's own start-up code is not.)"""
    notes = subprocess.run(["readelf", "-nW", RELEASE / "obj" / "base" / "frame.o"], capture_output=True,
                           text=True, check=True).stdout
    assert "x86 feature: IBT, SHSTK" in notes or os.uname().machine != "x86_64"


def test_manual_pages_are_clean():
    for page in sorted((ROOT / "doc").glob("*.[1-8]")):
        told = subprocess.run(["man", "--warnings", "-l", page], capture_output=True, text=True,
                              env={**os.environ, "MANWIDTH": "80", "LC_ALL": "C.UTF-8"})
        assert (told.returncode, told.stderr) == (0, ""), page.name
        lint = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page], capture_output=True, text=True)
        assert lint.stdout == "", lint.stdout


def complete(line):
    """What bash offers after this line."""
    script = """
        . /usr/share/bash-completion/bash_completion; . systemd/baosong.bash-completion
        baosong() { "$BAOSONG" "$@"; }
        COMP_LINE=$1 COMP_POINT=${#1}; read -ra COMP_WORDS <<<"$1"; [[ $1 == *" " ]] && COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _baosong baosong; printf '%s\\n' "${COMPREPLY[@]}" """
    done = subprocess.run(["bash", "-c", script, "bash", line], capture_output=True, text=True, cwd=ROOT,
                          env={**os.environ, "BAOSONG": str(RELEASE / "baosong"),
                               "PATH": f"{RELEASE.resolve()}:{os.environ['PATH']}"})
    return set(done.stdout.split())


def test_completion():
    assert {"status", "backup", "restore", "health"} <= complete("baosong ")
    assert complete("baosong rep") == {"report", "reprocess"}
    assert complete("baosong check --") == {"--help", "--online", "--format"}
    assert complete("baosong status --format ") == {"text", "json", "csv"}
