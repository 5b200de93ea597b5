"""Moments as a person reads and writes them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dde_tui.errors import UsageError
from dde_tui.terminal.time_format import (
    countable,
    moment,
    near_moment,
    parse_moment,
    refuse_future,
    runs_of_days,
    whole_day,
)

NOON = datetime(2026, 9, 15, 16, tzinfo=UTC)


def test_a_moment_is_written_in_the_contacts_zone():
    assert moment(NOON, "America/Chicago") == "Tue 15 Sep 2026, 11:00"
    assert moment(NOON, "America/Denver") == "Tue 15 Sep 2026, 10:00"
    assert moment(None, "America/Denver") == ""


def test_a_moment_far_away_needs_its_year():
    assert near_moment(NOON, "America/Chicago", NOON) == "Tue 15 Sep, 11:00"
    assert near_moment(NOON, "America/Chicago", NOON - timedelta(days=400)) == "Tue 15 Sep 2026, 11:00"
    assert whole_day(date(2027, 1, 12), date(2026, 12, 1)) == "Tuesday 12 January"
    assert whole_day(date(2027, 1, 12), date(2025, 12, 1)) == "Tuesday 12 January 2027"


def test_days_in_a_row_are_told_as_one():
    days = [date(2026, 12, number) for number in (23, 28, 29, 31, 30)]
    assert runs_of_days(days) == "Wed 23 Dec, Mon 28 Dec to Thu 31 Dec"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("11/22/2026 9:05 AM", "2026-11-22T09:05-06:00"),
        ("9/5/2026 12:05pm", "2026-09-05T12:05-05:00"),
        ("9/5/2026 12:05 am", "2026-09-05T00:05-05:00"),
        ("2026-09-15 9:00", "2026-09-15T09:00-05:00"),
        ("2026-09-15 9:00 PM", "2026-09-15T21:00-05:00"),
        ("9:00", "2026-09-15T09:00-05:00"),
        ("today 14:00", "2026-09-15T14:00-05:00"),
        ("Yesterday 16:30", "2026-09-14T16:30-05:00"),
        ("2026-09-15T09:00", "2026-09-15T09:00-05:00"),
    ],
)
def test_a_time_may_be_written_as_mails_and_tickets_do(text, iso):
    assert parse_moment(text, "America/Chicago", NOON) == datetime.fromisoformat(iso)


@pytest.mark.parametrize("text", ["2026-09-15", "9/15/2026", "yesterday", "today"])
def test_a_day_alone_does_not_say_what_came_first(text):
    with pytest.raises(UsageError, match="names a day but no time"):
        parse_moment(text, "America/Chicago", NOON)


def test_a_deadline_may_start_with_a_day():
    assert parse_moment("9/15/2026", "America/Chicago") == datetime(2026, 9, 15, 5, tzinfo=UTC)


def test_a_time_without_an_offset_is_the_contacts():
    assert parse_moment("2026-09-15T11:00", "America/Chicago") == NOON
    assert parse_moment("2026-09-15T10:00", "America/Denver") == NOON
    assert parse_moment("2026-09-15T11:00-05:00", "America/Denver") == NOON
    assert parse_moment("2026-09-15T16:00Z", "America/Denver") == NOON
    assert parse_moment("2026-09-15", "America/Chicago") == datetime(2026, 9, 15, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "yesterday",
        "9:00",
        "13/01/2026 9:00",
        "9/15/2026 13:00 PM",
        "15.9.2026",
        "2026-13-01",
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:59",
    ],
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
