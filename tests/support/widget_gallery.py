"""Every kind of widget with a text nobody cleaned, inside the real app, so that only its choke point stands between."""

import sys
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import ControlType, Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text
from textual import events, widgets
from textual.app import ComposeResult, SystemCommand
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

import dde_tui.app
from dde_tui.app import DdeApp
from support.hostile_text import HOSTILE

GOOD_LINK = "https://cliengage.org/help"


class Controlling:
    """A Rich renderable that sends the terminal a command as such."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Segment(self._text, None, [(ControlType.BELL,)])
        yield Segment("command\n")


class Raw(Widget):
    """A widget that draws its own lines."""

    DEFAULT_CSS = "Raw { height: 1; }"

    def __init__(self, text: str) -> None:
        super().__init__()
        self._raw = text

    def render_line(self, y: int) -> Strip:
        return Strip([Segment(self._raw, Style(link=self._raw, bold=True)), Segment("end")])


class Gallery(Screen[None]):
    """One of each."""

    CSS = (
        "Gallery * { height: auto; max-height: 8; } Gallery VerticalScroll { height: 1fr; max-height: 100%; }"
    )

    def __init__(self, evil: str) -> None:
        super().__init__()
        self.evil = evil

    def compose(self) -> ComposeResult:
        evil = self.evil
        yield widgets.Header()
        with VerticalScroll():
            yield widgets.Static(Text("link", Style(link=GOOD_LINK, bold=True)))
            yield widgets.Static(evil, markup=False)
            yield widgets.Static(Content.styled(evil, "bold"))
            yield widgets.Static(Text(evil, Style(link=f"mailto:{evil}", color="red")))
            yield widgets.Static(Controlling(evil))
            table = Table(title=evil)
            table.add_column(evil)
            table.add_row(evil)
            yield widgets.Static(table)
            yield Raw(evil)
            yield widgets.Label(evil, markup=False)
            yield widgets.Button(Content(evil))
            yield widgets.Checkbox(Content(evil))
            yield widgets.RadioButton(Content(evil))
            yield widgets.Input(value=evil)
            yield widgets.Input(placeholder=evil)
            yield widgets.TextArea(evil)
            yield widgets.Placeholder(evil)
            yield widgets.Digits(evil)
            yield widgets.OptionList(Content(evil), evil, markup=False)
            yield widgets.SelectionList((Content(evil), 1))
            yield widgets.Select([(Content(evil), 1)], value=1)
            yield widgets.DataTable()
            yield widgets.Tree(Text(evil))
            yield widgets.Log()
            yield widgets.RichLog()
            with widgets.Collapsible(title=evil):
                yield widgets.Markdown(f"# {evil}\n\n{evil}\n\n    {evil}\n")
        yield widgets.Footer()

    def on_mount(self) -> None:
        evil = self.evil
        table = self.query_one(widgets.DataTable)
        table.add_column(Text(evil), key="a", width=60)
        table.add_row(Text(evil), label=Text(evil))
        table.add_row(evil)
        self.query_one(widgets.Tree).root.add_leaf(Text(evil))
        self.query_one(widgets.Log).write_line(evil)
        self.query_one(widgets.RichLog).write(evil)
        self.title = evil
        self.sub_title = evil
        for titled in self.query(widgets.Static):
            titled.border_title = Content(evil)
            titled.border_subtitle = Content(evil)
            titled.tooltip = Content(evil)
            titled.styles.border = ("solid", "red")
        self.app.notify(evil, title=evil, markup=False, timeout=1000)


class GalleryApp(DdeApp):
    """The app with the gallery as its screen, and the text among its commands."""

    CSS_PATH = Path(dde_tui.app.__file__).with_name("app.tcss")

    def __init__(self, folder: Path, evil: str) -> None:
        super().__init__(None, folder)
        self._evil = evil

    def on_mount(self, event: events.Mount) -> None:
        event.prevent_default()
        self.push_screen(Gallery(self._evil))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        yield SystemCommand(self._evil, self._evil, self.action_quit)


def main() -> None:
    """Show the gallery in the terminal: a folder for its workspace, and whether its text is the hostile one."""
    GalleryApp(Path(sys.argv[1]), HOSTILE if sys.argv[2] == "hostile" else sys.argv[2]).run()


if __name__ == "__main__":
    main()
