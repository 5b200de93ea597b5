"""What the forecast tells against an earlier sending: who waits for a second night, and who is switched off.

In brackets stands what CLI publishes of its logic, by the letters of its page: [a] only homeroom classes are
created, [b] only students enrolled in one, [d] a student needs a class that is there already. That teachers
without a homeroom are switched off is assumed.
"""

import pytest

from checks.example.changes import AddRow, Cell, DropRow, changed
from checks.example.district import district
from support.forecast_model import by_check, by_model, when

ROWS = district()
CLEAN = changed(ROWS, ())


@pytest.fixture(scope="module")
def forecast(check_files, set_of):
    """What is forecast for files, against an earlier sending where there is one."""

    def run(files, before=None):
        return by_check(check_files(files, before=set_of(before) if before else None))

    return run


def line_of(file, **cells):
    """The line of the first row with these cells."""
    return next(
        line
        for line, row in enumerate(ROWS[file], 2)
        if all(row[column] == value for column, value in cells.items())
    )


HOMEROOMS = [row["sourcedId"] for row in ROWS["classes.csv"] if row["classType"] == "homeroom"]
ROOM = HOMEROOMS[0]
SEAT_OF_TEACHER = line_of("enrollments.csv", classSourcedId=ROOM, role="teacher")
TEACHER = ROWS["enrollments.csv"][SEAT_OF_TEACHER - 2]["userSourcedId"]
SEATS = [row for row in ROWS["enrollments.csv"] if row["classSourcedId"] == ROOM and row["role"] == "student"]
LATER = [row for row in SEATS if when(row) == "later"]
MUSIC_TEACHER = next(
    row["userSourcedId"]
    for row in ROWS["enrollments.csv"]
    if row["role"] == "teacher" and row["classSourcedId"] not in HOMEROOMS
)
SEAT = line_of("enrollments.csv", classSourcedId=ROOM, role="student")
CHILD = line_of("users.csv", sourcedId=ROWS["enrollments.csv"][SEAT - 2]["userSourcedId"])
CLASS = line_of("classes.csv", sourcedId=ROOM)


def new_child(id_):
    return AddRow("users.csv", CHILD, {"sourcedId": id_, "username": id_, "identifier": id_})


def new_seat(child, room):
    cells = {"sourcedId": f"E-{child}-{room}", "userSourcedId": child, "classSourcedId": room}
    return AddRow("enrollments.csv", SEAT, cells)


NEW_ROOM = AddRow("classes.csv", CLASS, {"sourcedId": "C-NEW", "classCode": "PK-NEW"})
CASES = {
    "a homeroom gets another teacher, who had none: the former one has no homeroom [assumed]": (
        [Cell("enrollments.csv", SEAT_OF_TEACHER, "userSourcedId", MUSIC_TEACHER)],
        {"teachers_inactive": 1},
    ),
    "a homeroom's teacher is no longer among the people: accounts that are not in the files [assumed]": (
        [DropRow("users.csv", line_of("users.csv", sourcedId=TEACHER))],
        {"teachers": -1, "teachers_inactive": 1},
    ),
    "a music teacher goes: such a teacher never had an account": (
        [DropRow("users.csv", line_of("users.csv", sourcedId=MUSIC_TEACHER))],
        {},
    ),
    "a homeroom becomes another class: it is ignored, with all who are in it [a, b]": (
        [Cell("classes.csv", CLASS, "classType", "scheduled")],
        {
            "homerooms": -1,
            "teachers": -1,
            "classes_ignored": 1,
            "teachers_inactive": 1,
            "students": len(LATER) - len(SEATS),
            "students_upcoming": -len(LATER),
            "students_left_out": len(SEATS),
            "left_out_other_classes": len(SEATS),
        },
    ),
    "a new child joins a homeroom that is there: one night is enough [d]": (
        [new_child("S-NEW"), new_seat("S-NEW", ROOM)],
        {"students": 1},
    ),
    "a new homeroom with a new child: the class is made first [d]": (
        [NEW_ROOM, new_child("S-NEW"), new_seat("S-NEW", "C-NEW")],
        {"homerooms": 1, "students": 1, "second_night": 1},
    ),
    "a child that is there moves to a new homeroom: it need not be created [d]": (
        [NEW_ROOM, Cell("enrollments.csv", SEAT, "classSourcedId", "C-NEW")],
        {"homerooms": 1},
    ),
    "a new child in a new homeroom and in one that is there: it has an existing class [d]": (
        [NEW_ROOM, new_child("S-NEW"), new_seat("S-NEW", "C-NEW"), new_seat("S-NEW", ROOM)],
        {"homerooms": 1, "students": 1},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_against_the_earlier_sending_it_tells_who_waits_and_who_is_switched_off(forecast, case):
    changes, expected = CASES[case]
    files = changed(ROWS, changes)
    found, clean = forecast(files, CLEAN), by_model(CLEAN, CLEAN)
    assert found == by_model(files, CLEAN)
    assert {name: found[name][0] - clean[name][0] for name in found} == {
        **dict.fromkeys(found, 0),
        **expected,
    }


def test_a_class_that_becomes_a_homeroom_is_new_and_so_are_its_children(forecast):
    before = changed(ROWS, [Cell("classes.csv", CLASS, "classType", "scheduled")])
    found = forecast(CLEAN, before)
    assert found == by_model(CLEAN, before)
    assert (found["second_night"][0], found["teachers_inactive"][0]) == (len(SEATS) - len(LATER), 0)
