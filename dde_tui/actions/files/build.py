"""Build the required files from a flat export of the student information system."""

from pathlib import Path
from typing import TYPE_CHECKING

from checks.errors import ExitCode
from checks.job import UNWATCHED, Job
from checks.progress import Progress
from checks.visible import cleaned
from dde_tui.actions.command import JSON, Call, Command, Example, Option

if TYPE_CHECKING:
    from dde_tui.build.building import Built


def build_files(recipe: Path, output: Path, job: Job[Progress] = UNWATCHED) -> "Built":
    """Build the files of a recipe into a folder; see `dde_tui.build.building.build`."""
    from dde_tui.build.building import build
    from dde_tui.build.recipe import load_recipe

    return build(load_recipe(recipe), output, job)


def _run(call: Call) -> ExitCode:
    options, console = call.options, call.console
    recipe, output = options.recipe, options.output
    if not recipe or (not output and call.has_workspace):
        recipe = recipe or str(call.workspace.recipe)
        output = output or str(call.workspace.files)
    call.tell_readable(Path(output or "files"))
    with console.progress("Building", as_json=call.wants_json) as progress:
        built = build_files(Path(recipe), Path(output or "files"), call.job(progress))
    if call.wants_json:
        console.json(
            {
                "schema": "dde-build/1",
                "output": str(built.output),
                "files": dict(built.files),
                "notes": list(built.notes),
            }
        )
        return ExitCode.DONE
    for name, rows in built.files.items():
        console.say(f"  {name:<21} {rows:>9,} {'row' if rows == 1 else 'rows'}")
    for note in built.notes:
        console.say_wrapped(f"! {note}")
    output = cleaned(str(built.output))
    console.say(f"The files are in {output}. Check them with `dde check {output}`.")
    return ExitCode.DONE


COMMAND = Command(
    name="build",
    sentence="Build the required files from an export of your SIS.",
    run=_run,
    options=(
        Option("recipe", "The recipe, a TOML file (default: the workspace's)."),
        Option("--output", "The folder to write to (default: the workspace's).", metavar="DIR"),
        JSON,
    ),
    examples=(
        Example("dde build", "the workspace's recipe, into its folder files/"),
        Example("dde build sis/build.toml --output roster", "another recipe, into another folder"),
    ),
)
