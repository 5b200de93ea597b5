"""DDE21x: the header of a file, column by column."""

from collections.abc import Iterator

from checks.example.changes import Bytes
from checks.finding import Review, Severity
from checks.profile import Basis
from checks.reading import ReadFile
from checks.rules.rule import FileRule, Hit
from checks.visible import visible


def _missing(read: ReadFile) -> Iterator[Hit]:
    if not read.structure.header:
        return
    if not read.header.places:
        yield Hit(
            read.spec.name,
            1,
            message="The first line is no header: it names none of the columns.",
            hint="Let the export write the column names first. `dde template DIR` shows them.",
        )
        return
    for name in read.header.missing:
        yield Hit(
            read.spec.name,
            1,
            name,
            message=f"The column {name} is missing.",
            hint="The standard wants every column, blank where there is nothing to say.",
            basis=read.spec.column(name).basis,
        )


def _misspelled(read: ReadFile) -> Iterator[Hit]:
    for expected, found in read.header.misspelled.items():
        yield Hit(
            read.spec.name,
            1,
            expected,
            message=f"The header {visible(found)!r} looks like {expected}.",
            hint=f"Write it as {expected}; its values were checked as if it were.",
        )


def _twice(read: ReadFile) -> Iterator[Hit]:
    for name in read.header.twice:
        shown = visible(name) or "(blank)"
        yield Hit(read.spec.name, 1, shown, message=f"The column {shown} stands twice.")


def _order(read: ReadFile) -> Iterator[Hit]:
    if not read.header.in_order:
        yield Hit(
            read.spec.name,
            1,
            message="The columns are not in the order of the standard.",
            hint="Metadata columns come last. `dde template DIR` writes headers in order.",
        )


def _unknown(read: ReadFile) -> Iterator[Hit]:
    for name in read.header.unknown:
        shown = visible(name) or "(blank)"
        yield Hit(
            read.spec.name,
            1,
            shown,
            message=f"The standard has no column {shown} in {read.spec.name}.",
            hint="Only columns whose name begins with metadata. may be added.",
        )


def _metadata(read: ReadFile) -> Iterator[Hit]:
    for name in read.header.metadata:
        yield Hit(
            read.spec.name,
            1,
            visible(name),
            message=f"{visible(name)} was not checked: which metadata columns CLI reads is not settled.",
            hint="Ask CLI; `dde requirements` lists the open questions.",
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
        why="The standard wants all columns in their order; some programs refuse the file.",
        fix="Add the column to the export, blank where there is nothing to say.",
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
        title="A column's name is written otherwise than the standard does",
        why="Header names are exact, also in upper and lower case: the column is not found.",
        fix="Write the name as the standard does.",
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
        title="A column stands twice",
        why="Nobody can know which of the two counts.",
        fix="Take one of them out of the export.",
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
        why="The standard fixes the order; programs that count columns read wrong values.",
        fix="Put the columns in the standard's order, metadata columns last.",
        bad=(Bytes("courses.csv", b"subjects,subjectCodes\n", b"subjectCodes,subjects\n"),),
        at=(("courses.csv", 1, None),),
        find=_order,
    ),
    FileRule(
        code="DDE215",
        name="column-unknown",
        severity=Severity.WARNING,
        review=_INITIAL,
        basis=Basis.STANDARD,
        title="A column that the standard does not have",
        why="It is ignored at best; it may be a column whose name went wrong.",
        fix="Take it out, or name it metadata.something and put it last.",
        bad=(
            Bytes("courses.csv", b"subjects,subjectCodes\n", b"subjects,subjectCodes,campus\n"),
            Bytes("courses.csv", b"057950,,", b"057950,,,101"),
        ),
        at=(("courses.csv", 1, "campus"),),
        find=_unknown,
    ),
    FileRule(
        code="DDE216",
        name="metadata-column",
        severity=Severity.INFO,
        review=_INITIAL,
        basis=Basis.UNSETTLED,
        title="A metadata column that nobody can check yet",
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
