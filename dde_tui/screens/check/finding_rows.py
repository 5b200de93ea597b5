"""Formats findings as list rows: the outcome, the groups and their places."""

from collections.abc import Sequence

from textual.content import Content

from checks.finding import Finding, Report, Severity
from checks.profile.model import Basis
from checks.reports.places import rules_off
from checks.reports.text import counts_in_words
from checks.visible import visible
from dde_tui.screens.check.finding_groups import FindingGroup, place_of

MARKS = {Severity.ERROR: "×", Severity.WARNING: "!", Severity.INFO: "○"}
_BUNDLE = "Checked as the bundle that it says it is. Treat it as real data unless you know its source."
_FULL_LINES = 74
"""Screen columns needed for the full sentences of a summary."""
COLOURS = {Severity.ERROR: "$text-error", Severity.WARNING: "$text-warning", Severity.INFO: "$text-muted"}


def summary(report: Report, columns: int, *, is_short: bool = False) -> Content:
    """Return a report's outcome and counts; if there is space, also the forecast and open questions.

    Args:
        report: what was checked.
        columns: the available width; longer lines would wrap.
        is_short: whether there is only one row.
    """
    ready = report.outcome == "ready"
    head = ("√ Ready. ", "bold $text-success") if ready else ("× Not ready. ", "bold $text-error")
    words = counts_in_words(report)
    rows = sum(file.rows for file in report.files)
    read = f"{len(report.files)} files, {rows:,} rows."
    if is_short:
        off = f"{len(report.rules_off)} rules off. " if report.rules_off else ""
        return Content.assemble(head, (off, "$text-warning"), f"{words}. {read}")
    is_narrow = columns < _FULL_LINES
    lines = [Content.assemble(head, f"{words}." if is_narrow else f"{words}. {read}")]
    if off := rules_off(report):
        lines.append(Content.styled(off, "$text-warning"))
    if report.is_bundle:
        lines.append(Content.styled(_BUNDLE, "$text-warning"))
    if data := report.forecast:
        took, left = data["students"], data["students_left_out"]
        known = took + left + data["students_upcoming"]
        forecast = f"{read} CLI would take {took:,} of {known:,} students."
        if not is_narrow:
            forecast = (
                f"CLI would take {data['homerooms']:,} homerooms, {data['teachers']:,} teachers, "
                f"{took:,} students, and leave out {left:,}."
            )
        lines.append(Content.styled(forecast, "$text-muted"))
    if report.unsettled:
        count = len(report.unsettled)
        questions = "1 question is" if count == 1 else f"{count} questions are"
        meaning = "; R lists them" if is_narrow else ", so what depends on them was not checked; R lists them"
        lines.append(Content.styled(f"{questions} open{meaning}.", "$text-muted"))
    return Content("\n").join(lines)


def group_rows(groups: Sequence[FindingGroup]) -> list[Content]:
    """Return the rows of rules or files, in aligned columns."""
    key = max((len(group.key) for group in groups), default=0)
    count = max((len(f"{group.count:,}") for group in groups), default=0)
    rows = []
    for group in groups:
        waived = sum(finding.waived for finding in group.findings)
        rows.append(
            Content.assemble(
                (f"{MARKS[group.severity]} {group.severity.value:<8}", COLOURS[group.severity]),
                (f"{group.key:<{key}}", "bold"),
                f"  {group.count:>{count},}  {group.title}",
                (f"  ({waived:,} waived)" if waived else "", "$text-muted"),
            )
        )
    return rows


def last_row(group: FindingGroup, *, filtered: bool, unkept: int) -> str:
    """Return the line below a group's places; empty if all of them are shown.

    Args:
        group: the group shown.
        filtered: whether a filter is active.
        unkept: root causes in the whole report whose place was not kept.
    """
    if filtered:
        return f"… {unkept:,} places were not kept; a filter can't find them" if unkept else ""
    return f"… and {group.unkept:,} more; the counts are exact" if group.unkept else ""


class PlaceRows:
    """Makes the rows of a group's places, in aligned columns."""

    def __init__(self, group: FindingGroup, *, by_file: bool, shows_values: bool, last: str) -> None:
        self._findings = group.findings
        self._by_file = by_file
        self._shows_values = shows_values
        self._last = last
        self._places = max((len(self._place(finding)) for finding in group.findings), default=0)
        self._columns = max((len(finding.column or "") for finding in group.findings), default=0)

    def __call__(self, number: int) -> Content:
        """Return the row of a place, or the note after the last one."""
        if number >= len(self._findings):
            return Content.styled(self._last, "$text-muted")
        finding = self._findings[number]
        value = f"  [{visible(finding.value, 30)}]" if self._shows_values and finding.value else ""
        many = f"  ({finding.affected:,} rows)" if finding.affected > 1 else ""
        tags = [finding.basis.value] if finding.basis is not Basis.STANDARD else []
        tags += ["waived"] if finding.waived else []
        return Content.assemble(
            (f"{MARKS[finding.severity]} ", COLOURS[finding.severity]),
            (f"{self._place(finding):<{self._places}}", "bold"),
            f"  {finding.column or '':<{self._columns}}" if self._columns else "",
            (f"  {', '.join(tags)}" if tags else "", "$text-muted"),
            (value, "$text-warning"),
            f"  {visible(finding.message)}{many}",
        )

    def _place(self, finding: Finding) -> str:
        if not self._by_file:
            return place_of(finding)
        line = f"line {finding.line:,}" if finding.line is not None else "the file"
        return f"{line:<13} {finding.code}"
