"""Mails around attachments, and what baosong-reader says of them."""
import email.message
import email.policy
import hashlib
import json
import subprocess

from house import BUILD


def mail(attachments, subject="关于报送材料", body="请查收附件。\n"):
    """The bytes of a mail with [(name, data)] attached."""
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["From"] = "报送员 <a@b.example>"
    message["To"] = "office@c.example"
    message["Subject"] = subject
    message["Date"] = "Tue, 21 Nov 2017 16:42:10 +0800"
    message["Message-ID"] = "<1@b.example>"
    message.set_content(body)
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def start(path, *options, programs=BUILD, prefix=(), **more):
    command = [*prefix, str(programs / "baosong-reader"), *map(str, options), str(path)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)


def finish(process, status=0, seconds=120):
    """The description, after the reader ended with that status."""
    output, errors = process.communicate(timeout=seconds)
    assert process.returncode == status, (process.returncode, errors.decode())
    return json.loads(output)


def read(folder, attachments, status=0, **more):
    """Describes a mail with these attachments. `more` goes to start(), or to mail()."""
    words = {key: more.pop(key) for key in ("subject", "body") if key in more}
    path = folder / "mail.eml"
    path.write_bytes(mail(attachments, **words))
    return finish(start(path, **more), status)


def leaves(description):
    """{path: sha256}; two leaves of one path are a fault of the test that asks."""
    found = {file["path"]: file["sha256"] for file in description["files"]}
    assert len(found) == len(description["files"])
    return found


def findings(description, path=None):
    """The codes of one file, or of the mail."""
    if path is None:
        return description["findings"]
    file, = [file for file in description["files"] if file["path"] == path]
    return file["findings"]


def sha256(data):
    return hashlib.sha256(data).hexdigest()
