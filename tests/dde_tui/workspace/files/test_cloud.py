"""Files that are not here yet, by their attributes."""

import pytest

from dde_tui.workspace.files.cloud import is_placeholder, placeholders_in


@pytest.mark.parametrize(
    ("attributes", "is_one"),
    [(0x20, False), (0x1, False), (0x80000, False), (0x1000, True), (0x40000, True), (0x400020, True)],
)
def test_a_placeholder_is_known_by_its_attributes(attributes, is_one):
    assert is_placeholder(attributes) is is_one


def test_plain_files_are_all_here(tmp_path):
    (tmp_path / "users.csv").write_bytes(b"x")
    (tmp_path / "below").mkdir()
    assert placeholders_in(tmp_path) == []
    assert placeholders_in(tmp_path / "users.csv") == []
    assert placeholders_in(tmp_path / "nowhere") == []
