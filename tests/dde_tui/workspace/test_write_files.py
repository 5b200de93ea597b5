"""A set of files is written whole or not at all."""

import sys
from pathlib import PurePosixPath

import pytest

from dde_tui.errors import DiskError, UsageError
from dde_tui.workspace.write_files import lies_in, refuse_used, write_files

FILES = [(PurePosixPath("users.csv"), [b"a", b"b"]), (PurePosixPath("old/orgs.csv"), [b"c"])]


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("is_there", [False, True])
def test_the_files_stand_in_the_folder_and_nothing_else(tmp_path, is_there):
    output = tmp_path / "deep" / "new"
    if is_there:
        output.mkdir(parents=True)
    write_files(FILES, output)
    assert {name.replace("\\", "/"): data for name, data in contents(output).items()} == {
        "users.csv": b"ab",
        "old/orgs.csv": b"c",
    }


@pytest.mark.parametrize("is_there", [False, True])
@pytest.mark.parametrize("error", [OSError("full"), KeyboardInterrupt()])
def test_nothing_is_left_of_what_failed(tmp_path, is_there, error):
    output = tmp_path / "new"
    if is_there:
        output.mkdir()

    def fail():
        yield b"x"
        raise error

    with pytest.raises((DiskError, KeyboardInterrupt)):
        write_files([*FILES, (PurePosixPath("z.csv"), fail())], output)
    assert output.exists() == is_there
    assert contents(tmp_path) == {}


def test_a_name_that_cannot_be_given_takes_the_others_back(tmp_path):
    with pytest.raises(DiskError):
        write_files([*FILES, FILES[0]], tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["used", "file", "source", "source/inside", "source/../source/x"])
def test_a_place_that_is_used_or_lies_in_the_source_is_refused(tmp_path, name):
    (tmp_path / "source").mkdir()
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "notes.txt").write_bytes(b"")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UsageError) as refused:
        refuse_used(tmp_path / name, tmp_path / "source")
    assert refused.value.to_do == "Give --output a new folder."


def test_a_new_folder_and_an_empty_one_beside_the_source_are_taken(tmp_path):
    (tmp_path / "source").mkdir()
    (tmp_path / "empty").mkdir()
    for name in ("empty", "new", "source2"):
        refuse_used(tmp_path / name, tmp_path / "source")


NEW = {"orgs.csv": b"new orgs", "users.csv": b"new users", "manifest.csv": b"new manifest"}


def pieces(files):
    return [(PurePosixPath(name), [data]) for name, data in files.items()]


def test_files_are_replaced_and_others_stay(tmp_path):
    (tmp_path / "users.csv").write_bytes(b"old")
    (tmp_path / "notes.txt").write_bytes(b"mine")
    write_files(pieces(NEW), tmp_path)
    assert contents(tmp_path) == NEW | {"notes.txt": b"mine"}
    assert len(list(tmp_path.iterdir())) == 4


def test_if_one_name_is_taken_by_a_folder_all_files_are_as_they_were(tmp_path):
    (tmp_path / "manifest.csv").write_bytes(b"old manifest")
    (tmp_path / "orgs.csv").write_bytes(b"old orgs")
    (tmp_path / "users.csv").mkdir()
    with pytest.raises(DiskError) as caught:
        write_files(pieces(NEW), tmp_path)
    assert "unchanged" in caught.value.meaning
    assert contents(tmp_path) == {"manifest.csv": b"old manifest", "orgs.csv": b"old orgs"}
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_full_disk_leaves_the_old_set_and_nothing_beside_it(tmp_path):
    import resource

    (tmp_path / "orgs.csv").write_bytes(b"old orgs")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        with pytest.raises(DiskError):
            write_files(pieces(NEW | {"users.csv": bytes(2_000_000)}), tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert contents(tmp_path) == {"orgs.csv": b"old orgs"}


def test_a_person_who_interrupts_leaves_the_old_set(tmp_path):
    (tmp_path / "orgs.csv").write_bytes(b"old orgs")

    def stopped():
        yield from pieces(NEW)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_files(stopped(), tmp_path)
    assert contents(tmp_path) == {"orgs.csv": b"old orgs"}
    assert len(list(tmp_path.iterdir())) == 1


def test_a_place_inside_is_known_by_what_the_disk_says_and_not_by_how_it_is_written(tmp_path):
    """On Windows and macOS "SOURCE" is "source"; a hard or bound link says the same on every system."""
    source = tmp_path / "source"
    source.mkdir()
    assert lies_in(source, source)
    assert lies_in(source / "new" / "deeper", source)
    assert not lies_in(tmp_path / "sources", source)
    assert not lies_in(tmp_path, source)
    other = tmp_path / "SOURCE"
    assert lies_in(other / "new", source) is (other.exists() and other.samefile(source))


def test_a_file_with_two_names_is_the_same_file(tmp_path):
    (tmp_path / "set.zip").write_bytes(b"x")
    (tmp_path / "Set.ZIP.link").hardlink_to(tmp_path / "set.zip")
    assert lies_in(tmp_path / "Set.ZIP.link", tmp_path / "set.zip")
