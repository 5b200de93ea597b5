"""The demo's world: everything is real, and the mistakes are fixed kind by kind."""

import threading

import pytest

from checks.example.district import district
from checks.example.mistakes import planted, with_mistakes
from dde_tui.demo.stage import Stage
from dde_tui.errors import UsageError
from dde_tui.securestor.connection.connect import fetch_host_keys

ROWS = district()
MISTAKES = planted(ROWS)


@pytest.fixture(scope="module")
def stage():
    with Stage() as up:
        yield up


def test_the_workspace_is_a_districts_with_all_mistakes_in_its_files(stage):
    settings = stage.workspace.settings
    assert settings.feedback.kind == "folder"
    assert settings.securestor.host == ""
    assert stage.workspace.journal.events() == []
    exported = {path.name: path.read_bytes() for path in stage.workspace.files.iterdir()}
    assert exported == with_mistakes(ROWS, MISTAKES)


def test_the_server_is_real_and_shows_the_key_of_the_e_mail(stage):
    (shown,) = fetch_host_keys(stage.offer.host, stage.offer.port)
    assert shown.fingerprint == stage.fingerprint
    assert (stage.workspace.path / stage.offer.key_file).is_file()
    assert not stage.securestor.exists()


def test_nothing_was_answered_before_it_was_asked(stage):
    assert stage.letters() == []
    assert stage.failure is None


def test_the_clock_begins_on_an_open_monday(stage):
    assert stage.clock().weekday() < 5
    assert stage.clock() >= stage.clock().replace(hour=8, minute=0)


def test_mistakes_are_fixed_kind_by_kind_until_none_is_left():
    with Stage() as up:
        for kind in ("standard", "assumed", "quality"):
            assert up.fix() == tuple(mistake.story for mistake in MISTAKES if mistake.stage == kind)
            exported = {path.name: path.read_bytes() for path in up.workspace.files.iterdir()}
            assert exported == with_mistakes(ROWS, up.mistakes)
        assert up.fix() == ()
        assert up.mistakes == ()


def test_the_workspace_has_a_recipe_that_builds(stage, dde):
    said = dde("build", "--output", stage.home / "built", workspace=stage.workspace)
    assert said.code == 0, said.err
    assert dde("check", stage.home / "built").code == 0


def test_a_folder_is_kept_and_a_temporary_one_is_not(tmp_path):
    threads = set(threading.enumerate())
    with Stage(tmp_path / "kept") as kept, Stage() as gone:
        assert kept.home == tmp_path / "kept"
        assert gone.home.is_dir()
    assert (tmp_path / "kept" / "workspace" / "dde.toml").is_file()
    assert not gone.home.exists()
    assert set(threading.enumerate()) <= threads


def test_an_empty_folder_may_be_kept_and_a_full_one_is_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    with Stage(tmp_path / "empty"):
        pass
    before = sorted((tmp_path / "empty").rglob("*"))
    threads = threading.active_count()
    with pytest.raises(UsageError, match="is not empty"), Stage(tmp_path / "empty"):
        pass
    assert sorted((tmp_path / "empty").rglob("*")) == before
    assert threading.active_count() == threads


def test_two_stages_do_not_meet():
    with Stage() as one, Stage() as other:
        assert one.home != other.home
        assert one.offer.port != other.offer.port
        assert one.fingerprint != other.fingerprint
