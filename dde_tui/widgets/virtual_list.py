"""A virtualized list: only visible rows are rendered."""

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual


class VirtualList(ScrollView, can_focus=True):
    """Rows of one line each, made by a function from their number, with a cursor."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False, id="rows.up"),
        Binding("down", "move(1)", show=False, id="rows.down"),
        Binding("pageup", "page(-1)", show=False, id="rows.page-up"),
        Binding("pagedown", "page(1)", show=False, id="rows.page-down"),
        Binding("home", "first", show=False, id="rows.first"),
        Binding("end", "last", show=False, id="rows.last"),
        Binding("enter", "choose", show=False, id="rows.choose"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--cursor"}

    cursor: reactive[int] = reactive(0)
    """The number of the selected row, from 0."""

    class Chosen(Message):
        """Enter or a click on a row."""

        def __init__(self, rows: "VirtualList", number: int) -> None:
            super().__init__()
            self.rows = rows
            self.number = number

        @property
        def control(self) -> "VirtualList":
            """The list it was chosen in."""
            return self.rows

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.count = 0
        self._row: Callable[[int], Content] = lambda _number: Content("")

    def show(self, count: int, row: Callable[[int], Content], cursor: int = 0) -> None:
        """Show this many rows, each rendered when it becomes visible.

        Args:
            count: how many there are.
            row: makes one from its number; its text is data, never markup.
            cursor: the selected row.
        """
        self.count, self._row = count, row
        self.virtual_size = Size(self.scrollable_content_region.width, count)
        self.cursor = cursor
        self.refresh()
        self.call_after_refresh(self._follow)

    def validate_cursor(self, cursor: int) -> int:
        """Clamp the cursor to the rows."""
        return max(0, min(cursor, self.count - 1))

    def watch_cursor(self) -> None:
        """Scroll the cursor into view."""
        self._follow()
        self.refresh()

    def _follow(self) -> None:
        if self.is_mounted:
            region = Region(0, self.cursor, self.scrollable_content_region.width, 1)
            self.scroll_to_region(region, force=True, animate=False, immediate=True)

    def on_resize(self) -> None:
        """Keep the cursor in view after a resize."""
        self.virtual_size = Size(self.scrollable_content_region.width, self.count)
        self._follow()

    def render_line(self, y: int) -> Strip:
        """Render one visible line."""
        number, width = self.scroll_offset.y + y, self.scrollable_content_region.width
        if number >= self.count:
            return Strip.blank(width, self.visual_style.rich_style)
        style = self._cursor_style() if number == self.cursor else self.visual_style
        strips = Visual.to_strips(self, self._row(number), width, 1, style, pad=True)
        return strips[0].extend_cell_length(width, style.rich_style)

    def _cursor_style(self) -> Style:
        style = self.get_visual_style("rows--cursor")
        is_plain = self.has_focus and self.app.current_theme.ansi
        return style + Style(reverse=True) if is_plain else style

    def on_click(self, event: Click) -> None:
        """Select the clicked row, as Enter does."""
        number = self.scroll_offset.y + event.y
        if number < self.count:
            self.cursor = number
            self.action_choose()

    def action_move(self, rows: int) -> None:
        """Move the cursor by this many rows."""
        self.cursor += rows

    def action_page(self, pages: int) -> None:
        """Move the cursor by this many pages."""
        self.cursor += pages * max(1, self.scrollable_content_region.height - 1)

    def action_first(self) -> None:
        """Go to the first row."""
        self.cursor = 0

    def action_last(self) -> None:
        """Go to the last row."""
        self.cursor = self.count - 1

    def action_choose(self) -> None:
        """Post that the current row was selected."""
        if self.count:
            self.post_message(self.Chosen(self, self.cursor))
