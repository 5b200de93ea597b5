"""The roster in figures: counted right, and nobody's name in it."""

from dataclasses import replace
from datetime import date

import polars as pl

from checks.example.district import district
from checks.rules.choices import load_profile
from checks.tables.statistics import NO_GRADE, OTHER_GRADE, Completeness, School, statistics
from checks.tables.tables import Tables

ROWS = district(schools=2)


def tables(rows=ROWS):
    frames = {
        name: pl.DataFrame(table, infer_schema_length=None).with_row_index("line", 2)
        for name, table in rows.items()
        if table
    }
    return Tables(load_profile(), date(2026, 9, 1), frames)


def students():
    return [row for row in ROWS["users.csv"] if row["role"] == "student"]


def test_students_are_counted_by_school_and_grade():
    figures = statistics(tables(), {})
    names = {row["sourcedId"]: row["name"] for row in ROWS["orgs.csv"]}
    for school in figures.schools:
        for grade, count in school.grades.items():
            here = [
                row
                for row in students()
                if names[row["orgSourcedIds"]] == school.name and row["grades"] == grade
            ]
            assert len(here) == count
    assert sum(school.students for school in figures.schools) == len(students())
    assert figures.grades == ("PK", "KG")
    assert [school.students for school in figures.schools] == sorted(
        (s.students for s in figures.schools), reverse=True
    )


def test_a_student_of_two_schools_counts_in_both_and_the_first_grade_holds():
    rows = {**ROWS, "users.csv": [dict(row) for row in ROWS["users.csv"]]}
    both = ",".join(row["sourcedId"] for row in ROWS["orgs.csv"] if row["type"] == "school")
    child = next(row for row in rows["users.csv"] if row["role"] == "student")
    child |= {"orgSourcedIds": both, "grades": "KG,PK"}
    figures = statistics(tables(rows), {})
    assert sum(school.students for school in figures.schools) == len(students()) + 1


def test_a_grade_that_is_no_grade_is_not_told():
    rows = {**ROWS, "users.csv": [dict(row) for row in ROWS["users.csv"]]}
    first, second = [row for row in rows["users.csv"] if row["role"] == "student"][:2]
    first["grades"], second["grades"] = "Maria Lopez", ""
    figures = statistics(tables(rows), {})
    assert figures.grades == ("PK", "KG", OTHER_GRADE, NO_GRADE)
    assert "Maria" not in repr(figures)


def test_homerooms_are_counted_by_the_number_of_their_students():
    rooms = {row["sourcedId"]: set() for row in ROWS["classes.csv"] if row["classType"] == "homeroom"}
    for row in ROWS["enrollments.csv"]:
        if row["role"] == "student" and row["classSourcedId"] in rooms:
            rooms[row["classSourcedId"]].add(row["userSourcedId"])
    rows = {
        **ROWS,
        "classes.csv": [
            *ROWS["classes.csv"],
            {**ROWS["classes.csv"][0], "sourcedId": "EMPTY", "classType": "homeroom"},
        ],
    }
    figures = statistics(tables(rows), {})
    assert figures.homerooms[0] == 1
    assert sum(figures.homerooms.values()) == len(rooms) + 1
    assert sum(size * count for size, count in figures.homerooms.items()) == sum(map(len, rooms.values()))
    assert [*figures.homerooms] == sorted(figures.homerooms)


def test_columns_tell_how_many_of_their_cells_are_filled():
    count = len(ROWS["orgs.csv"])
    figures = statistics(tables(), {"orgs.csv": {"identifier": 2, "sourcedId": count}})
    assert figures.columns == (
        Completeness("orgs.csv", "sourcedId", True, count, count),
        Completeness("orgs.csv", "identifier", False, 2, count),
    )


def test_what_was_not_read_is_left_out():
    nothing = statistics(Tables(load_profile(), date(2026, 9, 1)), {"users.csv": {"role": 1}})
    assert (nothing.schools, nothing.grades, nothing.homerooms, nothing.columns) == ((), (), {}, ())


def test_a_school_without_a_name_goes_by_its_id():
    rows = {**ROWS, "orgs.csv": [{**row, "name": ""} for row in ROWS["orgs.csv"]]}
    ids = {row["sourcedId"] for row in ROWS["orgs.csv"]}
    assert {school.name for school in statistics(tables(rows), {}).schools} <= ids


def test_a_schools_students_are_those_of_all_its_grades():
    assert replace(School("x", {"PK": 2}), grades={"PK": 2, "KG": 3}).students == 5
