"""`dde demo`: the whole journey with nothing to set up."""

from pathlib import Path

from checks.errors import ExitCode
from dde_tui.actions.command import Call, Command, Example, Option

SCREEN_SPEED, HEADLESS_SPEED = 1.0, 6.0
"""Open hours of CLI that pass in one real second."""


def plays_headless(call: Call) -> bool:
    """Return whether the demo plays without a screen: on request, or without a terminal."""
    return bool(call.options.headless) or not call.console.can_open_app


def _run(call: Call) -> ExitCode:
    from dde_tui.demo.headless import Journey
    from dde_tui.demo.stage import Stage

    keep = Path(call.options.keep) if call.options.keep else None
    with Stage(keep, HEADLESS_SPEED) as stage:
        arrived = Journey(stage, call.console.say).play()
        if keep:
            call.console.say("")
            call.console.say(f"Workspace:  {stage.workspace.path}")
            call.console.say(f"Receipts:   {stage.workspace.state / 'receipts'}")
            call.console.say(f"SecureStor: {stage.securestor}")
    return ExitCode.DONE if arrived else ExitCode.DEFECT


COMMAND = Command(
    name="demo",
    sentence="Play the whole journey with a sample district; nothing to set up.",
    run=_run,
    options=(
        Option("--headless", "Play it without a screen, printing each step.", switch=True),
        Option("--keep", "Keep the workspace, server folder and receipts here.", metavar="DIR"),
    ),
    opens_app=lambda call: not plays_headless(call),
    examples=(
        Example("dde demo", "on a screen, by keyboard"),
        Example("dde demo --headless --keep journey", "as lines of text; the folder keeps the result"),
    ),
)
