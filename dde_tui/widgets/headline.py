"""The top of every place: whose workspace, which step, the next thing to do, and the other places."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from checks.visible import visible
from dde_tui.process.progress import Progress, Turn
from dde_tui.widgets.controls import PlainStatic
from dde_tui.widgets.step_rail import RailRow, clickable

TURNS = {Turn.DISTRICT: "your turn", Turn.CLI: "CLI's turn", Turn.NONE: "in production"}


class Headline(Vertical):
    """Three or four rows; the row of the steps is hidden where they have a column of their own."""

    def compose(self) -> ComposeResult:
        """Lay out the rows."""
        with Horizontal(id="top"):
            yield PlainStatic(id="district")
            yield PlainStatic(id="turn")
        yield RailRow(id="rail-row")
        yield PlainStatic(id="next")
        yield PlainStatic(id="places")

    def tell(self, district: str, zone: str, progress: Progress, sentence: str, key: str) -> None:
        """Show where the district stands and the next thing to do; `key` does it."""
        self.query_one("#district", PlainStatic).show(
            Content.assemble((" dde ", "bold reverse"), (f" {visible(district)}", "bold"))
        )
        step = (
            f"Step {progress.next.step} of 7" if progress.next.turn is not Turn.NONE else "7 of 7 steps done"
        )
        self.query_one("#turn", PlainStatic).show(f"{step} · {TURNS[progress.next.turn]}")
        self.query_one("#rail-row", RailRow).tell(progress, zone)
        self.query_one("#next", PlainStatic).show(
            clickable(
                Content.assemble(("Next: ", "bold"), sentence, (f"  ({key})", "bold $text-primary")),
                "app.next",
            )
        )

    def name_places(self, places: list[tuple[str, str, str]], current: str, width: int) -> None:
        """Show the key and name of each place, or the keys alone where there is no room.

        Args:
            places: name, key and title of each.
            current: the name of the one that is shown.
            width: columns there are.
        """
        is_short = sum(len(key) + len(title) + 3 for _, key, title in places) > width
        parts: list[Content] = []
        for name, key, title in places:
            is_here = name == current
            words = "" if is_short and not is_here else f" {title}"
            style = "bold reverse" if is_here else ""
            part = Content.assemble((f"{key}", style or "bold $text-primary"), (words, style))
            parts.append(clickable(part, f"app.go('{name}')"))
        self.query_one("#places", PlainStatic).show(Content("  ").join(parts))
