"""Connect to SecureStor: where it is, which key it shows, how to log in, and a test of every step."""

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Label, RadioSet

from checks.visible import visible
from dde_tui.actions.connect import Tested, connect_workspace, look_at_server
from dde_tui.errors import UnknownServerError, UsageError
from dde_tui.screens.dialog import Ask
from dde_tui.screens.messages import Changed
from dde_tui.screens.place import Place
from dde_tui.screens.task import Task
from dde_tui.widgets.field import Field
from dde_tui.widgets.plain import Choice, Line, Live, Switch, Verb
from dde_tui.workspace.settings import SecureStorSettings

if TYPE_CHECKING:
    from dde_tui.securestor.identity.hostkeys import HostKey

LOGINS = ("key-file", "agent", "password")


class SecureStor(Place):
    """The form of the connection. Nothing is trusted that a person did not confirm."""

    NAME = "securestor"
    KEY = "K"
    TITLE = "SecureStor"
    DOES = "c"
    HELP_TEXT = (
        "CLI's e-mail about your folder says host, port, user and folder. First look at the server: it shows "
        "its key, and no login is tried. Compare the fingerprint with the one in CLI's e-mail, best by "
        "pasting it. Then connect: every step is tested, and only when all work are the settings saved. A "
        "password goes into this machine's keyring, never into a file. Esc leaves a field, so that letters "
        "are keys again."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "l", "look", "Look", id="securestor.look", tooltip="Ask the server for its key; no login is tried"
        ),
        Binding(
            "p",
            "paste",
            "Paste key",
            id="securestor.paste",
            tooltip="Demo: paste the fingerprint from CLI's e-mail",
        ),
        Binding(
            "c",
            "connect",
            "Connect",
            id="securestor.connect",
            tooltip="Test every step and save the settings",
        ),
    ]

    def compose_body(self) -> ComposeResult:
        """Lay out the form and what was found."""
        stage, saved = self.session.stage, self.session.workspace.settings.securestor
        given = stage.offer if stage is not None and not saved.host else saved
        kind = "agent" if given.agent else "password" if given.password and not given.key_file else "key-file"
        with VerticalScroll(id="form", can_focus=False):
            yield Field("Host", "host", given.host, hint="from CLI's e-mail")
            with Horizontal(classes="two"):
                yield Field("Port", "port", str(given.port))
                yield Field("User", "user", given.user)
            yield Field("Folder", "folder", given.folder, hint="empty: where the login leads")
            with Horizontal(id="login-field"):
                yield Label("Log in with")
                with RadioSet(id="login", compact=True):
                    yield Choice("key file", value=kind == "key-file", id="key-file")
                    yield Choice("SSH agent", value=kind == "agent", id="agent")
                    yield Choice("password", value=kind == "password", id="password")
            yield Field("Key file", "key", given.key_file)
            yield Field("Password", "secret", secret=True, hint="kept in this machine's keyring")
            yield Switch(
                "use the folder dde/ for receipts and reviews",
                value=given.exchange,
                id="exchange",
                compact=True,
            )
            with Horizontal(classes="verbs"):
                yield Verb("Look at the server", id="look", primary=True)
                yield Verb("Connect", id="connect", primary=True)
            yield Live(id="shown")
            yield Field("From e-mail", "pasted", " ".join(given.host_keys), hint="the fingerprint SHA256:…")
            yield Live(id="steps-done")

    def prepare(self) -> None:
        """Put the cursor where something is missing."""
        self._key: HostKey | None = None
        self._steps: list[tuple[str, str]] = []
        self._connected = False
        self._show_login()
        self.query_one("#look" if self._value("host") else "#host").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offer pasting only in the demo, where CLI's e-mail is at hand."""
        return action != "paste" or self.session.stage is not None

    def show(self) -> None:
        """Show the server's key and the steps that worked."""
        if self._key is not None:
            self.query_one("#shown", Live).show(
                Content.assemble(
                    ("The server shows this key ", ""),
                    (f"({self._key.kind}):\n", "$text-muted"),
                    (f"  {self._key.fingerprint}", "bold"),
                )
            )
        else:
            self.query_one("#shown", Live).show(
                Content.styled("Its key was not looked at yet.", "$text-muted")
            )
        lines = [
            Content.assemble(("√ ", "$text-success"), f"{step:<9} {visible(words)}")
            for step, words in self._steps
        ]
        if self._connected:
            lines.insert(
                0,
                Content.styled("√ SecureStor is connected. Next: send your files (U).", "bold $text-success"),
            )
        elif not lines:
            saved = self.session.workspace.settings.securestor
            words = (
                f"Connected as {saved.user}@{saved.host}:{saved.port}."
                if saved.host
                else "Not connected yet."
            )
            lines.append(Content(visible(words)))
        self.query_one("#steps-done", Live).show(Content("\n").join(lines))

    def _show_login(self) -> None:
        kind = self._login()
        self.query_one("#key-field").display = kind == "key-file"
        self.query_one("#secret-field").display = kind != "agent"
        words = {"key-file": "Passphrase", "password": "Password"}.get(kind, "")
        self.query_one("#secret-field Label", Label).update(words)

    def on_radio_set_changed(self) -> None:
        """Ask only for what this way of logging in needs."""
        self._show_login()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Look or connect."""
        if event.button.id == "look":
            self.action_look()
        else:
            self.action_connect()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the next field."""
        if event.input.id == "pasted":
            self.query_one("#connect").focus()
        else:
            self.focus_next()

    def action_look(self) -> None:
        """Ask the server for its key."""
        with self.guarded():
            host, port = self._given().host, self._given().port
            if not host:
                raise UsageError("The host is missing.", to_do="It stands in CLI's e-mail about your folder.")

            def shown(key: "HostKey") -> None:
                self._key = key
                self.show()
                (self.home() if self.session.stage is not None else self.query_one("#pasted")).focus()

            self.begin("Looking at the server", lambda _task: look_at_server(host, port), shown)

    def action_paste(self) -> None:
        """In the demo, take the fingerprint from CLI's e-mail."""
        if self.session.stage is not None:
            self.query_one("#pasted", Line).value = self.session.stage.fingerprint
            self.query_one("#connect").focus()

    def action_connect(self) -> None:
        """Connect with the confirmed key; without one, ask for a deliberate look at it."""
        with self.guarded():
            given, pasted = self._given(), self._value("pasted")
            if not given.host or not given.user:
                raise UsageError(
                    "Host and user are needed.", to_do="They stand in CLI's e-mail about your folder."
                )
            if pasted:
                self._connect(given, pasted)
            elif self._key is not None:
                key = self._key
                self.app.push_screen(
                    Ask(
                        "Is this the fingerprint in CLI's e-mail?",
                        f"{key.fingerprint}\n\nCompare every sign. If CLI's e-mail has none, "
                        "ask the Help Center.",
                        "It is the same",
                    ),
                    lambda yes: self._connect(given, key.fingerprint) if yes else None,
                )
            else:
                raise UnknownServerError(
                    "No key of this server was confirmed.",
                    meaning="Nothing was sent and no login was tried.",
                    to_do="Look at the server (l), then paste the fingerprint from CLI's e-mail.",
                )

    def _connect(self, given: SecureStorSettings, pin: str) -> None:
        session, secret = self.session, self._value("secret")
        self._steps, self._connected = [], False

        def work(_task: Task) -> Tested:
            from dde_tui.securestor.identity.hostkeys import parse_fingerprint

            pinned = replace(given, host_keys=(parse_fingerprint(pin),))
            with session.line:
                return connect_workspace(
                    session.workspace,
                    pinned,
                    session.environ,
                    session.clock(),
                    secret=secret,
                    tell=lambda step, words: self._steps.append((step, words)),
                )

        def done(_tested: Tested) -> None:
            self._connected = True
            self.query_one("#secret", Line).value = ""
            self.show()
            self.call_after_refresh(self.query_one("#form").scroll_end, animate=False)
            self.post_message(Changed())

        self.begin("Connecting", work, done)

    def _given(self) -> SecureStorSettings:
        """Return what the form says, without keys of the server."""
        kind, port = self._login(), self._value("port") or "22"
        if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
            raise UsageError(
                f"{visible(port)} is no port.", to_do="It is a number, 22 if CLI's e-mail names none."
            )
        key = self._value("key") if kind == "key-file" else ""
        return SecureStorSettings(
            host=self._value("host"),
            port=int(port),
            user=self._value("user"),
            folder=self._value("folder"),
            key_file=Path(os.path.expanduser(key)).as_posix() if key else "",  # noqa: PTH111 - "" stays ""
            agent=kind == "agent",
            password=self._kept_password(),
            exchange=self.query_one("#exchange", Switch).value,
        )

    def _kept_password(self) -> str:
        """Return where the secret of the saved login is, where this is the same user and server."""
        saved = self.session.workspace.settings.securestor
        same = (saved.host, saved.port, saved.user) == (
            self._value("host"),
            int(self._value("port") or "22"),
            self._value("user"),
        )
        return saved.password if same and self._login() != "agent" else ""

    def _login(self) -> str:
        return LOGINS[max(self.query_one("#login", RadioSet).pressed_index, 0)]

    def _value(self, field: str) -> str:
        return self.query_one(f"#{field}", Line).value.strip()

    def home(self) -> Verb:
        """Return the verb that looks at the server."""
        return self.query_one("#look", Verb)
