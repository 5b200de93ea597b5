"""The dialog that makes a bundle: files for CLI's Help Center without personal data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from dde_tui.screens.shell.destination import Destination, outside, unused
from dde_tui.widgets.controls import PlainCheckbox


@dataclass(frozen=True, slots=True)
class Bundling:
    """What the contact chose."""

    path: Path
    is_minimal: bool


class MakeBundle(Destination[Bundling]):
    """Asks for the zip to write and whether to minimize it."""

    VERB = "Make the bundle"

    def __init__(self, home: Path, source: Path, today: date) -> None:
        """Suggest a dated zip in `home`; nothing is ever written into `source`."""
        suggested = unused(outside(home, source) / f"bundle-{today.isoformat()}.zip")
        super().__init__("A bundle for the Help Center", suggested, home, source)

    def inside(self) -> Iterable[Widget]:
        """Yield what a bundle is, the file and the checkbox."""
        yield Static(Content(_WORDS))
        yield self.field()
        yield PlainCheckbox("minimal: only the rows that the findings need", id="minimal", compact=True)

    def answer(self, path: Path) -> Bundling:
        """Return what was chosen."""
        return Bundling(path, self.query_one("#minimal", PlainCheckbox).value)


_WORDS = (
    "A zip that gives the same findings as your files, with every name, ID, address and birth date of "
    "students and teachers replaced. You can send it to CLI with a question. Your files stay as they are, "
    "and nothing is sent from here.\n"
)
