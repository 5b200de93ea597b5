"""The few rows that a report's findings need: those where they stand, and what these refer to.

Whether they are enough is not guessed: what is left is checked, and more is kept until the same is found.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from enum import IntEnum
from functools import partial
from io import BytesIO

from checks.finding import Report
from checks.input.source import FileSet, SourceFile
from checks.profile.model import ColumnSpec, Profile, Type
from checks.pseudonyms.csv_spans import Sheet, SpanKind
from checks.pseudonyms.report_diff import differences_in_few, first_findings

Key = tuple[str, str]
"""A file and the key of one of its rows."""
Row = tuple[str, int]
"""A file and the line on which a row begins."""
Lines = dict[str, set[int]]
"""Physical lines at which something begins, by file."""

_TRIALS = 40
"""Times that some of the rows are left out on trial."""


class Context(IntEnum):
    """How much is kept beside the rows of the findings and what they refer to."""

    NOTHING = 0
    PEOPLE = 1
    """All rows of the people who are kept."""
    COMPANIONS = 2
    """Of each kept class and school the first row of each kind that refers to it, such as a teacher's."""
    CLASSES = 3
    """All rows of the classes that are kept."""


def needed_lines(
    source: FileSet,
    sheets: Mapping[str, Sheet],
    profile: Profile,
    report: Report,
    check: Callable[[FileSet], Report],
) -> Lines:
    """Return the lines to keep of each file, the header aside.

    Args:
        source: the whole set.
        sheets: the files that were read, by the profile's name.
        profile: says which column refers to what.
        report: of the whole set.
        check: checks a set as the whole one was checked.
    """
    links = _Links(sheets, profile)
    wanted: Lines = defaultdict(set)
    for finding in first_findings(report):
        if finding.line is not None and finding.file in sheets:
            wanted[finding.file].add(finding.line)

    def is_enough(lines: Lines) -> bool:
        after = check(_only(source, sheets, lines))
        return not differences_in_few(report, after, lines=new_lines(sheets, lines), renamed={})

    for reach in Context:
        lines = links.around(wanted, reach)
        if is_enough(lines):
            return _reduced(lines, links.people(lines, but=links.first_rows(wanted)), is_enough)
    return {name: {piece.line for piece in sheet.pieces} for name, sheet in sheets.items()}


def new_lines(sheets: Mapping[str, Sheet], kept: Mapping[str, set[int]]) -> dict[str, dict[int, int]]:
    """Return, by file, on which line each kept line stands when the others are gone."""
    moved: dict[str, dict[int, int]] = {}
    for name, sheet in sheets.items():
        now, lines = 1, moved.setdefault(name, {})
        for piece in sheet.pieces:
            if piece.kind is SpanKind.HEADER or piece.line in kept.get(name, ()):
                lines.update({piece.line + number: now + number for number in range(piece.lines)})
                now += piece.lines
    return moved


def _only(source: FileSet, sheets: Mapping[str, Sheet], kept: Lines) -> FileSet:
    """Return the set with these lines alone; what is no sheet stays as it is."""
    by_file = {id(sheet.file): sheet for sheet in sheets.values()}
    files = []
    for file in source.files:
        sheet = by_file.get(id(file))
        if sheet is not None:
            lines = kept.get(sheet.spec.name, set())
            data = sheet.written(
                (piece, piece.text)
                for piece in sheet.pieces
                if piece.kind is SpanKind.HEADER or piece.line in lines
            )
            file = SourceFile(file.name, len(data), partial(BytesIO, data), file.folder)  # noqa: PLW2901
        files.append(file)
    return FileSet(source.path, tuple(files))


