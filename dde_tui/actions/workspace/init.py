"""Create a workspace: the folder with a district's settings and journal."""

from collections.abc import Callable
from pathlib import Path

from checks.errors import ExitCode
from checks.toml_reader import one_line
from checks.visible import cleaned, visible
from dde_tui.actions.command import JSON, Call, Command, Example, Option
from dde_tui.errors import UsageError
from dde_tui.process.calendars.calendar import CLI_ZONE
from dde_tui.terminal.console import Console
from dde_tui.workspace import values
from dde_tui.workspace.files.location import concerns
from dde_tui.workspace.folder import create_workspace
from dde_tui.workspace.seen import remember

_TRIES = 3
"""How often a question is asked before dde gives up."""
_NAME = "What is your district called?"
_ZONE = "In which time zone are you?"
_FEEDBACK = "Where do CLI's answers come from: hand or folder?"


def _run(call: Call) -> ExitCode:
    options, console = call.options, call.console
    asks = options.district is None and console.can_ask
    if options.district is None and not asks:
        raise UsageError("The district's name is missing.", to_do='Give it with --district "NAME".')
    name = _chosen(console, options.district, "--district", values.name, _NAME if asks else "")
    zone = _chosen(console, options.zone, "--zone", values.zone, _ZONE if asks else "", CLI_ZONE)
    kind = values.FEEDBACK_KINDS[0]
    feedback = _chosen(
        console, options.feedback, "--feedback", values.feedback_kind, _FEEDBACK if asks else "", kind
    )
    path = Path(options.workspace or call.environ.get("DDE_WORKSPACE") or ".")
    workspace = create_workspace(path, name, zone, feedback)
    call.tell_readable(workspace.path)
    remember(workspace.path)
    for concern in concerns(workspace.path, call.environ):
        console.narrate(f"! {concern}")
    if call.wants_json:
        console.json({"schema": "dde-init/1", "workspace": str(workspace.path), "district": name})
    else:
        console.say(cleaned(f"The workspace of {name} is at {workspace.path}."))
        console.say("Next: ask CLI for information about automated rostering with `dde request`.")
    return ExitCode.DONE


def _chosen(
    console: Console,
    given: str | None,
    flag: str,
    check: Callable[[str], str],
    question: str,
    default: str = "",
) -> str:
    """Return a value that can be used: the flag's, the answer to a question, or the default.

    A person is told at once what is wrong with an answer, and asked again.

    Raises:
        UsageError: the flag's value cannot be used, or none of the answers.
    """
    if given is not None or not question:
        return _checked(given if given is not None else default, flag, check)
    for _ in range(_TRIES - 1):
        try:
            return _checked(console.ask(question, default), "That", check)
        except UsageError as error:
            console.narrate(error.happened)
    return _checked(console.ask(question, default), "That", check)


def _checked(value: str, name: str, check: Callable[[str], str]) -> str:
    try:
        return check(one_line(value))
    except ValueError as error:
        words = str(error)
        shown = f" {visible(value)}" if value.strip() and name != "That" else ""
        ends = words.endswith((".", "?"))
        raise UsageError(
            f"{name}{shown} {words}{'' if ends else '.'}", meaning="No workspace was made."
        ) from None


COMMAND = Command(
    name="init",
    sentence="Create a workspace for your district.",
    run=_run,
    options=(
        Option("--district", "The district's name, as CLI knows it.", metavar="NAME"),
        Option("--zone", "Your time zone, such as America/Denver.", metavar="ZONE"),
        Option("--feedback", "Where CLI's answers come from.", choices=values.FEEDBACK_KINDS),
        JSON,
    ),
    examples=(
        Example("dde init", "asks for what it needs"),
        Example('dde init --district "Bluebonnet ISD"', "in this folder, without a question"),
        Example(
            'dde --workspace rostering init --district "Bluebonnet ISD" --zone America/Denver', "in another"
        ),
    ),
)
