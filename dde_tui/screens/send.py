"""Send the files: checked again, uploaded, read back, published together, recorded."""

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from checks.errors import CancelledError
from checks.finding import Report
from checks.source import open_file_set
from checks.visible import visible
from dde_tui.actions.send import may_accept, send
from dde_tui.actions.submission import NOT_READY, SENT, UNCHANGED, Sending
from dde_tui.errors import SettingsError
from dde_tui.screens.dialog import Ask
from dde_tui.screens.listing import summary
from dde_tui.screens.messages import Changed
from dde_tui.screens.place import Place
from dde_tui.screens.recording import Because
from dde_tui.screens.task import Task
from dde_tui.widgets.field import Field
from dde_tui.widgets.plain import Line, Live, Verb


class Send(Place):
    """What would be sent, the sending, and what became of it."""

    NAME = "send"
    KEY = "U"
    TITLE = "Send"
    DOES = "s"
    HELP_TEXT = (
        "Sending checks every file again, uploads it under a hidden name, reads it back, and only when all "
        "are whole gives them their names together. Until then nothing changes for CLI, and Esc stops it. "
        "Findings that rest on an assumption of ours don't have to keep you: you may send with a reason, "
        "which is recorded."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "send", "Send", id="send.send", tooltip="Check everything and send it to SecureStor"),
        Binding("e", "edit", "Path", id="send.edit", tooltip="Send another folder or zip"),
    ]

    def compose_body(self) -> ComposeResult:
        """Lay out the path, the verb and the result."""
        yield Field("Folder or zip", "send-path", self.session.workspace.settings.build.output)
        yield Live(id="before")
        yield Verb("Send the files", id="send-files", primary=True)
        with VerticalScroll(can_focus=True):
            yield Live(id="sent")

    def prepare(self) -> None:
        """Put the cursor on the verb."""
        self._sending: Sending | None = None
        self.query_one("#send-files").focus()

    def show(self) -> None:
        """Show what the last check said, and what became of the last sending."""
        store = self.session.workspace.settings.securestor
        where = f"{store.user}@{store.host}, folder {store.folder or '(where the login leads)'}"
        lines = [
            Content(f"To {visible(where)}")
            if store.host
            else Content.styled("SecureStor is not connected yet (K).", "bold $text-warning")
        ]
        report = self.session.report
        if report is not None and self.session.checked == self._path():
            lines.append(Content("Last check: ") + summary(report).split("\n")[0])
        else:
            lines.append(Content("Not checked in this run of the app; sending checks everything anyway."))
        self.query_one("#before", Live).show(Content("\n").join(lines))
        self.query_one("#sent", Live).show(_result(self._sending) if self._sending else self._last())

    def _last(self) -> Content:
        events = [event for event in self.session.workspace.journal.events() if event.kind == "submitted"]
        if not events:
            return Content("Nothing was sent yet.")
        return Content(f"Last sent: {visible(str(events[-1].data.get('submission', '')))}")

    def on_input_submitted(self) -> None:
        """Send."""
        self.action_send()

    def on_button_pressed(self) -> None:
        """Send."""
        self.action_send()

    def action_edit(self) -> None:
        """Go to the path."""
        self.query_one("#send-path").focus()

    def action_send(self) -> None:
        """Ask whether to send, then send."""
        if self.is_busy:
            return
        with self.guarded():
            store = self.session.workspace.settings.securestor
            if not store.host:
                raise SettingsError(
                    "This workspace does not know your SecureStor folder yet.",
                    meaning="Nothing was sent.",
                    to_do="Connect first: press K.",
                )
            count = sum(file.name.endswith(".csv") for file in open_file_set(self._path()).files)
            verb = f"Send {count} file{'' if count == 1 else 's'}"
            self.app.push_screen(
                Ask(
                    f"{verb} to {visible(store.host)}?",
                    "They are checked first and sent only if they are ready. Files of the same names "
                    "there are replaced, all together. CLI then has the ball.",
                    verb,
                ),
                lambda yes: self._send() if yes else None,
            )

    def _send(self, accept: tuple[str, ...] = (), because: str = "") -> None:
        session, path = self.session, self._path()

        def work(task: Task) -> Sending:
            with session.line:
                return send(
                    session.workspace,
                    path,
                    session.environ,
                    session.clock,
                    accept=accept,
                    because=because,
                    checking=task.tell,
                    progress=task.tell_file,
                    cancelled=task.cancelled,
                )

        def done(sending: Sending) -> None:
            self._sending = sending
            session.report, session.checked = sending.report, path
            self.show()
            if sending.outcome == NOT_READY:
                self._ask_because(sending.report)
            elif sending.outcome == SENT:
                self.say("Sent. CLI has the ball.")
                self.post_message(Changed())

        self._sending = None
        self.begin("Sending", work, done)

    def _ask_because(self, report: Report) -> None:
        """Offer to send nevertheless, where nothing but assumptions stands against it."""
        stopping = may_accept(report)
        if stopping and all(stopping.values()):
            listed = [f"{code} {report.rules[code].name}, {report.rules[code].count:,}" for code in stopping]

            def answered(reason: str | None) -> None:
                if reason:
                    self._send(tuple(stopping), reason)

            self.app.push_screen(Because(listed), answered)

    def stopped(self, error: CancelledError) -> None:
        """Say on the place itself that nothing was sent."""
        super().stopped(error)
        self.query_one("#sent", Live).show(f"Stopped. {error.meaning or 'Nothing was sent.'}")

    def _path(self) -> Path:
        return (
            self.session.workspace.path / Path(self.query_one("#send-path", Line).value.strip()).expanduser()
        )

    def home(self) -> Verb:
        """Return the verb."""
        return self.query_one("#send-files", Verb)


def _result(sending: Sending) -> Content:
    if sending.outcome == NOT_READY:
        return Content("\n").join(_not_ready(sending.report))
    head = {
        SENT: f"√ Sent as {sending.submission}; every file was read back.",
        UNCHANGED: "√ SecureStor already holds exactly these files; nothing was sent.",
    }[sending.outcome]
    lines = [Content.styled(head, "bold $text-success")]
    lines += [Content(f"  {code} accepted: {visible(why)}") for code, why in sending.accepted.items()]
    lines += [
        Content.assemble(
            f"  {visible(file['file']):<21} {file['bytes']:>12,} bytes  ",
            (f"sha256 {file['sha256'][:12]}…", "$text-muted"),
        )
        for file in sending.files
    ]
    if sending.receipt is not None:
        lines.append(Content.styled(f"Receipt: .dde/receipts/{sending.receipt.name}", "$text-muted"))
    return Content("\n").join(lines)


def _not_ready(report: Report) -> list[Content]:
    lines = [Content.styled("× Nothing was sent: the files are not ready.", "bold $text-error")]
    for code, may in may_accept(report).items():
        note = "rests on an assumption; you may send with a reason" if may else "must be mended"
        rule = report.rules[code]
        lines.append(Content.assemble((f"  {code} ", "bold"), f"{rule.name}, {rule.count:,}: {note}"))
    lines.append(Content("Each place is listed under Check (C)."))
    return lines
