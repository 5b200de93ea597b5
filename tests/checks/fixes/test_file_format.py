"""Files as a whole: their names, bytes, headers and rows, and what of it stays as it was."""

import codecs
import csv
import io

import pytest

from checks.example.changes import AddRow, Bytes, Cell, CopyFile, RenameFile, changed
from checks.example.tiny import tiny

CLEAN = changed(tiny(), ())
USERS = CLEAN["users.csv"]
ORGS = CLEAN["orgs.csv"]


@pytest.fixture
def orgs(mend, made, mended_files):
    """Mends an orgs.csv by itself: what it became, and what was changed in it."""

    def of(data):
        repairs = mend({"orgs.csv": data})
        changes = [(name, column, count) for name, _file, column, count in made(repairs)]
        return mended_files(repairs)["orgs.csv"], changes

    return of


def users_as(data):
    return {**CLEAN, "users.csv": data}


@pytest.mark.parametrize("codec", ["cp1252", "utf-16", "utf-16-le"])
def test_another_character_set_becomes_utf_8(mend, made, mended_files, codec):
    text = USERS.decode().replace("Nguyễn", "Núñez").replace("Tuấn", "Raúl")
    repairs = mend(users_as(text.encode(codec)))
    assert made(repairs) == [("text-as-utf-8", "users.csv", None, 1)]
    assert mended_files(repairs)["users.csv"] == text.encode()
    assert repairs.after.rules == {}


@pytest.mark.parametrize(
    "data",
    [
        USERS.replace("López".encode(), b"L\x97pez"),
        USERS.replace(b"T1", b"\x00\xff\xfe"),
        b"\xff\xfe\x00\xd8",
    ],
    ids=["Mac", "no text", "half a sign of UTF-16"],
)
def test_a_file_whose_letters_are_not_certain_stays_byte_for_byte(mend, made, mended_files, data):
    repairs = mend(users_as(data.replace(b"true", b"TRUE")))
    assert made(repairs) == []
    assert mended_files(repairs)["users.csv"] == data.replace(b"true", b"TRUE")


def test_what_was_left_is_said(mend):
    repairs = mend(users_as(USERS.replace("López".encode(), b"L\x97pez")))
    assert repairs.notes == (
        (
            "users.csv",
            "It was left unchanged: its character set can't be determined for certain.",
        ),
    )


def test_a_byte_order_mark_goes(mend, made, mended_files):
    repairs = mend(users_as(codecs.BOM_UTF8 + USERS))
    assert made(repairs) == [("byte-order-mark", "users.csv", None, 1)]
    assert mended_files(repairs)["users.csv"] == USERS


@pytest.mark.parametrize(
    "data",
    [ORGS.replace(b"\n", b"\r"), ORGS.replace(b"\n", b"\r\n", 1), ORGS.replace(b"\n", b"\r", 2)],
    ids=["CR", "CR LF and LF", "CR and LF"],
)
def test_lines_that_do_not_end_alike_end_in_lf(orgs, data):
    assert orgs(data) == (ORGS, [("line-ends-alike", None, 1)])


def test_a_carriage_return_inside_of_a_value_is_not_taken_for_the_end_of_a_line(orgs):
    data = ORGS.replace(b"Grove", b"\rGrove").replace(b"school", b"School")
    assert orgs(data) == (data, [])


@pytest.mark.parametrize(
    "data",
    [
        ORGS.replace(b"\n", b"\r\n"),
        ORGS.replace(b"\n", b"\r\n").removesuffix(b"\r\n"),
        ORGS.removesuffix(b"\n"),
        ORGS + b"102,,,Oak,school,,0\0",
        ORGS.replace(b",district", b',"district"').replace(b"sourcedId", b'"sourcedId"', 1),
    ],
    ids=["CR LF", "CR LF, open at the end", "open at the end", "NUL at the end", "quotes"],
)
def test_a_change_leaves_line_ends_quotes_and_the_end_of_the_file_as_they_were(orgs, data):
    wrong = data.replace(b"Pecan Grove Elementary,school", b'" Pecan Grove Elementary",School')
    right = data.replace(b"Pecan Grove Elementary", b'"Pecan Grove Elementary"')
    assert orgs(data) == (data, [])
    assert orgs(wrong) == (right, [("word-in-case", "type", 1), ("blanks-cut", "name", 1)])


def test_a_value_that_needs_quotes_gets_them(mend, mended_files):
    files = changed(tiny(), (Cell("users.csv", 3, "orgSourcedIds", "057950101;057950"),))
    assert b',"057950101,057950",student' in mended_files(mend(files))["users.csv"]


