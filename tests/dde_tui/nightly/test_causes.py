"""Each cause is named first when the sample district's files are changed the way it changes them."""

from datetime import date

import pytest

from checks.example.changes import as_files
from checks.example.district import district
from dde_tui.actions.nights.words import cause_in_words
from dde_tui.nightly.canaries import canary_of, missing
from dde_tui.nightly.causes import CauseKind
from dde_tui.nightly.holds import judge
from dde_tui.nightly.limits import Limits
from support.changed_sets import (
    KEY,
    checked,
    snapshot,
    students,
    with_cells,
    with_ids,
    without,
    without_columns,
    without_school,
)

ROWS = district()
BEFORE = snapshot(ROWS)
KIDS = students(ROWS)
SCHOOL = "057950102"
KG = [row["sourcedId"] for row in ROWS["users.csv"] if row["role"] == "student" and row["grades"] == "KG"]


def garbled(text):
    """UTF-8 read as Windows-1252, as a wrong import does it."""
    return text.encode().decode("cp1252", errors="replace")


def emptied(file):
    files = as_files(ROWS)
    return {**files, file: files[file].splitlines(keepends=True)[0]}


CAUSES = {
    "a cut export": (without(ROWS, KIDS[60:]), CauseKind.EXPORT_CUT, "", 176),
    "a cut file of enrollments": (
        {**ROWS, "enrollments.csv": ROWS["enrollments.csv"][:200]},
        CauseKind.EXPORT_CUT,
        "",
        78,
    ),
    "a school left out": (without_school(ROWS, SCHOOL), CauseKind.SCHOOL_MISSING, SCHOOL, 79),
    "the last school left out": (
        without_school(ROWS, "057950103"),
        CauseKind.SCHOOL_MISSING,
        "057950103",
        78,
    ),
    "other IDs": (with_ids(ROWS, lambda id_: f"N{id_}"), CauseKind.IDS_REKEYED, "", 236),
    "a column left out": (
        without_columns(ROWS, "users.csv", "identifier"),
        CauseKind.HEADER_RENAMED,
        "",
        236,
    ),
    "a filter on grades": (without(ROWS, KG), CauseKind.GRADE_FILTER, "", len(KG)),
    "a wrong encoding": (
        with_cells(
            ROWS,
            "users.csv",
            lambda row: {name: garbled(row[name]) for name in ("givenName", "familyName")},
        ),
        CauseKind.ENCODING,
        "",
        None,
    ),
    "children who left": (without(ROWS, KIDS[::7]), CauseKind.WITHDRAWALS, "", 34),
    "a file without rows": (emptied("demographics.csv"), CauseKind.FILE_EMPTY, "", 236),
}


@pytest.mark.parametrize("planted", CAUSES)
def test_the_cause_is_named_first(planted):
    files, kind, school, count = CAUSES[planted]
    hold = judge(snapshot(files), [BEFORE], Limits())
    first = hold.causes[0]
    assert (first.kind, first.school) == (kind, school)
    assert count is None or first.count == count
    assert cause_in_words(first).endswith(".")


def test_the_next_school_year_is_named_as_such():
    hold = judge(snapshot(district(seed=5, year=2028), date(2027, 9, 1)), [BEFORE], Limits())
    assert hold.causes[0].kind is CauseKind.ROLLOVER
    assert hold.causes[0].about == "2028"


def test_a_term_that_is_over_is_named_as_such():
    hold = judge(snapshot(ROWS, date(2027, 6, 15)), [BEFORE], Limits())
    assert hold.causes[0].kind is CauseKind.ROLLOVER


def test_next_years_sessions_beside_this_years_are_no_rollover():
    sessions = [
        *ROWS["academicSessions.csv"],
        {**ROWS["academicSessions.csv"][0], "sourcedId": "SY2028", "schoolYear": "2028"},
    ]
    after = snapshot({**without_school(ROWS, SCHOOL), "academicSessions.csv": sessions})
    assert judge(after, [BEFORE], Limits()).causes[0].kind is CauseKind.SCHOOL_MISSING


def test_a_missing_canary_is_held_and_named_by_its_school_only():
    teacher = next(
        row for row in ROWS["users.csv"] if row["role"] == "teacher" and row["orgSourcedIds"] == SCHOOL
    )
    canary = canary_of(f"users.csv {teacher['sourcedId']}", KEY)
    gone = missing([canary], {"users.csv": frozenset()})
    hold = judge(snapshot(without(ROWS, [teacher["sourcedId"]])), [BEFORE], Limits(), gone)
    assert hold.causes[0].kind is CauseKind.CANARY_MISSING
    assert hold.causes[0].school == SCHOOL
    assert teacher["sourcedId"] not in repr(hold)


def test_a_canary_that_is_there_holds_nothing():
    canary = canary_of("orgs.csv 057950101", KEY)
    assert canary_of(str(canary), KEY) == canary
    assert missing([canary], {"orgs.csv": frozenset({canary.hash})}) == []


def test_teachers_whose_accounts_would_be_switched_off_are_counted():
    hold = judge(snapshot(without_school(ROWS, SCHOOL)), [BEFORE], Limits())
    assert hold.removed["teacher"] == 4


def test_two_homeroom_teachers_who_left_are_not_called_students():
    teachers = [row["userSourcedId"] for row in ROWS["enrollments.csv"] if row["role"] == "teacher"]
    hold = judge(snapshot(without(ROWS, teachers[:2])), [BEFORE], Limits())
    assert cause_in_words(hold.causes[0]).startswith("2 teachers")


def test_new_addresses_for_all_teachers_are_not_called_withdrawals():
    rows = with_cells(ROWS, "users.csv", lambda row: {"email": row["email"].replace("caprockbend", "cbisd")})
    hold = judge(snapshot(rows), [BEFORE], Limits())
    assert "column" in cause_in_words(hold.causes[0])


def test_the_same_set_is_not_held():
    report, same = checked(ROWS)
    assert report.outcome == "ready"
    assert judge(same, [BEFORE], Limits()) is None


def test_a_set_of_changes_is_held_since_files_are_replaced():
    manifest = [
        {**row, "value": "delta"} if row["propertyName"] in {"file.users", "file.enrollments"} else row
        for row in ROWS["manifest.csv"]
    ]
    after = snapshot({**without(ROWS, KIDS[5:]), "manifest.csv": manifest})
    assert judge(after, [BEFORE], Limits()) is not None


def test_a_first_set_has_nothing_to_be_compared_with():
    assert judge(BEFORE, [], Limits()) is None
