"""Empty files with the right headers, or a filled example of an invented district."""

import os
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from checks.errors import ExitCode
from checks.profile.shipped import DEFAULT_PROFILE
from checks.visible import cleaned, visible
from dde_tui.actions.command import JSON, Call, Command, Example, Option
from dde_tui.errors import UsageError
from dde_tui.workspace.disk import disk_trouble
from dde_tui.workspace.write_files import complete_earlier, write_files

EXAMPLES = ("clean", "mistakes", "flat")
EXAMPLE_DAY = date(2026, 9, 1)
"""A day of the school year of the sample district, as the demo plays it."""


if TYPE_CHECKING:
    from checks.example.changes import Files


def template_files(example: str = "", today: date = EXAMPLE_DAY, profile: str = DEFAULT_PROFILE) -> "Files":
    """Return the files of a template.

    Args:
        example: nothing for the headers of the required files; `clean` or `mistakes` for the sample
            district; `flat` for the same children as one flat table with a recipe for `dde build`.
        today: an example is of the school year under way on this day, so that it is never out of date.
        profile: whose required files and columns.
    """
    from checks.example.changes import as_files
    from checks.example.district import district, school_year
    from checks.example.flat import flat_children
    from checks.example.mistakes import planted, with_mistakes
    from checks.rules.choices import load_profile

    if not example:
        specs = [spec for spec in load_profile(profile).files if spec.required]
        return {spec.name: (",".join(spec.header) + "\n").encode() for spec in specs}
    rows = district(year=school_year(today))
    if example == "clean":
        return as_files(rows)
    if example == "mistakes":
        return with_mistakes(rows, planted(rows))
    from dde_tui.build.sample import sample_recipe

    return {
        **as_files({"children.csv": flat_children(rows)}),
        "build.toml": sample_recipe().encode(),
    }


def write_template(folder: Path, files: "Files") -> None:
    """Write the files into a folder, which is created if it is missing.

    Raises:
        UsageError: one of the files already exists; nothing was written.
        DiskError: the disk refuses.
    """
    complete_earlier(folder)
    with disk_trouble(folder):
        taken = [name for name in files if os.path.lexists(folder / name)]
    if taken:
        raise UsageError(
            f"{visible(str(folder))} already holds {', '.join(taken)}.",
            meaning="Nothing was written.",
            to_do="Choose another folder, or move the files away.",
        )
    write_files(((PurePosixPath(name), [data]) for name, data in files.items()), folder)


def _run(call: Call) -> ExitCode:
    options, console = call.options, call.console
    if not options.folder:
        raise UsageError("A folder to write into is missing.", to_do="Give one: dde template roster/")
    files = template_files(options.example or "", call.clock().date())
    write_template(Path(options.folder), files)
    if call.wants_json:
        console.json({"schema": "dde-template/1", "folder": options.folder, "files": sorted(files)})
        return ExitCode.DONE
    for name in files:
        console.say(cleaned(str(Path(options.folder) / name)))
    return ExitCode.DONE


COMMAND = Command(
    name="template",
    sentence="Write files with the right headers, or a filled example.",
    run=_run,
    options=(
        Option("folder", "Where to write them.", metavar="DIR"),
        Option(
            "--example",
            "A filled example: clean, with typical mistakes, or flat for `dde build`.",
            choices=EXAMPLES,
            metavar="KIND",
            implied="clean",
        ),
        JSON,
    ),
    examples=(
        Example("dde template roster/", "headers to fill in"),
        Example("dde template example/ --example", "an invented district without mistakes"),
        Example("dde template wrong/ --example mistakes", "the same with typical mistakes"),
    ),
)
