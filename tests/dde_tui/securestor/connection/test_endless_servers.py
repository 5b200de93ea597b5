"""A server that lists without end, or never answers for one file: the rest is still taken, and the run ends."""

import threading
import time

import pytest
from paramiko import SFTPAttributes

from dde_tui.errors import TransferError
from dde_tui.securestor.embedded.filesystem import EmbeddedFolder
from dde_tui.securestor.embedded.server import EmbeddedServer


class Endless(EmbeddedFolder):
    """Lists far more names than there are, and opens a file that is named so only after half a minute."""

    over = threading.Event()

    def list_folder(self, path):
        return [named(number) for number in range(12_000)] if "endless" in path else super().list_folder(path)

    def open(self, path, flags, attr):
        if "stuck" in path:
            self.over.wait(30)
        return super().open(path, flags, attr)


class EndlessServer(EmbeddedServer):
    folder_class = Endless


def named(number):
    entry = SFTPAttributes()
    entry.filename = f"{number}.json"
    return entry


@pytest.fixture
def folder(serve, log_in):
    Endless.over.clear()
    yield log_in(serve(EndlessServer), patience=2).folder()
    Endless.over.set()


def test_a_file_whose_opening_is_never_answered_does_not_keep_the_others_from_being_read(folder, root):
    for name in ("1-stuck.json", "2.json"):
        (root / name).write_bytes(b"{}")
    begun = time.monotonic()
    with pytest.raises(TransferError, match=r"1-stuck.json on SecureStor did not come in time"):
        folder.read("1-stuck.json")
    assert folder.read("2.json") == b"{}"
    assert time.monotonic() - begun < 10


def test_a_list_without_end_is_given_up(folder, root):
    (root / "endless").mkdir()
    begun = time.monotonic()
    with pytest.raises(TransferError):
        folder.names("endless")
    assert time.monotonic() - begun < 10
