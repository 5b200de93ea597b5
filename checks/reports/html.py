"""The report as one self-contained HTML page: responsive, printable, light and dark.

All text and charts are in the page itself, so it can be read without scripts, such as in a mail preview;
the script only filters and expands long lists. A content security policy forbids anything external: the page
loads nothing and sends nothing.
"""

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from importlib import resources
from json import dumps
from string import Template
from typing import Any

from checks.explain import by_itself, samples
from checks.finding import Report, Severity
from checks.fixes.registry import fixes_of
from checks.reports.overview import forecast, overview, roster, tiles, waivers
from checks.reports.places import Fault, FaultLine, faults_by_rule, rules_off
from checks.rules.registry import find_rule
from checks.visible import visible

FAULTS_AT_ONCE, LINES_AT_ONCE = 10, 30
"""The number of problems per rule, and of lines per problem, shown before "more" is pressed."""

_WAIVED = '<label class="pick"><input type="checkbox" value="waived" checked> waived</label>'


def as_html(report: Report, *, tool_version: str, show_values: bool) -> str:
    """Return the page; it has charts of the roster if the report has statistics."""
    faults = faults_by_rule(report, show_values=show_values)
    light, dark, script = (_part(name) for name in ("page.css", "dark.css", "page.js"))
    ready = report.outcome == "ready"
    return Template(_part("page.html")).substitute(
        policy=_policy(styles=(light, dark), script=script),
        light=light,
        dark=dark,
        script=script,
        outcome=report.outcome,
        verdict=("√ Ready" if ready else "× Not ready") + (" as far as checked" if report.partial else ""),
        meaning=_meaning(report),
        path=_text(report.path),
        profile=_text(f"{report.profile} {report.profile_version}"),
        version=_text(tool_version),
        off=_text(rules_off(report)),
        tiles=tiles(report),
        forecast=forecast(report),
        overview=overview(report),
        files="".join(f"<option>{_text(name)}</option>" for name in sorted(_files(faults))),
        waived=_WAIVED if any(rule.waived for rule in report.rules.values()) else "",
        rules="".join(_rule(report, code, faults[code]) for code in faults),
        fault=_fault(None),
        roster=roster(report, show_values=show_values),
        waivers=waivers(report),
        values="" if show_values else "It has no values of cells.",
        data=_data(report, faults),
    )


def _part(name: str) -> str:
    return (resources.files("checks") / "reports" / "page" / name).read_text("utf-8")


