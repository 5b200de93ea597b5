"""The error panel: what happened, what it means, what to do. It stays until you close it."""

from textual.content import Content

from checks.errors import DdeError
from checks.visible import visible
from dde_tui.widgets.controls import PlainStatic


class ErrorPanel(PlainStatic):
    """Hidden until there is an error."""

    def tell(self, error: DdeError) -> None:
        """Show the error's three parts."""
        parts: list[tuple[str, str]] = [(f"× {visible(error.happened, 400)}", "bold $text-error")]
        parts += [(f"\n  {visible(part, 600)}", "") for part in (error.meaning, error.to_do) if part]
        self.show(Content.assemble(*parts, ("\n  Esc closes this.", "$text-muted")))
        self.display = True

    def close(self) -> bool:
        """Hide the panel; return whether it was shown."""
        was = self.display
        self.display = False
        return was
