"""A surplus counts as blank only where no value can stand under a wrong column."""

import pytest

from checks.input.layouts.blank_surplus import BlankSurplus
from checks.rules.choices import load_profile

USERS = load_profile("oneroster-1.1").file("users.csv")
JUDGE = BlankSurplus(USERS.header, USERS)
TEACHER = "T1,,,true,057950101,teacher,rm,,Rosa,Medina,,401,rosa@caprock.example,,,,,"
STUDENT = "S1,,,true,057950101,student,s1,,Ana,Castillo,,1001,,,,,PK,"


@pytest.mark.parametrize(
    "row", [TEACHER + ",", TEACHER + ",,", STUDENT.replace("Castillo,,1001", "Castillo,,") + ","]
)
def test_a_blank_surplus(row):
    assert JUDGE.is_in(row.split(","))


@pytest.mark.parametrize(
    "row",
    [
        TEACHER,
        TEACHER + "x",
        TEACHER.replace("Medina", "Medina, Jr."),
        TEACHER.replace("057950101", "057950101,057950102"),
        TEACHER.replace("Rosa", "Rosa, M"),
        STUDENT.replace("Castillo", "Castillo, Jr."),
        STUDENT.replace("PK", "PK,KG"),
        STUDENT.replace("1001,", "1001,555,1234"),
        ",,,,,,,,,,,,,,,,,,,",
    ],
)
def test_a_comma_in_a_value_is_none(row):
    assert not JUDGE.is_in(row.split(","))


def test_without_a_specification_nothing_is_sure():
    assert not BlankSurplus(USERS.header, None).is_in((TEACHER + ",").split(","))
