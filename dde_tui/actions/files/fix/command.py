"""Apply safe fixes: into a new folder, with a log of every change."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from checks.errors import ExitCode
from checks.job import UNWATCHED, Job
from checks.visible import cleaned
from dde_tui import __version__
from dde_tui.actions.command import SHOW_VALUES, Call, Command, Example, Option
from dde_tui.actions.files.fix.write import refuse_log, write_fixed
from dde_tui.errors import UsageError
from dde_tui.terminal.interrupt import stopped_by_ctrl_c
from dde_tui.workspace.write_files import complete_earlier, refuse_used

if TYPE_CHECKING:
    from checks.engine.options import CheckOptions
    from checks.fixes.fix_set import FixPlan
    from checks.progress import Progress

FORMATS = ("text", "json", "csv")


def plan_fixes(
    path: Path,
    *,
    profile: str,
    today: date,
    options: "CheckOptions | None" = None,
    job: "Job[Progress]" = UNWATCHED,
) -> "FixPlan":
    """Plan the safe fixes of a folder or zip; see `checks.fixes.fix_set.plan`."""
    from checks.engine.options import DEFAULT
    from checks.fixes.fix_set import plan
    from checks.input.source import open_file_set
    from checks.rules.choices import load_profile

    source = open_file_set(path)
    return plan(source, load_profile(profile), today=today, options=options or DEFAULT, job=job)


def _run(call: Call) -> ExitCode:
    from checks.engine.options import CheckOptions

    options, console = call.options, call.console
    source, output, log = _places(call)
    call.tell_cloud(source)
    if output is not None:
        call.tell_readable(output)
    form = "json" if options.json else options.format
    on_screen = form == "text" and console.is_terminal
    limit = options.limit if options.limit is not None else (20 if form == "text" else 1_000)
    with stopped_by_ctrl_c() as cancelled, console.progress("Fixing", as_json=form != "text") as progress:
        job = call.job(progress, cancelled)
        plan = plan_fixes(
            source,
            profile=options.profile or call.profile,
            today=call.clock().astimezone().date(),
            options=CheckOptions(limit=limit, waivers=call.workspace.waivers if call.has_workspace else ()),
            job=job,
        )
        if output is not None:
            write_fixed(plan, output, log=log, show_values=options.show_values, job=job)
    _tell(call, plan, form, show_values=options.show_values or on_screen, limit=limit)
    if form == "text":
        console.say(
            f"The files are in {cleaned(str(output))}, a list of every change in {cleaned(str(log))}."
            if output
            else "Nothing was written."
        )
    return ExitCode.NOT_READY if plan.after.fails("error") else ExitCode.DONE


def _places(call: Call) -> tuple[Path, Path | None, Path | None]:
    """Return the source, the folder to write and the log; the last two only when something is written.

    Raises:
        UsageError: one is missing, or in the way.
    """
    options = call.options
    if not options.path:
        raise UsageError(
            "A folder or zip to fix is missing.", to_do="Give its path: dde fix export/ --output fixed/"
        )
    if options.diff == bool(options.output):
        raise UsageError(
            "Give either --output DIR or --diff.",
            to_do="dde fix export/ --diff shows what would change; --output fixed/ writes it.",
        )
    source = Path(options.path)
    if options.diff:
        return source, None, None
    output = Path(options.output)
    log = (
        Path(options.log)
        if options.log
        else output.absolute().with_name(f"{output.absolute().name}.changes.csv")
    )
    complete_earlier(output)
    refuse_used(output, source)
    refuse_log(log, output, source)
    return source, output, log


def _tell(call: Call, plan: "FixPlan", form: str, *, show_values: bool, limit: int) -> None:
    from checks.reports import fixes

    console, output = call.console, call.options.output
    if form == "json":
        console.json(fixes.as_json(plan, tool_version=__version__, output=output, show_values=show_values))
    elif form == "text":
        for line in fixes.as_text(plan, show_values=show_values, limit=limit, style=console.style):
            console.say(line)
    else:
        for line in fixes.log_lines(plan, show_values=show_values):
            console.say(line.removesuffix("\r\n"))


def _limit(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


_limit.__name__ = "number"

COMMAND = Command(
    name="fix",
    sentence="Fix what is safe to fix, in a new folder; exit code 1 when errors are left.",
    run=_run,
    options=(
        Option("path", "The folder or zip with the CSV files; it stays as it is."),
        Option("--output", "The folder to write to, new or empty.", metavar="DIR"),
        Option("--diff", "Show what would change, and write nothing.", switch=True),
        Option(
            "--log",
            "CSV file that lists every change (default: next to the output).",
            metavar="FILE",
        ),
        Option("--format", "How to report what was fixed.", default="text", choices=FORMATS),
        Option("--limit", "Places shown for each change; counts stay exact.", metavar="N", kind=_limit),
        Option("--profile", "A profile's name, or the path of its file.", metavar="NAME|FILE"),
        SHOW_VALUES,
        Option("--json", "The same as --format json.", switch=True),
    ),
    examples=(
        Example("dde fix export/ --diff", "what would be fixed, and what would be left"),
        Example("dde fix export/ --output fixed/", "write it; the list of changes is fixed.changes.csv"),
        Example("dde fix roster.zip --output fixed/ --json", "for a script"),
    ),
)
