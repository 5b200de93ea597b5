"""The headline of every place: district, current step, and the next thing to do."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from checks.visible import visible
from dde_tui.process.progress import Turn
from dde_tui.widgets.controls import PlainStatic
from dde_tui.widgets.rail import Navigation, RailRow, clickable

TURNS = {Turn.DISTRICT: "your turn", Turn.CLI: "CLI's turn", Turn.NONE: "in production"}


class Headline(Vertical):
    """Two or three rows, plus the folded rail if there is no space for the column."""

    def compose(self) -> ComposeResult:
        """Lay out the rows."""
        with Horizontal(id="top"):
            yield PlainStatic(id="district")
            yield PlainStatic(id="turn")
        yield PlainStatic(id="next")
        yield RailRow(id="rail-row")

    def tell(self, district: str, navigation: Navigation, sentence: str, key: str) -> None:
        """Show the district's progress and the next thing to do; `key` does it."""
        self.query_one("#district", PlainStatic).show(Content.styled(visible(district), "bold"))
        progress = navigation.progress
        step = f"Step {progress.next.step} of 7"
        if progress.next.turn is Turn.NONE:
            step = "7 of 7 steps done"
        self.query_one("#turn", PlainStatic).show(f"{step} · {TURNS[progress.next.turn]}")
        self.query_one("#next", PlainStatic).show(
            clickable(
                Content.assemble(("Next  ", "bold"), sentence, (f"  ({key})", "bold $text-primary")),
                "app.next",
            )
        )
        self.query_one("#rail-row", RailRow).tell(navigation, self.content_size.width)