def test_blank_lines_go_unless_a_row_is_damaged(orgs):
    blank = b"\n" + ORGS.replace(b"\n", b"\n \n", 1) + b"\n"
    assert orgs(blank) == (ORGS, [("blank-line-dropped", None, 3)])
    broken = blank + b'103,,,"Elm\n'
    assert orgs(broken) == (broken, [])


@pytest.mark.parametrize(
    "row", [b"102,,,Oak, East,school,,", b'102,,,The "Oak",School,,', b'102,,,"Oak,School']
)
def test_a_damaged_row_stays_as_it_is_and_the_others_are_mended(orgs, row):
    data = ORGS.replace(b"\n", b"\n" + row + b"\n", 1)
    after, changes = orgs(data.replace(b"Elementary,school", b"Elementary,School"))
    assert (after, changes) == (data, [("word-in-case", "type", 1)])


@pytest.mark.parametrize("separator", [b";", b"\t"])
def test_another_separator_becomes_a_comma_and_no_value_breaks(mend, made, mended_files, separator):
    rows = changed(tiny(), (Cell("courses.csv", 2, "title", "Pre-K, full day"),))
    data = rows["courses.csv"].replace(b",", separator).replace(b"Pre-K" + separator, b"Pre-K,")
    repairs = mend({**rows, "courses.csv": data.replace(b'"', b"")})
    assert made(repairs) == [("separated-by-commas", "courses.csv", None, 1)]
    assert mended_files(repairs) == rows


@pytest.mark.parametrize("name", ["Email", " email", "E-Mail", "\u200bemail", "e_mail", "mail address", ""])
def test_a_header_is_mended_where_its_letters_or_its_place_leave_no_doubt(mend, made, mended_files, name):
    repairs = mend(users_as(USERS.replace(b",email,", f",{name},".encode())))
    if name == "mail address":
        assert made(repairs) == []
    else:
        assert made(repairs) == [("column-name", "users.csv", "email", 1)]
        assert mended_files(repairs) == CLEAN


def test_a_header_that_looks_like_another_and_stands_elsewhere_is_left(mend, made):
    data = CLEAN["courses.csv"].replace(b"title,courseCode", b"courseCodes,titel")
    assert ("column-name", "courses.csv", "courseCode", 1) not in made(mend({**CLEAN, "courses.csv": data}))


def test_a_file_of_another_edition_keeps_its_header(mend, made):
    data = (
        CLEAN["demographics.csv"].replace(b"sourcedId", b"userSourcedId").replace(b"birthDate", b"birthdate")
    )
    repairs = mend({**CLEAN, "demographics.csv": data})
    assert made(repairs) == []
    assert repairs.notes == (("demographics.csv", "Its header was left: it is that of OneRoster 1.0."),)


def shuffled(data, order, quoting=csv.QUOTE_MINIMAL):
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n", quoting=quoting).writerows(
        [row[at] for at in order] for row in rows
    )
    return text.getvalue().encode()


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_columns_come_into_the_order_of_the_standard(orgs, quoting):
    order = [6, 0, 1, 2, 4, 3, 5]
    after, changes = orgs(shuffled(ORGS, order, quoting))
    assert after == shuffled(ORGS, range(7), quoting) or quoting == csv.QUOTE_ALL
    assert shuffled(after, range(7)) == ORGS
    assert changes == [("column-order", "parentSourcedId", 1)]


@pytest.mark.parametrize(
    "data",
    [
        shuffled(ORGS, [6, 0, 1, 2, 4, 3, 5]) + b"102,Oak\n",
        shuffled(ORGS, [6, 0, 1, 2, 4, 3, 5, 5]),
        shuffled(ORGS, [6, 0, 1, 2, 4, 3, 5, 5]).replace(b"identifier,identifier", b"identifier,"),
    ],
    ids=["a damaged row", "a column twice", "a column without a name"],
)
def test_columns_stay_where_a_value_could_come_under_another_name(orgs, data):
    assert orgs(data) == (data, [])


@pytest.mark.parametrize("place", [1, 5, 6])
def test_an_optional_column_is_added_blank_at_its_place(orgs, place):
    left = [at for at in range(7) if at != place]
    name = ["sourcedId", "status", "dateLastModified", "name", "type", "identifier", "parentSourcedId"][place]
    after, changes = orgs(shuffled(ORGS, left))
    rows = list(csv.reader(io.StringIO(ORGS.decode())))
    expected = [
        [cell if at != place or not n else "" for at, cell in enumerate(row)] for n, row in enumerate(rows)
    ]
    assert list(csv.reader(io.StringIO(after.decode()))) == expected
    assert changes == [("column-added", name, 1)]


