"""The dialog that makes a bundle: files for CLI's Help Center that hold nobody's data."""

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
    """The zip to write, and how much goes into it."""

    VERB = "Make the bundle"

    def __init__(self, home: Path, source: Path, today: date) -> None:
        """Suggest a zip of this day in `home`; nothing is ever written into `source`."""
        suggested = unused(outside(home, source) / f"bundle-{today.isoformat()}.zip")
        super().__init__("A bundle for the Help Center", suggested, home, source)

    def inside(self) -> Iterable[Widget]:
        """Yield what a bundle is, the file and the switch."""
        yield Static(Content(_WORDS))
        yield self.field()
        yield PlainCheckbox("minimal: only the rows that the findings need", id="minimal", compact=True)

    def answer(self, path: Path) -> Bundling:
        """Return what was chosen."""
        return Bundling(path, self.query_one("#minimal", PlainCheckbox).value)


_WORDS = (
    "A zip in which a check finds the same as in your files, with every name, ID, address and birth date of "
    "students and teachers replaced. You can send it to CLI with a question. Your files stay as they are, "
    "and nothing is sent from here.\n"
)
