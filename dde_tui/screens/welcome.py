"""The first screen when there is no workspace: what one is, and two questions to create it."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Input, Static

from checks.visible import visible
from dde_tui.errors import UsageError
from dde_tui.process.calendars.calendar import CLI_ZONE
from dde_tui.screens.shell.place import TOO_SMALL
from dde_tui.screens.shell.task import as_error
from dde_tui.widgets.controls import PlainButton, PlainFooter, PlainInput, PlainStatic
from dde_tui.widgets.error_panel import ErrorPanel
from dde_tui.widgets.field import Field
from dde_tui.workspace.files.home import home_expanded
from dde_tui.workspace.folder import Workspace, create_workspace


class Welcome(Screen[None]):
    """Creates a workspace and hands it to the app."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", show=False, id="welcome.back"),
    ]

    def __init__(self, folder: Path, made: Callable[[Workspace], None]) -> None:
        super().__init__()
        self._folder = folder
        self._made = made

    def compose(self) -> ComposeResult:
        """Lay out the explanation and the form."""
        yield PlainStatic(id="too-small")
        with Vertical(id="body"):
            yield Static(
                Content.assemble(
                    (" dde ", "bold reverse"),
                    ("  There is no workspace here yet.\n\n", "bold"),
                    "A workspace is a folder for one district: its settings and the log of what happens.\n"
                    "dde takes you from the first request to nightly roster files, in seven steps.\n"
                    "To look around first, quit with Ctrl+Q and run ",
                    ("dde demo", "bold"),
                    ".\n",
                )
            )
            yield Field("District", "district-name", hint="as CLI knows it")
            yield Field("Time zone", "zone", CLI_ZONE)
            yield Field("Folder", "workspace-folder", str(self._folder))
            yield PlainButton("Create the workspace", id="make", primary=True)
            yield ErrorPanel(id="trouble")
        yield PlainFooter()

    def on_mount(self) -> None:
        """Focus the name."""
        self.query_one("#too-small", PlainStatic).show(TOO_SMALL)
        self.query_one(ErrorPanel).close()
        self.query_one("#district-name").focus()

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        """Move to the next field."""
        self.focus_next()

    def on_button_pressed(self, _event: Button.Pressed) -> None:
        """Create the workspace."""
        name, zone, folder = (
            self.query_one(f"#{field}", PlainInput).value.strip()
            for field in ("district-name", "zone", "workspace-folder")
        )
        if not name:
            missing = UsageError("The district's name is missing.", to_do="Enter it as CLI knows it.")
            self.query_one(ErrorPanel).tell(missing)
            return
        try:
            workspace = create_workspace(home_expanded(folder or "."), name, zone or CLI_ZONE)
        except Exception as error:  # noqa: BLE001 - a screen never dies of what an action met
            self.query_one(ErrorPanel).tell(as_error(error, {}))
            return
        self.notify(f"The workspace for {visible(name)} was created.", markup=False)
        self._made(workspace)

    def action_back(self) -> None:
        """Close what is open."""
        self.query_one(ErrorPanel).close()
