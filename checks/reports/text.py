"""The report for a person: grouped by rule, what stops the files first."""

from collections.abc import Callable, Iterator

from checks.finding import Finding, Report, Severity
from checks.rules import find_rule
from checks.visible import visible

Style = Callable[..., str]
"""Takes a text and names of styles; gives the text as the terminal shall show it."""

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_ORDER = list(Severity)


def _plain(text: str, *_styles: str) -> str:
    return text


def as_text(report: Report, *, show_values: bool, style: Style = _plain) -> Iterator[str]:
    """Yield the report line by line.

    Args:
        report: what the check found.
        show_values: whether the values of cells may be shown.
        style: colours for a terminal; without it, plain text.
    """
    yield "  ".join(f"{file.file} {_rows(file.rows)}" for file in report.files)
    by_rule: dict[str, list[Finding]] = {}
    for finding in report.findings:
        by_rule.setdefault(finding.code, []).append(finding)
    for code in sorted(report.rules, key=lambda code: (_ORDER.index(report.rules[code].severity), code)):
        yield ""
        yield from _rule(report, code, by_rule.get(code, []), show_values=show_values, style=style)
    yield ""
    yield from _forecast(report)
    yield _summary(report, style)


def _rule(
    report: Report, code: str, findings: list[Finding], *, show_values: bool, style: Style
) -> Iterator[str]:
    counts, rule = report.rules[code], find_rule(code)
    bases = ", ".join(dict.fromkeys(finding.basis.value for finding in findings)) or rule.basis.value
    head = style(f"{counts.severity.value} {code}", "bold", _COLOURS[counts.severity])
    yield f"{head}  {style(rule.title, 'bold')}  x{counts.count:,}"
    yield style(f"  {counts.review.value} review, basis: {bases}", "dim")
    last = ""
    for finding in findings:
        place = ":".join(str(part) for part in (finding.file, finding.line) if part is not None)
        parts = [f"  {place}", finding.column or "", finding.message]
        if show_values and finding.value:
            parts.append(f"[{visible(finding.value, 60)}]")
        if finding.affected > 1:
            parts.append(f"({_rows(finding.affected)} affected)")
        yield "  ".join(part for part in parts if part)
        if finding.hint and finding.hint != last:
            yield style(f"    {finding.hint}", "dim")
        last = finding.hint
    if counts.shown < counts.count:
        yield f"  … and {counts.count - counts.shown:,} more"
    yield style(f"  How to mend it: {rule.fix}", "dim")


def _count(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _rows(count: int) -> str:
    return _count(count, "row")


def _forecast(report: Report) -> Iterator[str]:
    if not report.forecast:
        return
    data = report.forecast
    yield (
        f"CLI Engage would take {_count(data['homerooms'], 'homeroom')}, "
        f"{_count(data['teachers'], 'teacher')} and {_count(data['students'], 'student')}, ignore "
        f"{_count(data['classes_ignored'], 'other class', 'other classes')} and leave out "
        f"{_count(data['students_left_out'], 'student')}. (published; the teachers are assumed)"
    )


def counts_in_words(report: Report) -> str:
    """Return how many findings there are, such as "12 errors, 4 warnings, 1 info"."""
    counts = report.counts
    return ", ".join(_count(counts[severity], severity.value) for severity in Severity)


def _summary(report: Report, style: Style) -> str:
    listed = counts_in_words(report)
    partial = " Only a part of the rules was checked." if report.partial else ""
    if report.outcome == "ready":
        ready = "√ Ready as far as it was checked." if report.partial else "√ Ready."
        return f"{style(ready, 'bold', 'green')} {listed}.{partial}"
    return f"{style('× Not ready.', 'bold', 'red')} {listed}.{partial}"
