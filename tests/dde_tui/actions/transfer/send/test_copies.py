"""`dde send` with copies in the settings: what was sent is kept here, and told; without, nothing is."""

import zipfile

import pytest

from checks.errors import ExitCode
from dde_tui.workspace.settings import change_settings, load_settings
from dde_tui.workspace.template import settings_text


@pytest.fixture
def copying(connected):
    """The connected workspace, which keeps the last two sets."""
    change_settings(connected.settings_file, {"send.copies": 2})
    return connected


def copies(workspace):
    home = workspace.state / "copies"
    return {
        each.name: {path.name: path.read_bytes() for path in each.iterdir()}
        for each in sorted(home.glob("*"))
    }


def alter(folder, count):
    data = (folder / "users.csv").read_bytes()
    (folder / "users.csv").write_bytes(data + b"\r\n" * count)


def test_by_default_nothing_is_kept(dde, connected, clean):
    assert dde("send", clean, workspace=connected).code == 0
    assert not (connected.state / "copies").exists()


def test_what_arrived_is_what_is_kept(dde, copying, clean, arrived):
    said = dde("send", clean, workspace=copying)
    (name,) = copies(copying)
    assert said.code == 0
    assert f"Sent as {name};" in said.out
    assert f"A copy is kept in .dde/copies/{name}: students' data, not encrypted by dde." in said.out
    assert copies(copying)[name] == arrived()


def test_of_a_zip_the_files_are_kept(dde, copying, clean_files, tmp_path, arrived):
    with zipfile.ZipFile(tmp_path / "roster.zip", "w") as archive:
        for name, data in clean_files.items():
            archive.writestr(name, data)
    assert dde("send", tmp_path / "roster.zip", workspace=copying).code == 0
    (copy,) = copies(copying).values()
    assert copy == arrived() == clean_files


def test_only_what_is_sent_is_kept_and_the_oldest_goes(dde, copying, clean):
    for count in range(3):
        alter(clean, count)
        name = dde("send", clean, "--json", workspace=copying).json["submission"]
        before = copies(copying)
        assert name in before
        for flags in ([], ["--dry-run"]):
            dde("send", clean, "--json", *flags, workspace=copying)
        assert copies(copying) == before
    assert len(before) == 2


def test_a_copy_that_can_not_be_kept_is_told_and_makes_nothing_unsent(
    dde, copying, clean, clean_files, arrived
):
    (copying.state / "copies").write_bytes(b"in the way")
    said = dde("send", clean, "--json", workspace=copying)
    assert (said.code, said.json["outcome"]) == (0, "sent")
    assert "The copy of what was sent could not be kept" in said.err
    assert arrived() == clean_files


def test_a_set_that_was_finished_by_the_next_run_is_kept_too(dde, process, copying, clean, arrived):
    dies = """
import os
from dde_tui.workspace.journal.journal import Journal
append = Journal.append
def dying(self, kind, data=None, at=None):
    event = append(self, kind, data, at)
    if kind == "sending":
        os._exit(9)
    return event
Journal.append = dying
"""
    assert process("send", clean, cwd=copying.path, before=dies).code == 9
    assert not (copying.state / "copies").exists()
    name = dde("send", clean, "--json", workspace=copying).json["submission"]
    assert copies(copying) == {name: arrived()}


def test_doctor_says_that_students_data_lies_there(dde, copying, clean):
    assert "copies" not in dde("doctor", workspace=copying).out
    dde("send", clean, workspace=copying)
    assert "1 copy of a sent set is in .dde/copies (students' data" in dde("doctor", workspace=copying).out
    alter(clean, 1)
    dde("send", clean, workspace=copying)
    assert "2 copies of sent sets are in .dde/copies" in dde("doctor", workspace=copying).out


def test_no_copy_goes_into_a_bundle(dde, copying, clean, put, clean_files, tmp_path):
    dde("send", clean, workspace=copying)
    put(copying.files, clean_files)
    (name,) = copies(copying)
    assert dde("bundle", "-o", tmp_path / "bundle.zip", workspace=copying).code == 0
    with zipfile.ZipFile(tmp_path / "bundle.zip") as archive:
        assert not [each for each in archive.namelist() if "copies" in each or name in each]
    assert (
        dde("bundle", copying.path, "-o", tmp_path / "other.zip", workspace=copying).code == ExitCode.SOURCE
    )


def test_the_settings_say_what_it_is(tmp_path):
    (tmp_path / "dde.toml").write_text(settings_text({"district.name": "X"}), "utf-8")
    assert load_settings(tmp_path / "dde.toml").send.copies == 0
    assert "students' data, not encrypted unless your disk is" in (tmp_path / "dde.toml").read_text("utf-8")
