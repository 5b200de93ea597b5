import hashlib
import os

import pytest

from dde_tui.errors import TransferError, UsageError
from dde_tui.securestor.connection.folder import inside
from dde_tui.securestor.connection.local_folder import LocalFolder
from dde_tui.securestor.remote_names import part_name

ESCAPES = ["../x", "a/../../x", "/etc/passwd", "..", "a\\..\\..\\x", "C:x", "a\0b"]


@pytest.fixture(params=["local", "sftp"])
def folder(request, root):
    if request.param == "local":
        return LocalFolder(root)
    return request.getfixturevalue("log_in")(request.getfixturevalue("serve")()).folder()


@pytest.mark.parametrize("path", ESCAPES)
def test_a_path_never_leaves_the_folder(folder, path):
    for use in (folder.names, folder.read, folder.exists, folder.make, folder.size):
        with pytest.raises(UsageError):
            use(path)
    with pytest.raises(UsageError):
        folder.write_new(path, b"x")


def test_a_file_is_written_read_measured_and_listed(folder, root):
    folder.make("dde/receipts")
    folder.make("dde/receipts")
    folder.write_new("dde/receipts/1.json", b"\x00{}\r\n")
    assert folder.read("dde/receipts/1.json") == b"\x00{}\r\n"
    assert folder.size("dde/receipts/1.json") == 5
    assert folder.names("dde/receipts") == ["1.json"]
    assert folder.names() == ["dde"]
    assert folder.exists("dde/receipts/1.json")
    assert not folder.exists("dde/reviews")
    assert [path.name for path in (root / "dde" / "receipts").iterdir()] == ["1.json"]


def test_what_is_there_is_never_overwritten(folder, root):
    folder.write_new("a.json", b"first")
    with pytest.raises(TransferError, match="already exists"):
        folder.write_new("a.json", b"second")
    assert {path.name: path.read_bytes() for path in root.iterdir()} == {"a.json": b"first"}


def test_a_leftover_linked_to_a_finished_file_does_not_let_it_be_changed(root):
    folder = LocalFolder(root)
    folder.write_new("a.json", b"first")
    leftover = root / part_name("b.json", hashlib.sha256(b"second").hexdigest())
    os.link(root / "a.json", leftover)
    folder.write_new("b.json", b"second")
    assert {path.name: path.read_bytes() for path in root.iterdir()} == {
        "a.json": b"first",
        "b.json": b"second",
    }


def test_hidden_names_are_not_listed(folder, root):
    (root / ".a.json.dde-part").write_bytes(b"half")
    assert folder.names() == []


def test_a_missing_file_or_folder_is_a_transfer_error(folder):
    for use in (folder.read, folder.size, folder.names):
        with pytest.raises(TransferError):
            use("nowhere")
    with pytest.raises(TransferError):
        folder.write_new("nowhere/a.json", b"x")


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_link_out_of_the_folder_is_not_followed(folder, root, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_bytes(b"secret")
    (root / "link").symlink_to(tmp_path / "outside")
    with pytest.raises((UsageError, TransferError)):
        folder.read("link/secret")
    with pytest.raises((UsageError, TransferError)):
        folder.write_new("link/new", b"x")
    assert [path.name for path in (tmp_path / "outside").iterdir()] == ["secret"]


def test_a_good_path_keeps_its_parts():
    assert str(inside("dde/reviews/1.json")) == "dde/reviews/1.json"
    assert str(inside("")) == "."


posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no pipe or device in a folder")


@posix
@pytest.mark.parametrize(
    "make",
    [getattr(os, "mkfifo", None), lambda path: path.symlink_to("/dev/zero"), lambda path: path.mkdir()],
)
def test_a_pipe_a_device_and_a_folder_in_place_of_a_file_are_refused_at_once(folder, root, make):
    make(root / "1.json")
    with pytest.raises((TransferError, UsageError)):
        folder.read("1.json")
    with pytest.raises((TransferError, UsageError)):
        b"".join(folder.chunks("1.json"))


def test_a_file_that_is_larger_than_any_review_is_not_read(folder, root):
    (root / "1.json").touch()
    os.truncate(root / "1.json", 10**11)
    with pytest.raises(TransferError, match="is larger than 4,194,304 bytes"):
        folder.read("1.json")


def test_a_file_of_any_size_is_read_in_pieces(folder, root):
    data = bytes(range(256)) * 40_000
    (root / "users.csv").write_bytes(data)
    assert b"".join(folder.chunks("users.csv")) == data


@posix
def test_a_folder_that_becomes_a_link_while_it_is_used_leads_nowhere(root, tmp_path, monkeypatch):
    """A district that may write to the disk swaps its folder just before it is opened."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "1.json").write_bytes(b"secret")
    (root / "reviews").mkdir()
    mine, opened = LocalFolder(root), os.open

    def swapped(path, *rest, **named):
        if path == "reviews" and not (root / "reviews").is_symlink():
            (root / "reviews").rmdir()
            (root / "reviews").symlink_to(tmp_path / "outside")
        return opened(path, *rest, **named)

    monkeypatch.setattr(os, "open", swapped)
    with pytest.raises(TransferError, match="reviews is not a folder"):
        mine.read("reviews/1.json")
    with pytest.raises(TransferError):
        mine.write_new("reviews/2.json", b"x")
    assert [path.name for path in (tmp_path / "outside").iterdir()] == ["1.json"]


def test_an_endless_list_of_names_is_given_up(root, monkeypatch):
    monkeypatch.setattr("dde_tui.securestor.connection.local_folder.MOST_NAMES", 3)
    for number in range(5):
        (root / f"{number}.json").touch()
    with pytest.raises(TransferError, match="does not end"):
        LocalFolder(root).names()
