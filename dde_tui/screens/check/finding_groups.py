"""Groups and filters the findings of a check for display."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from checks.finding import Finding, Report, Severity
from checks.rules.registry import find_rule

ORDER = list(Severity)
_SEVERITIES = {word: each for each in Severity for word in (each.value, f"{each.value}s")}


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The findings of one rule, or of one file."""

    key: str
    """The rule's code, or the file's name."""
    title: str
    severity: Severity
    """The highest severity among them."""
    count: int
    """Root causes: all of them, also those whose place was not kept; or those that pass the filter."""
    findings: tuple[Finding, ...]
    unkept: int = 0
    """Root causes that were counted without keeping their place."""


@dataclass(frozen=True)
class FindingGroups:
    """One report, indexed for filtering as you type."""

    report: Report
    shows_values: bool = True
    """Whether the filter may search cell values: hidden values must not be found either."""
    _texts: list[str] = field(default_factory=list, init=False)

    def groups(self, words: str = "", *, by_file: bool = False) -> tuple[FindingGroup, ...]:
        """Return the groups that are not empty, by severity.

        Args:
            words: each must appear in a finding's place, rule or message; the name of a severity
                selects only that severity.
            by_file: group by file instead of by rule.
        """
        grouped: dict[str, list[Finding]] = defaultdict(list)
        for finding in self._matching(words.lower().split()):
            grouped[finding.file if by_file else finding.code].append(finding)
        made = self._by_file(grouped) if by_file else self._by_rule(grouped)
        groups = list(made) if not words.split() else [_only_matching(group) for group in made]
        return tuple(sorted(groups, key=lambda group: (ORDER.index(group.severity), group.key)))

    @property
    def unkept(self) -> int:
        """Root causes that were counted without keeping their place."""
        return sum(rule.count - rule.shown for rule in self.report.rules.values())

    def reason(self, finding: Finding) -> str:
        """Return why a finding is waived; empty if it is not."""
        if not finding.waived:
            return ""
        waivers = (use.waiver for use in self.report.waivers)
        covering = (each for each in waivers if each.covers(finding.code, finding.file, finding.column))
        return next((f"{each.because} (until {each.until})" for each in covering), "")

    def _by_rule(self, grouped: dict[str, list[Finding]]) -> Iterable[FindingGroup]:
        for code, rule in self.report.rules.items():
            found = tuple(grouped.get(code, ()))
            if found:
                title, unkept = find_rule(code).title, rule.count - rule.shown
                yield FindingGroup(code, title, rule.severity, rule.count, found, unkept)

    def _by_file(self, grouped: dict[str, list[Finding]]) -> Iterable[FindingGroup]:
        rows = {file.file: file.rows for file in self.report.files}
        for file, found in grouped.items():
            inside = sorted(found, key=lambda each: (each.line or 0, ORDER.index(each.severity), each.code))
            waived = sum(each.waived for each in found)
            counted = self.report.by_file.get(file, {})
            count = max(sum(counted.values()) + waived, len(found))
            title = f"{rows[file]:,} rows" if file in rows else "not read"
            severities = [each.severity for each in found] + [each for each in counted if counted[each]]
            worst = min(severities, key=ORDER.index)
            yield FindingGroup(file, title, worst, count, tuple(inside), count - len(found))

    def _matching(self, words: list[str]) -> Iterable[Finding]:
        if not words:
            return self.report.findings
        severities = {_SEVERITIES[word] for word in words if word in _SEVERITIES}
        texts = [word for word in words if word not in _SEVERITIES]
        if not self._texts:
            self._texts.extend(self._text(finding) for finding in self.report.findings)
        return (
            finding
            for finding, text in zip(self.report.findings, self._texts, strict=True)
            if (not severities or finding.severity in severities) and all(word in text for word in texts)
        )

    def _text(self, finding: Finding) -> str:
        rule = find_rule(finding.code)
        parts = (finding.code, rule.name, rule.title, place_of(finding), finding.column, finding.message)
        tags = (finding.basis.value, "waived" if finding.waived else "")
        value = finding.value if self.shows_values else ""
        return " ".join(part for part in (*parts, *tags, value) if part).lower()


def place_of(finding: Finding) -> str:
    """Return a finding's location: file and line."""
    return ":".join(str(part) for part in (finding.file, finding.line) if part is not None)


def _only_matching(group: FindingGroup) -> FindingGroup:
    worst = min((each.severity for each in group.findings), key=ORDER.index, default=group.severity)
    return FindingGroup(group.key, group.title, worst, len(group.findings), group.findings)
