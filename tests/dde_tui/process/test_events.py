from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dde_tui.process.events import Event, EventError, EventKind

AT = datetime(2026, 9, 15, 14, 0, tzinfo=UTC)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.sampled_from(EventKind),
    st.datetimes(timezones=st.just(UTC)),
    st.dictionaries(st.text(), json_values, max_size=4),
)
def test_an_event_comes_back_from_its_dictionary_as_it_was(kind, at, data):
    event = Event(kind, at, data)
    assert Event.from_dict(event.to_dict()) == event


def test_a_dictionary_names_the_time_in_utc():
    event = Event(EventKind.SUBMITTED, datetime(2026, 9, 15, 9, 0, tzinfo=timezone(timedelta(hours=-5))))
    assert event.to_dict()["at"] == "2026-09-15T14:00:00+00:00"


def test_an_event_needs_the_zone_of_its_time():
    with pytest.raises(EventError, match="zone"):
        Event(EventKind.COMMENT, datetime(2026, 9, 15, 9, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"at": AT}, "data.at is a datetime"),
        ({"rows": {1: 2}}, "data.rows has a key that is not text"),
        ({"share": float("nan")}, "data.share is a float"),
        ({"files": [{"sha256": b"\x00"}]}, r"data.files\[0\].sha256 is a bytes"),
    ],
)
def test_what_json_cannot_say_is_refused_with_its_place(data, place):
    with pytest.raises(EventError, match=place):
        Event(EventKind.SUBMITTED, AT, data)


def test_nobody_changes_an_event_through_the_data_they_passed():
    files = [{"file": "users.csv"}]
    event = Event(EventKind.SUBMITTED, AT, {"files": files})
    files[0]["file"] = "orgs.csv"
    assert event.data == {"files": [{"file": "users.csv"}]}


@pytest.mark.parametrize(
    "record",
    [
        {"at": "2026-09-15T14:00:00+00:00", "data": {}},
        {"kind": "Vanished!", "at": "2026-09-15T14:00:00+00:00", "data": {}},
        {"kind": "comment", "at": "yesterday", "data": {}},
        {"kind": "comment", "at": 7, "data": {}},
        {"kind": "comment", "at": "2026-09-15T14:00:00", "data": {}},
        {"kind": "comment", "at": "2026-09-15T14:00:00+00:00", "data": []},
    ],
)
def test_a_record_that_is_no_event_is_refused(record):
    with pytest.raises(EventError):
        Event.from_dict(record)


def test_a_kind_of_a_newer_version_is_kept_as_it_stands():
    record = {"kind": "hold-approved", "at": "2026-09-15T14:00:00+00:00", "data": {"rows": 3}}
    event = Event.from_dict(record)
    assert (event.kind, event.is_known, event.to_dict()) == ("hold-approved", False, record)
    assert Event("returned", AT).kind is EventKind.RETURNED


@pytest.mark.parametrize("kind", ["", "-", "a--b", "a" * 41, "two words", "\x1b[2J", "Größe", 7, None])
def test_what_is_no_word_is_no_kind(kind):
    with pytest.raises(EventError):
        Event(kind, AT)
