"""The standard streams: whether somebody reads them, told in the same way on every system."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO


def lost_its_reader(error: OSError, system: str = os.name) -> bool:
    """Return whether an error of a stream says that its reader has gone, as `more` has after a q.

    Windows' C runtime says "Invalid argument" of a closed pipe: https://github.com/python/cpython/issues/79935.
    It says so of much else, so ask only about a stream's error; one that names a file is another.
    """
    is_invalid = system == "nt" and error.errno == errno.EINVAL and error.filename is None
    return is_invalid or error.errno == errno.EPIPE


@contextmanager
def broken_pipe_told(system: str = os.name) -> Iterator[None]:
    """Raise BrokenPipeError on every system where the stream that is written to inside lost its reader."""
    try:
        yield
    except OSError as error:
        if isinstance(error, BrokenPipeError) or not lost_its_reader(error, system):
            raise
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE)) from error


def silence(stream: TextIO) -> None:
    """Point a closed stream to the null device, so that Python's flush at exit does not fail again."""
    with suppress(OSError, ValueError):
        number = stream.fileno()
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, number)
        os.close(nothing)
