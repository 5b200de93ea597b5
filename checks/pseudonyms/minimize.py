"""The few rows that a report's findings need: all but those of people without a finding.

Whether they are enough is not guessed: what is left is checked. If it does not find the same, all rows stay.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping

from checks.finding import Report
from checks.pseudonyms.csv_spans import Sheet, SpanKind

_FIRST = 20
"""Findings of one rule in one column whose rows are kept."""
_OF_PEOPLE = {"users.csv": "sourcedId", "demographics.csv": "sourcedId", "enrollments.csv": "userSourcedId"}
_OF_CLASSES = ("classSourcedId", "role")

Sheets = Mapping[str, Sheet]
"""Files by the profile's name."""


def few_rows(sheets: Sheets, report: Report, check: Callable[[Sheets], Report]) -> Sheets:
    """Return the sheets without the rows of people whom no finding needs, or all of them where it needs most.

    Of each class the first person of each role stays, since a class without one would be a finding.

    Args:
        sheets: the files that were read.
        report: of the whole set.
        check: checks the set with other sheets as the whole one was checked.
    """
    wanted, shown = set[tuple[str, int | None]](), Counter[object]()
    for finding in report.findings:
        shown[finding.code, finding.file, finding.column] += 1
        if shown[finding.code, finding.file, finding.column] <= _FIRST:
            wanted.add((finding.file, finding.line))
    lines: dict[str, dict[str, set[int]]] = {name: defaultdict(set) for name in _OF_PEOPLE}
    kept: dict[object, str] = {}
    for name, column in _OF_PEOPLE.items():
        for line, row in _rows(sheets.get(name), (column, *_OF_CLASSES)):
            lines[name][row[0]].add(line)
            if (name, line) in wanted:
                kept[name, line] = row[0]
            kept.setdefault((name, *row[1:]), row[0])
    people = set(kept.values())
    few = dict(sheets)
    for name, of_person in lines.items():
        if name in few:
            gone = {line for person in of_person.keys() - people for line in of_person[person]}
            few[name] = sheets[name].without(gone)
    return few if _kinds(check(few)) == _kinds(report) else sheets


def _rows(sheet: Sheet | None, columns: tuple[str, ...]) -> list[tuple[int, list[str]]]:
    """Return line and cells of these columns, blank where one is missing, of each row with the first one."""
    if sheet is None or columns[0] not in sheet.header.places:
        return []
    places = [sheet.header.places.get(column) for column in columns]
    rows = []
    for piece in sheet.pieces:
        if piece.kind is SpanKind.RECORD:
            cells = [piece.text[begin:end].strip() for begin, end in sheet.cells(piece.text)]
            rows.append((piece.line, ["" if place is None else cells[place] for place in places]))
    return rows


def _kinds(report: Report) -> dict[object, int]:
    """Return how often each rule finds something in each column, up to the first ones."""
    found = Counter((each.code, each.file, each.column) for each in report.findings)
    return {kind: min(count, _FIRST) for kind, count in found.items()}
