"""The sample district is a roster without a fault, whatever the seed."""

import csv
import io
import re
from collections import Counter
from datetime import date

import pytest

from checks.example.changes import as_files
from checks.example.district import district, first_day, last_day
from checks.example.flat import flat_children
from checks.rules.choices import load_profile

PROFILE = load_profile("oneroster-1.1")


@pytest.fixture(scope="module", params=[2027, 1, 99])
def rows(request):
    return district(request.param)


def ids(rows, file):
    return [row["sourcedId"] for row in rows[file]]


def homerooms(rows):
    return {row["sourcedId"]: row for row in rows["classes.csv"] if row["classType"] == "homeroom"}


def students(rows):
    return [row for row in rows["users.csv"] if row["role"] == "student"]


def test_the_same_seed_gives_the_same_district():
    assert as_files(district(5)) == as_files(district(5))
    assert as_files(district(5)) != as_files(district(6))


def test_every_file_has_all_columns_of_the_standard_in_order(rows):
    assert list(rows) == [spec.name for spec in PROFILE.files]
    for spec in PROFILE.files:
        assert rows[spec.name]
        assert all(tuple(row) == spec.header for row in rows[spec.name])


def test_required_cells_are_filled_and_bulk_columns_blank(rows):
    for spec in PROFILE.files:
        for row in rows[spec.name]:
            assert all(row[column.name] for column in spec.columns if column.required)
            assert not row.get("status")
            assert not row.get("dateLastModified")


def test_values_stand_in_their_vocabularies(rows):
    for spec in PROFILE.files:
        for column in spec.columns:
            if not column.vocabulary:
                continue
            for row in rows[spec.name]:
                values = row[column.name].split(",") if column.list else [row[column.name]]
                assert {value for value in values if value} <= set(column.vocabulary)


def test_ids_are_legal_and_unique(rows):
    for spec in PROFILE.tables:
        found = ids(rows, spec.name)
        assert len(found) == len(set(found))
        assert all(re.fullmatch(r"[0-9a-zA-Z.\-_/@]{1,255}", id_) for id_ in found)


def test_every_reference_has_its_row(rows):
    for spec in PROFILE.tables:
        for column in spec.columns:
            if column.references:
                known = set(ids(rows, column.references))
                cells = [row[column.name] for row in rows[spec.name] if row[column.name]]
                assert {
                    id_ for cell in cells for id_ in (cell.split(",") if column.list else [cell])
                } <= known


def test_texas_numbers_keep_their_leading_zeros(rows):
    schools = [row for row in rows["orgs.csv"] if row["type"] == "school"]
    assert len(schools) == 3
    assert all(re.fullmatch(r"057950\d{3}", row["sourcedId"]) for row in schools)
    local = [row["identifier"] for row in students(rows)]
    assert all(re.fullmatch(r"\d{6}", number) for number in local)
    assert any(number.startswith("00") for number in local)


def test_every_student_is_in_one_homeroom_of_its_own_school_and_grade(rows):
    rooms = homerooms(rows)
    of_student = Counter()
    users = {row["sourcedId"]: row for row in rows["users.csv"]}
    for row in rows["enrollments.csv"]:
        if row["role"] == "student" and row["classSourcedId"] in rooms:
            room, user = rooms[row["classSourcedId"]], users[row["userSourcedId"]]
            assert room["schoolSourcedId"] == row["schoolSourcedId"] == user["orgSourcedIds"]
            assert room["grades"] == user["grades"]
            of_student[row["userSourcedId"]] += 1
    assert of_student == {row["sourcedId"]: 1 for row in students(rows)}


def test_every_homeroom_has_one_primary_teacher_with_an_email_of_its_own(rows):
    teachers = Counter(
        row["classSourcedId"]
        for row in rows["enrollments.csv"]
        if row["role"] == "teacher" and row["primary"] == "true"
    )
    assert all(teachers[room] == 1 for room in homerooms(rows))
    emails = [row["email"] for row in rows["users.csv"] if row["role"] != "student"]
    assert all(re.fullmatch(r"[a-z0-9.]+@[a-z]+\.example", email) for email in emails)
    assert len(emails) == len(set(emails))


