"""DDE206, DDE210, DDE218, DDE219: lines that are no rows of the table, and files that are no table."""

from collections.abc import Iterator

from checks.example.changes import Bytes
from checks.finding import Review, Severity
from checks.input.header import ReadFile
from checks.input.layouts.non_data_lines import ABOVE, AGAIN, END_SIGN, SEPARATORS, TOTAL
from checks.profile.model import Basis
from checks.rules.rule import FileRule, Hit, Places, at_lines


def _blank(read: ReadFile) -> Iterator[Places | Hit]:
    yield at_lines(read, "blank", "The line is blank.")
    count = read.structure.count_of(SEPARATORS)
    if count:
        first = int(read.structure.lines_with(SEPARATORS)[0])
        yield Hit(
            read.spec.name,
            first,
            message="The line has commas and no values."
            if count == 1
            else f"{count:,} lines have commas and no values; the first is line {first:,}.",
            hint="Spreadsheets keep rows that were once used. Delete them below the last row.",
            affected=count,
        )


def _not_rows(read: ReadFile) -> Iterator[Places]:
    yield at_lines(
        read,
        AGAIN,
        "The column names stand in this line again.",
        "Delete the line. It comes from joining the files of several schools.",
    )
    yield at_lines(
        read,
        TOTAL,
        "The line is a total or a row count, not a row.",
        "Delete the line, and turn totals off in your export settings.",
    )
    yield at_lines(
        read,
        END_SIGN,
        "The line is an end-of-file sign (Ctrl-Z), not a row.",
        "Delete the line. On Windows, `copy` adds it; `copy /b` does not.",
        severity=Severity.WARNING,
    )


def _above(read: ReadFile) -> Iterator[Hit]:
    count, line = read.structure.count_of(ABOVE), read.structure.header_line
    if count:
        what = "the line above" if count == 1 else f"the {count} lines above"
        yield Hit(
            read.spec.name,
            1,
            message=f"The column names are in line {line}, not in line 1.",
            hint=f"Delete {what}, or turn report titles off in your export settings. "
            f"The rows below line {line} were checked.",
            affected=count,
        )


def _web_page(read: ReadFile) -> Iterator[Hit]:
    if read.structure.is_web_page:
        yield Hit(
            read.spec.name,
            1,
            message=f"{read.spec.name} is a web page, not a table.",
            hint="It may be the sign-in page of your student information system. "
            "Sign in again and export the file as CSV.",
        )


_HEADER = b"sourcedId,status,dateLastModified,schoolYearSourcedId,title"

RULES = (
    FileRule(
        code="DDE206",
        name="blank-line",
        severity=Severity.WARNING,
        review=Review.QUALITY,
        basis=Basis.ASSUMED,
        title="A line is blank",
        why="Some programs read it as an empty record; others shift their line numbers.",
        fix="Remove the line.",
        bad=(Bytes("courses.csv", b"\nPK101,", b"\n\nPK101,"),),
        at=(("courses.csv", 2, None),),
        find=_blank,
    ),
    FileRule(
        code="DDE210",
        name="line-is-no-row",
        severity=Severity.ERROR,
        review=Review.INITIAL,
        basis=Basis.ASSUMED,
        title="A line is not a row of the table",
        why="A program reads it as one more person or class, or rejects the file.",
        fix="Delete the line: the column names again, a total, a row count, or an end-of-file sign.",
        bad=(Bytes("courses.csv", b"\nPK101,", b"\nTotal records: 12\nPK101,"),),
        at=(("courses.csv", 2, None),),
        find=_not_rows,
    ),
    FileRule(
        code="DDE218",
        name="lines-above-header",
        severity=Severity.ERROR,
        review=Review.INITIAL,
        basis=Basis.STANDARD,
        title="Lines stand above the column names",
        why="Programs take the first line for the column names, and find none of them.",
        fix="Delete the lines above the column names.",
        bad=(Bytes("courses.csv", _HEADER, b"Course list\n" + _HEADER),),
        at=(("courses.csv", 1, None),),
        find=_above,
    ),
    FileRule(
        code="DDE219",
        name="web-page",
        severity=Severity.ERROR,
        review=Review.INITIAL,
        basis=Basis.STANDARD,
        title="A file is a web page, not a table",
        why="It holds no rows, so everyone in this file is missing.",
        fix="Sign in to your student information system again, and export the file as CSV.",
        bad=(Bytes("demographics.csv", b"sourcedId,", b"<!DOCTYPE html><html>Sign in</html>\nsourcedId,"),),
        at=(("demographics.csv", 1, None),),
        find=_web_page,
    ),
)
