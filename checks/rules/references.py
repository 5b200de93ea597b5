"""DDE502 and DDE506: references to rows that are not there, each root cause once for the whole set."""

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
        "IDs are told apart by letter case: write it in both files as the system has it.",
    ),
    Form.NUMBER: (
        "one of the two is written as a decimal number",
        "A spreadsheet or a data frame made a number of it: keep IDs as text.",
    ),
    Form.ZEROS_HERE: (
        "{target} has the same number with its leading zeros",
        "A spreadsheet took the zeros away in {file}: export it anew, and don't save it with one.",
    ),
    Form.ZEROS_THERE: (
        "{target} has the same number without its leading zeros",
        "A spreadsheet took the zeros away in {target}: export it anew, and don't save it with one.",
    ),
    Form.BLANKS: (
        "{target} has it with other blanks or invisible signs inside",
        "Take the blanks and invisible signs out of the ID in both files.",
    ),
    Form.EXPONENT: (
        "a spreadsheet made a number with an exponent of it",
        "Its last digits are lost: export {file} anew, and don't save it with a spreadsheet.",
    ),
    Form.PLACEHOLDER: (
        "a program wrote a word for a missing value",
        "Leave the cell blank where it may be, or fill in the ID that is missing.",
    ),
}
"""What to say, and what to do, when the ID is written in another way than in the row it means."""


def _broken_references(tables: Tables) -> Iterator[Places | Hit]:
    import polars as pl

    for target, cause, hit in _whole_columns(tables):
        if cause in _WRITTEN:
            why, what = _written(cause, hit.file, target)
            message = f"{hit.column} refers to rows that {target} does not have; {why}."
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
            message = f"{column} holds the {things}' {cause}, not their sourcedId."
            hint = f"Map {column} to the sourcedId of {target} where the export is made."
        elif tables.profile.file(hit.file).column(column).key:
            message = f"{column} holds IDs of its own; it must be the {things}' sourcedId."
            hint = f"Export the sourcedId of {target} into this column."
        else:
            message = f"{column} holds IDs of which {target} has none."
            hint = "The two files come from different exports, or name the same things in different ways."
        yield replace(hit, message=message, hint=hint)


def _whole_columns(tables: Tables) -> Iterator[tuple[str, str, Hit]]:
    """Yield target, cause and place of each column that is one fault as a whole."""
    import polars as pl

    lost = lost_references(tables).filter(pl.col("cause") != "").sort("order", "line")
    first = pl.col("target", "cause", "file", "line", "column", "value").first()
    columns = lost.group_by("order", maintain_order=True).agg(first, pl.col("rows").sum())
    for target, cause, file, line, column, value, rows in columns.drop("order").iter_rows():
        yield target, cause, Hit(file, line, column, value, affected=rows)


def _words(file: str, column: str, target: str, reading: str) -> tuple[str, str]:
    """Return message and hint for references that are lost one by one."""
    message = f"{column} refers to a row that {target} does not have"
    if reading in _WRITTEN:
        why, what = _written(reading, file, target)
        return f"{message}; {why}.", what
    if reading:
        return f"{message}; it is the {reading} of one.", f"Write the sourcedId of {target} here."
    return f"{message}.", f"Export it to {target} too, or mend the ID here."


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
        title="A reference to a row that is not there",
        why="The record hangs in the air and is dropped, with everything that refers to it.",
        fix="Export the missing row too. Mend orgs first, then classes and users, then enrollments.",
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
        title="A column refers to something else than the sourcedId",
        why="Nothing in the column is found, so every row of the file hangs in the air.",
        fix="Map the column to the sourcedId of the other file where the export is made.",
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
