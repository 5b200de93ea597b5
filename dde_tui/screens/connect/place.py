"""The connection place: form, host key, and a test of every step of the connection."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Button

from checks.errors import CancelledError, DdeError
from checks.job import Job
from dde_tui.actions.transfer.connect.command import Shown, connect_workspace, look_at_server, try_connection
from dde_tui.errors import SettingsError, UnknownServerError, UsageError
from dde_tui.screens.connect.changed_key import offer_rotation
from dde_tui.screens.connect.connection_form import ConnectionForm
from dde_tui.screens.connect.login_prompt import asked_in
from dde_tui.screens.connect.server_key import ServerKey
from dde_tui.screens.connect.test_result import asked, end_in_words, row_of, steps_in_words
from dde_tui.screens.shell.messages import Changed
from dde_tui.screens.shell.place import LOW, Place
from dde_tui.screens.shell.task import Task
from dde_tui.securestor.connection.cancellable import Cancellable
from dde_tui.widgets.controls import PlainButton, PlainInput, PlainStatic
from dde_tui.workspace.settings import SecureStorSettings

if TYPE_CHECKING:
    from dde_tui.securestor.diagnosis.diagnosis import Diagnosis
    from dde_tui.securestor.diagnosis.steps import StepReport

LEAST = 40
"""Minimum width of a test result, in columns."""
TALL = 30
"""Screen rows from which a test shows every detail it found."""
_CONNECTED = "√ SecureStor is connected. Next: send your files (U)."
_FREE = "√ Every step to SecureStor works."


class SecureStor(Place):
    """The connection form. A host key is trusted only after you confirm it."""

    NAME = "securestor"
    KEY = "K"
    TITLE = "SecureStor"
    DOES = "c"
    HELP_TEXT = (
        "CLI's e-mail about your folder gives host, port, user and folder. First show the server's key: "
        "no login is tried. Compare the fingerprint with the one in CLI's e-mail, best by "
        "pasting it. Then connect: every step is tested, and only when all work are the settings saved. "
        "t tests the saved connection again. If a step fails, the page says whom to ask, and y copies it. A "
        "server that refuses renames or reading back, or removes files, needs a weaker option: choose it "
        "only on purpose; the form says what you lose. A "
        "password goes into this computer's keyring, never into a file. Esc leaves a field, so that letters "
        "work as keys again."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "l", "look", "Look", id="securestor.look", tooltip="Show the server's key; no login is tried"
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
        Binding(
            "t", "test", "Test", id="securestor.test", tooltip="Test the saved connection; change nothing"
        ),
        Binding(
            "y",
            "copy",
            "Copy question",
            show=False,
            id="securestor.copy",
            tooltip="Copy what to ask about the step that failed",
        ),
    ]

    def compose_body(self) -> ComposeResult:
        """Lay out the form and the test result."""
        stage, saved = self.session.stage, self.session.workspace.settings.securestor
        yield ConnectionForm(stage.offer if stage is not None and not saved.host else saved)
        with VerticalScroll(id="trial", can_focus=True):
            yield PlainStatic(id="end")
            yield PlainStatic(id="trial-steps")
            yield PlainStatic(id="trial-promises")

    def prepare(self) -> None:
        """Focus the first missing field."""
        self._shown: Shown | None = None
        self._results: dict[str, StepReport] = {}
        self._trial: Diagnosis | None = None
        self._error: DdeError | None = None
        self._is_trial_shown = False
        self._has_exchange = False
        self._done = _CONNECTED
        self.query_one("#look" if self._form.text("host") else "#host").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offer pasting only in the demo, which has CLI's e-mail; gray out what has nothing to work on."""
        if action == "paste":
            return self.session.stage is not None
        if action == "test":
            return True if self.session.workspace.settings.securestor.host else None
        if action == "copy":
            return True if self._is_ready and asked(self._results.values()) else None
        return True

    def show(self) -> None:
        """Show the form, or the test result instead."""
        self.query_one("#form").display = not self._is_trial_shown
        self.query_one("#trial").display = self._is_trial_shown
        saved = self.session.workspace.settings.securestor
        self._form.tell(saved)
        self._show_trial()
        self.refresh_bindings()

    def on_resize(self) -> None:
        """Re-render the test result for the new width, after layout."""
        super().on_resize()
        self.call_after_refresh(self._write_anew)

    def _write_anew(self) -> None:
        if self._is_ready:
            self._show_trial()

    def _show_trial(self) -> None:
        # Beside the frame, the focus's bar and the scroll bar; before the first layout there is no width.
        width = max(self.query_one("#body").size.width - 4, LEAST)
        steps = steps_in_words(
            dict(self._results),
            width,
            is_short=self.size.height < TALL,
            has_exchange=self._has_exchange,
        )
        self.query_one("#trial-steps", PlainStatic).show(steps)
        end, more = end_in_words(self._trial, self._error, self._done)
        self.query_one("#end", PlainStatic).show(end)
        self.query_one("#end").display = bool(end.plain)
        self.query_one("#trial-promises", PlainStatic).show(more)

    def show_task(self, task: Task) -> None:
        """Show the steps of a test as they finish."""
        if self._is_trial_shown:
            self._show_trial()
        super().show_task(task)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Show the key, or connect."""
        if event.button.id == "look":
            self.action_look()
        else:
            self.action_connect()

    def action_look(self) -> None:
        """Fetch the server's key, and show it for comparison."""
        with self.guarded():
            self._look(lambda _pin: self.query_one("#connect").focus())

    def _look(self, then: Callable[[str], object]) -> None:
        session, given, pasted = self.session, self._given(), self._form.text("pasted")
        if not given.host:
            raise UsageError("The host is missing.", to_do="It is in CLI's e-mail about your folder.")

        def work(task: Task) -> Shown:
            job = replace(task.job, ask=asked_in(self.app, task.job))
            try:
                return Cancellable(lambda: look_at_server(session.workspace, given, job)).wait(job)
            except CancelledError as error:
                error.meaning = error.meaning or "Nothing was sent and no login was tried."
                raise

        def confirmed(pin: str | None) -> None:
            if pin:
                self.query_one("#pasted", PlainInput).value = pin
                then(pin)

        def looked(shown: Shown) -> None:
            self._shown = shown
            known = pasted if pasted not in shown.confirmed else ""
            self.app.push_screen(ServerKey(shown, known), confirmed)

        self.begin("Asking the server for its key", work, looked)

    def action_paste(self) -> None:
        """In the demo, paste the fingerprint from CLI's e-mail."""
        if self.session.stage is not None:
            self.query_one("#pasted", PlainInput).value = self.session.stage.fingerprint
            self.query_one("#connect").focus()

    def action_connect(self) -> None:
        """Connect with the confirmed key; without one, ask you to confirm it first."""
        with self.guarded():
            given, pasted = self._given(), self._form.text("pasted")
            if not given.host or not given.user:
                raise UsageError(
                    "Host and user are needed.", to_do="They are in CLI's e-mail about your folder."
                )
            if pasted:
                self._connect(given, self._pins(pasted))
            elif self._shown is not None:
                shown = self._shown
                self.app.push_screen(
                    ServerKey(shown), lambda pin: self._connect(given, (pin,)) if pin else None
                )
            else:
                raise UnknownServerError(
                    "No key of this server is confirmed yet.",
                    meaning="Nothing was sent and no login was tried.",
                    to_do="Show the server's key (l), then paste the fingerprint from CLI's e-mail.",
                )

    def _pins(self, pasted: str) -> tuple[str, ...]:
        """Return the confirmed fingerprints: the saved ones, or the pasted one that replaces them."""
        from dde_tui.securestor.ssh.fingerprints import parse_fingerprint

        saved = self.session.workspace.settings.securestor.host_keys
        return saved if pasted == " ".join(saved) else (parse_fingerprint(pasted),)

    def _connect(self, given: SecureStorSettings, pins: tuple[str, ...]) -> None:
        session, secret, pinned = self.session, self._form.text("secret"), replace(given, host_keys=pins)

        def work(task: Task) -> "Diagnosis":
            return connect_workspace(session.workspace, pinned, self._watching(task), secret=secret)

        def done() -> None:
            self.query_one("#secret", PlainInput).value = ""
            self.query_one("#pasted", PlainInput).value = " ".join(pins)
            self.post_message(Changed())

        self.run_trial("Connecting", pinned, work, _CONNECTED, done)

    def action_test(self) -> None:
        """Test the saved connection."""
        with self.guarded():
            session = self.session
            saved = session.workspace.settings.securestor
            if not saved.host:
                raise SettingsError(
                    "There is no saved connection to test.", to_do="Fill in the form, then connect (c)."
                )

            def work(task: Task) -> "Diagnosis":
                trial = try_connection(session.workspace, saved, self._watching(task))
                return replace(trial, changes={})  # nothing is saved by a mere test

            self.run_trial("Testing", saved, work, _FREE)

    def _watching(self, task: Task) -> "Job[StepReport]":
        """Return the job through which a test reports progress, asks questions and is cancelled."""
        return replace(task.job, ask=asked_in(self.app, task.job)).with_progress(self.note)

    def note(self, result: "StepReport") -> None:
        """Record a step's result; called from the test's thread."""
        self._results[result.step.id] = result

    def run_trial(
        self,
        what: str,
        settings: SecureStorSettings,
        work: Callable[[Task], "Diagnosis"],
        words: str,
        done: Callable[[], None] = lambda: None,
    ) -> None:
        """Replace the form with the test and its result."""
        if self.is_busy:
            return
        session = self.session

        def on_the_line(task: Task) -> "Diagnosis":
            with session.on_the_line(task.job):
                return work(task)

        def ended(trial: "Diagnosis") -> None:
            self._trial = trial
            if trial.error is None:
                done()
            else:
                self.tell_trouble(trial.error)

        self._results, self._trial, self._error, self._done = {}, None, None, words
        self._is_trial_shown, self._has_exchange = True, settings.exchange
        self._tried = settings
        self.begin(what, on_the_line, ended)
        self.show()
        self.query_one("#trial").focus()

    def tell_trouble(self, error: Exception) -> None:
        """Show a failed step on the test page, a changed key in a dialog, any other error in the panel."""
        failed = asked(self._results.values()) if self._is_ready else None
        if failed is not None and isinstance(error, DdeError):
            self._error = error
            self.call_after_refresh(self._follow, failed)
            offer_rotation(self, error, self._tried, lambda pin: self._connect(self._tried, (pin,)))
        else:
            self._is_trial_shown = False
            super().tell_trouble(error)

    def _follow(self, failed: "StepReport") -> None:
        """Scroll the failed step into view in a low window."""
        below = self.size.height < LOW
        self.query_one("#trial").scroll_to(y=row_of(self._results, failed) if below else 0, animate=False)

    def stopped(self, error: CancelledError) -> None:
        """Go back to the form: nothing was changed."""
        super().stopped(error)
        self._is_trial_shown = False

    def action_copy(self) -> None:
        """Copy what to ask about the step that failed."""
        failed = asked(self._results.values())
        if failed is not None and failed.ask is not None:
            self.app.copy_to_clipboard(failed.ask.words)
            self.say("Copied, if your terminal allows it.")

    def close_own(self) -> bool:
        """Go back from the test to the form."""
        was, self._is_trial_shown = self._is_trial_shown, False
        if was:
            self.show()
            self.home().focus()
        return was

    @property
    def _form(self) -> ConnectionForm:
        return self.query_one(ConnectionForm)

    def _given(self) -> SecureStorSettings:
        return self._form.given(self.session.workspace.settings.securestor)

    def home(self) -> PlainButton:
        """Return the button that shows the server's key."""
        return self.query_one("#look", PlainButton)