@pytest.mark.parametrize(
    ("file", "column"), [("users.csv", "email"), ("demographics.csv", "sex"), ("orgs.csv", "name")]
)
def test_a_column_that_is_required_or_says_something_is_not_invented(mend, made, file, column):
    place = CLEAN[file].decode().split("\n")[0].split(",").index(column)
    left = [at for at in range(CLEAN[file].split(b"\n")[0].count(b",") + 1) if at != place]
    assert made(mend({**CLEAN, file: shuffled(CLEAN[file], left)})) == []


def test_no_column_is_added_beside_one_that_nobody_knows(orgs):
    data = ORGS.replace(b"identifier", b"campus")
    assert orgs(data) == (data, [])


def test_a_row_that_is_equal_in_every_value_is_dropped(mend, made, mended_files):
    rows = changed(
        tiny(), (AddRow("enrollments.csv", 4, {}), AddRow("enrollments.csv", 4, {"primary": "false"}))
    )
    equal = rows["enrollments.csv"].replace(b'"E3"', b"E3")
    repairs = mend({**rows, "enrollments.csv": equal})
    assert made(repairs) == [("row-twice-dropped", "enrollments.csv", "sourcedId", 1)]
    (change,) = repairs.changes[0].places
    assert (change.line, change.before, change.after) == (5, "E3", None)
    assert mended_files(repairs)["enrollments.csv"].count(b"\nE3,") == 2
    assert repairs.after.rules["DDE501"].count == 1


def test_rows_that_are_equal_once_they_are_mended_are_one(mend, made, mended_files):
    rows = changed(tiny(), (AddRow("users.csv", 3, {"enabledUser": "TRUE", "givenName": "Zoë "}),))
    repairs = mend(rows)
    assert made(repairs) == [("row-twice-dropped", "users.csv", "sourcedId", 1)]
    assert mended_files(repairs) == CLEAN


def test_rows_without_an_id_are_not_dropped(mend, made):
    rows = changed(tiny(), (AddRow("enrollments.csv", 4, {"sourcedId": ""}),) * 2)
    assert made(mend(rows)) == []


def test_a_name_in_another_letter_case_and_a_folder_in_the_zip_are_mended(mend, made, mended_files):
    files = changed(
        tiny(), (RenameFile("orgs.csv", "export/Orgs.csv"), RenameFile("users.csv", "export/users.csv"))
    )
    repairs = mend(files)
    assert made(repairs) == [
        ("file-name-in-case", "orgs.csv", None, 1),
        ("file-taken-out-of-folder", "orgs.csv", None, 1),
        ("file-taken-out-of-folder", "users.csv", None, 1),
    ]
    assert mended_files(repairs) == CLEAN


def test_files_that_nobody_reads_stay_with_the_set(mend, mended_files):
    files = changed(tiny(), (CopyFile("orgs.csv", "old/orgs.csv"), CopyFile("orgs.csv", "results.csv")))
    repairs = mend({**files, "../orgs.csv": b"x", "notes.txt": b"y"})
    assert mended_files(repairs) == {**files, "notes.txt": b"y"}
    assert repairs.notes == (("orgs.csv", "It was left out: it has the path of another file."),)
    assert repairs.after.rules["DDE108"].count == 1


def test_a_name_that_only_looks_alike_is_left(mend, made, mended_files):
    files = changed(tiny(), (RenameFile("orgs.csv", "orgs (1).csv"),))
    repairs = mend(files)
    assert (made(repairs), mended_files(repairs)) == ([], files)


def test_a_fault_of_every_kind_in_one_file_is_mended_in_one_go(mend, mended_files):
    data = USERS.replace("Nguyễn".encode(), b"Nunez").replace("Tuấn".encode(), b"Tom").decode()
    wrong = data.replace("true", "TRUE").replace("email", "Email").replace("student", "Student ")
    repairs = mend(users_as(wrong.replace("\n", "\r").encode("cp1252")))
    assert mended_files(repairs)["users.csv"] == data.encode()
    assert repairs.after.rules == {}


def test_bytes_are_read_in_pieces_of_any_size(mend, mended_files, monkeypatch):
    for module in ("analysis", "apply", "fixed_files"):
        monkeypatch.setattr(f"checks.fixes.{module}.PIECE", 50)
    files = changed(
        tiny(),
        (
            AddRow("enrollments.csv", 4, {}),
            Bytes("users.csv", b"student,s007215", b"Student,s007215"),
            Bytes("users.csv", b"\nS1", b"\n\nS1"),
        ),
    )
    assert mended_files(mend(files)) == CLEAN
