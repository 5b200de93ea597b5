"""The dialog that asks for the new folder for the fixed copies."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from checks.errors import DdeError
from checks.visible import visible
from dde_tui.actions.files.fix.write import refuse_log
from dde_tui.errors import UsageError
from dde_tui.screens.shell.destination import Destination, unused
from dde_tui.widgets.controls import PlainCheckbox, PlainInput
from dde_tui.workspace.write_files import refuse_used


@dataclass(frozen=True, slots=True)
class Copies:
    """What the contact chose."""

    folder: Path
    log: Path
    shows_values: bool


class WriteCopies(Destination[Copies]):
    """Asks for the folder, and whether the list of changes may contain students' cell values."""

    LABEL = "New folder"
    VERB = "Write the copies"
    REPLACES = False

    def __init__(self, home: Path, source: Path) -> None:
        """Suggest a folder beside the source."""
        whole = source.resolve()
        name = whole.stem if whole.suffix.lower() == ".zip" else whole.name
        suggested = unused(whole.parent / f"{name or 'files'}-fixed")
        super().__init__("Write fixed copies into a new folder", suggested, home, source)

    def inside(self) -> Iterable[Widget]:
        """Yield what happens, the folder and the checkbox."""
        yield Static(Content(f"{_KEPT}\n  {visible(str(self._source), 400)}\n"))
        yield self.field()
        yield PlainCheckbox("with values in the list of changes", id="values", compact=True)
        yield Static(Content.styled(_LOG, "$text-muted"))

    def refused(self, path: Path) -> str:
        """Return why nothing may be written there; the folder must be new or empty."""
        if not self.query_one("#target", PlainInput).value.strip():
            return "Enter the name of a folder."
        try:
            refuse_used(path, self._source)
        except DdeError as error:
            return f"{error.happened} Choose a new folder; files are never overwritten."
        try:
            refuse_log(_log(path), path, self._source)
        except UsageError:
            return f"{visible(str(_log(path)))} exists already: the list of changes would be written there."
        return ""

    def answer(self, path: Path) -> Copies:
        """Return what was chosen."""
        return Copies(path, _log(path), self.query_one("#values", PlainCheckbox).value)


def _log(folder: Path) -> Path:
    return folder.absolute().with_name(f"{folder.absolute().name}.changes.csv")


_KEPT = "All files are copied into a new folder and fixed there. Yours stay unchanged:"
_LOG = "A list of every change is written beside the folder. Without values it names file, line and column."
