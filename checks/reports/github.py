"""The findings as GitHub Actions workflow commands, shown as annotations on a pull request.

GitHub shows ten errors, ten warnings and ten notices per step and silently drops the rest. So rules take
turns: the first place of each, then the second of each; the last line counts all.
"""

from itertools import zip_longest
from pathlib import PurePath

from checks.finding import Finding, Report, Severity
from checks.reports.places import in_words, rules_off
from checks.rules.registry import find_rule
from checks.visible import visible

SHOWN = 10
"""The number of annotations of one kind that GitHub shows per step."""

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def as_github(report: Report, *, tool_version: str, show_values: bool) -> str:  # noqa: ARG001 - as all formats
    """Return workflow commands, worst first, and a last line with the counts."""
    lines = [
        _annotation(report, found, command, show_values=show_values)
        for severity, command in _COMMANDS.items()
        for found in _in_turns(report, severity)[:SHOWN]
    ]
    if off := rules_off(report):
        lines.insert(0, f"::warning title=Rules that are off::{_data(off)}")
    counted = ", ".join(f"{count:,} {severity.value}" for severity, count in report.counts.items())
    lines.append(f"dde check: {report.outcome} ({counted}); {len(lines)} shown as annotations.")
    return "".join(f"{line}\n" for line in lines)


def _in_turns(report: Report, severity: Severity) -> list[Finding]:
    """Return the findings that count, round-robin by rule."""
    by_rule: dict[str, list[Finding]] = {}
    for found in report.findings:
        if found.severity is severity and not found.waived:
            by_rule.setdefault(found.code, []).append(found)
    return [found for turn in zip_longest(*by_rule.values()) for found in turn if found is not None]


def _annotation(report: Report, found: Finding, command: str, *, show_values: bool) -> str:
    count = report.rules[found.code].count
    value = f"[{visible(found.value, 60)}]" if show_values and found.value else ""
    words = in_words((visible(found.message, 1_000), visible(found.hint, 1_000), value))
    if count > 1:
        words += f"\nThis rule has {count:,} findings."
    properties = {
        "file": _path(report, found.file),
        "line": found.line,
        "title": f"{found.code} {find_rule(found.code).title}",
    }
    given = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value)
    return f"::{command} {given}::{_data(words)}"


def _path(report: Report, file: str) -> str:
    """Return the path of the file as given to the command; for a zip, the path of the zip."""
    path = PurePath(report.path)
    return visible((path if path.suffix.lower() == ".zip" else path / file).as_posix(), 1_000)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
