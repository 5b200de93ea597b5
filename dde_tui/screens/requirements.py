"""What CLI asks for: files, columns, types, the basis of each requirement, and open questions."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, OptionList

from checks.profile.model import ColumnSpec, FileSpec, Profile, Question
from checks.rules.choices import load_profile
from checks.visible import visible
from dde_tui.actions.process.requirements import basis_in_words, describe, need
from dde_tui.actions.process.settle import answer_in_words, told_in_words
from dde_tui.screens.letters import Confirming
from dde_tui.widgets.controls import PlainOptionList, PlainStatic
from dde_tui.widgets.filter_input import FilterInput

QUESTIONS = "? Open questions"
_NAME = 22
"""Screen columns for a column's name."""


@dataclass(frozen=True, slots=True)
class _Entry:
    row: Content
    detail: Content


class Requirements(Confirming):
    """Shows every requirement with its basis."""

    NAME = "requirements"
    KEY = "R"
    TITLE = "Requirements"
    GROUP = "More"
    DOES = "y"
    HELP_TEXT = (
        "Every file and column that CLI asks for. The basis says where a requirement comes from: standard "
        "(OneRoster), published (CLI says so in public), told (CLI told you), assumed (we infer it) or "
        "unsettled (confirm it with CLI). Only CLI can settle open questions; record its answers "
        "with `dde requirements settle`, and the rules take them into account at once."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "slash",
            "filter",
            "Filter",
            key_display="/",
            id="requirements.filter",
            tooltip="Find a column in all files",
        ),
        Binding(
            "y",
            "confirm",
            "Confirm",
            id="requirements.confirm",
            tooltip="Step 2: confirm that you can produce the files",
        ),
    ]

    def compose_body(self) -> ComposeResult:
        """Lay out the files, the columns of one, and the selected column."""
        with Horizontal(id="split"):
            yield PlainOptionList(id="files")
            with Vertical():
                yield FilterInput(hint="part of a column name, in all files", id="filter")
                yield PlainStatic(id="heads")
                yield PlainOptionList(id="columns")
        yield PlainStatic(id="detail")

    def prepare(self) -> None:
        """Show the first file."""
        self._profile: Profile = load_profile(self.session.workspace.profile)
        self._entries: list[_Entry] = []
        files = self.query_one("#files", PlainOptionList)
        files.show([*(_file_row(spec) for spec in self._profile.files), Content(QUESTIONS)])
        files.focus()
        self._list()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the file's columns, or the details of a column."""
        if event.option_list.id == "files":
            self._list()
        else:
            self._tell_detail()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Move focus from the file to its columns."""
        if event.option_list.id == "files":
            self.query_one("#columns").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search columns as you type."""
        if event.input.id == "filter":
            self._list()

    def on_input_submitted(self) -> None:
        """Move focus from the filter to its results."""
        self.query_one("#columns").focus()

    def action_filter(self) -> None:
        """Open the search field."""
        self.query_one(FilterInput).open()

    def close_own(self) -> bool:
        """Close the filter; return whether it was open."""
        if not self.query_one(FilterInput).close():
            return False
        self.query_one("#files").focus()
        self._list()
        return True

    def home(self) -> PlainOptionList:
        """Return the list of the files."""
        return self.query_one("#files", PlainOptionList)

    def _list(self) -> None:
        wanted = self.query_one(FilterInput).value.strip().lower()
        at = self.query_one("#files", PlainOptionList).highlighted or 0
        wide = self.columns >= 104
        if wanted:
            self._entries = [
                _column_entry(self._profile, spec, column, wide=wide, in_all=True)
                for spec in self._profile.files
                for column in spec.columns
                if wanted in f"{spec.name} {column.name}".lower()
            ]
        elif at < len(self._profile.files):
            spec = self._profile.files[at]
            self._entries = [_column_entry(self._profile, spec, column, wide=wide) for column in spec.columns]
        else:
            answered = [each for each in self._profile.questions if each.id in self._profile.answers]
            self._entries = [
                *(_open_entry(question) for question in self._profile.open_questions),
                *(_answered_entry(self._profile, question) for question in answered),
            ]
        self.query_one("#heads", PlainStatic).show(
            f"{'● is required':<{_NAME + (8 if wanted else 0) + 2}} {'basis':<10} type"
            if wanted or at < len(self._profile.files)
            else "Only CLI can settle these"
        )
        columns = self.query_one("#columns", PlainOptionList)
        columns.show([entry.row for entry in self._entries] or [Content("No column name contains this.")])
        self._tell_detail()

    def _tell_detail(self) -> None:
        at = self.query_one("#columns", PlainOptionList).highlighted or 0
        self.query_one("#detail", PlainStatic).show(
            self._entries[at].detail if at < len(self._entries) else ""
        )


def _file_row(spec: FileSpec) -> Content:
    return Content.assemble(f"{_mark(required=spec.required)} ", (spec.name, "bold"))


def _mark(*, required: bool) -> str:
    return "●" if required else "○"


def _open_entry(question: Question) -> _Entry:
    return _Entry(
        Content.assemble((f"{visible(question.id):<18}", "bold"), visible(question.text)),
        Content(f"{visible(question.about)}: {visible(question.text)} ({question.basis.value}: ask CLI)"),
    )


def _answered_entry(profile: Profile, question: Question) -> _Entry:
    told = profile.answers[question.id]
    answer = answer_in_words(told.answer)
    return _Entry(
        Content.assemble((f"√ {visible(question.id):<16}", "bold"), answer),
        Content(f"{visible(question.about)}: {visible(question.text)}\n{answer} ({told_in_words(told)})"),
    )


def _column_entry(
    profile: Profile, spec: FileSpec, column: ColumnSpec, *, wide: bool, in_all: bool = False
) -> _Entry:
    name = f"{spec.name.removesuffix('.csv')}.{column.name}" if in_all else column.name
    row = Content.assemble(
        f"{_mark(required=column.required)} ",
        (f"{visible(name):<{_NAME + (8 if in_all else 0)}} ", "bold" if column.required else ""),
        (f"{column.basis.value:<10} ", "$text-muted"),
        f"{describe(column):<27}" if wide else describe(column),
        f" {visible(column.example)}" if wide else "",
    )
    required = "required" if column.required else "may be empty"
    facts = [
        (
            "",
            f"{spec.name}, {spec.purpose} ({need(spec)}, {basis_in_words(profile, spec)})",
        ),
        (
            f"{visible(column.name)}: ",
            f"{describe(column)}, {required}, basis {basis_in_words(profile, column)}",
        ),
        ("Values: ", ", ".join(column.vocabulary)),
        ("Example: ", column.example),
        ("Note: ", column.note),
    ]
    lines = [Content.assemble((label, "bold"), visible(fact, 400)) for label, fact in facts if fact]
    return _Entry(row, Content("\n").join(lines))
