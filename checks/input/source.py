"""The file set to check: the CSV files of a folder or zip, read without trusting their names."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, NoReturn

from checks.errors import SourceError
from checks.input.archive import DAMAGED, ZipLimits, read_members
from checks.profile.loader import file_called
from checks.regular_file import kind_of, open_regular
from checks.visible import visible

_PIECE = 1 << 22
_HEAD = 1 << 16
_IGNORED = {"thumbs.db", "desktop.ini"}
_LONGEST = 16_000_000
"""Maximum bytes of a line, and of blank lines in a row."""
_MOST_COLUMNS = 1_000
_LOOKED_AT = 200
"""Maximum number of sub-folders searched for roster files if there are none in the folder itself."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the set; its bytes are read on demand."""

    name: str
    """The bare file name, without folders."""
    size: int
    """Uncompressed size in bytes."""
    open: Callable[[], AbstractContextManager[IO[bytes]]]
    """Opens the uncompressed bytes for reading from start to end."""
    folder: str = ""
    """The folder inside the zip; blank for none."""
    is_unchanged: Callable[[], bool] = lambda: True
    """Returns whether the file is unchanged since the set was opened."""
    archive: str = ""
    """The name of its zip, for messages."""

    def chunks(self, size: int) -> Generator[bytes]:
        """Yield the bytes in pieces of up to `size`.

        Raises:
            SourceError: they can't be read or unpacked, or changed since the set was opened.
        """
        bounds = _Bounds()
        try:
            with self.open() as stream:
                while piece := stream.read(size):
                    if too_much := bounds.exceeded(piece):
                        raise self._out_of_bounds(too_much)
                    yield piece
        except DAMAGED as error:
            raise self._unreadable(error) from error
        if not self.is_unchanged():
            raise SourceError(
                f"{self._shown} changed while it was read.",
                meaning="The check stopped, because part of what it read is gone.",
                to_do="Wait until the export has finished writing, then check again.",
            )

    def read(self) -> bytes:
        """Return all bytes; SourceError if they can't be read."""
        return b"".join(self.chunks(_PIECE))

    def head(self) -> bytes:
        """Return the first bytes, enough for a header; SourceError if they can't be read."""
        with closing(self.chunks(_HEAD)) as pieces:
            return next(pieces, b"")

    @property
    def _shown(self) -> str:
        name = file_called(self.name)
        return f"{name} in {visible(self.archive)}" if self.archive else name

    def _out_of_bounds(self, too_much: str) -> SourceError:
        return SourceError(
            f"{self._shown} has more than {too_much}.",
            meaning="The check stopped: no roster has that, so the file is damaged or not a CSV file.",
            to_do="Export it again.",
        )

    def _unreadable(self, error: Exception) -> SourceError:
        reason = error.strerror if isinstance(error, OSError) else None
        meaning = "The check stopped, because it would miss the rows of this file."
        if self.archive:
            return SourceError(
                f"{self._shown} can't be unpacked: {reason or 'the zip is damaged'}.",
                meaning=meaning,
                to_do="Create the zip again.",
            )
        return SourceError(
            f"{self._shown} can't be read: {reason or 'the disk reports an error'}.",
            meaning=meaning,
            to_do="Close the program that uses it, or ask for permission to read it.",
        )


@dataclass(frozen=True, slots=True)
class FileSet:
    """The files of one set and the path they came from."""

    path: Path
    files: tuple[SourceFile, ...]
    changed: Callable[[], frozenset[str]] = frozenset
    """Returns the CSV files, or the zip, that were changed, added or removed since the set was opened."""

    @property
    def names(self) -> frozenset[str]:
        """All names in the set."""
        return frozenset(file.name for file in self.files)


_STANDARD_LIMITS = ZipLimits()


def open_file_set(path: Path, limits: ZipLimits = _STANDARD_LIMITS) -> FileSet:
    """Open a folder or zip of roster files; nothing is unpacked to disk.

    A folder, pipe or broken link with the name of a CSV file is in the set and raises an error when read, so
    that the file is not reported as missing.

    Raises:
        SourceError: the path is missing, is not a folder or zip, has no CSV file, is over the limits, or
            can't be read.
    """
    shown = visible(str(path))
    try:
        found = marks(path)
        if path.is_dir():
            files = _folder(path)
        elif path.is_file():
            files = _zip(path, limits)
        else:
            raise _no_source(path)
        if not any(_is_csv(file.name) for file in files):
            raise SourceError(
                f"{shown} has no CSV files.",
                meaning="Nothing was checked.",
                to_do=_where_they_lie(path, files),
            )
    except OSError as error:
        raise SourceError(
            f"{shown} can't be read: {error.strerror or 'the disk reports an error'}.",
            meaning="Nothing was checked.",
            to_do="Check the path for typos, or ask for permission to read it.",
        ) from error
    return FileSet(path, tuple(files), partial(_changed, path, found))


def _changed(path: Path, before: Mapping[str, tuple[int, int, int]]) -> frozenset[str]:
    now = marks(path)
    return frozenset(name for name in {*before, *now} if before.get(name) != now.get(name))


