"""First pass over a set to fix: collects what must be known before any value is changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from checks.fixes.declaration import KnownColumn
from checks.fixes.encodings import is_surely_windows_1252
from checks.fixes.values.dates import READINGS, YEAR_LAST, readings
from checks.fixes.values.leading_zeros import CUT, lost_zeros
from checks.input.cells import read_values
from checks.input.header import Header, match_header
from checks.input.rows import Rows
from checks.input.source import SourceFile
from checks.input.structure import Batch, Structure
from checks.job import Job
from checks.profile.model import ColumnSpec, FileSpec, Profile, Type
from checks.progress import Progress

if TYPE_CHECKING:
    import polars as pl

PIECE = 16 * 1024**2
"""Bytes that are read and looked at in one go."""
_LOST = "\ufffd".encode()


@dataclass(slots=True)
class AnalyzedFile:
    """One file of the set, and what is known of it."""

    spec: FileSpec
    file: SourceFile
    structure: Structure
    header: Header
    known: dict[str, KnownColumn] = field(default_factory=dict)
    """By the profile's column names, the columns that the file has."""
    repeated: "pl.Series | None" = None
    """IDs that more than one row has, as they will be once the rows are fixed."""
    is_end_open: bool = False
    """Whether the last line ends with the file; not looked at in UTF-16, which is written anew anyway."""
    is_certain: bool = True
    """Whether each of its letters is known for certain."""

    @property
    def is_damaged(self) -> bool:
        """Whether a row has a wrong number of fields, or quotes that are not in order."""
        return self.structure.is_damaged

    @property
    def key(self) -> ColumnSpec | None:
        """The column that names a row, where the file has it."""
        return next((known.column for known in self.known.values() if known.column.key), None)


def analyze(files: Mapping[str, SourceFile], profile: Profile, job: Job[Progress]) -> list[AnalyzedFile]:
    """Look at each file of a set once.

    Args:
        files: by the profile's names.
        profile: the requirements.
        job: told how far the look is.

    Raises:
        SourceError: a file can't be read.
        CancelledError: the job was cancelled.
    """
    looks = []
    done, total = 0, sum(file.size for file in files.values())
    for spec in profile.files:
        if spec.name in files:
            look = _Analysis(spec, files[spec.name])
            for read in look.read(job):
                job.progress(Progress(spec.name, 0, min(done + read, total), total))
            done += files[spec.name].size
            looks.append(look)
    by_name = {look.spec.name: look for look in looks}
    modes = by_name["manifest.csv"].modes if "manifest.csv" in by_name else {}
    return [look.surveyed(by_name, modes) for look in looks]


