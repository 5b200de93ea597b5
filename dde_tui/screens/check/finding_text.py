"""Builds a finding's detail page from the files as they are now: the row, related rows, context lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.content import Content

from checks.errors import CancelledError, DdeError
from checks.explain import as_text
from checks.finding import Finding
from checks.input.row_lookup import Row, RowLookup, in_set
from checks.input.source import open_file_set
from checks.job import UNWATCHED, Job
from checks.profile.model import Basis, ColumnSpec, Profile
from checks.rules.registry import find_rule
from checks.visible import visible

HIDDEN = "(hidden)"
BASES = {
    Basis.STANDARD: "standard: OneRoster says so",
    Basis.PUBLISHED: "published: CLI says so in public",
    Basis.TOLD: "told: CLI told you so",
    Basis.ASSUMED: "assumed: we infer it, CLI may see it otherwise",
    Basis.UNSETTLED: "unsettled: only CLI can say, so it never stops the files",
}
_NAME = 24
"""Screen columns for a column's name."""
_WHOLE_LINE = 2_000
"""Characters shown of a row that can't be parsed."""
_FRAME = 9
"""Screen columns besides a line's number and text: border, padding, scroll bar, mark and spaces."""
_MOST_ROWS = 3
"""How many other rows with the same value are shown."""


