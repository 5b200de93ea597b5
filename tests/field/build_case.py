"""A build from the field: an export and a recipe as people had them, and what must become of them."""

from dataclasses import dataclass
from pathlib import Path

from checks.engine.run import check
from checks.finding import Report
from checks.input.source import open_file_set
from checks.rules.choices import load_profile
from dde_tui.actions.files.build import build_files
from field.case import CASES, TODAY


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildCase:
    """One export with its recipe, and the right result."""

    folder: str
    """Its folder in `cases`, and its name."""
    story: str
    """What is special about the export, in a few words."""
    notes: tuple[str, ...] = ()
    """Words of each note, in order; there are no others."""
    refused: str = ""
    """Words of the error, where nothing can be built."""
    found: tuple[str, ...] = ()
    """Every finding in what was built, as `case.told` writes them."""

    def build(self, into: Path) -> tuple[tuple[str, ...], Report]:
        """Build into a folder; return the notes, and what a check says of the files.

        Raises:
            DdeError: nothing can be built.
        """
        built = build_files(CASES / self.folder / "build.toml", into)
        report = check(open_file_set(into), load_profile(), today=TODAY)
        return tuple(built.notes), report
