"""Every mail of mails.py through the reader: its leaves by path, size and hash, and what is said."""
import hashlib

import mails
import pytest


def told(data):
    return len(data), hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("case", mails.CASES, ids=lambda case: case.name)
def test_mail(case, described):
    status, description, words = described[case.name]
    assert status == 0, words
    files = {file["path"]: file for file in description["files"]}
    leaves = case.leaves.items() if isinstance(case.leaves, dict) else case.leaves
    assert sorted((file["path"], file["size"], file["sha256"]) for file in description["files"]) == \
           sorted((path, *told(data)) for path, data in leaves)
    assert [words for words in case.text if words not in description["text"]] == []
    assert [words for words in case.lacks if words in description["text"]] == []
    assert sorted(description["findings"]) == sorted(case.findings)
    for path, codes in case.file_findings.items():
        assert sorted(files[path]["findings"]) == sorted(codes), path
    assert {key: description[key] for key in case.fields} == case.fields
    assert {path: files[path]["kind"] for path in case.kinds} == case.kinds
    assert {path for path, file in files.items() if file["decoration"]} == set(case.decoration)


@pytest.mark.parametrize("depth, kind", [(3000, "multipart"), (200, "message"), (3000, "message")])
def test_what_is_nested_too_deep_is_kept(depth, kind, tmp_path):
    """Nothing is lost: what is not walked into is a file, whose bytes hold what lies inside."""
    path = tmp_path / "deep.eml"
    path.write_bytes(mails.nested(depth, mails.multi(mails.TEXT, mails.FILE), kind))
    status, description, words = mails.describe(path)
    assert status == 0, words
    kept, = description["files"]
    assert (kept["kind"], kept["findings"]) == ("message", ["over-budget"])
    assert kept["size"] > 0.5 * path.stat().st_size and "over-budget" in description["findings"]
