"""What of a workspace decides which command comes next: connection, files, recipe, and a lost journal."""

from dataclasses import dataclass

from dde_tui.process.events import EventKind
from dde_tui.process.order import standing
from dde_tui.process.progress import Progress
from dde_tui.workspace.folder import Workspace


@dataclass(frozen=True, slots=True)
class Situation:
    """The facts about a workspace that its journal does not hold."""

    is_connected: bool = True
    reads_folder: bool = False
    """Whether CLI's answers are fetched from the exchange folder."""
    has_recipe: bool = False
    has_files: bool = True
    """Whether files to check and send are there."""
    output: str = "files"
    """The folder of the files, as the settings name it."""
    unrecorded_receipts: int = 0
    """Receipts of sendings, where the journal holds no sending at all: it was deleted or replaced."""


def situation(workspace: Workspace, found: Progress) -> Situation:
    """Look at a workspace whose progress was found; only names of files are read.

    Raises:
        SettingsError, DiskError: the settings can't be read.
    """
    settings = workspace.settings
    files = workspace.files
    return Situation(
        is_connected=bool(settings.securestor.host),
        reads_folder=settings.feedback.kind == "folder" or settings.securestor.exchange,
        has_recipe=workspace.recipe.is_file(),
        has_files=files.is_dir() and any(files.glob("*.csv")),
        output=settings.build.output,
        unrecorded_receipts=_unrecorded(workspace, found),
    )


def _unrecorded(workspace: Workspace, found: Progress) -> int:
    receipts = workspace.state / "receipts"
    count = len([*receipts.glob("*.json")]) if receipts.is_dir() and not found.log else 0
    if count and any(event.kind is EventKind.SUBMITTED for event in standing(workspace.journal.events())):
        return 0
    return count
