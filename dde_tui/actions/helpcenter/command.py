"""The Help Center's side: the queue, reviews and answers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from checks.errors import ExitCode
from checks.profile.shipped import DEFAULT_PROFILE
from checks.visible import visible
from dde_tui.actions.command import JSON, Call, Command, Example, Option
from dde_tui.errors import SettingsError, UsageError
from dde_tui.process.calendars.calendar import Calendar
from dde_tui.process.events import EventKind

if TYPE_CHECKING:
    from dde_tui.helpcenter.queue import Case
    from dde_tui.helpcenter.review import Verdict
    from dde_tui.securestor.connection.folder import Folder


@contextmanager
def open_folders(call: Call) -> "Iterator[dict[str, Folder]]":
    """Open the SecureStor folders to work on: those under --folder, or the workspace's over SFTP.

    Yields a name and a folder for each district.
    """
    from dde_tui.feedback.folder import is_prepared
    from dde_tui.securestor.connection.local_folder import LocalFolder

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
    expected = case.receipts or case.left_out or submission
    receipt = case.submission(submission, now) if expected else None
    review = waiting.review if waiting else "initial"
    verdict = review_files(folder, receipt, load_profile(call.options.profile), review, now.date())
    return verdict, receipt.submission if receipt else ""


def _case(call: Call, folder: "Folder") -> "Case":
    """Read a district's exchange folder, and tell which files there can't be read."""
    from dde_tui.helpcenter.queue import Case

    case = Case.of(folder)
    for error in case.left_out:
        call.console.narrate(f"{error.happened} It was skipped.")
    return case


def _calendar(call: Call) -> Calendar:
    return call.workspace.calendar if call.has_workspace else Calendar()


def _one(folders: "dict[str, Folder]") -> "Folder":
    if len(folders) > 1:
        raise UsageError(
            f"There are several districts: {', '.join(folders)}.", to_do="Give one district's folder."
        )
    return next(iter(folders.values()))


def _queue(call: Call) -> ExitCode:
    from dde_tui.actions.helpcenter.queue import look

    with open_folders(call) as folders:
        queue = look(folders, call.clock(), _calendar(call))
    for name, error in queue.failed:
        call.console.narrate(f"{visible(name)}: {error.sentence}")
    for name, remark in queue.remarks:
        call.console.narrate(f"{visible(name)}: {visible(remark, 500)}")
    if call.wants_json:
        call.console.json(
            {
                "schema": "dde-helpcenter-queue/1",
                "waiting": [each.as_data() for each in queue.waiting],
                "unconfirmed": [each.as_data() for each in queue.unconfirmed],
                "remarks": [{"district": name, "remark": remark} for name, remark in queue.remarks],
            }
        )
    else:
        for each in (*queue.waiting, *queue.unconfirmed):
            call.console.say(each.as_line())
        if not (queue.waiting or queue.unconfirmed or queue.failed):
            call.console.say("No submission is waiting for a review.")
    return queue.failed[0][1].exit_code if queue.failed else ExitCode.DONE


def _review(call: Call) -> ExitCode:
    from checks.reports.json import as_json
    from checks.reports.text import as_text
    from dde_tui import __version__
    from dde_tui.feedback.folder import Review
    from dde_tui.helpcenter.answer import answer
    from dde_tui.helpcenter.own_answers import remember

    options, console, now = call.options, call.console, call.clock()
    with open_folders(call) as folders:
        folder = _one(folders)
        verdict, name = review_case(call, folder, _case(call, folder), options.submission or "", now)
        if options.decide:
            by = options.by or ""
            said = Review(verdict.kind, now, by, review=verdict.review, submission=name)
            remember(answer(folder, said, verdict))
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


def _meant(
    call: Call, kind: EventKind, folder: "Folder", case: "Case", now: datetime
) -> "tuple[str, str, Verdict | None]":
    """Return which submission a return or an acceptance is about, in which review, and what that finds."""
    submission = case.submission(call.options.submission or "", now).submission
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
        from dde_tui.helpcenter.own_answers import remember

        options, now = call.options, call.clock()
        submission, review, verdict = "", "", None
        with open_folders(call) as folders:
            folder = _one(folders)
            case = _case(call, folder)
            if kind in (EventKind.RETURNED, EventKind.ACCEPTED):
                submission, review, verdict = _meant(call, kind, folder, case, now)
            by, words = options.by or "", options.text or ""
            said = Review(kind, now, by, words, review, submission, district=case.district)
            written = answer(folder, said, verdict)
        remember(written)
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
