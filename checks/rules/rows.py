"""DDE20x: encoding, separators, quotes and line ends of a file, from the byte pass."""

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
        read.spec.name,
        None,
        lines.with_columns(value=pl.lit(None, pl.String)),
        more=read.structure.count_of(kind) - len(lines),
        message=message,
        hint=hint,
    )


def _lines(kind: str, message: str, hint: str = "") -> Callable[[ReadFile], Iterator[Places]]:
    return lambda read: iter((_places(read, kind, message, hint),))


def _encoding(read: ReadFile) -> Iterator[Hit]:
    text, name = read.structure.text, read.spec.name
    if text.encoding == "utf-16":
        yield Hit(
            name,
            message=f"{name} is UTF-16.",
            hint="Save it as UTF-8. In Excel, choose “CSV UTF-8 (Comma delimited)”.",
        )
    elif text.encoding == "binary":
        yield Hit(
            name,
            message=f"{name} is not a text file.",
            hint="It may be a spreadsheet or zip with the wrong name. Export it as CSV.",
        )
    elif text.bad_line is not None:
        yield Hit(
            name,
            text.bad_line,
            _column_after(text.bad_prefix, read) if text.bad_line > 1 else None,
            message=f"{name} is not UTF-8; it looks like Windows-1252.",
            hint="Choose UTF-8 in your export settings, or accented names arrive garbled.",
        )


def _column_after(before: bytes, read: ReadFile) -> str | None:
    """Return the column these bytes of a line end in; a quoted value may still be open."""
    delimiter = read.structure.delimiter
    fields = split_record(before, delimiter) or split_record(before + b'"', delimiter) or []
    names = {position: name for name, position in read.header.places.items()}
    return names.get(len(fields) - 1)


def _fields(read: ReadFile) -> Iterator[Places]:
    yield _places(
        read,
        "fields",
        f"The row does not have the {len(read.structure.header)} fields of the header.",
        "Put quotes around a value that has a comma.",
    )


def _line_ends(read: ReadFile) -> Iterator[Hit]:
    """Report rows that end in CR; a lone CR inside a value is a line break there (DDE205)."""
    structure, name = read.structure, read.spec.name
    text = structure.text
    inside = text.lines - 1 - structure.rows - structure.count_of("blank")
    if not text.cr or text.cr <= inside:
        return
    if text.crlf or text.lines - text.cr > 1:
        message = f"Some lines of {name} end in CR only, others do not."
    else:
        message = f"The lines of {name} end in CR only, an outdated format."
    yield Hit(name, message=message, hint="Choose CR LF (Windows) or LF in your export settings.")


def _huge(read: ReadFile) -> Iterator[Places]:
    yield _places(
        read,
        "huge",
        "The row is longer than a million bytes.",
        "Look for an unclosed quote, or a value that is a whole document.",
    )


def _delimiter(read: ReadFile) -> Iterator[Hit]:
    names = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
    if read.structure.delimiter in names:
        yield Hit(
            read.spec.name,
            1,
            message=f"{read.spec.name} is separated by {names[read.structure.delimiter]}, not commas.",
            hint="Choose comma as the separator in your export settings.",
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
        why="Names with accents arrive garbled, or the whole file is rejected.",
        fix="Choose UTF-8 in your export settings.",
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
        why="A program that expects commas sees a single column.",
        fix="Choose comma as the separator in your export settings.",
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
        why="Every value after that point is in the wrong column, so programs drop or garble the row.",
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
        title="A quote is unclosed or in the middle of a value",
        why="Programs read on to the next quote and lose every row in between.",
        fix="Double each quote inside a value, and put the whole value in quotes.",
        bad=(Bytes("courses.csv", b"Prekindergarten", b'The "Cubs"'),),
        at=(("courses.csv", 2, None),),
        find=_lines(
            "quote", "A quote in this row is unclosed or misplaced.", 'Write "" for a quote inside a value.'
        ),
    ),
    FileRule(
        code="DDE205",
        name="line-break-in-value",
        severity=Severity.ERROR,
        review=_QUALITY,
        basis=Basis.STANDARD,
        title="A value contains a line break",
        why="The standard forbids it: programs that read line by line see two broken rows.",
        fix="Remove the line break in your SIS.",
        bad=(Bytes("courses.csv", b"Prekindergarten", b'"Pre-\nkindergarten"'),),
        at=(("courses.csv", 2, None),),
        find=_lines("line-break", "A value in this row has a line break."),
    ),
    FileRule(
        code="DDE206",
        name="blank-line",
        severity=Severity.WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A line is blank",
        why="Some programs read it as an empty record; others shift their line numbers.",
        fix="Remove the line.",
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
        why="They are invisible, and programs cut off or reject a value at them.",
        fix="Remove them in your SIS.",
        bad=(Bytes("courses.csv", b"Prekindergarten", b"Prekinder\x00garten"),),
        at=(("courses.csv", 2, None),),
        find=_lines("control", "The row contains an invisible control character."),
    ),
    FileRule(
        code="DDE208",
        name="line-ends",
        severity=Severity.WARNING,
        review=_INITIAL,
        basis=Basis.ASSUMED,
        title="Lines end in CR only",
        why="Some programs read such a file as a single line: a header without rows.",
        fix="Choose CR LF (Windows) or LF as the line end in your export settings.",
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
        why="No roster has such a row. A quote may be unclosed, or a value may be a whole document.",
        fix="Check the value in your SIS and shorten it.",
        bad=(Bytes("courses.csv", b"Prekindergarten", b"x" * 1_000_001),),
        at=(("courses.csv", 2, None),),
        find=_huge,
    ),
)
