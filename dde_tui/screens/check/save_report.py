"""The dialog that saves a report: format, file, with or without cell values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from textual.content import Content
from textual.widget import Widget
from textual.widgets import RadioSet, Static

from dde_tui.screens.shell.destination import Destination, outside, unused
from dde_tui.widgets.controls import PlainCheckbox, PlainInput, PlainRadioButton

FORMS = {
    "html": (".html", "a page to read, print and forward"),
    "text": (".txt", "plain text, for an e-mail"),
    "csv": (".csv", "a table for a spreadsheet, one finding per row"),
    "json": (".json", "everything, for a script"),
    "sarif": (".sarif", "for code scanning tools"),
    "junit": (".xml", "for systems that show test results"),
    "github": (".txt", "for the log of a GitHub action"),
}
"""Each format's file extension and purpose; the one for people first."""


@dataclass(frozen=True, slots=True)
class Saving:
    """What the contact chose."""

    form: str
    path: Path
    shows_values: bool


class SaveReport(Destination[Saving]):
    """Asks for the format, the file, and whether it may contain students' cell values."""

    FIRST = "#forms"
    VERB = "Save"

    def __init__(self, home: Path, source: Path, today: date) -> None:
        """Suggest a dated file in `home`; nothing is ever written into `source`."""
        ending, _ = next(iter(FORMS.values()))
        name = f"check-{today.isoformat()}{ending}"
        super().__init__("Save the report", unused(outside(home, source) / name), home, source)

    def inside(self) -> Iterable[Widget]:
        """Yield the formats, the file and the checkbox."""
        with RadioSet(id="forms", compact=True):
            for number, (form, (_, words)) in enumerate(FORMS.items()):
                yield PlainRadioButton(f"{form:<7} {words}", value=not number, id=form)
        yield self.field()
        yield PlainCheckbox("with values", id="values", compact=True)
        yield Static(Content.styled(_WITHOUT, "$text-muted"))

    def on_radio_set_changed(self, event: RadioSet.Changed) -> None:
        """Change the file extension to match the format, if it is another format's."""
        line = self.query_one("#target", PlainInput)
        path = Path(line.value)
        if path.suffix in {ending for ending, _ in FORMS.values()}:
            ending, _ = FORMS[str(event.pressed.id)]
            line.value = str(path.with_suffix(ending))

    def answer(self, path: Path) -> Saving:
        """Return what was chosen."""
        at = max(self.query_one("#forms", RadioSet).pressed_index, 0)
        return Saving(list(FORMS)[at], path, self.query_one("#values", PlainCheckbox).value)


_WITHOUT = (
    "Without values it says where and what is wrong, and contains no student data. "
    "With values, protect the file as you do the roster itself."
)
