"""Whether two reports find the same, place by place."""

from collections import Counter
from collections.abc import Mapping

from checks.finding import Finding, Report
from checks.pseudonyms.mapping.alphabets import as_seen
from checks.visible import visible

_FIRST = 20
"""Findings of one rule in one column that a small bundle shows."""

Place = tuple[str, str, int | None, str | None]
"""Code, file, line and column of a finding."""


def place_of(finding: Finding) -> Place:
    """Return where a finding stands."""
    return finding.code, finding.file, finding.line, finding.column


def differences(before: Report, after: Report, *, renamed: Mapping[str, str]) -> list[Place]:
    """Return the places that only one of two reports has, or with another number of rows.

    Args:
        before: the report on the originals.
        after: the report on what was made of them.
        renamed: names of files and columns that were replaced; the places are told with the new ones.
    """
    shown = _shown(renamed)
    wanted = Counter((_renamed(place_of(each), shown), each.affected) for each in before.findings)
    found = Counter((place_of(each), each.affected) for each in after.findings)
    odd = (wanted - found) + (found - wanted)
    totals = {code: (rule.count, rule.affected) for code, rule in before.rules.items()}
    now = {code: (rule.count, rule.affected) for code, rule in after.rules.items()}
    counted: list[Place] = [
        (code, "", None, None) for code in totals.keys() | now.keys() if totals.get(code) != now.get(code)
    ]
    return list(dict.fromkeys(place for place, _ in odd)) or counted


def differences_in_few(
    before: Report, after: Report, *, lines: Mapping[str, Mapping[int, int]], renamed: Mapping[str, str]
) -> list[Place]:
    """Return what differs where only some rows were kept.

    Each rule must find in each column what it found before: all, or of many at least the first.

    Args:
        before: the report on the whole originals.
        after: the report on what was made of the kept rows.
        lines: the new line of each kept line, by file.
        renamed: names of files and columns that were replaced.
    """
    shown = _shown(renamed)
    found = [place_of(each) for each in after.findings]
    kinds = Counter((code, file, column) for code, file, _, column in found)
    expected = [_renamed(place_of(each), shown) for each in before.findings]
    wanted = Counter((code, file, column) for code, file, _, column in expected)
    odd: list[Place] = [
        (code, file, None, column)
        for code, file, column in sorted(kinds.keys() | wanted.keys(), key=str)
        if not min(wanted[code, file, column], _FIRST)
        <= kinds[code, file, column]
        <= wanted[code, file, column]
    ]
    for finding in first_findings(before):
        code, file, line, column = place_of(finding)
        place = _renamed((code, file, line and lines.get(file, {}).get(line, line), column), shown)
        if place not in found:
            odd.append(place)
    return odd


def first_findings(report: Report) -> list[Finding]:
    """Return the first findings of each rule in each column: those whose rows are kept when few are."""
    seen: Counter[tuple[str, str, str | None]] = Counter()
    chosen = []
    for finding in report.findings:
        kind = finding.code, finding.file, finding.column
        seen[kind] += 1
        if seen[kind] <= _FIRST:
            chosen.append(finding)
    return chosen


def _shown(renamed: Mapping[str, str]) -> dict[str, str]:
    return {visible(as_seen(old).strip()): visible(as_seen(new).strip()) for old, new in renamed.items()}


def _renamed(place: Place, shown: Mapping[str, str]) -> Place:
    code, file, line, column = place
    return code, shown.get(file, file), line, column if column is None else shown.get(column, column)
