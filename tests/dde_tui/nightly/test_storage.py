"""The private files of nights: only this user reads them, and damaged ones are as if they were not there."""

import json
import sys

import pytest

from dde_tui.nightly import storage
from dde_tui.nightly.approvals import HeldChange, HoldDataError
from dde_tui.nightly.causes import Cause, CauseKind
from dde_tui.nightly.holds import Delta
from dde_tui.nightly.snapshot import Snapshot

SNAPSHOT = Snapshot({"users.csv": 3}, key="k")
HELD = HeldChange(
    Delta(frozenset({"removed student 00000000000000ff", "school 057950102", "names"}), {"users.csv": 9}),
    9,
    0,
    (Cause(CauseKind.SCHOOL_MISSING, 9, "057950102"),),
)


@pytest.fixture
def state(tmp_path):
    return tmp_path / ".dde"


def test_the_key_is_made_once_and_kept(state):
    assert storage.hasher_of(state) == storage.hasher_of(state)


def test_a_rehearsal_keeps_no_key(state):
    storage.hasher_of(state, keep=False)
    assert not state.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="rights of files are POSIX")
def test_nobody_else_can_read_them(state):
    storage.hasher_of(state)
    storage.keep_snapshot(state, "20261130T020000Z-01234567", SNAPSHOT)
    storage.keep_held(state, HELD)
    files = [path for path in (state / "nightly").rglob("*") if path.is_file()]
    assert len(files) == 3
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_a_damaged_key_is_made_anew(state):
    before = storage.hasher_of(state)
    (state / "nightly" / "key").write_bytes(b"short")
    assert storage.hasher_of(state).name != before.name


def test_a_snapshot_is_read_as_it_was(state):
    storage.keep_snapshot(state, "20261130T020000Z-01234567", SNAPSHOT)
    assert storage.read_snapshot(state, "20261130T020000Z-01234567") == SNAPSHOT
    assert storage.read_snapshot(state, "20261130T020000Z-76543210") is None


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff", b"[" * 100_000])
def test_a_damaged_snapshot_is_none(state, data):
    storage.keep_snapshot(state, "one", SNAPSHOT)
    (state / "nightly" / "snapshots" / "one.json").write_bytes(data)
    assert storage.read_snapshot(state, "one") is None


@pytest.mark.parametrize("name", ["../../dde", "a/b", "", "x" * 200, "a\0b"])
def test_a_name_from_a_journal_leads_nowhere_else(state, name):
    storage.keep_snapshot(state, name, SNAPSHOT)
    assert [path.name for path in (state / "nightly" / "snapshots").iterdir()] == ["unnamed.json"]


def test_only_what_is_compared_with_stays(state):
    for name in ("a", "b", "c"):
        storage.keep_snapshot(state, name, SNAPSHOT)
    storage.keep_only(state, ["b"])
    assert [path.name for path in (state / "nightly" / "snapshots").iterdir()] == ["b.json"]


def test_a_held_change_is_read_as_it_was_until_it_is_forgotten(state):
    storage.keep_held(state, HELD)
    assert storage.read_held(state, HELD.delta.id) == HELD
    storage.forget_held(state)
    assert storage.read_held(state, HELD.delta.id) is None


def test_a_held_change_that_somebody_edited_is_none(state):
    storage.keep_held(state, HELD)
    path = state / "nightly" / "holds" / f"{HELD.delta.id}.json"
    data = json.loads(path.read_bytes())
    path.write_text(json.dumps({**data, "parts": [*data["parts"], "removed student 00000000000000aa"]}))
    assert storage.read_held(state, HELD.delta.id) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"schema": "dde-hold/2"},
        {"parts": ["everything"]},
        {"parts": [1]},
        {"fewer": {"users.csv": "9"}},
        {"causes": [{"cause": "rain", "school": None, "count": 1, "about": ""}]},
        {"causes": ["rain"]},
        {"removed": "9"},
    ],
)
def test_what_is_no_held_change_is_refused(wrong):
    with pytest.raises(HoldDataError):
        HeldChange.from_data({**HELD.to_data(), **wrong})
