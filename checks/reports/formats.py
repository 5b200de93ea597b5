"""The registry of report formats; each has a module of its own.

Commands and screens offer what is in `FORMATS`.
"""

from collections.abc import Mapping
from json import dumps
from typing import Protocol

from checks.finding import Report
from checks.reports.csv import as_csv
from checks.reports.github import as_github
from checks.reports.html import as_html
from checks.reports.json import as_json
from checks.reports.junit import as_junit
from checks.reports.sarif import as_sarif
from checks.reports.text import as_text


class Write(Protocol):
    """Writes a whole report as text; values of cells are in it only with `show_values`."""

    def __call__(self, report: Report, *, tool_version: str, show_values: bool) -> str:
        """Return the content of a file in this format, to be written as UTF-8 with line ends unchanged."""


def _text(report: Report, *, tool_version: str, show_values: bool) -> str:  # noqa: ARG001 - as all formats
    return "".join(f"{line}\n" for line in as_text(report, show_values=show_values))


def _json(report: Report, *, tool_version: str, show_values: bool) -> str:
    data = as_json(report, tool_version=tool_version, show_values=show_values)
    return dumps(data, ensure_ascii=True, indent=2) + "\n"


FORMATS: Mapping[str, Write] = {
    "text": _text,
    "json": _json,
    "csv": as_csv,
    "html": as_html,
    "sarif": as_sarif,
    "junit": as_junit,
    "github": as_github,
}
"""All formats by name, the one for people first."""
