"""Preview of the safe fixes: each change, what is left, and writing the copies."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from checks.explain import as_text
from checks.fixes.fix_set import FixPlan
from checks.reports.text import counts_in_words
from checks.rules.choices import load_profile
from checks.rules.registry import find_rule
from checks.visible import visible
from dde_tui.actions.files.fix.write import write_fixed
from dde_tui.screens.check.finding_text import FindingReader, finding_in_words
from dde_tui.screens.check.fix.fix_rows import FixList, before_and_after, place_of
from dde_tui.screens.check.fix.write_copies import Copies, WriteCopies
from dde_tui.screens.shell.detail_page import DetailPage, Entry
from dde_tui.screens.shell.dialog import ConfirmDialog, PageDialog
from dde_tui.screens.shell.place import Place
from dde_tui.screens.shell.privacy import HIDE
from dde_tui.screens.shell.session import Session
from dde_tui.screens.shell.task import Task


class FixPage(DetailPage):
    """Shows one plan of fixes; nothing is written until you choose where."""

    TITLE = "Fix copies"
    HELP_TEXT = (
        "What can be fixed without a decision, and what is left to you. Your own files are never "
        "changed: w writes fixed copies of all of them into a new folder, with a list of every change "
        "beside it.\n\n"
        "The upper list shows the kinds of changes (√ fix) and then what stays wrong (left), with the rule "
        "it belongs to. The lower one shows each place: the value now, and the value in the "
        "copy. A dot marks a space; <U+FEFF> and the like are invisible characters. Enter "
        "shows a row in full."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "write", "Write copies", id="fix.write", tooltip="Write fixed copies into a new folder"),
        HIDE,
        Binding("escape", "back", "Back", key_display="Esc", id="fix.back", tooltip="Back to the check"),
    ]

    def __init__(
        self,
        session: Session,
        places: Sequence[type[Place]],
        plan: FixPlan,
        check: Callable[[Path], None],
    ) -> None:
        """Show a plan; `check` checks the folder that was written."""
        super().__init__(session, places)
        self._plan = plan
        self._listed = FixList(plan)
        self._check = check

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Gray out writing if there is nothing to fix."""
        if action == "write" and not self._plan.count:
            return None
        return super().check_action(action, parameters)

    def outcome(self) -> Content:
        """Return how much can be fixed, how much is left, and that the originals stay unchanged."""
        count, after = self._plan.count, self._plan.after
        left = "the files are ready" if after.outcome == "ready" else f"{counts_in_words(after)} are left"
        if count:
            places = "1 place" if count == 1 else f"{count:,} places"
            return Content.assemble(
                (f"{places} can be fixed safely", "bold $text-success"),
                f"; then {left}.\n",
                (_KEPT, "$text-muted"),
            )
        if not after.rules:
            return Content.assemble((_RIGHT, "bold"), "\nEsc goes back to the check.")
        return Content.assemble(
            (_NOTHING, "bold"), f"\nWhat is left to you is listed below: {counts_in_words(after)}."
        )

    def entries(self) -> Sequence[Entry]:
        """Return an entry for each kind of change, and for each rule with findings left."""
        return self._listed.entries(shows_values=self.session.shows_values)

    def open_row(self, entry: int, row: int) -> None:
        """Show a change with its row, or a remaining finding with its rule's page."""
        kinds = len(self._listed.changes)
        if entry < kinds:
            if row < len(self._listed.changes[entry]):
                self._read_change(entry, row)
        elif entry - kinds < len(self._listed.left):
            findings = self._listed.left[entry - kinds].findings
            if row < len(findings):
                finding = findings[row]
                content = finding_in_words(finding) + "\n\n" + Content(as_text(find_rule(finding.code)))
                self.app.push_screen(PageDialog(f"{finding.code}  left to you", content))

    def _read_change(self, entry: int, row: int) -> None:
        change = self._listed.changes[entry][row]
        profile, path = self.session.workspace.profile, self._plan.source.path
        values, width = self.session.shows_values, self.size.width
        before, after = before_and_after(change, shows_values=values, limit=1_000)
        sentence = next(each.fix.sentence for each in self._plan.changes if each.fix.name == change.fix)
        head = Content.assemble(
            (f"dde {sentence}.", "bold"),
            (f"\nnow    {before}\ncopy   {after}" if after else ""),
        )
        title = "  ".join(filter(None, (place_of(change), visible(change.column or ""))))

        def work(task: Task) -> Content:
            if change.line is None:
                return head
            reader = FindingReader(path, load_profile(profile), values, width, task.job)
            return reader.row_page(change.file, change.line, head, change.column)

        def shown(content: Content) -> None:
            self.app.push_screen(PageDialog(title, content))

        self.begin("Reading the row", work, shown)

    def action_write(self) -> None:
        """Ask for the new folder, and write the copies."""
        if not self.is_busy:
            home, source = self.session.workspace.path, self._plan.source.path
            self.app.push_screen(WriteCopies(home, source), self._write)

    def _write(self, copies: Copies | None) -> None:
        if copies is None:
            return

        def work(task: Task) -> None:
            write_fixed(
                self._plan,
                copies.folder,
                log=copies.log,
                show_values=copies.shows_values,
                job=task.job,
            )

        self.begin("Writing the copies", work, lambda _none: self._written(copies))

    def _written(self, copies: Copies) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                self.dismiss(None)
                self._check(copies.folder)

        count = self._plan.count
        text = (
            f"√ {count:,} {'place' if count == 1 else 'places'} fixed in {visible(str(copies.folder))}\n"
            f"√ Every change is listed in {visible(str(copies.log))}\n"
            f"√ Your files in {visible(str(self._plan.source.path))} are unchanged.\n\n"
            "Check the copies now? Their folder then replaces the one in the Check field; "
            "errors in the system that exports the files still need to be fixed there."
        )
        self.app.push_screen(
            ConfirmDialog("The fixed copies were written", text, "Check the copies"), answered
        )


_KEPT = "Your files are never changed. w writes fixed copies into a new folder."
_RIGHT = "There is nothing to fix: the check finds nothing wrong in these files."
_NOTHING = "Everything here needs your decision, so nothing is fixed automatically."
