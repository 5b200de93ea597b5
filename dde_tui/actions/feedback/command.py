"""CLI's answers: entered by hand from an e-mail or ticket, or fetched from the exchange folder."""

from collections.abc import Collection, Sequence

from checks.errors import ExitCode
from dde_tui.actions.command import JSON, Call, Command, Example, Option
from dde_tui.actions.feedback.answers import (
    Recorded,
    fetch,
    forget,
    held_now,
    reads_folder,
    record,
    recorded,
)
from dde_tui.actions.feedback.words import (
    HOW_TO_RECORD,
    UNCHECKED,
    as_data,
    as_lines,
    held_as_data,
    held_lines,
    is_unchecked,
)
from dde_tui.actions.process.doubt import SURE, ask_if_doubtful
from dde_tui.errors import UsageError
from dde_tui.feedback.answers import ANSWERS, REVIEWS
from dde_tui.feedback.hand import enter
from dde_tui.feedback.held import Held
from dde_tui.process.events import EventKind
from dde_tui.terminal.console import Console
from dde_tui.terminal.time_format import parse_moment


def _show(call: Call, answers: Sequence[Recorded], held: Sequence[Held], newly: Collection[str] = ()) -> None:
    """Show answers and what is held; as JSON the whole answer."""
    if call.wants_json:
        call.console.json(
            {
                "schema": "dde-feedback/1",
                "answers": [as_data(each) for each in answers],
                "held": [held_as_data(each, newly) for each in held],
            }
        )
        return
    zone = call.workspace.settings.district.zone
    for answer in answers:
        for line in as_lines(answer, zone):
            call.console.say(line)
    for each in held:
        for line in held_lines(each, zone):
            call.console.say(line)
    if any(is_unchecked(each.event) for each in answers):
        call.console.say(UNCHECKED)
    if held:
        call.console.say(HOW_TO_RECORD)


def _list(call: Call) -> ExitCode:
    answers, held = recorded(call.workspace), held_now(call.workspace)
    _show(call, answers, held)
    if not (answers or held or call.wants_json):
        call.console.say("No answer from CLI is recorded yet. Record one with `dde feedback record`.")
    return ExitCode.DONE


def _fetch(call: Call) -> ExitCode:
    if reads_folder(call.workspace):
        call.tell_workspace()
    found = fetch(call.workspace, call.job())
    answers = [Recorded(event) for event in found.answers]
    if call.wants_json:
        _show(call, answers, found.held, found.newly)
        return ExitCode.DONE
    told = [each for each in found.held if each.id in found.newly]
    _show(call, answers, told)
    if not (answers or told):
        by_hand = not reads_folder(call.workspace)
        call.console.say(
            "Answers are recorded by hand in this workspace: use `dde feedback record`."
            if by_hand
            else "Nothing new."
        )
    if found.more:
        call.console.say(f"{found.more:,} more are held, too many to list.")
    if earlier := len(found.held) - len(told):
        count = "1 answer is" if earlier == 1 else f"{earlier:,} answers are"
        call.console.say(f"{count} held since an earlier fetch: see `dde feedback list`.")
    return ExitCode.DONE


def _record(call: Call) -> ExitCode:
    options, now = call.options, call.clock()
    zone = call.workspace.settings.district.zone
    at = parse_moment(options.at, zone, now) if options.at else now
    text = _standard_input(call.console) if options.text == "-" else options.text or ""
    entered = enter(EventKind(options.kind), at, now, text=text, review=options.review or "")
    if not ask_if_doubtful(call, entered.kind, at, entered.review):
        return ExitCode.DONE
    answer = Recorded(record(call.workspace, entered))
    if call.wants_json:
        _show(call, [answer], ())
    else:
        call.console.say(f"Recorded: {next(as_lines(answer, zone))}.")
        if answer.event.kind is EventKind.COMMENT:
            call.console.say(
                "This answer was already fetched. If it is about the other review, add --review."
            )
    return ExitCode.DONE


def _forget(call: Call) -> ExitCode:
    gone = forget(call.workspace, call.options.id)
    if call.wants_json:
        _show(call, () if isinstance(gone, Held) else [gone], [gone] if isinstance(gone, Held) else ())
        return ExitCode.DONE
    zone = call.workspace.settings.district.zone
    call.console.say(next(held_lines(gone, zone) if isinstance(gone, Held) else as_lines(gone, zone)))
    call.console.say(
        "It is off the list; nothing was recorded."
        if isinstance(gone, Held)
        else "It moves no step any more. It stays in the list, marked; `dde status` shows where you are."
    )
    return ExitCode.DONE


def _standard_input(console: Console) -> str:
    try:
        return console.read_answer()
    except UnicodeDecodeError as error:
        raise UsageError(
            "Standard input is not text.",
            meaning="Nothing was recorded.",
            to_do="Give CLI's words as plain text.",
        ) from error


COMMAND = Command(
    name="feedback",
    sentence="CLI's answers: list them, fetch them, record one by hand, or take one back.",
    run=_list,
    options=(JSON,),
    commands=(
        Command(
            "list",
            "List CLI's answers.",
            _list,
            (JSON,),
            (Example("dde feedback list", "oldest first, with what was found and what is held"),),
        ),
        Command(
            "fetch",
            "Fetch new answers from the exchange folder.",
            _fetch,
            (JSON,),
            (Example("dde feedback fetch", "for a scheduler: each answer is fetched once"),),
        ),
        Command(
            "record",
            "Record what CLI said in an e-mail or ticket.",
            _record,
            (
                Option(
                    "kind",
                    "What CLI said.",
                    choices=tuple(kind.value for kind in ANSWERS),
                    optional=False,
                    metavar="KIND",
                ),
                Option("--at", "When CLI said it, if not now.", metavar="TIME"),
                Option("--text", "CLI's words; - reads them from standard input.", metavar="TEXT"),
                Option("--review", "Which review it is about, if that is not clear.", choices=REVIEWS),
                SURE,
                JSON,
            ),
            (
                Example("dde feedback record answered", "the requirements came"),
                Example(
                    'dde feedback record returned --text "Birth dates are missing"', "opens the next round"
                ),
            ),
        ),
        Command(
            "forget",
            "Take back an answer that is wrong, or take a held one off the list.",
            _forget,
            (
                Option("id", "The ID that `dde feedback list` shows.", optional=False, metavar="ID"),
                JSON,
            ),
            (Example("dde feedback forget 3f9a1c02", "the steps stand as if it had not come"),),
        ),
    ),
    examples=(
        Example("dde feedback record accepted --at 2026-09-17T10:30", "CLI's e-mail came on Thursday"),
        Example("dde feedback fetch", "where the Help Center uses the exchange folder"),
    ),
)
