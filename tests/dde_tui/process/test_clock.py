from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dde_tui.process.calendars.calendar import Calendar, ClockError
from dde_tui.process.calendars.closing_days import NAMES, ClosingDays, closing_days
from dde_tui.process.clock import Allowance, Unit, consume, due, open_time, remaining_minutes

CHICAGO = ZoneInfo("America/Chicago")
CLI = Calendar(days=closing_days("federal"))
"""The vectors below were computed with federal holidays; both ends are then the same."""
HOURS = Allowance.parse("20 business hours")
DAYS = Allowance.parse("5 business days")
MINUTE = timedelta(minutes=1)


def at(text, zone=CHICAGO):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


VECTORS = {
    "V01 plain": (at("2026-09-15 09:00"), HOURS, at("2026-09-17 11:00")),
    "V03 Friday evening": (at("2026-09-18 17:45"), HOURS, at("2026-09-23 10:00")),
    "V07 4 July observed on Friday": (at("2026-07-02 16:00"), HOURS, at("2026-07-08 09:00")),
    "V09 Christmas": (at("2026-12-23 10:00"), HOURS, at("2026-12-28 12:00")),
    "V12 UTC, used up at closing": (at("2026-09-14 20:00", UTC), HOURS, at("2026-09-16 17:00")),
    "V17 plain days": (at("2026-09-15 09:00"), DAYS, at("2026-09-22 17:00")),
    "V18 at closing is the next day": (at("2026-09-15 17:00"), DAYS, at("2026-09-23 17:00")),
    "V25 revised files": (at("2026-09-21 13:30"), HOURS, at("2026-09-23 15:30")),
    "before opening is the same day": (at("2026-09-15 06:00"), DAYS, at("2026-09-22 17:00")),
    "before opening, hours": (at("2026-09-15 06:00"), HOURS, at("2026-09-17 10:00")),
    "received on a Saturday": (at("2026-09-19 11:00"), DAYS, at("2026-09-28 17:00")),
    "received on a holiday": (at("2026-11-26 11:00"), DAYS, at("2026-12-04 17:00")),
    "New Year 2028 observed in 2027": (at("2027-12-30 16:00"), HOURS, at("2028-01-05 09:00")),
    "Juneteenth 2027 on a Friday": (at("2027-06-17 09:00"), DAYS, at("2027-06-25 17:00")),
    "one hour is elapsed, at night too": (
        at("2026-09-18 23:30"),
        Allowance.parse("1 hour"),
        at("2026-09-19 00:30"),
    ),
}


@pytest.mark.parametrize(("start", "allowance", "end"), VECTORS.values(), ids=VECTORS)
def test_an_allowance_ends_when_it_should(start, allowance, end):
    found = due(start, allowance, CLI)
    assert found == end
    assert found.tzinfo is CLI.zone


def test_v26_eight_hours_are_left():
    assert remaining_minutes(at("2026-09-16 12:00"), at("2026-09-17 11:00"), HOURS, CLI) == 8 * 60


def test_v29_a_shorter_day_takes_longer():
    calendar = Calendar(opens=time(9), days=closing_days("federal"))
    assert due(at("2026-09-15 09:00"), HOURS, calendar) == at("2026-09-17 13:00")


def test_an_extra_closing_day_moves_the_deadline():
    calendar = Calendar(days=CLI.days.also_closed([date(2026, 9, 16)], "storm"))
    assert due(at("2026-09-15 09:00"), HOURS, calendar) == at("2026-09-18 11:00")
    assert due(at("2026-09-15 09:00"), DAYS, calendar) == at("2026-09-23 17:00")


def test_a_deadline_is_told_in_the_zone_of_the_calendar():
    calendar = Calendar(zone=ZoneInfo("America/Denver"))
    end = due(at("2026-09-15 09:00"), DAYS, calendar)
    assert (end.hour, str(end.tzinfo)) == (17, "America/Denver")


@pytest.mark.parametrize(
    ("friday", "tuesday"),
    [("2026-03-06 09:00", "2026-03-10 11:00"), ("2026-10-30 09:00", "2026-11-03 11:00")],
)
def test_a_change_of_the_clocks_on_sunday_costs_no_open_minute(friday, tuesday):
    assert due(at(friday), HOURS, CLI) == at(tuesday)


