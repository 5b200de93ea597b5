"""Builds the required files from an export, as a recipe says."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from checks.job import UNWATCHED, Job
from checks.progress import Progress
from dde_tui.build.children import read_children
from dde_tui.build.recipe import Recipe
from dde_tui.build.rosters import FILES, rosters
from dde_tui.build.write import refuse_source, write_set


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made."""

    output: Path
    files: Mapping[str, int]
    """File name to rows, the header not counted."""
    notes: tuple[str, ...]
    """Sentences for the contact: row numbers of the export, never values."""


def build(recipe: Recipe, output: Path, job: Job[Progress] = UNWATCHED) -> Built:
    """Read the recipe's export and write the required files into a folder.

    Args:
        recipe: as `load_recipe` gives it.
        output: the folder; its files of the same names are replaced, all or none.
        job: told the files written and their number.

    Raises:
        SettingsError: the recipe does not fit the export, or the output would replace the export.
        SourceError: the export is missing, empty or not a table.
        DiskError: the files can't be written; those there are as they were.
        CancelledError: the job was cancelled; the files there are as they were.
    """
    refuse_source(output, FILES, recipe.source)
    children = read_children(recipe)
    tables, notes = rosters(children.table, recipe)
    files = {name: table.to_csv(index=False, lineterminator="\n").encode() for name, table in tables.items()}
    write_set(files, output, job)
    return Built(output, {name: len(table) for name, table in tables.items()}, children.notes + notes)
