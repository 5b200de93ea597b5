"""Entry point of `dde` and of `python -m dde_tui`."""

import gc
import sys
from pathlib import Path

_ALLOCATIONS = 100_000
"""New objects before Python looks for garbage: reading makes many objects that all stay, and at Python's own
700 the looking takes a fifth of the time."""


def _shadowing_checks() -> str:
    """Return the folder of another package named `checks` that was found before ours, or nothing.

    The name is a common one: a folder of that name where Python is started, or another package that
    was installed later, would be imported in place of ours.
    """
    import checks

    ours = Path(__file__).resolve().parent.parent / "checks"
    found = Path(checks.__file__ or "").resolve().parent
    return "" if found == ours else str(found)


def main() -> None:
    """Run the command line and end with its exit code."""
    gc.set_threshold(_ALLOCATIONS)
    try:
        other = _shadowing_checks()
    except ImportError:
        other = "nothing at all"
    if other:
        sys.stderr.write(
            f"Another package named checks is in the way: {other!r}. "
            "Run `dde` instead of `python -m dde_tui`, or install dde into an environment of its own.\n"
        )
        raise SystemExit(2)
    try:
        from dde_tui.terminal.interrupt import break_at_stops

        break_at_stops()
        from dde_tui.terminal.system import start_no_program

        start_no_program()
        from dde_tui.cli import run
        from dde_tui.terminal.crash_report import hide_messages_of_libraries, report_uncaught

        report_uncaught()
        hide_messages_of_libraries()
    except KeyboardInterrupt:  # too early for `run` to catch it
        sys.stderr.write("dde: Stopped.\n")
        raise SystemExit(130) from None

    raise SystemExit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
