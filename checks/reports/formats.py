"""The registry of report formats; each has a module of its own.

Commands and screens offer what is in `FORMATS`. Only the module of the format that is written is loaded:
all of them take a twentieth of a small check.
"""

from collections.abc import Mapping
from functools import partial
from importlib import import_module
from json import dumps
from typing import Protocol

from checks.finding import Report


class Write(Protocol):
    """Writes a whole report as text; values of cells are in it only with `show_values`."""

    def __call__(self, report: Report, *, tool_version: str, show_values: bool) -> str:
        """Return the content of a file in this format, to be written as UTF-8 with line ends unchanged."""


def _text(report: Report, *, tool_version: str, show_values: bool) -> str:  # noqa: ARG001 - as all formats
    from checks.reports.text import as_text

    return "".join(f"{line}\n" for line in as_text(report, show_values=show_values))


def _json(report: Report, *, tool_version: str, show_values: bool) -> str:
    from checks.reports.json import as_json

    data = as_json(report, tool_version=tool_version, show_values=show_values)
    return dumps(data, ensure_ascii=True, indent=2) + "\n"


def _by_module(form: str, report: Report, *, tool_version: str, show_values: bool) -> str:
    write: Write = getattr(import_module(f"checks.reports.{form}"), f"as_{form}")
    return write(report, tool_version=tool_version, show_values=show_values)


FORMATS: Mapping[str, Write] = {
    "text": _text,
    "json": _json,
    **{form: partial(_by_module, form) for form in ("csv", "html", "sarif", "junit", "github")},
}
"""All formats by name, the one for people first."""
