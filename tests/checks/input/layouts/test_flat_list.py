"""One list of children is known by the words of its columns."""

import pytest

from checks.input.layouts.flat_list import is_flat_list
from checks.rules.choices import load_profile


@pytest.mark.parametrize(
    "names",
    [
        "Campus,Student ID,Last Name,First Name,DOB,Grade,Homeroom Teacher",
        "Student_Number,First_Name,Grade_Level,SchoolID",
        "Stu ID,Student Name,Gr,Birth Date",
    ],
)
def test_a_list_of_children(names):
    assert is_flat_list(names.split(","))


@pytest.mark.parametrize("spec", load_profile("oneroster-1.1").files, ids=lambda spec: spec.name)
def test_no_file_of_the_standard_is_one(spec):
    assert not is_flat_list(spec.header)


@pytest.mark.parametrize("names", ["", "a,b,c", "First Name,Last Name", "School,Grade,Count"])
def test_other_tables_are_none(names):
    assert not is_flat_list(names.split(","))
