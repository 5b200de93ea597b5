"""Check the files: what is wrong, by rule or by file, and exactly where."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input

from checks.engine.options import CheckOptions
from checks.finding import Report, Severity
from checks.input.source import open_file_set
from dde_tui.actions.files.bundle.metadata import opened_bundle
from dde_tui.actions.files.check import check_files
from dde_tui.actions.files.criteria import criteria
from dde_tui.screens.check.finding_rows import summary
from dde_tui.screens.check.findings_list import BROWSE, FILTER, FindingsList
from dde_tui.screens.check.report_actions import ONWARD, ReportActions, offers
from dde_tui.screens.shell.destination import meant, shown
from dde_tui.screens.shell.dialog import ConfirmDialog, PageDialog
from dde_tui.screens.shell.messages import Changed
from dde_tui.screens.shell.place import LOW, Place
from dde_tui.screens.shell.privacy import HIDE
from dde_tui.screens.shell.session import Session
from dde_tui.screens.shell.task import Task
from dde_tui.widgets.controls import PlainInput, PlainStatic
from dde_tui.widgets.field import Field


class Check(FindingsList, ReportActions):
    """Shows the findings, each place in full, and the actions on a report."""

    NAME = "check"
    KEY = "C"
    TITLE = "Check"
    DOES = "r"
    HELP_TEXT = (
        "Checks a folder or a zip against the requirements. Errors keep the files from being ready; warnings "
        "and infos do not. The upper list shows the broken rules, or with g the files, the worst "
        "first; the lower one the places of the selected one. Enter on a place shows its row as the "
        "file is now, the lines around it, what it refers to, and the rule's page.\n\n"
        "/ filters as you type: every word must appear in a place's file, column, rule or message; error, "
        "warning or info shows only those; so does waived or assumed. Enter keeps the filter, Esc "
        "clears it.\n\n"
        "A finding whose basis is not the standard shows it: published, told, assumed or unsettled. "
        "v hides cell values when others can see your screen. With an earlier set, such as "
        "yesterday's, the check also says what changed since then.\n\n"
        "After a check: f shows what CLI Engage would do with the files, x makes safe fixes in copies, "
        "s saves the report, b makes a zip for the Help Center without personal data. Your own files are "
        "only ever read."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "run", "Check", id="check.run", tooltip="Check the files again"),
        FILTER,
        HIDE,
        Binding(
            "m",
            "fix_sample",
            "Fix SIS",
            id="check.fix-sample",
            tooltip="Demo: the sample district fixes its mistakes at the source",
        ),
        *ONWARD,
        *BROWSE,
        Binding("e", "edit", "Path", show=False, id="check.edit", tooltip="Check another folder or zip"),
        Binding(
            "t",
            "compare",
            "Earlier set",
            show=False,
            id="check.compare",
            tooltip="Compare with an earlier set, such as yesterday's",
        ),
    ]

    @classmethod
    def badge(cls, session: Session) -> str:
        """Return how many errors the last check found."""
        errors = session.report.counts[Severity.ERROR] if session.report else 0
        return f"{errors:,}" if errors else ""

    def __init__(self, session: Session, places: Sequence[type[Place]]) -> None:
        super().__init__(session, places)
        self._as_bundle: dict[Path, bool] = {}
        """For each set that says it is a bundle, whether a person wants it checked as one."""

    def compose_body(self) -> ComposeResult:
        """Lay out the paths, the summary, the action keys, and the lists."""
        with Horizontal(id="paths"):
            yield Field("Folder or zip", "path", self.session.workspace.settings.build.output)
            yield Field("Earlier set", "before", hint="optional")
        yield PlainStatic(id="summary")
        yield PlainStatic(id="offers")
        yield from self.compose_lists()

    def prepare(self) -> None:
        """Set up the empty lists."""
        self.query_one("#groups").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offer the fix at the source only in the demo; gray out what needs findings if there are none."""
        if action == "fix_sample":
            return self.session.stage is not None
        if action in ("filter", "group", "step", "copy"):
            return True if self.session.report and self.session.report.findings else None
        return True

    def show(self) -> None:
        """Show the last report."""
        report, head, ways = (
            self.session.report,
            self.query_one("#summary", PlainStatic),
            self.query_one("#offers", PlainStatic),
        )
        is_short = self.size.height < LOW
        head.set_class(report is not None and is_short, "short")
        head.show(_EMPTY if report is None else summary(report, self.columns, is_short=is_short))
        ways.show(offers())
        ways.display = report is not None and not is_short
        self.show_lists()
        self.refresh_bindings()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as you type."""
        if event.input.id == "filter":
            self._show_groups()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Check, or move from the filter to its results."""
        if event.input.id == "filter":
            self.query_one("#filter").display = bool(event.value.strip())
            self.query_one("#groups").focus()
        else:
            self.action_run()

    def action_edit(self) -> None:
        """Focus the path."""
        self.query_one("#path").focus()

    def action_compare(self) -> None:
        """Focus the path of the earlier set."""
        self.query_one("#before").focus()

    def files(self) -> Path:
        """Return the folder or zip in the field."""
        return self._written("path") or self.session.workspace.path

    def _written(self, field: str) -> Path | None:
        text = self.query_one(f"#{field}", PlainInput).value.strip()
        return meant(text, self.session.workspace.path) if text else None

    def check_other(self, path: Path) -> None:
        """Check another folder."""
        self.query_one("#path", PlainInput).value = shown(path, self.session.workspace.path)
        self.action_run()

    def action_run(self) -> None:
        """Check the folder or zip; one that says it is a bundle counts as one only when a person says so."""
        path, before, session = self.files(), self._written("before"), self.session
        as_bundle = self._as_bundle.get(path)

        def work(task: Task) -> tuple[Report, bool]:
            with opened_bundle(path) as said:
                options = CheckOptions(
                    before=open_file_set(before) if before else None,
                    waivers=session.workspace.waivers,
                    with_statistics=True,
                )
                against = criteria(
                    today=session.clock().date(),
                    workspace=session.workspace,
                    bundle=said if as_bundle else None,
                )
                report = check_files(path, against, options=options, job=task.job)
                return report, said is not None and as_bundle is None

        def done(checked: tuple[Report, bool]) -> None:
            session.report, asks = checked
            session.checked = path
            self._open = ""
            self.show()
            if self.is_current:
                self.query_one("#groups").focus()
                if asks:
                    self._ask_of_bundle(path)

        self.begin("Checking", work, done)

    def _ask_of_bundle(self, path: Path) -> None:
        """Ask whether a set is to be checked as the bundle that it says it is; it was checked as files."""

        def answered(wanted: bool | None) -> None:
            self._as_bundle[path] = bool(wanted)
            if wanted:
                self.action_run()

        dialog = ConfirmDialog("Check it as a bundle?", _SAYS_BUNDLE, "Check as a bundle")
        self.app.push_screen(dialog, answered)

    def action_fix_sample(self) -> None:
        """In the demo, let the sample district fix its mistakes at the source, and check again."""
        stage = self.session.stage
        if stage is None or self.is_busy:
            return

        def done(stories: Sequence[str]) -> None:
            if stories:
                told = Content("\n\n").join(Content(f"√ {story}") for story in stories)
                self.app.push_screen(PageDialog("Fixed in the student information system", told))
                self.post_message(Changed())
                self.call_after_refresh(self.action_run)
            else:
                self.say("Nothing is left to fix.")

        self.begin("Fixing", lambda _task: stage.fix(), done)


_SAYS_BUNDLE = (
    "This set says of itself that it is a bundle. It was checked like any other set. As a bundle, it is "
    "checked with the day that it brings, and with its requirements unless this workspace has its own. "
    "Do this only if you know where it comes from."
)
_EMPTY = Content.assemble(
    ("Nothing has been checked in this session yet.\n", "bold"),
    "r checks the folder above: every row, every reference, every rule CLI is known to apply.\n",
    "Files are only read. Nothing leaves this computer.",
)
