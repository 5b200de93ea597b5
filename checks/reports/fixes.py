"""What was fixed and what is left, as text, as data for JSON, and as a CSV log of every change.

Values of cells are written only where they may be shown; file, line and column always are.
"""

import csv
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

from checks.finding import Severity
from checks.fixes.declaration import Change
from checks.fixes.fix_set import FixCount, FixPlan
from checks.reports.csv import BOM, safe
from checks.rules.registry import find_rule
from checks.visible import visible

SCHEMA = "dde-fix/1"
LOG_COLUMNS = ("file", "line", "column", "code", "repair", "before", "after")
_LINES = 8
"""Maximum number of lines listed for a fix where values may not be shown."""

Style = Callable[..., str]


def log_head() -> str:
    """Return the header of the log, with a byte order mark for spreadsheets."""
    return BOM + _row(LOG_COLUMNS)


def log_lines(plan: FixPlan, *, show_values: bool) -> Iterator[str]:
    """Yield the whole log; fixes the files again, because a plan keeps only the first changes."""
    yield log_head()
    for file in plan.files:
        changes: list[Change] = []
        for _ in file.pieces(changes.append):
            yield from (log_row(change, show_values=show_values) for change in changes)
            changes.clear()


def log_row(change: Change, *, show_values: bool) -> str:
    """Return one change as a line of the log in RFC 4180, safe from CSV injection."""
    values = (change.before, change.after) if show_values else (None, None)
    texts = (visible(value or "", 32_000) for value in values)
    return _row((change.file, change.line, visible(change.column or ""), change.code, change.fix, *texts))


def _row(cells: tuple[object, ...]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(
        [safe(cell) if isinstance(cell, str) else cell for cell in cells]
    )
    return text.getvalue()


def as_text(plan: FixPlan, *, show_values: bool, limit: int, style: Style) -> Iterator[str]:
    """Yield what was fixed, by file, and what is left, by rule.

    Args:
        plan: the plan of the fixes.
        show_values: whether the values of cells may be shown.
        limit: maximum number of changes shown for each fix, file and column.
        style: colors for a terminal.
    """
    file = ""
    for each in plan.changes:
        if each.file != file:
            file = each.file
            yield style(file, "bold")
        yield from _fixed(each, limit if show_values else 0)
    for name, note in plan.notes:
        yield f"! {name}: {note}"
    if plan.after.rules:
        yield style("Left to you", "bold")
    for code, rule in plan.after.rules.items():
        yield f"  {rule.severity.value:<7}  {code}  x{rule.count:<5,}  {find_rule(code).title}"
    for code, count in plan.uncovered.items():
        yield f"! {code}: {count:,} more found, hidden before by what was fixed."
    yield summary(plan)


def _fixed(each: FixCount, limit: int) -> Iterator[str]:
    column = f"  {visible(each.column)}" if each.column else ""
    lines = [change.line for change in each.places if change.line is not None]
    where = ""
    if lines and not limit:
        shown = lines[:_LINES]
        more = f" … and {each.count - len(shown):,} more" if each.count > len(shown) else ""
        where = f"  {'line' if each.count == 1 else 'lines'} {', '.join(map(str, shown))}{more}"
    yield f"  √ {each.fix.code or '-':<6}{column}  x{each.count:,}  {each.fix.sentence}{where}"
    for change in each.places[:limit]:
        place = f"line {change.line}  " if change.line is not None else ""
        after = "(dropped)" if change.after is None else visible(change.after, 60) or "(blank)"
        if change.before:
            yield f"      {place}{visible(change.before, 60)} ► {after}"
        elif place:
            yield f"      {place}".rstrip()
    if limit and each.count > limit:
        yield f"      … and {each.count - limit:,} more"


def summary(plan: FixPlan) -> str:
    """Return a sentence that counts what was fixed and what is left."""
    counts = plan.after.counts
    left = sum(counts.values())
    words = ", ".join(_counted(count, severity) for severity, count in counts.items() if count)
    return f"{plan.count:,} fixed, {left:,} left{f': {words}' if words else ''}."


def _counted(count: int, severity: Severity) -> str:
    return f"{count:,} {severity.value}{'' if count == 1 else 's'}"


def as_json(plan: FixPlan, *, tool_version: str, output: str | None, show_values: bool) -> dict[str, Any]:
    """Return the result as data for JSON; `output` is None if nothing was written."""
    after, before = plan.after, plan.before.rules
    codes = sorted({*before, *after.rules})
    return {
        "schema": SCHEMA,
        "tool": {"name": "dde", "version": tool_version},
        "profile": {"name": after.profile, "version": after.profile_version},
        "source": str(plan.source.path),
        "output": output,
        "mended": plan.count,
        "changes": [
            {
                "code": each.fix.code or None,
                "repair": each.fix.name,
                "file": each.file,
                "column": each.column,
                "count": each.count,
                "places": [
                    {
                        "line": change.line,
                        "before": change.before if show_values else None,
                        "after": change.after if show_values else None,
                    }
                    for change in each.places
                ],
            }
            for each in plan.changes
        ],
        "notes": [{"file": file, "note": note} for file, note in plan.notes],
        "outcome": after.outcome,
        "left": {severity.value: count for severity, count in after.counts.items()},
        "rules": {
            code: {
                "before": before[code].count if code in before else 0,
                "after": after.rules[code].count if code in after.rules else 0,
            }
            for code in codes
        },
        "uncovered": plan.uncovered,
    }
