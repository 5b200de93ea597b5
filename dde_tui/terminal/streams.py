"""The standard streams: whether somebody reads them, and who, told in the same way on every system."""

import errno
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TextIO

_UOI_FLAGS, _WSF_VISIBLE = 1, 1
"""Of the Windows SDK: what to ask about a window station, and the answer that it has a screen."""


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


def is_terminal(stream: TextIO | None, environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether a person is at the other end of the stream: the one place that decides it.

    On Windows `isatty` is not enough. It is true of NUL, and of the console that nobody sees which the Task
    Scheduler gives to a task that runs "whether user is logged on or not".

    Args:
        stream: standard input, output or error; None where a program was started without one.
        environ: SSH_TTY tells of a person who came by SSH, whose session on Windows has no desktop either.
    """
    try:
        if stream is None or not stream.isatty():
            return False
        number = stream.fileno()
    except (OSError, ValueError):
        # One that was closed is none; one without a descriptor, such as an editor's, knows best what it is.
        return stream is not None and not stream.closed
    return _is_console(number) and (_has_desktop() or bool(environ.get("SSH_TTY")))


def has_person() -> bool:
    """Return whether somebody sits at standard input, who may answer what a keyring asks by itself."""
    return is_terminal(sys.stdin)


def _is_console(number: int) -> bool:
    """Whether a descriptor that says it is a terminal is a console: NUL on Windows is none."""
    if sys.platform != "win32":
        return True
    import ctypes
    import msvcrt

    handle, mode = ctypes.c_void_p(msvcrt.get_osfhandle(number)), ctypes.c_ulong()
    return bool(ctypes.windll.kernel32.GetConsoleMode(handle, ctypes.byref(mode)))


def _has_desktop() -> bool:
    """Whether this program's session can be seen; services and such tasks have a window station of their own.

    This is what .NET calls `Environment.UserInteractive`.
    """
    if sys.platform != "win32":
        return True
    import ctypes

    class Flags(ctypes.Structure):
        """USEROBJECTFLAGS of the Windows SDK."""

        _fields_ = (("inherit", ctypes.c_int), ("reserved", ctypes.c_int), ("flags", ctypes.c_ulong))

    flags, user32 = Flags(), ctypes.windll.user32
    user32.GetProcessWindowStation.restype = ctypes.c_void_p
    station = ctypes.c_void_p(user32.GetProcessWindowStation())
    is_known = user32.GetUserObjectInformationW(
        station, _UOI_FLAGS, ctypes.byref(flags), ctypes.sizeof(flags), None
    )
    return not is_known or bool(flags.flags & _WSF_VISIBLE)
