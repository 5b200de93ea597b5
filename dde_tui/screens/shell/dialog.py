"""Modal dialogs: Esc closes one, and nothing has happened."""

from collections.abc import Iterable
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Static

from dde_tui.screens.shell.safe_dismiss import SafeDismiss
from dde_tui.widgets.controls import PlainButton, PlainStatic

R = TypeVar("R")


class Complaint(PlainStatic):
    """The complaint under the fields."""

    def on_resize(self) -> None:
        """Make the dialog reflow, or its buttons would be pushed out of view."""
        if isinstance(self.screen, Dialog):
            self.screen.make_room()


class Dialog(SafeDismiss[R], ModalScreen[R]):
    """A box with a title, a body and buttons, the safe one last."""

    FIRST: ClassVar[str] = "#leave"
    """The initial focus: the safe button, so that a premature Enter does nothing."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False, id="dialog.leave"),
        Binding("left,up", "app.focus_previous", show=False, id="dialog.previous"),
        Binding("right,down", "app.focus_next", show=False, id="dialog.next"),
    ]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def compose(self) -> ComposeResult:
        """Lay out the box."""
        with Vertical(id="box"):
            yield Static(Content.styled(self._title, "bold"), id="title")
            with VerticalScroll(id="inside", can_focus=False):
                yield from self.inside()
            yield Complaint(id="complaint")
            with Horizontal(id="verbs"):
                yield from self.verbs()

    def inside(self) -> Iterable[Widget]:
        """Yield the body between title and buttons."""
        return ()

    def verbs(self) -> Iterable[Widget]:
        """Yield the buttons."""
        return (PlainButton("Back", id="leave"),)

    def on_mount(self) -> None:
        """Set the initial focus."""
        self.query_one(self.FIRST).focus()

    def on_resize(self) -> None:
        """Refit to the new size."""
        self.make_room()

    def make_room(self) -> None:
        """Reserve space for the buttons in a low window: the body above them scrolls."""
        around = sum(self.query_one(each).outer_size.height for each in ("#title", "#complaint", "#verbs"))
        frame = 4  # the border, and the margins of title and buttons
        self.query_one("#inside").styles.max_height = max(self.size.height * 94 // 100 - around - frame, 3)

    def complain(self, text: str) -> None:
        """Show a complaint under the fields."""
        complaint = self.query_one("#complaint", PlainStatic)
        complaint.show(Content.styled(text, "$text-error"))
        complaint.display = bool(text)
        self.call_after_refresh(self.make_room)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Close, or run the button's action."""
        event.stop()
        if event.button.id == "leave":
            self.action_leave()
        else:
            self.act(str(event.button.id))

    def act(self, verb: str) -> None:
        """Run the action of the button with this name."""

    def action_leave(self) -> None:
        """Close the dialog; nothing has happened."""
        self.dismiss(None)


class ConfirmDialog(Dialog[bool]):
    """A confirmation whose yes is a verb and whose default is no."""

    def __init__(self, title: str, text: str, verb: str) -> None:
        super().__init__(title)
        self._text = text
        self._verb = verb

    def inside(self) -> Iterable[Widget]:
        """Yield what confirming will do."""
        yield Static(Content(self._text))

    def verbs(self) -> Iterable[Widget]:
        """Yield the buttons: the verb, close."""
        return PlainButton(self._verb, id="yes", primary=True), PlainButton("No, back", id="leave")

    def act(self, verb: str) -> None:
        """Answer yes."""
        self.dismiss(verb == "yes")


class MessageDialog(Dialog[None]):
    """A scrolling message that stays until you close it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll(-1)", show=False, id="page.up"),
        Binding("down", "scroll(1)", show=False, id="page.down"),
        Binding("pageup", "scroll(-10)", show=False, id="page.page-up"),
        Binding("pagedown,space", "scroll(10)", show=False, id="page.page-down"),
    ]

    def __init__(self, title: str, content: Content) -> None:
        super().__init__(title)
        self._content = content

    def inside(self) -> Iterable[Widget]:
        """Yield the text."""
        yield Static(self._content, id="page")

    def action_scroll(self, rows: int) -> None:
        """Scroll by this many rows."""
        self.query_one("#inside").scroll_relative(y=rows, animate=False)


class PageDialog(MessageDialog):
    """A long text, as large as the screen."""
