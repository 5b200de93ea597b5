"""The file of the held answers: private, bounded, and never in the way."""

import json
import os

import pytest

from dde_tui.feedback.held import MOST, Held, read_held, write_held

HELD = Held("dde/reviews/1.json", "live", "2999-01-01T00:00:00+00:00", "its time is in the future", "Nguyễn")


def test_what_is_held_is_read_as_it_was_written(tmp_path):
    assert read_held(tmp_path) == []
    write_held(tmp_path, [HELD])
    assert read_held(tmp_path) == [HELD]
    assert len(HELD.id) == 8
    if os.name != "nt":
        assert (tmp_path / "held.json").stat().st_mode & 0o077 == 0


def test_the_file_has_an_end(tmp_path):
    write_held(tmp_path, [Held(str(number), "live", HELD.at, "", "ễ" * 9_000) for number in range(300)])
    kept = read_held(tmp_path)
    assert (len(kept), {len(each.text) for each in kept}) == (MOST, {1_000})


def test_what_did_not_change_is_not_written_again(tmp_path):
    write_held(tmp_path, [HELD])
    before = (tmp_path / "held.json").stat().st_ino
    write_held(tmp_path, [HELD])
    assert (tmp_path / "held.json").stat().st_ino == before


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        b'{"schema": "dde-held/2", "held": []}',
        b'{"schema": "dde-held/1"}',
        b'{"schema": "dde-held/1", "held": [{"path": 1}]}',
        json.dumps({"schema": "dde-held/1", "held": [{"path": "a", "kind": [], "at": ""}]}).encode(),
        b" " * 5_000_000,
    ],
)
def test_a_damaged_file_holds_nothing_and_is_replaced_by_the_next_fetch(tmp_path, content):
    (tmp_path / "held.json").write_bytes(content)
    assert read_held(tmp_path) == []
    write_held(tmp_path, [HELD])
    assert read_held(tmp_path) == [HELD]
