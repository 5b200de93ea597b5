"""Findings grouped for reading: by rule, then those that differ only in their line.

One mistake in an export can be on thousands of lines; grouped, it is one sentence with its lines.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from checks.finding import Finding, Report, Severity, WaiverState
from checks.profile.model import Basis
from checks.visible import visible

_ORDER = list(Severity)


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One line with the problem."""

    line: int | None
    affected: int
    value: str
    """The cell with all characters made visible; blank where values may not be shown."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One problem in one column, with all its places."""

    code: str
    severity: Severity
    basis: Basis
    file: str
    column: str
    """Blank for a whole row or file."""
    message: str
    hint: str
    waived: str
    """Why it is waived and until when; blank if it is not."""
    places: tuple[FaultLine, ...]


def codes_worst_first(report: Report) -> list[str]:
    """Return the codes of the broken rules: errors first, fully waived rules last."""

    def weight(code: str) -> tuple[bool, int, str]:
        rule = report.rules[code]
        return rule.waived == rule.count, _ORDER.index(rule.severity), code

    return sorted(report.rules, key=weight)


def faults_by_rule(report: Report, *, show_values: bool) -> dict[str, list[Fault]]:
    """Return the problems of each broken rule, worst rule first; in a rule, waived ones last."""
    gathered: dict[tuple[str, Severity, Basis, str, str, str, str, str], list[FaultLine]] = {}
    for found in report.findings:
        value = visible(found.value, 60) if show_values and found.value else ""
        key = (
            *(found.code, found.severity, found.basis, visible(found.file), visible(found.column or "")),
            *(visible(found.message, 1_000), visible(found.hint, 1_000), reason(report, found)),
        )
        gathered.setdefault(key, []).append(FaultLine(found.line, found.affected, value))
    faults: dict[str, list[Fault]] = {code: [] for code in codes_worst_first(report)}
    for key, places in gathered.items():
        faults.setdefault(key[0], []).append(Fault(*key, tuple(places)))
    for found_together in faults.values():
        found_together.sort(key=lambda fault: (bool(fault.waived), _ORDER.index(fault.severity)))
    return faults


def reason(report: Report, finding: Finding) -> str:
    """Return why a finding is waived and until when; blank if it is not."""
    if not finding.waived:
        return ""
    for use in report.waivers:
        waiver = use.waiver
        if use.state is WaiverState.APPLIED and waiver.covers(finding.code, finding.file, finding.column):
            return f"{visible(waiver.because, 500)} (until {waiver.until.isoformat()})"
    return "waived"


def rules_off(report: Report) -> str:
    """Return a sentence that lists the rules the profile switches off; blank if there are none."""
    codes = report.rules_off
    if not codes:
        return ""
    rules = "1 rule is" if len(codes) == 1 else f"{len(codes)} rules are"
    return f"{rules} off in the profile {visible(report.profile, 80)}: {', '.join(codes)}."


def title(file: str, line: int | None) -> str:
    """Return a place in the format editors understand, such as `users.csv:91`."""
    return file if line is None else f"{file}:{line}"


def in_words(messages: Iterable[str]) -> str:
    """Return a message and its hint as one text."""
    return " ".join(message for message in messages if message)