def _reduced(lines: Lines, spare: list[set[Row]], is_enough: Callable[[Lines], bool]) -> Lines:
    """Leave out what can be left out, in fewer and fewer people at a time."""
    size, tries = len(spare), 0
    while size and tries < _TRIALS:
        for begin in range(0, len(spare), size):
            gone = set().union(*spare[begin : begin + size])
            without = {
                name: {line for line in kept if (name, line) not in gone} for name, kept in lines.items()
            }
            tries += 1
            if is_enough(without):
                lines = without
        spare = [rows for rows in spare if all(line in lines[name] for name, line in rows)]
        size //= 2
    return lines


class _Links:
    """Which row refers to which, in all the sheets."""

    def __init__(self, sheets: Mapping[str, Sheet], profile: Profile) -> None:
        self._rows_of: dict[Key, list[Row]] = defaultdict(list)
        self._named: dict[Row, set[Key]] = defaultdict(set)
        """The keys that a row has or refers to."""
        self._referring: dict[Key, list[Row]] = defaultdict(list)
        self._companions: dict[Key, dict[object, Row]] = defaultdict(dict)
        """The first row of each kind that refers to a key, by file and the row's words and flags."""
        self._always: Lines = {}
        for name, sheet in sheets.items():
            spec = profile.file(name)
            columns = [
                (sheet.header.places[each.name], each)
                for each in spec.columns
                if each.name in sheet.header.places
            ]
            for piece in sheet.pieces:
                if piece.kind is SpanKind.RECORD:
                    if not spec.table or name not in self._always:
                        self._always.setdefault(name, set()).add(piece.line)
                    cells = [piece.text[begin:end].strip() for begin, end in sheet.cells(piece.text)]
                    self._link((name, piece.line), [(column, cells[place]) for place, column in columns])

    def _link(self, row: Row, cells: list[tuple[ColumnSpec, str]]) -> None:
        kind = (row[0], *(cell for column, cell in cells if column.type in (Type.ENUM, Type.BOOLEAN)))
        for column, cell in cells:
            if column.key and cell:
                self._rows_of[row[0], cell].append(row)
                self._named[row].add((row[0], cell))
            for value in cell.split(",") if column.references else ():
                key = column.references, value.strip()
                if not key[1]:
                    continue
                self._named[row].add(key)
                self._referring[key].append(row)
                self._companions[key].setdefault((column.name, kind), row)

    def first_rows(self, wanted: Lines) -> Lines:
        """Return the wanted lines, the manifest, and a row of each file, as one without any is a finding."""
        return {
            name: wanted.get(name, set()) | self._always.get(name, set()) for name in {*wanted, *self._always}
        }

    def people(self, lines: Lines, *, but: Lines) -> list[set[Row]]:
        """Return the kept rows of each person, without those of whom a row must stay."""
        rows: dict[Key, set[Row]] = defaultdict(set)
        for name, kept in lines.items():
            for row in ((name, line) for line in kept):
                for key in self._named.get(row, ()):
                    if key[0] == "users.csv":
                        rows[key].add(row)
        fixed = {(name, line) for name, kept in but.items() for line in kept}
        return [own for own in rows.values() if not own & fixed]

    def around(self, wanted: Lines, reach: Context) -> Lines:
        """Return the wanted rows, all they refer to, and what else is in reach."""
        found: set[Row] = set()
        new = {(name, line) for name, lines in self.first_rows(wanted).items() for line in lines}
        while new:
            found |= new
            keys = {key for row in new for key in self._named.get(row, ())}
            new = {row for key in keys for row in self._near(key, reach)} - found
        lines: Lines = defaultdict(set)
        for name, line in found:
            lines[name].add(line)
        return dict(lines)

    def _near(self, key: Key, reach: Context) -> Iterator[Row]:
        yield from self._rows_of.get(key, ())
        is_person, is_class = key[0] == "users.csv", key[0] == "classes.csv"
        if (is_person and reach >= Context.PEOPLE) or (is_class and reach >= Context.CLASSES):
            yield from self._referring.get(key, ())
        elif reach >= Context.COMPANIONS:
            yield from self._companions.get(key, {}).values()
