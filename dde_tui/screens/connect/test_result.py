"""The text of a connection test: each step as it finishes, whom to ask, which guarantees are missing."""

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap

from textual.content import Content

from checks.errors import DdeError
from checks.visible import visible
from dde_tui.actions.transfer.connect.exchange_check import EXCHANGE
from dde_tui.actions.transfer.connect.words import GLYPHS, as_lines
from dde_tui.securestor.diagnosis.diagnosis import Diagnosis
from dde_tui.securestor.diagnosis.steps import STEPS, Contact, StepReport, StepStatus

_MARKS = {**GLYPHS, StepStatus.UNDER_WAY: "►"}
_COLOURS = {
    StepStatus.UNDER_WAY: "bold $text-primary",
    StepStatus.PASSED: "$text-success",
    StepStatus.WARNING: "$text-warning",
    StepStatus.FAILED: "bold $text-error",
    StepStatus.NOT_REACHED: "$text-muted",
}
_TITLE = 10
"""Screen columns for a step's title."""


def row_of(results: Mapping[str, StepReport], result: StepReport) -> int:
    """Return the row number of a step's result, if every earlier step takes one row."""
    return list(results).index(result.step.id)


def asked(results: Iterable[StepReport]) -> StepReport | None:
    """Return the first failed step that says whom to ask."""
    return next((each for each in results if each.state is StepStatus.FAILED and each.ask is not None), None)


def steps_in_words(
    results: Mapping[str, StepReport], width: int, *, is_short: bool, has_exchange: bool
) -> Content:
    """Return a row per step, also for those not reached yet.

    Args:
        results: the results so far, by step id.
        width: available columns.
        is_short: whether passed steps take one row each, so that the rest stays visible.
        has_exchange: whether the folder for receipts and reviews is tested, too.
    """
    steps = (*STEPS, EXCHANGE) if has_exchange else STEPS
    first = asked(results.values())
    lines: list[Content] = []
    for step in steps:
        result = results.get(step.id, StepReport(step, StepStatus.NOT_REACHED))
        lines.append(
            Content.assemble(
                (f"{_MARKS[result.state]} {step.title:<{_TITLE}}", _COLOURS[result.state]),
                f"\n{' ' * (_TITLE + 2)}".join(_found(result, width - _TITLE - 2, is_short=is_short)),
            )
        )
        if result is first:
            lines += _ask(result, width)
    return Content("\n").join(lines)


def _found(result: StepReport, width: int, *, is_short: bool) -> list[str]:
    if is_short and result.state is StepStatus.PASSED:
        return [visible(result.found, width)]
    return wrap(visible(result.found, 400), width)


def _ask(result: StepReport, width: int) -> Iterator[Content]:
    if result.ask is None:
        return
    is_you = result.ask.whom is Contact.YOU
    head = "  Check yourself:" if is_you else f"  Ask {result.ask.whom.person} (y copies this):"
    yield Content.styled(head, "bold")
    for line in wrap(visible(result.ask.words, 800), width - 4):
        yield Content(f"    {line}")


def end_in_words(trial: Diagnosis | None, error: DdeError | None, done: str) -> tuple[Content, Content]:
    """Return how a test ended, what that means, missing guarantees, and how the connection is encrypted.

    Args:
        trial: the full result, if there is one.
        error: why it failed.
        done: the sentence for success.
    """
    error = error or (trial.error if trial is not None else None)
    head, lines = Content(""), list[Content]()
    if error is not None:
        head = Content.styled("× Not connected. No setting was changed.", "bold $text-error")
        lines += [Content(f"  {visible(part, 800)}") for part in (error.meaning, error.to_do) if part]
    elif trial is not None:
        head = Content.styled(done, "bold $text-success")
    if trial is not None:
        lines += [
            Content.styled(words, "$text-warning" if words.startswith("  !") else "$text-muted")
            for words in map(visible, as_lines(trial))
        ]
    return head, Content("\n").join(lines)
