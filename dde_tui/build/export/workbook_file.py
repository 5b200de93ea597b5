"""The parts of an XLSX file, each read within bounds: a workbook of 5 KB may hold gigabytes.

openpyxl's own `load_workbook` reads every sheet once to learn its size, believes the size that a sheet
claims, and fills the cells between. So its parts are used here one by one, and only the wanted sheet is read.
"""

import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, NamedTuple, Self, cast

from checks.input.archive import DAMAGED, bounded_zip

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

DAMAGED_WORKBOOK = (
    *DAMAGED,
    *(SyntaxError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError),
)
"""Exceptions of openpyxl for a damaged workbook; those of XML parsers are a SyntaxError."""

_LARGEST_PART = 16 * 1024**2
"""Maximum bytes of a part that is read as a whole, such as the styles."""
_MOST_TAGS = 200_000
"""Maximum tags of such a part, and of one row with what stands before it: Excel's widest row has 65,536."""
_MOST_STRING_TAGS = 2_000_000
"""Maximum tags of the table of texts: enough for half a million different ones."""


class TooLargeError(Exception):
    """Something in the workbook is larger than in any export."""


class Cell(NamedTuple):
    """A cell as openpyxl has it; columns count from 1."""

    column: int
    value: Any
    number_format: str


class WorkbookFile:
    """An open workbook: its sheets, and the rows of one."""

    def __init__(self, archive: zipfile.ZipFile, data: bytes) -> None:
        """Read all but the sheets; one of DAMAGED_WORKBOOK or TooLargeError where that can't be done."""
        from openpyxl.reader.excel import ExcelReader
        from openpyxl.styles.stylesheet import apply_stylesheet

        reader: Any = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        reader.archive = self._parts = _Parts(archive)
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
        self._book, self._strings = reader.wb, reader.shared_strings
        self._formats: dict[int, str] = {}
        there = set(archive.namelist())
        self._targets: dict[str, str] = {
            sheet.name: relation.target
            for sheet, relation in reader.parser.find_sheets()
            if relation.target in there and "chartsheet" not in relation.Type
        }

    @property
    def sheets(self) -> list[str]:
        """The names of the sheets that hold cells."""
        return list(self._targets)

    def rows(self, sheet: str) -> Iterator[tuple[int, list[Cell]]]:
        """Yield the number of each row that the sheet holds, from 1, and its cells that are not blank.

        Raises:
            TooLargeError: a row has more cells than any.
            Exception: one of DAMAGED_WORKBOOK.
        """
        from openpyxl.worksheet._reader import WorkSheetParser

        book = self._book
        with self._parts.open(self._targets[sheet]) as source:
            source.most = _MOST_TAGS
            parser: Any = WorkSheetParser(
                source,
                self._strings,
                data_only=True,
                epoch=book.epoch,
                date_formats=book._date_formats,  # noqa: SLF001 - as openpyxl's own reader does
                timedelta_formats=book._timedelta_formats,  # noqa: SLF001
            )
            for number, cells in parser.parse():
                source.tags = 0
                yield (
                    number,
                    [
                        Cell(cell["column"], cell["value"], self._format(cell["style_id"]))
                        for cell in cells
                        if cell["value"] is not None
                    ],
                )

    def _format(self, style: int) -> str:
        """Return the number format of a style, such as `00000`."""
        if style not in self._formats:
            from openpyxl.cell.read_only import ReadOnlyCell

            cell = ReadOnlyCell(cast("ReadOnlyWorksheet", _Owner(self._book)), 1, 1, None, "n", style)
            self._formats[style] = cell.number_format or ""
        return self._formats[style]


@contextmanager
def opened_workbook(data: bytes) -> Iterator[WorkbookFile]:
    """Open a workbook; one of DAMAGED_WORKBOOK or TooLargeError where it can't be read."""
    with warnings.catch_warnings(), bounded_zip(io.BytesIO(data)) as archive:
        warnings.simplefilter("ignore")  # about styles and extensions, which hold no values
        yield WorkbookFile(archive, data)


class _Owner:
    """What a cell asks for its number format."""

    def __init__(self, book: Any) -> None:
        self.parent = book


class _Parts:
    """The members of the workbook's zip, for openpyxl."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.filename = None

    def namelist(self) -> list[str]:
        return self._archive.namelist()

    def open(self, name: str) -> "_Metered":
        return _Metered(self._archive.open(name), _MOST_STRING_TAGS)

    def read(self, name: str) -> bytes:
        with self._archive.open(name) as part:
            data = part.read(_LARGEST_PART + 1)
        if len(data) > _LARGEST_PART or data.count(b"<") > _MOST_TAGS:
            raise TooLargeError
        return data


class _Metered:
    """A part that counts the tags it hands out: of each an object is made, however few bytes it has."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream = stream
        self.most = most
        self.tags = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size if size >= 0 else _LARGEST_PART)
        self.tags += data.count(b"<")
        if self.tags > self.most:
            raise TooLargeError
        return data

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._stream.close()
