"""The forecast of what CLI Engage would do with the files: each number, its basis, the rows it counts."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from checks.errors import CancelledError, DdeError
from checks.finding import Report
from checks.forecast import told_parts
from checks.input.row_lookup import RowLookup
from checks.profile.model import Basis
from checks.rules.choices import load_profile
from checks.tables.homerooms import NEEDS
from checks.visible import visible
from dde_tui.screens.check.finding_text import BASES, FindingReader
from dde_tui.screens.shell.detail_page import DetailPage, Entry
from dde_tui.screens.shell.dialog import PageDialog
from dde_tui.screens.shell.place import Place
from dde_tui.screens.shell.privacy import HIDE
from dde_tui.screens.shell.session import Session
from dde_tui.screens.shell.task import Task

_BASIS = max(len(basis.value) for basis in (Basis.PUBLISHED, Basis.ASSUMED))
"""Screen columns for a number's basis."""
Texts = dict[tuple[str, int], str]
"""The values of a row, by file and line."""


class Forecast(DetailPage):
    """The forecast of one report."""

    TITLE = "Forecast"
    HELP_TEXT = (
        "What CLI Engage would do with these files, number by number: what it would create or update, "
        "ignore, leave out, and take a night later. None of it has happened, and nothing is sent from "
        "here.\n\n"
        "Enter on a number goes to the rows it counts; Enter on a row shows it in full, as the file is "
        "now. The basis says how far you can trust a number: published (CLI says so in public) or assumed "
        "(we infer it, CLI may see it otherwise)."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        HIDE,
        Binding("escape", "back", "Back", key_display="Esc", id="forecast.back", tooltip="Back to the check"),
    ]

    def __init__(self, session: Session, places: Sequence[type[Place]], report: Report, path: Path) -> None:
        super().__init__(session, places)
        self._path = path
        self._parts: list[dict[str, Any]] = told_parts(report.forecast)
        self._texts: Texts | None = None

    def show(self) -> None:
        """Show the numbers, and the rows behind them unless values are hidden."""
        super().show()
        self._read()

    def _read(self) -> None:
        """Load the rows behind the numbers, in one pass per file."""
        if self._texts is not None or self.is_busy or not self._parts or not self.session.shows_values:
            return
        path, parts, profile = self._path, self._parts, self.session.workspace.profile

        def work(task: Task) -> Texts:
            return _texts(path, parts, profile, task)

        def done(texts: Texts) -> None:
            self._texts = texts

        self._texts = {}
        self.begin("Reading the rows", work, done)

    def made_for(self) -> object:
        """Return the cache key of the rows: whether values are shown, and which are loaded."""
        return self.session.shows_values, len(self._texts or ())

    def outcome(self) -> Content:
        """Return the forecast's heading, or why there is no forecast."""
        if self._parts:
            title = "What CLI Engage would do with these files. Nothing was sent."
            return Content.styled(title, "bold")
        columns = "; ".join(f"{file}: {', '.join(names)}" for file, names in NEEDS.items())
        return Content.assemble(
            ("There is no forecast for these files.\n", "bold"),
            "A needed file or column is missing or can't be read.\n"
            "Fix what the check lists (Esc), then check again.\n",
            (columns, "$text-muted"),
        )

    def entries(self) -> Sequence[Entry]:
        """Return an entry per number."""
        texts = self._texts if self.session.shows_values else None
        digits = max((len(f"{part['count']:,}") for part in self._parts), default=0)
        sentences = [part["sentence"].partition(" ")[2] for part in self._parts]
        return [
            _entry(part, texts or {}, digits, is_alone=sentence not in sentences[:at])
            for at, (part, sentence) in enumerate(zip(self._parts, sentences, strict=True))
        ]

    def open_row(self, entry: int, row: int) -> None:
        """Show the row in full, as the file is now."""
        part = self._parts[entry]
        if row >= len(part["lines"]):
            return
        file, line = part["file"], part["lines"][row]
        path, profile = self._path, self.session.workspace.profile
        values, width = self.session.shows_values, self.size.width

        def work(task: Task) -> Content:
            reader = FindingReader(path, load_profile(profile), values, width, task.job)
            return reader.row_page(file, line, Content(part["sentence"] + "\n") + _why(part))

        def shown(content: Content) -> None:
            self.app.push_screen(PageDialog(f"{file}:{line}", content))

        self.begin("Reading the row", work, shown)


def _texts(path: Path, parts: list[dict[str, Any]], profile_name: str, task: Task) -> Texts:
    """Return the rows behind the numbers; for a missing or changed file, those that can still be read."""
    profile = load_profile(profile_name)
    wanted: dict[str, set[int]] = {}
    for part in parts:
        wanted.setdefault(part["file"], set()).update(part["lines"])
    texts: Texts = {}
    for file, lines in wanted.items():
        try:
            rows = RowLookup(path, profile.file(file), task.job).rows(lines)
        except CancelledError:
            raise
        except DdeError:
            continue  # the lines are still right to name; Enter on one says what became of the file
        for line, values in rows.items():
            texts[file, line] = visible("  ".join(value.strip() for value in values if value.strip()))
    return texts


def _entry(part: dict[str, Any], texts: Texts, digits: int, *, is_alone: bool) -> Entry:
    """Return a number's entry; with its reason if its words alone are ambiguous."""
    count, lines = part["count"], part["lines"]
    words = part["sentence"].partition(" ")[2]
    words = part["why"] if part["of"] else words if is_alone else f"{words} {part['why']}"
    style = "" if count else "$text-muted"
    head = Content.assemble(
        (f"{count:>{digits},}", f"bold {style}"),
        (f"  {part['basis']:<{_BASIS}}  ", "$text-muted"),
        (f"  of these: {words}" if part["of"] else words, style),
    )
    last = _last(part)
    width = max((len(f"{line}") for line in lines), default=0)

    def row(number: int) -> Content:
        if number >= len(lines):
            return Content.styled(last, "$text-muted")
        line = lines[number]
        text = texts.get((part["file"], line), "")
        return Content.assemble((f"{part['file']}:{line:<{width}}", "bold"), f"  {text}")

    return Entry(head, _why(part), len(lines) + bool(last), lambda: row)


def _why(part: dict[str, Any]) -> Content:
    basis = Basis(part["basis"])
    return Content.assemble(part["why"], (f"\nBasis: {BASES[basis]}.", "$text-muted"))


def _last(part: dict[str, Any]) -> str:
    """Return the line below a number's rows: why there are none, or that there are more."""
    more = part["count"] - len(part["lines"])
    if not part["count"]:
        return "None. There is nothing to show or to do."
    if not part["lines"]:
        return "These rows are only in the earlier set, so there is no line to show."
    return f"… and {more:,} more; the number is exact" if more else ""
