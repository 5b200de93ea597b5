"""Privacy mode: one key hides the values of cells wherever a place shows some."""

from textual.binding import Binding

from dde_tui.screens.shell.place import Place

HIDE = Binding("v", "values", "Hide", id="check.values", tooltip="Hide or show the values of cells")


class PrivatePlace(Place):
    """A place that shows values of cells, or does not."""

    def action_values(self) -> None:
        """Hide or show the values of cells."""
        self.session.shows_values = not self.session.shows_values
        self.say("Values are shown." if self.session.shows_values else "Privacy mode: values are hidden.")
        self.refresh_place()
