"""The page of a rule: what is wrong, why it matters, how to fix it, a bad and a good example."""

import csv
import io
from typing import Any

from checks.example.changes import Files, changed
from checks.example.tiny import tiny
from checks.fixes.registry import fixes_of
from checks.rules.rule import Rule
from checks.visible import visible

_SHORT = 6
"""Up to this many rows, a sample's table is shown whole; of a longer one, only the rows around the error."""


def as_data(rule: Rule) -> dict[str, Any]:
    """Return the page as plain data, for JSON."""
    bad, good = samples(rule)
    return {
        "schema": "dde-explain/1",
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.value,
        "review": rule.review.value,
        "basis": rule.basis.value,
        "title": rule.title,
        "why": rule.why,
        "fix": rule.fix,
        "repairs": [
            {"name": fix.name, "sentence": fix.sentence, "whole": fix.is_whole} for fix in fixes_of(rule.code)
        ],
        "bad": bad,
        "good": good,
    }


def as_text(rule: Rule) -> str:
    """Return the page as lines of text."""
    bad, good = samples(rule)
    lines = [
        f"{rule.code} {rule.name}: {rule.title}",
        f"{rule.severity.value}, {rule.review.value} review, basis: {rule.basis.value}",
        "",
        f"Why it matters: {rule.why}",
        f"How to fix it: {rule.fix}",
        by_itself(rule),
        "",
        "Bad:",
        *(f"    {line}" for line in bad),
        "",
        "Good:",
        *(f"    {line}" for line in good),
    ]
    return "\n".join(lines)


def by_itself(rule: Rule) -> str:
    """Return a sentence that says what `dde fix` does about the rule's findings."""
    fixes = fixes_of(rule.code)
    if not fixes:
        return "`dde fix` leaves this to you."
    how_far = "fixes this" if all(fix.is_whole for fix in fixes) else "fixes part of this"
    return f"`dde fix` {how_far}: it {'; it '.join(fix.sentence for fix in fixes)}."


def samples(rule: Rule) -> tuple[list[str], list[str]]:
    """Return a bad and a good example as short lines, made from the samples the tests run.

    They show the place of the finding, or if both are equal there, the file changed last, or else the
    file names of the set.
    """
    sets = changed(tiny(), rule.bad), changed(tiny(), ())
    for file, line, column in (rule.at[0], (rule.bad[-1].file, None, None)):
        bad, good = ([_shown(text) for text in _excerpt(files, file, line, column)] for files in sets)
        if bad != good:
            return bad, good
    return _names(sets[0]), _names(sets[1])


def _names(files: Files) -> list[str]:
    return [f"({', '.join(files)})"]


def _excerpt(files: Files, file: str, line: int | None, column: str | None) -> list[str]:
    name = next((name for name in files if name.rsplit("/", 1)[-1].lower() == file.lower()), None)
    if name is None:
        return _names(files)
    lines = files[name].decode("utf-8", "replace").split("\n")
    if line is None:
        return [f"{name}:", *lines[:5]]
    if column is None or line == 1:
        wanted = dict.fromkeys((1, line))
        return [f"{name}:", *(f"{number}: {lines[number - 1]}" for number in wanted if number <= len(lines))]
    rows = list(csv.DictReader(io.StringIO(files[name].decode("utf-8", "replace"))))
    keys = list(dict.fromkeys((next(iter(rows[0])), column)))
    cells = [", ".join((row.get(key) or "(blank)") for key in keys) for row in rows]
    numbered = list(enumerate(cells, 2))
    if len(numbered) > _SHORT:
        numbered = [each for each in numbered if abs(each[0] - line) < _SHORT // 2]
    return [f"{name}: {', '.join(keys)}", *(f"{number}: {cell}" for number, cell in numbered)]


def _shown(text: str) -> str:
    """Return a line of a sample with a no-break space made visible, too: it is what one of them is about."""
    return visible(text).replace("\u00a0", "<U+00A0>")
