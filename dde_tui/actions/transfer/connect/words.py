"""The result of a connection test: a line for each step, and the same as JSON."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from dde_tui.actions.command import Call
from dde_tui.securestor.diagnosis.guarantees import PROMISES, promises_json
from dde_tui.securestor.diagnosis.steps import Contact, StepReport, StepStatus
from dde_tui.workspace.settings import SecureStorSettings

if TYPE_CHECKING:
    from dde_tui.securestor.diagnosis.diagnosis import Diagnosis

GLYPHS = {
    StepStatus.UNDER_WAY: "…",
    StepStatus.PASSED: "√",
    StepStatus.WARNING: "!",
    StepStatus.FAILED: "×",
    StepStatus.NOT_REACHED: "○",
}
_COLORS = {
    StepStatus.PASSED: ("green",),
    StepStatus.WARNING: ("yellow",),
    StepStatus.FAILED: ("red",),
    StepStatus.NOT_REACHED: ("dim",),
}
_NOT_REACHED = "not reached"


def teller(call: Call) -> Callable[[StepReport], None]:
    """Return a progress callback that prints each step as it ends; with JSON it prints nothing."""
    if call.wants_json:
        return lambda _result: None

    def tell(result: StepReport) -> None:
        if result.state is StepStatus.UNDER_WAY:
            return
        glyph = call.console.style(GLYPHS[result.state], *_COLORS[result.state])
        call.console.say(f"  {glyph} {result.step.title:<9} {result.found or _NOT_REACHED}")
        if result.ask is not None:
            asked = "Check" if result.ask.whom is Contact.YOU else "Send"
            call.console.say(f"      Ask {result.ask.whom.person}. {asked}:")
            call.console.say(f"      {result.ask.words}")

    return tell


def as_lines(trial: "Diagnosis") -> Iterator[str]:
    """Yield how the connection is protected and what is not guaranteed on this server."""
    by = trial.negotiated
    if by:
        quantum = (
            "also against quantum computers" if "mlkem" in by["kex"] else "not against quantum computers"
        )
        yield (
            f"Protected by {by['cipher']}, MAC {by['mac']}, key exchange {by['kex']} ({quantum}), "
            f"host key {by['host_key']}, strict key exchange {by['strict_kex']}."
        )
    lost = [promise.lost for promise in PROMISES if not trial.promises[promise.id]]
    if lost and trial.abilities.list is not None:
        yield "Not promised on this server:"
        yield from (f"  ! {words}" for words in lost)
    for name, value in trial.changes.items():
        yield f"Also saved: securestor.{name} = {value}"


def as_json(trial: "Diagnosis", settings: SecureStorSettings) -> dict[str, Any]:
    """Return a trial as the object that `dde connect --json` writes."""
    return {
        "schema": "dde-connect/1",
        "host": settings.host,
        "port": settings.port,
        "host_keys": list(settings.host_keys),
        "steps": [result.as_json() for result in trial.steps],
        "failed": trial.failed.step.id if trial.failed else None,
        "negotiated": dict(trial.negotiated),
        "abilities": trial.abilities.as_json(),
        "promises": promises_json(trial.promises),
        "changes": dict(trial.changes),
        "exit": int(trial.exit_code),
        "sentence": trial.error.sentence if trial.error else "",
    }
