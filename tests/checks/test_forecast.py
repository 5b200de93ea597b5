"""What CLI Engage would do with the files: right to the child, with reason, basis and place of each number."""

import pytest

from checks.example.changes import AddRow, Cell, DropRow, RenameFile, as_files, changed
from checks.example.district import district
from checks.example.mistakes import planted, with_mistakes
from checks.example.tiny import tiny
from support.forecast_model import by_check, by_model

REASONS = (
    "left_out_user_role",
    "left_out_role",
    "left_out_other_classes",
    "left_out_class_missing",
    "left_out_not_enrolled",
)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_forecast_of_a_clean_district_is_right_to_the_child(check_files, seed):
    files = as_files(district(seed))
    found = by_check(check_files(files))
    assert found == by_model(files)
    assert found["students"][0] > 200


def test_of_the_district_with_all_its_mistakes_two_children_are_left_out(check_files):
    files = with_mistakes(district(), planted(district()))
    report = check_files(files)
    assert by_check(report) == by_model(files)
    assert report.forecast["students_left_out"] == 2
    assert {name: report.forecast[name] for name in REASONS if report.forecast[name]} == {
        "left_out_other_classes": 1,
        "left_out_user_role": 1,
    }


def test_each_number_opens_the_lines_it_counts(check_files):
    parts = {part["id"]: part for part in check_files(changed(tiny(), ())).forecast["parts"]}
    assert (parts["homerooms"]["file"], parts["homerooms"]["lines"]) == ("classes.csv", [2])
    assert (parts["teachers"]["file"], parts["teachers"]["lines"]) == ("users.csv", [2])
    assert (parts["students"]["file"], parts["students"]["lines"]) == ("users.csv", [3, 4])


def test_each_number_carries_its_basis_and_the_unpublished_ones_are_assumed(check_files):
    clean = changed(tiny(), ())
    report = check_files(clean, before=None)
    bases = report.forecast["basis"]
    assert [name for name, basis in bases.items() if basis != "published"] == [
        "teachers",
        "left_out_user_role",
        "left_out_marked",
        "left_out_over",
        "students_upcoming",
        "teachers_upcoming",
        "teachers_over",
    ]
    assert bases["teachers"] == bases["left_out_over"] == "assumed"
    assert bases.keys() == {part["id"] for part in report.forecast["parts"]}


NEW = {"sourcedId": "S3", "username": "s3", "identifier": "7"}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ((AddRow("users.csv", 4, NEW),), "left_out_not_enrolled"),
        (
            (
                AddRow("users.csv", 4, NEW),
                AddRow("classes.csv", 2, {"sourcedId": "M1", "classType": "scheduled"}),
                AddRow(
                    "enrollments.csv",
                    4,
                    {"sourcedId": "E9", "userSourcedId": "S3", "classSourcedId": "M1"},
                ),
            ),
            "left_out_other_classes",
        ),
        ((Cell("enrollments.csv", 4, "classSourcedId", "C9"),), "left_out_class_missing"),
        ((Cell("users.csv", 4, "role", "pupil"),), "left_out_user_role"),
        ((Cell("users.csv", 4, "role", ""),), "left_out_user_role"),
        ((Cell("enrollments.csv", 4, "role", "proctor"),), "left_out_role"),
        ((Cell("enrollments.csv", 4, "role", "pupil"),), "left_out_role"),
        ((DropRow("enrollments.csv", 4),), "left_out_not_enrolled"),
    ],
)
def test_a_student_who_is_left_out_is_counted_once_and_under_the_reason(check_files, changes, reason):
    found = check_files(changed(tiny(), changes)).forecast
    assert found["students_left_out"] == 1
    assert {name: found[name] for name in REASONS} == {name: int(name == reason) for name in REASONS}


def test_what_rests_on_the_assumed_reason_is_assumed(check_files):
    found = check_files(changed(tiny(), [Cell("users.csv", 4, "role", "pupil")])).forecast
    assert (found["students"], found["basis"]["students_left_out"]) == (1, "assumed")


def test_somebody_whom_users_calls_a_teacher_is_no_student_that_is_left_out(check_files):
    files = changed(tiny(), [Cell("users.csv", 4, "role", "teacher")])
    found = check_files(files).forecast
    assert (found["students"], found["students_left_out"]) == (1, 0)


def test_a_class_that_stands_twice_is_ignored_once(check_files):
    twice = [AddRow("classes.csv", 2, {"sourcedId": "M1", "classType": "scheduled"}) for _ in range(2)]
    assert check_files(changed(tiny(), twice)).forecast["classes_ignored"] == 1


def test_a_homeroom_that_is_mistyped_takes_its_students_with_it(check_files):
    found = check_files(changed(tiny(), [Cell("classes.csv", 2, "classType", "Homeroom")])).forecast
    assert (found["homerooms"], found["students"], found["students_left_out"]) == (0, 0, 2)
    assert (found["classes_ignored"], found["left_out_other_classes"]) == (1, 2)


def test_a_student_whom_users_does_not_have_is_no_student_that_is_left_out(check_files):
    found = check_files(changed(tiny(), [DropRow("users.csv", 4)])).forecast
    assert (found["students"], found["students_left_out"], found["students_unknown"]) == (1, 0, 1)


def test_against_an_earlier_set_only_students_of_new_homerooms_wait_for_the_second_night(set_of, check_files):
    before = set_of(changed(tiny(), ()))
    changes = [
        AddRow("classes.csv", 2, {"sourcedId": "C2", "classCode": "PK-2"}),
        AddRow("users.csv", 4, NEW),
        AddRow("enrollments.csv", 4, {"sourcedId": "E8", "userSourcedId": "S3", "classSourcedId": "C2"}),
    ]
    found = check_files(changed(tiny(), changes), before=before).forecast
    assert (found["second_night"], found["students"]) == (1, 3)
    assert found["teachers_inactive"] == 0


def test_a_teacher_without_a_homeroom_any_more_is_switched_off(set_of, check_files):
    before = set_of(changed(tiny(), ()))
    found = check_files(changed(tiny(), [DropRow("enrollments.csv", 2)]), before=before).forecast
    assert (found["teachers"], found["teachers_inactive"]) == (0, 1)
    assert found["basis"]["teachers_inactive"] == "assumed"


def test_without_a_file_it_needs_nothing_is_foretold(check_files):
    assert check_files(changed(tiny(), [RenameFile("classes.csv", "")])).forecast == {}