@dataclass(frozen=True)
class FindingReader:
    """Reads the content of a finding's page from the files as they are now."""

    path: Path
    profile: Profile
    shows_values: bool
    width: int = 80
    """Screen width in columns: each context line is cut to one row of the page."""
    job: Job[Any] = UNWATCHED

    def page(self, finding: Finding, reason: str = "") -> Content:
        """Return the page's text.

        Args:
            finding: the finding.
            reason: why it is waived.

        Raises:
            CancelledError: the job was cancelled.
        """
        rows = _as_far_as_read(self._rows(finding))
        parts = [finding_in_words(finding, reason), *rows, Content(as_text(find_rule(finding.code)))]
        return Content("\n\n").join(parts)

    def row_page(self, name: str, line: int, head: Content, column: str | None = None) -> Content:
        """Return the page of one row: `head`, the row with a column marked, the context lines.

        Raises:
            CancelledError: the job was cancelled.
        """
        return Content("\n\n").join([head, *_as_far_as_read(self._line(name, line, column))])

    def _rows(self, finding: Finding) -> Iterator[Content]:
        """Yield what the file set shows about a finding."""
        if finding.file not in {spec.name for spec in self.profile.files}:
            return
        if finding.line is None:
            yield from self._set(finding)
            return
        yield from self._line(finding.file, finding.line, finding.column, finding)

    def _line(
        self, name: str, line: int, column: str | None, finding: Finding | None = None
    ) -> Iterator[Content]:
        """Yield a row or the header, and for a finding also the related rows."""
        file = self._open(name)
        if line == file.header_line:
            yield self._header(file, column)
            return
        row = file.row(line)
        yield self._row(file, row, column)
        spec = next((each for each in file.spec.columns if each.name == column), None)
        if finding is not None and spec is not None:
            yield from self._twins(finding, file, row, spec)
            yield from self._target(finding, spec)
        yield self._around(row)

    def _open(self, name: str) -> RowLookup:
        return RowLookup(self.path, self.profile.file(name), self.job)

    def _set(self, finding: Finding) -> Iterator[Content]:
        """For a missing file: the files that are there."""
        source = open_file_set(self.path)
        if in_set(source, finding.file) is None:
            yield _titled("In the set:", self._value(", ".join(sorted(source.names)), _WHOLE_LINE))

    def _header(self, file: RowLookup, meant: str | None) -> Content:
        """The header: correct columns as a count, the others by name where values are shown."""
        title, header = f"The header of {file.spec.name}, as the file is now:", file.header
        if not header.places:
            return _titled(title, self._value(",".join(file.names), _WHOLE_LINE))
        right = len(header.places) - len(header.misspelled)
        lines = [f"  {right} of {len(file.spec.header)} columns spelled as in the standard"]
        for column in file.spec.header:
            if column in header.misspelled:
                written = header.misspelled[column]
                is_sure = self.shows_values or written in header.sure
                lines.append(f"{_mark(column, meant)}spelled {visible(written) if is_sure else HIDDEN}")
            elif column in header.missing:
                lines.append(f"{_mark(column, meant)}missing")
        for names, words in ((header.twice, "appears twice"), (header.unknown, "not in the standard")):
            for name in names:
                called = header.called(name)
                shown = visible(name) if self.shows_values else called
                lines.append(f"{_field(shown, '', is_meant=called == meant)}{words}")
        return _titled(title, *lines)

    def _row(self, file: RowLookup, row: Row, meant: str | None) -> Content:
        title = f"Line {row.line:,} of {file.spec.name}, as the file is now:"
        if not row.values:
            words = f"It can't be split into the header's {len(file.names)} fields."
            return _titled(title, self._value(row.text, _WHOLE_LINE), words)
        at = file.header.places.get(meant or "")
        lines, blank = [], []
        for place, value in enumerate(row.values):
            if value.strip() or place == at:
                text = _field(self._name(file, place), self._value(value), is_meant=place == at)
                lines.append(Content.styled(text, "bold") if place == at else Content(text))
            else:
                blank.append(self._name(file, place))
        if blank:
            lines.append(Content.styled(f"  blank: {', '.join(blank)}", "$text-muted"))
        return _titled(title, *lines)

    def _twins(self, finding: Finding, file: RowLookup, row: Row, spec: ColumnSpec) -> Iterator[Content]:
        """For an ID that must be unique: the other rows that have it, and how they differ."""
        is_pair = spec.key or find_rule(finding.code).name.endswith("-twice")
        if not is_pair or not (finding.value or "").strip() or not row.values:
            return
        lines, _ = file.lines_with(spec.name, finding.value or "", _MOST_ROWS + 1)
        for line in [line for line in lines if line != row.line][:_MOST_ROWS]:
            other = file.row(line)
            title = f"Line {line:,} has the same {spec.name}"
            if not other.values:
                yield _titled(f"{title}, and can't be parsed:", self._value(other.text, _WHOLE_LINE))
                continue
            differing = [
                _field(self._name(file, place), f"{self._value(its)}  here {self._value(ours)}")
                for place, (its, ours) in enumerate(zip(other.values, row.values, strict=True))
                if its.strip() != ours.strip()
            ]
            yield _titled(
                f"{title}, and differs in:" if differing else f"{title}, and everything else.", *differing
            )

    def _target(self, finding: Finding, spec: ColumnSpec) -> Iterator[Content]:
        """For a reference: the row it points to, or that there is none."""
        value = (finding.value or "").strip()
        if not spec.references or not value:
            return
        if in_set(open_file_set(self.path), spec.references) is None:
            yield Content(f"{spec.references}, which it refers to, is not in the set.")
            return
        file = self._open(spec.references)
        for part in dict.fromkeys(each.strip() for each in (value.split(",") if spec.list else (value,))):
            shown = f"[{self._value(part)}]" if self.shows_values else "this ID"
            lines, is_whole = file.lines_with("sourcedId", part, 1)
            if lines:
                yield self._row(file, file.row(lines[0]), "sourcedId")
            elif is_whole:
                yield Content(f"{file.spec.name} has no row whose sourcedId is {shown}.")

    def _around(self, row: Row) -> Content:
        digits = len(f"{row.around[-1][0]:,}")
        room = max(self.width * 96 // 100 - _FRAME - digits, 10)
        lines = [
            f"{'►' if number == row.line else ' '} {number:>{digits},}  {self._value(text, room)}"
            for number, text in row.around
        ]
        return _titled("The lines around it:", *lines)

    def _name(self, file: RowLookup, place: int) -> str:
        """Return the name of a column as the file has it; in privacy mode only where it surely is one."""
        return visible(file.names[place]) if self.shows_values else file.header.called_at(place)

    def _value(self, value: str, limit: int = 200) -> str:
        """Return a value, masked in privacy mode."""
        if not value.strip():
            return "(blank)"
        return visible(value, limit) if self.shows_values else HIDDEN


def _as_far_as_read(parts: Iterator[Content]) -> Iterator[Content]:
    """Yield the parts; if the files changed meanwhile, a note replaces the rest."""
    try:
        yield from parts
    except CancelledError:
        raise
    except DdeError as error:
        yield Content(visible(error.sentence, 400))


def finding_in_words(finding: Finding, reason: str = "") -> Content:
    """Return the finding, how to fix it, and where the requirement comes from."""
    rows = f"{finding.affected:,} rows are affected.  " if finding.affected > 1 else ""
    waived = f"\nWaived: {visible(reason, 400) or 'it does not count.'}" if finding.waived else ""
    return Content.assemble(
        (visible(finding.message, 400), "bold"),
        f"\n{visible(finding.hint, 400)}" if finding.hint else "",
        (f"\n{rows}{finding.severity.value}; {BASES[finding.basis]}{waived}", "$text-muted"),
    )


def _titled(title: str, *lines: str | Content) -> Content:
    shown = (Content(line) if isinstance(line, str) else line for line in lines)
    return Content("\n").join((Content.styled(title, "$text-muted"), *shown))


def _mark(column: str, meant: str | None) -> str:
    return _field(column, "", is_meant=column == meant)


def _field(name: str, value: str, *, is_meant: bool = False) -> str:
    return f"{'►' if is_meant else ' '} {visible(name):<{_NAME}} {value}"
