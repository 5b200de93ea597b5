"""An export and a recipe become the required files."""

import csv
import io
from datetime import date, datetime

import openpyxl
import pytest

from checks.engine.run import check
from checks.errors import SourceError
from checks.input.source import open_file_set
from checks.rules.choices import load_profile
from dde_tui.build.building import build
from dde_tui.errors import DiskError, SettingsError


def by_id(table, **changes):
    return {row["sourcedId"]: row | changes for row in table}


def homeroom_part(rows):
    """The district without what no child of a homeroom leads to; courses have names of their own."""
    classes = {row["sourcedId"] for row in rows["classes.csv"] if row["classType"] == "homeroom"}
    enrollments = [row for row in rows["enrollments.csv"] if row["classSourcedId"] in classes]
    people = {row["userSourcedId"] for row in enrollments}
    return {
        "orgs.csv": by_id(rows["orgs.csv"]),
        "classes.csv": by_id(
            [row for row in rows["classes.csv"] if row["sourcedId"] in classes], courseSourcedId=""
        ),
        "users.csv": by_id([row for row in rows["users.csv"] if row["sourcedId"] in people]),
        "demographics.csv": by_id(rows["demographics.csv"]),
        "enrollments.csv": by_id(enrollments),
    }


def workbook(table, sheet="Children", **typed):
    """A workbook of the table; `typed` makes an Excel value of a column's text."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    page.append(list(table[0]))
    for row in table:
        page.append([typed.get(name, str)(value) for name, value in row.items()])
    return book


def saved(book):
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def day(text):
    return datetime.strptime(text, "%m/%d/%Y")  # noqa: DTZ007


def test_the_sample_export_gives_the_homeroom_part_of_the_district(room, rows, children):
    built = room.write(children).build()
    assert built.notes == ()
    assert homeroom_part(room.rows()) == homeroom_part(rows)
    assert built.files == {name: len(table) for name, table in room.rows().items()}


def test_every_file_has_the_columns_of_the_standard_and_only_references_that_hold(room, children):
    room.write(children).build()
    made = room.rows()
    ids = {name: {row.get("sourcedId") for row in table} for name, table in made.items()}
    for spec in load_profile("oneroster-1.1").files:
        assert tuple(made[spec.name][0]) == spec.header
        for column in spec.columns:
            cells = [row[column.name] for row in made[spec.name]]
            assert not column.required or all(cells)
            if column.references:
                values = {value for cell in cells for value in cell.split(",") if value}
                assert values <= ids[column.references]


def test_a_workbook_gives_the_same_files(room, children):
    room.write(children).build()
    expected = room.rows()
    room.write(saved(workbook(children, birth_date=day, entry_date=day)), "children.xlsx").build()
    assert room.rows() == expected


def test_numbers_of_a_workbook_lose_no_digit_that_it_still_shows(room, children):
    book = workbook(children, student_id=int, teacher_id=float, campus_number=int)
    page = book.active
    headers = [cell.value for cell in page[1]]
    for name, zeros in (("student_id", "000000"), ("teacher_id", "0000"), ("campus_number", "000000000")):
        for (cell,) in page.iter_rows(
            min_row=2, min_col=headers.index(name) + 1, max_col=headers.index(name) + 1
        ):
            cell.number_format = zeros
    built = room.write(saved(book), "children.xlsx").build()
    assert built.notes == ()
    assert {row["identifier"] for row in room.rows()["users.csv"]} >= {
        child["student_id"] for child in children
    }


def test_plain_numbers_of_a_workbook_are_noted_because_zeros_may_be_lost(room, children):
    built = room.write(saved(workbook(children, teacher_id=float)), "children.xlsx").build()
    assert len(built.notes) == 1
    assert built.notes[0].startswith(f"teacher_id: {len(children)} cells")
    assert {row["identifier"] for row in room.rows()["users.csv"] if row["role"] == "teacher"} == {
        str(int(child["teacher_id"])) for child in children
    }


def test_a_named_sheet_is_read_and_a_wrong_name_says_which_there_are(room, children):
    book = workbook(children, "Pre-K")
    book.create_sheet("Cover", 0)
    room.write(saved(book), "children.xlsx")
    with pytest.raises(SourceError, match="is empty"):
        room.build()
    room.replace('# sheet = "Children"', 'sheet = "Pre-K"').build()
    room.replace("Pre-K", "PreK")
    with pytest.raises(SettingsError, match="no sheet with the name") as caught:
        room.build()
    assert "the workbook has 2 sheets" in caught.value.sentence
    assert "Cover" not in caught.value.sentence, "a sheet may be named after a child"


def test_text_that_looks_like_something_else_stays_text(room, children):
    values = {
        "first_name": "NA",
        "last_name": "null",
        "middle_name": "1E5",
        "homeroom_title": "007",
        "room": "nan",
    }
    room.write([children[0] | values]).build()
    child = room.rows()["users.csv"][-1]
    assert (child["givenName"], child["familyName"], child["middleName"]) == ("NA", "null", "1E5")
    assert (room.rows()["classes.csv"][0]["title"], room.rows()["classes.csv"][0]["location"]) == (
        "007",
        "nan",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_names_survive_every_encoding_and_separator(room, children, encoding, separator):
    text = io.StringIO()
    writer = csv.DictWriter(text, list(children[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(children)
    assert room.write(text.getvalue().encode(encoding)).build().notes == ()
    names = {row["familyName"] for row in room.rows()["users.csv"]}
    assert {"Nguyễn", "Muñoz", "O'Quinn"} <= names


def test_windows_1252_is_read_and_named(room, children):
    child = children[0] | {
        "first_name": "Zoë",
        "last_name": "Muñoz",
        "teacher_first_name": "Ann",
        "teacher_last_name": "Lee",
    }
    text = ",".join(child) + "\n" + ",".join(child.values()) + "\n"
    built = room.write(text.encode("cp1252")).build()
    assert "Windows-1252" in built.notes[0]
    assert room.rows()["users.csv"][-1]["givenName"] == "Zoë"


def test_a_campus_of_three_digits_is_completed_with_the_district_number(room, children):
    room.write([child | {"campus_number": child["campus_number"][-3:]} for child in children]).build()
    assert {row["sourcedId"] for row in room.rows()["orgs.csv"]} == {
        "057950",
        "057950101",
        "057950102",
        "057950103",
    }


def test_a_teacher_of_two_schools_is_one_person_of_both(room, children):
    first, last = children[0], children[-1]
    same = {name: first[name] for name in first if name.startswith("teacher")}
    built = room.write([first, last | same]).build()
    teachers = [row for row in room.rows()["users.csv"] if row["role"] == "teacher"]
    assert [row["orgSourcedIds"] for row in teachers] == ["057950101,057950103"]
    assert built.notes == ()


def test_one_word_for_all_races_sets_the_flags(room, children):
    keep = {
        name: value
        for name, value in children[0].items()
        if name not in ("american_indian", "asian", "black", "pacific_islander", "white")
    }
    words = ["W", "WB", "", "Q"]
    table = [keep | {"student_id": f"00{number}", "race": word} for number, word in enumerate(words)]
    for name in ("american_indian", "asian", "black", "pacific_islander", "white"):
        room.replace(f"{name} = ", f"# {name} = ")
    room.replace("# race =", "race =").replace("# [values.race]", "[values.race]").replace("# W =", "W =")
    built = room.replace("# WB =", "WB =").write(table).build()
    flags = [list(row.values())[5:11] for row in room.rows()["demographics.csv"]]
    assert flags == [
        ["false", "false", "false", "false", "true", "false"],
        ["false", "false", "true", "false", "true", "true"],
        [""] * 6,
        [""] * 6,
    ]
    assert built.notes == ("Row 5: race is a word the recipe does not know; add it to [values.race].",)


def test_blanks_around_values_and_line_breaks_in_them_are_taken_away(room, children):
    room.write([children[0] | {"student_id": " 007215 ", "homeroom_title": "Room 4\r\nAnnex"}]).build()
    assert room.rows()["users.csv"][-1]["sourcedId"] == "S007215"
    assert room.rows()["classes.csv"][0]["title"] == "Room 4 Annex"


def test_an_id_with_forbidden_signs_becomes_legal_and_stays_apart_from_its_neighbour(room, children):
    room.write(
        [
            children[0] | {"homeroom_code": "PK 1#A"},
            children[1] | {"homeroom_code": "PK-1-A"},
        ]
    ).build()
    first, second = (row["sourcedId"] for row in room.rows()["classes.csv"])
    assert first.startswith("C101-PK-1-A-")
    assert second == "C101-PK-1-A"


def test_what_cannot_be_understood_stays_and_is_noted_by_its_row(room, children):
    children[3]["birth_date"] = "31.12.2021"
    children[5]["sex"] = "X"
    children[6]["sex"] = "U"
    children[7]["grade"] = "Pre-K"
    notes = room.write(children).build().notes
    assert notes == (
        "Row 5: birth_date is not a date like 03/14/2022; see date_format in the recipe.",
        "Rows 7 and 8: sex is a word the recipe does not know; add it to [values.sex].",
        "Row 9: grade is a word the recipe does not know; add it to [values.grade].",
    )
    made = room.rows()["demographics.csv"]
    assert (made[3]["birthDate"], made[5]["sex"]) == ("31.12.2021", "X")


def test_blank_lines_are_skipped_and_row_numbers_stay_those_of_the_file(room, children):
    children[2]["sex"] = "X"
    lines = []
    for child in children[:3]:
        lines += [dict.fromkeys(child, ""), child]
    notes = room.write(lines).build().notes
    assert notes == ("Row 7: sex is a word the recipe does not know; add it to [values.sex].",)
    assert room.rows()["users.csv"][-1]["sourcedId"] == f"S{children[2]['student_id']}"


def test_conflicts_are_noted_with_rows_and_no_value(room, children):
    one, two, three = children[0], children[1], children[2]
    table = [
        one,
        one,
        one | {"first_name": "Somebody", "homeroom_code": "PK-9", "homeroom_title": ""},
        two | {"teacher_id": "0001"},
        three | {"teacher_email": "other@example.example"},
        children[3] | {"homeroom_title": "Butterflies", "campus_name": "Elsewhere"},
    ]
    built = room.write(table).build()
    assert [note.partition(":")[0] for note in built.notes] == ["Row 4", "Row 6", "Row 5", "Row 7", "Row 7"]
    made = room.rows()
    taught = [
        (row["userSourcedId"], row["primary"])
        for row in made["enrollments.csv"]
        if row["role"] == "teacher" and row["classSourcedId"] == "C101-PK-1"
    ]
    assert taught == [(f"T{one['teacher_id']}", "true"), ("T0001", "false")]
    placed = [
        row["classSourcedId"]
        for row in made["enrollments.csv"]
        if row["userSourcedId"] == f"S{one['student_id']}"
    ]
    assert placed == ["C101-PK-1", "C101-PK-9"]
    assert (
        next(row["title"] for row in made["classes.csv"] if row["sourcedId"] == "C101-PK-9")
        == "Homeroom PK-9"
    )
    assert not any("Somebody" in note or "Elsewhere" in note for note in built.notes)


def test_a_child_without_number_homeroom_or_teacher_stays_in_the_files(room, children):
    room.write(
        [
            children[0] | {"student_id": ""},
            children[1] | {"homeroom_code": ""},
            children[2] | {"teacher_id": "", "homeroom_code": "PK-8"},
            children[3] | {"student_id": ""},
        ]
    ).build()
    made = room.rows()
    students = [row for row in made["users.csv"] if row["role"] == "student"]
    assert [row["sourcedId"] == "" for row in students] == [True, False, False, True]
    assert all(row["orgSourcedIds"] == "057950101" for row in students)
    assert [row["classSourcedId"] for row in made["enrollments.csv"]] == ["C101-PK-1", "C101-PK-8"]
    assert len(made["demographics.csv"]) == 2
    assert [row["sourcedId"] for row in made["courses.csv"]] == ["HR-PK"]


def test_a_homeroom_without_a_grade_still_has_a_course(room, children):
    room.write([children[0] | {"grade": ""}]).build()
    (course,) = room.rows()["courses.csv"]
    assert (course["sourcedId"], course["title"], course["grades"]) == ("HR-UG", "Homeroom", "")
    assert room.rows()["classes.csv"][0]["courseSourcedId"] == "HR-UG"


def test_mixed_grades_of_a_homeroom_are_listed_once_each(room, children):
    room.write(
        [child | {"grade": grade} for child, grade in zip(children, ("PK", "KG", "PK"), strict=False)]
    ).build()
    assert [row["grades"] for row in room.rows()["classes.csv"]] == ["PK,KG"]


def test_exit_and_entry_dates_fall_back_to_the_school_year(room, children):
    table = [children[0] | {"entry_date": "", "exit_date": "1/4/2027"}, children[1] | {"exit_date": ""}]
    room.replace("# exit_date", "exit_date").write(table).build()
    spans = [
        (row["beginDate"], row["endDate"])
        for row in room.rows()["enrollments.csv"]
        if row["role"] == "student"
    ]
    assert spans[0] == ("2026-08-12", "2027-01-04")
    assert spans[1][1] == "2027-05-28"


def test_progress_ends_at_the_number_of_files(room, children):
    seen = []
    room.write(children).build(lambda seen_so_far: seen.append((seen_so_far.done, seen_so_far.total)))
    assert seen == [(number, 8) for number in range(1, 9)]


def test_building_twice_gives_the_same_bytes(room, children):
    room.write(children).build()
    first = {path.name: path.read_bytes() for path in room.output.iterdir()}
    room.build()
    assert {path.name: path.read_bytes() for path in room.output.iterdir()} == first


def test_the_export_itself_is_never_replaced(room, children):
    room.output = room.path
    room.write(children, "Users.csv")
    before = (room.path / "Users.csv").read_bytes()
    with pytest.raises(SettingsError, match=r"replace the export Users\.csv"):
        room.build()
    assert (room.path / "Users.csv").read_bytes() == before
    assert not (room.path / "orgs.csv").exists()


def test_an_output_that_is_a_file_is_refused(room, children):
    room.output.write_text("mine")
    with pytest.raises(DiskError):
        room.write(children).build()
    assert room.output.read_text() == "mine"


def test_a_recipe_may_be_used_for_another_output(room, children, tmp_path):
    recipe = room.write(children).recipe()
    assert build(recipe, tmp_path / "a" / "b").output == tmp_path / "a" / "b"
    assert (tmp_path / "a" / "b" / "users.csv").is_file()


def test_dates_of_the_recipe_may_be_text(room, children):
    room.replace("begin = 2026-08-12", 'begin = "2026-08-12"').write(children)
    assert room.recipe().school_year.begin == date(2026, 8, 12)


def test_the_built_set_passes_the_check(room, children):
    room.write(children).build()
    report = check(open_file_set(room.output), load_profile("cli-engage"), today=date(2026, 9, 1))
    assert report.outcome == "ready"
    assert [finding.code for finding in report.findings if finding.severity != "info"] == []
