"""A district's own profile may give any column any type: the check goes through."""

from dataclasses import replace
from datetime import date

import pytest

from checks.engine.options import CheckOptions
from checks.engine.run import check
from checks.errors import ProfileError
from checks.example.changes import changed
from checks.example.tiny import tiny
from checks.profile.loader import ProfileReader
from checks.profile.model import Type
from checks.rules.choices import load_profile
from support.file_sets import in_memory

PROFILE = load_profile()
SET = in_memory(changed(tiny(), ()))


@pytest.mark.parametrize("type_", Type)
def test_every_column_may_have_any_type(type_):
    files = tuple(
        replace(spec, columns=tuple(replace(c, type=type_, vocabulary=("a", "b")) for c in spec.columns))
        for spec in PROFILE.files
    )
    options = CheckOptions(before=SET, with_statistics=True)
    report = check(SET, replace(PROFILE, files=files), today=date(2026, 9, 1), options=options)
    assert len(report.files) == len(SET.files)


@pytest.mark.parametrize("name", ["givenName", "familyName", "email"])
@pytest.mark.parametrize("type_", [Type.ENUM, Type.DATE, Type.BOOLEAN, Type.YEAR, Type.GRADE])
def test_the_columns_by_which_people_are_found_may_have_any_type(name, type_):
    users = PROFILE.file("users.csv")
    columns = tuple(
        replace(column, type=type_, vocabulary=("a",)) if column.name == name else column
        for column in users.columns
    )
    files = tuple(replace(users, columns=columns) if each is users else each for each in PROFILE.files)
    assert check(SET, replace(PROFILE, files=files), today=date(2026, 9, 1)).files


def test_a_profile_without_a_file_is_refused():
    with pytest.raises(ProfileError, match=r"mine\.toml: file is missing"):
        ProfileReader("mine.toml").profile('name = "x"\nversion = "1"\ntitle = "x"\n')
