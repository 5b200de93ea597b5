"""The findings as CSV, one row per finding, protected against CSV injection.

A spreadsheet runs a cell that begins like a formula. Text from a district's files (names of files and
columns, and values where they may be shown) must therefore never begin like one.
"""

import csv
import io
import re

from checks.finding import Report
from checks.profile.model import OFF
from checks.reports.places import reason
from checks.rules.registry import all_rules
from checks.visible import visible

COLUMNS = (
    *("code", "severity", "review", "basis", "file", "line", "column", "affected"),
    *("waived", "message", "hint", "value"),
)
"""The columns in order; `waived` has the reason, `value` is blank unless values may be shown."""

_OFF = "This rule is off in the profile."

BOM = "\ufeff"
"""Tells Excel that the text is UTF-8."""

_LIKE_A_FORMULA = re.compile(r"(?:^[ \xa0]*|(?<=[;\t\r\n]))(?=[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])")
"""Also after a semicolon, which separates cells in some locales."""


def as_csv(report: Report, *, tool_version: str, show_values: bool) -> str:  # noqa: ARG001 - as all formats
    """Return the findings as RFC 4180 text with a byte order mark: a header, then one row per finding.

    At the end there is a row for each rule that is off.
    """
    text = io.StringIO()
    text.write(BOM)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for found in report.findings:
        cells = (
            *(found.code, found.severity.value, found.review.value, found.basis.value),
            *(visible(found.file), found.line, visible(found.column or ""), found.affected),
            *(reason(report, found), visible(found.message, 1_000), visible(found.hint, 1_000)),
            visible(found.value, 32_000) if show_values and found.value else "",
        )
        writer.writerow([safe(cell) if isinstance(cell, str) else cell for cell in cells])
    for code in report.rules_off:
        rule = all_rules()[code]
        told = {"code": code, "severity": OFF, "review": rule.review.value, "message": _OFF}
        writer.writerow([told.get(column, "") for column in COLUMNS])
    return text.getvalue()


def safe(text: str) -> str:
    """Return the text with an apostrophe before anything a spreadsheet would run as a formula."""
    return _LIKE_A_FORMULA.sub(lambda match: f"{match.group()}'", text)
