"""A defect of dde itself: a report for whoever mends it, a sentence for the person."""

import platform
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from checks.errors import DdeError, ExitCode
from dde_tui import __version__


class DefectError(DdeError):
    """Something in dde went wrong that nobody thought of."""

    exit_code = ExitCode.DEFECT


def write_report(error: BaseException, environ: Mapping[str, str]) -> DefectError:
    """Write where in the program it happened, and return the sentence to show.

    The report has file names, lines and functions of the program and the error's class. It has no
    message and no values, because either may quote a student's data.
    """
    frames = traceback.extract_tb(error.__traceback__)
    lines = [
        f"dde {__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"{datetime.now(UTC).isoformat(timespec='seconds')}",
        f"{type(error).__module__}.{type(error).__qualname__}",
        *(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames),
    ]
    if environ.get("DDE_DEBUG"):
        traceback.print_exception(error, file=sys.stderr)
    happened = f"dde met a defect of its own ({type(error).__name__})."
    meaning = "Your files are as they were."
    try:
        from platformdirs import user_log_path

        folder = user_log_path("dde", appauthor=False, ensure_exists=True)
        path = folder / f"defect-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.txt"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError:
        return DefectError(
            happened, meaning=meaning, to_do="Its report could not be written: " + "; ".join(lines)
        )
    return DefectError(happened, meaning=meaning, to_do=f"Please send this report, it holds no data: {path}")
