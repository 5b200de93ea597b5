"""What a check finds in a set, it finds in the set's reproduction: place by place, or that is said."""

from datetime import date, timedelta

import pytest
from hypothesis import given

from checks.engine.run import check
from checks.errors import CancelledError
from checks.example.changes import AddColumn, AddRow, Cell, changed
from checks.example.district import district
from checks.example.mistakes import planted, with_mistakes
from checks.example.tiny import tiny
from checks.job import Job
from checks.profile.settlement import settle
from checks.pseudonyms.reproduction import reproduce
from checks.rules.choices import load_profile
from checks.rules.registry import all_rules
from problems.listed import CLI_RULES, KNOWN
from support import fuzz
from support.bundle_leaks import personal_values, still_there, values_left
from support.file_sets import in_memory

TODAY = date(2026, 9, 1)
RULES = list(all_rules().values())
SAMPLES = [sample for problem in (*KNOWN, *CLI_RULES) for sample in problem.samples][::5]
"""Some of them: each is two whole checks, and the rules' own samples are all tried."""


def kinds(report):
    return sorted((f.code, f.file, f.column or "") for f in report.findings)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rules_bad_sample_is_found_alike(rule):
    profile = load_profile()
    for question, answer in rule.told:
        profile = settle(profile, question, answer, on=TODAY, source="a test")
    files = changed(tiny(), rule.bad)
    made = reproduce(in_memory(files), profile, today=TODAY)
    assert made.differences == ()
    people = still_there(personal_values(changed(tiny(), ())), files)
    assert values_left(people, [file.read() for file in made.files.files]) == set()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.example[:40])
def test_every_known_problem_is_found_alike(sample):
    files = changed(tiny(), sample.changes)
    assert reproduce(in_memory(files), load_profile(sample.profile), today=TODAY).differences == ()


def test_the_sample_district_with_its_mistakes_is_found_alike():
    rows = district()
    source = in_memory(with_mistakes(rows, planted(rows)))
    made = reproduce(source, load_profile(), today=TODAY)
    before = check(source, load_profile(), today=TODAY)
    assert made.differences == ()
    assert [(f.code, f.file, f.line, f.column, f.message) for f in made.report.findings] == [
        (f.code, f.file, f.line, f.column, f.message) for f in before.findings
    ]
    assert made.report.counts == before.counts


def test_a_small_reproduction_holds_few_rows_and_finds_the_same():
    rows = district()
    source = in_memory(with_mistakes(rows, planted(rows)))
    made = reproduce(source, load_profile(), today=TODAY, is_minimal=True)
    assert made.differences == ()
    assert kinds(made.report) == kinds(check(source, load_profile(), today=TODAY))
    assert sum(file.rows for file in made.report.files) < 200
    assert made.is_minimal


@pytest.mark.parametrize("rule", RULES[::12], ids=lambda rule: rule.code)
def test_every_rules_bad_sample_is_found_in_a_small_one_too(rule):
    files = changed(tiny(), rule.bad)
    assert reproduce(in_memory(files), load_profile(), today=TODAY, is_minimal=True).differences == ()


@fuzz.options(12)
@given(fuzz.damaged_sets())
def test_a_damaged_set_is_found_alike(files):
    if not files:
        return
    made = reproduce(in_memory(files), load_profile(), today=TODAY)
    assert made.differences == ()
    people = still_there(personal_values(files.base), files)
    assert values_left(people, [file.read() for file in made.files.files]) == set()


def test_namesakes_born_on_many_days_do_not_become_one_child():
    """More children than free days in the year, all of a few names: two on one day would be found twice."""
    days = [(date(2021, 9, 2) + timedelta(number)).isoformat() for number in range(100)]
    changes = [
        AddRow(file, 3 if file == "users.csv" else 2, {"sourcedId": f"N{number:03}", **values})
        for number, day in enumerate(days)
        for file, values in (
            ("users.csv", {"username": f"n{number:03}", "identifier": f"77{number:03}", "givenName": "Ana"}),
            ("demographics.csv", {"birthDate": day}),
        )
    ]
    files = changed(tiny(), changes)
    made = reproduce(in_memory(files), load_profile(), today=TODAY)
    assert made.differences == ()


def test_it_can_be_stopped_and_tells_how_far_it_is():
    source = in_memory(changed(tiny(), ()))
    told = []
    reproduce(source, load_profile(), today=TODAY, job=Job(progress=told.append))
    assert [look.done for look in told] == sorted(look.done for look in told)
    assert told[-1].done == told[-1].total > 0
    with pytest.raises(CancelledError):
        reproduce(source, load_profile(), today=TODAY, job=Job(cancelled=lambda: True))


def test_a_columns_name_in_which_a_value_cannot_be_replaced_is_hidden_and_its_finding_stays():
    """`TITLE` is a word of the profile, so it stays in names; here it is a part of somebody's value, too."""
    changes = [Cell("users.csv", 3, "middleName", "0;TITLE"), AddColumn("users.csv", "my 0;TITLE", ("x",))]
    made = reproduce(in_memory(changed(tiny(), changes)), load_profile(), today=TODAY)
    assert made.differences == ()
    assert b"TITLE" not in b"".join(file.read() for file in made.files.files)
