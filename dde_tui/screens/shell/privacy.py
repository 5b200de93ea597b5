"""Privacy mode: one key hides cell values wherever they are shown."""

from textual.binding import Binding

from dde_tui.screens.shell.place import Place

HIDE = Binding("v", "values", "Hide", id="check.values", tooltip="Hide or show cell values")


class PrivatePlace(Place):
    """A place that can hide cell values."""

    def action_values(self) -> None:
        """Toggle cell values."""
        self.session.shows_values = not self.session.shows_values
        self.say("Values are shown." if self.session.shows_values else "Privacy mode: values are hidden.")
        self.refresh_place()
