"""What several tests look at, made once."""
import mails
import pytest


@pytest.fixture(scope="session")
def described(tmp_path_factory):
    """{name of a case: (status, description, stderr)}: every mail of mails.py through the reader."""
    folder = tmp_path_factory.mktemp("mails")
    paths = {}
    for number, case in enumerate(mails.CASES):
        paths[case.name] = folder / f"{number}.eml"
        paths[case.name].write_bytes(case.raw)
    return dict(zip(paths, mails.describe_all(paths.values())))
