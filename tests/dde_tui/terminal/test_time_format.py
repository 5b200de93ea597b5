"""Moments as a person reads and writes them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dde_tui.errors import UsageError
from dde_tui.terminal.time_format import countable, minutes, moment, parse_moment, refuse_future

NOON = datetime(2026, 9, 15, 16, tzinfo=UTC)


def test_a_moment_is_written_in_the_contacts_zone():
    assert moment(NOON, "America/Chicago") == "Tue 15 Sep 2026, 11:00"
    assert moment(NOON, "America/Denver") == "Tue 15 Sep 2026, 10:00"
    assert moment(None, "America/Denver") == ""


@pytest.mark.parametrize(
    ("value", "words"), [(0, "0 min"), (59, "59 min"), (60, "1 h 00"), (1085, "18 h 05"), (-61, "1 h 01")]
)
def test_minutes_are_hours_and_minutes(value, words):
    assert minutes(value) == words


def test_a_time_without_an_offset_is_the_contacts():
    assert parse_moment("2026-09-15T11:00", "America/Chicago") == NOON
    assert parse_moment("2026-09-15T10:00", "America/Denver") == NOON
    assert parse_moment("2026-09-15T11:00-05:00", "America/Denver") == NOON
    assert parse_moment("2026-09-15T16:00Z", "America/Denver") == NOON
    assert parse_moment("2026-09-15", "America/Chicago") == datetime(2026, 9, 15, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "15.9.2026", "2026-13-01", "0001-01-01T00:00+14:00", "9999-12-31T23:59"]
)
def test_what_is_no_time_that_clocks_can_count_with_is_refused(text):
    with pytest.raises(UsageError, match="is not a valid time"):
        parse_moment(text, "America/Chicago")


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2999, 12, 31)),  # noqa: DTZ001 - the zone comes next
    st.sampled_from(["UTC", "America/Chicago", "Pacific/Kiritimati", "Etc/GMT+12"]),
)
def test_every_countable_moment_can_be_shown_everywhere(value, zone):
    there = countable(value.replace(tzinfo=ZoneInfo(zone)))
    for other in ("Pacific/Kiritimati", "Etc/GMT+12"):
        assert moment(there, other)


def test_a_moment_without_a_zone_cannot_be_counted_with():
    with pytest.raises(ValueError, match="2026"):
        countable(datetime(2026, 9, 15))  # noqa: DTZ001


def test_the_future_is_refused_and_the_present_is_not():
    refuse_future(NOON, NOON)
    with pytest.raises(UsageError, match=r"2026-09-15T16:01\+00:00 is in the future"):
        refuse_future(NOON + timedelta(minutes=1), NOON)
