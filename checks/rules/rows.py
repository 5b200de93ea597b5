"""DDE20x: the bytes and rows of a file, as the byte pass found them."""

from collections.abc import Callable, Iterator

from checks.example.changes import Bytes
from checks.finding import Review, Severity
from checks.input.header import ReadFile
from checks.input.record import split_record
from checks.profile.model import Basis
from checks.rules.rule import FileRule, Hit, Places


def _places(read: ReadFile, kind: str, message: str, hint: str = "") -> Places:
    import polars as pl

    lines = pl.DataFrame({"line": read.structure.lines_with(kind)})
    return Places(
        read.spec.name, None, lines.with_columns(value=pl.lit(None, pl.String)), message=message, hint=hint
    )


def _lines(kind: str, message: str, hint: str = "") -> Callable[[ReadFile], Iterator[Places]]:
    return lambda read: iter((_places(read, kind, message, hint),))


def _encoding(read: ReadFile) -> Iterator[Hit]:
    text, name = read.structure.text, read.spec.name
    if text.encoding == "utf-16":
        yield Hit(
            name,
            message=f"{name} is UTF-16.",
            hint="Save it as UTF-8; in Excel: “CSV UTF-8 (Comma delimited)”.",
        )
    elif text.encoding == "binary":
        yield Hit(
            name, message=f"{name} is no text.", hint="It may be a spreadsheet or a zip with a wrong name."
        )
    elif text.bad_line is not None:
        yield Hit(
            name,
            text.bad_line,
            _column_after(text.bad_prefix, read) if text.bad_line > 1 else None,
            message=f"{name} is not UTF-8; it looks like Windows-1252.",
            hint="Choose UTF-8 where the export is made; accented names would arrive broken.",
        )


def _column_after(before: bytes, read: ReadFile) -> str | None:
    """Return the column that a line has come to after these bytes; its value may still be in quotes."""
    delimiter = read.structure.delimiter
    fields = split_record(before, delimiter) or split_record(before + b'"', delimiter) or []
    names = {position: name for name, position in read.header.places.items()}
    return names.get(len(fields) - 1)


def _fields(read: ReadFile) -> Iterator[Places]:
    yield _places(
        read,
        "fields",
        f"The row does not have the {len(read.structure.header)} fields of the header.",
        "A comma inside a value needs quotes around the value.",
    )


def _line_ends(read: ReadFile) -> Iterator[Hit]:
    """A lone CR inside a value is a line break there (DDE205), and no end of a row."""
    structure, name = read.structure, read.spec.name
    text = structure.text
    inside = text.lines - 1 - structure.rows - len(structure.lines_with("blank"))
    if not text.cr or text.cr <= inside:
        return
    if text.crlf or text.lines - text.cr > 1:
        message = f"Some lines of {name} end in CR alone, others do not."
    else:
        message = f"The lines of {name} end in CR alone, as no system writes them today."
    yield Hit(name, message=message, hint="Choose CR LF (Windows) or LF where the export is made.")


def _huge(read: ReadFile) -> Iterator[Places]:
    yield _places(
        read,
        "huge",
        "The row is longer than a million bytes.",
        "A quote may be left open, or a value holds a whole document.",
    )


def _delimiter(read: ReadFile) -> Iterator[Hit]:
    names = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
    if read.structure.delimiter in names:
        yield Hit(
            read.spec.name,
            1,
            message=f"{read.spec.name} is separated by {names[read.structure.delimiter]}, not commas.",
            hint="Choose comma as the separator where the export is made.",
        )


_QUALITY, _INITIAL = Review.QUALITY, Review.INITIAL

