"""How each planted mistake changes the forecast: told by hand, counted by a model of its own, and as forecast.

In brackets stands what CLI publishes of its logic, by the letters of its page: [a] only homeroom classes are
created, [b] only students enrolled in one, [d] a student needs a class that is there already, [e] what is
updated in the files is updated in CLI Engage.
"""

from dataclasses import dataclass, field

import pytest

from checks.example.district import district
from checks.example.mistakes import planted, with_mistakes
from support.forecast_model import by_check, by_model

ROWS = district()
MISTAKES = {mistake.name: mistake for mistake in planted(ROWS)}
CLEAN = with_mistakes(ROWS, ())


@dataclass(frozen=True)
class Told:
    """What a person says about one mistake, having read CLI's logic."""

    why: str
    change: dict[str, int] = field(default_factory=dict)
    """By how much each number rises or falls; those not named stay as they are."""


LEFT_OUT = {"students": -1, "students_left_out": 1, "second_night": -1}
TOLD = {
    "role-pupil": Told(
        "Students are created [b], and the file does not say that this child is one. The enrollment does, "
        "so the child is told as left out and not lost without a word.",
        {**LEFT_OUT, "left_out_user_role": 1},
    ),
    "no-homeroom": Told(
        "Only students enrolled in a homeroom are created [b]; the child has the music class alone, "
        "which is not created either [a].",
        {**LEFT_OUT, "left_out_other_classes": 1},
    ),
    "no-username": Told("A child is created for its homeroom [b]; of a user name the logic says nothing."),
    "spreadsheet-true": Told("The logic asks for a homeroom [b], not whether the account is enabled."),
    "unquoted-comma": Told("The row lost is an administrator's, who is in no homeroom [a, b]."),
    "header-case": Told("The column is known by its letters, and the logic does not ask for an address."),
    "american-date": Told("The child is still enrolled in the homeroom [b]; dates are not in the logic."),
    "enrollment-twice": Told("A child enrolled twice in one homeroom is one child [b]."),
    "withdrawn-child": Told("The enrollment is in a music class, and only homerooms are created [a]."),
    "end-before-begin": Told("The dates are those of a music class, and only homerooms are created [a]."),
    "teacher-without-email": Told(
        "The teacher still has a homeroom. That an account needs an address is assumed, not published; "
        "the finding says so, the forecast does not count on it."
    ),
    "no-demographics-1": Told("A child is created for its homeroom [b]; demographics are not asked for."),
    "no-demographics-2": Told("A child is created for its homeroom [b]; demographics are not asked for."),
    "birth-year": Told("The wrong birth date is taken over [e]; whom it is of does not change."),
    "grade-code": Told("The wrong grade is taken over [e]; whom it is of does not change."),
    "half-an-address": Told("A music teacher has no homeroom, and only homerooms are created [a]."),
}


def change(after, before):
    """What is counted otherwise: by how much, and which lines came or went."""
    assert after.keys() == before.keys()
    return {
        name: (after[name][0] - before[name][0], set(after[name][1]) ^ set(before[name][1]))
        for name in after
        if after[name] != before[name]
    }


@pytest.fixture(scope="module")
def forecast(check_files, set_of):
    """What is forecast for files, against an earlier sending where there is one."""

    def run(files, before=None):
        return by_check(check_files(files, before=set_of(before) if before else None))

    return run


@pytest.fixture(scope="module")
def clean(forecast):
    """What is forecast for the clean district: alone, and against itself as the earlier sending."""
    return {False: forecast(CLEAN), True: forecast(CLEAN, CLEAN)}


def test_every_planted_mistake_is_told():
    assert TOLD.keys() == MISTAKES.keys()
    assert all(told.why.endswith(".") for told in TOLD.values())


def test_the_clean_district_is_forecast_as_the_model_says(clean):
    assert clean == {False: by_model(CLEAN), True: by_model(CLEAN, CLEAN)}
    numbers = {name: count for name, (count, _) in clean[True].items() if count}
    assert numbers == {
        "homerooms": 12,
        "teachers": 12,
        "students": 222,
        "classes_ignored": 3,
        "students_upcoming": 14,
    }
    assert clean[False]["second_night"] == clean[False]["students"]


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_changes_the_forecast_as_told(forecast, clean, name):
    files = with_mistakes(ROWS, [MISTAKES[name]])
    found, expected = forecast(files), TOLD[name].change
    assert found == by_model(files)
    assert change(found, clean[False]) == {
        part: (count, {MISTAKES[name].line}) for part, count in expected.items()
    }


@pytest.mark.parametrize("name", MISTAKES)
def test_against_the_clean_sending_a_mistake_adds_no_second_night_and_switches_nobody_off(
    forecast, clean, name
):
    files = with_mistakes(ROWS, [MISTAKES[name]])
    found = forecast(files, CLEAN)
    expected = {part: count for part, count in TOLD[name].change.items() if part != "second_night"}
    assert found == by_model(files, CLEAN)
    assert change(found, clean[True]) == {
        part: (count, {MISTAKES[name].line}) for part, count in expected.items()
    }


@pytest.mark.parametrize("name", MISTAKES)
def test_once_mended_a_mistake_of_the_earlier_sending_costs_no_second_night(forecast, clean, name):
    """The child is new, but the homeroom is there already [d]."""
    before = with_mistakes(ROWS, [MISTAKES[name]])
    assert forecast(CLEAN, before) == by_model(CLEAN, before) == clean[True]
