"""A zip of roster files: list its members and stream their bytes, without unpacking to disk."""

import io
import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, cast

from checks.errors import SourceError
from checks.profile.loader import file_called
from checks.regular_file import open_regular
from checks.visible import visible

DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(OSError, ValueError, RuntimeError, EOFError, IndexError, MemoryError),
)
"""Exceptions of `zipfile` for a damaged zip; MemoryError, because a member says how much it needs."""
_LARGEST_DIRECTORY = 512 * 1024
"""Maximum bytes of the list of entries: `zipfile` makes an object of each before anybody sees one."""
_LARGEST_DICTIONARY = 256 * 1024**2
"""Maximum bytes of memory an LZMA member may ask for; programs that write zips ask for 64 MiB at most."""
_SIP = 64
"""Compressed bytes to unpack at once where `zipfile` sets no limit to what comes out of them."""


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """Limits against zip bombs, checked before unpacking; a roster never reaches them."""

    files: int = 1_000
    """Entries, folders included."""
    bytes: int = 16 * 1024**3
    """Uncompressed size of all files together."""
    ratio: int = 200
    """Maximum compression ratio of a file."""
    small: int = 5_000_000
    """Bytes up to which any ratio is allowed, all such files together, as blank rows compress very well."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file in a zip."""

    name: str
    """The bare file name, so that no path can point outside the zip."""
    folder: str
    """The path before the name, even if it has a drive or points outside the zip."""
    size: int
    """Uncompressed size in bytes."""
    open: Callable[[], AbstractContextManager[IO[bytes]]]


def read_members(path: Path, limits: ZipLimits) -> list[Member]:
    """Return the members of a zip, without the files macOS adds; nothing is unpacked.

    Raises:
        SourceError: it is not a zip, damaged, encrypted, or over the limits.
        OSError: reading it is not permitted.
    """
    entries = _entries(path, limits)
    shown = visible(path.name)
    total = sum(entry.file_size for entry in entries)
    if len(entries) > limits.files or total > limits.bytes:
        raise SourceError(
            f"{shown} unpacks to {len(entries):,} files and {total:,} bytes.",
            meaning="That is more than a roster ever has, so it was not unpacked.",
            to_do=f"Give a zip with at most {limits.files:,} files and {limits.bytes:,} bytes.",
        )
    _refuse_bomb(entries, shown, limits)
    members = []
    for entry in entries:
        folder, name = _inside(entry.filename)
        if name and not entry.is_dir() and "__MACOSX" not in folder.split("/"):
            _refuse_encrypted(entry, f"{file_called(name)} in {shown}")
            members.append(Member(name, folder, entry.file_size, partial(_member, path, entry)))
    return members


def read_small_members(path: Path, wanted: Callable[[str], bool], most: int) -> dict[str, bytes]:
    """Return the members at the top of a zip that are wanted by their name and have at most `most` bytes.

    Raises:
        SourceError: as `read_members`, or one of them is a link or asks for too much memory.
        OSError, or another of DAMAGED: one of them is damaged.
    """
    found = {}
    for member in read_members(path, ZipLimits()):
        if not member.folder and wanted(member.name) and member.size <= most:
            with member.open() as stream:
                found[member.name] = stream.read(most)
    return found


class TooManyEntriesError(zipfile.BadZipFile):
    """The list of entries is longer than any roster's."""


