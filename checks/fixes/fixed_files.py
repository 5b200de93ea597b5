"""The files of a set as they will be: each read from its original and changed on the way."""

import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import IO, TYPE_CHECKING, Any

from checks.fixes.analysis import PIECE, AnalyzedFile
from checks.fixes.apply import Record, fixed
from checks.fixes.declaration import CellFix, Change
from checks.fixes.file_format import Draft
from checks.fixes.registry import CELLS, SHAPES
from checks.input.source import FileSet, SourceFile
from checks.job import UNWATCHED, Job
from checks.profile.loader import file_called
from checks.profile.model import Profile
from checks.rules.choices import rules_of

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


@dataclass(slots=True)
class FixedFile:
    """One file of the set as it will be."""

    name: str
    folder: str
    """Where it stays a copy in a folder inside the zip; blank for every file that is read."""
    source: SourceFile
    draft: Draft | None = None
    """None where no row is looked at and every byte stays."""
    fixes: tuple[CellFix, ...] = ()
    changes: list[Change] = field(default_factory=list)
    """The first ones of each fix and column, once the file was read to its end."""
    counts: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    """By fix and column; exact, once the file was read to its end."""

    def pieces(self, record: Record = lambda _change: None, job: Job[Any] = UNWATCHED) -> Iterator[bytes]:
        """Yield the bytes; `record` is told every change.

        Raises:
            SourceError: the original can't be read, or changed since it was looked at.
            CancelledError: the job was cancelled.
        """
        if self.draft is None:
            return self.source.chunks(PIECE)
        return fixed(self.draft, self.fixes, record, job)

    def codes(self, job: Job[Any]) -> set[str]:
        """Return the codes of the rules of which findings are fixed in this file, which is read to its end.

        Raises:
            SourceError: the original can't be read, or changed since it was looked at.
            CancelledError: the job was cancelled.
        """
        codes: set[str] = set()
        for _ in self.pieces(lambda change: codes.add(change.code), job):
            pass
        return codes

    def as_source(self, limit: int, job: Job[Any]) -> SourceFile:
        """Return the file as one to be checked; at most `limit` changes of each kind are kept."""
        source = self.source
        read = partial(self._opened, limit, job)
        return SourceFile(self.name, source.size, read, self.folder, source.is_unchanged, source.archive)

    @contextmanager
    def _opened(self, limit: int, job: Job[Any]) -> Iterator[IO[bytes]]:
        with _Stream(self._kept(limit, job)) as stream:
            yield stream  # type: ignore[misc]

    def _kept(self, limit: int, job: Job[Any]) -> Iterator[bytes]:
        """Yield the bytes, and keep the changes if it comes to the end."""
        counts: Counter[tuple[str, str | None]] = Counter()
        first: list[Change] = []

        def record(change: Change) -> None:
            kind = change.fix, change.column
            counts[kind] += 1
            if counts[kind] <= limit:
                first.append(change)

        yield from self.pieces(record, job)
        self.counts, self.changes = counts, first


class _Stream(io.RawIOBase):
    """Pieces of bytes, to be read as a file is."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        while not self._held:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._held = memoryview(piece)
        room = memoryview(buffer)
        count = min(len(room), len(self._held))
        room[:count] = self._held[:count]
        self._held = self._held[count:]
        return count


def fixed_files(
    source: FileSet, looked_at: list[AnalyzedFile], profile: Profile
) -> tuple[list[FixedFile], list[tuple[str, str]]]:
    """Return the files of the set as they will be, and what is left to a person in them."""
    rules = rules_of(profile)
    cells = tuple(fix for fix in CELLS if fix.code in rules)
    files: list[FixedFile] = []
    notes: list[tuple[str, str]] = []
    for read in looked_at:
        draft = _draft(read, frozenset(rules))
        files.append(FixedFile(draft.name, "", read.file, draft, cells))
        notes += ((read.spec.name, note) for note in draft.notes)
    read_files = [id(read.file) for read in looked_at]
    for file in source.files:
        if id(file) in read_files:
            continue
        folder = file.folder
        is_outside = folder.startswith("/") or ".." in folder.split("/") or ":" in folder
        if is_outside or (file.name, folder) in ((each.name, each.folder) for each in files):
            notes.append((file_called(file.name), "It was left out: it has the path of another file."))
        else:
            files.append(FixedFile(file.name, folder, file))
    return files, notes


def _draft(read: AnalyzedFile, codes: frozenset[str]) -> Draft:
    """Return the form that a file will have."""
    header = read.structure.header
    draft = Draft(read, read.file.name, [*header], [*range(len(header))])
    if not read.header.places:
        draft.is_kept = True
    for fix in SHAPES:
        if (draft.is_kept and fix.changes_bytes) or (fix.may_be_off and fix.code not in codes):
            continue
        draft.changes += (Change(fix.code, fix.name, read.spec.name, *found) for found in fix.apply(draft))
    if draft.is_kept:
        names = {fix.name for fix in SHAPES if not fix.changes_bytes}
        draft.changes = [change for change in draft.changes if change.fix in names]
    return draft