def test_children_have_the_age_of_their_grade_on_the_first_of_september(rows):
    births = {row["sourcedId"]: date.fromisoformat(row["birthDate"]) for row in rows["demographics.csv"]}
    assert births.keys() == {row["sourcedId"] for row in students(rows)}
    for row in students(rows):
        born = births[row["sourcedId"]]
        age = 2026 - born.year - ((born.month, born.day) > (9, 1))
        assert age == {"PK": 4, "KG": 5}[row["grades"]]


def test_race_flags_do_not_contradict_each_other(rows):
    for row in rows["demographics.csv"]:
        flags = list(row.values())[5:10].count("true")
        assert flags >= 1
        assert (row["demographicRaceTwoOrMoreRaces"] == "true") == (flags > 1)


def test_enrollments_lie_within_the_school_year(rows):
    for row in rows["enrollments.csv"]:
        assert "2026-08-12" <= row["beginDate"] < row["endDate"] <= "2027-05-28"


def test_user_names_are_unique(rows):
    names = [row["username"] for row in rows["users.csv"]]
    assert len(names) == len(set(names))


def test_names_are_hard_for_an_export_and_come_through_csv_whole(rows):
    people = {(row["givenName"], row["familyName"]) for row in rows["users.csv"]}
    assert len(people) == len(rows["users.csv"])
    words = {word for pair in people for word in pair}
    assert {"Inés", "Zoë", "François", "O'Quinn", "D'Angelo", "Nguyễn", "Muñoz", "García-López"} <= words
    assert "Smith, Jr." in words
    text = as_files(rows)["users.csv"].decode()
    assert list(csv.DictReader(io.StringIO(text))) == rows["users.csv"]


def test_one_teacher_serves_two_schools(rows):
    assert any(row["role"] == "teacher" and "," in row["orgSourcedIds"] for row in rows["users.csv"])


def test_some_classes_are_no_homerooms(rows):
    assert {row["classType"] for row in rows["classes.csv"]} == {"homeroom", "scheduled"}


def test_the_manifest_names_every_file_of_the_standard(rows):
    values = {row["propertyName"]: row["value"] for row in rows["manifest.csv"]}
    assert values["manifest.version"] == "1.0"
    assert values["oneroster.version"] == "1.1"
    modes = {name: value for name, value in values.items() if name.startswith("file.")}
    assert len(modes) == 13
    assert {name for name, mode in modes.items() if mode == "bulk"} == {
        f"file.{spec.name.removesuffix('.csv')}" for spec in PROFILE.tables
    }


def test_size_and_year_are_what_was_asked_for():
    rows = district(year=2031, schools=7, homerooms=2, children=3)
    assert len(homerooms(rows)) == 14
    assert len({row["name"] for row in rows["orgs.csv"]}) == 8
    assert {row["schoolYear"] for row in rows["academicSessions.csv"]} == {"2031"}
    assert all(row["birthDate"] > "2024-09-01" for row in rows["demographics.csv"])


def test_school_years_begin_in_august_and_end_in_may():
    assert (first_day(2027), last_day(2027)) == (date(2026, 8, 12), date(2027, 5, 28))
    assert all(first_day(year).weekday() == 2 and last_day(year).weekday() == 4 for year in range(2020, 2050))


def test_the_flat_table_has_one_row_a_child_in_the_spelling_of_exports(rows):
    table = flat_children(rows)
    assert len({row["student_id"] for row in table}) == len(table) == len(students(rows))
    assert {row["sex"] for row in table} == {"F", "M"}
    assert all(re.fullmatch(r"\d\d/\d\d/\d{4}", row["birth_date"]) for row in table)
    assert all(row["teacher_email"] and row["campus_name"] and row["homeroom_code"] for row in table)
