"""A source that is opened: what it gives, or the sentence with which it is refused."""

import zipfile

import pytest

from checks.errors import SourceError
from checks.input.source import open_file_set
from support import file_sets as sets

CSV = {"users.csv": b"sourcedId\nS1\n", "orgs.csv": b"sourcedId\n101\n"}


def zipped(files=CSV, method=zipfile.ZIP_DEFLATED):
    """Files as the bytes of a zip; as pairs, a name may stand twice."""
    return sets.zipped(files.items() if isinstance(files, dict) else files, method)


def written(folder, data, name="set.zip"):
    path = folder / name
    path.write_bytes(data)
    return path


def read(path):
    return {f"{file.folder}/{file.name}".lstrip("/"): file.read() for file in open_file_set(path).files}


def refused(path):
    with pytest.raises(SourceError) as caught:
        read(path)
    assert caught.value.exit_code == 3
    assert caught.value.sentence.endswith(".")
    return caught.value.sentence
