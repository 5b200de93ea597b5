"""Check the files: what is wrong, grouped by rule, and exactly where."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList

from checks.finding import Finding, Report, Severity
from checks.reports.text import counts_in_words
from checks.rules import find_rule
from checks.visible import visible
from dde_tui.actions.check import check_files
from dde_tui.screens.dialog import Page
from dde_tui.screens.finding import finding_page, place_of
from dde_tui.screens.messages import Changed
from dde_tui.screens.place import Place
from dde_tui.screens.task import Task
from dde_tui.widgets.field import Field
from dde_tui.widgets.plain import Choices, Line, Live

MARKS = {Severity.ERROR: "×", Severity.WARNING: "!", Severity.INFO: "○"}
COLOURS = {Severity.ERROR: "$text-error", Severity.WARNING: "$text-warning", Severity.INFO: "$text-muted"}
_ORDER = list(Severity)


class Check(Place):
    """What a check found, and the way to each place of it."""

    NAME = "check"
    KEY = "C"
    TITLE = "Check"
    DOES = "r"
    HELP_TEXT = (
        "Checks a folder or a zip against the requirements. Errors keep the files from being ready; warnings "
        "and infos do not. The upper list holds the rules that are broken, the lower one the places of the "
        "rule under the cursor. Enter on a place shows its row and the rule's page. v hides the values of "
        "cells, for a screen that others see."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "run", "Check", id="check.run", tooltip="Check the files again"),
        Binding("v", "values", "Values", id="check.values", tooltip="Hide or show the values of cells"),
        Binding(
            "m",
            "mend",
            "Mend",
            id="check.mend",
            tooltip="Demo: the sample district mends its mistakes at their source",
        ),
        Binding("e", "edit", "Path", show=False, id="check.edit", tooltip="Check another folder or zip"),
    ]

    def compose_body(self) -> ComposeResult:
        """Lay out the path, the summary, the rules and the places."""
        yield Field("Folder or zip", "path", self.session.workspace.settings.build.output)
        yield Live(id="summary")
        yield Choices(id="rules")
        yield Choices(id="findings")

    def prepare(self) -> None:
        """Set up the empty lists."""
        self._codes: list[str] = []
        self._findings: dict[str, list[Finding]] = {}
        self._shown: tuple[Report | None, bool] | None = None
        self.query_one("#rules").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offer mending only in the demo, where there is a system to mend."""
        return action != "mend" or self.session.stage is not None

    def show(self) -> None:
        """Show the last report."""
        now = (self.session.report, self.session.shows_values)
        if self._shown is not None and self._shown[0] is now[0] and self._shown[1] == now[1]:
            return
        self._shown = now
        report = self.session.report
        lists = (self.query_one("#rules", Choices), self.query_one("#findings", Choices))
        for each in lists:
            each.display = bool(report and report.findings)
        if report is None:
            self._codes = []
            self.query_one("#summary", Live).show(self._empty())
            return
        grouped: dict[str, list[Finding]] = defaultdict(list)
        for finding in report.findings:
            grouped[finding.code].append(finding)
        self._findings = grouped
        self._codes = sorted(grouped, key=lambda code: (_ORDER.index(report.rules[code].severity), code))
        self.query_one("#summary", Live).show(summary(report))
        lists[0].show([self._rule_row(report, code) for code in self._codes])
        if self._codes and lists[0].highlighted is None:
            lists[0].highlighted = 0
        self._show_places()

    def _empty(self) -> Content:
        return Content.assemble(
            ("Nothing was checked yet in this run of the app.\n", "bold"),
            "r checks the folder above: every row, every reference, every rule CLI is known to apply.\n",
            "Files are only read. Nothing leaves this machine.",
        )

    def _rule_row(self, report: Report, code: str) -> Content:
        rule = report.rules[code]
        return Content.assemble(
            (f"{MARKS[rule.severity]} {rule.severity.value:<8}", COLOURS[rule.severity]),
            (f"{code} ", "bold"),
            f"{rule.count:>6,}  {find_rule(code).title}",
        )

    def _show_places(self) -> None:
        at = self.query_one("#rules", Choices).highlighted
        places = self.query_one("#findings", Choices)
        if at is None or at >= len(self._codes) or self.session.report is None:
            places.show([])
            return
        code = self._codes[at]
        found = self._findings[code]
        widths = (
            max(len(place_of(finding)) for finding in found),
            max(len(finding.column or "") for finding in found),
        )
        rows = [_place_row(finding, widths, shows_values=self.session.shows_values) for finding in found]
        missing = self.session.report.rules[code].count - len(found)
        if missing:
            rows.append(Content.styled(f"… and {missing:,} more; the counts are exact", "$text-muted"))
        places.show(rows)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the places of the rule under the cursor."""
        if event.option_list.id == "rules":
            places = self.query_one("#findings", Choices)
            self._show_places()
            places.highlighted = 0 if places.option_count else None

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go on from the rule to its places, and from a place to its row."""
        if event.option_list.id == "rules":
            self.query_one("#findings").focus()
            return
        found = self._findings[self._codes[self.query_one("#rules", Choices).highlighted or 0]]
        if event.option_index < len(found) and self.session.checked is not None:
            finding, path = found[event.option_index], self.session.checked
            profile, values = self.session.workspace.profile, self.session.shows_values

            def work(_task: Task) -> Page:
                return finding_page(finding, path, profile, shows_values=values)

            def shown(page: Page) -> None:
                self.app.push_screen(page)

            self.begin("Reading the row", work, shown)

    def on_input_submitted(self) -> None:
        """Check."""
        self.action_run()

    def action_edit(self) -> None:
        """Go to the path."""
        self.query_one("#path").focus()

    def action_run(self) -> None:
        """Check the folder or zip."""
        path = self.session.workspace.path / Path(self.query_one("#path", Line).value.strip()).expanduser()
        session = self.session

        def work(task: Task) -> Report:
            profile, today = session.workspace.profile, session.clock().date()
            return check_files(
                path, profile=profile, today=today, progress=task.tell, cancelled=task.cancelled
            )

        def done(report: Report) -> None:
            session.report, session.checked = report, path
            self.query_one("#rules", Choices).highlighted = None
            self.show()
            if self.is_current:
                self.query_one("#rules").focus()

        self.begin("Checking", work, done)

    def action_values(self) -> None:
        """Hide or show the values of cells."""
        self.session.shows_values = not self.session.shows_values
        self.say("Values are shown." if self.session.shows_values else "Privacy mode: values are hidden.")
        self.refresh_place()

    def action_mend(self) -> None:
        """In the demo, let the sample district mend its mistakes at their source, and check again."""
        stage = self.session.stage
        if stage is None or self.is_busy:
            return

        def done(stories: Sequence[str]) -> None:
            if stories:
                told = Content("\n\n").join(Content(f"√ {story}") for story in stories)
                self.app.push_screen(Page("Mended in the student information system", told))
                self.post_message(Changed())
                self.call_after_refresh(self.action_run)
            else:
                self.say("Nothing is left to mend.")

        self.begin("Mending", lambda _task: stage.mend(), done)

    def home(self) -> Choices:
        """Return the list of the rules."""
        return self.query_one("#rules", Choices)


