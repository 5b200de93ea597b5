"""The search field of a list: hidden until it is opened, cleared when it is closed."""

from dde_tui.widgets.controls import PlainInput


class FilterInput(PlainInput):
    """A field that filters a list as you type."""

    def on_mount(self) -> None:
        """Start hidden: most lists need no filter."""
        self.display = False

    def open(self) -> None:
        """Show the field and move the focus into it."""
        self.display = True
        self.focus()

    def close(self) -> bool:
        """Clear and hide the field; return whether it was open."""
        was_open = bool(self.display)
        self.value = ""
        self.display = False
        return was_open
