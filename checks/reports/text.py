"""The report as text, grouped by rule, errors first."""

from collections.abc import Callable, Iterator

from checks.finding import Finding, Report, Severity, WaiverState, WaiverUse
from checks.fixes.registry import fixes_of
from checks.forecast import MAIN, told_parts
from checks.reports.places import codes_worst_first, reason, rules_off, title
from checks.rules.registry import find_rule
from checks.visible import visible

Style = Callable[..., str]
"""Takes a text and names of styles; returns the styled text for the terminal."""

_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_FEW = 3
_COUNTING = (Severity.ERROR, Severity.WARNING)


def _plain(text: str, *_styles: str) -> str:
    return text


def as_text(report: Report, *, show_values: bool, style: Style = _plain) -> Iterator[str]:
    """Yield the report line by line.

    Args:
        report: what the check found.
        show_values: whether the values of cells may be shown.
        style: colors for a terminal; plain text by default.
    """
    yield "  ".join(f"{file.file} {_rows(file.rows)}" for file in report.files)
    by_rule: dict[str, list[Finding]] = {}
    for finding in report.findings:
        by_rule.setdefault(finding.code, []).append(finding)
    for code in codes_worst_first(report):
        yield ""
        yield from _rule(report, code, by_rule.get(code, []), show_values=show_values, style=style)
    yield ""
    yield from _by_file(report)
    yield from _waivers(report, style)
    yield from _forecast(report)
    if off := rules_off(report):
        yield style(off, "yellow")
    yield _summary(report, style)
    yield from _unsettled(report, style)
    yield from _fixable(report, style)


def _rule(
    report: Report, code: str, findings: list[Finding], *, show_values: bool, style: Style
) -> Iterator[str]:
    counts, rule = report.rules[code], find_rule(code)
    bases = ", ".join(dict.fromkeys(finding.basis.value for finding in findings)) or rule.basis.value
    head = style(f"{counts.severity.value} {code}", "bold", _COLORS[counts.severity])
    waived = f"  ({counts.waived:,} waived)" if counts.waived else ""
    yield f"{head}  {style(rule.title, 'bold')}  x{counts.count:,}{waived}"
    yield style(f"  {counts.review.value} review, basis: {bases}", "dim")
    last = ""
    for finding in findings:
        parts = [f"  {title(finding.file, finding.line)}", finding.column or "", finding.message]
        if show_values and finding.value:
            parts.append(f"[{visible(finding.value, 60)}]")
        if finding.affected > 1:
            parts.append(f"({_rows(finding.affected)} affected)")
        if finding.waived:
            parts.append(f"waived: {reason(report, finding)}")
        yield "  ".join(part for part in parts if part)
        if finding.hint and finding.hint != last:
            yield style(f"    {finding.hint}", "dim")
        last = finding.hint
    if counts.shown < counts.count:
        yield f"  … and {counts.count - counts.shown:,} more"
    if all(finding.hint != rule.fix for finding in findings):
        yield style(f"  How to fix it: {rule.fix}", "dim")


def _count(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _rows(count: int) -> str:
    return _count(count, "row")


def _by_file(report: Report) -> Iterator[str]:
    """Yield a line for each file that has errors or warnings, and a blank line after them."""
    wrong = {file: counts for file, counts in report.by_file.items() if any(counts[s] for s in _COUNTING)}
    for file, counts in wrong.items():
        yield f"{file}: {', '.join(_count(counts[s], s.value) for s in _COUNTING)}"
    if wrong:
        yield ""


def _waivers(report: Report, style: Style) -> Iterator[str]:
    """Yield the effect of each waiver, and a blank line after them."""
    for use in report.waivers:
        words = _waiver(use)
        yield words if use.state is WaiverState.APPLIED else style(words, "yellow")
    if report.waivers:
        yield ""


def _waiver(use: WaiverUse) -> str:
    waiver = use.waiver
    place = " ".join(visible(part) for part in (waiver.file, waiver.column) if part)
    about = f"Waiver of {waiver.code}{f' in {place}' if place else ''}"
    found = _count(use.count, "finding")
    match use.state:
        case WaiverState.APPLIED:
            return f"{about}: {found} waived until {waiver.until}, because: {visible(waiver.because)}"
        case WaiverState.EXPIRED:
            return (
                f"{about} ended on {waiver.until}: {found} {'counts' if use.count == 1 else 'count'} again."
            )
        case WaiverState.EXCEEDED:
            return (
                f"{about} allows at most {waiver.at_most:,}, but there are {use.count:,}: all of them count."
            )
        case WaiverState.UNUSED:
            return f"{about} matches no finding; remove it."


def _unsettled(report: Report, style: Style) -> Iterator[str]:
    if report.unsettled:
        what = ", ".join(question.unchecked for question in report.unsettled)
        yield style(
            f"Not checked, because CLI has not settled it: {what}. "
            "Record CLI's answer with `dde requirements settle`.",
            "dim",
        )


def _fixable(report: Report, style: Style) -> Iterator[str]:
    """Yield what `dde fix` would fix; where nobody tried, only that it can be asked."""
    broken = [code for code, rule in report.rules.items() if rule.waived < rule.count]
    if report.fixable is None:
        if any(fixes_of(code) for code in broken):
            yield style("`dde fix --diff` shows whether some of these can be fixed safely.", "dim")
        return
    codes = [code for code in broken if code in report.fixable]
    if codes:
        yield style(f"`dde fix` can fix some of these: {', '.join(codes)}. Use --diff to see which.", "dim")


def _forecast(report: Report) -> Iterator[str]:
    """Yield the forecast: the numbers every set has, and others that are not zero."""
    if not report.forecast:
        return
    yield "What CLI Engage would do with these files:"
    for part in told_parts(report.forecast):
        indent, words = ("    ", part["why"]) if part["of"] else ("  ", part["sentence"])
        if part["of"]:
            words = f"{part['count']:,}: {words}"
        elif part["id"] not in MAIN:
            words = f"{words} {part['why']}"
        where = ""
        if part["id"] not in MAIN and part["lines"]:
            shown = ", ".join(f"{line}" for line in part["lines"][:_FEW])
            more = ", …" if part["count"] > _FEW else ""
            where = f"  [{part['file']}:{shown}{more}]"
        yield f"{indent}{words}{where}  ({part['basis']})"


def counts_in_words(report: Report) -> str:
    """Return how many findings there are, such as "12 errors, 4 warnings, 1 info"."""
    counts = report.counts
    return ", ".join(_count(counts[severity], severity.value) for severity in Severity)


def _summary(report: Report, style: Style) -> str:
    listed = counts_in_words(report)
    partial = " Only some of the rules were checked." if report.partial else ""
    if report.outcome == "ready":
        ready = "√ Ready as far as checked." if report.partial else "√ Ready."
        return f"{style(ready, 'bold', 'green')} {listed}.{partial}"
    return f"{style('× Not ready.', 'bold', 'red')} {listed}.{partial}"
