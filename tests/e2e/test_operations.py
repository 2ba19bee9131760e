"""What administrators watch and mend: health, metrics, repair, another provider."""
import json
import re
import socket
import subprocess
import time

import pytest
from dovecot import Dovecot
from house import House
from test_backup import account, damage
from test_crash import write_mails
from test_service import PASSWORD, await_messages, remote, running


@pytest.fixture
def house(tmp_path):
    write_mails(tmp_path / "Maildir")
    house = House(tmp_path).configure([{"url": f"maildir:{tmp_path / 'Maildir'}"}])
    house.once()
    return house


def health(house):
    done = house.run("baosong", "health", "--format", "json", check=False)
    said = json.loads(done.stdout)
    assert done.returncode == (0 if said["healthy"] else 1)
    return said, {problem["problem"]: problem for problem in said["problems"]}


def await_problems(house, codes):
    until = time.monotonic() + 60
    while set(health(house)[1]) != codes:
        assert time.monotonic() < until, health(house)
        time.sleep(0.2)


def await_first_cycle(house):
    until = time.monotonic() + 60
    while True:
        said, _ = health(house)
        if said["mailboxes"] and said["mailboxes"][0]["last_success"]:
            return said
        assert time.monotonic() < until, said
        time.sleep(0.2)


def test_health_of_a_service(house):
    said, problems = health(house)
    assert set(problems) == {"not-running"} and said["quarantined"] == 0
    with running(house):
        said = await_first_cycle(house)
        assert said["healthy"] and said["running"] and said["mailboxes"][0]["failure"] is None
        assert said["mailboxes"][0]["last_success"].endswith("+08:00")
    assert set(health(house)[1]) == {"not-running"}


def test_health_when_something_is_wrong(tmp_path):
    """A mailbox that cannot be reached, a disk that is full by the configured measure."""
    port = socket.create_server(("127.0.0.1", 0))
    free = port.getsockname()[1]
    port.close()
    (tmp_path / "password").write_text("x")
    (tmp_path / "password").chmod(0o600)
    house = House(tmp_path).configure(
        [{"url": f"imaps://localhost:{free}", "user": "office", "password_file": str(tmp_path / "password")}],
        limits={"min_free_bytes": 1 << 50})
    with running(house):
        await_problems(house, {"mailbox-failing", "disk-low"})
        problem = health(house)[1]["mailbox-failing"]
        assert problem["subject"] == "office@localhost"
        assert "does not accept the connection" in problem["text"]


SAMPLE = re.compile(r'^baosong_[a-z_]+(\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\})? -?\d+$')


def read_metrics(text):
    """{name with labels: value}; each line must be of the format, each family described once."""
    values = {}
    described = re.findall(r"^# TYPE (\S+) gauge$", text, re.M)
    assert len(described) == len(set(described)) == text.count("# HELP ")
    for line in text.splitlines():
        if not line.startswith("#"):
            assert SAMPLE.match(line), line
            assert re.match(r"[a-z_]+", line).group() in described
            name, value = line.rsplit(" ", 1)
            assert name not in values
            values[name] = int(value)
    return values


def test_metrics(house, tmp_path):
    values = read_metrics(house.run("baosong", "metrics").stdout)
    assert values["baosong_up"] == 0 and values["baosong_problems"] == 1
    assert values['baosong_messages{state="judged"}'] == 4
    assert values['baosong_messages{state="fetched"}'] == 0
    board = house.ask("status", "--stage", "midterm")["units"]
    states = [task["state"] for unit in board for task in unit["tasks"]]
    for state in set(states):
        assert values[f'baosong_obligations{{stage="midterm",state="{state}"}}'] == states.count(state)
    with running(house):
        await_first_cycle(house)
        house.run("baosong", "metrics", "--out", tmp_path / "baosong.prom")
        values = read_metrics((tmp_path / "baosong.prom").read_text())
        assert values["baosong_up"] == 1
        name = f'baosong_mailbox_up{{mailbox="{house.folder / "Maildir"}"}}'
        assert values[name] == 1


