"""The rows of the place Feedback, and what stands below the list for each of them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.content import Content

from checks.visible import visible
from dde_tui.actions.feedback.answers import Recorded
from dde_tui.actions.feedback.words import (
    UNCHECKED,
    WORDS,
    describe,
    held_words,
    in_words,
    is_unchecked,
)
from dde_tui.feedback.held import Held
from dde_tui.process.events import EventKind
from dde_tui.terminal.time_format import moment

if TYPE_CHECKING:
    from dde_tui.demo.mailbox import Letter

_MARKS: Mapping[str, str] = {EventKind.RETURNED: "!", EventKind.COMMENT: "…"}
_COLOURS: Mapping[str, str] = {EventKind.RETURNED: "bold $text-error", EventKind.COMMENT: ""}


def row(each: "Letter | Recorded | Held", zone: str) -> Content:
    """Return an e-mail that is not recorded yet, an answer, or a held one as a row of the list."""
    if isinstance(each, Recorded):
        return _answer_row(each, zone)
    return _held_row(each, zone) if isinstance(each, Held) else _letter_row(each, zone)


def words(each: "Letter | Recorded | Held") -> Content:
    """Return what it says, where it comes from, and what can be done with it."""
    if isinstance(each, Recorded):
        return _answer_words(each)
    return _held_words(each) if isinstance(each, Held) else _letter_words(each)


def _letter_row(letter: "Letter", zone: str) -> Content:
    return Content.assemble(
        ("● ", "bold $text-warning"),
        (f"{moment(letter.at, zone)}  e-mail: {visible(letter.subject)}", "bold"),
        ("  not recorded", "$text-warning"),
    )


def _letter_words(letter: "Letter") -> Content:
    return Content.assemble(
        (f"{visible(letter.subject)}\n", "bold"),
        *(f"{visible(line)}\n" for line in letter.text.splitlines()),
        ("\nThis e-mail is not recorded yet: f records that ", "bold"),
        (f"{WORDS[letter.kind]}.", "bold"),
    )


def _answer_row(recorded: Recorded, zone: str) -> Content:
    event = recorded.event
    review = event.data.get("review")
    about = f" in the {visible(str(review))} review" if review else ""
    said = f"{moment(event.at, zone)}  {in_words(event)}{about}"
    if recorded.withdrawn:
        return Content.styled(f"- {said} (taken back)", "$text-muted")
    mark = _MARKS.get(event.kind, "√" if event.is_known else "?")
    return Content.assemble((f"{mark} ", _COLOURS.get(event.kind, "$text-success")), said)


def _answer_words(recorded: Recorded) -> Content:
    event = recorded.event
    lines = [visible(line, 500) for line in str(event.data.get("text", "")).splitlines()]
    lines += [f"! {describe(finding)}" for finding in event.data.get("findings", ())]
    source = UNCHECKED if is_unchecked(event) else "(recorded by hand)"
    back = ["You took this answer back: it moves no step."] if recorded.withdrawn else []
    return Content("\n").join(
        (*map(Content, lines or ["(no words)"]), *map(Content, back), Content.styled(source, "$text-muted"))
    )


def _held_row(held: Held, zone: str) -> Content:
    return Content.assemble(("? ", "bold $text-warning"), f"held: {held_words(held, zone)}")


def _held_words(held: Held) -> Content:
    return Content("\n").join(
        (
            Content.styled(f"Not counted: {visible(held.why)}.", "bold"),
            *(Content(visible(line, 500)) for line in held.text.splitlines()),
            Content("\nIf CLI really said this, f records it. If not, x takes it off the list."),
            Content.styled(visible(held.path), "$text-muted"),
        )
    )
