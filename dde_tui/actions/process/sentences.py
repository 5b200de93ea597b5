"""The one sentence that says whose turn it is, until when, and what to type."""

from collections.abc import Iterator
from datetime import datetime

from dde_tui.actions.process import clock_words
from dde_tui.actions.process.situation import Situation
from dde_tui.process.next_thing import sentence
from dde_tui.process.progress import Progress, State, StepState, Turn
from dde_tui.process.steps import load_steps
from dde_tui.terminal.time_format import near_moment

SILENCE = (
    "Notifications may be off: open the ticket in the portal and turn them on there.",
    "An e-mail that bounced once is blocked on Atlassian's side until CLI frees the address: ask for that.",
    "The answer may be in a spam folder: look for mail from atlassian.net, and let IT allow it.",
)
"""Why CLI's answer may not have reached the contact."""


def headline(found: Progress, zone: str, now: datetime) -> str:
    """Return the next thing to do, without a command: for a screen that has keys and shows clocks.

    A due time is in it only while it is CLI's turn: on the district's own work it would sound like a limit.
    """
    return _with_due(found, zone, now) if found.next.turn is Turn.CLI else found.next.sentence


def full_sentence(found: Progress, here: Situation, zone: str, now: datetime) -> str:
    """Return the next thing to do: whose turn it is, until when, and what to type."""
    words = _with_due(found, zone, now).removesuffix(".")
    state = found.steps[found.next.step - 1]
    if found.next.turn is Turn.NONE:
        return f"{found.next.sentence.removesuffix('.')}; type `dde send`."
    if state.is_overdue and state.deadline:
        size = clock_words.overdue(state.deadline, now)
        since = near_moment(state.deadline.due, zone, now)
        return (
            f"CLI's answer in step {state.number} ({state.name}) is overdue by {size}, since "
            f"{since}: ask in your help ticket, or record the answer with {_answers(state, here)}."
        )
    if found.next.turn is Turn.CLI:
        return f"{words}; when it has answered, type {_answers(state, here)}."
    begins = words if words.startswith("CLI") else words[:1].lower() + words[1:]
    return f"It is your turn: {begins}; {_own_part(state, here)}."


def _with_due(found: Progress, zone: str, now: datetime) -> str:
    state = found.steps[found.next.step - 1]
    return sentence(state, near_moment(state.due, zone, now) if state.due else "")


def _own_part(state: StepState, here: Situation) -> str:
    """Return what the district types for its part of a step."""
    step = load_steps()[state.number - 1]
    if state.state is State.WAITING:
        return f"{_making(here)}, and {_answers(state, here)} when CLI's e-mail has come"
    if state.state is State.RETURNED:
        return "type `dde feedback list`, and then `dde send`"
    if step.place == "send" and not here.is_connected:
        return "type `dde connect` first"
    if step.command == "dde confirm":
        return "type `dde requirements`, and then `dde confirm`"
    return f"type `{step.command}`"


def _making(here: Situation) -> str:
    if here.has_recipe:
        return "type `dde build`"
    if here.has_files:
        return "type `dde check`"
    return f"put your files into {here.output}/, type `dde check`"


def _answers(state: StepState, here: Situation) -> str:
    """Return how CLI's answer in this step gets into the journal."""
    kinds = [f"`dde feedback record {kind}`" for kind in load_steps()[state.number - 1].answers]
    if here.reads_folder and here.is_connected and state.number > 3:
        return "`dde feedback fetch`"
    return " or ".join(kinds)


def when_silent(found: Progress) -> Iterator[str]:
    """Yield why an answer that is overdue may not have arrived; nothing where none is overdue."""
    if any(step.is_overdue for step in found.steps):
        yield from SILENCE
