"""The two tables of closing days, held against the rules they follow and a second opinion."""

from datetime import date, timedelta

import holidays as second_opinion
import pytest

from dde_tui.process.calendars.closing_days import (
    NAMES,
    CalendarError,
    ClosingDays,
    closing_days,
    parse_closing_days,
)

YEARS = range(2024, 2036)
FEDERAL, UTHEALTH = closing_days("federal"), closing_days("uthealth")
DAY = timedelta(days=1)


def test_the_federal_table_says_what_the_package_holidays_says():
    theirs = second_opinion.country_holidays("US", years=YEARS, observed=True)
    assert dict(FEDERAL.closed) == dict(theirs)
    assert FEDERAL.may_be_closed == {}


def test_new_year_2028_is_observed_in_the_year_before():
    assert FEDERAL.closed[date(2027, 12, 31)] == "New Year's Day (observed)"


def test_uthealth_comes_first():
    assert NAMES[0] == "uthealth"


def weekday_of(year, month, weekday, number):
    """The N-th of a weekday in a month; -1 is the last."""
    days = [date(year, month, 1) + DAY * after for after in range(31)]
    return [day for day in days if day.month == month and day.weekday() == weekday][number]


def core_days(year):
    thanksgiving = weekday_of(year, 11, 3, 3)
    return {
        date(year, 1, 1),
        weekday_of(year, 1, 0, 2),
        weekday_of(year, 5, 0, -1),
        date(year, 7, 4),
        weekday_of(year, 9, 0, 0),
        thanksgiving,
        thanksgiving + DAY,
        date(year, 12, 24),
        date(year, 12, 25),
    }


@pytest.mark.parametrize("year", YEARS)
def test_uthealth_is_closed_on_its_core_days_none_moved_off_a_weekend(year):
    assert {day for day in UTHEALTH.closed if day.year == year} == core_days(year)


@pytest.mark.parametrize("year", YEARS)
def test_uthealth_may_be_closed_on_every_other_federal_day_and_over_the_winter_break(year):
    federal = {day for day in FEDERAL.closed if day.year == year}
    winter = {date(year, 12, 23) + DAY * after for after in range(9)}
    assert {day for day in UTHEALTH.may_be_closed if day.year == year} == (federal | winter) - core_days(year)


@pytest.mark.parametrize(("year", "known"), [(2023, False), (2024, True), (2035, True), (2036, False)])
@pytest.mark.parametrize("name", NAMES)
def test_a_table_knows_its_own_end(name, year, known):
    assert closing_days(name).covers(date(year, 6, 1)) is known


@pytest.mark.parametrize("name", NAMES)
def test_a_table_cannot_be_changed_and_is_in_order(name):
    for days in (closing_days(name).closed, closing_days(name).may_be_closed):
        assert [*days] == sorted(days)
        with pytest.raises(TypeError):
            days[date(2026, 9, 15)] = "Free"


def test_an_unknown_table_is_none():
    with pytest.raises(KeyError):
        closing_days("../secret")


def test_a_file_of_ones_own_needs_no_year():
    days = parse_closing_days('[closed]\n2026-11-23 = "Storm"\n')
    assert days.closed == {date(2026, 11, 23): "Storm"}
    assert days.covers(date(1999, 1, 1))


def test_a_day_that_is_certainly_closed_no_longer_may_be():
    days = UTHEALTH.also_closed([date(2026, 12, 23)], "said CLI")
    assert days.closed[date(2026, 12, 23)] == "said CLI"
    assert date(2026, 12, 23) not in days.may_be_closed
    assert days.covers(date(2026, 1, 1))
    assert not days.covers(date(2099, 1, 1))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[closed", "is not valid TOML"),
        ("closes = 3", "closes is not a known key"),
        ("closed = [2026-12-24]", "closed must be a table"),
        ('[closed]\nsoon = "Storm"', "closed.soon is no day with its name"),
        ('[closed]\n2026-02-30 = "Storm"', "closed.2026-02-30 is no day"),
        ("[closed]\n2026-12-24 = true", "closed.2026-12-24 is no day"),
        ('[closed]\n2026-12-24 = ""', "closed.2026-12-24 is no day"),
        ('[closed]\n2026-12-24 = "a"\n[may_be_closed]\n2026-12-24 = "b"', "2026-12-24 is in both tables"),
        ("first_year = 'x'", "first_year must be a whole number"),
    ],
)
def test_a_mistake_in_a_file_is_named_with_its_key(text, complaint):
    with pytest.raises(CalendarError, match=complaint):
        parse_closing_days(text)


def test_a_file_with_very_many_days_is_refused():
    many = "\n".join(f'{date(2026, 1, 1) + DAY * after} = "x"' for after in range(5_001))
    with pytest.raises(CalendarError, match="names 5,001 days"):
        parse_closing_days(f"[closed]\n{many}\n")


def test_no_days_at_all_are_a_table_too():
    assert parse_closing_days("") == ClosingDays()
