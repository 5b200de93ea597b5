"""A folder or a zip is opened, or a sentence says why not; never anything else."""

import hashlib
import io
import os
import struct
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.archive import Limits
from checks.errors import DdeError, SourceError
from checks.source import open_file_set

CSV = {"users.csv": b"sourcedId\nS1\n", "orgs.csv": b"sourcedId\n101\n"}


def zipped(files=CSV, method=zipfile.ZIP_DEFLATED):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in files.items() if isinstance(files, dict) else files:
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return held.getvalue()


def refused(path):
    with pytest.raises(SourceError) as caught:
        read(path)
    assert caught.value.exit_code == 3
    assert caught.value.sentence.endswith(".")
    return caught.value.sentence


def read(path):
    return {f"{file.folder}/{file.name}".lstrip("/"): file.read() for file in open_file_set(path).files}


@pytest.fixture
def put(tmp_path):
    def write(data, name="set.zip"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


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
        (make_broken_link, "users.csv is a link to a file that is not there"),
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


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_a_zip_gives_its_files_whatever_their_packing(put, method):
    assert read(put(zipped(method=method))) == CSV


def test_files_in_a_folder_of_the_zip_are_found_with_their_folder(put):
    nested = {f"export/2026/{name}": data for name, data in CSV.items()}
    assert read(put(zipped({**nested, "empty/": b""}))) == nested


def test_what_a_mac_adds_to_a_zip_is_not_looked_at(put):
    extra = {"__MACOSX/._users.csv": b"x", ".DS_Store": b"x", "a/Thumbs.db": b"x"}
    assert read(put(zipped({**CSV, **extra}))) == CSV


def test_a_name_that_stands_twice_in_a_zip_gives_each_content(put):
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zipped([("users.csv", b"first"), ("users.csv", b"second")])
    assert [file.read() for file in open_file_set(put(data)).files] == [b"first", b"second"]


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("../../users.csv", "../.."),
        ("/etc/users.csv", "//etc"),
        ("/users.csv", "/"),
        ("C:\\x\\users.csv", "C:///x"),
        ("C:users.csv", "C:"),
        ("..\\users.csv", ".."),
    ],
)
def test_a_name_that_points_outside_is_only_a_name(tmp_path, put, name, folder):
    path = put(zipped({name: b"x"}))
    (file,) = open_file_set(path).files
    assert (file.name, file.folder) == ("users.csv", folder)
    assert file.read() == b"x"
    assert [item.name for item in tmp_path.iterdir()] == ["set.zip"]


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
    assert f"in the folder {Path(depth)} in it: give that one" in refused(tmp_path)


def test_folders_that_lead_in_circles_are_not_followed(tmp_path):
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    assert "no CSV file" in refused(tmp_path)


def test_a_very_large_tree_without_a_file_is_given_up_soon(tmp_path):
    for number in range(600):
        (tmp_path / f"{number:03}").mkdir()
    assert "no CSV file" in refused(tmp_path)


def test_a_zip_inside_the_folder_or_the_zip_is_named(tmp_path, put):
    assert "set.zip: give that one" in refused(put(zipped()).parent)
    assert "inner.zip: unpack it first" in refused(put(zipped({"inner.zip": zipped()}), "outer.zip"))


def test_a_file_that_an_editor_named_twice_makes_a_set(tmp_path):
    (tmp_path / "users.csv.txt").write_bytes(b"x")
    assert open_file_set(tmp_path).names == {"users.csv.txt"}


def test_an_empty_folder_and_a_folder_without_a_csv_file_are_refused(tmp_path):
    assert "no CSV file" in refused(tmp_path)
    (tmp_path / "readme.txt").write_text("hello", "utf-8")
    assert "no CSV file" in refused(tmp_path)


@pytest.mark.parametrize("files", [{}, {"readme.txt": b"x"}, {"users.csv/": b""}])
def test_a_zip_without_a_csv_file_is_refused(put, files):
    assert "no CSV file" in refused(put(zipped(files)))


@pytest.mark.parametrize(
    "data", [b"", b"sourcedId\nS1\n", b"PK\x03\x04 not really", b"PK\x05\x06" + b"\xff" * 18]
)
@pytest.mark.parametrize("name", ["users.csv", "set.zip"])
def test_a_file_that_is_no_zip_is_refused(put, data, name):
    said = "but damaged or not complete" if data.startswith(b"PK") else "neither a folder nor a zip"
    assert said in refused(put(data, name))


