"""The dialog for a changed host key (possible man in the middle): nothing was sent to the server."""

from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest
from typing import Any

from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from checks.visible import visible
from dde_tui.errors import UnknownServerError, UsageError
from dde_tui.screens.shell.dialog import Dialog
from dde_tui.widgets.controls import PlainButton, PlainInput
from dde_tui.widgets.field import Field
from dde_tui.workspace.settings import SecureStorSettings

_GAP = "     "
_ONLY_IF = "Only if CLI says that the key changed: paste the fingerprint CLI gives you, not the one above."


class AnotherKey(Dialog[str]):
    """Both fingerprints with their randomart, and what to ask CLI.

    It returns the new fingerprint only if you paste the one CLI gave you and it is exactly the one
    the server shows. No single key press accepts a changed key.
    """

    FIRST = "#copy"

    def __init__(self, error: UnknownServerError, store: SecureStorSettings) -> None:
        """Take the keys from the error, and the server's address from the settings."""
        super().__init__("× This is not the server you confirmed")
        self._error = error
        self._question = question(error, store)

    def inside(self) -> Iterable[Widget]:
        """Yield what it means, both keys, the question to CLI, and the field for the new fingerprint."""
        shown, confirmed = self._error.shown, self._error.confirmed
        keys = [("shown", each) for each in shown] + [("confirmed", each) for each in confirmed]
        yield Static(Content("Nothing was sent to it: no user name, no password, no file."))
        for title, fingerprint in keys:
            yield Static(Content.assemble((f"{title:<11}", "$text-muted"), (fingerprint, "bold")))
        yield Static(Content(side_by_side(shown[0], confirmed[0])))
        yield Static(
            Content.assemble(
                "Either SecureStor has a new key, or something is intercepting the connection.\n",
                ("\nAsk the CLI Engage Help Center, by phone or at an address you know:\n", "$text-muted"),
                f"{self._question}\n\n",
                (_ONLY_IF, "$text-muted"),
            )
        )
        yield Field("From CLI", "from-cli", hint="the new fingerprint SHA256:…")

    def verbs(self) -> Iterable[Widget]:
        """Yield the buttons: copy, trust the new key, close."""
        return (
            PlainButton("Copy question", id="copy"),
            PlainButton("Trust new key", id="trust", primary=True),
            PlainButton("Back", id="leave"),
        )

    def on_input_submitted(self) -> None:
        """Move to the buttons: Enter in a field must not confirm."""
        self.query_one("#trust").focus()

    def act(self, verb: str) -> None:
        """Copy the question, or answer with the new key if it is the one CLI named."""
        if verb == "copy":
            self.app.copy_to_clipboard(self._question)
            self.notify("Copied, if your terminal allows it.", markup=False)
            return
        refused = self._refused(self.query_one("#from-cli", PlainInput).value.strip())
        self.complain(refused)
        if refused:
            self.query_one("#from-cli").focus()

    def _refused(self, pasted: str) -> str:
        from dde_tui.securestor.ssh.fingerprints import parse_fingerprint

        if not pasted:
            return "Nothing was changed: paste the fingerprint CLI gave you."
        try:
            named = parse_fingerprint(pasted)
        except UsageError as error:
            return error.sentence
        if named in self._error.shown:
            self.dismiss(named)
            return ""
        if named in self._error.confirmed:
            return (
                "That is the key you confirmed before; the server shows a different one. Nothing was changed."
            )
        return "The server doesn't show that key either. Nothing was changed; report this to CLI."


def offer_rotation(
    place: Screen[Any], error: Exception, store: SecureStorSettings, trust: Callable[[str], None]
) -> bool:
    """Show the dialog if the server's host key changed; return whether it did.

    Args:
        place: where it happened.
        error: what happened; a revoked key is never accepted, so it doesn't count here.
        store: the server's address.
        trust: called with the new key's fingerprint if it is accepted.
    """
    if not isinstance(error, UnknownServerError) or not (error.shown and error.confirmed):
        return False
    place.app.push_screen(AnotherKey(error, store), lambda named: trust(named) if named else None)
    return True


def question(error: UnknownServerError, store: SecureStorSettings) -> str:
    """Return the question to CLI, ready to paste into an e-mail or a ticket."""
    from dde_tui.securestor.diagnosis.steps import STEPS, words_for

    step = next(step for step in STEPS if step.id == "key")
    shown, confirmed = (" and ".join(map(visible, keys)) for keys in (error.shown, error.confirmed))
    happened = f"it shows {shown}; we had confirmed {confirmed}."
    return words_for(
        step, host=store.host, port=store.port, user=store.user, folder=store.folder, happened=happened
    )


def side_by_side(shown: str, confirmed: str) -> str:
    """Return the randomart of two keys side by side, each with its title."""
    from dde_tui.securestor.ssh.randomart import randomart

    pairs = _columns(randomart(shown, "shown"), randomart(confirmed, "confirmed"))
    return "\n".join(pairs)


def _columns(left: Sequence[str], right: Sequence[str]) -> Iterable[str]:
    return (f"{a}{_GAP}{b}" for a, b in zip_longest(left, right, fillvalue=""))
