"""A bundle for the Help Center: files that give the same findings and hold no student's or teacher's data."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checks.errors import ExitCode
from checks.job import UNWATCHED, Job
from checks.visible import visible
from dde_tui.actions.command import JSON, Call, Command, Example, Option
from dde_tui.actions.files.bundle.metadata import ABOUT
from dde_tui.actions.files.check import refuse_source
from dde_tui.errors import UsageError
from dde_tui.terminal.interrupt import stopped_by_ctrl_c
from dde_tui.workspace.disk import replace_file
from dde_tui.workspace.write_files import refuse_taken

if TYPE_CHECKING:
    from checks.progress import Progress
    from dde_tui.workspace.settings import Settings

_HOW = "Give its path: dde bundle export/ -o bundle.zip"
_SHOWN = 10
"""Differing findings that the summary lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleOptions:
    """What a bundle is checked against, and what of a set goes into it."""

    profile: str
    """A profile's name, or the path of its file."""
    today: date
    """The day for which it is checked, now and whenever the bundle is checked."""
    settings: "Settings | None" = None
    """The workspace's settings, of which everything but secrets is included; None without a workspace."""
    is_minimal: bool = False
    """Keep only the rows that the findings need, and what these refer to."""
    is_strict: bool = False
    """Write nothing if the bundle would not give the same findings."""
    may_replace: bool = False
    """Replace the file if it already exists."""


def make_bundle(
    path: Path, output: Path, options: BundleOptions, job: "Job[Progress]" = UNWATCHED
) -> dict[str, Any]:
    """Write a bundle of a folder or zip, and return what it says of itself, as `--json` prints it.

    `bundle` there is the path of the zip, or None where `options` kept it from being written.

    Args:
        path: the folder or zip; it is only read.
        output: the zip to write, atomically.
        options: what it is checked against, and what goes into it.
        job: told the progress.

    Raises:
        UsageError: the output can't be written there.
        SourceError: as a check.
        LeakError: a value could not be replaced safely; nothing was written.
        CancelledError: the job was cancelled; nothing was written.
        DiskError: the disk refused it.
    """
    refuse_source(output, path)
    refuse_taken(output, may_replace=options.may_replace)
    from checks.input.source import open_file_set
    from checks.pseudonyms.reproduction import reproduce
    from checks.rules.choices import load_profile
    from dde_tui.actions.files.bundle.package import about, as_bytes, members_along, zipped

    bundle = reproduce(
        open_file_set(path),
        load_profile(options.profile),
        today=options.today,
        is_minimal=options.is_minimal,
        job=job,
    )
    along = members_along(bundle, options.profile)
    facts = about(bundle, along, settings=options.settings, today=options.today)
    if bundle.differences and options.is_strict:
        return {**facts, "bundle": None}
    replace_file(output, zipped(bundle, {ABOUT: as_bytes(facts), **along}))
    return {**facts, "bundle": str(output)}


def told(facts: dict[str, Any]) -> list[str]:
    """Return what `make_bundle` did, as lines: what is inside, what was replaced, what was left out."""
    return [*_findings(facts), "", *_replaced(facts), *_left_out(facts)]


def _findings(facts: dict[str, Any]) -> Iterator[str]:
    counts = ", ".join(
        f"{count:,} {severity}{'' if count == 1 else 's'}" for severity, count in facts["counts"].items()
    )
    rows = f"{sum(file['rows'] for file in facts['files']):,} rows"
    if facts["bundle"] is None:
        yield "No bundle was written, because it would not give the same findings (--strict)."
    else:
        yield f"{visible(facts['bundle'])} can go to the Help Center: {len(facts['files'])} files, {rows}."
    if facts["differences"]:
        count = len(facts["differences"])
        yield f"▲ It does not give your files' findings at {count:,} {'place' if count == 1 else 'places'}:"
        for each in facts["differences"][:_SHOWN]:
            place = f"{each['code']}  {each['file']}:{each['line'] or ''}".rstrip(":")
            yield f"    {place}  {each['column'] or ''}".rstrip()
        if len(facts["differences"]) > _SHOWN:
            yield "    …"
    elif facts["minimal"]:
        yield f"√ The same findings in the same columns: {counts}."
        yield (
            f"  Rows that no finding needs were left out ({facts['rows_left_out']:,}): line numbers differ."
            if facts["rows_left_out"]
            else "  No row could be left out without changing the findings."
        )
    else:
        yield f"√ The same findings, place by place: {counts}."


