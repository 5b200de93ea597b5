"""What becomes of a value: mended where one reading is left, and else not touched."""

import polars as pl
import pytest

from checks.example.changes import Cell, changed
from checks.example.tiny import tiny
from checks.fixes.declaration import KnownColumn
from checks.fixes.registry import CELLS
from checks.fixes.values.column_fixes import ColumnFixer
from checks.fixes.values.dates import DAY_FIRST, MONTH_FIRST, READINGS, readings
from checks.rules.choices import load_profile

PROFILE = load_profile()


def steps(file, column, value, **known):
    """What the repairs of a column do to a value, if the rules find it at all."""
    asked = ColumnFixer(KnownColumn(PROFILE.file(file).column(column), **known), 0, CELLS)
    suspects = asked.suspects(pl.DataFrame({"0": [value]})).collect()
    return [step for _, found in asked.fixed(suspects) for step in found]


def after(file, column, value, **known):
    return ([value] + [step.after for step in steps(file, column, value, **known)])[-1]


@pytest.mark.parametrize(
    ("file", "column", "value", "expected"),
    [
        ("users.csv", "role", "Student", "student"),
        ("users.csv", "role", " STUDENT ", "student"),
        ("users.csv", "role", "pupil", "pupil"),
        ("users.csv", "enabledUser", "TRUE", "true"),
        ("users.csv", "enabledUser", "1", "1"),
        ("users.csv", "enabledUser", "Yes", "Yes"),
        ("users.csv", "grades", "pk", "PK"),
        ("users.csv", "grades", "1", "01"),
        ("users.csv", "grades", "K", "K"),
        ("users.csv", "grades", "other", "Other"),
        ("users.csv", "grades", "0", "0"),
        ("users.csv", "grades", "pk|1", "PK,01"),
        ("users.csv", "givenName", " Zoë\u00a0", "Zoë"),
        ("users.csv", "givenName", "TRUE", "TRUE"),
        ("users.csv", "email", "mlopez@isd", "mlopez@isd"),
        ("users.csv", "identifier", "1.23457E+11", "1.23457E+11"),
        ("users.csv", "middleName", "NULL", "NULL"),
        ("users.csv", "middleName", "   ", "   "),
        ("demographics.csv", "sex", "Male", "male"),
        ("demographics.csv", "sex", "M", "M"),
        ("users.csv", "orgSourcedIds", "057950101;057950", "057950101,057950"),
        ("users.csv", "orgSourcedIds", "057950101, 057950", "057950101,057950"),
        ("users.csv", "orgSourcedIds", "057950101;", "057950101;"),
        ("users.csv", "orgSourcedIds", "057950101,,057950", "057950101,,057950"),
        ("users.csv", "orgSourcedIds", "057950101;057950,1", "057950101;057950,1"),
        ("users.csv", "userIds", "{LDAP:a}|{LTI:b}", "{LDAP:a},{LTI:b}"),
        ("classes.csv", "classType", "Homeroom", "homeroom"),
        ("classes.csv", "classType", "HR", "HR"),
    ],
)
def test_a_value_is_mended_only_where_nobody_has_to_decide(file, column, value, expected):
    assert after(file, column, value) == expected


@pytest.mark.parametrize("value", ["Science, Grade 4", '["Reading"]', "Reading, Language Arts"])
def test_a_list_of_text_stays_where_a_separator_may_belong_to_the_text(value):
    assert steps("courses.csv", "subjects", value) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2022-03-14 00:00:00", "2022-03-14"),
        ("2022-03-14T00:00", "2022-03-14"),
        ("2022/3/4", "2022-03-04"),
        ("2022-3-14", "2022-03-14"),
        ("20220314", "2022-03-14"),
        ("03/04/2022", "03/04/2022"),
        ("2022-03-14 13:30", "2022-03-14 13:30"),
        ("2022-03-14T00:00:00Z", "2022-03-14"),
        ("2022-02-30 00:00:00", "2022-02-30 00:00:00"),
        ("3/14/22", "3/14/22"),
        ("44634", "44634"),
        ("14 Mar 2022", "2022-03-14"),
        ("14-MAR-2022", "2022-03-14"),
        ("1-Feb-2022", "2022-02-01"),
        ("MAR 14, 2022", "2022-03-14"),
        ("March 3, 2022", "2022-03-03"),
        ("14-MAR-22", "14-MAR-22"),
        ("31 Feb 2022", "31 Feb 2022"),
        ("2022314", "2022314"),
    ],
)
def test_a_date_is_mended_where_one_reading_is_left(value, expected):
    assert after("demographics.csv", "birthDate", value) == expected


@pytest.mark.parametrize("value", ["3/4/2022", "03-04-2022", "3/4/2022 0:00", "3/4/2022 12:00:00 AM"])
def test_a_date_with_the_year_last_is_read_as_its_column_is(value):
    assert after("demographics.csv", "birthDate", value, slashes=MONTH_FIRST) == "2022-03-04"
    assert after("demographics.csv", "birthDate", value, slashes=DAY_FIRST) == "2022-04-03"
    assert after("demographics.csv", "birthDate", value) == value


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (("3/14/2022", "3/4/2022"), {MONTH_FIRST}),
        (("14/3/2022", "3/4/2022"), {DAY_FIRST}),
        (("3/14/2022", "14/3/2022"), set()),
        (("5/6/2022", "3/4/2022"), READINGS),
        (("31/31/2022", "3/14/2022"), set()),
        (("2/30/2022",), set()),
    ],
)
def test_the_dates_of_a_column_tell_together_how_each_is_read(dates, expected):
    assert readings(dates) == expected


@pytest.mark.parametrize(
    ("other", "expected"), [("3/14/2022", "2022-03-04"), ("5/6/2022", "3/4/2022"), ("", "3/4/2022")]
)
def test_a_date_of_a_set_is_read_as_the_others_of_its_column(mend, mended_files, other, expected):
    changes = (
        Cell("demographics.csv", 2, "birthDate", other),
        Cell("demographics.csv", 3, "birthDate", "3/4/2022"),
    )
    after = mended_files(mend(changed(tiny(), changes)))["demographics.csv"]
    assert after.split(b"\n")[2].startswith(b"S2,,," + expected.encode())


def test_every_step_of_one_value_is_told_by_itself():
    told = [(step.fix.code, step.before, step.after) for step in steps("users.csv", "grades", " pk;1 ")]
    assert told == [
        ("DDE307", " pk;1 ", "pk;1"),
        ("DDE310", "pk;1", "pk,1"),
        ("DDE304", "pk,1", "PK,01"),
    ]


def test_a_rule_that_the_profile_dropped_is_not_mended(mend, made, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(
        'extends = "cli-engage"\nname = "own"\nversion = "1"\ntitle = "Ours"\n[rules]\nDDE301 = "off"\n',
        "utf-8",
    )
    files = changed(
        tiny(), (Cell("users.csv", 3, "role", "Student"), Cell("users.csv", 3, "enabledUser", "TRUE"))
    )
    assert made(mend(files, str(own))) == [("flag-in-case", "users.csv", "enabledUser", 1)]
