"""Crash reports of dde: a report for the developers, a sentence for the user."""

import os
import platform
import sys
import threading
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from checks.errors import DdeError, ExitCode
from checks.visible import cleaned
from dde_tui import __version__


class DefectError(DdeError):
    """An unexpected error in dde itself."""

    exit_code = ExitCode.DEFECT


def write_report(error: BaseException, environ: Mapping[str, str]) -> DefectError:
    """Write where in the program it happened, and return the sentence to show.

    The report has file names, lines and functions of the program and the error's class. It has no
    message and no values, because either may quote a student's data.
    """
    # platform.platform() would start a program, which inherits the environment and a password in it
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    frames = traceback.extract_tb(error.__traceback__)
    lines = [
        f"dde {__version__}, Python {platform.python_version()}, {system}",
        f"{datetime.now(UTC).isoformat(timespec='seconds')}",
        f"{type(error).__module__}.{type(error).__qualname__}",
        *(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames),
    ]
    if environ.get("DDE_DEBUG") and sys.stderr:
        sys.stderr.write(cleaned("".join(traceback.format_exception(error)), keep="\n"))
    happened = f"dde ran into a defect of its own ({type(error).__name__})."
    meaning = "Your files are unchanged."
    try:
        from platformdirs import user_log_path

        folder = user_log_path("dde", appauthor=False, ensure_exists=True)
        path = folder / f"defect-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.txt"
        path.touch(mode=0o600, exist_ok=False)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError:
        return DefectError(
            happened, meaning=meaning, to_do="Its report could not be written: " + "; ".join(lines)
        )
    return DefectError(happened, meaning=meaning, to_do=f"Please send this report; it holds no data: {path}")


def report_uncaught() -> None:
    """Install hooks that report exceptions nothing can catch: in a thread or in a finalizer.

    Python would print them to the terminal, and a message may quote a student's data.
    """

    def note(error: BaseException | None) -> None:
        if error is not None and not isinstance(error, SystemExit):
            write_report(error, os.environ)

    threading.excepthook = lambda unhandled: note(unhandled.exc_value)
    sys.unraisablehook = lambda unhandled: note(unhandled.exc_value)