class _Analysis:
    """One file being looked at: the values by which other values are known."""

    def __init__(self, spec: FileSpec, file: SourceFile) -> None:
        self.spec = spec
        self.modes: dict[str, str] = {}
        self._file = file
        self._last = b""
        self._has_lost_signs = False
        self._cut: dict[str, list[pl.Series]] = {}
        self._keys: list[pl.Series] = []
        self._readings: dict[str, frozenset[str]] = {}

    def read(self, job: Job[Any]) -> Iterator[int]:
        """Read the file; yield the bytes that were read so far."""
        rows = Rows(self._pieces(), job, self.spec)
        self._structure = structure = rows.structure
        self._header = match_header(structure.header, self.spec)
        places = self._header.places
        self._columns = {self.spec.column(name): place for name, place in places.items()}
        key = next((place for column, place in self._columns.items() if column.key), 0)
        read = 0
        for batch in rows.batches(key):
            job.stop_if_cancelled("Fixing was stopped.", "Nothing was written.")
            if structure.text.encoding == "utf-16":
                self._has_lost_signs |= _LOST in batch.data
            self._look_at(batch)
            read += len(batch.data)
            yield read

    def _pieces(self) -> Iterator[bytes]:
        for piece in self._file.chunks(PIECE):
            self._last = piece[-1:]
            yield piece

    def _look_at(self, batch: Batch) -> None:
        import polars as pl

        structure = self._structure
        cells = read_values(batch.data, structure.delimiter, len(structure.header), len(batch.lines))
        for column, place in self._columns.items():
            text = pl.col(str(place)).str.strip_chars().alias("value")
            if column.key:
                self._keys.append(cells.select(text).to_series())
            if column.references:
                ids = cells.lazy().select(text.unique())
                if column.list:
                    ids = ids.select(pl.col("value").str.split(",").explode().str.strip_chars().unique())
                cut = ids.filter(pl.col("value").str.contains(CUT)).collect().to_series()
                self._cut.setdefault(column.name, []).append(cut)
            if column.type is Type.DATE:
                dates = cells.lazy().select(text.unique()).filter(pl.col("value").str.contains(YEAR_LAST))
                values = dates.collect().to_series().to_list()
                if values:
                    left = self._readings.get(column.name, READINGS)
                    self._readings[column.name] = left & readings(values)
        if not self.spec.table and {"propertyName", "value"} <= self._header.places.keys():
            lines = cells.select(str(self._header.places[name]) for name in ("propertyName", "value"))
            for name, value in lines.iter_rows():
                self.modes[f"{name.strip().removeprefix('file.')}.csv"] = value.strip()

    def surveyed(self, looks: "Mapping[str, _Analysis]", modes: Mapping[str, str]) -> AnalyzedFile:
        """Return what is known of the file, now that the others were read, too."""
        known = {
            column.name: KnownColumn(column, self._reading(column.name), self._zeros(column, looks, modes))
            for column in self._columns
        }
        surveyed = AnalyzedFile(
            self.spec,
            self._file,
            self._structure,
            self._header,
            known,
            is_end_open=self._last not in (b"\n", b"\r") and self._structure.text.encoding != "utf-16",
            is_certain=self._is_certain(),
        )
        if surveyed.key is not None:
            surveyed.repeated = self._repeated(known[surveyed.key.name].zeros)
        return surveyed

    def _reading(self, column: str) -> str:
        """Return the only way to read the column's dates; nothing where there are two or none."""
        left = self._readings.get(column, frozenset())
        return next(iter(left)) if len(left) == 1 else ""

    def _zeros(
        self, column: ColumnSpec, looks: "Mapping[str, _Analysis]", modes: Mapping[str, str]
    ) -> dict[str, str]:
        import polars as pl

        target = looks.get(column.references)
        if target is None or modes.get(column.references) == "delta" or target.has_unknown_rows:
            return {}
        cut = pl.concat(self._cut.get(column.name) or [pl.Series(dtype=pl.String)])
        if cut.is_empty():
            return {}
        zeros = lost_zeros(cut, target.keys, target.damaged_keys)
        if not column.key:
            return zeros
        own = set(
            self.keys.filter(self.keys.is_in(pl.Series(list(zeros.values()), dtype=pl.String).implode()))
        )
        return {cut: id_ for cut, id_ in zeros.items() if id_ not in own}

    @property
    def keys(self) -> "pl.Series":
        """The IDs that name the file's sound rows."""
        import polars as pl

        return pl.concat([pl.Series(dtype=pl.String), *self._keys])

    @property
    def damaged_keys(self) -> set[str]:
        """IDs in rows that can't be read."""
        return self._structure.damaged_keys

    @property
    def has_unknown_rows(self) -> bool:
        """Whether there may be IDs that nobody knows of."""
        return self._structure.is_too_damaged

    def _repeated(self, zeros: Mapping[str, str]) -> "pl.Series":
        import polars as pl

        keys = self.keys.replace(dict(zeros)) if zeros else self.keys
        repeated: pl.Series = keys.filter(keys.is_duplicated() & (keys != "")).unique()
        return repeated

    def _is_certain(self) -> bool:
        text = self._structure.text
        if text.encoding == "windows-1252" or text.bad_line is not None:
            return is_surely_windows_1252(self._file.chunks(PIECE))
        return text.encoding != "binary" and not self._has_lost_signs
