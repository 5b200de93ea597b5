"""Hints keep their word: what a hint says to do, done, leaves no finding there and brings no new one."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.example.changes import AddRow, Bytes, Cell, changed
from checks.example.tiny import tiny
from checks.finding import Severity

Table = list[list[str]]
Files = dict[str, Table]


def cell(change: Callable[[str, re.Match[str]], str]):
    """Write another value into the cell that the finding points to."""

    def do(files, finding, hint):
        table = files[finding.file]
        at = table[0].index(finding.column)
        if row := table[finding.line - 1]:  # another hint may have left it out
            row[at] = change(row[at], hint)

    return do


def leave_out(files, finding, _hint):
    """Empty the row, and every row that refers to it; the lines of the others stay."""
    table = files[finding.file]
    id_ = table[finding.line - 1][0]
    for name, rows in files.items():
        for line, row in enumerate(rows[1:], 1):
            is_same = rows is table and line == finding.line - 1
            if is_same or (name in ("demographics.csv", "enrollments.csv") and id_ in row):
                rows[line] = []


def everywhere(files, finding, _hint):
    """Take the braces off an ID, in every file."""
    for rows in files.values():
        for row in rows:
            row[:] = [value.strip("{}") for value in row]


def drop_earlier(files, finding, _hint):
    table = files[finding.file]
    id_ = table[finding.line - 1][0]
    first = next(line for line, row in enumerate(table) if row and row[0] == id_)
    table[first] = []


def rename(files, finding, hint):
    header = files[finding.file][0]
    header[next(at for at, name in enumerate(header) if name[:9] == finding.column[:9])] = hint[1]


MECHANICAL = {
    r"^Write (\S+?)(?:\.| in lower case\.)": cell(lambda _value, hint: hint[1]),
    r"^Did you mean (\S+)\?": cell(lambda _value, hint: hint[1]),
    r"(?:^|set, |\. )[Ll]eave (?:the cell|the column|this column) blank": cell(lambda _value, _hint: ""),
    r"Leave the row out, with the rows that refer to it": leave_out,
    r"Use two digits for month and day": cell(
        lambda value, _hint: "-".join(part.zfill(2) for part in value.split("-"))
    ),
    r"^Put hyphens between": cell(lambda value, _hint: f"{value[:4]}-{value[4:6]}-{value[6:]}"),
    r"^The year is last, and there are no hyphens": cell(
        lambda value, _hint: f"{value[4:]}-{value[:2]}-{value[2:4]}"
    ),
    r"^Remove the time": cell(lambda value, _hint: value[:10]),
    r"[Rr]emove the \.0": cell(lambda value, _hint: value.removesuffix(".0")),
    r"^Remove the apostrophe": cell(lambda value, _hint: value[1:]),
    r"Write only 007": cell(lambda value, _hint: value[2:-1]),
    r"^Replace it with an ordinary space": cell(lambda value, _hint: value.replace("\u00a0", " ")),
    r"^Remove the braces": everywhere,
    r"^Keep one row": drop_earlier,
    r"^Rename it to (\S+)\. Its values": rename,
}
"""What a hint says, and what a person does then. A hint that leaves a choice is not here."""

FAULTS = {
    "users.csv:2": {
        "enabledUser": ["TRUE", "yes", "1"],
        "role": ["Teacher", "tchr"],
        "identifier": ["'10021", '="10021"', "10021.0"],
        "givenName": ["Ana\u00a0María"],
        "status": ["Active", "active", "NULL"],
    },
    "users.csv:3": {
        "grades": ["pk", "PK4", "Pre-K"],
        "middleName": ["NULL", "N/A"],
        "email": ["n/a", "none"],
        "status": ["A", "I", "Withdrawn", "tobedeleted", "inactive"],
        "dateLastModified": ["2026-08-12T14:05:00Z", "8/12/2026"],
    },
    "demographics.csv:2": {
        "birthDate": ["2022-3-4", "20220314", "03142022", "2022-03-14T00:00:00Z", "0000-00-00", "1/0/1900"],
        "sex": ["F", "unknown", "X"],
        "hispanicOrLatinoEthnicity": ["FALSE", "N", "NULL"],
        "white": ["Y", "0"],
        "cityOfBirth": ["NULL"],
    },
    "enrollments.csv:4": {
        "primary": ["TRUE", "0"],
        "endDate": ["2099-12-31", "9999-12-31", "2027-5-28", "0000-00-00"],
        "beginDate": ["1900-01-01", "2026-08-12 00:00:00"],
    },
    "academicSessions.csv:2": {"schoolYear": ["2026", "2027.0"]},
    "classes.csv:2": {"classType": ["HR", "Homeroom"], "status": ["Active"]},
    "orgs.csv:3": {"type": ["School", "campus"]},
}
PLACES = [(file, column) for file, columns in FAULTS.items() for column in columns]
MOST = max(len(values) for columns in FAULTS.values() for values in columns.values())
BRACES = Cell("enrollments.csv", 3, "userSourcedId", "{S1}")
ELSEWHERE = ["^Remove the braces", "^Keep one row", r"^Rename it to (\S+)\. Its values"]
"""Hints about more than a cell, which have a test of their own."""


def faulty(chosen):
    cells = []
    for (place, column), number in chosen.items():
        file, line = place.split(":")
        values = FAULTS[place][column]
        cells.append(Cell(file, int(line), column, values[number % len(values)]))
    return changed(tiny(), cells)


def obeyed(report, files):
    """The files after everything that the mechanical hints say, and the findings they were of."""
    tables = {name: list(csv.reader(io.StringIO(data.decode()))) for name, data in files.items()}
    done = []
    for finding in report.findings:
        hints = ((act, re.search(words, finding.hint)) for words, act in MECHANICAL.items())
        act, hint = next(((act, hint) for act, hint in hints if hint), (None, None))
        if act:
            act(tables, finding, hint)
            done.append(place(finding))
    return {name: written(rows) for name, rows in tables.items()}, done


def written(rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(row for row in rows if row)
    return text.getvalue().encode()


def place(finding):
    return finding.code, finding.file, finding.line, finding.column


def serious(report):
    return {finding.code for finding in report.findings if finding.severity is not Severity.INFO}


def check_and_obey(check_files, chosen):
    files = faulty(chosen)
    report = check_files(files)
    better, done = obeyed(report, files)
    after = check_files(better)
    assert {place(finding) for finding in after.findings}.isdisjoint(done)
    left = {finding.code for finding in report.findings if place(finding) not in done}
    assert serious(after) <= left
    return report


@settings(max_examples=15)
@given(st.dictionaries(st.sampled_from(PLACES), st.integers(0, MOST - 1), min_size=1, max_size=6))
def test_doing_what_hints_say_leaves_no_finding_and_brings_no_new_one(check_files, chosen):
    check_and_obey(check_files, chosen)


def test_every_mechanical_hint_keeps_its_word(check_files):
    hints = [
        finding.hint
        for number in range(MOST)
        for finding in check_and_obey(check_files, dict.fromkeys(PLACES, number)).findings
    ]
    unused = [words for words in MECHANICAL if not any(re.search(words, hint) for hint in hints)]
    assert unused == ELSEWHERE


@pytest.mark.parametrize(
    "changes",
    [
        [Cell("users.csv", 3, "sourcedId", "{S1}"), Cell("demographics.csv", 2, "sourcedId", "{S1}"), BRACES],
        [AddRow("users.csv", 3, {"middleName": "Ann"})],
        [Bytes("classes.csv", b"termSourcedIds", b"termSourcedId")],
        [AddRow("enrollments.csv", 3, {"sourcedId": "E9", "endDate": "2026-08-20", "status": "tobedeleted"})],
    ],
)
def test_so_does_one_about_ids_rows_and_headers(check_files, changes):
    files = changed(tiny(), changes)
    report = check_files(files)
    better, done = obeyed(report, files)
    assert done
    assert serious(check_files(better)) == set()