def test_a_zip_that_was_cut_off_is_refused(put):
    data = zipped()
    for length in range(len(data)):
        refused(put(data[:length]))


def test_a_damaged_content_is_refused_when_it_is_read(put):
    content = "".join(hashlib.sha256(bytes([number])).hexdigest() for number in range(9)).encode()
    good = zipped({"users.csv": content})
    for at in range(40, 300, 4):
        damaged = put(good[:at] + bytes([good[at] ^ 0xFF]) + good[at + 1 :])
        assert "can't be unpacked" in refused(damaged)


def encrypted(data):
    """Set the bit for encryption at the entry and in the directory, as the format describes."""
    marked = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = marked.find(signature)
        while at >= 0:
            (bits,) = struct.unpack_from("<H", marked, at + offset)
            struct.pack_into("<H", marked, at + offset, bits | 1)
            at = marked.find(signature, at + 4)
    return bytes(marked)


def test_an_encrypted_zip_is_refused(put):
    assert "users.csv in set.zip is encrypted" in refused(put(encrypted(zipped())))


def test_a_link_in_a_zip_is_no_file(put):
    link = zipfile.ZipInfo("users.csv")
    link.create_system = 3
    link.external_attr = 0o120777 << 16
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "users.csv in set.zip is a link, not a file" in refused(put(held.getvalue()))


def test_a_newer_format_than_is_known_is_refused(put):
    data = bytearray(zipped())
    data[data.find(b"PK\x01\x02") + 6] = 99
    refused(put(bytes(data)))


def test_an_entry_without_a_name_is_no_file(put):
    data = zipped({"users.csv": b"x", "q": b"y"})
    entry, directory = data.find(b"q", 30), data.rfind(b"q")
    nameless = bytearray(data[:directory] + data[directory + 1 :])
    nameless = nameless[:entry] + nameless[entry + 1 :]
    struct.pack_into("<H", nameless, nameless.rfind(b"PK\x03\x04") + 26, 0)
    struct.pack_into("<H", nameless, nameless.rfind(b"PK\x01\x02") + 28, 0)
    end = nameless.rfind(b"PK\x05\x06")
    size, offset = struct.unpack_from("<II", nameless, end + 12)
    struct.pack_into("<II", nameless, end + 12, size - 1, offset - 1)
    found = open_file_set(put(bytes(nameless)))
    assert "users.csv" in found.names


def test_a_file_that_unpacks_to_very_much_is_refused_before_it_is_unpacked(put):
    said = refused(put(zipped({"users.csv": b"0" * 11_000_000})))
    assert "over 200 times its packed size" in said
    assert "10,000,000 bytes" in said
    assert len(read(put(zipped({"users.csv": b"0" * 9_000_000})))["users.csv"]) == 9_000_000


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(files=1), "At most 1 files"),
        (Limits(bytes=10), "unpacks to 2 files and 27 bytes"),
        (Limits(bytes=26), "26 bytes are read"),
        (Limits(ratio=0, small=0), "0 times its packed size at most"),
    ],
)
def test_every_limit_can_be_set_and_is_said(put, limits, said):
    path = put(zipped())
    assert open_file_set(path, Limits(files=2, bytes=27)).names == set(CSV)
    with pytest.raises(SourceError) as caught:
        open_file_set(path, limits)
    assert said in caught.value.sentence


def test_many_zips_in_one_name_are_refused_by_their_number(put):
    files = [(f"{number}/users.csv", b"") for number in range(1_001)]
    assert "unpacks to 1,001 files" in refused(put(zipped(files)))


def test_a_zip_that_lies_about_its_size_is_refused(put):
    data = bytearray(zipped({"users.csv": b"0" * 100_000}))
    struct.pack_into("<I", data, data.find(b"PK\x01\x02") + 24, 10)
    refused(put(bytes(data)))


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


GOOD = {
    method: zipped(method=method) for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA)
}


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(list(GOOD.values())),
    st.lists(st.tuples(st.integers(0, 600), st.integers(0, 255)), min_size=1, max_size=4),
)
def test_no_damage_to_a_zip_raises_anything_but_an_error_for_people(tmp_path, data, changes):
    damaged = bytearray(data)
    for at, byte in changes:
        damaged[at % len(damaged)] = byte
    path = tmp_path / "set.zip"
    path.write_bytes(damaged)
    try:
        files = open_file_set(path).files
    except DdeError:
        return
    for file in files:
        try:
            file.read()
        except DdeError:
            continue