@pytest.mark.parametrize(("sunday", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25)])
def test_a_window_over_the_change_counts_the_hours_that_really_passed(sunday, hours):
    calendar = Calendar(opens=time(0), closes=time(23, 59), weekdays=frozenset({6}), days=ClosingDays())
    midnight = datetime.combine(sunday, time(0), CHICAGO)
    assert open_time(midnight, midnight + timedelta(days=1), calendar) == timedelta(hours=hours) - MINUTE


def test_an_elapsed_hour_crosses_the_change_of_the_clocks():
    end = due(at("2026-03-08 01:30"), Allowance.parse("1 hour"), CLI)
    assert end.isoformat() == "2026-03-08T03:30:00-05:00"


def test_a_window_that_the_change_swallows_is_no_open_day():
    calendar = Calendar(opens=time(2, 50), closes=time(3, 10), weekdays=frozenset({6}), days=ClosingDays())
    assert due(at("2026-03-08 00:00"), Allowance(1, Unit.BUSINESS_DAY), calendar) == at("2026-03-22 03:10")


@pytest.mark.parametrize(
    ("now", "minutes"),
    [
        ("2026-09-17 10:59:30", 0),
        ("2026-09-17 11:00", 0),
        ("2026-09-17 11:00:01", -1),
        ("2026-09-17 13:00", -120),
        ("2026-09-18 08:00", -360),
        ("2026-09-15 09:00", 1200),
    ],
)
def test_what_remains_is_negative_exactly_when_it_is_overdue(now, minutes):
    assert remaining_minutes(at(now), at("2026-09-17 11:00"), HOURS, CLI) == minutes


def test_an_allowance_that_ended_at_closing_is_overdue_in_the_evening():
    assert remaining_minutes(at("2026-09-22 17:00"), at("2026-09-22 17:00"), DAYS, CLI) == 0
    assert remaining_minutes(at("2026-09-22 19:00"), at("2026-09-22 17:00"), DAYS, CLI) == -1


def test_an_elapsed_allowance_runs_out_at_night():
    hour = Allowance.parse("1 hour")
    assert remaining_minutes(at("2026-09-18 23:45"), at("2026-09-19 00:30"), hour, CLI) == 45
    assert remaining_minutes(at("2026-09-19 01:00"), at("2026-09-19 00:30"), hour, CLI) == -30


@pytest.mark.parametrize(
    "text",
    ["20 business hours", "1 business hour", "5 business days", "1 business day", "1 hour", "90 minutes"],
)
def test_an_allowance_reads_what_it_writes(text):
    assert str(Allowance.parse(text)) == text


def test_an_allowance_forgives_case_and_space():
    assert Allowance.parse("  1 Business  Hours ") == Allowance(1, Unit.BUSINESS_HOUR)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "20",
        "business hours",
        "5 days",
        "3 business minutes",
        "1.5 hours",
        "-1 hours",
        "0 hours",
        "10001 hours",
        "٣ hours",
    ],
)
def test_what_is_no_allowance_is_refused(text):
    with pytest.raises(ClockError):
        Allowance.parse(text)


@pytest.mark.parametrize(
    "wrong",
    [
        {"opens": time(17), "closes": time(8)},
        {"opens": time(8), "closes": time(8)},
        {"opens": time(8, tzinfo=UTC)},
        {"weekdays": frozenset()},
        {"weekdays": frozenset({7})},
        {"lunch": (time(13), time(12))},
        {"lunch": (time(8), time(9))},
        {"lunch": (time(12), time(17))},
    ],
)
def test_a_calendar_that_never_opens_is_refused(wrong):
    with pytest.raises(ClockError):
        Calendar(**wrong)


@pytest.mark.parametrize("text", ["1 hour", "1 business hour", "1 business day"])
def test_a_clock_needs_the_zone_of_its_time(text):
    with pytest.raises(ClockError, match="zone"):
        due(datetime(2026, 9, 15, 9, 0), Allowance.parse(text), CLI)  # noqa: DTZ001


@pytest.mark.parametrize("text", ["10000 hours", "10000 business hours", "10000 business days"])
def test_a_deadline_beyond_all_calendars_is_told(text):
    with pytest.raises(ClockError, match="9999"):
        due(datetime(9999, 12, 1, tzinfo=UTC), Allowance.parse(text), CLI)


# Laws. Times are whole minutes, as the referee below steps through minutes.

