"""`dde deadline`: the same clocks as the steps have, for any start, allowance and calendar."""

import json
from datetime import datetime
from importlib import resources

import pytest
from jsonschema import Draft202012Validator

from dde_tui.process.calendars.closing_days import closing_days

SCHEMA = json.loads((resources.files("dde_tui.actions.process") / "deadline.schema.json").read_text("utf-8"))
HOURS, DAYS = "20 business hours", "5 business days"
VECTORS = [
    ("2026-09-15T09:00-05:00", HOURS, "2026-09-17T11:00-05:00"),
    ("2026-09-18T17:45-05:00", HOURS, "2026-09-23T10:00-05:00"),
    ("2026-07-02T16:00-05:00", HOURS, "2026-07-08T09:00-05:00"),
    ("2026-12-23T10:00-06:00", HOURS, "2026-12-28T12:00-06:00"),
    ("2026-09-14T20:00Z", HOURS, "2026-09-16T17:00-05:00"),
    ("2026-09-15T09:00-05:00", DAYS, "2026-09-22T17:00-05:00"),
    ("2026-09-15T17:00-05:00", DAYS, "2026-09-23T17:00-05:00"),
    ("2026-09-21T13:30-05:00", HOURS, "2026-09-23T15:30-05:00"),
]


@pytest.fixture
def asked(dde, tmp_path, monkeypatch):
    """Asks away from any workspace, as staff do, and returns the JSON, which its schema describes."""
    monkeypatch.chdir(tmp_path)

    def ask(start, allowance, *flags, **more):
        said = dde("deadline", "--from", start, "--allowance", allowance, "--json", *flags, **more)
        assert said.code == 0, said.err
        Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(said.json)
        return said.json

    return ask


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(("start", "allowance", "end"), VECTORS)
def test_the_vectors_hold_under_the_federal_calendar(asked, start, allowance, end):
    found = asked(start, allowance, "--calendar", "federal")
    assert datetime.fromisoformat(found["due"]) == datetime.fromisoformat(end)
    assert found["earliest"] == found["due"]


def test_what_remains_and_what_is_overdue(asked):
    start = ("2026-09-15T09:00-05:00", HOURS)
    assert asked(*start, "--now", "2026-09-16T12:00-05:00")["remaining_minutes"] == 480
    assert asked(*start, "--now", "2026-09-17T13:00-05:00")["remaining_minutes"] == -120
    assert asked(*start)["remaining_minutes"] < 0


def test_a_shorter_day_takes_longer(asked):
    found = asked("2026-09-15T09:00", HOURS, "--hours", "09:00-17:00")
    assert found["due"] == "2026-09-17T13:00:00-05:00"


def test_uthealth_is_the_default_and_says_why_there_are_two_ends(asked):
    found = asked("2026-12-21T10:00", HOURS)
    assert (found["earliest"], found["due"]) == ("2026-12-23T12:00:00-06:00", "2027-01-04T12:00:00-06:00")
    assert found["because"][-1] == (
        "CLI may be closed: Wed 23 Dec, Mon 28 Dec to Thu 31 Dec (Winter break); "
        "at the earliest Wed 23 Dec 2026, 12:00."
    )
    assert (
        "Closed: Thu 24 Dec (Christmas Eve), Fri 25 Dec (Christmas Day), Fri 1 Jan (New Year's Day)."
        in (found["because"])
    )


def test_an_extra_closing_day_a_zone_and_a_file_change_it(asked, tmp_path):
    assert asked("2026-09-15T09:00", HOURS, "--closed", "2026-09-16")["due"] == "2026-09-18T11:00:00-05:00"
    denver = asked("2026-09-15T09:00", HOURS, "--zone", "America/Denver")
    assert denver["due"] == "2026-09-17T11:00:00-06:00"
    file = tmp_path / "ours.toml"
    file.write_text('[closed]\n2026-09-16 = "Storm"\n[may_be_closed]\n2026-09-17 = "Flood"\n', "utf-8")
    found = asked("2026-09-15T09:00", HOURS, "--calendar", file)
    assert (found["earliest"], found["due"]) == ("2026-09-18T11:00:00-05:00", "2026-09-21T11:00:00-05:00")