def marks(path: Path) -> Mapping[str, tuple[int, int, int]]:
    """Return a fingerprint of each CSV file, or of the zip, to detect changes without reading it.

    Returns:
        size in bytes, modification time in nanoseconds and inode number, by name; empty if nothing can be
        accessed.
    """
    try:
        items = path.iterdir() if path.is_dir() else [path]
        listed = [
            each for each in items if each == path or (_is_csv(each.name) and not _is_ignored(each.name))
        ]
    except OSError:
        return {}
    found = ((each.name, _mark(each)) for each in listed)
    return {name: mark for name, mark in found if mark is not None}


def _mark(path: Path) -> tuple[int, int, int] | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns, state.st_ino


def _is_csv(name: str) -> bool:
    """Return whether it has the name of a CSV file; some editors write `users.csv.txt`."""
    return name.lower().removesuffix(".txt").endswith(".csv")


def _no_source(path: Path) -> SourceError:
    what = _what_it_is(path)
    return SourceError(
        f"{visible(str(path))} is {what}." if what else f"There is no folder or zip at {visible(str(path))}.",
        meaning="Nothing was checked.",
        to_do="Give the folder with the CSV files, or a .zip of them."
        if what
        else "Check the path for typos.",
    )


def _what_it_is(path: Path) -> str:
    """Return what is at a path that is not a plain file; blank if nothing is."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return "a link to a missing file" if path.is_symlink() else ""
    return kind_of(mode)


def _folder(path: Path) -> list[SourceFile]:
    files = []
    for item in sorted(path.iterdir()):
        if _is_ignored(item.name):
            continue
        if item.is_file():
            state = item.stat()
            is_unchanged = partial(_is_same_file, item, state)
            files.append(
                SourceFile(item.name, state.st_size, partial(open_regular, item), is_unchanged=is_unchanged)
            )
        elif _is_csv(item.name) and (what := _what_it_is(item)):
            files.append(SourceFile(item.name, 0, partial(_refuse, f"{file_called(item.name)} is {what}.")))
    return files


def _is_ignored(name: str) -> bool:
    """Return whether it is a hidden, system or temporary file."""
    return name.startswith((".", "~$")) or name.lower() in _IGNORED


def _is_same_file(path: Path, state: os.stat_result) -> bool:
    return _mark(path) == (state.st_size, state.st_mtime_ns, state.st_ino)


def _refuse(happened: str) -> NoReturn:
    raise SourceError(
        happened,
        meaning="The check stopped, because it would miss the rows of this file.",
        to_do="Replace it with the file itself, or remove it from the set.",
    )


def _where_they_lie(path: Path, files: Iterable[SourceFile]) -> str:
    """Return a hint on what to give instead, such as a sub-folder or zip found in the folder."""
    inner = [file.name for file in files if file.name.lower().endswith(".zip")]
    if path.is_dir() and _sub_folder_with_csv(path) is not None:
        return "A folder in it has CSV files. Give that folder."
    if inner:
        how = "give that zip" if path.is_dir() else "unpack it first"
        return f"It has a zip. If the files are in there, {how}."
    return "Give the folder or zip your student information system wrote its files to."


def _sub_folder_with_csv(path: Path) -> str | None:
    """Return the nearest sub-folder with a CSV file; links are not followed."""
    waiting = deque([path])
    for _ in range(_LOOKED_AT):
        if not waiting:
            break
        folder = waiting.popleft()
        try:
            items = sorted(folder.iterdir())
        except OSError:
            continue
        if folder != path and any(_is_csv(item.name) and item.is_file() for item in items):
            return str(folder.relative_to(path))
        waiting.extend(
            item for item in items if item.is_dir() and not item.is_symlink() and not _is_ignored(item.name)
        )
    return None


def _zip(path: Path, limits: ZipLimits) -> list[SourceFile]:
    state = path.stat()
    is_unchanged = partial(_is_same_file, path, state)
    return [
        SourceFile(member.name, member.size, member.open, member.folder, is_unchanged, path.name)
        for member in read_members(path, limits)
        if not _is_ignored(member.name)
    ]


class _Bounds:
    """What no roster has, looked for piece by piece: it would fill the memory or take for ever."""

    def __init__(self) -> None:
        self._unbroken = 0
        self._blank = 0
        self._has_header = False

    def exceeded(self, piece: bytes) -> str:
        """Return what this piece has too much of; blank where it keeps the bounds."""
        last = max(piece.rfind(b"\n"), piece.rfind(b"\r"))
        self._unbroken = len(piece) + (self._unbroken if last < 0 else -last - 1)
        self._blank = self._blank + len(piece) if piece.isspace() else 0
        if self._unbroken > _LONGEST:
            return f"{_LONGEST:,} bytes without the end of a line"
        if self._blank > _LONGEST:
            return f"{_LONGEST:,} bytes of blank lines in a row"
        if not self._has_header and not self._blank:
            self._has_header = True
            if _columns(piece.lstrip()) > _MOST_COLUMNS:
                return f"{_MOST_COLUMNS:,} columns"
        return ""


def _columns(text: bytes) -> int:
    """Return how many columns the first line has, with whatever separator."""
    ends = [end for end in (text.find(b"\n"), text.find(b"\r")) if end >= 0]
    end = min(ends, default=len(text))
    return max(text.count(separator, 0, end) for separator in (b",", b";", b"\t", b"|")) + 1
