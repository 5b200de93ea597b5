"""DDE21x: the header of a file: its columns, their names and their order."""

from collections.abc import Iterator

from checks.example.changes import Bytes
from checks.finding import Review, Severity
from checks.input.header import Header, ReadFile
from checks.profile.model import METADATA, Basis, ColumnSpec
from checks.rules.rule import FileRule, Hit
from checks.visible import visible

_QUOTES = "\"'`“”‘’ "


def _missing(read: ReadFile) -> Iterator[Hit]:
    if not read.structure.header:
        return
    if not read.header.places:
        yield Hit(
            read.spec.name,
            read.structure.header_line,
            message="The first line is not a header: it has few or none of the column names.",
            hint="Turn on column names in your export. `dde template DIR` writes files with them.",
        )
        return
    for name in read.header.missing:
        column = read.spec.column(name)
        is_added = name.startswith(METADATA)
        if name in read.header.explained or (is_added and not column.required):
            continue
        yield Hit(
            read.spec.name,
            read.structure.header_line,
            name,
            message=f"The column {name} is missing.",
            hint=_how_to_add(read.header, column),
            basis=column.basis,
        )


def _how_to_add(header: Header, column: ColumnSpec) -> str:
    if column.name.startswith(METADATA):
        return "Add it after the columns of the standard."
    if not column.required:
        return "Add it, with blank cells if you have no values. The standard requires every column."
    if header.unknown:
        return "Add it with its values. It may be there under another name: see the unknown columns."
    return "Add it with its values: each row needs one."


def _misspelled(read: ReadFile) -> Iterator[Hit]:
    for expected, found in read.header.misspelled.items():
        if expected not in read.header.explained:
            yield Hit(
                read.spec.name,
                read.structure.header_line,
                expected,
                _hidden(read.header, found),
                message=_meant(read.header, found, expected)
                if expected in read.header.by_values
                else _difference(read.header, found, expected),
                hint=f"Rename it to {expected}. Its values were checked under that name.",
            )


def _meant(header: Header, found: str, expected: str) -> str:
    """Return a message for a column of which the values show which one is meant."""
    values = header.by_values[expected]
    return f"{_the(header.called(found))} is meant to be {expected}: its values are {values}."


def _difference(header: Header, found: str, expected: str) -> str:
    """Return a message that says how a header differs from the expected one."""
    if not found.strip():
        return f"The header of the column {expected} is blank."
    if found not in header.sure:
        return f"The header of {header.called(found)} looks misspelled; the standard name is {expected}."
    hidden = [character for character in found if not character.isprintable()]
    shown = "".join(character for character in found if character.isprintable()).strip()
    foreign = any(character.isalpha() and not character.isascii() for character in found)
    reasons = (
        (found.strip() == expected, "has a space before or after it"),
        (found.strip(_QUOTES) == expected, "has quotes in its name"),
        (hidden and shown == expected, f"has an invisible character (U+{ord((hidden or ' ')[0]):04X})"),
        (found.casefold() == expected.casefold(), "differs only in upper and lower case"),
        (foreign, "has a letter with an accent or from another alphabet"),
        (True, "looks misspelled"),
    )
    reason = next(text for holds, text in reasons if holds)
    return f"The header {visible(found)!r} {reason}; the standard name is {expected}."


def _the(shown: str) -> str:
    """Return what `Header.called` gave as the subject of a sentence."""
    return f"C{shown[1:]}" if shown.startswith("column ") else f"The column {shown}"


def _hidden(header: Header, name: str) -> str | None:
    """Return a name that is not quoted, to be shown only where values are; None for one that is."""
    return None if name in header.sure else name


def _twice(read: ReadFile) -> Iterator[Hit]:
    for name in read.header.twice:
        shown = read.header.called(name)
        yield Hit(
            read.spec.name,
            read.structure.header_line,
            shown,
            _hidden(read.header, name),
            message=f"{_the(shown)} appears twice, or again in another spelling.",
            hint="Remove one. The column with the exact name was checked, or else the first.",
        )


def _order(read: ReadFile) -> Iterator[Hit]:
    moved = read.header.out_of_place
    if not moved:
        return
    name, others = moved[0], len(moved) - 1
    shown = read.header.called(name)
    if name.startswith(METADATA):
        where = "metadata columns come last"
    else:
        header = read.spec.header
        before = [each for each in header[: header.index(name)] if each in read.header.places]
        where = f"it comes right after {before[-1]}" if before else "it comes first"
    more = f" {others} more {'is' if others == 1 else 'are'} out of place too." if others else ""
    yield Hit(
        read.spec.name,
        read.structure.header_line,
        shown,
        _hidden(read.header, name),
        message=f"{_the(shown)} is out of place: in the standard {where}.{more}",
        hint="Run `dde template DIR` for headers in the right order.",
    )


