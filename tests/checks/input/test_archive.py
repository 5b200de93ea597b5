"""A zip is read whatever its packing, and refused in a sentence when it is damaged, encrypted or too large."""

import hashlib
import io
import struct
import tracemalloc
import zipfile
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.errors import DdeError, SourceError
from checks.input.archive import ZipLimits
from checks.input.source import open_file_set
from support.open_sources import CSV, read, refused, written, zipped


@pytest.fixture
def put(tmp_path):
    """Writes bytes into a file, a zip by its name."""
    return partial(written, tmp_path)


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


@pytest.mark.parametrize("files", [{}, {"readme.txt": b"x"}, {"users.csv/": b""}])
def test_a_zip_without_a_csv_file_is_refused(put, files):
    assert "no CSV file" in refused(put(zipped(files)))


@pytest.mark.parametrize(
    "data", [b"", b"sourcedId\nS1\n", b"PK\x03\x04 not really", b"PK\x05\x06" + b"\xff" * 18]
)
@pytest.mark.parametrize("name", ["users.csv", "set.zip"])
def test_a_file_that_is_no_zip_is_refused(put, data, name):
    said = "is a damaged or incomplete zip" if data.startswith(b"PK") else "is not a folder or zip"
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
    assert "over 200 times the compressed size" in said
    assert "5,000,000 bytes" in said
    assert len(read(put(zipped({"users.csv": b"0" * 4_900_000})))["users.csv"]) == 4_900_000


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (ZipLimits(files=1), "at most 1 files"),
        (ZipLimits(bytes=10), "unpacks to 2 files and 27 bytes"),
        (ZipLimits(bytes=26), "and 26 bytes"),
        (ZipLimits(ratio=0, small=0), "at most 0 times their compressed size"),
    ],
)
def test_every_limit_can_be_set_and_is_said(put, limits, said):
    path = put(zipped())
    assert open_file_set(path, ZipLimits(files=2, bytes=27)).names == set(CSV)
    with pytest.raises(SourceError) as caught:
        open_file_set(path, limits)
    assert said in caught.value.sentence


def test_many_zips_in_one_name_are_refused_by_their_number(put):
    files = [(f"{number}/users.csv", b"") for number in range(1_001)]
    assert "unpacks to 1,001 files" in refused(put(zipped(files)))


def test_files_that_are_small_each_and_unpack_to_very_much_together_are_refused(put):
    files = {f"{name}.csv": b"a,b\n" + b"\n" * 2_000_000 for name in ("users", "orgs")}
    assert len(read(put(zipped(files)))) == 2
    assert "classes.csv and 2 more in set.zip" in refused(
        put(zipped({"classes.csv": b"0" * 3_000_000, **files}))
    )


def test_a_hundred_thousand_folders_are_refused_before_they_are_listed(put):
    path = put(zipped({f"{number}/": b"" for number in range(30_000)}))
    assert "lists far more files and folders than a roster has" in refused(path)


@pytest.mark.parametrize(
    ("method", "size", "most"),
    [(zipfile.ZIP_BZIP2, 200_000_000, 110_000_000), (zipfile.ZIP_LZMA, 30_000_000, 9_000_000)],
)
def test_a_member_that_unpacks_to_more_than_its_entry_says_costs_little_memory(put, method, size, most):
    """`zipfile` unpacks these two without a limit. BZIP2 packs 46 MB of one sign into a block that can't be cut."""
    data = bytearray(zipped({"users.csv": b"0" * size}, method))
    struct.pack_into("<I", data, data.find(b"PK\x01\x02") + 24, 1_000)
    path = put(bytes(data))
    tracemalloc.start()
    try:
        refused(path)
        assert tracemalloc.get_traced_memory()[1] < most
    finally:
        tracemalloc.stop()


def test_a_member_that_asks_for_four_gigabytes_of_memory_is_refused_before_it_gets_them(put):
    data = bytearray(zipped(method=zipfile.ZIP_LZMA))
    for name in CSV:
        at = data.find(name.encode()) + len(name) + 4
        struct.pack_into("<I", data, at + 1, 0xFFFFFFFF)
    assert "needs too much memory" in refused(put(bytes(data)))


def test_a_zip_that_lies_about_its_size_is_refused(put):
    data = bytearray(zipped({"users.csv": b"0" * 100_000}))
    struct.pack_into("<I", data, data.find(b"PK\x01\x02") + 24, 10)
    refused(put(bytes(data)))


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
