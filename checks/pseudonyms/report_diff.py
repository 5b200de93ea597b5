"""Whether two reports find the same, place by place."""

from collections import Counter
from collections.abc import Mapping

from checks.finding import Finding, Report
from checks.pseudonyms.mapping.text import as_seen
from checks.visible import visible

Place = tuple[str, str, int | None, str | None]
"""Code, file, line and column of a finding."""


def place_of(finding: Finding) -> Place:
    """Return where a finding stands."""
    return finding.code, finding.file, finding.line, finding.column


def differences(
    before: Report, after: Report, *, renamed: Mapping[str, str]
) -> tuple[list[Place], list[Place]]:
    """Return the places that are missing from the second report, and those that only it has.

    A place counts as both where it has another number of rows; a rule whose counts differ as missing.

    Args:
        before: the report on the originals.
        after: the report on what was made of them.
        renamed: names of files and columns that were replaced; the places are told with the new ones.
    """
    shown = {visible(as_seen(old).strip()): visible(as_seen(new).strip()) for old, new in renamed.items()}
    wanted = Counter((_renamed(place_of(each), shown), each.affected) for each in before.findings)
    found = Counter((place_of(each), each.affected) for each in after.findings)
    missing = list(dict.fromkeys(place for place, _ in wanted - found))
    extra = list(dict.fromkeys(place for place, _ in found - wanted))
    totals, now = (
        {code: (rule.count, rule.affected) for code, rule in each.rules.items()} for each in (before, after)
    )
    if not missing and not extra:
        missing = [(code, "", None, None) for code in {*totals, *now} if totals.get(code) != now.get(code)]
    return missing, extra


def _renamed(place: Place, shown: Mapping[str, str]) -> Place:
    code, file, line, column = place
    return code, shown.get(file, file), line, column if column is None else shown.get(column, column)
