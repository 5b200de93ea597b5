"""What holds for every form: every rule can be told in it, and no value is told unasked."""

import unicodedata

import pytest

from checks.example.changes import Cell, changed
from checks.example.district import district
from checks.example.tiny import tiny
from checks.reports.formats import FORMATS
from checks.rules.registry import all_rules


def write(form, report, *, show_values=False):
    return FORMATS[form](report, tool_version="1.2", show_values=show_values)


def test_the_forms_are_the_ones_that_the_command_promises():
    assert [*FORMATS] == ["text", "json", "csv", "html", "sarif", "junit", "github"]


@pytest.mark.parametrize("form", FORMATS)
def test_every_rule_can_be_told(report_of, form):
    for code in all_rules():
        assert code in write(form, report_of(code))


@pytest.mark.parametrize("form", FORMATS)
def test_a_set_without_a_fault_can_be_told(check_files, form):
    assert write(form, check_files(changed(tiny(), ())))


@pytest.mark.parametrize("form", FORMATS)
def test_a_value_is_told_only_where_it_may_be(marked_report, form):
    assert "qx7mark" not in write(form, marked_report).lower()
    assert "Qx7Mark" in write(form, marked_report, show_values=True)


@pytest.mark.parametrize("form", FORMATS)
def test_no_value_of_a_whole_district_is_told(district_report, form):
    rows = district()["users.csv"]
    people = {
        row[key] for row in rows for key in ("username", "sourcedId", "email", "familyName") if row[key]
    }
    words = set(write(form, district_report).replace('"', " ").replace(",", " ").replace("<", " ").split())
    assert not {person for person in people if len(person) > 4} & words


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "json"])
@pytest.mark.parametrize("sign", ["\x1b]52;c;!\x07", "\x9b31m", "\r", "\u202e", "\u200b", "\x00", "\ufffe"])
def test_no_sign_that_steers_anything_comes_through(check_files, form, sign):
    files = changed(tiny(), [Cell("users.csv", 3, "role", f"pu{sign}pil")])
    files["users.csv"] = files["users.csv"].replace(b",email,", f',"{sign}email",'.encode())
    files[f"x{sign}.csv"] = b"x"
    text = write(form, check_files(files), show_values=True).removeprefix("\ufeff").replace("\r\n", "\n")
    bad = [
        letter
        for letter in text
        if unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp") and letter != "\n"
    ]
    assert not bad
