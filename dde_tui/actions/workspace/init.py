"""Create a workspace: the folder with a district's settings and journal."""

from pathlib import Path

from checks.errors import ExitCode
from checks.visible import cleaned
from dde_tui.actions.command import JSON, Call, Command, Example, Option
from dde_tui.errors import UsageError
from dde_tui.process.calendars.calendar import CLI_ZONE
from dde_tui.workspace.files.location import concerns
from dde_tui.workspace.folder import create_workspace
from dde_tui.workspace.seen import remember
from dde_tui.workspace.values import FEEDBACK_KINDS


def _run(call: Call) -> ExitCode:
    options, console = call.options, call.console
    name, zone, feedback = options.district, options.zone, options.feedback
    if not name:
        if not console.can_ask:
            raise UsageError("The district's name is missing.", to_do='Give it with --district "NAME".')
        name = console.ask("What is your district called?")
        zone = zone or console.ask("In which time zone are you?", CLI_ZONE)
        feedback = feedback or console.ask(
            "Where do CLI's answers come from: hand or folder?", FEEDBACK_KINDS[0]
        )
    path = Path(options.workspace or call.environ.get("DDE_WORKSPACE") or ".")
    workspace = create_workspace(path, name, zone or CLI_ZONE, feedback or FEEDBACK_KINDS[0])
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


COMMAND = Command(
    name="init",
    sentence="Create a workspace for your district.",
    run=_run,
    options=(
        Option("--district", "The district's name, as CLI knows it.", metavar="NAME"),
        Option("--zone", "Your time zone, such as America/Denver.", metavar="ZONE"),
        Option("--feedback", "Where CLI's answers come from.", choices=FEEDBACK_KINDS),
        JSON,
    ),
    examples=(
        Example('dde init --district "Bluebonnet ISD"', "in this folder"),
        Example(
            'dde --workspace rostering init --district "Bluebonnet ISD" --zone America/Denver', "in another"
        ),
    ),
)
