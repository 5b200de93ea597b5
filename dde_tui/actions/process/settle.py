"""Record CLI's answer to an open question with date and source; the rules follow at once."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from checks.errors import ExitCode
from checks.visible import visible
from dde_tui.actions.command import JSON, Call, Command, Example, Option
from dde_tui.errors import UsageError
from dde_tui.workspace.lock import run_lock

if TYPE_CHECKING:
    from checks.profile.model import AnswerValue, Profile, Question, ToldAnswer


def question_data(profile: "Profile", question: "Question") -> dict[str, Any]:
    """Return a question as plain data, with CLI's answer where there is one."""
    told = profile.answers.get(question.id)
    return {
        "id": question.id,
        "about": question.about,
        "text": question.text,
        "basis": "told" if told else question.basis.value,
        "answer": question.answer.value,
        "example": question.example,
        "told": _told_data(told) if told else None,
    }


def _told_data(told: "ToldAnswer") -> dict[str, Any]:
    answer = list(told.answer) if isinstance(told.answer, tuple) else told.answer
    return {"answer": answer, "on": told.on.isoformat(), "source": told.source}


def answer_in_words(answer: "AnswerValue") -> str:
    """Return an answer as a person reads it."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return visible(answer if isinstance(answer, str) else "; ".join(answer), 400)


def told_in_words(told: "ToldAnswer") -> str:
    """Return the date and source of an answer."""
    return f"told {told.on}, {visible(told.source)}"


def question_lines(profile: "Profile") -> Iterator[str]:
    """Yield the open questions with the form of their answers, then the answered ones."""
    from checks.profile.questions import FORMS

    if profile.open_questions:
        yield "Open, until CLI answers:"
    for question in profile.open_questions:
        yield f"  {question.id:<17} {question.text}"
        yield f"  {'':<17} An answer is {FORMS[question.answer]}. Example:"
        yield f"  {'':<17} dde requirements settle {question.id} {question.example} --source TEXT"
    if profile.answers:
        yield "Answered by CLI:"
    for id_, told in profile.answers.items():
        yield f"  {id_:<17} {answer_in_words(told.answer)} ({told_in_words(told)})"


def _run(call: Call) -> ExitCode:
    options = call.options
    if options.undo:
        if options.answer or options.source or options.on:
            raise UsageError("--undo can't be combined with an answer, --source or --on.")
        return _undo(call, options.undo)
    if not options.answer:
        return _list(call)
    question, *answer = options.answer
    if not answer:
        raise UsageError(
            f"CLI's answer to {question!r} is missing.",
            to_do="`dde requirements settle` lists the questions with the form of their answers.",
        )
    if not (options.source or "").strip():
        raise UsageError(
            "The source of CLI's answer is missing.", to_do='Name it, such as --source "ticket CE-4711".'
        )
    return _settle(call, question, tuple(answer))


def _settle(call: Call, question: str, answer: tuple[str, ...]) -> ExitCode:
    from dde_tui.workspace.requirements import record_answer

    workspace, options = call.workspace, call.options
    today = call.clock().astimezone(workspace.calendar.zone).date()
    on: date = options.on or today
    if on > today:
        raise UsageError(f"{on} is in the future.", to_do="Give the day on which CLI said it.")
    with run_lock(workspace):
        settled = record_answer(workspace, question, answer, on=on, source=options.source.strip())
    told = settled.profile.answers[question]
    if not _say_as_json(call, settled.profile, question):
        call.console.say(f"Recorded: {question} is {answer_in_words(told.answer)} ({told_in_words(told)}).")
        call.console.say(f"The rules follow {visible(str(settled.path))} from now on.")
    return ExitCode.DONE


def _undo(call: Call, question: str) -> ExitCode:
    from dde_tui.workspace.requirements import take_answer_back

    workspace = call.workspace
    with run_lock(workspace):
        settled = take_answer_back(workspace, question)
    if not _say_as_json(call, settled.profile, question):
        call.console.say(f"Removed: {question} is open again.")
    return ExitCode.DONE


def _list(call: Call) -> ExitCode:
    from checks.rules.choices import load_profile

    profile = load_profile(call.profile)
    if not _say_as_json(call, profile):
        for line in question_lines(profile):
            call.console.say(line)
    return ExitCode.DONE


def _say_as_json(call: Call, profile: "Profile", only: str = "") -> bool:
    """Write the questions, or only this one, if JSON was asked for; return whether it was."""
    if call.wants_json:
        asked = [question for question in profile.questions if only in ("", question.id)]
        data = [question_data(profile, question) for question in asked]
        call.console.json({"schema": "dde-settle/1", "questions": data})
    return call.wants_json


def _day(text: str) -> date:
    return date.fromisoformat(text)


_day.__name__ = "date"


SETTLE = Command(
    name="settle",
    sentence="Record CLI's answer to an open question; without one, list the questions.",
    run=_run,
    options=(
        Option(
            "answer",
            "The question, then CLI's answer in the form that the list shows.",
            metavar="QUESTION ANSWER",
            many=True,
        ),
        Option("--source", "Where CLI's answer is, such as a ticket or an e-mail.", metavar="TEXT"),
        Option("--on", "The day on which CLI answered, if not today.", metavar="YYYY-MM-DD", kind=_day),
        Option("--undo", "Remove the answer to this question.", metavar="QUESTION"),
        JSON,
    ),
    examples=(
        Example("dde requirements settle", "the questions, and what an answer to each looks like"),
        Example(
            'dde requirements settle grade-codes PK KG EE --source "ticket CE-4711"',
            "the rules accept these codes and no others",
        ),
        Example("dde requirements settle --undo grade-codes", "the question is open again"),
    ),
)
