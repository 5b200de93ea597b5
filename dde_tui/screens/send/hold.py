"""A sending that is held: what would change, who it is, and the dialog that approves it."""

from collections.abc import Iterable, Iterator, Sequence

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from checks.visible import visible
from dde_tui.actions.nights.removed_people import Removed
from dde_tui.actions.nights.words import hold_lines
from dde_tui.nightly.holds import Hold
from dde_tui.screens.feedback.record_dialog import Because
from dde_tui.widgets.controls import PlainButton
from dde_tui.widgets.field import Field

HIDDEN = "•••"


def held_lines(hold: Hold, *, dry_run: bool) -> Iterator[Content]:
    """Yield the hold for the page."""
    head = "Nothing would be sent: it would be held." if dry_run else "Held: nothing was sent."
    yield Content.styled(f"× {head} Too much would change since the last sending.", "bold $text-error")
    for line in hold_lines(hold):
        yield Content.styled(line, "" if line.startswith(" ") else "bold")
    yield Content("If the export is wrong, correct it and send again: s.")
    if not dry_run:
        yield Content("If the change is right, approve it: a. w shows who would be removed.")


def people_in_words(people: Sequence[Removed], *, shows_values: bool) -> Content:
    """Return the list of who would be removed; in privacy mode without names and IDs."""
    if not people:
        return Content("No earlier set can be read here, so nobody can be listed.")
    lines = [
        f"{each.kind:<9} {visible(each.id) if shows_values else HIDDEN}  "
        f"{visible(each.name) if shows_values else HIDDEN}"
        for each in people
    ]
    return Content("\n").join(map(Content, lines))


class ApproveHold(Because):
    """Asks for the reason, which is recorded, to send a set that is held."""

    def __init__(self, hold: Hold) -> None:
        super().__init__(list(hold_lines(hold)), "Approve this change?")

    def inside(self) -> Iterable[Widget]:
        """Yield the causes and numbers, and the field for the reason."""
        listed = "\n".join(self._listed)
        yield Static(
            Content(
                f"{listed}\nThe approval covers these removals or fewer, for one sending. "
                "The limits stay as they are. Your reason is kept in the journal."
            )
        )
        yield Field("Because", "because", hint="such as: the school closed in June")

    def verbs(self) -> Iterable[Widget]:
        """Yield the buttons: approve, leave."""
        approve = PlainButton("Approve and send", id="yes", primary=True)
        return approve, PlainButton("Leave it held", id="leave")

    COMPLAINT = "Enter a reason: why is this change right?"
