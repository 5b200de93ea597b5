"""A dialog that asks where to write, and refuses targets that would overwrite the checked files."""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, TypeVar

from textual.widget import Widget

from checks.visible import visible
from dde_tui.actions.files.check import refuse_source
from dde_tui.errors import UsageError
from dde_tui.screens.shell.dialog import ConfirmDialog, Dialog
from dde_tui.widgets.controls import PlainButton, PlainInput
from dde_tui.widgets.field import Field
from dde_tui.workspace.files.home import home_expanded

R = TypeVar("R")


def shown(path: Path, home: Path) -> str:
    """Return a path for a field; relative to `home` if it is below it."""
    return str(path.relative_to(home)) if path.is_relative_to(home) else str(path)


def meant(text: str, home: Path) -> Path:
    """Return the path for a field's text; relative paths start at `home`."""
    try:
        return home / home_expanded(text.strip())
    except RuntimeError:  # somebody else's ~ that nobody knows: a name like any other
        return home / text.strip()


def unused(path: Path) -> Path:
    """Return the path, with a number if it is taken."""
    taken = 1
    found = path
    while found.exists():
        taken += 1
        found = path.with_name(f"{path.stem}-{taken}{path.suffix}")
    return found


def outside(home: Path, source: Path) -> Path:
    """Return the folder to suggest: `home`, or its nearest parent outside the source."""
    whole = source.resolve()
    folder = home.resolve()
    while folder == whole or whole in folder.parents:
        folder = folder.parent
    return folder


class Destination(Dialog[R]):
    """Accepts only a path that may be written; asks before replacing an existing file."""

    FIRST = "#target"
    LABEL: ClassVar[str] = "File"
    VERB: ClassVar[str]
    REPLACES: ClassVar[bool] = True
    """Whether existing content would be lost; an empty folder has none."""

    def __init__(self, title: str, suggested: Path, home: Path, source: Path) -> None:
        """Suggest a path; relative paths start at `home`. Nothing is ever written into `source`."""
        super().__init__(title)
        self._suggested = suggested
        self._home = home
        self._source = source

    def field(self) -> Field:
        """Return the path's field."""
        return Field(self.LABEL, "target", shown(self._suggested, self._home))

    def verbs(self) -> Iterable[Widget]:
        """Yield the buttons: write, close."""
        return PlainButton(self.VERB, id="yes", primary=True), PlainButton("Back", id="leave")

    def on_input_submitted(self) -> None:
        """Move to the buttons: Enter in a field must not confirm."""
        self.query_one("#yes").focus()

    def target(self) -> Path:
        """Return the path in the field."""
        return meant(self.query_one("#target", PlainInput).value, self._home)

    def refused(self, path: Path) -> str:
        """Return why nothing may be written there; empty if it may."""
        name = visible(shown(path, self._home))
        if not self.query_one("#target", PlainInput).value.strip():
            return "Enter a name."
        try:
            refuse_source(path, self._source)
        except UsageError:
            return f"{name} is one of the checked files, or inside their folder. Choose another place."
        if path.is_dir():
            return f"{name} is a folder. Add a file name."
        if not path.parent.is_dir():
            return f"There is no folder {visible(shown(path.parent, self._home))}. Choose an existing one."
        return ""

    def answer(self, path: Path) -> R:
        """Return what was chosen."""
        raise NotImplementedError

    def act(self, verb: str) -> None:  # noqa: ARG002 - there is one
        """Answer, or say why it can't be written there; ask before replacing a file."""
        path = self.target()
        try:
            reason, is_there = self.refused(path), path.exists()
        except OSError as error:  # such as a name that is too long
            reason, is_there = f"This path can't be used: {error.strerror}.", False
        self.complain(reason)
        if reason:
            self.query_one("#target").focus()
        elif is_there and self.REPLACES:
            title, text = f"Replace {visible(path.name)}?", f"{visible(str(path))} exists already."

            def answered(yes: bool | None) -> None:
                if yes:
                    self.dismiss(self.answer(path))

            self.app.push_screen(
                ConfirmDialog(title, f"{text} Its current content will be lost.", "Replace it"), answered
            )
        else:
            self.dismiss(self.answer(path))
