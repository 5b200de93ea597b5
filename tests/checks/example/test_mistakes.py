"""Each planted mistake changes the district in one known place."""

import csv
import io
from collections import Counter

import pytest

from checks.example.changes import as_files
from checks.example.district import district
from checks.example.mistakes import planted, with_mistakes

ROWS = district()
CLEAN = as_files(ROWS)
MISTAKES = {mistake.name: mistake for mistake in planted(ROWS)}
CODES = {
    "standard": [
        "DDE301",
        "DDE302",
        "DDE303",
        "DDE203",
        "DDE212",
        "DDE401",
        "DDE501",
        "DDE502",
        "DDE403",
        "DDE602",
    ],
    "assumed": ["DDE701", "DDE703", "DDE703"],
    "quality": ["DDE706", "DDE304", "DDE308"],
}


def lines(content):
    return content.decode().splitlines()


def cells(content, line):
    return list(csv.reader(io.StringIO(content.decode())))[line - 1]


def value(files, mistake):
    header = cells(CLEAN[mistake.file], 1)
    return cells(files[mistake.file], mistake.line)[header.index(mistake.column)]


@pytest.mark.parametrize("seed", range(20))
def test_every_stage_has_its_codes_whatever_the_seed(seed):
    mistakes = planted(district(seed))
    found = {stage: [m.code for m in mistakes if m.stage == stage] for stage in CODES}
    assert found == CODES


def test_no_two_mistakes_are_found_on_the_same_line():
    places = [(mistake.file, mistake.line) for mistake in MISTAKES.values()]
    assert len(places) == len(set(places))


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_alone_changes_one_line_of_one_file(name):
    files = with_mistakes(ROWS, [MISTAKES[name]])
    other = [file for file in CLEAN if files[file] != CLEAN[file]]
    assert len(other) == 1
    before, after = (Counter(lines(content[other[0]])) for content in (CLEAN, files))
    assert (before - after).total() <= 1
    assert (after - before).total() <= 1


@pytest.mark.parametrize(
    "name", [name for name, m in MISTAKES.items() if m.code in {"DDE301", "DDE302", "DDE303"}]
)
def test_together_they_stand_where_they_stand_alone(name):
    mistake = MISTAKES[name]
    alone, together = with_mistakes(ROWS, [mistake]), with_mistakes(ROWS, MISTAKES.values())
    assert lines(alone[mistake.file])[mistake.line - 1] == lines(together[mistake.file])[mistake.line - 1]


def test_the_cells_hold_the_wrong_values_at_the_named_places():
    files = with_mistakes(ROWS, MISTAKES.values())
    expected = {
        "role-pupil": "pupil",
        "no-username": "",
        "spreadsheet-true": "TRUE",
        "american-date": "8/14/2026",
        "withdrawn-child": "S999999",
        "teacher-without-email": "",
        "birth-year": "2012-03-01",
        "grade-code": "K",
        "half-an-address": "mlopez@isd",
    }
    assert {name: value(files, MISTAKES[name]) for name in expected} == expected


def test_the_unquoted_comma_gives_the_line_one_field_too_many():
    mistake = MISTAKES["unquoted-comma"]
    files = with_mistakes(ROWS, [mistake])
    assert len(cells(files["users.csv"], mistake.line)) == 19
    damaged = cells(files["users.csv"], mistake.line)[0]
    assert not any(
        damaged in row.values() for name in ("enrollments.csv", "demographics.csv") for row in ROWS[name]
    )


def test_the_header_is_misspelled_only_in_case():
    files = with_mistakes(ROWS, [MISTAKES["header-case"]])
    assert "Email" in cells(files["users.csv"], 1)
    assert "email" not in cells(files["users.csv"], 1)


def test_the_second_enrollment_of_one_number_is_the_last_line():
    mistake = MISTAKES["enrollment-twice"]
    content = with_mistakes(ROWS, MISTAKES.values())["enrollments.csv"]
    assert mistake.line == len(lines(content))
    assert [line.partition(",")[0] for line in lines(content)].count(
        value({"enrollments.csv": content}, mistake)
    ) == 2


def test_the_end_lies_before_the_begin_but_within_the_school_year():
    mistake = MISTAKES["end-before-begin"]
    row = cells(with_mistakes(ROWS, [mistake])["enrollments.csv"], mistake.line)
    assert "2026-08-12" < row[9] < row[8]


def test_only_the_child_in_no_homeroom_is_in_no_homeroom():
    content = with_mistakes(ROWS, MISTAKES.values())["enrollments.csv"].decode()
    homerooms = {row["sourcedId"] for row in ROWS["classes.csv"] if row["classType"] == "homeroom"}
    placed = {
        row["userSourcedId"]
        for row in csv.DictReader(io.StringIO(content))
        if row["classSourcedId"] in homerooms
    }
    children = {
        row["sourcedId"]: line for line, row in enumerate(ROWS["users.csv"], 2) if row["role"] == "student"
    }
    assert [line for child, line in children.items() if child not in placed] == [MISTAKES["no-homeroom"].line]


def test_only_two_children_lose_their_demographics():
    content = with_mistakes(ROWS, MISTAKES.values())["demographics.csv"].decode()
    left = {row["sourcedId"] for row in csv.DictReader(io.StringIO(content))}
    lost = [
        line
        for line, row in enumerate(ROWS["users.csv"], 2)
        if row["role"] == "student" and row["sourcedId"] not in left
    ]
    assert lost == sorted(m.line for m in MISTAKES.values() if m.code == "DDE703")


def test_the_address_cut_off_is_not_of_a_homeroom_teacher():
    users = {line: row["sourcedId"] for line, row in enumerate(ROWS["users.csv"], 2)}
    homerooms = {row["sourcedId"] for row in ROWS["classes.csv"] if row["classType"] == "homeroom"}
    teachers = {row["userSourcedId"] for row in ROWS["enrollments.csv"] if row["classSourcedId"] in homerooms}
    assert users[MISTAKES["half-an-address"].line] not in teachers
    assert users[MISTAKES["teacher-without-email"].line] in teachers


def test_stories_are_one_sentence():
    assert all(m.story.endswith(".") and m.story.count(".") <= 2 for m in MISTAKES.values())


def test_a_district_too_small_says_so():
    with pytest.raises(ValueError, match="too small"):
        planted(district(schools=1, homerooms=1, children=4))
