"""The connection form: address, login, and the weaker options."""

from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Label, RadioSet

from checks.visible import visible
from dde_tui.errors import UsageError
from dde_tui.securestor.diagnosis.guarantees import WEAKER, lost_guarantees
from dde_tui.widgets.controls import PlainButton, PlainCheckbox, PlainInput, PlainRadioButton, PlainStatic
from dde_tui.widgets.field import Field
from dde_tui.workspace.files.home import home_expanded
from dde_tui.workspace.settings import SecureStorSettings

LOGINS = ("key-file", "agent", "password")
PUBLISH = {"rename": "when it is whole", "in-place": "at once (weaker)"}
VERIFY = {"read-back": "reading", "hash": "hash", "size": "size (weaker)"}


class ConnectionForm(VerticalScroll, can_focus=False):
    """The data from CLI's e-mail as fields. Weaker options are only set here, and say what is lost."""

    def __init__(self, given: SecureStorSettings) -> None:
        super().__init__(id="form")
        self._given = given

    def compose(self) -> ComposeResult:
        """Lay out the fields."""
        given = self._given
        kind = "agent" if given.agent else "password" if given.password and not given.key_file else "key-file"
        yield Field("Host", "host", given.host, hint="from CLI's e-mail")
        with Horizontal(classes="two"):
            yield Field("Port", "port", str(given.port))
            yield Field("User", "user", given.user)
        yield Field("Folder", "folder", given.folder, hint="empty: the login folder")
        with Horizontal(classes="choice"):
            yield Label("Log in with")
            with RadioSet(id="login", compact=True):
                yield PlainRadioButton("key file", value=kind == "key-file", id="key-file")
                yield PlainRadioButton("SSH agent", value=kind == "agent", id="agent")
                yield PlainRadioButton("password", value=kind == "password", id="password")
        yield Field("Key file", "key", given.key_file)
        yield Field("Password", "secret", secret=True, hint="kept in this computer's keyring")
        yield PlainCheckbox(
            "use the folder dde/ for receipts and reviews",
            value=given.exchange,
            id="exchange",
            compact=True,
        )
        with Horizontal(classes="choice"):
            yield Label("Name a file")
            with RadioSet(id="publish", compact=True):
                for name, words in PUBLISH.items():
                    yield PlainRadioButton(words, value=given.publish == name, id=name)
        with Horizontal(classes="choice"):
            yield Label("Prove it by")
            with RadioSet(id="verify", compact=True):
                for name, words in VERIFY.items():
                    yield PlainRadioButton(words, value=given.verify == name, id=name)
        yield PlainCheckbox(
            "the server removes files on arrival (weaker)",
            value=given.collects,
            id="collects",
            compact=True,
        )
        yield PlainStatic(id="weaker")
        with Horizontal(classes="verbs"):
            yield PlainButton("Show the server's key", id="look", primary=True)
            yield PlainButton("Connect", id="connect", primary=True)
        yield Field("From e-mail", "pasted", " ".join(given.host_keys), hint="the fingerprint SHA256:…")
        yield PlainStatic(id="known")

    def on_mount(self) -> None:
        """Show only the fields that the login method needs."""
        self._follow()

    def on_radio_set_changed(self) -> None:
        """Show only the fields that the login method needs, and what weaker options give up."""
        self._follow()

    def on_checkbox_changed(self) -> None:
        """Show what weaker options give up."""
        self._follow()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Move to the next field."""
        event.stop()
        if event.input.id == "pasted":
            self.query_one("#connect").focus()
        else:
            self.screen.focus_next()

    def _follow(self) -> None:
        kind = self._login()
        self.query_one("#key-field").display = kind == "key-file"
        self.query_one("#secret-field").display = kind != "agent"
        words = {"key-file": "Passphrase", "password": "Password"}.get(kind, "")
        self.query_one("#secret-field Label", Label).update(words)
        chosen = self._with_ways(SecureStorSettings())
        lost = lost_guarantees(name for weaker in WEAKER if weaker.is_set(chosen) for name in weaker.loses)
        self.query_one("#weaker", PlainStatic).show(
            Content.styled(f"! {lost}" if lost else "", "$text-warning")
        )
        self.query_one("#weaker").display = bool(lost)

    def tell(self, saved: SecureStorSettings) -> None:
        """Show which connection is saved."""
        words = (
            f"Connected as {saved.user}@{saved.host}:{saved.port}." if saved.host else "Not connected yet."
        )
        self.query_one("#known", PlainStatic).show(visible(words))

    def text(self, field: str) -> str:
        """Return the value of a field."""
        return self.query_one(f"#{field}", PlainInput).value.strip()

    def given(self, saved: SecureStorSettings) -> SecureStorSettings:
        """Return the form's settings, without host keys; settings not in the form stay as saved.

        Raises:
            UsageError: the port is invalid.
        """
        kind, port = self._login(), self.text("port") or "22"
        if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
            raise UsageError(
                f"{visible(port)} is not a valid port.",
                to_do="Enter a number; use 22 if CLI's e-mail doesn't name one.",
            )
        key = self.text("key") if kind == "key-file" else ""
        host, user = self.text("host"), self.text("user")
        is_same = (saved.host, saved.port, saved.user) == (host, int(port), user)
        return replace(
            self._with_ways(saved),
            host=host,
            port=int(port),
            user=user,
            folder=self.text("folder"),
            key_file=home_expanded(key).as_posix() if key else "",
            agent=kind == "agent",
            password=saved.password if is_same and kind != "agent" else "",
            host_keys=(),
            exchange=self.query_one("#exchange", PlainCheckbox).value,
        )

    def _with_ways(self, settings: SecureStorSettings) -> SecureStorSettings:
        return replace(
            settings,
            publish=self._chosen("publish", tuple(PUBLISH)),
            verify=self._chosen("verify", tuple(VERIFY)),
            collects=self.query_one("#collects", PlainCheckbox).value,
        )

    def _login(self) -> str:
        return self._chosen("login", LOGINS)

    def _chosen(self, field: str, ways: tuple[str, ...]) -> str:
        return ways[max(self.query_one(f"#{field}", RadioSet).pressed_index, 0)]
