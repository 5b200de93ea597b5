"""A form field: a label and a one-row input."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Label

from dde_tui.widgets.controls import PlainInput


class Field(Horizontal):
    """A label and an input; the label is marked while the input has the focus."""

    def __init__(
        self, label: str, name: str, value: str = "", *, hint: str = "", secret: bool = False
    ) -> None:
        super().__init__(id=f"{name}-field")
        self._label = label
        self._line = PlainInput(value, hint=hint, secret=secret, id=name)

    def compose(self) -> ComposeResult:
        """Lay out the label and the input."""
        yield Label(self._label, markup=False)
        yield self._line
