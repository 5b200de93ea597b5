"""Builds the required files from an export, as a recipe says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from checks.job import UNWATCHED, Job
from checks.progress import Progress
from checks.visible import visible
from dde_tui.build.children import read_children
from dde_tui.build.recipe import Recipe
from dde_tui.build.rosters import FILES, rosters
from dde_tui.errors import SettingsError
from dde_tui.workspace.write_files import write_files


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
    _refuse_source(output, recipe.source)
    children = read_children(recipe)
    tables, notes = rosters(children.table, recipe)
    files = {name: table.to_csv(index=False, lineterminator="\n").encode() for name, table in tables.items()}
    write_files(_told(files, job), output)
    return Built(output, {name: len(table) for name, table in tables.items()}, children.notes + notes)


def _refuse_source(output: Path, source: Path) -> None:
    """Refuse a folder in which a file to write is the export itself: it would be replaced."""
    beside = output.resolve() == source.resolve().parent
    if beside and source.name.casefold() in {name.casefold() for name in FILES}:
        raise SettingsError(
            f"Building into {visible(str(output))} would replace the export {visible(source.name)}.",
            meaning="Nothing was built.",
            to_do="Build into another folder.",
        )


def _told(files: Mapping[str, bytes], job: Job[Progress]) -> Iterator[tuple[PurePosixPath, list[bytes]]]:
    """Yield each file, and report when it is written: that is when the next one is asked for."""
    for done, (name, data) in enumerate(files.items(), 1):
        job.stop_if_cancelled("The work was stopped.", "The files are as they were.")
        yield PurePosixPath(name), [data]
        job.progress(Progress("", 0, done, len(files)))
