"""Check a file set: what is wrong, exactly where, and how to mend it."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from checks.errors import ExitCode
from dde_tui import __version__
from dde_tui.actions.command import SHOW_VALUES, Call, Command, Example, Option
from dde_tui.errors import UsageError
from dde_tui.workspace.disk import replace_file

if TYPE_CHECKING:
    from checks.finding import Report

FORMATS = ("text", "json")


def check_files(
    path: Path,
    *,
    profile: str,
    today: date,
    review: str = "all",
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
    limit: int = 1_000,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> "Report":
    """Check a folder or zip against a profile by its name; see `checks.engine.check`."""
    from checks.engine import check
    from checks.profile import load_profile
    from checks.source import open_file_set

    return check(
        open_file_set(path),
        load_profile(profile),
        today=today,
        review=review,
        select=select,
        ignore=ignore,
        limit=limit,
        progress=progress,
        cancelled=cancelled,
    )


def _codes(given: list[str]) -> tuple[str, ...]:
    return tuple(code for part in given for code in part.split(",") if code)


def _limit(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


_limit.__name__ = "number"


def _run(call: Call) -> ExitCode:
    options, console = call.options, call.console
    if not options.path and not call.has_workspace:
        raise UsageError("A folder or zip to check is missing.", to_do="Give its path: dde check export/")
    path = Path(options.path) if options.path else call.workspace.files
    if options.output:
        refuse_source(Path(options.output), path)
    profile = options.profile
    if not profile:
        profile = call.workspace.profile if call.has_workspace else "cli-engage"
    form = "json" if options.json else options.format
    limit = options.limit if options.limit is not None else (20 if form == "text" else 1_000)
    report = check_files(
        path,
        profile=profile,
        today=call.clock().astimezone().date(),
        review=options.review,
        select=_codes(options.select),
        ignore=_codes(options.ignore),
        limit=limit,
        progress=console.progress("Checked bytes"),
    )
    _write(call, report, form)
    return ExitCode.NOT_READY if report.fails(options.fail_on) else ExitCode.DONE


def refuse_source(output: Path, source: Path) -> None:
    """Refuse to write the report over what was checked: originals are never touched.

    Raises:
        UsageError: the output lies in the checked folder, or is the checked zip.
    """
    inside, whole = output.absolute().resolve(), source.absolute().resolve()
    if inside == whole or whole in inside.parents:
        raise UsageError(
            f"{output} lies in what is checked.",
            meaning="Nothing was checked and nothing was written.",
            to_do="Give --output a place outside of it.",
        )


def _write(call: Call, report: "Report", form: str) -> None:
    from checks.reports.json import as_json
    from checks.reports.text import as_text

    options, console = call.options, call.console
    on_screen = form == "text" and not options.output and console.is_terminal
    show_values = options.show_values or on_screen
    if form == "json":
        data = as_json(report, tool_version=__version__, show_values=show_values)
        if not options.output:
            console.json(data)
            return
        text = json.dumps(data, ensure_ascii=True, indent=2) + "\n"
    elif not options.output:
        for line in as_text(report, show_values=show_values, style=console.style):
            console.say(line)
        return
    else:
        text = "".join(f"{line}\n" for line in as_text(report, show_values=show_values))
    output = Path(options.output)
    if output.exists() and not output.is_file():
        output.write_text(text, encoding="utf-8")  # a device or a pipe: there is nothing to replace
    else:
        replace_file(output, text.encode())
    console.narrate(f"The report is at {options.output}.")


COMMAND = Command(
    name="check",
    sentence="Check a folder or zip of roster files.",
    run=_run,
    options=(
        Option("path", "The folder or zip with the CSV files; without one, the workspace's."),
        Option("--format", "How to write the report.", default="text", choices=FORMATS),
        Option("--output", "Write the report into a file.", metavar="FILE"),
        Option(
            "--review",
            "Only what this review would trip on.",
            default="all",
            choices=("initial", "quality", "all"),
        ),
        Option(
            "--fail-on", "What makes the exit code 1.", default="error", choices=("error", "warning", "never")
        ),
        Option("--select", "Check only these codes, such as DDE3 or DDE502.", metavar="CODES", many=True),
        Option("--ignore", "Leave these codes out.", metavar="CODES", many=True),
        Option("--limit", "Places shown for each rule; counts stay exact.", metavar="N", kind=_limit),
        Option("--profile", "A profile's name, or the path of its file.", metavar="NAME|FILE"),
        SHOW_VALUES,
        Option("--json", "The same as --format json.", switch=True),
    ),
    examples=(
        Example("dde check export/", "what is wrong, and where"),
        Example("dde check roster.zip --format json --output report.json", "for a script"),
        Example("dde check export/ --select DDE5 --limit 100", "only broken keys, more of them"),
    ),
)
