from datetime import date, timedelta

import holidays as second_opinion
import pytest

from dde_tui.process.holidays import federal_holidays, holidays_are_known


def test_the_frozen_table_says_what_the_package_holidays_says():
    theirs = second_opinion.country_holidays("US", years=range(2024, 2036), observed=True)
    assert dict(federal_holidays()) == dict(theirs)


def test_new_year_2028_is_observed_in_the_year_before():
    assert federal_holidays()[date(2027, 12, 31)] == "New Year's Day (observed)"


def test_a_holiday_on_a_weekend_closes_the_weekday_beside_it():
    on_weekends = [day for day in federal_holidays() if day.weekday() >= 5]
    assert len(on_weekends) > 10
    for day in on_weekends:
        observed = day + timedelta(days=-1 if day.weekday() == 5 else 1)
        assert federal_holidays()[observed] == f"{federal_holidays()[day]} (observed)"


def test_the_table_cannot_be_changed():
    with pytest.raises(TypeError):
        federal_holidays()[date(2026, 9, 15)] = "Free"


@pytest.mark.parametrize(("year", "known"), [(2023, False), (2024, True), (2035, True), (2036, False)])
def test_the_table_knows_its_own_end(year, known):
    assert holidays_are_known(date(year, 6, 1)) is known