def _replaced(facts: dict[str, Any]) -> Iterator[str]:
    yield "Replaced at random: names, IDs, addresses and birth dates of students and"
    yield "teachers, their classes, sex, race and ethnicity. This can't be undone."
    yield f"Shuffled: rows without a finding. Rows that keep their line: {facts['rows_in_place']:,}."
    yield "Kept: schools, courses, terms, grades, roles and days of enrollment."
    if count := facts["public_words_replaced"]:
        yield f"{_words(count)} replaced too, since a person's value is in {'it' if count == 1 else 'them'}."
    if count := facts["alike"]:
        yield f"Values that are also common words, dates or line numbers: {count:,}. Those are kept."
    if facts["birth_dates_crowded"]:
        yield "There are so many children that a replaced birth date is another child's."


def _words(count: int) -> str:
    return "1 word of these was" if count == 1 else f"{count:,} words of these were"


def _left_out(facts: dict[str, Any]) -> Iterator[str]:
    yield "Added: the report without values, requirements, versions, settings; no secrets."
    if facts["left_out"]:
        yield ""
        yield "Left out, because it can't be replaced safely:"
        for each in facts["left_out"]:
            yield f"    {each['file']}{'  ' + each['column'] if each['column'] else ''}: {each['why']}"
        yield "Their names are kept: check that they don't identify anyone."


def _run(call: Call) -> ExitCode:
    options, console = call.options, call.console
    path, output = _asked(call)
    call.tell_cloud(path)
    with (
        stopped_by_ctrl_c() as cancelled,
        console.progress("Replacing", as_json=call.wants_json) as progress,
    ):
        wanted = BundleOptions(
            profile=options.profile or call.profile,
            settings=call.workspace.settings if call.has_workspace else None,
            today=call.clock().astimezone().date(),
            is_minimal=options.minimal,
            is_strict=options.strict,
            may_replace=options.force,
        )
        facts = make_bundle(path, output, wanted, call.job(progress, cancelled))
    if call.wants_json:
        console.json(facts)
    else:
        for line in told(facts):
            console.say(line)
    return ExitCode.DONE if facts["bundle"] is not None else ExitCode.NOT_READY


def _asked(call: Call) -> tuple[Path, Path]:
    """Return source and output; UsageError where one is missing."""
    options = call.options
    if not options.path and not call.has_workspace:
        raise UsageError("A folder or zip is missing.", to_do=_HOW)
    if not options.output:
        raise UsageError("The file to write is missing.", to_do=_HOW)
    return Path(options.path) if options.path else call.workspace.files, Path(options.output)


COMMAND = Command(
    name="bundle",
    sentence="Make a zip for the Help Center with the same findings, but no student or teacher data.",
    run=_run,
    options=(
        Option("path", "The folder or zip with the CSV files (default: the workspace's)."),
        Option("--output", "The zip to write.", metavar="FILE", short="-o"),
        Option(
            "--minimal", "Keep only the rows that the findings need, and what they refer to.", switch=True
        ),
        Option("--strict", "Write nothing if the bundle would not give the same findings.", switch=True),
        Option("--force", "Replace the file if it already exists.", switch=True),
        Option("--profile", "A profile's name, or the path of its file.", metavar="NAME|FILE"),
        JSON,
    ),
    examples=(
        Example("dde bundle export/ -o bundle.zip", "to send with a question"),
        Example("dde bundle export/ -o small.zip --minimal", "only what the findings need"),
    ),
)
