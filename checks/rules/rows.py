"""DDE20x: encoding, separators, quotes and line ends of a file, from the byte pass."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from checks.example.changes import Bytes
from checks.finding import Review, Severity
from checks.input.header import ReadFile
from checks.input.record import split_record
from checks.input.structure import Structure
from checks.profile.model import Basis
from checks.rules.rule import FileRule, Hit, Places, at_lines

if TYPE_CHECKING:
    import polars as pl

_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_MOST_CAUSES = 20
"""Numbers of fields that are told one by one."""


def _lines(kind: str, message: str) -> Callable[[ReadFile], Iterator[Places]]:
    return lambda read: iter((at_lines(read, kind, message),))


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


def _fields(read: ReadFile) -> Iterator[Places | Hit]:
    """Report rows with too many or too few fields by cause; what every row has is one finding."""
    import polars as pl

    structure = read.structure
    width, lines = len(structure.header), structure.lines_with("fields")
    if not len(lines):
        return
    rows = pl.DataFrame({"line": lines, "fields": structure.widths})
    same = (rows["line"].diff(1) == 1, rows["fields"] + rows["fields"].shift(1) == width + 1)
    divided = (same[0] & same[1]).fill_null(value=False)
    rows = rows.with_columns(divided=divided | divided.shift(-1, fill_value=False))
    groups = rows.group_by("fields", "divided", maintain_order=True).len().sort("len", descending=True)
    more = structure.count_of("fields") - len(rows)
    if rows["fields"].abs().n_unique() == 1 and len(rows) + more == structure.rows > 1:
        message, hint = _cause(structure, max(groups["fields"]), is_divided=False)
        message = f"Each row{message.removeprefix('The row')}"
        yield Hit(read.spec.name, int(lines[0]), message=message, hint=hint, affected=structure.rows)
        return
    others = groups[_MOST_CAUSES:].select("fields", "divided")
    for fields, is_divided, _ in groups[:_MOST_CAUSES].iter_rows():
        like = rows.filter(fields=fields, divided=is_divided)
        yield _of_lines(read, like["line"], *_cause(structure, fields, is_divided=is_divided), more=more)
        more = 0
    if len(others):
        like = rows.join(others, ["fields", "divided"], how="semi")
        yield _of_lines(read, like["line"], f"The row does not have the {width} fields of the header.")


def _of_lines(read: ReadFile, lines: "pl.Series", message: str, hint: str = "", more: int = 0) -> Places:
    import polars as pl

    frame = lines.to_frame("line").with_columns(value=pl.lit(None, pl.String))
    return Places(read.spec.name, None, frame, message=message, hint=hint, more=more)


def _cause(structure: Structure, fields: int, *, is_divided: bool) -> tuple[str, str]:
    """Return message and hint for rows of so many fields; a negative number stands for a blank surplus."""
    width, sign = len(structure.header), _SEPARATORS[structure.delimiter]
    has = f"The row has {abs(fields)} {'field' if abs(fields) == 1 else 'fields'}, the header has {width}"
    if fields < 0:
        return (
            f"{has}: the extra ones at the end are blank.",
            f"Your export writes extra {sign}s. `dde fix` removes them.",
        )
    if is_divided:
        return (
            f"The row has {fields} of {width} fields: a line break divides it.",
            "Remove the line break in your SIS, or put quotes around the value.",
        )
    if fields == 1:
        return (
            f"The row has one field, the header has {width}.",
            "If it is a title, a note or a page number, delete the line. If not, export the row again.",
        )
    if fields < width:
        return (
            f"The row has {fields} of {width} fields: the end is missing.",
            "A spreadsheet may have dropped blank cells. Export again without one: `dde fix` adds none.",
        )
    return (
        f"{has}: a value may have a {sign} in it.",
        f"Put quotes around a value that has a {sign}, or remove extra {sign}s at the end.",
    )


def _quotes(read: ReadFile) -> Iterator[Places]:
    yield at_lines(
        read,
        "quote",
        "A quote in this row is unclosed or misplaced.",
        'Write "" for a quote inside a value, and put quotes around the whole value.',
    )
    sign = _SEPARATORS[read.structure.delimiter]
    yield at_lines(
        read,
        "spaced-quote",
        f"A space stands between a {sign} and a quote in this row.",
        f"Remove the space: the quote must come right after the {sign}.",
    )


def _line_ends(read: ReadFile) -> Iterator[Hit]:
    """Report rows that end in CR; a lone CR inside a value is a line break there (DDE205)."""
    structure, name = read.structure, read.spec.name
    text = structure.text
    inside = text.lines - structure.rows - structure.lines_without_row
    if not text.cr or text.cr <= inside:
        return
    if text.crlf or text.lines - text.cr > 1:
        message = f"Some lines of {name} end in CR only, others do not."
    else:
        message = f"The lines of {name} end in CR only, an outdated format."
    yield Hit(name, message=message, hint="Choose CR LF (Windows) or LF in your export settings.")


def _huge(read: ReadFile) -> Iterator[Places]:
    yield at_lines(
        read,
        "huge",
        "The row is longer than a million bytes.",
        "Look for an unclosed quote, or a value that is a whole document.",
    )


def _delimiter(read: ReadFile) -> Iterator[Hit]:
    if read.structure.delimiter != ",":
        yield Hit(
            read.spec.name,
            read.structure.header_line,
            message=f"{read.spec.name} is separated by {_SEPARATORS[read.structure.delimiter]}s, not commas.",
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
        fix="Export the file as CSV in UTF-8.",
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
        fix="Write all fields of each row, also blank ones, and quotes around a value with a comma.",
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
        fix="Double each quote inside a value, put the whole value in quotes, and no space before a quote.",
        bad=(Bytes("courses.csv", b"Prekindergarten", b'The "Cubs"'),),
        at=(("courses.csv", 2, None),),
        find=_quotes,
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