def _unknown(read: ReadFile) -> Iterator[Hit]:
    name = read.spec.name
    for column in read.header.unknown:
        if column not in read.header.explained:
            shown = read.header.called(column)
            yield Hit(
                name,
                read.structure.header_line,
                shown,
                _hidden(read.header, column),
                message=f"{_the(shown)} is not in the standard for {name}.",
                hint="Only columns whose name begins with metadata. may be added.",
            )
    if blank := read.header.blank:
        first, count = blank[0] + 1, len(blank)
        yield Hit(
            name,
            read.structure.header_line,
            "(blank)",
            message=f"Column {first} has no name."
            if count == 1
            else f"{count} columns have no name; the first is column {first}.",
            hint="Spreadsheets keep columns that were once used. Delete them, or don't use a spreadsheet.",
        )


def _metadata(read: ReadFile) -> Iterator[Hit]:
    named = [column.name for column in read.spec.columns if column.name.startswith(METADATA)]
    why = (
        f"CLI named {', '.join(named)} for this file, not this one"
        if named
        else "which metadata columns CLI reads is not settled"
    )
    for name in read.header.metadata:
        if name not in read.header.explained:
            shown = read.header.called(name)
            yield Hit(
                read.spec.name,
                read.structure.header_line,
                shown,
                _hidden(read.header, name),
                message=f"{_the(shown)} was not checked: {why}.",
                hint="Ask CLI whether it reads this column. `dde requirements` lists the open questions.",
            )


_INITIAL = Review.INITIAL

RULES = (
    FileRule(
        code="DDE211",
        name="column-missing",
        severity=Severity.ERROR,
        review=_INITIAL,
        basis=Basis.STANDARD,
        title="A column is missing",
        why="The standard requires all columns in order; some programs reject the file.",
        fix="Export every column, with its name in the first line. Optional cells may be blank.",
        bad=(
            Bytes("courses.csv", b"subjects,subjectCodes\n", b"subjects\n"),
            Bytes("courses.csv", b"057950,,", b"057950,"),
        ),
        at=(("courses.csv", 1, "subjectCodes"),),
        find=_missing,
    ),
    FileRule(
        code="DDE212",
        name="column-misspelled",
        severity=Severity.ERROR,
        review=_INITIAL,
        basis=Basis.STANDARD,
        title="A column name does not match the standard",
        why="Column names are case-sensitive: the column is not found.",
        fix="Rename the column to the exact name in the standard.",
        bad=(Bytes("users.csv", b",email,", b",Email,"),),
        at=(("users.csv", 1, "email"),),
        find=_misspelled,
    ),
    FileRule(
        code="DDE213",
        name="column-twice",
        severity=Severity.ERROR,
        review=_INITIAL,
        basis=Basis.STANDARD,
        title="A column appears twice",
        why="Receivers can't tell which one is correct.",
        fix="Remove one of them from the export.",
        bad=(
            Bytes("courses.csv", b"subjects,subjectCodes\n", b"subjects,subjectCodes,subjects\n"),
            Bytes("courses.csv", b"057950,,", b"057950,,,"),
        ),
        at=(("courses.csv", 1, "subjects"),),
        find=_twice,
    ),
    FileRule(
        code="DDE214",
        name="column-order",
        severity=Severity.ERROR,
        review=_INITIAL,
        basis=Basis.STANDARD,
        title="The columns are out of order",
        why="The standard fixes the order, and programs that go by position read wrong values.",
        fix="Put the columns in the standard's order, metadata columns last.",
        bad=(Bytes("courses.csv", b"subjects,subjectCodes\n", b"subjectCodes,subjects\n"),),
        at=(("courses.csv", 1, "subjectCodes"),),
        find=_order,
    ),
    FileRule(
        code="DDE215",
        name="column-unknown",
        severity=Severity.WARNING,
        review=_INITIAL,
        basis=Basis.STANDARD,
        title="A column is not in the standard",
        why="It is ignored at best, and it may be a required column with a wrong name.",
        fix="Remove it. A column of your own needs a name such as metadata.campus, and comes last.",
        bad=(
            Bytes("courses.csv", b"subjects,subjectCodes\n", b"subjects,subjectCodes,campus\n"),
            Bytes("courses.csv", b"057950,,", b"057950,,,101"),
        ),
        at=(("courses.csv", 1, "column 11"),),
        find=_unknown,
    ),
    FileRule(
        code="DDE216",
        name="metadata-column",
        severity=Severity.INFO,
        review=_INITIAL,
        basis=Basis.UNSETTLED,
        title="A metadata column can't be checked yet",
        why="CLI reads one or five metadata columns in three files; their names are not public.",
        fix="Ask CLI which names and values it expects.",
        bad=(
            Bytes("courses.csv", b"subjects,subjectCodes\n", b"subjects,subjectCodes,metadata.dayType\n"),
            Bytes("courses.csv", b"057950,,", b"057950,,,Full Day"),
        ),
        at=(("courses.csv", 1, "metadata.dayType"),),
        find=_metadata,
    ),
)
