"""Opens a file that somebody else may have placed: never a pipe or a device, and never more than expected.

A pipe in place of a file blocks its reader for ever, and a link to `/dev/zero` fills the memory; an unpacked
archive can bring both. Each refusal is an OSError whose `strerror` completes "it can't be read: …".
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

LARGEST_TEXT = 256 * 1024
"""Maximum bytes of a file that a person writes, such as settings, a profile or a recipe."""


@contextmanager
def open_regular(path: Path | str, *, dir_fd: int | None = None, follow: bool = True) -> Iterator[IO[bytes]]:
    """Open a regular file for reading.

    It is looked at before it is opened, because opening alone makes some devices act, and once more when it
    is open, because it may have been replaced in between.

    Args:
        path: the file.
        dir_fd: the open folder that a relative path begins in, where the system can do that.
        follow: whether the last part of the path may be a link.

    Raises:
        OSError: it is missing, not a regular file, or must not be read.
    """
    _refuse_others(os.stat(path, dir_fd=dir_fd, follow_symlinks=follow).st_mode, path)
    descriptor = os.open(path, _flags(follow=follow), dir_fd=dir_fd)
    try:
        _refuse_others(os.fstat(descriptor).st_mode, path)
        stream = os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise
    with stream:
        yield stream


def read_regular(path: Path | str, most: int = LARGEST_TEXT) -> bytes:
    """Return the bytes of a regular file; OSError as `open_regular`, or if it has more than `most`."""
    with open_regular(path) as stream:
        return read_at_most(stream, most, path)


def read_at_most(stream: IO[bytes], most: int, path: Path | str) -> bytes:
    """Return all bytes of an open file; OSError if it has more than `most`, before they are read."""
    if os.fstat(stream.fileno()).st_size <= most:
        data = stream.read(most + 1) or b""
        if len(data) <= most:
            return data
    raise OSError(errno.EFBIG, f"it is larger than {most:,} bytes", str(path))


def kind_of(mode: int) -> str:
    """Return what a file of this mode is instead of a regular file; blank for a regular file."""
    if stat.S_ISDIR(mode):
        return "a folder, not a file"
    if stat.S_ISLNK(mode):
        return "a link, not a file"
    if stat.S_ISFIFO(mode):
        return "a pipe, not a file"
    return "" if stat.S_ISREG(mode) else "a device, not a file"


def _refuse_others(mode: int, path: Path | str) -> None:
    if what := kind_of(mode):
        raise OSError(errno.EINVAL, f"it is {what}", str(path))


def _flags(*, follow: bool) -> int:
    """Return the flags for opening; Windows lacks all of these but O_BINARY."""
    names = ("O_BINARY", "O_CLOEXEC", "O_NONBLOCK", "O_NOCTTY", *(() if follow else ("O_NOFOLLOW",)))
    return os.O_RDONLY | sum(getattr(os, name, 0) for name in names)
