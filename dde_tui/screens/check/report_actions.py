"""The actions on a check's report: forecast, saved report, fixed copies, bundle for CLI."""

from pathlib import Path
from typing import Any

from textual.binding import Binding
from textual.content import Content

from checks.engine.options import CheckOptions
from checks.fixes.fix_set import FixPlan
from checks.visible import visible
from dde_tui.actions.files.bundle.command import BundleOptions, make_bundle, told
from dde_tui.actions.files.check import save_report
from dde_tui.actions.files.fix.command import plan_fixes
from dde_tui.screens.check.fix.page import FixPage
from dde_tui.screens.check.forecast import Forecast
from dde_tui.screens.check.make_bundle import Bundling, MakeBundle
from dde_tui.screens.check.save_report import SaveReport, Saving
from dde_tui.screens.shell.dialog import MessageDialog
from dde_tui.screens.shell.place import Place
from dde_tui.screens.shell.task import Task
from dde_tui.widgets.rail import clickable

ONWARD = (
    Binding(
        "f",
        "forecast",
        "Forecast",
        show=False,
        id="check.forecast",
        tooltip="What CLI Engage would do with these files",
    ),
    Binding(
        "x",
        "fix",
        "Fix",
        show=False,
        id="check.fix",
        tooltip="Fix what is safe, in copies; your files stay as they are",
    ),
    Binding(
        "s",
        "save",
        "Save report",
        show=False,
        id="check.save",
        tooltip="Save the report as a page, a table, text and more",
    ),
    Binding(
        "b",
        "bundle",
        "Bundle",
        show=False,
        id="check.bundle",
        tooltip="Make a zip for the Help Center without personal data",
    ),
)
_MOST = 25_000
"""Changes shown of each kind; the list written with the copies has all of them."""


def offers() -> Content:
    """Return the keys of the follow-up actions, to be pressed or clicked."""
    parts = [
        clickable(
            Content.assemble((each.key, "bold $text-primary"), f" {each.description}"),
            f"screen.{each.action}",
        )
        for each in ONWARD
    ]
    return Content("   ").join(parts)


class ReportActions(Place):
    """Mixin of the follow-up actions of a check."""

    def files(self) -> Path:
        """Return the folder or zip to work on."""
        raise NotImplementedError

    def check_other(self, path: Path) -> None:
        """Check another folder."""
        raise NotImplementedError

    def action_forecast(self) -> None:
        """Show what CLI Engage would do with the files that were checked."""
        report, path = self.session.report, self.session.checked
        if report is None or path is None:
            self.say("Check the files first: press r.")
        elif not self.is_busy:
            self.app.push_screen(Forecast(self.session, self._places, report, path))

    def action_save(self) -> None:
        """Ask for format and file, and save the report there."""
        report, source = self.session.report, self.session.checked
        if report is None or source is None:
            self.say("Check the files first: press r.")
            return

        def saved(saving: Saving) -> None:
            values = "It contains cell values." if saving.shows_values else "It contains no cell values."
            path = visible(str(saving.path), 400)
            self.app.push_screen(MessageDialog("√ The report was saved", Content(f"{path}\n{values}")))

        def answered(saving: Saving | None) -> None:
            if saving is None:
                return

            def work(_task: Task) -> Saving:
                save_report(report, saving.form, saving.path, show_values=saving.shows_values)
                return saving

            self.begin("Saving the report", work, saved)

        home, today = self.session.workspace.path, self.session.clock().date()
        if not self.is_busy:
            self.app.push_screen(SaveReport(home, source, today), answered)

    def action_fix(self) -> None:
        """Find what can be fixed safely, and show it."""
        session, path = self.session, self.files()

        def work(task: Task) -> FixPlan:
            return plan_fixes(
                path,
                profile=session.workspace.profile,
                today=session.clock().date(),
                options=CheckOptions(limit=_MOST, waivers=session.workspace.waivers),
                job=task.job,
            )

        def planned(repairs: FixPlan) -> None:
            self.app.push_screen(FixPage(session, self._places, repairs, self.check_other))

        self.begin("Looking for safe fixes", work, planned)

    def action_bundle(self) -> None:
        """Ask for the file, make a bundle, and say what is in it."""
        session, source = self.session, self.files()

        def made(facts: dict[str, Any]) -> None:
            self.app.push_screen(MessageDialog("√ The bundle was made", Content("\n".join(told(facts)))))

        def answered(bundling: Bundling | None) -> None:
            if bundling is None:
                return

            def work(task: Task) -> dict[str, Any]:
                options = BundleOptions(
                    profile=session.workspace.profile,
                    settings=session.workspace.settings,
                    today=session.clock().date(),
                    is_minimal=bundling.is_minimal,
                    may_replace=True,  # the dialog has asked
                )
                return make_bundle(source, bundling.path, options, task.job)

            self.begin("Making the bundle", work, made)

        if not self.is_busy:
            home, today = session.workspace.path, session.clock().date()
            self.app.push_screen(MakeBundle(home, source, today), answered)
