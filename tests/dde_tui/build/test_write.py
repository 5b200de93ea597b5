"""A set is written whole or not at all."""

import sys

import pytest

from checks.job import Job
from dde_tui.build.write import write_set
from dde_tui.errors import DiskError

NEW = {"orgs.csv": b"new orgs", "users.csv": b"new users", "manifest.csv": b"new manifest"}


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_files_are_replaced_and_others_stay(tmp_path):
    (tmp_path / "users.csv").write_bytes(b"old")
    (tmp_path / "notes.txt").write_bytes(b"mine")
    write_set(NEW, tmp_path)
    assert contents(tmp_path) == NEW | {"notes.txt": b"mine"}


def test_if_one_name_is_taken_by_a_folder_all_files_are_as_they_were(tmp_path):
    (tmp_path / "orgs.csv").write_bytes(b"old orgs")
    (tmp_path / "manifest.csv").mkdir()
    with pytest.raises(DiskError) as caught:
        write_set(NEW, tmp_path)
    assert "as they were" in caught.value.meaning
    assert contents(tmp_path) == {"orgs.csv": b"old orgs"}


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_full_disk_leaves_the_old_set_and_nothing_beside_it(tmp_path):
    import resource

    (tmp_path / "orgs.csv").write_bytes(b"old orgs")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        with pytest.raises(DiskError):
            write_set(NEW | {"users.csv": bytes(2_000_000)}, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert contents(tmp_path) == {"orgs.csv": b"old orgs"}


def test_a_person_who_interrupts_leaves_the_old_set(tmp_path):
    (tmp_path / "orgs.csv").write_bytes(b"old orgs")

    def stop(written):
        if written.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_set(NEW, tmp_path, Job(progress=stop))
    assert contents(tmp_path) == {"orgs.csv": b"old orgs"}
