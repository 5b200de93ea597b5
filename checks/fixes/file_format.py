"""How a file is written: its name, its character set, its line ends, its separator.

Each fix looks at a draft of the file as it will be, and changes it. Rows that are damaged stay as they
are, so what would take every row apart is not done to a file that has some.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from checks.fixes.analysis import AnalyzedFile
from checks.fixes.declaration import Change, Fix


@dataclass(slots=True)
class Draft:
    """One file as it will be; at first, as it is."""

    read: AnalyzedFile
    name: str
    """Its name in the set."""
    names: list[str] = field(default_factory=list)
    """The header."""
    order: list[int | None] = field(default_factory=list)
    """Where in the old rows the field of each column stands; None for a column that is new."""
    end: bytes = b"\n"
    separator: str = ","
    drops_blank_lines: bool = False
    is_kept: bool = False
    """Whether every byte of the file stays as it is."""
    notes: list[str] = field(default_factory=list)
    """What was left to a person, in whole sentences."""
    changes: list[Change] = field(default_factory=list)

    @property
    def moves_fields(self) -> bool:
        """Whether the fields of every row are moved or written with another separator."""
        structure = self.read.structure
        return self.separator != structure.delimiter or self.order != [*range(len(structure.header))]


Found = tuple[int | None, str | None, str, str | None]
"""Line, column, before and after of a change."""


@dataclass(frozen=True, kw_only=True)
class FileFix(Fix):
    """A fix of a file as a whole."""

    may_be_off: bool = False
    """Whether it is left out for a profile that dropped its rule; a file has to be written in some form."""
    changes_bytes: bool = True
    """Whether more than the name changes: not for a file that stays as it is."""
    apply: Callable[[Draft], Iterator[Found]]
    """Changes the draft and yields what it changed."""


def _name(draft: Draft) -> Iterator[Found]:
    expected = draft.read.spec.name
    if draft.name != expected and draft.name.lower() == expected.lower():
        yield None, None, draft.name, expected
        draft.name = expected


def _folder(draft: Draft) -> Iterator[Found]:
    folder = draft.read.file.folder
    if folder:
        yield None, None, f"{folder}/{draft.name}", draft.name


def _encoding(draft: Draft) -> Iterator[Found]:
    text = draft.read.structure.text
    if not draft.read.is_certain:
        draft.is_kept = True
        draft.notes.append(
            "It was left unchanged: its character set can't be determined for certain."
            if text.encoding != "binary"
            else "It was left unchanged: it is not text."
        )
    elif text.encoding == "utf-16":
        yield None, None, "UTF-16", "UTF-8"
    elif text.bad_line is not None:
        yield text.bad_line, None, "Windows-1252", "UTF-8"


def _mark(draft: Draft) -> Iterator[Found]:
    if draft.read.structure.text.bom:
        yield 1, None, "\ufeff", ""


def _line_ends(draft: Draft) -> Iterator[Found]:
    structure = draft.read.structure
    text = structure.text
    plain = text.lines - text.crlf - text.cr - draft.read.is_end_open
    kinds = [end for end, count in (("CR LF", text.crlf), ("CR", text.cr), ("LF", plain)) if count > 0]
    if kinds == ["CR LF"]:
        draft.end = b"\r\n"
    elif len(kinds) > 1 and text.cr and (draft.read.is_damaged or "line-break" in structure.faults):
        draft.is_kept = True
        draft.notes.append("It was left unchanged: line ends inside values break some of its rows.")
    elif kinds and kinds != ["LF"]:
        yield None, None, ", ".join(kinds), "LF"


def _blank_lines(draft: Draft) -> Iterator[Found]:
    draft.drops_blank_lines = not draft.read.is_damaged
    return iter(())


def _separator(draft: Draft) -> Iterator[Found]:
    delimiter = draft.read.structure.delimiter
    if delimiter == ",":
        return
    if draft.read.is_damaged or len(draft.names) < 2:
        draft.separator = delimiter
        draft.notes.append("Its separator was left: some rows can't be split.")
        return
    yield 1, None, delimiter, ","


BLANK_LINE = FileFix(
    code="DDE206",
    name="blank-line-dropped",
    sentence="removes blank lines from a file whose rows are intact",
    apply=_blank_lines,
)
"""Its changes are told line by line, when the file is written."""

FORMS = (
    FileFix(
        code="DDE102",
        name="file-name-in-case",
        sentence="writes a file's name in the standard's letter case",
        changes_bytes=False,
        apply=_name,
    ),
    FileFix(
        code="DDE104",
        name="file-taken-out-of-folder",
        sentence="moves files out of a folder inside the zip",
        is_whole=True,
        changes_bytes=False,
        apply=_folder,
    ),
    FileFix(
        code="DDE201",
        name="text-as-utf-8",
        sentence="converts UTF-16 and Windows-1252 to UTF-8 where every character is certain",
        apply=_encoding,
    ),
    FileFix(
        code="",
        name="byte-order-mark",
        sentence="removes the byte order mark",
        apply=_mark,
    ),
    FileFix(
        code="DDE208",
        name="line-ends-alike",
        sentence="ends every line in LF where line ends are CR or mixed",
        apply=_line_ends,
    ),
    BLANK_LINE,
    FileFix(
        code="DDE202",
        name="separated-by-commas",
        sentence="separates values with commas where every row can be split",
        apply=_separator,
    ),
)
