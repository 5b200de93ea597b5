"""A master-detail page below a place, with its own keys: entries, an explanation, and rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import OptionList

from dde_tui.screens.shell.place import LOW
from dde_tui.screens.shell.privacy import PrivatePlace
from dde_tui.widgets.controls import PlainOptionList, PlainStatic
from dde_tui.widgets.virtual_list import VirtualList


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the upper list, and what the lower list shows for it."""

    head: Content
    why: Content
    """What it means, in a sentence or two."""
    count: int
    """Rows of the lower list."""
    rows: Callable[[], Callable[[int], Content]]
    """Called lazily when the rows are shown; returns a function that makes one by its number."""


class DetailPage(PrivatePlace):
    """Lists that cover a place until Esc; the place keeps its selection."""

    NAME = "check"
    KEY = "C"

    _entries: Sequence[Entry] = ()
    _made_for: object = None
    _open = -1

    def entries(self) -> Sequence[Entry]:
        """Return the entries, with values only if they may be shown."""
        raise NotImplementedError

    def outcome(self) -> Content:
        """Return the text above the lists."""
        raise NotImplementedError

    def made_for(self) -> object:
        """Return the cache key of the entries: they are rebuilt only if it changes."""
        return self.session.shows_values

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Hide the actions of the place below that this page lacks, or the palette would offer them."""
        below = {each.action for each in type(self.app.screen_stack[0]).BINDINGS if isinstance(each, Binding)}
        return action not in below or hasattr(self, f"action_{action}")

    def compose_body(self) -> ComposeResult:
        """Lay out the outcome, the entries, the explanation, and the rows."""
        yield PlainStatic(id="outcome")
        yield PlainOptionList(id="groups")
        yield PlainStatic(id="why")
        yield VirtualList(id="findings")

    def prepare(self) -> None:
        """Select the first entry."""
        self.query_one("#groups").focus()

    def show(self) -> None:
        """Show the entries; rebuild them only if something changed."""
        if self._made_for != self.made_for():
            self._show_entries()
        is_short = bool(self._entries) and self.size.height < LOW
        outcome = self.outcome()
        self.query_one("#outcome", PlainStatic).show(outcome.split("\n")[0] if is_short else outcome)
        self.query_one("#outcome").set_class(is_short, "short")
        for each in ("#groups", "#findings"):
            self.query_one(each).display = bool(self._entries)
        self.query_one("#why").display = bool(self._entries) and not is_short

    def _show_entries(self) -> None:
        self._made_for, self._entries = self.made_for(), self.entries()
        groups = self.query_one("#groups", PlainOptionList)
        at = groups.highlighted or 0
        groups.show([entry.head for entry in self._entries])
        groups.highlighted = at if self._entries else None
        self._show_rows(self.query_one("#findings", VirtualList).cursor)

    def _show_rows(self, cursor: int = 0) -> None:
        self._open = self.query_one("#groups", PlainOptionList).highlighted or 0
        if self._open < len(self._entries):
            entry = self._entries[self._open]
            self.query_one("#why", PlainStatic).show(entry.why)
            self.query_one("#findings", VirtualList).show(entry.count, entry.rows(), cursor)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the rows of the selected entry."""
        if event.option_index != self._open:
            self._show_rows()

    def on_option_list_option_selected(self, _event: OptionList.OptionSelected) -> None:
        """Move focus from the entry to its rows."""
        self.query_one("#findings").focus()

    def on_virtual_list_chosen(self, event: VirtualList.Chosen) -> None:
        """Show the selected row in full."""
        self.open_row(self._open, event.number)

    def open_row(self, entry: int, row: int) -> None:
        """Show a row of an entry in full, both given by number."""

    def close_own(self) -> bool:
        """Go back to the place."""
        self.dismiss(None)
        return True

    def home(self) -> PlainOptionList:
        """Return the list of entries."""
        return self.query_one("#groups", PlainOptionList)
