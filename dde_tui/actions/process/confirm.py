"""Step 2: the confirmation that the district can produce the files, drafted and recorded."""

from datetime import datetime
from pathlib import Path

from checks.errors import ExitCode
from dde_tui.actions.command import JSON, Call, Command, Example, Option
from dde_tui.actions.process.doubt import why_doubtful
from dde_tui.actions.process.letters import confirmation_letter, keep_letter
from dde_tui.errors import UsageError
from dde_tui.process.events import EventKind
from dde_tui.workspace.folder import Workspace


def confirm(workspace: Workspace, at: datetime, trial: Path | None = None) -> tuple[str, Path]:
    """Record the confirmation and draft its letter.

    Args:
        workspace: whose step it is.
        at: when it was confirmed.
        trial: a folder or zip of a trial export, whose rows are counted into the letter.

    Raises:
        SourceError: the trial export can't be read.
    """
    rows = _trial_rows(workspace, trial, at) if trial else None
    text = confirmation_letter(workspace.settings.district.name, rows)
    path = keep_letter(workspace, "2-confirmation", text)
    workspace.record(EventKind.CONFIRMED, {"trial_rows": rows} if rows else {}, at)
    return text, path


def _trial_rows(workspace: Workspace, trial: Path, at: datetime) -> dict[str, int]:
    from checks.engine.run import check
    from checks.input.source import open_file_set
    from checks.rules.choices import load_profile

    profile = load_profile(workspace.profile)
    report = check(open_file_set(trial), profile, today=at.date())
    return {file.file: file.rows for file in report.files}


def _run(call: Call) -> ExitCode:
    options, console = call.options, call.console
    workspace = call.workspace
    why = why_doubtful(workspace, EventKind.CONFIRMED, call.clock(), call.clock())
    for sentence in why:
        console.narrate(f"! {sentence}")
    if not options.yes:
        question = "Have you read `dde requirements`, and can your district produce the files? (yes/no)"
        if not console.can_ask:
            raise UsageError(
                "You must confirm this, but nobody is there to ask.",
                to_do="Add --yes once a person has decided.",
            )
        if console.ask(question, "no").lower() not in ("y", "yes"):
            console.narrate("Nothing was recorded.")
            return ExitCode.DONE
    text, path = confirm(workspace, call.clock(), Path(options.path) if options.path else None)
    if call.wants_json:
        console.json({"schema": "dde-confirm/1", "draft": str(path), "recorded": True})
        return ExitCode.DONE
    console.say(text)
    console.narrate(f"Recorded. The draft is at {path}; paste it into your CLI help ticket.")
    return ExitCode.DONE


COMMAND = Command(
    name="confirm",
    sentence="Step 2: confirm that your district can produce the files.",
    run=_run,
    options=(
        Option("path", "A trial export; its row counts go into the letter."),
        Option("--yes", "Don't ask, because a person has decided.", switch=True),
        JSON,
    ),
    examples=(
        Example("dde confirm", "asks, then writes the letter"),
        Example("dde confirm export/ --yes", "with the rows of a trial export"),
    ),
)
