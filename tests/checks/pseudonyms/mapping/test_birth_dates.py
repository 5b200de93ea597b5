"""Days of birth moved: on the same side of what the rules look at, and of the same kind."""

import random
import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.pseudonyms.mapping.birth_dates import BirthDates, is_date_like

TODAY = date(2026, 9, 1)


def births(*originals, seed=1):
    made = BirthDates(random.Random(seed), TODAY)
    for original in originals:
        made.note(original)
    return made


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers())
def test_a_day_stays_in_its_year_on_its_side_of_september_and_of_today(day, seed):
    moved = date.fromisoformat(births(day.isoformat(), seed=seed).image(day.isoformat()))
    assert moved != day
    assert moved.year == day.year
    assert (moved > date(day.year, 9, 1)) == (day > date(day.year, 9, 1))
    assert (moved > TODAY) == (day > TODAY)


def test_a_day_becomes_nobodys_day_and_the_same_each_time():
    days = [(date(2021, 9, 2) + timedelta(number)).isoformat() for number in range(0, 120, 2)]
    made = births(*days)
    images = [made.image(day) for day in days]
    assert not {*images} & {*days}
    assert [made.image(day) for day in days] == images
    assert not made.is_crowded


def test_where_every_day_is_taken_it_is_another_childs_and_that_is_said():
    days = [(date(2021, 9, 2) + timedelta(number)).isoformat() for number in range(121)]
    made = births(*days)
    assert all(made.image(day) != day for day in days)
    assert made.is_crowded


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("3/14/2022", r"[1-9]/(1[3-9]|2[0-8])/2022"),
        ("03/04/2022", r"0[1-9]/0[1-9]/2022"),
        ("20220314", r"20220[1-9](1[3-9]|2[0-8])"),
        ("44634", r"44[0-9]{3}"),
        ("44634.0", r"44[0-9]{3}\.0"),
        ("14 Mar 2022", r"(1[3-9]|2[0-8]) Mar 2022"),
        ("Mar 14, 2022", r"Mar (1[3-9]|2[0-8]), 2022"),
        ("2022-03-14T00:00:00Z", r"2022-0[1-9]-(1[3-9]|2[0-8])T00:00:00Z"),
    ],
)
def test_what_is_no_valid_date_keeps_its_form(text, form):
    assert is_date_like(text)
    image = births(text).image(text)
    assert re.fullmatch(form, image)
    assert image != text


@pytest.mark.parametrize("text", ["2022-02-30", "2022-13-01", "9999-99-99"])
def test_a_day_that_no_calendar_has_stays_none(text):
    image = births(text).image(text)
    assert image != text
    assert image[:4] == text[:4]
    with pytest.raises(ValueError, match=r"day|month"):
        date.fromisoformat(image)


def test_what_a_database_writes_for_no_date_stays():
    assert births("0000-00-00").image("0000-00-00") == "0000-00-00"


@pytest.mark.parametrize("text", ["Ana", "1042", "x" * 50])
def test_other_values_are_no_dates(text):
    assert not is_date_like(text)
