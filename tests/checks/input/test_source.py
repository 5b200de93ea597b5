"""A folder or a zip is opened, or a sentence says why not; never anything else."""

import os
import tempfile
from functools import partial
from pathlib import Path

import pytest

from checks.errors import SourceError
from checks.input.source import open_file_set
from support.open_sources import CSV, read, refused, written, zipped


@pytest.fixture
def put(tmp_path):
    """Writes bytes into a file, a zip by its name."""
    return partial(written, tmp_path)


def test_a_folder_gives_its_files_in_the_order_of_their_names(tmp_path):
    for name, data in CSV.items():
        (tmp_path / name).write_bytes(data)
    found = open_file_set(tmp_path)
    assert [file.name for file in found.files] == ["orgs.csv", "users.csv"]
    assert read(tmp_path) == CSV
    assert [file.size for file in found.files] == [len(CSV["orgs.csv"]), len(CSV["users.csv"])]
    assert found.names == {"orgs.csv", "users.csv"}


def test_what_the_system_leaves_in_a_folder_is_not_looked_at(tmp_path):
    (tmp_path / "users.csv").write_bytes(b"x")
    for name in (".users.csv", ".DS_Store", "Thumbs.db", "desktop.ini", "~$users.csv"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "old").mkdir()
    (tmp_path / "gone.lnk").symlink_to(tmp_path / "nowhere")
    assert open_file_set(tmp_path).names == {"users.csv"}


def make_folder(path):
    path.mkdir()


def make_broken_link(path):
    path.symlink_to(path.parent / "nowhere")


def make_pipe(path):
    os.mkfifo(path)


def make_link_to_a_device(path):
    path.symlink_to("/dev/null")


@pytest.mark.skipif(os.name != "posix", reason="POSIX has pipes and devices among its files")
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (make_folder, "users.csv is a folder, not a file"),
        (make_broken_link, "users.csv is a link to a missing file"),
        (make_pipe, "users.csv is a pipe, not a file"),
        (make_link_to_a_device, "users.csv is a device, not a file"),
    ],
)
def test_what_has_the_name_of_a_file_and_is_none_is_named_as_what_it_is(tmp_path, make, said):
    (tmp_path / "orgs.csv").write_bytes(b"x")
    make(tmp_path / "users.csv")
    assert open_file_set(tmp_path).names == {"orgs.csv", "users.csv"}
    assert said in refused(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="POSIX has pipes among its files")
def test_a_file_that_became_a_pipe_is_not_waited_for(tmp_path):
    path = tmp_path / "users.csv"
    path.write_bytes(b"x")
    (file,) = open_file_set(tmp_path).files
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(SourceError, match="is a pipe"):
        file.read()


@pytest.mark.skipif(os.name != "posix", reason="POSIX has pipes among its files")
def test_a_pipe_in_place_of_the_set_is_named(tmp_path):
    os.mkfifo(tmp_path / "set")
    assert "is a pipe" in refused(tmp_path / "set")


@pytest.mark.parametrize("change", [b"sourcedId\nS1\nS2\n", b"sourcedId\nS9\n", b""])
def test_a_file_that_changes_while_it_is_read_stops_the_check(tmp_path, change):
    path = tmp_path / "users.csv"
    path.write_bytes(CSV["users.csv"])
    os.utime(path, ns=(1, 1))
    (file,) = open_file_set(tmp_path).files
    assert file.is_unchanged()
    pieces = file.chunks(4)
    assert next(pieces) == b"sour"
    path.write_bytes(change)
    with pytest.raises(SourceError, match=r"users\.csv changed while it was read"):
        list(pieces)
    assert not file.is_unchanged()


def test_a_zip_that_is_replaced_before_it_is_read_stops_the_check(put):
    path = put(zipped())
    found = open_file_set(path)
    os.utime(path, ns=(1, 1))
    with pytest.raises(SourceError, match=r"orgs\.csv in set\.zip changed while it was read"):
        next(file for file in found.files if file.name == "orgs.csv").read()


