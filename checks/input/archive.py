"""A zip of roster files: list its members and stream their bytes, without unpacking to disk."""

import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from checks.errors import SourceError
from checks.profile.loader import file_called
from checks.visible import visible

DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(OSError, ValueError, RuntimeError, EOFError, IndexError),
)
"""Exceptions of `zipfile` for a damaged zip."""


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """Limits against zip bombs, checked before unpacking; a roster never reaches them."""

    files: int = 1_000
    bytes: int = 16 * 1024**3
    """Uncompressed size of all files together."""
    ratio: int = 200
    """Maximum compression ratio of a file."""
    small: int = 10_000_000
    """Size in bytes up to which any ratio is allowed: blank columns compress to almost nothing."""


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
    entries = _entries(path)
    shown = visible(path.name)
    total = sum(entry.file_size for entry in entries)
    if len(entries) > limits.files or total > limits.bytes:
        raise SourceError(
            f"{shown} unpacks to {len(entries):,} files and {total:,} bytes.",
            meaning="That is more than a roster ever has, so it was not unpacked.",
            to_do=f"Give a zip with at most {limits.files:,} files and {limits.bytes:,} bytes.",
        )
    members = []
    for entry in entries:
        folder, name = _inside(entry.filename)
        if name and "__MACOSX" not in folder.split("/"):
            _refuse_hostile(entry, f"{file_called(name)} in {shown}", limits)
            members.append(Member(name, folder, entry.file_size, partial(_member, path, entry)))
    return members


def _entries(path: Path) -> list[zipfile.ZipInfo]:
    shown = visible(path.name)
    try:
        with zipfile.ZipFile(path) as archive:
            return [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
    except PermissionError:
        raise
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
    with path.open("rb") as file:
        return file.read(2) == b"PK"


def _inside(name: str) -> tuple[str, str]:
    drive = re.match("[A-Za-z]:", name)
    inside = PurePosixPath(name.replace("\\", "/")[2 if drive else 0 :])
    folder = "/".join((*([drive.group()] if drive else []), *inside.parts[:-1]))
    return folder, inside.name


def _refuse_hostile(entry: zipfile.ZipInfo, shown: str, limits: ZipLimits) -> None:
    if entry.flag_bits & 0x1:
        raise SourceError(
            f"{shown} is encrypted.", meaning="Nothing was checked.", to_do="Create it without a password."
        )
    if entry.file_size > limits.small and entry.file_size > limits.ratio * max(entry.compress_size, 1):
        raise SourceError(
            f"{shown} unpacks to {entry.file_size:,} bytes, over {limits.ratio} times its compressed size.",
            meaning="No roster compresses like that, so it was not unpacked.",
            to_do=(
                f"A file over {limits.small:,} bytes may be at most {limits.ratio} times its compressed size."
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
    with zipfile.ZipFile(path) as archive, archive.open(entry) as stream:
        yield stream
