"""The leaves of every mail against Python's email package, which shares no code with GMime.

What Python sees as a file (a name, an attachment, or no text) must be there with its name, size and
hash, and nothing else, but for what is explained here.
"""
import email
import email.header
import email.policy
import hashlib
import subprocess
import unicodedata

import mails
from house import RELEASE, ROOT

# Where the two differ, and why. A row that explains nothing fails.
EXPLAINED = {}


def explain(reason, *names):
    EXPLAINED.update(dict.fromkeys(names, reason))


explain("Python reads encoded words with line ends or letters beside them otherwise",
        "name: a word cut by CRLF", "name: a word beside plain text")
explain("Python believes labels, and takes raw bytes for Latin-1",
        "name: labelled ISO-8859-1, is GBK", "name: RFC 2231 without a charset",
        "name: raw UTF-8 and a word in one", "name: raw GBK and a word of GBK in one")
explain("Python takes the first of two ways to say a name, we the one of RFC 2231",
        "name: both ways, RFC 2231 first", "name: both ways, RFC 2231 last")
explain("Python gives names as they are: unclosed quotes, paths, control characters, any length",
        "name: a quote that does not close", "name: a Windows path", "name: a Unix path",
        "name: a path that climbs", "name: only dots", "name: control characters",
        "hostile: a name of 1 MB", "hostile: a parameter in 5,000 continuations")
explain("a report that is the text of the mail is a file, too",
        "a report as the text", "a report as the text beside a file",
        "a report as the text above another mail", "a report whose lines begin as quotes do")
explain("a further version of the text is text", "versions of the text are no files")
explain("Python reads no mail in mail that is encoded", "a mail in mail by base64")
explain("Python takes all of message/* for mails in mail",
        "an empty mail in mail", "message/partial", "message/partial as the whole mail",
        "message/external-body", "a bounce")
explain("a resource fork is dropped and counted", "AppleDouble")
explain("Python opens no uuencode in text",
        "uuencode", "uuencode of many blocks", "uuencode, two files", "uuencode with blanks lost",
        "uuencode with a name in GBK", "uuencode without an end", "uuencode in a part of its own")
explain("Python takes encodings at their word",
        "encoding: a label with a comment", "encoding: a label in quotes",
        "encoding: a label with a semicolon", "encoding: base64 whose label is 7bit",
        "encoding: base64 whose label is missing", "encoding: bytes whose label is base64")
explain("Python keeps blanks before a soft line end, which RFC 2045 (6.7, rule 3) takes away",
        "encoding: quoted-printable with blanks at the ends of lines")
explain("Python decodes no base64 that is cut off", "broken: cut in the middle of a file")
explain("Python finds no parts where the boundary lies",
        "broken: a wrong boundary", "broken: no boundary", "broken: an empty boundary",
        "broken: a multipart of only text", "broken: a part behind the end",
        "broken: one boundary for two multiparts")
explain("Python ends the headers at the first line that is none",
        "broken: CR CR LF", "broken: a quoted line of mbox first", "broken: a mark of UTF-8 first",
        "broken: empty lines first", "broken: a line that is no header",
        "broken: a blank before the colon")


def python_name(part):
    """The name by Python's own means: RFC 2231, and RFC 2047 where somebody used it here. "" for one
    that Python cannot read (raw bytes, labels that lie): only its bytes are compared then."""
    try:
        name = part.get_filename()
        if name is None:
            return None
        name = str(email.header.make_header(email.header.decode_header(name)))
        name.encode()
    except (LookupError, UnicodeError, ValueError, email.errors.HeaderParseError):
        return ""
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    return "" if "\ufffd" in name else name


def python_leaves(raw):
    """[(name or None, size, sha256)] of what is no body."""
    leaves = []
    for part in email.message_from_bytes(raw).walk():
        body = part.get_content_type() in ("text/plain", "text/html")
        name = python_name(part)
        if part.is_multipart() or (body and name is None and part.get_content_disposition() != "attachment"):
            continue
        data = part.get_payload(decode=True) or b""
        leaves.append((name, len(data), hashlib.sha256(data).hexdigest()))
    return leaves


def opened_from(leaf, ours):
    """Which of ours lie in a container of that name, and the container itself if it was kept."""
    name, size, sha256 = leaf
    within = {i for i, (path, *_) in enumerate(ours) if "/" in path and (not name or f"/{name}/" in f"/{path}")}
    return within | {i for i, mine in enumerate(ours) if within and mine[1:] == (size, sha256)}


def differences(raw, description):
    """What only one of the two has. A container that was opened stands for its bytes."""
    ours = [(file["path"], file["size"], file["sha256"]) for file in description["files"]]
    found, lacking = set(), []
    for leaf in python_leaves(raw):
        name = leaf[0]
        same = {i for i, mine in enumerate(ours) if i not in found and mine[1:] == leaf[1:]
                and (not name or mine[0].rsplit("/", 1)[-1] == name)}
        opened = opened_from(leaf, ours) if name is not None else set()
        if name and opened:
            found |= opened
        elif same:
            found.add(min(same))
        elif opened:
            found |= opened
        else:
            lacking.append(leaf[:2])
    return lacking, [leaf[:2] for i, leaf in enumerate(ours) if i not in found]


def compare(raws, descriptions):
    told = {name: differences(raw, descriptions[name]) for name, raw in raws.items()}
    return {name: difference for name, difference in told.items() if difference != ([], [])}


def test_mails_of_the_table(described):
    told = compare({case.name: case.raw for case in mails.CASES},
                   {name: description for name, (_, description, _) in described.items()})
    assert {name: told[name] for name in told if name not in EXPLAINED} == {}
    assert set(EXPLAINED) - set(told) == set()


def test_mails_of_the_sample_mailbox(tmp_path):
    subprocess.run(["/usr/bin/python3", ROOT / "tests" / "sample" / "make_mailbox.py", "--out", tmp_path / "Maildir"],
                   check=True, capture_output=True)
    paths = [path for path in (tmp_path / "Maildir").glob("*/*") if path.is_file()]
    descriptions = {path: description for path, (_, description, _)
                    in zip(paths, mails.describe_all(paths, RELEASE))}
    assert len(paths) > 20
    assert compare({path: path.read_bytes() for path in paths}, descriptions) == {}