def test_the_first_bytes_of_a_file_are_had_without_the_rest(tmp_path):
    (tmp_path / "users.csv").write_bytes(b"sourcedId\n" + b"x" * 1_000_000)
    (tmp_path / "orgs.csv").write_bytes(b"")
    orgs, users = open_file_set(tmp_path).files
    assert users.head().startswith(b"sourcedId\nx")
    assert len(users.head()) < 100_000
    assert orgs.head() == b""


def test_a_path_that_is_not_there_is_said_to_be_missing(tmp_path):
    assert "There is no folder or zip" in refused(tmp_path / "nowhere")


def test_a_path_too_long_for_the_system_is_a_sentence(tmp_path):
    refused(tmp_path / ("x" * 5000))


def test_control_signs_of_a_path_are_not_passed_on(tmp_path):
    assert "\x1b" not in refused(tmp_path / "a\x1b[31mb")


@pytest.mark.parametrize("depth", ["export", "export/2026"])
def test_files_that_lie_in_a_sub_folder_only_are_told_where(tmp_path, depth):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / depth).mkdir(parents=True)
    (tmp_path / depth / "users.csv").write_bytes(b"x")
    said = refused(tmp_path)
    assert "A folder in it has CSV files. Give that folder." in said
    assert depth not in said.replace(str(tmp_path), ""), "it may be named after a child"


def test_folders_that_lead_in_circles_are_not_followed(tmp_path):
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    assert "no CSV file" in refused(tmp_path)


def test_a_very_large_tree_without_a_file_is_given_up_soon(tmp_path):
    for number in range(600):
        (tmp_path / f"{number:03}").mkdir()
    assert "no CSV file" in refused(tmp_path)


def test_a_zip_inside_the_folder_or_the_zip_is_named(tmp_path, put):
    assert "It has a zip. If the files are in there, give that zip." in refused(put(zipped()).parent)
    assert "It has a zip. If the files are in there, unpack it first." in refused(
        put(zipped({"inner.zip": zipped()}), "outer.zip")
    )


def test_a_file_that_an_editor_named_twice_makes_a_set(tmp_path):
    (tmp_path / "users.csv.txt").write_bytes(b"x")
    assert open_file_set(tmp_path).names == {"users.csv.txt"}


def test_an_empty_folder_and_a_folder_without_a_csv_file_are_refused(tmp_path):
    assert "no CSV file" in refused(tmp_path)
    (tmp_path / "readme.txt").write_text("hello", "utf-8")
    assert "no CSV file" in refused(tmp_path)


@pytest.fixture
def ordinary_user():
    """Lets the test run as somebody who may not read everything, also where root runs it."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(os.name != "posix", reason="rights of this kind are POSIX's")
@pytest.mark.usefixtures("ordinary_user")
@pytest.mark.parametrize("what", ["folder", "file", "zip"])
def test_what_may_not_be_read_is_said_so(what):
    with tempfile.TemporaryDirectory() as home:
        folder, archive = Path(home) / "set", Path(home) / "set.zip"
        folder.mkdir()
        (folder / "users.csv").write_bytes(b"x")
        archive.write_bytes(zipped())
        shut, path = {
            "folder": (folder, folder),
            "file": (folder / "users.csv", folder),
            "zip": (archive, archive),
        }[what]
        shut.chmod(0)
        try:
            assert "can't be read" in refused(path)
        finally:
            shut.chmod(0o700)


def test_a_file_that_went_away_is_a_sentence(tmp_path):
    (tmp_path / "users.csv").write_bytes(b"x")
    found = open_file_set(tmp_path)
    (tmp_path / "users.csv").unlink()
    with pytest.raises(SourceError, match="can't be read"):
        found.files[0].read()


def test_a_zip_that_went_away_is_a_sentence(put):
    path = put(zipped())
    found = open_file_set(path)
    path.unlink()
    with pytest.raises(SourceError, match=r"in set\.zip can't be unpacked"):
        found.files[0].read()
