"""The detail page of one finding, with keys for the next and previous error."""

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from checks.finding import Finding
from dde_tui.screens.check.finding_groups import place_of
from dde_tui.screens.shell.dialog import PageDialog


class FindingPage(PageDialog):
    """The detail page of one finding, with keys for the next and previous error."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right_square_bracket", "step(1)", show=False, id="finding.next"),
        Binding("left_square_bracket", "step(-1)", show=False, id="finding.previous"),
        Binding("c", "copy", show=False, id="finding.copy"),
    ]

    def __init__(
        self, finding: Finding, content: Content, *, step: Callable[[int], bool], copy: Callable[[], None]
    ) -> None:
        """Show `content`; `step` moves to another error if there is one, `copy` copies the place."""
        column = f", {finding.column}" if finding.column else ""
        super().__init__(f"{finding.code}  {place_of(finding)}{column}", content)
        self._step = step
        self._copy = copy

    def verbs(self) -> Iterable[Widget]:
        """Yield the key hints and the close button."""
        yield Static("] next error   [ previous   c copy", id="keys", markup=False)
        yield from super().verbs()

    def action_step(self, by: int) -> None:
        """Move to another error."""
        if self._step(by):
            self.dismiss(None)

    def action_copy(self) -> None:
        """Copy the place."""
        self._copy()
