"""The Help Center's side: the queue, reviews and answers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checks.errors import ExitCode
from checks.profile.model import DEFAULT_PROFILE
from checks.visible import visible
from dde_tui.actions.command import JSON, Call, Command, Example, Option
from dde_tui.errors import SettingsError, TransferError, UsageError
from dde_tui.process.clock import CLI_ZONE, Calendar
from dde_tui.process.events import EventKind
from dde_tui.terminal.time_format import moment

if TYPE_CHECKING:
    from dde_tui.helpcenter.queue import Case, Waiting
    from dde_tui.helpcenter.review import Verdict
    from dde_tui.securestor.connection.folder import Folder


@contextmanager
def open_folders(call: Call) -> "Iterator[dict[str, Folder]]":
    """Open the SecureStor folders to work on: those under --folder, or the workspace's over SFTP.

    Yields a name and a folder for each district.
    """
    from dde_tui.feedback.folder import is_prepared
    from dde_tui.securestor.connection.folder import LocalFolder

    if call.options.folder:
        root = Path(call.options.folder)
        if not root.is_dir():
            raise UsageError(f"There is no folder {root}.", to_do="Give the folder that SecureStor keeps.")
        below = {path.name: LocalFolder(path) for path in sorted(root.iterdir()) if path.is_dir()}
        districts = {name: folder for name, folder in below.items() if name != "dde" and is_prepared(folder)}
        own: dict[str, Folder] = {root.name: LocalFolder(root)}
        yield own if is_prepared(own[root.name]) or not districts else dict(districts)
        return
    from dde_tui.securestor.open_connection import open_connection

    if not call.has_workspace:
        raise SettingsError(
            "The SecureStor folder is missing.",
            to_do="Give it with --folder DIR, or work in a connected workspace.",
        )
    with open_connection(call.workspace, call.job()) as connection:
        yield {call.workspace.settings.district.name: connection.folder()}


def review_case(
    call: Call, folder: "Folder", case: "Case", submission: str, now: datetime
) -> "tuple[Verdict, str]":
    """Review one submission and return the verdict with the submission's name.

    A submission that is not waiting for a review gets the initial one.
    """
    from checks.rules.choices import load_profile
    from dde_tui.helpcenter.review import review_files

    waiting = case.waiting(now, _calendar(call))
    receipt = case.submission(submission) if case.receipts or submission else None
    review = waiting.review if waiting else "initial"
    verdict = review_files(folder, receipt, load_profile(call.options.profile), review, now.date())
    return verdict, receipt.submission if receipt else ""


def _calendar(call: Call) -> Calendar:
    return call.workspace.calendar if call.has_workspace else Calendar()


def _one(folders: "dict[str, Folder]") -> "Folder":
    if len(folders) > 1:
        raise UsageError(
            f"There are several districts: {', '.join(folders)}.", to_do="Give one district's folder."
        )
    return next(iter(folders.values()))


def _queue(call: Call) -> ExitCode:
    from dde_tui.feedback.folder import unreadable_names
    from dde_tui.helpcenter.queue import Case

    now, calendar = call.clock(), _calendar(call)
    waiting: dict[str, Waiting] = {}
    code = ExitCode.DONE
    with open_folders(call) as folders:
        for name, folder in folders.items():
            try:
                each = Case.of(folder).waiting(now, calendar)
                left_out = unreadable_names(folder)
            except TransferError as error:  # one district's broken file must not hide the others
                call.console.narrate(f"{visible(name)}: {error.sentence}")
                code = error.exit_code
            else:
                if each:
                    waiting[name] = each
                for strange in left_out:
                    call.console.narrate(f"{visible(name)}: {strange.happened} It was skipped.")
                    code = strange.exit_code
    oldest_first = sorted(waiting.items(), key=lambda pair: pair[1].receipt.sent)
    if call.wants_json:
        listed = [_as_data(name, each) for name, each in oldest_first]
        call.console.json({"schema": "dde-helpcenter-queue/1", "waiting": listed})
        return code
    for name, each in oldest_first:
        call.console.say(
            f"{visible(each.receipt.submission)}  {visible(name)}  {each.review} review, "
            f"round {each.round}, due {moment(each.due, CLI_ZONE)}"
        )
    if not waiting and code is ExitCode.DONE:
        call.console.say("No submission is waiting for a review.")
    return code


def _as_data(name: str, each: "Waiting") -> dict[str, Any]:
    return {
        "district": each.receipt.district or name,
        "submission": each.receipt.submission,
        "review": each.review,
        "round": each.round,
        "sent": each.receipt.sent.isoformat(),
        "due": each.due.isoformat() if each.due else None,
        "files": [file.to_data() for file in each.receipt.files],
    }


def _review(call: Call) -> ExitCode:
    from checks.reports.json import as_json
    from checks.reports.text import as_text
    from dde_tui import __version__
    from dde_tui.feedback.folder import Review
    from dde_tui.helpcenter.answer import answer
    from dde_tui.helpcenter.queue import Case

    options, console, now = call.options, call.console, call.clock()
    with open_folders(call) as folders:
        folder = _one(folders)
        verdict, name = review_case(call, folder, Case.of(folder), options.submission or "", now)
        if options.decide:
            by = options.by or ""
            said = Review(verdict.kind, now, by, review=verdict.review, submission=name)
            answer(folder, said, verdict)
    if call.wants_json:
        report = as_json(verdict.report, tool_version=__version__, show_values=False)
        console.json(
            {
                "schema": "dde-helpcenter-review/1",
                "submission": name or None,
                "review": verdict.review,
                "verdict": verdict.kind.value,
                "decided": options.decide,
                "changed": list(verdict.changed),
                "findings": list(verdict.findings),
                "report": report,
            }
        )
    else:
        for line in as_text(verdict.report, show_values=options.show_values, style=console.style):
            console.say(line)
        about = visible(name) or "these files"
        console.say(f"{verdict.review} review of {about}: {verdict.kind.value}. {visible(verdict.text)}")
        if not options.decide:
            console.narrate(
                "No answer was written. Add --decide to answer like this, or use `dde helpcenter return`."
            )
    return ExitCode.DONE if verdict.kind is EventKind.ACCEPTED else ExitCode.NOT_READY


def _meant(call: Call, kind: EventKind, folder: "Folder", now: datetime) -> "tuple[str, str, Verdict | None]":
    """Return which submission a return or an acceptance is about, in which review, and what that finds."""
    from dde_tui.helpcenter.queue import Case

    case = Case.of(folder)
    submission = case.submission(call.options.submission or "").submission
    review = case.open_review(now, _calendar(call))
    if not review and kind is EventKind.ACCEPTED:
        raise UsageError(
            f"{visible(submission)} is already accepted in both reviews.", meaning="No answer was written."
        )
    review = review or "quality"
    if kind is EventKind.ACCEPTED:
        return submission, review, None
    verdict, _ = review_case(call, folder, case, submission, now)
    if not call.options.text and verdict.kind is EventKind.ACCEPTED:
        raise UsageError(
            "The review finds no reason to return these files.",
            meaning="No answer was written.",
            to_do="Use --text to say what the district should change.",
        )
    return submission, review, verdict


def _answering(kind: EventKind) -> Callable[[Call], ExitCode]:
    def run(call: Call) -> ExitCode:
        from dde_tui.feedback.folder import Review
        from dde_tui.helpcenter.answer import answer

        options, now = call.options, call.clock()
        submission, review, verdict = "", "", None
        with open_folders(call) as folders:
            folder = _one(folders)
            if kind in (EventKind.RETURNED, EventKind.ACCEPTED):
                submission, review, verdict = _meant(call, kind, folder, now)
            said = Review(kind, now, options.by or "", options.text or "", review, submission)
            written = answer(folder, said, verdict)
        if call.wants_json:
            call.console.json(
                {
                    "schema": "dde-helpcenter-answer/1",
                    "kind": kind.value,
                    "path": written.path,
                    "text": written.text,
                }
            )
        else:
            call.console.say(f"Answered: {visible(written.text)} ({written.path})")
        return ExitCode.DONE

    return run


_FOLDER = Option("--folder", "A SecureStor folder on this machine's disk.", metavar="DIR")
_SUBMISSION = Option("submission", "Which submission (default: the newest).")
_PROFILE = Option("--profile", "The profile to review against.", default=DEFAULT_PROFILE, metavar="NAME|FILE")
_BY = Option("--by", "Who answers.", metavar="NAME")
_TEXT = Option("--text", "What to say.", metavar="TEXT")
_SHOW = Option("--show-values", "Show the values of cells.", switch=True)
_DECIDE = Option("--decide", "Answer with the review's result: return or accept.", switch=True)

COMMAND = Command(
    name="helpcenter",
    sentence="For the Help Center: queue, review, return, accept, and more.",
    commands=(
        Command(
            "queue",
            "List the submissions waiting for a review.",
            _queue,
            (_FOLDER, JSON),
            (Example("dde helpcenter queue --folder securestor", "all districts below this folder"),),
        ),
        Command(
            "review",
            "Review a submission with the same checks the district has.",
            _review,
            (_SUBMISSION, _FOLDER, _DECIDE, _PROFILE, _BY, _SHOW, JSON),
            (
                Example("dde helpcenter review --folder securestor/bluebonnet", "what is wrong, and where"),
                Example(
                    "dde helpcenter review --folder securestor/bluebonnet --decide",
                    "and answer with the result",
                ),
            ),
        ),
        Command(
            "return",
            "Return a submission with its findings.",
            _answering(EventKind.RETURNED),
            (_SUBMISSION, _FOLDER, _TEXT, _BY, _PROFILE, JSON),
            (
                Example(
                    'dde helpcenter return --folder securestor/bluebonnet --text "Birth dates are missing"',
                    "in your own words, with the findings",
                ),
            ),
        ),
        Command(
            "accept",
            "Accept a submission in the review it is in.",
            _answering(EventKind.ACCEPTED),
            (_SUBMISSION, _FOLDER, _TEXT, _BY, JSON),
            (
                Example(
                    "dde helpcenter accept --folder securestor/bluebonnet --by Pat",
                    "whatever the review found",
                ),
            ),
        ),
        Command(
            "folder-ready",
            "Prepare a district's folder and say that it is ready.",
            _answering(EventKind.FOLDER_READY),
            (_FOLDER, _TEXT, _BY, JSON),
            (Example("dde helpcenter folder-ready --folder securestor/bluebonnet", "the folder must exist"),),
        ),
        Command(
            "prepared",
            "Say that the files are prepared.",
            _answering(EventKind.PREPARED),
            (_FOLDER, _TEXT, _BY, JSON),
            (Example("dde helpcenter prepared --folder securestor/bluebonnet", "step 6 is done"),),
        ),
        Command(
            "live",
            "Say that the files are in production.",
            _answering(EventKind.LIVE),
            (_FOLDER, _TEXT, _BY, JSON),
            (Example("dde helpcenter live --folder securestor/bluebonnet", "step 7 is done"),),
        ),
    ),
    examples=(
        Example("dde helpcenter queue --folder securestor", "all districts below this folder"),
        Example("dde helpcenter review --folder securestor/bluebonnet", "one district's newest submission"),
    ),
)
