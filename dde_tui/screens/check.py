"""Check the files: what is wrong, grouped by rule or by file, and exactly where."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, OptionList

from checks.finding import Finding, Report, Severity
from checks.profile import load_profile
from checks.visible import visible
from dde_tui.actions.check import check_files
from dde_tui.screens.dialog import Page
from dde_tui.screens.finding import FindingPage, Reader
from dde_tui.screens.found import Found, Group, place_of
from dde_tui.screens.listing import PlaceRows, group_rows, last_row, summary
from dde_tui.screens.messages import Changed
from dde_tui.screens.place import Place
from dde_tui.screens.task import Task
from dde_tui.widgets.field import Field
from dde_tui.widgets.plain import Choices, Line, Live
from dde_tui.widgets.rows import Rows

_LOW = 22
"""Rows below which the lists need the room that the summary would take."""


class Check(Place):
    """What a check found, and the way to each place of it."""

    NAME = "check"
    KEY = "C"
    TITLE = "Check"
    DOES = "r"
    HELP_TEXT = (
        "Checks a folder or a zip against the requirements. Errors keep the files from being ready; warnings "
        "and infos do not. The upper list holds the rules that are broken, or with g the files, the worst "
        "first; the lower one the places of the one under the cursor. Enter on a place shows its row as the "
        "file is now, the lines around it, what it refers to, and the rule's page.\n\n"
        "/ filters as you type: every word must stand in a place's file, column, rule or message; error, "
        "warning or info lets through that alone; so does waived or assumed. Enter keeps the filter, Esc "
        "takes it away.\n\n"
        "What stands on another basis than the standard says so: published, told, assumed or unsettled. "
        "v hides the values of cells, for a screen that others see."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "run", "Check", id="check.run", tooltip="Check the files again"),
        Binding(
            "slash",
            "filter",
            "Filter",
            key_display="/",
            id="check.filter",
            tooltip="Show only what has these words",
        ),
        Binding("v", "values", "Hide", id="check.values", tooltip="Hide or show the values of cells"),
        Binding(
            "m",
            "mend",
            "Mend",
            id="check.mend",
            tooltip="Demo: the sample district mends its mistakes at their source",
        ),
        Binding(
            "g", "group", "Group", show=False, id="check.group", tooltip="Group by file, or by rule again"
        ),
        Binding(
            "right_square_bracket",
            "step(1)",
            "Next error",
            key_display="]",
            show=False,
            id="check.next-error",
            tooltip="Go to the next error, in all groups",
        ),
        Binding(
            "left_square_bracket",
            "step(-1)",
            "Previous error",
            key_display="[",
            show=False,
            id="check.previous-error",
            tooltip="Go to the error before, in all groups",
        ),
        Binding("c", "copy", "Copy", show=False, id="check.copy", tooltip="Copy the place as text"),
        Binding("e", "edit", "Path", show=False, id="check.edit", tooltip="Check another folder or zip"),
    ]

    def compose_body(self) -> ComposeResult:
        """Lay out the path, the summary, the filter, the groups and their places."""
        yield Field("Folder or zip", "path", self.session.workspace.settings.build.output)
        yield Live(id="summary")
        yield Line(hint="words such as: error users.csv email", id="filter")
        yield Choices(id="groups")
        yield Rows(id="findings")

    def prepare(self) -> None:
        """Set up the empty lists."""
        self._found: Found | None = None
        self._groups: tuple[Group, ...] = ()
        self._by_file = False
        self._open = ""
        self.query_one("#filter").display = False
        self.query_one("#groups").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offer mending only in the demo; what works on findings is grey where there are none."""
        if action == "mend":
            return self.session.stage is not None
        if action in ("filter", "group", "step", "copy"):
            return True if self.session.report and self.session.report.findings else None
        return True

    def show(self) -> None:
        """Show the last report."""
        report, found, head = self.session.report, self._found, self.query_one("#summary", Live)
        is_short = self.size.height < _LOW
        head.set_class(report is not None and is_short, "short")
        if report is None:
            head.show(_EMPTY)
        else:
            head.show(summary(report, is_short=is_short))
            if found is None or found.report is not report or found.shows_values != self.session.shows_values:
                self._found = Found(report, self.session.shows_values)
                self._show_groups()
        has_findings = bool(report and report.findings)
        for each in ("#groups", "#findings"):
            self.query_one(each).display = has_findings
        self.refresh_bindings()

    def _show_groups(self) -> None:
        """Show what the filter lets through, and stay at the group under the cursor if it is still there."""
        if self._found is None:
            return
        words, groups = self.query_one("#filter", Line).value, self.query_one("#groups", Choices)
        self._groups = self._found.groups(words, by_file=self._by_file)
        keys = [group.key for group in self._groups]
        at = keys.index(self._open) if self._open in keys else 0
        nothing = Content.styled("Nothing has all these words. Esc takes the filter away.", "$text-muted")
        groups.show(group_rows(self._groups) or [nothing])
        groups.highlighted = at
        self._show_places(cursor=self.query_one("#findings", Rows).cursor if keys[at:] == [self._open] else 0)

    def _show_places(self, cursor: int = 0) -> None:
        at, rows = self.query_one("#groups", Choices).highlighted or 0, self.query_one("#findings", Rows)
        if at >= len(self._groups):
            self._open = ""
            rows.show(0, lambda _number: Content(""))
            return
        group, filtered = self._groups[at], bool(self.query_one("#filter", Line).value.strip())
        self._open = group.key
        last = last_row(group, filtered=filtered, unkept=self._found.unkept if self._found else 0)
        row = PlaceRows(group, by_file=self._by_file, shows_values=self.session.shows_values, last=last)
        rows.show(len(group.findings) + bool(last), row, cursor)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the places of the group under the cursor."""
        at = event.option_index
        if at < len(self._groups) and self._groups[at].key != self._open:
            self._show_places()

    def on_option_list_option_selected(self, _event: OptionList.OptionSelected) -> None:
        """Go on from the group to its places."""
        self.query_one("#findings").focus()

    def on_rows_chosen(self) -> None:
        """Show the finding under the cursor in full."""
        self._read_finding()

    def _finding(self) -> Finding | None:
        """Return the finding under the cursor."""
        at, cursor = self.query_one("#groups", Choices).highlighted, self.query_one("#findings", Rows).cursor
        found = self._groups[at].findings if at is not None and at < len(self._groups) else ()
        return found[cursor] if cursor < len(found) else None

    def _read_finding(self) -> None:
        finding, path, found = self._finding(), self.session.checked, self._found
        if finding is None or path is None or found is None:
            return
        profile, values, width = self.session.workspace.profile, self.session.shows_values, self.size.width

        def work(task: Task) -> Content:
            reader = Reader(path, load_profile(profile), values, width, task.cancelled)
            return reader.page(finding, found.reason(finding))

        def shown(content: Content) -> None:
            self.app.push_screen(
                FindingPage(finding, content, step=self._step_and_read, copy=self.action_copy)
            )

        self.begin("Reading the row", work, shown)

    def _step_and_read(self, by: int) -> bool:
        moved = self.action_step(by)
        if moved:
            self._read_finding()
        return moved

    def action_step(self, by: int) -> bool:
        """Go to the next error in any group (1) or to the one before (-1); tell whether there is one."""
        groups, rows = self.query_one("#groups", Choices), self.query_one("#findings", Rows)
        here = (groups.highlighted or 0, rows.cursor)
        if by > 0 and not rows.has_focus and not isinstance(self.app.screen, FindingPage):
            here = (here[0], here[1] - 1)  # coming from the groups, the first place is the next one
        errors = [
            (at, number)
            for at, group in enumerate(self._groups)
            for number, finding in enumerate(group.findings)
            if finding.severity is Severity.ERROR and not finding.waived
        ]
        ahead = [each for each in errors if (each > here if by > 0 else each < here)]
        if not ahead:
            self.say("No error comes after this one." if by > 0 else "No error comes before this one.")
            return False
        at, number = ahead[0] if by > 0 else ahead[-1]
        groups.highlighted = at
        self._show_places(number)
        rows.focus()
        return True

    def action_copy(self) -> None:
        """Copy the place under the cursor as text."""
        finding = self._finding()
        if finding is not None:
            text = visible(" ".join(filter(None, (place_of(finding), finding.column, finding.code))))
            self.app.copy_to_clipboard(text)
            self.say(f"Copied: {text}")

    def action_filter(self) -> None:
        """Open the field that filters."""
        field = self.query_one("#filter", Line)
        field.display = True
        field.focus()

    def action_group(self) -> None:
        """Group by file, or by rule again, and stay at the finding."""
        finding = self._finding()
        self._by_file = not self._by_file
        if finding is not None:
            self._open = finding.file if self._by_file else finding.code
        self._show_groups()
        at = self.query_one("#groups", Choices).highlighted or 0
        if finding is not None and at < len(self._groups) and finding in self._groups[at].findings:
            self._show_places(self._groups[at].findings.index(finding))

    def close_own(self) -> bool:
        """Take the filter away; tell whether there was one."""
        field = self.query_one("#filter", Line)
        if not field.display:
            return False
        field.value = ""
        field.display = False
        self.query_one("#groups").focus()
        self._show_groups()
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as the reader types."""
        if event.input.id == "filter":
            self._show_groups()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Check, or go on from the filter to what it let through."""
        if event.input.id == "filter":
            self.query_one("#filter").display = bool(event.value.strip())
            self.query_one("#groups").focus()
        else:
            self.action_run()

    def action_edit(self) -> None:
        """Go to the path."""
        self.query_one("#path").focus()

    def action_run(self) -> None:
        """Check the folder or zip."""
        path = self.session.workspace.path / Path(self.query_one("#path", Line).value.strip()).expanduser()
        session = self.session

        def work(task: Task) -> Report:
            return check_files(
                path,
                profile=session.workspace.profile,
                today=session.clock().date(),
                waivers=session.workspace.waivers,
                progress=task.tell,
                cancelled=task.cancelled,
            )

        def done(report: Report) -> None:
            session.report, session.checked = report, path
            self._open = ""
            self.show()
            if self.is_current:
                self.query_one("#groups").focus()

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
        """Return the list of the groups."""
        return self.query_one("#groups", Choices)


_EMPTY = Content.assemble(
    ("Nothing was checked yet in this run of the app.\n", "bold"),
    "r checks the folder above: every row, every reference, every rule CLI is known to apply.\n",
    "Files are only read. Nothing leaves this machine.",
)
