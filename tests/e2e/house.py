"""A baosong of its own for a test: a configuration, a state folder, and the programs.

BAOSONG_BUILD is the folder of the programs (with sanitizers, when `make test` runs us);
BAOSONG_RELEASE the folder of the ordinary ones, for what sanitizers would distort.
"""
import json
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("BAOSONG_BUILD", "build")
RELEASE = ROOT / os.environ.get("BAOSONG_RELEASE", "build")
# seconds after which a program is taken to hang: far more than a slow and busy machine needs
HANGS = 900
CAMPAIGN = ROOT / "conf" / "huangshi-2017.yaml"


def yaml_string(text):
    """Every JSON string is a YAML string."""
    return json.dumps(str(text), ensure_ascii=False)


class House:
    def __init__(self, folder, programs=BUILD, campaign=CAMPAIGN):
        self.folder = pathlib.Path(folder)
        self.programs = pathlib.Path(programs)
        self.campaign = campaign
        self.state = self.folder / "state"
        self.config = self.folder / "baosong.yaml"

    def configure(self, mailboxes, **extra):
        """mailboxes: a list of dicts of the keys of conf/baosong.yaml."""
        lines = [f"campaign: {yaml_string(self.campaign)}", f"state_dir: {yaml_string(self.state)}"]
        lines += [f"{key}: {json.dumps(value)}" for key, value in extra.items()]
        lines.append("mailboxes:" if mailboxes else "mailboxes: []")
        for mailbox in mailboxes:
            mark = "  - "
            for key, value in mailbox.items():
                lines.append(f"{mark}{key}: {json.dumps(value, ensure_ascii=False)}")
                mark = "    "
        self.config.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return self

    def run(self, program, *arguments, check=True, **options):
        """The finished process; its output is text."""
        command = [str(self.programs / program), "--config", str(self.config), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=HANGS, **options)
        if check and done.returncode != 0:
            raise AssertionError(f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def once(self, **options):
        return self.run("baosongd", "--once", **options)

    def ask(self, command, *arguments):
        """What a listing says, as JSON."""
        return json.loads(self.run("baosong", command, *arguments, "--format", "json").stdout)

    def stored(self):
        """{sha256: size} of everything in the store."""
        return {path.name: path.stat().st_size for path in (self.state / "store").glob("*/*")}
