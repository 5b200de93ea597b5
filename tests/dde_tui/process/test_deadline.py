"""The two ends of an allowance: what UTHealth's calendar does to the clocks, and nothing overdue too early."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dde_tui.process.calendars.calendar import Calendar
from dde_tui.process.calendars.closing_days import NAMES, ClosingDays, closing_days
from dde_tui.process.clock import Allowance, Unit, due
from dde_tui.process.deadline import days_between, deadline, in_business_time

CHICAGO = ZoneInfo("America/Chicago")
UTHEALTH = Calendar()
FEDERAL = Calendar(days=closing_days("federal"))
HOURS, DAYS = Allowance.parse("20 business hours"), Allowance.parse("5 business days")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=CHICAGO)


TABLE = [
    # received, allowance, federal, core days alone, core days and the winter break
    ("2026-11-24 15:00", HOURS, "2026-11-27 17:00", "2026-11-30 17:00", "2026-11-30 17:00"),
    ("2026-11-25 09:00", HOURS, "2026-11-30 11:00", "2026-12-01 11:00", "2026-12-01 11:00"),
    ("2026-12-17 10:00", DAYS, "2026-12-24 17:00", "2026-12-28 17:00", "2027-01-05 17:00"),
    ("2026-12-21 10:00", HOURS, "2026-12-23 12:00", "2026-12-23 12:00", "2027-01-04 12:00"),
    ("2026-12-21 10:00", DAYS, "2026-12-29 17:00", "2026-12-30 17:00", "2027-01-07 17:00"),
    ("2026-11-06 10:00", DAYS, "2026-11-16 17:00", "2026-11-13 17:00", "2026-11-13 17:00"),
    ("2026-10-09 10:00", HOURS, "2026-10-14 12:00", "2026-10-13 12:00", "2026-10-13 12:00"),
]


@pytest.mark.parametrize(("received", "allowance", "federal", "core", "with_break"), TABLE)
def test_the_early_end_is_that_of_the_core_days_and_the_late_one_the_later_of_the_others(
    received, allowance, federal, core, with_break
):
    found = deadline(at(received), allowance, UTHEALTH)
    assert found.earliest == at(core)
    assert found.due == max(at(federal), at(with_break))
    assert found.is_certain == (found.earliest == found.due)
    assert due(at(received), allowance, FEDERAL) == at(federal)


def test_under_the_federal_calendar_both_ends_are_one():
    found = deadline(at("2026-12-21 10:00"), DAYS, FEDERAL)
    assert (found.earliest, found.due) == (at("2026-12-29 17:00"), at("2026-12-29 17:00"))
    assert found.is_certain


def test_the_days_that_made_it_later_are_named():
    found = deadline(at("2026-12-21 10:00"), HOURS, UTHEALTH)
    assert [*found.closed] == [date(2026, 12, 24), date(2026, 12, 25), date(2027, 1, 1)]
    assert [day.day for day in found.may_be_closed] == [23, 28, 29, 30, 31]
    assert found.may_be_closed[date(2026, 12, 23)] == "Winter break"


def test_nothing_is_overdue_on_the_early_reading():
    found = deadline(at("2026-12-21 10:00"), HOURS, UTHEALTH)
    assert found.remaining_minutes(at("2026-12-30 12:00")) == 240
    assert found.remaining_minutes(at("2027-01-04 12:00")) == 0
    assert found.remaining_minutes(at("2027-01-04 12:01")) == -1


def test_an_elapsed_hour_has_no_closing_day():
    found = deadline(at("2026-12-24 23:30"), Allowance.parse("1 hour"), UTHEALTH)
    assert found.due == found.earliest == at("2026-12-25 00:30")
    assert (found.closed, found.may_be_closed, found.is_covered) == ({}, {}, True)


@pytest.mark.parametrize(("year", "known"), [(2026, True), (2035, True), (2036, False), (2023, False)])
def test_it_knows_where_the_table_ends(year, known):
    start = datetime(year, 6, 15, 9, tzinfo=CHICAGO)
    assert deadline(start, HOURS, UTHEALTH).is_covered is known


def test_how_much_of_it_has_passed():
    found = deadline(at("2026-09-15 09:00"), HOURS, UTHEALTH)
    assert found.used_minutes(at("2026-09-16 12:00")) == (720, 1200)
    assert found.used_minutes(at("2026-09-30 12:00")) == (1200, 1200)
    assert found.used_minutes(at("2026-09-01 12:00")) == (0, 1200)
    hour = deadline(at("2026-09-15 23:30"), Allowance.parse("1 hour"), UTHEALTH)
    assert hour.used_minutes(at("2026-09-15 23:45")) == (15, 60)


def test_overdue_counts_whole_business_days():
    found = deadline(at("2026-09-15 09:00"), HOURS, UTHEALTH)
    assert found.due == at("2026-09-17 11:00")
    assert found.overdue_days(at("2026-09-17 16:59")) == 0
    assert found.overdue_days(at("2026-09-21 17:00")) == 3
    assert days_between(at("2026-09-18 17:00"), at("2026-09-21 08:00"), UTHEALTH) == 0


@pytest.mark.parametrize(
    ("minutes", "size"),
    [
        (-1, (1, Unit.MINUTE)),
        (59, (59, Unit.MINUTE)),
        (60, (1, Unit.BUSINESS_HOUR)),
        (-539, (8, Unit.BUSINESS_HOUR)),
        (540, (1, Unit.BUSINESS_DAY)),
        (-5400, (10, Unit.BUSINESS_DAY)),
    ],
)
def test_open_minutes_are_told_in_the_largest_unit(minutes, size):
    assert in_business_time(minutes, UTHEALTH) == size


def test_a_lunch_break_shortens_the_day():
    calendar = Calendar(lunch=(time(12), time(13)), days=ClosingDays())
    assert due(at("2026-09-15 09:00"), HOURS, calendar) == at("2026-09-17 13:00").replace(hour=14)
    assert due(at("2026-09-15 11:30"), Allowance.parse("1 business hour"), calendar) == at("2026-09-15 13:30")
    assert due(at("2026-09-15 12:30"), Allowance.parse("1 business hour"), calendar) == at("2026-09-15 14:00")
    assert due(at("2026-09-15 12:30"), DAYS, calendar) == at("2026-09-22 17:00")
    assert in_business_time(480, calendar) == (1, Unit.BUSINESS_DAY)


starts = st.datetimes(datetime(2024, 1, 2), datetime(2034, 11, 1), timezones=st.just(UTC))  # noqa: DTZ001
allowances = st.builds(Allowance, st.integers(1, 60), st.sampled_from(Unit))
names = st.sampled_from(NAMES)


@given(starts, allowances, names)
def test_law_the_early_end_is_never_after_the_late_one(start, allowance, name):
    found = deadline(start, allowance, Calendar(days=closing_days(name)))
    assert start < found.earliest <= found.due
    assert found.is_certain or found.may_be_closed


@given(starts, allowances, names, st.integers(1, 20), st.timedeltas(timedelta(), timedelta(days=9)))
def test_law_both_ends_are_monotone_in_start_and_amount(start, allowance, name, more, later):
    calendar = Calendar(days=closing_days(name))
    found = deadline(start, allowance, calendar)
    for other in (
        deadline(start, Allowance(allowance.amount + more, allowance.unit), calendar),
        deadline(start + later, allowance, calendar),
    ):
        assert other.due >= found.due
        assert other.earliest >= found.earliest


@given(starts, st.sampled_from(["Asia/Tokyo", "America/New_York", "UTC"]))
def test_law_the_zone_in_which_an_instant_is_written_changes_nothing(start, zone):
    here, there = (deadline(moment, HOURS, UTHEALTH) for moment in (start, start.astimezone(ZoneInfo(zone))))
    assert (here.due, here.earliest, here.closed) == (there.due, there.earliest, there.closed)
