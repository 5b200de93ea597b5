"""A file set to be checked: the CSV files of a folder or a zip, read without trusting their names."""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from checks.errors import SourceError
from checks.visible import visible

MAX_ENTRIES = 1_000
MAX_BYTES = 16 * 1024**3
MAX_RATIO = 200
"""Limits of a zip: members, unpacked bytes, and how many times larger than packed a member may be."""

_IGNORED = {"thumbs.db", "desktop.ini"}

_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(OSError, ValueError, RuntimeError, EOFError, IndexError),
)
"""What `zipfile` raises at bytes that no zip should have."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of the set; its bytes are read when they are needed."""

    name: str
    """The name alone, without folders."""
    size: int
    """Bytes, unpacked."""
    read: Callable[[], bytes]
    folder: str = ""
    """The folder inside the zip, where there is one."""


@dataclass(frozen=True, slots=True)
class FileSet:
    """The files of one sending, and where they came from."""

    path: Path
    files: tuple[SourceFile, ...]

    @property
    def names(self) -> frozenset[str]:
        """All names in the set."""
        return frozenset(file.name for file in self.files)


def open_file_set(path: Path) -> FileSet:
    """Open a folder or a zip of roster files; nothing is unpacked to disk.

    Raises:
        SourceError: the path is missing, no folder and no zip, holds no CSV file, or can't be read.
    """
    shown = visible(str(path))
    try:
        if path.is_dir():
            files = _folder(path)
        elif path.is_file():
            files = _zip(path)
        else:
            raise SourceError(
                f"There is no folder or zip at {shown}.",
                meaning="Nothing was checked.",
                to_do="Look for a typing mistake in the path.",
            )
    except OSError as error:
        raise SourceError(
            f"{shown} can't be read: {error.strerror or 'the disk refused it'}.",
            meaning="Nothing was checked.",
            to_do="Look for a typing mistake in the path, or ask for the right to read it.",
        ) from error
    if not any(file.name.lower().endswith(".csv") for file in files):
        raise SourceError(
            f"{shown} holds no CSV file.",
            meaning="Nothing was checked.",
            to_do="Give the folder or zip into which your student information system wrote its files.",
        )
    return FileSet(path, tuple(files))


def _folder(path: Path) -> list[SourceFile]:
    files = []
    for item in sorted(path.iterdir()):
        if item.name.startswith(".") or item.name.lower() in _IGNORED or not item.is_file():
            continue
        files.append(SourceFile(item.name, item.stat().st_size, _reader(item)))
    return files


def _reader(item: Path) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            return item.read_bytes()
        except OSError as error:
            raise SourceError(
                f"{visible(item.name)} can't be read: {error.strerror or 'the disk refused it'}.",
                meaning="The check stopped, because it would miss what stands in this file.",
                to_do="Close the program that uses it, or ask for the right to read it.",
            ) from error

    return read


def _begins_like_a_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"PK"


def _zip(path: Path) -> list[SourceFile]:
    shown = visible(path.name)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
    except PermissionError:
        raise
    except _DAMAGED as error:
        if _begins_like_a_zip(path):
            raise SourceError(
                f"{shown} is a zip, but damaged or not complete.",
                meaning="Nothing was checked.",
                to_do="Make or copy it again.",
            ) from error
        raise SourceError(
            f"{shown} is neither a folder nor a zip.",
            meaning="Nothing was checked.",
            to_do="Give the folder with the CSV files, or a .zip of them.",
        ) from error
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or total > MAX_BYTES:
        raise SourceError(
            f"{shown} unpacks to {len(entries):,} files and {total:,} bytes.",
            meaning="That is more than a roster has, so it was not unpacked.",
            to_do=f"At most {MAX_ENTRIES:,} files and {MAX_BYTES:,} bytes are read.",
        )
    files = []
    for entry in entries:
        inside = PurePosixPath(entry.filename.replace("\\", "/"))
        if "__MACOSX" in inside.parts or inside.name.startswith(".") or inside.name.lower() in _IGNORED:
            continue
        if entry.flag_bits & 0x1:
            raise SourceError(f"{shown} is encrypted.", to_do="Give it without a password.")
        if entry.file_size > 10_000_000 and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise SourceError(
                f"{visible(inside.name)} in {shown} unpacks to {entry.file_size:,} bytes, "
                f"over {MAX_RATIO} times its packed size.",
                meaning="No roster packs like that, so it was not unpacked.",
            )
        folder = "/".join(inside.parts[:-1])
        files.append(SourceFile(inside.name, entry.file_size, _member(path, entry), folder))
    return files


def _member(path: Path, entry: zipfile.ZipInfo) -> Callable[[], bytes]:
    """Read by the entry, not by its name, which may stand in the zip twice."""

    def read() -> bytes:
        try:
            with zipfile.ZipFile(path) as archive:
                return archive.read(entry)
        except _DAMAGED as error:
            raise SourceError(
                f"{visible(entry.filename)} in {visible(path.name)} can't be unpacked; the zip is damaged.",
                meaning="The check stopped, because it would miss what stands in this file.",
                to_do="Make the zip again.",
            ) from error

    return read
