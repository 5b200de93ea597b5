"""The row that shows how far a long piece of work is, and what time it needs still."""

import time

from textual.content import Content

from checks.visible import visible
from dde_tui.widgets.plain import Live

_WIDTH = 20


class Doing(Live):
    """Hidden until something is under way."""

    def begin(self, what: str) -> None:
        """Show that this begins."""
        self.what = what
        self.began = time.monotonic()
        self.tell(0, 0)
        self.display = True

    def tell(self, done: int, total: int, part: str = "") -> None:
        """Show how much of how much is done."""
        words = f"{self.what} {visible(part)}".rstrip()
        if not total:
            self.show(Content.assemble((f"… {words}", "bold"), ("   Esc stops it", "$text-muted")))
            return
        share = min(done / total, 1.0)
        full = int(share * _WIDTH)
        spent = time.monotonic() - self.began
        left = f"   {spent / share * (1 - share):.0f} s left" if spent > 1 and 0 < share < 1 else ""
        self.show(
            Content.assemble(
                (f"… {words}  ", "bold"),
                ("═" * full, "$text-primary"),
                ("─" * (_WIDTH - full), "$text-muted"),
                f" {share:4.0%}{left}",
                ("   Esc stops it", "$text-muted"),
            )
        )

    def stopping(self) -> None:
        """Show that the work was asked to stop."""
        self.show(Content.styled(f"… {self.what}: stopping", "bold"))

    def end(self) -> None:
        """Hide the row."""
        self.display = False
