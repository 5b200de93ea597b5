"""One finding in full: the row it stands in, what is wrong, and the rule's page."""

from pathlib import Path

from textual.content import Content

from checks.errors import DdeError
from checks.explain import as_text
from checks.finding import Finding
from checks.profile import load_profile
from checks.rules import find_rule
from checks.visible import visible
from dde_tui.screens.dialog import Page
from dde_tui.screens.row import Cell, read_row

HIDDEN = "(hidden)"


def place_of(finding: Finding) -> str:
    """Return where a finding points: file and line."""
    return ":".join(str(part) for part in (finding.file, finding.line) if part is not None)


def finding_page(finding: Finding, path: Path, profile: str, *, shows_values: bool) -> Page:
    """Return the page of a finding; the row is read from the file as it is now."""
    rule = find_rule(finding.code)
    parts = [
        Content.assemble(
            (visible(finding.message, 400), "bold"), f"\n{visible(finding.hint, 400)}" if finding.hint else ""
        ),
        *_row(finding, path, profile, shows_values=shows_values),
        Content(as_text(rule)),
    ]
    column = f", {finding.column}" if finding.column else ""
    return Page(f"{finding.code}  {place_of(finding)}{column}", Content("\n\n").join(parts))


def _row(finding: Finding, path: Path, profile: str, *, shows_values: bool) -> list[Content]:
    if finding.line is None:
        return []
    try:
        spec = load_profile(profile).file(finding.file)
        cells = read_row(path, spec, finding.line, finding.column)
    except (DdeError, KeyError) as error:
        return [Content(visible(error.sentence, 400))] if isinstance(error, DdeError) else []
    head = Content.styled(f"Line {finding.line:,} of {finding.file}, as the file is now:", "$text-muted")
    return [
        Content("\n").join(
            (head, *(_cell(cell, shows_values=shows_values or finding.line == 1) for cell in cells))
        )
    ]


def _cell(cell: Cell, *, shows_values: bool) -> Content:
    value = "(blank)" if not (cell.value or "").strip() else visible(cell.value or "")
    mark = "►" if cell.is_meant else " "
    shown = value if shows_values else HIDDEN
    return Content.assemble(
        (
            f"{mark} {visible(cell.column):<24} " if cell.column else f"{mark} ",
            "bold" if cell.is_meant else "",
        ),
        shown,
    )
