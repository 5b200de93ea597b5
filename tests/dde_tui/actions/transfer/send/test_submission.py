"""What is said of a sending is no more than what was verified."""

import pytest

from checks.file_record import FileRecord
from dde_tui.actions.transfer.send.submission import SENT, Sending


@pytest.mark.parametrize(
    ("methods", "words"),
    [
        (("read-back", "read-back"), "every file was read back and matches what was checked"),
        (("read-back", "hash"), "SecureStor's own hash of every file matches what was checked"),
        (("size", "hash", "read-back"), "the size of every file is right; nothing else was verified"),
    ],
)
def test_of_several_methods_the_weakest_is_reported(methods, words):
    files = tuple(FileRecord(f"{n}.csv", 1, "ab", 1, method) for n, method in enumerate(methods))
    assert Sending(SENT, None, files=files).proof == words
