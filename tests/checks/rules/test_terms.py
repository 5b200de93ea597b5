"""Classes and enrollments against the terms of the school year."""

from datetime import date

import pytest

from checks.example.changes import AddRow, Bytes, Cell, RenameFile, changed
from checks.example.tiny import tiny


def found(check_files, places, changes, **options):
    return places(check_files(changed(tiny(), changes), **options))


def term(id_, start, end):
    values = {"sourcedId": id_, "type": "term", "startDate": start, "endDate": end}
    return AddRow("academicSessions.csv", 2, values)


HALVES = [term("FALL", "2026-08-12", "2027-01-05"), term("SPRING", "2027-01-05", "2027-05-28")]
BOTH = [*HALVES, Cell("classes.csv", 2, "termSourcedIds", "FALL,SPRING")]


@pytest.mark.parametrize(
    ("today", "column"),
    [
        (date(2026, 8, 11), "startDate"),
        (date(2026, 8, 12), None),
        (date(2027, 5, 27), None),
        (date(2027, 5, 28), "endDate"),
        (date(2026, 7, 1), "startDate"),
    ],
)
def test_a_term_runs_from_its_start_to_the_day_before_its_end(check_files, places, today, column):
    expected = [("DDE405", "academicSessions.csv", 2, column)] if column else []
    assert found(check_files, places, [], today=today, select=("DDE4",)) == expected


def test_a_set_sent_in_july_is_told_that_this_is_normal(check_files):
    report = check_files(changed(tiny(), ()), today=date(2026, 7, 20))
    (finding,) = report.findings
    assert (finding.code, finding.severity) == ("DDE405", "warning")
    assert "July" in finding.hint


def test_a_term_is_one_finding_however_many_homerooms_it_has(check_files):
    rooms = [AddRow("classes.csv", 2, {"sourcedId": f"C{n}"}) for n in range(2, 9)]
    report = check_files(changed(tiny(), rooms), today=date(2027, 6, 1), select=("DDE405",))
    (finding,) = report.findings
    assert (finding.line, finding.value, finding.affected) == (2, "2027-05-28", 8)


@pytest.mark.parametrize(
    ("today", "place"),
    [
        (date(2026, 8, 1), (3, "startDate")),
        (date(2026, 12, 1), None),
        (date(2027, 2, 1), None),
        (date(2027, 6, 1), (4, "endDate")),
    ],
)
def test_of_several_terms_the_nearest_is_named_and_one_that_runs_is_enough(check_files, places, today, place):
    expected = [("DDE405", "academicSessions.csv", *place)] if place else []
    assert found(check_files, places, BOTH, today=today, select=("DDE405",)) == expected


def test_a_class_that_is_no_homeroom_may_be_over(check_files, places):
    changes = [
        term("OLD", "2025-08-13", "2026-05-29"),
        AddRow("classes.csv", 2, {"sourcedId": "M1", "classType": "scheduled", "termSourcedIds": "OLD"}),
    ]
    assert found(check_files, places, changes, select=("DDE405",)) == []


@pytest.mark.parametrize(
    "change",
    [
        Cell("classes.csv", 2, "termSourcedIds", "NONE"),
        Cell("classes.csv", 2, "termSourcedIds", "SY2027,NONE"),
        Cell("classes.csv", 2, "termSourcedIds", ""),
        Cell("academicSessions.csv", 2, "endDate", "5/28/2027"),
        Cell("academicSessions.csv", 2, "startDate", ""),
        Cell("academicSessions.csv", 2, "endDate", "2026-08-12"),
        Bytes("academicSessions.csv", b"School year ", b"School, year "),
        RenameFile("academicSessions.csv", ""),
    ],
)
@pytest.mark.parametrize("today", [date(2020, 1, 1), date(2026, 9, 1), date(2030, 1, 1)])
def test_a_term_that_is_not_known_is_not_told_again_of_its_classes(check_files, places, change, today):
    codes = {code for code, *_ in found(check_files, places, [change], today=today)}
    assert not codes & {"DDE405", "DDE406"}
    assert codes


@pytest.mark.parametrize(
    ("column", "value", "fits"),
    [
        ("beginDate", "2026-08-12", True),
        ("beginDate", "2026-08-11", False),
        ("beginDate", "2025-06-10", False),
        ("beginDate", "2027-05-27", True),
        ("beginDate", "8/11/2025", True),
        ("beginDate", "", True),
        ("endDate", "2027-05-28", True),
        ("endDate", "2027-05-29", False),
        ("endDate", "2026-08-13", True),
        ("endDate", "", True),
    ],
)
def test_an_enrollment_lies_within_the_terms_of_its_class(check_files, places, column, value, fits):
    expected = [] if fits else [("DDE406", "enrollments.csv", 3, column)]
    assert (
        found(check_files, places, [Cell("enrollments.csv", 3, column, value)], select=("DDE406",))
        == expected
    )


def test_the_terms_of_a_class_are_one_span(check_files, places):
    assert found(check_files, places, BOTH, select=("DDE406",)) == []
    fall = [*HALVES, Cell("classes.csv", 2, "termSourcedIds", "FALL")]
    report = check_files(changed(tiny(), fall), select=("DDE406",))
    (finding,) = report.findings
    assert (finding.line, finding.column, finding.affected) == (2, "endDate", 3)


def test_enrollments_are_held_to_the_terms_of_their_own_class(check_files, places):
    changes = [
        *HALVES,
        AddRow("classes.csv", 2, {"sourcedId": "C2", "classCode": "PK-2", "termSourcedIds": "SPRING"}),
        AddRow("enrollments.csv", 2, {"sourcedId": "E4", "classSourcedId": "C2", "beginDate": "2027-01-05"}),
        AddRow("enrollments.csv", 2, {"sourcedId": "E5", "classSourcedId": "C2", "beginDate": "2026-08-12"}),
    ]
    assert found(check_files, places, changes, select=("DDE406",)) == [
        ("DDE406", "enrollments.csv", 6, "beginDate")
    ]


def test_the_same_date_outside_the_same_terms_is_one_root_cause(check_files):
    changes = [Cell("enrollments.csv", line, "endDate", "2027-06-10") for line in (2, 3, 4)]
    (finding,) = check_files(changed(tiny(), changes)).findings
    assert (finding.code, finding.line, finding.affected) == ("DDE406", 2, 3)


def test_an_end_before_the_begin_is_not_outside_the_term_too(check_files, places):
    changes = [Cell("enrollments.csv", 3, "endDate", "2025-01-01")]
    assert found(check_files, places, changes) == [("DDE403", "enrollments.csv", 3, "endDate")]
    changes = [Cell("enrollments.csv", 3, "beginDate", "2029-01-01")]
    assert found(check_files, places, changes) == [("DDE403", "enrollments.csv", 3, "endDate")]


def test_a_term_that_is_over_is_not_told_again_of_its_enrollments(check_files, places):
    changes = [Cell("academicSessions.csv", 2, "endDate", "2026-08-20")]
    assert found(check_files, places, changes) == [("DDE405", "academicSessions.csv", 2, "endDate")]


def test_an_enrollment_does_not_begin_on_the_day_after_the_term(check_files, places):
    changes = [
        Cell("enrollments.csv", 3, "beginDate", "2027-05-28"),
        Cell("enrollments.csv", 3, "endDate", ""),
    ]
    assert found(check_files, places, changes) == [("DDE406", "enrollments.csv", 3, "beginDate")]
