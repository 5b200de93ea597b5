"""Build the required files from an export of the student information system."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from checks.visible import visible
from dde_tui.actions.files.build import build_files
from dde_tui.screens.shell.dialog import ConfirmDialog
from dde_tui.screens.shell.place import Place
from dde_tui.screens.shell.task import Task
from dde_tui.widgets.controls import PlainButton, PlainInput, PlainStatic
from dde_tui.widgets.field import Field
from dde_tui.workspace.files.home import home_expanded

if TYPE_CHECKING:
    from dde_tui.build.building import Built


class Build(Place):
    """Builds the required files from the export and a recipe."""

    NAME = "build"
    KEY = "B"
    TITLE = "Build"
    DOES = "r"
    HELP_TEXT = (
        "A recipe says which export column feeds which required column. Building reads the export and writes "
        "the required files, all or none. If your student information system exports OneRoster files, "
        "you don't need a recipe: put its files into the workspace's folder and check them."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "run", "Build", id="build.run", tooltip="Build the files"),
        Binding("e", "edit", "Change paths", id="build.edit", tooltip="Choose another recipe"),
    ]

    def compose_body(self) -> ComposeResult:
        """Lay out the two paths and the result."""
        settings = self.session.workspace.settings.build
        yield Field("Recipe", "recipe", settings.recipe)
        yield Field("Files into", "output", settings.output)
        yield PlainButton("Build the files", id="build-run", primary=True)
        with VerticalScroll(can_focus=True):
            yield PlainStatic(id="built")

    def prepare(self) -> None:
        """Focus the main button."""
        self._built: Built | None = None
        self.query_one("#build-run").focus()

    def show(self) -> None:
        """Show what was built, or why there is nothing yet."""
        shown = self.query_one("#built", PlainStatic)
        if self._built is not None:
            shown.show(_result(self._built))
        elif self._path("recipe").is_file():
            shown.show("The recipe is ready; nothing has been built in this session yet. Press r.")
        else:
            shown.show(
                Content.assemble(
                    ("There is no recipe here yet.\n", "bold"),
                    "A recipe is a small text file that says which export column goes where.\n",
                    "Start from a working example: ",
                    ("dde template DIR --example flat\n", "bold"),
                    "If your system exports OneRoster files, you don't need one: go on to Check.",
                )
            )

    def on_input_changed(self) -> None:
        """Check whether the recipe exists as its path is typed."""
        self.show()

    def on_input_submitted(self) -> None:
        """Build."""
        self.action_run()

    def on_button_pressed(self) -> None:
        """Build."""
        self.action_run()

    def action_edit(self) -> None:
        """Focus the recipe's path."""
        self.query_one("#recipe").focus()

    def action_run(self) -> None:
        """Build; ask first if files would be replaced."""
        with self.guarded():
            recipe, output = self._path("recipe"), self._path("output")
            there = sorted(path.name for path in output.glob("*.csv")) if output.is_dir() else []
            if not there or not recipe.is_file():
                self._build(recipe, output)
                return
            shown = visible(self.query_one("#output", PlainInput).value)
            self.app.push_screen(
                ConfirmDialog(
                    f"Replace the files in {shown}?",
                    f"The folder holds {len(there)} CSV files. Files with the same names are replaced, "
                    "all or none.",
                    "Build and replace",
                ),
                lambda yes: self._build(recipe, output) if yes else None,
            )

    def _build(self, recipe: Path, output: Path) -> None:
        def work(task: Task) -> "Built":
            return build_files(recipe, output, task.job)

        self.begin("Building the files", work, self._done)

    def _done(self, built: "Built") -> None:
        self._built = built
        self.session.report = None

    def _path(self, field: str) -> Path:
        return self.session.workspace.path / home_expanded(
            self.query_one(f"#{field}", PlainInput).value.strip()
        )

    def home(self) -> PlainButton:
        """Return the main button."""
        return self.query_one("#build-run", PlainButton)


def _result(built: "Built") -> Content:
    lines = [Content.styled("√ Built. Check the files next (C).", "bold $text-success")]
    lines += [Content(f"  {visible(name):<21} {rows:>9,} rows") for name, rows in built.files.items()]
    lines += [Content.assemble(("! ", "$text-warning"), visible(note, 400)) for note in built.notes]
    return Content("\n").join(lines)
