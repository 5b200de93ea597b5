"""Textual's widgets restricted to characters of old consoles, and without animation."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.scrollbar import ScrollBarRender
from textual.style import Style
from textual.widgets import Button, Checkbox, Footer, Input, OptionList, RadioButton, Static, TextArea


class PlainStatic(Static):
    """A static text that repaints only if it changed."""

    def __init__(self, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__("", id=id, classes=classes, markup=False)
        self.auto_links = False  # what can be clicked keeps its own style
        self._shown = Content("")

    def show(self, content: Content | str) -> None:
        """Replace the text."""
        new = Content(content) if isinstance(content, str) else content
        if new.plain != self._shown.plain or new.spans != self._shown.spans:
            self._shown = new
            self.update(new)

    @property
    def text(self) -> str:
        """The plain text."""
        return self._shown.plain


class PlainInput(Input):
    """A one-row input without cursor blinking, so that an idle screen sends nothing."""

    def __init__(
        self,
        value: str = "",
        *,
        hint: str = "",
        secret: bool = False,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(value, placeholder=hint, password=secret, id=id, compact=True)
        self.cursor_blink = False


class PlainTextArea(TextArea):
    """A field of several rows; Tab leaves it."""

    def __init__(self, text: str = "", *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(text, id=id, compact=True, tab_behavior="focus", highlight_cursor_line=False)
        self.cursor_blink = False


class PlainOptionList(OptionList):
    """A list of one-row entries; their text is data, never markup."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, markup=False, compact=True)

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """Add "reverse", which Textual leaves out, to the style: it marks the cursor without color."""
        style = super().get_visual_style(*component_classes, partial=partial)
        is_cursor = self.has_focus and "option-list--option-highlighted" in component_classes
        return style + Style(reverse=True) if is_cursor and self.app.current_theme.ansi else style

    def show(self, prompts: list[Content]) -> None:
        """Show these entries and keep the selection; do nothing if they are the same."""
        now = [option.prompt for option in self.options]
        if len(now) == len(prompts) and all(_same(a, b) for a, b in zip(now, prompts, strict=True)):
            return
        at = self.highlighted
        self.set_options(prompts)
        if prompts:
            self.highlighted = min(at or 0, len(prompts) - 1)


def _same(shown: object, new: Content) -> bool:
    return isinstance(shown, Content) and shown.plain == new.plain and shown.spans == new.spans


class PlainButton(Button):
    """A one-row button labeled with a verb; brackets mark it without color."""

    def __init__(self, label: str, *, id: str, primary: bool = False) -> None:  # noqa: A002 - Textual's name
        super().__init__(
            Content(f"[ {label} ]"), id=id, variant="primary" if primary else "default", compact=True
        )


class PlainRadioButton(RadioButton):
    """A radio button, in characters of old consoles."""

    BUTTON_LEFT = "("
    BUTTON_RIGHT = ")"

    def render(self) -> Content:
        """Return mark and label; the mark is there only while it is chosen."""
        self.BUTTON_INNER = "●" if self.value else " "
        return super().render()


class PlainCheckbox(Checkbox):
    """A checkbox, in characters of old consoles."""

    BUTTON_LEFT = "["
    BUTTON_RIGHT = "]"

    def render(self) -> Content:
        """Return mark and label; the mark is there only while it is on."""
        self.BUTTON_INNER = "√" if self.value else " "
        return super().render()


class PlainFooter(Footer):
    """The footer, rebuilt only if the keys differ: Textual rebuilds it on every focus change."""

    def compose(self) -> ComposeResult:
        """Lay out the active keys, and remember them."""
        self._made_of = self._bindings_ready and self._to_show()
        yield from super().compose()

    def bindings_changed(self, screen: Screen[object]) -> None:
        """Rebuild the keys if they changed."""
        if not self._bindings_ready or self._made_of != self._to_show():
            super().bindings_changed(screen)

    def _to_show(self) -> list[tuple[object, ...]]:
        active = self.screen.active_bindings
        palette = active.get(self.app.COMMAND_PALETTE_BINDING)
        return [each[1:] for each in active.values() if each.binding.show or each is palette]


class PlainScrollBar(ScrollBarRender):
    """A scroll bar without eighths of a block, which old consoles show as question marks."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "]
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "]
