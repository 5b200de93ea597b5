"""The report as JSON for scripts: schema `dde-check/1`."""

from typing import Any

from checks.finding import Report

SCHEMA = "dde-check/1"


def as_json(report: Report, *, tool_version: str, show_values: bool) -> dict[str, Any]:
    """Return the report as data for JSON, without values of cells unless they may be shown."""
    return {
        "schema": SCHEMA,
        "tool": {"name": "dde", "version": tool_version},
        "profile": {
            "name": report.profile,
            "version": report.profile_version,
            "source": report.profile_source.value,
            "rules_off": [*report.rules_off],
        },
        "bundle": report.is_bundle,
        "source": {
            "path": report.path,
            "files": [
                {"file": file.file, "rows": file.rows, "bytes": file.bytes, "sha256": file.sha256}
                for file in report.files
            ],
        },
        "outcome": report.outcome,
        "counts": {severity.value: count for severity, count in report.counts.items()},
        "partial": report.partial,
        "forecast": dict(report.forecast),
        "rules": {
            code: {
                "name": rule.name,
                "severity": rule.severity.value,
                "review": rule.review.value,
                "count": rule.count,
                "affected": rule.affected,
                "shown": rule.shown,
                "waived": rule.waived,
            }
            for code, rule in report.rules.items()
        },
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity.value,
                "review": finding.review.value,
                "basis": finding.basis.value,
                "file": finding.file,
                "line": finding.line,
                "column": finding.column,
                "value": finding.value if show_values else None,
                "affected": finding.affected,
                "waived": finding.waived,
                "message": finding.message,
                "hint": finding.hint,
            }
            for finding in report.findings
        ],
        "waivers": [
            {
                "code": use.waiver.code,
                "because": use.waiver.because,
                "until": use.waiver.until.isoformat(),
                "file": use.waiver.file or None,
                "column": use.waiver.column or None,
                "at_most": use.waiver.at_most,
                "state": use.state.value,
                "count": use.count,
            }
            for use in report.waivers
        ],
        "unsettled": [question.id for question in report.unsettled],
    }
