"""~ in paths, as POSIX and Windows know it."""

import os
from pathlib import Path

import pytest

from dde_tui.workspace.files.home import home_expanded

NOBODY = "~nobody-of-this-name/id"


@pytest.mark.parametrize("system", ["posix", "nt"])
def test_ones_own_folder_is_known_everywhere(system):
    assert home_expanded("~/id", system) == Path.home() / "id"
    assert home_expanded("~", system) == Path.home()


@pytest.mark.parametrize("system", [os.name, "nt"])
def test_a_user_who_is_not_there_stays_as_written(system):
    assert home_expanded(NOBODY, system) == Path(NOBODY)


def test_on_windows_no_other_users_folder_is_guessed():
    assert home_expanded("~root/id", "nt") == Path("~root/id")


@pytest.mark.parametrize("path", ["", "id", "C:/keys/~id", "a/~b"])
def test_every_other_path_stays(path):
    assert home_expanded(path, "nt") == Path(path)