RULES = (
    FileRule(
        code="DDE201",
        name="not-utf-8",
        severity=Severity.ERROR,
        review=_INITIAL,
        basis=Basis.STANDARD,
        title="The file is not UTF-8",
        why="Names with accents arrive broken, or the whole file is refused.",
        fix="Choose UTF-8 where the export is made.",
        bad=(Bytes("users.csv", "María".encode(), "María".encode("cp1252")),),
        at=(("users.csv", 2, "givenName"),),
        find=_encoding,
    ),
    FileRule(
        code="DDE202",
        name="separator",
        severity=Severity.ERROR,
        review=_INITIAL,
        basis=Basis.STANDARD,
        title="Values are not separated by commas",
        why="A reader that expects commas sees one column.",
        fix="Choose comma as the separator where the export is made.",
        bad=(
            Bytes(
                "courses.csv",
                b"sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,"
                b"subjects,subjectCodes\nPK101,,,SY2027,Prekindergarten,PK101,PK,057950,,",
                b"sourcedId;status;dateLastModified;schoolYearSourcedId;title;courseCode;grades;orgSourcedId;"
                b"subjects;subjectCodes\nPK101;;;SY2027;Prekindergarten;PK101;PK;057950;;",
            ),
        ),
        at=(("courses.csv", 1, None),),
        find=_delimiter,
    ),
    FileRule(
        code="DDE203",
        name="number-of-fields",
        severity=Severity.ERROR,
        review=_INITIAL,
        basis=Basis.STANDARD,
        title="A row has too many or too few fields",
        why="Every value after the fault stands in a wrong column; programs drop or mangle the row.",
        fix="Put quotes around values that contain a comma.",
        bad=(Bytes("courses.csv", b"Prekindergarten", b"Prekindergarten, full day"),),
        at=(("courses.csv", 2, None),),
        find=_fields,
    ),
    FileRule(
        code="DDE204",
        name="quote",
        severity=Severity.ERROR,
        review=_INITIAL,
        basis=Basis.STANDARD,
        title="A quote is never closed, or stands in the middle of a value",
        why="Programs read on to the next quote and lose every row on the way.",
        fix="Double a quote that belongs to a value, and put the whole value in quotes.",
        bad=(Bytes("courses.csv", b"Prekindergarten", b'The "Cubs"'),),
        at=(("courses.csv", 2, None),),
        find=_lines("quote", "A quote in this row is not in order.", 'Write "" for a quote inside a value.'),
    ),
    FileRule(
        code="DDE205",
        name="line-break-in-value",
        severity=Severity.ERROR,
        review=_QUALITY,
        basis=Basis.STANDARD,
        title="A value contains a line break",
        why="The standard forbids it: line by line readers see two broken rows.",
        fix="Take the line break out where the value is kept.",
        bad=(Bytes("courses.csv", b"Prekindergarten", b'"Pre-\nkindergarten"'),),
        at=(("courses.csv", 2, None),),
        find=_lines("line-break", "A value in this row goes on over the end of the line."),
    ),
    FileRule(
        code="DDE206",
        name="blank-line",
        severity=Severity.WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A line is blank",
        why="Some programs take it for an empty record, others shift their line numbers.",
        fix="Take the line out.",
        bad=(Bytes("courses.csv", b"\nPK101,", b"\n\nPK101,"),),
        at=(("courses.csv", 2, None),),
        find=_lines("blank", "The line is blank."),
    ),
    FileRule(
        code="DDE207",
        name="control-character",
        severity=Severity.WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A row contains control characters",
        why="They can't be seen, and programs end or reject a value at them.",
        fix="Take them out where the value is kept.",
        bad=(Bytes("courses.csv", b"Prekindergarten", b"Prekinder\x00garten"),),
        at=(("courses.csv", 2, None),),
        find=_lines("control", "The row contains a character that can't be seen."),
    ),
    FileRule(
        code="DDE208",
        name="line-ends",
        severity=Severity.WARNING,
        review=_INITIAL,
        basis=Basis.ASSUMED,
        title="Lines end in a lone CR",
        why="Some programs take such a file for one single line, and find a header and no rows.",
        fix="Choose CR LF (Windows) or LF as the line end where the export is made.",
        bad=(Bytes("courses.csv", b"subjectCodes\nPK101", b"subjectCodes\rPK101"),),
        at=(("courses.csv", None, None),),
        find=_line_ends,
    ),
    FileRule(
        code="DDE209",
        name="record-huge",
        severity=Severity.WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A row is longer than a million bytes",
        why="No roster has such a row: a quote may be left open, or a value holds a whole document.",
        fix="Look at the value where it is kept, and shorten it.",
        bad=(Bytes("courses.csv", b"Prekindergarten", b"x" * 1_000_001),),
        at=(("courses.csv", 2, None),),
        find=_huge,
    ),
)