@contextmanager
def bounded_zip(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """Open a zip whose list of entries is of a bounded size; one of DAMAGED if it is none."""
    reads = _BoundedReads(file)
    with zipfile.ZipFile(cast("IO[bytes]", reads)) as archive:
        reads.lists = False
        yield archive


class _BoundedReads:
    """An open file that gives at most one bounded list of entries, and then all that is asked for."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.lists = True
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if not self.lists:
            return self._file.read(size)
        data = self._file.read(_LARGEST_DIRECTORY + 1 if size < 0 else min(size, _LARGEST_DIRECTORY + 1))
        if len(data) > _LARGEST_DIRECTORY:
            raise TooManyEntriesError
        return data


def _entries(path: Path, limits: ZipLimits) -> list[zipfile.ZipInfo]:
    shown = visible(path.name)
    try:
        with open_regular(path) as file, bounded_zip(file) as archive:
            return archive.infolist()
    except PermissionError:
        raise
    except TooManyEntriesError as error:
        raise SourceError(
            f"{shown} lists far more files and folders than a roster has.",
            meaning="Nothing was checked.",
            to_do=f"Give a zip with at most {limits.files:,} files and folders.",
        ) from error
    except DAMAGED as error:
        if _begins_like_a_zip(path):
            raise SourceError(
                f"{shown} is a damaged or incomplete zip.",
                meaning="Nothing was checked.",
                to_do="Create or copy it again.",
            ) from error
        raise SourceError(
            f"{shown} is not a folder or zip.",
            meaning="Nothing was checked.",
            to_do="Give the folder with the CSV files, or a .zip of them.",
        ) from error


def _begins_like_a_zip(path: Path) -> bool:
    with open_regular(path) as file:
        return file.read(2) == b"PK"


def _inside(name: str) -> tuple[str, str]:
    drive = re.match("[A-Za-z]:", name)
    inside = PurePosixPath(name.replace("\\", "/")[2 if drive else 0 :])
    folder = "/".join((*([drive.group()] if drive else []), *inside.parts[:-1]))
    return folder, inside.name


def _refuse_encrypted(entry: zipfile.ZipInfo, shown: str) -> None:
    if entry.flag_bits & 0x1:
        raise SourceError(
            f"{shown} is encrypted.", meaning="Nothing was checked.", to_do="Create it without a password."
        )


def _refuse_bomb(entries: Collection[zipfile.ZipInfo], shown: str, limits: ZipLimits) -> None:
    dense = [entry for entry in entries if entry.file_size > limits.ratio * max(entry.compress_size, 1)]
    size = sum(entry.file_size for entry in dense)
    if size > limits.small:
        first = max(dense, key=lambda entry: entry.file_size)
        names = visible(_inside(first.filename)[1]) + (f" and {len(dense) - 1:,} more" if dense[1:] else "")
        raise SourceError(
            f"{names} in {shown} unpack to {size:,} bytes, over {limits.ratio} times the compressed size.",
            meaning="No roster compresses like that, so it was not unpacked.",
            to_do=(
                f"Files over {limits.small:,} bytes in all may be at most {limits.ratio} times their "
                "compressed size. Delete blank rows at their ends, or give the folder instead of a zip."
            ),
        )


@contextmanager
def _member(path: Path, entry: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    """Open by entry, not by name, which may be in the zip twice."""
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise SourceError(
            f"{file_called(_inside(entry.filename)[1])} in {visible(path.name)} is a link, not a file.",
            meaning="The check stopped, because it would miss the rows of this file.",
            to_do="Create the zip again from the files themselves.",
        )
    with open_regular(path) as file, bounded_zip(file) as archive:
        if entry.compress_type == zipfile.ZIP_LZMA and _dictionary(file, entry) > _LARGEST_DICTIONARY:
            raise SourceError(
                f"{visible(entry.filename)} in {visible(path.name)} needs too much memory to be unpacked.",
                meaning="The check stopped, because it would miss the rows of this file.",
                to_do="Create the zip again with the usual method, Deflate.",
            )
        with archive.open(entry) as stream:
            has_limit = entry.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
            yield stream if has_limit else cast("IO[bytes]", _Sips(cast("zipfile.ZipExtFile", stream)))


def _dictionary(file: IO[bytes], entry: zipfile.ZipInfo) -> int:
    """Return how many bytes of memory an LZMA member asks for (APPNOTE 4.4.4 and 5.8.8)."""
    file.seek(entry.header_offset + 26)
    name, extra = struct.unpack("<HH", file.read(4))
    file.seek(name + extra + 5, io.SEEK_CUR)
    (size,) = struct.unpack("<I", file.read(4))
    return int(size)


class _Sips:
    """A member that is unpacked a little at a time, whatever its list entry says of its size."""

    def __init__(self, stream: zipfile.ZipExtFile) -> None:
        self._stream = stream
        stream.MIN_READ_SIZE = _SIP

    def read(self, size: int) -> bytes:
        pieces = []
        while size > 0 and (piece := self._stream.read(min(size, _SIP))):
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)
