"""Which findings a person may send anyway, and why those that are waived do not stop a set."""

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checks.finding import Report


def may_accept(report: "Report") -> dict[str, bool]:
    """Return, for each rule that stops the files, whether a person may send them anyway.

    Every place must rest on an assumption; places beyond the report's limit count as not assumed.
    """
    from checks.finding import Severity
    from checks.profile.model import Basis

    assumed: Counter[str] = Counter()
    for finding in report.findings:
        if finding.severity is Severity.ERROR and finding.basis is Basis.ASSUMED and not finding.waived:
            assumed[finding.code] += 1
    errors = {code: rule.by_severity.get(Severity.ERROR, 0) for code, rule in report.rules.items()}
    return {code: assumed[code] == count for code, count in errors.items() if count}


def waived(report: "Report") -> dict[str, str]:
    """Return why findings that would stop the files are waived, by their codes: CLI should know it too."""
    from checks.finding import Severity, WaiverState

    reasons: dict[str, list[str]] = {}
    for use in report.waivers:
        if use.state is WaiverState.APPLIED and use.by_severity.get(Severity.ERROR):
            reason = f"waived until {use.waiver.until}: {use.waiver.because}"
            reasons.setdefault(use.waiver.code, []).append(reason)
    return {code: "; ".join(each) for code, each in reasons.items()}
