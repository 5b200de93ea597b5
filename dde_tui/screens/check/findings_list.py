"""The findings in two lists: the groups, and the places of the selected group."""

from collections.abc import Iterator

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from checks.finding import Finding, Severity
from checks.rules.choices import load_profile
from checks.visible import visible
from dde_tui.screens.check.finding_groups import FindingGroup, FindingGroups, place_of
from dde_tui.screens.check.finding_page import FindingPage
from dde_tui.screens.check.finding_rows import PlaceRows, group_rows, last_row
from dde_tui.screens.check.finding_text import FindingReader
from dde_tui.screens.shell.privacy import PrivatePlace
from dde_tui.screens.shell.task import Task
from dde_tui.widgets.controls import PlainOptionList
from dde_tui.widgets.filter_input import FilterInput
from dde_tui.widgets.virtual_list import VirtualList

FILTER = Binding(
    "slash",
    "filter",
    "Filter",
    key_display="/",
    id="check.filter",
    tooltip="Show only findings with these words",
)
BROWSE = (
    Binding(
        "g",
        "group",
        "Group",
        show=False,
        id="check.group",
        tooltip="Group by file, or by rule again",
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
        tooltip="Go to the previous error, in all groups",
    ),
    Binding("c", "copy", "Copy", show=False, id="check.copy", tooltip="Copy the place as text"),
)


class FindingsList(PrivatePlace):
    """Mixin of the two lists, their filter, and navigation through them."""

    _found: FindingGroups | None = None
    _groups: tuple[FindingGroup, ...] = ()
    _by_file = False
    _open = ""

    def compose_lists(self) -> Iterator[Widget]:
        """Yield the filter and the two lists."""
        yield FilterInput(hint="words, such as: error users.csv email", id="filter")
        yield PlainOptionList(id="groups")
        yield VirtualList(id="findings")

    def show_lists(self) -> None:
        """Show the last report's findings; rebuild the lists only if something changed."""
        report, found = self.session.report, self._found
        is_new = (
            found is None or found.report is not report or found.shows_values != self.session.shows_values
        )
        if report is not None and is_new:
            self._found = FindingGroups(report, self.session.shows_values)
            self._show_groups()
        for each in ("#groups", "#findings"):
            self.query_one(each).display = bool(report and report.findings)

    def _show_groups(self) -> None:
        """Apply the filter, and keep the selected group if it is still there."""
        if self._found is None:
            return
        words, groups = (
            self.query_one(FilterInput).value,
            self.query_one("#groups", PlainOptionList),
        )
        self._groups = self._found.groups(words, by_file=self._by_file)
        keys = [group.key for group in self._groups]
        at = keys.index(self._open) if self._open in keys else 0
        nothing = Content.styled("No finding has all these words. Esc clears the filter.", "$text-muted")
        groups.show(group_rows(self._groups) or [nothing])
        groups.highlighted = at
        self._show_places(
            cursor=self.query_one("#findings", VirtualList).cursor if keys[at:] == [self._open] else 0
        )

    def _show_places(self, cursor: int = 0) -> None:
        at, rows = (
            self.query_one("#groups", PlainOptionList).highlighted or 0,
            self.query_one("#findings", VirtualList),
        )
        if at >= len(self._groups):
            self._open = ""
            rows.show(0, lambda _number: Content(""))
            return
        group, filtered = self._groups[at], bool(self.query_one(FilterInput).value.strip())
        self._open = group.key
        last = last_row(group, filtered=filtered, unkept=self._found.unkept if self._found else 0)
        row = PlaceRows(group, by_file=self._by_file, shows_values=self.session.shows_values, last=last)
        rows.show(len(group.findings) + bool(last), row, cursor)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the places of the selected group."""
        at = event.option_index
        if at < len(self._groups) and self._groups[at].key != self._open:
            self._show_places()

    def on_option_list_option_selected(self, _event: OptionList.OptionSelected) -> None:
        """Move focus from the group to its places."""
        self.query_one("#findings").focus()

    def on_virtual_list_chosen(self) -> None:
        """Show the selected finding in full."""
        self._read_finding()

    def _finding(self) -> Finding | None:
        """Return the selected finding."""
        at, cursor = (
            self.query_one("#groups", PlainOptionList).highlighted,
            self.query_one("#findings", VirtualList).cursor,
        )
        found = self._groups[at].findings if at is not None and at < len(self._groups) else ()
        return found[cursor] if cursor < len(found) else None

    def _read_finding(self) -> None:
        finding, path, found = self._finding(), self.session.checked, self._found
        if finding is None or path is None or found is None:
            return
        profile, values, width = self.session.workspace.profile, self.session.shows_values, self.size.width

        def work(task: Task) -> Content:
            reader = FindingReader(path, load_profile(profile), values, width, task.job)
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
        """Go to the next (1) or previous (-1) error in any group; return whether there is one."""
        groups, rows = self.query_one("#groups", PlainOptionList), self.query_one("#findings", VirtualList)
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
            self.say("This is the last error." if by > 0 else "This is the first error.")
            return False
        at, number = ahead[0] if by > 0 else ahead[-1]
        groups.highlighted = at
        self._show_places(number)
        rows.focus()
        return True

    def action_copy(self) -> None:
        """Copy the selected place as text."""
        finding = self._finding()
        if finding is not None:
            text = visible(" ".join(filter(None, (place_of(finding), finding.column, finding.code))))
            self.app.copy_to_clipboard(text)
            self.say(f"Copied: {text}")

    def action_filter(self) -> None:
        """Open the filter."""
        self.query_one(FilterInput).open()

    def action_group(self) -> None:
        """Toggle grouping by file or by rule; keep the selected finding."""
        finding = self._finding()
        self._by_file = not self._by_file
        if finding is not None:
            self._open = finding.file if self._by_file else finding.code
        self._show_groups()
        at = self.query_one("#groups", PlainOptionList).highlighted or 0
        if finding is not None and at < len(self._groups) and finding in self._groups[at].findings:
            self._show_places(self._groups[at].findings.index(finding))

    def close_own(self) -> bool:
        """Clear the filter; return whether there was one."""
        if not self.query_one(FilterInput).close():
            return False
        self.query_one("#groups").focus()
        self._show_groups()
        return True

    def home(self) -> PlainOptionList:
        """Return the list of the groups."""
        return self.query_one("#groups", PlainOptionList)
