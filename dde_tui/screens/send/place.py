"""Send the files: check again, upload, read back, publish together, record."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from checks.errors import CancelledError
from checks.finding import Report
from checks.input.source import open_file_set
from checks.visible import visible
from dde_tui.actions.nights.hold import approve_held
from dde_tui.actions.nights.removed_people import Removed, removed_people
from dde_tui.actions.transfer.connect.command import connect_workspace
from dde_tui.actions.transfer.send.acceptance import may_accept
from dde_tui.actions.transfer.send.command import send
from dde_tui.actions.transfer.send.receipts import last_submission
from dde_tui.actions.transfer.send.submission import HELD, NOT_READY, SENT, Sending
from dde_tui.errors import SettingsError
from dde_tui.nightly.approvals import HeldChange
from dde_tui.nightly.holds import Hold
from dde_tui.screens.check.finding_rows import summary
from dde_tui.screens.connect.changed_key import offer_rotation
from dde_tui.screens.connect.login_prompt import asked_in
from dde_tui.screens.feedback.record_dialog import Because
from dde_tui.screens.send.hold import ApproveHold, people_in_words
from dde_tui.screens.send.progress import Phase, Uploads
from dde_tui.screens.send.result import became, happened, on_the_way, receipt_in_words
from dde_tui.screens.shell.dialog import ConfirmDialog, PageDialog
from dde_tui.screens.shell.messages import Changed
from dde_tui.screens.shell.privacy import PrivatePlace
from dde_tui.screens.shell.task import Task
from dde_tui.terminal.eta import in_words, moving_in_words
from dde_tui.widgets.controls import PlainButton, PlainInput, PlainStatic
from dde_tui.widgets.field import Field
from dde_tui.widgets.progress_panel import ProgressPanel
from dde_tui.workspace.files.home import home_expanded
from dde_tui.workspace.settings import SecureStorSettings


class Send(PrivatePlace):
    """Shows what would be sent, the progress, and the result."""

    NAME = "send"
    KEY = "S"
    TITLE = "Send"
    DOES = "s"
    HELP_TEXT = (
        "Sending checks every file again, uploads it under a hidden name, reads it back, and only when all "
        "are complete renames them together. Until then nothing changes for CLI, and Esc stops it. "
        "If the connection breaks, dde retries and resumes where it stopped. d shows what would happen to "
        "each file and changes nothing; o shows the receipt of the last sending. "
        "Findings that rest on an assumption of ours don't have to stop you: you may send with a reason, "
        "which is recorded. A set that would change too much is held: a approves exactly this change, "
        "w shows who would be removed."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "send", "Send", id="send.send", tooltip="Check everything and send it to SecureStor"),
        Binding(
            "d",
            "rehearse",
            "Dry run",
            id="send.rehearse",
            tooltip="Show what would happen to each file; change nothing",
        ),
        Binding("o", "receipt", "Receipt", id="send.receipt", tooltip="Show the receipt of the last sending"),
        Binding(
            "a", "approve", "Approve", id="send.approve", tooltip="Approve the change that is held, and send"
        ),
        Binding(
            "w", "who", "Who", id="send.who", tooltip="Show who would be removed; hidden in privacy mode"
        ),
        Binding("v", "values", "Hide", show=False, id="send.values", tooltip="Hide or show names and IDs"),
        Binding("e", "edit", "Path", show=False, id="send.edit", tooltip="Send another folder or zip"),
    ]

    _hold: Hold | None = None
    """Why the set that was to be sent is held."""

    def compose_body(self) -> ComposeResult:
        """Lay out the path, the button and the result."""
        yield Field("Folder or zip", "send-path", self.session.workspace.settings.build.output)
        yield PlainStatic(id="before")
        yield PlainButton("Send the files", id="send-files", primary=True)
        with VerticalScroll(id="sent-scroll", can_focus=True):
            yield PlainStatic(id="sent")

    def prepare(self) -> None:
        """Focus the main button."""
        self._uploads = Uploads()
        self._became: Content | None = None
        self.query_one("#send-files").focus()

    def show(self) -> None:
        """Show the last check and the last sending; while one runs, its files."""
        for each in ("#send-path-field", "#before", "#send-files"):
            self.query_one(each).display = not self.is_busy
        if self.is_busy:
            self._show_way()
            return
        self.query_one("#before", PlainStatic).show(Content("\n").join(self._before()))
        self.query_one("#sent", PlainStatic).show(self._last() if self._became is None else self._became)

    def _before(self) -> Iterator[Content]:
        store = self.session.workspace.settings.securestor
        where = f"{store.user}@{store.host}, folder {store.folder or '(the login folder)'}"
        if store.host:
            yield Content(f"To {visible(where)}")
        else:
            yield Content.styled("SecureStor is not connected yet (K).", "bold $text-warning")
        report = self.session.report
        if report is not None and self.session.checked == self._path():
            yield Content("Last check: ") + summary(report, self.columns, is_short=True)
        else:
            yield Content("Not checked in this session; sending checks everything anyway.")

    def _last(self) -> Content:
        name = self._last_name()
        return Content(f"Last sent: {visible(name)}" if name else "Nothing has been sent yet.")

    def _last_name(self) -> str:
        last = last_submission(self.session.workspace.journal.events())
        return last.submission if last else ""

    def on_input_submitted(self) -> None:
        """Send."""
        self.action_send()

    def on_button_pressed(self) -> None:
        """Send."""
        self.action_send()

    def action_rehearse(self) -> None:
        """Dry run; it changes nothing, so it needs no confirmation."""
        with self.guarded():
            self._check_connected()
            self._send(dry_run=True)

    def action_receipt(self) -> None:
        """Show the receipt of the last sending."""
        with self.guarded():
            name = self._last_name()
            if not name:
                self.say("Nothing has been sent yet, so there is no receipt.")
                return
            path = self.session.workspace.state / "receipts" / f"{Path(name).name}.json"
            text = receipt_in_words(path, self.session.workspace.settings.district.zone)
            self.app.push_screen(PageDialog(f"The receipt of {visible(name)}", text))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what concerns a hold only while a set is held; what can wait then makes room for it."""
        if action in {"approve", "who"}:
            return self._hold is not None and not self.is_busy
        if action in {"rehearse", "receipt"} and self._hold is not None:
            return False
        return super().check_action(action, parameters)

    def action_approve(self) -> None:
        """Ask for the reason, approve what is held, and send."""
        if self._hold is not None:
            self._ask_approval(self._hold)

    def _ask_approval(self, hold: Hold) -> None:
        self.app.push_screen(ApproveHold(hold), self._approved)

    def _approved(self, reason: str | None) -> None:
        hold, session = self._hold, self.session
        if reason and hold is not None:
            with self.guarded():
                approve_held(session.workspace, HeldChange.of(hold), reason, session.clock())
                self._send()

    def action_who(self) -> None:
        """List who would be removed, from the set that was sent last."""
        hold, session = self._hold, self.session
        if hold is None or self.is_busy:
            return

        def work(task: Task) -> tuple[Removed, ...]:
            with session.on_the_line(task.job):
                job = replace(task.job, tell=self._uploads.tell, ask=asked_in(self.app, task.job))
                return removed_people(session.workspace, hold.delta, job)

        def done(people: tuple[Removed, ...]) -> None:
            listed = people_in_words(people, shows_values=session.shows_values)
            self.app.push_screen(PageDialog("Who would be removed", listed))

        self.begin(Phase.READING, work, done)

    def action_edit(self) -> None:
        """Focus the path."""
        self.query_one("#send-path").focus()

    def action_send(self) -> None:
        """Ask whether to send, then send."""
        if self.is_busy:
            return
        with self.guarded():
            store = self._check_connected()
            count = sum(file.name.endswith(".csv") for file in open_file_set(self._path()).files)
            verb = f"Send {count} file{'' if count == 1 else 's'}"
            self.app.push_screen(
                ConfirmDialog(
                    f"{verb} to {visible(store.host)}?",
                    "They are checked first and sent only if they are ready. Files with the same names "
                    "there are replaced, all together. Then it is CLI's turn.",
                    verb,
                ),
                lambda yes: self._send() if yes else None,
            )

    def _check_connected(self) -> SecureStorSettings:
        store = self.session.workspace.settings.securestor
        if not store.host:
            raise SettingsError(
                "SecureStor is not connected yet in this workspace.",
                meaning="Nothing was sent.",
                to_do="Connect first: press K.",
            )
        return store

    def _send(self, accept: Mapping[str, str] | None = None, *, dry_run: bool = False) -> None:
        if self.is_busy:
            return
        session, path, uploads = self.session, self._path(), Uploads()

        def work(task: Task) -> tuple[Sending, bool]:
            with session.on_the_line(task.job):
                asking = replace(task.job, tell=uploads.tell, ask=asked_in(self.app, task.job))
                job = asking.with_progress(uploads.see)
                sending = send(session.workspace, path, job, accept=accept, dry_run=dry_run)
                return sending, task.cancelled()

        def done(result: tuple[Sending, bool]) -> None:
            sending, came_too_late = result
            session.report, session.checked = sending.report, path
            self._became = became(sending, uploads.told)
            self._hold = sending.hold if sending.outcome == HELD and not dry_run else None
            self.refresh_bindings()
            if sending.outcome == NOT_READY and not dry_run:
                self._ask_because(sending.report)
            elif self._hold is not None:
                self._ask_approval(self._hold)
            elif sending.outcome == SENT:
                late = "Esc came too late: everything was sent already. " if came_too_late else "Sent. "
                self.say(f"{late}It is CLI's turn.")
                self.post_message(Changed())

        self._uploads, self._became, self._hold = uploads, None, None
        self.begin(Phase.LOOKING, work, done)
        self.show()
        self.query_one("#sent-scroll").focus()

    def show_task(self, task: Task) -> None:  # noqa: ARG002 - what is shown is told by the sending itself
        """Show the progress of each file and of the whole."""
        uploads = self._uploads
        words = in_words if uploads.phase is Phase.CHECKING else moving_in_words
        self.query_one(ProgressPanel).tell(uploads.progress, uploads.phase, words)
        self._show_way()

    def _show_way(self) -> None:
        body = self.columns + 2
        verify = self.session.workspace.settings.securestor.verify
        uploads = self._uploads
        self.query_one("#sent", PlainStatic).show(on_the_way(uploads.rows, uploads.told, verify, body))

    def _ask_because(self, report: Report) -> None:
        """Offer to send anyway if only assumptions block it."""
        stopping = may_accept(report)
        if stopping and all(stopping.values()):
            listed = [f"{code} {report.rules[code].name}, {report.rules[code].count:,}" for code in stopping]

            def answered(reason: str | None) -> None:
                if reason:
                    self._send(dict.fromkeys(stopping, reason))

            self.app.push_screen(Because(listed), answered)

    def stopped(self, error: CancelledError) -> None:
        """Show the state after a stop on the place itself."""
        super().stopped(error)
        head = Content.styled(f"Stopped. {visible(error.meaning, 400) or 'Nothing was sent.'}", "bold")
        self._became = Content("\n").join([head, *happened(self._uploads.told)])

    def tell_trouble(self, error: Exception) -> None:
        """Show a changed host key in its dialog; any other error in the panel."""
        if self._uploads.told:
            self._became = Content("\n").join(happened(self._uploads.told))
        if not offer_rotation(self, error, self.session.workspace.settings.securestor, self._trust):
            super().tell_trouble(error)

    def _trust(self, fingerprint: str) -> None:
        """Test the connection with the new key, and save it if everything works."""
        session = self.session
        given = replace(session.workspace.settings.securestor, host_keys=(fingerprint,))

        def work(task: Task) -> object:
            with session.on_the_line(task.job):
                return connect_workspace(session.workspace, given, session.job)

        def done(_trial: object) -> None:
            self._became = Content.styled("√ The new key is confirmed. s sends.", "bold $text-success")
            self.post_message(Changed())

        self._uploads = Uploads()
        self._uploads.connecting()
        self.begin(Phase.CONNECTING, work, done)

    def _path(self) -> Path:
        return self.session.workspace.path / home_expanded(
            self.query_one("#send-path", PlainInput).value.strip()
        )

    def home(self) -> PlainButton:
        """Return the main button."""
        return self.query_one("#send-files", PlainButton)
