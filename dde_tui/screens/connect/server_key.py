"""The dialog for a host key seen for the first time: compare it with CLI's e-mail, no trust on first use."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from checks.errors import DdeError, ExitCode
from checks.visible import visible
from dde_tui.screens.shell.dialog import Dialog
from dde_tui.widgets.controls import PlainButton, PlainInput
from dde_tui.widgets.field import Field

if TYPE_CHECKING:
    from dde_tui.actions.transfer.connect.host_key import Shown


_UNKNOWN = ExitCode.UNKNOWN_SERVER


class ServerKey(Dialog[str]):
    """The fingerprint, its randomart, and what your own known_hosts says about it.

    It returns the confirmed fingerprint. If there is a reason to doubt the key, a plain yes is not
    enough: you must paste the fingerprint from CLI, and the server must show it.
    """

    FIRST = "#named"

    def __init__(self, shown: "Shown", pasted: str = "") -> None:
        """Take what the server shows, and the fingerprint from CLI's e-mail if known."""
        super().__init__("The server shows this key")
        self._shown = shown
        self._pasted = pasted

    def inside(self) -> Iterable[Widget]:
        """Yield the key, what known_hosts says about it, and the field to compare it with."""
        shown = self._shown
        others = [key for key in shown.keys if key != shown.key]
        yield Static(
            Content.assemble(
                f"{visible(shown.where)}, {shown.key.title}:\n",
                (f"{shown.key.fingerprint}\n", "bold"),
                *(f"also {key.title}: {key.fingerprint}\n" for key in others),
                "\n".join(shown.randomart),
            )
        )
        if shown.opinion.words:
            yield Static(Content.styled(f"\n{shown.opinion.words}", "$text-warning"))
        if shown.is_known:
            yield Static(Content.styled("\n√ You confirmed this key before.", "$text-success"))
        if shown.is_changed:
            confirmed = " or ".join(shown.confirmed)
            yield Static(Content.styled(f"\n× You confirmed a different one: {confirmed}", "$text-error"))
        yield Static(
            Content.styled(
                "\nPaste the fingerprint from CLI's e-mail; dde compares it for you.", "$text-muted"
            )
        )
        yield Field("From e-mail", "named", self._pasted, hint="SHA256:…")

    def verbs(self) -> Iterable[Widget]:
        """Yield the buttons: copy the question, confirm, close."""
        return (
            PlainButton("Copy question", id="copy"),
            PlainButton("Confirm" if self._shown.must_be_typed else "It is the same", id="yes", primary=True),
            PlainButton("Back", id="leave"),
        )

    def on_input_submitted(self) -> None:
        """Move to the buttons: Enter in a field must not confirm."""
        self.query_one("#yes").focus()

    def act(self, verb: str) -> None:
        """Copy the question, or answer with the key unless the pasted fingerprint differs."""
        if verb == "copy":
            self.app.copy_to_clipboard(self._shown.question)
            self.notify("Copied, if your terminal allows it.", markup=False)
            return
        named = self.query_one("#named", PlainInput).value.strip()
        if not named and self._shown.must_be_typed:
            self.complain("There is a reason to doubt this key: paste the fingerprint CLI gave you.")
            return
        try:
            pin = self._shown.pin(named) if named else self._shown.key.fingerprint
        except DdeError as error:
            self.complain(
                "The server does not show the key you pasted. Do not connect; ask CLI."
                if error.exit_code == _UNKNOWN
                else error.sentence
            )
            self.query_one("#named").focus()
        else:
            self.dismiss(pin)
