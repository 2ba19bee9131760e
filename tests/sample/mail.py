"""A model.Mail as raw bytes, with the truth about every file in it."""
import datetime
import hashlib
import unicodedata

import archives
import documents
import habits
import mime
from model import STAGES, Archive, File, Forward, rng

CLOUD_NOTE = "\n\n从QQ邮箱发来的超大附件\n\n{name} ({size}, {expires} 到期)\n进入下载页面：{link}"


class Builder:
    """Builds one mail; collects the truth about its files on the way."""

    def __init__(self):
        self.files, self.hidden, self.junk = [], [], 0

    def content(self, mail, random, prefix=""):
        """The MIME part under the headers."""
        habit = habits.HABITS[mail.client]
        names = mail.names or habit.names
        parts = [self.text(mail, habit, random, prefix)]
        for item in mail.attach:
            if isinstance(item, Forward):
                inner, _ident = self.message(item.mail, f"{prefix}{item.path}/")
                parts.append(mime.forwarded(item.path, inner, habit.label, names))
                continue
            data = self.archive(item, prefix) if isinstance(item, Archive) else self.file(item, prefix)
            parts.append(mime.attachment(item.path, data, habit.label, names, habit.typed))
        if len(parts) == 1:
            return parts[0]
        return mime.multipart("mixed", habits.boundary(mail.client, random, mail.date, 1), parts,
                              b"This is a multi-part message in MIME format.\r\n\r\n")

    def text(self, mail, habit, random, prefix):
        """text/plain, or an alternative with HTML, or that with a signature picture."""
        body = mail.body + (CLOUD_NOTE.format(**mail.cloud) if mail.cloud else "")
        plain = mime.text_part(body, "plain", habit.label, habit.plain)
        if not habit.html:
            return plain
        picture = f"_Foxmail.1@{random.getrandbits(64):016x}" if mail.signature else None
        page = mime.text_part(habits.html_text(body, habit.look, picture), "html", habit.label, habit.html)
        both = mime.multipart("alternative", habits.boundary(mail.client, random, mail.date, 2), [plain, page])
        if not picture:
            return both
        logo = File(mail.signature, "logo" + mail.id, None, "logo", title=mail.sender[0],
                    none_ok=True, inline=True)
        data = self.file(logo, prefix)
        related = [both, mime.attachment(mail.signature, data, habit.label, "folded", True, cid=picture)]
        return mime.multipart("related", habits.boundary(mail.client, random, mail.date, 3), related)

    def message(self, mail, prefix=""):
        """(raw bytes, Message-ID)"""
        random = rng("mail", mail.id)
        habit = habits.HABITS[mail.client]
        part = self.content(mail, random, prefix)
        parent = habits.message_id("163web", habits.OFFICE, random, mail.date - datetime.timedelta(days=5))
        values = habits.headers(mail, random, bool(mail.attach), parent if mail.in_reply_to else None)
        if prefix:  # the server adds Received to what it delivers, not to what lies within
            del values["Received"]
        for name, value in part.headers:
            values[name] = value
        lines = [(name, values[name]) for name in habit.order.split() if name in values]
        lines += [h for h in part.headers if h[0] not in habit.order.split()]
        return mime.Part(lines, part.body).bytes(), values["Message-ID"].decode()

    def file(self, file, prefix):
        """The bytes of a loose file, or of an archive's entry."""
        data, facts = documents.make(file)
        self.files.append(file_truth(file, prefix, data, facts))
        return data

    def archive(self, archive, prefix):
        path = prefix + archive.path
        outside, self.files = self.files, []
        outside_junk, self.junk = self.junk, 0
        entries = self.entries(archive, path + "/")
        data = archives.pack(archive, entries)
        findings = ["damaged"] * archive.truncated
        findings += ["encrypted"] * bool(archive.password and not archive.password_stated)
        if findings:  # no reader can be asked for what is inside
            self.hidden += self.files
            self.files, self.junk = [leaf(path, data, "archive", findings)], 0
            self.files[0]["password"] = archive.password
        self.files, self.junk = outside + self.files, outside_junk + self.junk
        return data

    def entries(self, archive, prefix):
        result = []
        for item in archive.files:
            if isinstance(item, Archive):
                result.append((item.path, self.archive(item, prefix)))
            elif archives.is_junk(item.path):
                result.append((item.path, archives.junk(item.path)))
                self.junk += 1
            else:
                result.append((item.path, self.file(item, prefix)))
        if archive.names == "macos":
            twins = archives.finder_twins([path for path, _ in result if not archives.is_junk(path)])
            result += [(twin, archives.junk(twin)) for twin in twins]
            self.junk += len(twins)
        return result


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def leaf(path, data, kind, findings=()):
    return {"path": unicodedata.normalize("NFC", path), "size": len(data), "sha256": sha256(data),
            "kind": kind, "tasks": [], "acceptable": [], "none_ok": True, "document_number": None,
            "sections": [], "findings": list(findings)}


def file_truth(file, prefix, data, facts):
    record = leaf(prefix + file.path, data, documents.KINDS[file.form], [] if data else ["empty"])
    record.update(tasks=file.tasks, acceptable=sorted({*file.tasks, *file.also}),
                  none_ok=file.none_ok or not file.tasks, document_number=file.number,
                  title=file.title, inline=file.inline, **facts)
    if file.sections:
        record["numbering"] = "automatic" if file.style == "auto" else "typed"
    if file.report:
        record["report"] = True
    if file.units:
        record["units"] = file.units
    return record


def moment(when):
    return when.isoformat(timespec="seconds")


def build(mail):
    """(raw bytes, truth) of one delivered mail."""
    builder = Builder()
    raw, ident = builder.message(mail)
    late = [name for name, too_late in STAGES if mail.received >= too_late]
    in_time = [name for name, too_late in STAGES if mail.received < too_late]
    findings = ["junk-dropped"] * bool(builder.junk) + ["cloud-link"] * bool(mail.cloud)
    findings += ["date-disagrees"] * (abs(mail.received - mail.date).total_seconds() > 3600)
    truth = {"id": mail.id, "client": mail.client, "units": mail.units, "from": mail.sender[1],
             "from_name": mail.sender[0], "subject": mail.subject, "message_id": ident,
             "received_at": moment(mail.received), "date": moment(mail.date),
             "stage": in_time[0] if in_time else None, "late_for": late,
             "auto_submitted": mail.auto_submitted, "sha256": sha256(raw), "size": len(raw),
             "cloud": [mail.cloud] if mail.cloud else [], "junk_dropped": builder.junk,
             "findings": findings, "files": builder.files, "hidden": builder.hidden}
    return raw, truth