instants = st.datetimes(datetime(2024, 2, 1), datetime(2034, 11, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(second=0, microsecond=0)
)
calendars = st.builds(
    Calendar,
    zone=st.sampled_from(["America/Chicago", "America/Phoenix", "UTC", "Europe/Berlin"]).map(ZoneInfo),
    opens=st.times(max_value=time(11, 59)).map(lambda clock: clock.replace(second=0, microsecond=0)),
    closes=st.times(min_value=time(13)).map(lambda clock: clock.replace(second=0, microsecond=0)),
    lunch=st.sampled_from([None, (time(12), time(12, 45))]),
    days=st.sampled_from(NAMES).map(closing_days),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
)
allowances = st.builds(Allowance, st.integers(1, 60), st.sampled_from(Unit))
amounts = st.timedeltas(MINUTE, timedelta(hours=50)).map(lambda amount: amount // MINUTE * MINUTE)


def is_open(moment, calendar):
    local = moment.astimezone(calendar.zone)
    return (
        local.weekday() in calendar.weekdays
        and local.date() not in {*calendar.closed, *calendar.may_be_closed}
        and calendar.opens <= local.time() < calendar.closes
        and not (calendar.lunch and calendar.lunch[0] <= local.time() < calendar.lunch[1])
    )


@given(instants, st.integers(1, 12))
def test_a_referee_who_steps_through_every_minute_agrees(start, hours):
    left, moment = hours * 60, start
    while left:
        left -= is_open(moment, CLI)
        moment += MINUTE
    assert due(start, Allowance(hours, Unit.BUSINESS_HOUR), CLI) == moment


@given(instants, allowances, calendars)
def test_a_deadline_never_lies_before_its_start(start, allowance, calendar):
    assert due(start, allowance, calendar) > start


@given(instants, allowances.filter(lambda allowance: allowance.unit.is_business), calendars)
def test_a_business_deadline_lies_in_open_time_or_at_closing(start, allowance, calendar):
    assert is_open(due(start, allowance, calendar) - MINUTE, calendar)


@given(instants, allowances, calendars, st.integers(1, 20))
def test_more_allowance_never_ends_earlier(start, allowance, calendar, more):
    longer = Allowance(allowance.amount + more, allowance.unit)
    assert due(start, longer, calendar) >= due(start, allowance, calendar)


@given(instants, allowances, calendars, st.timedeltas(timedelta(), timedelta(days=9)))
def test_a_later_start_never_ends_earlier(start, allowance, calendar, later):
    assert due(start + later, allowance, calendar) >= due(start, allowance, calendar)


@given(instants, amounts, amounts, calendars)
def test_consuming_twice_is_consuming_the_sum(start, first, second, calendar):
    step = consume(start, first, calendar)
    assert consume(step, second, calendar) == consume(start, first + second, calendar)


@given(instants, amounts, calendars)
def test_exactly_what_was_consumed_was_open(start, amount, calendar):
    assert open_time(start, consume(start, amount, calendar), calendar) == amount


@given(instants, allowances, calendars, st.sampled_from(["Asia/Tokyo", "America/New_York"]))
def test_the_zone_in_which_a_time_is_written_changes_nothing(start, allowance, calendar, zone):
    assert due(start.astimezone(ZoneInfo(zone)), allowance, calendar) == due(start, allowance, calendar)


@given(instants, allowances, calendars)
def test_nothing_remains_at_the_deadline(start, allowance, calendar):
    end = due(start, allowance, calendar)
    assert remaining_minutes(end, end, allowance, calendar) == 0
    assert remaining_minutes(end + timedelta(seconds=1), end, allowance, calendar) < 0


@given(
    instants,
    allowances,
    calendars,
    st.lists(st.timedeltas(-timedelta(days=9), timedelta(days=9)), min_size=2),
)
def test_less_and_less_remains(start, allowance, calendar, shifts):
    end = due(start, allowance, calendar)
    left = [remaining_minutes(end + shift, end, allowance, calendar) for shift in sorted(shifts)]
    assert left == sorted(left, reverse=True)


@given(instants, st.integers(1, 60), calendars)
def test_all_business_hours_remain_at_the_start(start, hours, calendar):
    allowance = Allowance(hours, Unit.BUSINESS_HOUR)
    assert remaining_minutes(start, due(start, allowance, calendar), allowance, calendar) == hours * 60


def test_only_a_positive_amount_can_be_consumed():
    with pytest.raises(ClockError):
        consume(at("2026-09-15 09:00"), timedelta(), CLI)
