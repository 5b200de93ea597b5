"""Days of birth moved: within the year, on the same side of 1 September and of today, of the same kind."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.pseudonyms.mapping.date_map import DateMap

TODAY = date(2026, 9, 15)


def days_of(values, seed=1):
    days = DateMap(random.Random(seed), TODAY)
    for value in values:
        days.note(value)
    return days


@given(st.sets(st.dates(date(1890, 1, 1), date(2030, 12, 31)), max_size=100), st.integers())
def test_a_day_moves_within_its_year_and_on_its_side_of_every_border(births, seed):
    days = days_of([each.isoformat() for each in births], seed)
    images = {}
    for born in births:
        moved = images[born] = date.fromisoformat(days.image(born.isoformat()))
        assert moved.year == born.year
        assert (moved > date(born.year, 9, 1)) == (born > date(born.year, 9, 1))
        assert (moved > TODAY) == (born > TODAY)
    if not days.is_crowded:
        assert not set(images.values()) & births


def test_days_stay_one_to_one_as_long_as_there_are_others():
    births = [(date(2021, 9, 2) + timedelta(number)).isoformat() for number in range(0, 120, 3)]
    days = days_of(births)
    assert len({days.image(born) for born in births}) == len(births)


def test_where_somebody_was_born_every_day_a_day_is_another_ones():
    births = [(date(2021, 1, 1) + timedelta(number)).isoformat() for number in range(244)]
    days = days_of(births)
    assert {days.image(born) for born in births} == set(births)
    assert not any(days.image(born) == born for born in births)
    assert days.is_crowded


def test_two_days_become_one_only_where_that_may_be():
    births = [(date(2021, 1, 1) + timedelta(number)).isoformat() for number in range(150)]
    for shares in (True, False):
        days = DateMap(random.Random(1), TODAY, shares=shares)
        for born in births:
            days.note(born)
        assert (len({days.image(born) for born in births}) == len(births)) == (not shares)


@pytest.mark.parametrize("value", ["12/5/2021", "05.12.21", "44535", "2021-12-05 00:00:00"])
def test_no_child_is_given_a_day_that_another_one_has_in_another_form(value):
    births = [(date(2021, 11, 1) + timedelta(number)).isoformat() for number in range(30)]
    for seed in range(30):
        days = days_of([value, *births], seed)
        assert "2021-12-05" not in {days.image(born) for born in births}


def test_what_is_longer_than_a_date_is_none():
    assert not days_of([]).knows("2022-03-14 00:00." + "0" * 100_000)


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("3/14/2022", r"[1-9]/(1[3-9]|2[0-9]|3[01])/2022"),
        ("03/04/2022", r"0[1-9]/0[1-9]/2022"),
        ("14.03.22", r"(1[3-9]|2[0-9]|3[01])\.0[1-9]\.22"),
        ("2022-02-30", r"2022-(02-(29|3[01])|0[469]-31)"),
        ("2022-13-45", r"2022-(1[3-9]|2[0-9]|3[01])-(3[2-9]|[4-9][0-9])"),
        ("20220314", r"2022(0[1-9])(1[3-9]|2[0-9]|3[01])"),
        ("2022-03-14 00:00:00", r"2022-0[1-9]-(1[3-9]|2[0-9]|3[01]) 00:00:00"),
        ("44634", r"44[0-9]{3}"),
        ("14-Mar-22", r"(1[3-9]|2[0-9]|3[01])-Mar-22"),
        ("March 14, 2022", r"March (1[3-9]|2[0-9]|3[01]), 2022"),
    ],
)
@pytest.mark.parametrize("seed", range(5))
def test_what_is_no_date_stays_none_and_of_its_kind(value, form, seed):
    import re

    image = days_of([value], seed).image(value)
    assert image != value
    assert re.fullmatch(form, image)


@pytest.mark.parametrize(
    "value", ["María", "2022-03-14 María López", "S100214", "", "100214", "born in Mar 22 x"]
)
def test_what_is_not_like_a_date_is_no_business_of_days(value):
    days = days_of([value])
    assert not days.knows(value)
    assert days.image(value) is None
