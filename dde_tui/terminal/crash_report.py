"""Crash reports of dde: a report for the developers, a sentence for the user."""

import errno
import os
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from checks.errors import DdeError, ExitCode
from checks.visible import cleaned
from dde_tui import __version__
from dde_tui.terminal.streams import lost_its_reader
from dde_tui.terminal.system import this_system


class DefectError(DdeError):
    """An unexpected error in dde itself."""

    exit_code = ExitCode.DEFECT


def write_report(error: BaseException, environ: Mapping[str, str]) -> DefectError:
    """Write where in the program it happened, and return the sentence to show.

    The report has file names, lines and functions of the program and the error's class. It has no
    message and no values, because either may quote a student's data.
    """
    system = this_system()
    frames = traceback.extract_tb(error.__traceback__)
    lines = [
        f"dde {__version__}, Python {system.python}, {system.name} {system.release} {system.machine}",
        f"{datetime.now(UTC).isoformat(timespec='seconds')}",
        f"{type(error).__module__}.{type(error).__qualname__}",
        *(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames),
    ]
    if environ.get("DDE_DEBUG") and sys.stderr:
        with suppress(OSError):  # nobody may read it any more
            sys.stderr.write(cleaned("".join(_traces(error)), keep="\n"))
    happened = f"dde ran into a defect of its own ({type(error).__name__})."
    meaning = "Your files are unchanged."
    try:
        from platformdirs import user_log_path

        folder = user_log_path("dde", appauthor=False, ensure_exists=True)
        path = folder / f"defect-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.txt"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        with open(path, "w", encoding="utf-8", opener=lambda name, _: os.open(name, flags, 0o600)) as file:
            file.write("\n".join(lines) + "\n")
    except OSError:
        return DefectError(
            happened, meaning=meaning, to_do="Its report could not be written: " + "; ".join(lines)
        )
    return DefectError(happened, meaning=meaning, to_do=f"Please send this report; it holds no data: {path}")


def _traces(error: BaseException) -> Iterator[str]:
    """Yield the stack of an error and of those that led to it, for developers, without any message."""
    if (before := error.__cause__ or error.__context__) is not None:
        yield from _traces(before)
    yield f"Traceback of {type(error).__qualname__}:\n"
    yield from traceback.format_tb(error.__traceback__)


def hide_messages_of_libraries() -> None:
    """Keep what libraries write to standard error by themselves off the terminal and out of a log.

    A panic in polars prints its message before Python hears of it, and the message may quote a cell. Standard
    error of this program goes on under another descriptor.
    """
    if sys.stderr is None:
        return
    try:
        number = sys.stderr.fileno()
        own = os.dup(number)
    except (OSError, ValueError):  # a stream without a descriptor is none that a library can write to
        return
    stream = open(own, "w", buffering=1, encoding=sys.stderr.encoding, errors=sys.stderr.errors)  # noqa: SIM115, PTH123
    sys.stderr.flush()
    sys.stderr = sys.__stderr__ = stream  # type: ignore[misc]
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, number)
    os.close(nothing)


def report_uncaught() -> None:
    """Install hooks that report exceptions nothing can catch: in a thread or in a finalizer.

    Python would print them to the terminal, and a message may quote a student's data.
    """

    def note(error: BaseException | None) -> None:
        is_closed_terminal = isinstance(error, OSError) and (
            error.errno == errno.EIO or lost_its_reader(error)
        )
        if error is not None and not isinstance(error, SystemExit) and not is_closed_terminal:
            write_report(error, os.environ)

    threading.excepthook = lambda unhandled: note(unhandled.exc_value)
    sys.unraisablehook = lambda unhandled: note(unhandled.exc_value)