def test_metrics_over_a_socket(house):
    """As systemd starts it for a connection: the request on standard input, the answer on output."""
    done = house.run("baosong", "metrics", "--http", input="GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
    head, _, body = done.stdout.partition("\n\n")
    assert head.startswith("HTTP/1.0 200 OK") and f"Content-Length: {len(body.encode())}" in head
    assert read_metrics(body)["baosong_up"] == 0
    slow = subprocess.Popen([house.programs / "baosong", "--config", house.config, "metrics", "--http"],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert slow.wait(timeout=60) != 0  # who says nothing is not waited for


# --- mending -------------------------------------------------------------------------------------


def test_damaged_store_is_mended_from_mailbox_and_mail(house):
    before, stored = account(house), house.stored()
    raw = {message["sha256"] for message in house.ask("messages")}
    files = set(stored) - raw
    damage(house.state / "store" / min(raw)[:2] / min(raw))
    (house.state / "store" / max(raw)[:2] / max(raw)).unlink()
    damage(house.state / "store" / min(files)[:2] / min(files))
    done = house.run("baosong", "audit", "--repair", check=False)
    assert done.returncode != 0 and "3 faults" in done.stdout
    assert {path.name for path in (house.state / "damaged").iterdir()} == {min(raw), min(files)}
    house.once()
    done = house.run("baosong", "audit", "--repair", check=False)  # a file of a mail that was missing
    house.once()
    assert house.ask("audit")["right"]
    assert (account(house), house.stored()) == (before, stored)


def test_what_no_mailbox_has_is_told(house):
    sha256 = max(message["sha256"] for message in house.ask("messages"))
    (house.state / "store" / sha256[:2] / sha256).unlink()
    for path in (house.folder / "Maildir" / "new").iterdir():
        path.unlink()
    house.run("baosong", "audit", "--repair", check=False)
    house.once()
    assert "1 cannot be had again so" in house.run("baosong", "audit", "--repair", check=False).stderr


# --- another provider ----------------------------------------------------------------------------


def test_moving_to_another_provider_counts_nothing_twice(tmp_path):
    """All mails copied to a new server, other UIDs, another user and host, one more in the junk."""
    mails = [b"Message-ID: <%d@t>\r\nSubject: %d\r\n\r\n%d\r\n" % (n, n, n) for n in range(8)]
    with Dovecot(users={"office": PASSWORD}) as old, Dovecot(users={"office": PASSWORD, "new": PASSWORD}) as new:
        house = House(tmp_path).configure([remote(old, tmp_path)])
        for mail in mails:
            old.append(mail)
        house.once()
        before = account(house)
        assert len(before[0]) == 8
        for mail in reversed(mails):
            new.append(mail, user="new")
        new.append(mails[0], folder="Junk", user="new")
        house.configure([{**remote(new, tmp_path), "user": "new"}])
        house.once()
        assert account(house) == before
        new.append(b"Subject: 9\r\n\r\n9\r\n", user="new")
        house.once()
        assert len(house.ask("messages")) == 9


def test_several_mailboxes_in_one_service(tmp_path):
    """The same mail in two mailboxes is one; a mailbox that fails does not hold up the other."""
    mails = [b"Subject: %d\r\n\r\n%d\r\n" % (n, n) for n in range(3)]
    with Dovecot(users={"office": PASSWORD, "second": PASSWORD}) as server:
        server.append(mails[0])
        server.append(mails[1])
        server.append(mails[1], user="second")
        server.append(mails[2], user="second")
        first = remote(server, tmp_path)
        house = House(tmp_path).configure([first, {**first, "user": "second"}, {**first, "user": "nobody"}])
        with running(house):
            await_messages(house, 3)
            await_problems(house, {"mailbox-failing"})
            server.append(b"Subject: new\r\n\r\nnew\r\n", user="second")
            await_messages(house, 4)
