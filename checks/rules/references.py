"""DDE502 and DDE506: references to missing rows, each root cause reported once for the set."""

from collections.abc import Iterator
from dataclasses import replace

from checks.example.changes import AddRow, Cell
from checks.finding import Review, Severity
from checks.profile.model import Basis
from checks.rules.rule import Hit, Places, SetRule
from checks.tables.references import NOTHING, OTHER_NAMES, Form, lost_references
from checks.tables.tables import Tables

_WRITTEN = {
    Form.CASE: (
        "{target} has it in another letter case",
        "IDs are case-sensitive. Write it in both files as your SIS has it.",
    ),
    Form.NUMBER: (
        "one of the two is a decimal number",
        "A program turned the ID into a number. Keep IDs as text.",
    ),
    Form.ZEROS_HERE: (
        "{target} has the same number with its leading zeros",
        "A spreadsheet removed the zeros in {file}. Export it again and don't save it in one.",
    ),
    Form.ZEROS_THERE: (
        "{target} has the same number without its leading zeros",
        "A spreadsheet removed the zeros in {target}. Export it again and don't save it in one.",
    ),
    Form.BLANKS: (
        "{target} has it with other spaces or invisible characters",
        "Remove spaces and invisible characters from the ID in both files.",
    ),
    Form.EXPONENT: (
        "a spreadsheet wrote it in scientific notation",
        "Its last digits are lost. Export {file} again and don't save it in a spreadsheet.",
    ),
    Form.PLACEHOLDER: (
        "a program wrote a placeholder for a missing value",
        "Fill in the missing ID, or leave the cell blank if that is allowed.",
    ),
}
"""Reason and hint when an ID is written differently from the row it means."""


def _broken_references(tables: Tables) -> Iterator[Places | Hit]:
    import polars as pl

    for target, cause, hit in _whole_columns(tables):
        if cause in _WRITTEN:
            why, what = _written(cause, hit.file, target)
            message = f"{hit.column} refers to rows that are not in {target}; {why}."
            yield replace(hit, message=message, hint=what)
    alone = lost_references(tables).filter(pl.col("cause") == "").sort("order", "line")
    first = pl.col("order", "file", "column", "line", "reading").first()
    causes = alone.group_by("target", "value", maintain_order=True).agg(first, affected=pl.col("rows").sum())
    alike = causes.sort("order", "line").group_by("file", "column", "target", "reading", maintain_order=True)
    for key, places in alike:
        file, column, target, reading = map(str, key)
        message, hint = _words(file, column, target, reading)
        yield Places(file, column, places.select("line", "value", "affected"), message, hint)


def _other_column(tables: Tables) -> Iterator[Hit]:
    for target, cause, hit in _whole_columns(tables):
        if cause in _WRITTEN:
            continue
        things, column = target.removesuffix(".csv"), str(hit.column)
        if cause != NOTHING:
            message = f"{column} has the {cause} of {things}, not the sourcedId."
            hint = f"Map {column} to the sourcedId of {target} in your export."
        elif tables.profile.file(hit.file).column(column).key:
            message = f"{column} has IDs of its own, not the sourcedIds of {target}."
            hint = f"Export the sourcedId of {target} into this column."
        else:
            message = f"{column} has no ID that is in {target}."
            hint = "Check that both files come from the same export and use the same IDs."
        yield replace(hit, message=message, hint=hint)


def _whole_columns(tables: Tables) -> Iterator[tuple[str, str, Hit]]:
    """Yield target, cause and place of each column whose broken references have one root cause."""
    import polars as pl

    lost = lost_references(tables).filter(pl.col("cause") != "").sort("order", "line")
    first = pl.col("target", "cause", "file", "line", "column", "value").first()
    columns = lost.group_by("order", maintain_order=True).agg(first, pl.col("rows").sum())
    for target, cause, file, line, column, value, rows in columns.drop("order").iter_rows():
        yield target, cause, Hit(file, line, column, value, affected=rows)


def _words(file: str, column: str, target: str, reading: str) -> tuple[str, str]:
    """Return message and hint for a single broken reference."""
    message = f"{column} refers to a row that is not in {target}"
    if reading in _WRITTEN:
        why, what = _written(reading, file, target)
        return f"{message}; {why}.", what
    if reading:
        return f"{message}; it is the {reading} of one.", f"Write the sourcedId of {target} here."
    return f"{message}.", f"Export that row to {target} too, or correct the ID here."


def _written(reading: str, file: str, target: str) -> tuple[str, str]:
    why, what = _WRITTEN[Form(reading)]
    return why.format(target=target), what.format(target=target, file=file)


RULES = (
    SetRule(
        code="DDE502",
        name="reference-broken",
        severity=Severity.ERROR,
        review=Review.INITIAL,
        basis=Basis.STANDARD,
        title="A reference points to a missing row",
        why="The record can't be linked and is dropped, with everything that refers to it.",
        fix="Export the missing row too. Fix orgs first, then classes and users, then enrollments.",
        bad=(AddRow("enrollments.csv", 4, {"sourcedId": "E4", "userSourcedId": "S999"}),),
        at=(("enrollments.csv", 5, "userSourcedId"),),
        uses=OTHER_NAMES,
        find=_broken_references,
    ),
    SetRule(
        code="DDE506",
        name="reference-to-other-column",
        severity=Severity.ERROR,
        review=Review.INITIAL,
        basis=Basis.STANDARD,
        title="A column does not refer to the sourcedId",
        why="No ID in the column matches, so no row of the file can be linked.",
        fix="Map the column to the sourcedId of the other file in your export.",
        bad=(
            Cell("enrollments.csv", 2, "userSourcedId", "10021"),
            Cell("enrollments.csv", 3, "userSourcedId", "007215"),
            Cell("enrollments.csv", 4, "userSourcedId", "007216"),
        ),
        at=(("enrollments.csv", 2, "userSourcedId"),),
        uses=OTHER_NAMES,
        find=_other_column,
    ),
)