def _policy(*, styles: tuple[str, ...], script: str) -> str:
    """Return the content security policy that allows exactly these styles and this script."""
    own = " ".join(_hash(style) for style in styles)
    return (
        f"default-src 'none'; style-src {own}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _text(text: str) -> str:
    return escape(visible(text, 1_000))


def _meaning(report: Report) -> str:
    errors = report.counts[Severity.ERROR]
    if errors:
        return f"{errors:,} {'error keeps' if errors == 1 else 'errors keep'} the files from being sent."
    if report.findings:
        return "Nothing keeps the files from being sent. Check the findings anyway."
    return "Nothing keeps the files from being sent."


def _files(faults: dict[str, list[Fault]]) -> set[str]:
    return {fault.file for found in faults.values() for fault in found}


def _rule(report: Report, code: str, faults: list[Fault]) -> str:
    rule, counts = find_rule(code), report.rules[code]
    bad, good = (escape("\n".join(lines)) for lines in samples(rule))
    severity = counts.severity.value
    bases = ", ".join(dict.fromkeys(fault.basis.value for fault in faults)) or rule.basis.value
    marks = [f"{counts.review.value} review", f"basis: {bases}"]
    if counts.affected > counts.count:
        marks.append(f"{counts.affected:,} rows affected")
    if counts.waived:
        marks.append(f"{counts.waived:,} waived")
    if counts.shown < counts.count:
        marks.append(f"{counts.shown:,} of {counts.count:,} places are listed")
    fixed = f"<p>{_sentence(by_itself(rule))}</p>" if fixes_of(code) else ""
    shown = "".join(_fault(fault) for fault in faults[:FAULTS_AT_ONCE])
    rest = len(faults) - FAULTS_AT_ONCE
    more = (
        f'<button type="button" class="more faults" disabled>and {rest:,} more</button>' if rest > 0 else ""
    )
    return (
        f'<article class="rule" id="{code}">'
        f'<h3><span class="tag {severity}">{severity}</span> '
        f'<span class="code">{code}</span> <span class="title">{escape(rule.title)}</span> '
        f'<span class="count">{counts.count:,}</span></h3>'
        f'<p class="marks">{_text(" · ".join(marks))}</p>'
        f'<p class="fix"><b>How to fix it.</b> {escape(rule.fix)}</p>'
        f"<details><summary>Why it matters, with an example</summary><p>{escape(rule.why)}</p>{fixed}"
        f'<div class="samples">{_sample("Bad", bad)}{_sample("Good", good)}</div></details>'
        f'<ul class="faults">{shown}</ul>{more}</article>'
    )


def _sentence(text: str) -> str:
    """Return a sentence as HTML, with its commands in backticks as code."""
    words = escape(text).split("`")
    return "".join(f"<code>{word}</code>" if number % 2 else word for number, word in enumerate(words))


def _sample(name: str, lines: str) -> str:
    return f'<figure><figcaption>{name}</figcaption><pre tabindex="0">{lines}</pre></figure>'


def _fault(fault: Fault | None) -> str:
    """Return one problem as a list item; for None, the template the script fills in."""
    if fault is None:
        where, words, hint, waived, lines, rest = "", "", "", "", "", 0
    else:
        where = f"{escape(fault.file)} <b>{escape(fault.column)}</b>"
        words, hint = escape(fault.message), escape(fault.hint)
        waived = f"Waived: {escape(fault.waived)}" if fault.waived else ""
        every = [*_lines(fault)]
        lines = "".join(f"<li>{escape(str(line))}</li>" for line in every[:LINES_AT_ONCE])
        rest = len(every) - LINES_AT_ONCE
    hidden = "" if rest > 0 else " hidden"
    return (
        f'<li class="fault"><p class="where">{where}</p><p class="message">{words}</p>'
        f'<p class="hint">{hint}</p><p class="waived">{waived}</p><ul class="lines">{lines}</ul>'
        f'<button type="button" class="more lines" disabled{hidden}>and {max(rest, 0):,} more</button></li>'
    )


def _lines(fault: Fault) -> Iterator[int | str]:
    """Yield the lines as shown: a number, or text if there is more to show than the number."""
    for place in fault.places:
        shown = _place(place)
        if shown:
            yield shown


def _place(place: FaultLine) -> int | str:
    if place.line and place.affected == 1 and not place.value:
        return place.line
    rows = f"({place.affected:,} rows)" if place.affected > 1 else ""
    value = f"“{place.value}”" if place.value else ""
    return " ".join(part for part in (str(place.line or ""), value, rows) if part)


def _data(report: Report, faults: dict[str, list[Fault]]) -> str:
    """Return all problems as JSON, escaped so that it can't close its script element."""
    data: dict[str, Any] = {
        "faultsAtOnce": FAULTS_AT_ONCE,
        "linesAtOnce": LINES_AT_ONCE,
        "rules": {
            code: {
                "words": f"{code} {report.rules[code].name} {find_rule(code).title}".lower(),
                "review": report.rules[code].review.value,
                "faults": [
                    [
                        *(fault.severity.value, fault.file, fault.column, fault.message, fault.hint),
                        *(fault.waived, [*_lines(fault)]),
                    ]
                    for fault in found
                ],
            }
            for code, found in faults.items()
        },
    }
    text = dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