def summary(report: Report) -> Content:
    """Return a report's outcome, counts and forecast."""
    ready = report.outcome == "ready"
    head = ("√ Ready. ", "bold $text-success") if ready else ("× Not ready. ", "bold $text-error")
    words = counts_in_words(report)
    rows = sum(file.rows for file in report.files)
    lines = [Content.assemble(head, f"{words}. {len(report.files)} files, {rows:,} rows.")]
    if data := report.forecast:
        lines.append(
            Content.styled(
                f"CLI would take {data['homerooms']:,} homerooms, {data['teachers']:,} teachers, "
                f"{data['students']:,} students, and leave out {data['students_left_out']:,}.",
                "$text-muted",
            )
        )
    return Content("\n").join(lines)


def _place_row(finding: Finding, widths: tuple[int, int], *, shows_values: bool) -> Content:
    value = f"  [{visible(finding.value, 30)}]" if shows_values and finding.value else ""
    many = f"  ({finding.affected:,} rows)" if finding.affected > 1 else ""
    basis = "" if finding.basis.value == "standard" else f"  ({finding.basis.value})"
    return Content.assemble(
        (f"{place_of(finding):<{widths[0]}}", "bold"),
        f"  {finding.column or '':<{widths[1]}}" if widths[1] else "",
        (value, "$text-warning"),
        f"  {visible(finding.message)}{many}",
        (basis, "$text-muted"),
    )
