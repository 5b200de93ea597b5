"""The findings as SARIF 2.1.0, the exchange format for findings of tools.

The fingerprint of a finding uses no values and no line, because lines move when a student comes or goes. It
is the rule, file, column, message and hint, and the number among equal ones.
"""

import hashlib
from collections import Counter
from json import dumps
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from checks.explain import samples
from checks.finding import Finding, Report, Severity
from checks.reports.places import in_words, reason, rules_off
from checks.rules.registry import find_rule
from checks.visible import visible

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_FINGERPRINT = "ruleFileColumn/v1"


def as_sarif(report: Report, *, tool_version: str, show_values: bool) -> str:
    """Return the SARIF log as ASCII text, with one run."""
    base = _Base(report)
    seen: Counter[str] = Counter()
    indexes = {code: index for index, code in enumerate(report.rules)}
    results = [
        {
            "ruleId": found.code,
            "ruleIndex": indexes[found.code],
            "level": _LEVELS[found.severity],
            "message": {"text": in_words((visible(found.message, 1_000), visible(found.hint, 1_000)))},
            "locations": [base.location(found)],
            "partialFingerprints": {_FINGERPRINT: _fingerprint(found, seen)},
            "suppressions": _suppressions(report, found),
            "properties": _properties(found, show_values=show_values),
        }
        for found in report.findings
    ]
    run = {
        "tool": {"driver": {"name": "dde", "version": tool_version, "rules": [*map(_rule, report.rules)]}},
        "invocations": [{"executionSuccessful": True, **_notifications(report)}],
        "artifacts": base.artifacts,
        **base.original,
        "results": results,
        "columnKind": "unicodeCodePoints",
        "properties": {
            "profile": f"{report.profile} {report.profile_version}",
            "outcome": report.outcome,
            "partial": report.partial,
            "rulesOff": [*report.rules_off],
            "counts": {severity.value: count for severity, count in report.counts.items()},
            "rules": {
                code: {"count": rule.count, "affected": rule.affected, "shown": rule.shown}
                for code, rule in report.rules.items()
            },
        },
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return dumps(log, ensure_ascii=True) + "\n"


def _notifications(report: Report) -> dict[str, Any]:
    off = rules_off(report)
    if not off:
        return {}
    return {"toolConfigurationNotifications": [{"level": "warning", "message": {"text": off}}]}


def _rule(code: str) -> dict[str, Any]:
    rule = find_rule(code)
    bad, good = ("\n".join(lines) for lines in samples(rule))
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {
            "text": f"{rule.why}\n\nHow to fix it: {rule.fix}\n\nBad:\n{bad}\n\nGood:\n{good}",
            "markdown": f"{rule.why}\n\n**How to fix it:** {rule.fix}\n\n"
            f"**Bad**\n\n```\n{bad}\n```\n\n**Good**\n\n```\n{good}\n```",
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"review": rule.review.value, "basis": rule.basis.value, "tags": [rule.review.value]},
    }


def _fingerprint(found: Finding, seen: Counter[str]) -> str:
    same = "\0".join((found.code, found.file, found.column or "", found.message, found.hint))
    seen[same] += 1
    return hashlib.sha256(f"{same}\0{seen[same]}".encode("utf-8", "surrogatepass")).hexdigest()


def _suppressions(report: Report, found: Finding) -> list[dict[str, str]]:
    why = reason(report, found)
    return [{"kind": "external", "status": "accepted", "justification": why}] if why else []


def _properties(found: Finding, *, show_values: bool) -> dict[str, Any]:
    properties: dict[str, Any] = {"basis": found.basis.value, "affected": found.affected}
    if show_values and found.value:
        properties["value"] = visible(found.value)
    return properties


class _Base:
    """The base URI of the files: relative to the working directory, or an absolute folder; and the zip."""

    def __init__(self, report: Report) -> None:
        path = PurePath(report.path)
        self._zip = path.name if path.suffix.lower() == ".zip" else ""
        folder = path.parent if self._zip else path
        self._base, self._folder = "", ""
        self.original: dict[str, Any] = {}
        if folder.is_absolute():
            self._base = "ROSTER"
            self.original = {"originalUriBaseIds": {self._base: {"uri": f"{folder.as_uri()}/"}}}
        elif ".." not in folder.parts:
            self._base = "%SRCROOT%"
            self._folder = "".join(f"{part}/" for part in folder.parts)
        self.artifacts: list[dict[str, Any]] = []
        if self._zip:
            self.artifacts.append({"location": self._on_disk(self._zip)})
        self._index = {file.file: number for number, file in enumerate(report.files, len(self.artifacts))}
        for file in report.files:
            inside = {"location": {"uri": f"/{_quoted(file.file)}"}, "parentIndex": 0}
            self.artifacts.append(
                {
                    **(inside if self._zip else {"location": self._on_disk(file.file)}),
                    "length": file.bytes,
                    "hashes": {"sha-256": file.sha256},
                }
            )

    def _on_disk(self, name: str) -> dict[str, Any]:
        uri = _quoted(self._folder + name)
        return {"uri": uri, "uriBaseId": self._base} if self._base else {"uri": uri}

    def location(self, found: Finding) -> dict[str, Any]:
        """Return the place of a finding; for a file missing from the zip, the zip itself."""
        index = self._index.get(found.file)
        if index is None:
            artifact = self._on_disk(self._zip or found.file)
        else:
            artifact = {**self.artifacts[index]["location"], "index": index}
        physical: dict[str, Any] = {"artifactLocation": artifact}
        if found.line is not None and index is not None:
            physical["region"] = {"startLine": found.line}
        location: dict[str, Any] = {"physicalLocation": physical}
        if found.column:
            column = visible(found.column)
            name = {"name": column, "fullyQualifiedName": f"{visible(found.file)}/{column}", "kind": "column"}
            location["logicalLocations"] = [name]
        return location


def _quoted(path: str) -> str:
    return quote(path, errors="surrogatepass")
