"""The journal itself: is it as it was recorded, what can be read of a damaged one, and a new one of that."""

from collections.abc import Iterator
from typing import Any

from checks.errors import ExitCode
from checks.visible import visible
from dde_tui.actions.command import JSON, Call, Command, Example, Option
from dde_tui.errors import UsageError
from dde_tui.process.events import Event
from dde_tui.terminal.time_format import moment
from dde_tui.workspace.files.location import conflicting_copies
from dde_tui.workspace.journal.reading import Survey
from dde_tui.workspace.journal.recovery import recover

CLI_WORDS = 60
"""How much of CLI's words stands behind an entry in the list."""


def state_of(found: Survey) -> str:
    """Return a journal's state in one word: whole, damaged, lost, or empty."""
    if found.traces:
        return "lost"
    if found.damages:
        return "damaged"
    return "whole" if found.events else "empty"


def in_words(found: Survey, copies: list[str]) -> Iterator[str]:
    """Yield what is right or wrong with a journal, a sentence each."""
    count = "1 entry" if len(found.events) == 1 else f"{len(found.events):,} entries"
    match state_of(found):
        case "lost":
            names = ", ".join(found.traces)
            yield f"The journal is missing or empty, but there was one: see {names} beside it."
        case "damaged":
            yield f"The journal is damaged: {count} can be read, the first {found.intact:,} are as recorded."
            yield from (f"{each.sentence[:1].upper()}{each.sentence[1:]}." for each in found.damages)
        case "empty":
            yield "Nothing was recorded yet."
        case _:
            yield f"The journal has {count}, each as it was recorded."
    newer = sum(not event.is_known for event in found.events)
    if newer:
        yield f"{newer:,} of them are of kinds that only a newer dde knows; they move nothing here."
    if copies:
        yield (
            f"A program that syncs left {', '.join(copies)} beside it: two computers wrote at once, and what "
            "one of them recorded may stand only there."
        )


def as_json(call: Call, found: Survey, copies: list[str]) -> dict[str, Any]:
    """Return it as plain data: schema `dde-journal/1`; events only where the journal is damaged."""
    wrong = {each.number for each in found.damages}
    return {
        "schema": "dde-journal/1",
        "path": str(call.workspace.journal.path),
        "state": state_of(found),
        "version": found.version,
        "entries": len(found.events),
        "intact": found.intact,
        "damages": [
            {"entry": each.number, "why": each.why, "readable": each.is_readable} for each in found.damages
        ],
        "traces": list(found.traces),
        "copies": copies,
        "events": [
            {"entry": event.id, "as_recorded": event.id not in wrong, **event.to_dict()}
            for event in found.events
        ]
        if found.damages
        else [],
    }


def listed(found: Survey, zone: str) -> Iterator[str]:
    """Yield the entries that can be read, a line each; "!" marks what is not as it was recorded."""
    wrong = {each.number for each in found.damages}
    for event in found.events:
        mark, at = "!" if event.id in wrong else " ", moment(event.at, zone)
        yield f"{mark} {event.id:>5}  {at:<22}  {event.kind:<13} {_remark(event)}".rstrip()


def _remark(event: Event) -> str:
    words = event.data.get("text")
    return visible(words.replace("\n", " "), CLI_WORDS) if isinstance(words, str) else ""


def _show(call: Call) -> ExitCode:
    found = call.workspace.journal.survey()
    copies = conflicting_copies(call.workspace.state)
    code = ExitCode.DONE if found.is_whole else ExitCode.USAGE
    if call.wants_json:
        call.console.json(as_json(call, found, copies))
        return code
    for line in in_words(found, copies):
        call.console.say(line)
    if found.damages:
        call.console.say()
        for line in listed(found, call.workspace.settings.district.zone):
            call.console.say(line)
    if not found.is_whole:
        call.console.say()
        call.console.say("Put back the newest backup of .dde/journal.sqlite3, or run `dde journal recover`.")
    return code


def _recover(call: Call) -> ExitCode:
    journal = call.workspace.journal
    found = journal.survey()
    if not found.is_whole and not call.options.yes:
        for line in in_words(found, []):
            call.console.narrate(line)
        _confirm(call)
    done = recover(journal, call.clock())
    if call.wants_json:
        call.console.json(
            {
                "schema": "dde-journal-recover/1",
                "recovered": done is not None,
                "entries": done.entries if done else len(found.events),
                "kept": list(done.kept) if done else [],
                "damages": list(done.damages) if done else [],
            }
        )
    elif done is None:
        call.console.say("Nothing is wrong with the journal, so nothing was done.")
    else:
        call.console.say(f"A new journal was made of {done.entries:,} entries; it says so in its last one.")
        if done.kept:
            call.console.say(f"The damaged one is kept as .dde/{done.kept[0]}.")
    return ExitCode.DONE


def _confirm(call: Call) -> None:
    if not call.console.can_ask:
        raise UsageError(
            "Making a new journal needs a person's yes.",
            meaning="Nothing was changed.",
            to_do="Look at `dde journal` first; then give --yes.",
        )
    if call.console.ask("Make a new journal of what can be read? yes or no", "no").lower() not in (
        "y",
        "yes",
    ):
        raise UsageError("No new journal was made.", meaning="Nothing was changed.")


COMMAND = Command(
    name="journal",
    sentence="Show whether the journal is as it was recorded, and what can be read of a damaged one.",
    run=_show,
    options=(JSON,),
    commands=(
        Command(
            "recover",
            "Make a new journal of what can be read of a damaged one, which is kept.",
            _recover,
            (
                Option("--yes", "Don't ask whether to do it.", switch=True),
                JSON,
            ),
            (Example("dde journal recover", "after `dde journal`, where there is no backup"),),
        ),
    ),
    examples=(
        Example("dde journal", "every entry is verified; of a damaged journal, what can be read is listed"),
        Example("dde journal --json", "for a script: exit code 2 where something is wrong"),
    ),
)
