"""Check a file set: what is wrong, exactly where, and how to fix it."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from checks.errors import ExitCode
from checks.job import UNWATCHED, Job
from checks.visible import visible
from dde_tui import __version__
from dde_tui.actions.command import SHOW_VALUES, Call, Command, Example, Option
from dde_tui.actions.files.bundle.metadata import BundleMetadata, opened_bundle
from dde_tui.actions.files.criteria import Criteria, criteria
from dde_tui.errors import UsageError
from dde_tui.terminal.interrupt import stopped_by_ctrl_c
from dde_tui.workspace.disk import disk_trouble, replace_file
from dde_tui.workspace.write_files import is_stream, lies_in, refuse_taken

if TYPE_CHECKING:
    from checks.engine.options import CheckOptions
    from checks.finding import Report, Waiver
    from checks.progress import Progress

FORMATS = ("text", "json", "csv", "html", "sarif", "junit", "github")
"""The names of `checks.reports.formats.FORMATS`, which is loaded only when a report is written."""

_SAYS_BUNDLE = "This set says of itself that it is a bundle."
_TAKE_IT = "Check it with the day and the requirements that it brings? yes or no"


def check_files(
    path: Path,
    against: Criteria,
    *,
    options: "CheckOptions | None" = None,
    tries_fixes: bool = False,
    job: "Job[Progress]" = UNWATCHED,
) -> "Report":
    """Check a folder or zip, and with `tries_fixes` what can be fixed; see `checks.engine.run.check`."""
    from checks.engine.options import DEFAULT
    from checks.engine.run import check
    from checks.input.source import open_file_set
    from checks.rules.choices import load_profile

    source = open_file_set(path)
    profile = load_profile(against.profile)
    report = check(source, profile, today=against.today, options=options or DEFAULT, job=job)
    if tries_fixes:
        from checks.fixes.fix_set import fixable

        report = replace(report, fixable=fixable(source, profile, report, job))
    return replace(report, profile_source=against.source, is_bundle=against.bundle is not None)


def _codes(given: list[str]) -> tuple[str, ...]:
    return tuple(code for part in given for code in part.split(",") if code)


def _limit(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


_limit.__name__ = "number"


def _day(text: str) -> date:
    return date.fromisoformat(text)


_day.__name__ = "day in the format YYYY-MM-DD"


def _run(call: Call) -> ExitCode:
    options, console = call.options, call.console
    if not options.path and not call.has_workspace:
        raise UsageError("A folder or zip to check is missing.", to_do="Give its path: dde check export/")
    path = Path(options.path) if options.path else call.workspace.files
    call.tell_cloud(path)
    if options.output:
        refuse_source(Path(options.output), path)
        if not is_stream(Path(options.output)):
            refuse_taken(Path(options.output), may_replace=options.force)
    form = "json" if options.json else options.format
    with (
        opened_bundle(path) as said,
        stopped_by_ctrl_c() as cancelled,
        console.progress("Checking", as_json=form == "json") as progress,
    ):
        against = criteria(
            today=call.clock().astimezone().date(),
            day=options.today,
            profile=options.profile or "",
            workspace=call.workspace if not options.profile and call.has_workspace else None,
            bundle=_wanted(call, said, form),
        )
        report = check_files(
            path,
            against,
            options=_options(call, form),
            tries_fixes=form == "text",
            job=call.job(progress, cancelled),
        )
    _write(call, report, form, against)
    return ExitCode.NOT_READY if report.fails(options.fail_on) else ExitCode.DONE


def _wanted(call: Call, said: BundleMetadata | None, form: str) -> BundleMetadata | None:
    """Return what the set says of itself where it should count: with --bundle, or when a person says so.

    Raises:
        UsageError: --bundle was given and the set is no bundle.
    """
    console = call.console
    if said is None and call.options.bundle:
        raise UsageError(
            "This set is not a bundle, or its description is damaged.",
            meaning="Nothing was checked.",
            to_do="Leave --bundle out to check the files as they are.",
        )
    if said is None or call.options.bundle:
        return said
    if form == "text" and console.can_ask:
        if console.ask(f"{_SAYS_BUNDLE} {_TAKE_IT}", "no").casefold() in ("y", "yes"):
            return said
    elif form != "json":
        console.narrate(f"{_SAYS_BUNDLE} Use --bundle to check it as one.")
    return None


def _options(call: Call, form: str) -> "CheckOptions":
    """Return how the command line wants it to be checked."""
    from checks.engine.options import CheckOptions
    from checks.input.source import open_file_set

    options = call.options
    return CheckOptions(
        review=options.review,
        select=_codes(options.select),
        ignore=_codes(options.ignore),
        limit=options.limit if options.limit is not None else (20 if form == "text" else 1_000),
        before=open_file_set(Path(options.before)) if options.before else None,
        waivers=_waivers(call),
        with_statistics=form == "html",
    )


def _waivers(call: Call) -> "tuple[Waiver, ...]":
    """Return the waivers of the file that was named, or else those of the workspace.

    Its waivers were made for its own requirements: they don't hold where others are named.
    """
    from checks.waivers import read_waivers

    if call.options.waivers:
        return read_waivers(Path(call.options.waivers))
    return call.workspace.waivers if not call.options.profile and call.has_workspace else ()


def refuse_source(output: Path, source: Path) -> None:
    """Refuse to write the report over what was checked: originals are never touched.

    Raises:
        UsageError: the output is in the checked folder, or is the checked zip.
    """
    if lies_in(output, source):
        raise UsageError(
            f"{visible(str(output))} is inside what is being checked.",
            meaning="Nothing was checked and nothing was written.",
            to_do="Give --output a path outside of it.",
        )


def _write(call: Call, report: "Report", form: str, against: Criteria) -> None:
    options, console = call.options, call.console
    if against.bundle is not None and form != "json":
        for line in (*against.in_words(), ""):
            (console.say if form == "text" and not options.output else console.narrate)(line)
    if options.output:
        save_report(report, form, Path(options.output), show_values=options.show_values)
        console.narrate(f"The report is at {options.output}.")
    elif form == "text":
        from checks.reports.text import as_text

        show_values = options.show_values or console.is_terminal
        for line in as_text(report, show_values=show_values, style=console.style):
            console.say_wrapped(line)
    else:
        console.document(written(report, form, show_values=options.show_values))


def written(report: "Report", form: str, *, show_values: bool) -> str:
    """Return a report in one of the FORMATS."""
    from checks.reports import formats

    return formats.FORMATS[form](report, tool_version=__version__, show_values=show_values)


def save_report(report: "Report", form: str, path: Path, *, show_values: bool) -> None:
    """Write a report into a file atomically; only this user can read it, with values or without.

    Raises:
        DiskError: it can't be written, or is a link.
    """
    text = written(report, form, show_values=show_values)
    if is_stream(path):
        with disk_trouble(path):
            path.write_text(text, encoding="utf-8")
    else:
        replace_file(path, text.encode())


COMMAND = Command(
    name="check",
    sentence="Check a folder or zip of roster files.",
    run=_run,
    options=(
        Option("path", "The folder or zip with the CSV files (default: the workspace's)."),
        Option("--format", "How to write the report.", default="text", choices=FORMATS),
        Option("--output", "Write the report into a file.", metavar="FILE"),
        Option("--force", "Replace the file if it already exists.", switch=True),
        Option(
            "--review",
            "Only findings that would fail this review.",
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
        Option("--before", "An earlier set, such as yesterday's, to compare with.", metavar="PATH"),
        Option("--today", "The day to check for (default: today).", metavar="YYYY-MM-DD", kind=_day),
        Option("--bundle", "Take the day and the requirements from a bundle.", switch=True),
        Option(
            "--waivers",
            "File of waived findings; without this and --profile, the workspace's waivers.toml.",
            metavar="FILE",
        ),
        SHOW_VALUES,
        Option("--json", "The same as --format json.", switch=True),
    ),
    examples=(
        Example("dde check export/", "what is wrong, and where"),
        Example("dde check roster.zip --format json --output report.json --force", "for a script"),
        Example("dde check export/ --format html --output report.html", "a page to read and print"),
        Example("dde check export/ --select DDE5 --limit 100", "only broken keys, more of them"),
        Example("dde check export/ --before yesterday.zip", "also what changed since yesterday"),
    ),
)