def test_a_workspaces_calendar_and_zone_count(asked, workspace):
    text = workspace.settings_file.read_text("utf-8").replace('holidays = "uthealth"', 'holidays = "federal"')
    workspace.settings_file.write_text(text.replace('lunch = ""', 'lunch = "12:00-13:00"'), "utf-8")
    found = asked("2026-12-23T10:00", HOURS, workspace=workspace)
    assert found["due"] == "2026-12-28T15:00:00-06:00"


def test_an_hour_runs_at_night(asked):
    found = asked("2026-09-18T23:30", "1 hour")
    assert found["due"] == "2026-09-19T00:30:00-05:00"
    assert found["because"] == ["1 hour is counted day and night, also while CLI is closed."]


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-12-22T10:00", "11 business hours left."),
        ("2027-01-04T11:40", "20 open minutes left."),
        ("2027-01-05T17:00", "Overdue by 2 business days."),
        ("2027-01-04T15:30", "Overdue by 3 business hours."),
        ("2027-01-04T12:01", "Overdue by 1 minute."),
    ],
)
def test_the_text_says_what_is_left_in_words(dde, tmp_path, monkeypatch, now, words):
    monkeypatch.chdir(tmp_path)
    said = dde("deadline", "--from", "2026-12-21T10:00", "--allowance", HOURS, "--now", now)
    first, second, *_ = said.out.splitlines()
    assert first == "Due Mon 4 Jan 2027, 12:00 at the latest; at the earliest Wed 23 Dec 2026, 12:00."
    assert second == words


def test_days_left_are_days(dde, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    flags = ["--from", "2026-09-15T09:00", "--allowance", DAYS]
    said = dde("deadline", *flags, "--now", "2026-09-17T10:00").out.splitlines()
    assert said[:2] == ["Due Tue 22 Sep 2026, 17:00.", "4 business days left."]
    assert "The day of receipt, Tue 15 Sep, does not count" in said[3]
    assert (
        dde("deadline", *flags, "--now", "2026-09-22T10:00").out.splitlines()[1] == "7 business hours left."
    )


def test_a_year_beyond_the_table_says_so(asked):
    assert closing_days("uthealth").last_year == 2035
    assert "does not cover that year" in asked("2036-01-07T09:00", HOURS)["because"][-1]


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ([], "--from is missing."),
        (["--from", "2026-09-15T09:00"], "--allowance is missing."),
        (["--from", "soon", "--allowance", HOURS], "'soon' is not a valid time."),
        (["--from", "2026-09-15T09:00", "--allowance", "5 days"], "is not an allowance"),
        (["--from", "2026-09-15T09:00", "--allowance", HOURS, "--calendar", "texas"], "There is no calendar"),
        (["--from", "2026-09-15T09:00", "--allowance", HOURS, "--calendar", "."], "can't be read"),
        (["--from", "2026-09-15T09:00", "--allowance", HOURS, "--hours", "9-5"], "--hours is not a span"),
        (["--from", "2026-09-15T09:00", "--allowance", HOURS, "--zone", "CST"], "--zone is not a time zone"),
        (["--from", "2026-09-15T09:00", "--allowance", HOURS, "--closed", "x"], "is not a day"),
        (["--from", "2999-12-31T09:00", "--allowance", "10000 business days"], "Due"),
    ],
)
def test_what_can_not_be_counted_is_told(dde, tmp_path, monkeypatch, flags, words):
    monkeypatch.chdir(tmp_path)
    said = dde("deadline", *flags)
    assert words in said.err + said.out
    assert said.code == (0 if words == "Due" else 2)


def test_a_calendar_file_that_is_wrong_names_file_and_key(dde, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text("[closed]\nsoon = 1\n", "utf-8")
    said = dde("deadline", "--from", "9:00", "--allowance", HOURS, "--calendar", "mine.toml")
    assert said.code == 2
    assert "mine.toml: closed.soon is no day with its name" in said.sentence
