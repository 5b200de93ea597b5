"""The findings as JUnit XML, for tools that show test results: one test case per rule and file.

Only errors are failures. Warnings and infos are output of passing cases, because a failed test would fail
the build.
"""

import re
from itertools import groupby
from xml.etree import ElementTree as ET

from checks.finding import Report, Severity
from checks.reports.places import Fault, faults_by_rule, in_words, title
from checks.rules.registry import all_rules, find_rule

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters XML 1.0 does not allow."""

_CLEAN = "rules without a finding"
_OFF = "rules that are off"


def as_junit(report: Report, *, tool_version: str, show_values: bool) -> str:
    """Return JUnit XML: a suite for each file with findings, one for clean rules, one for those off."""
    cases: dict[str, list[ET.Element]] = {}
    for faults in faults_by_rule(report, show_values=show_values).values():
        ordered = sorted(faults, key=lambda fault: fault.file)
        for file, together in groupby(ordered, key=lambda fault: fault.file):
            cases.setdefault(file, []).append(_case(report, list(together)))
    clean = sorted(report.ran - report.rules.keys())
    if clean:
        cases[_CLEAN] = [_named(_CLEAN, code, all_rules()[code].title) for code in clean]
    if report.rules_off:
        cases[_OFF] = [_skipped(code) for code in report.rules_off]
    root = ET.Element("testsuites", name=_clean(f"dde check {tool_version}, profile {report.profile}"))
    for name, found in cases.items():
        suite = ET.SubElement(root, "testsuite", name=_clean(name), errors="0")
        suite.extend(found)
        _count(suite)
    _count(root)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _named(file: str, code: str, words: str) -> ET.Element:
    return ET.Element("testcase", classname=_clean(file), name=_clean(f"{code} {words}"))


def _skipped(code: str) -> ET.Element:
    case = _named(_OFF, code, all_rules()[code].title)
    ET.SubElement(case, "skipped", message="This rule is off in the profile.")
    return case


def _case(report: Report, faults: list[Fault]) -> ET.Element:
    first = faults[0]
    rule, counts = find_rule(first.code), report.rules[first.code]
    case = _named(first.file, first.code, rule.title)
    lines = [line for fault in faults for line in _lines(fault)]
    if counts.shown < counts.count:
        lines.append(f"This rule has {counts.count:,} findings in all files; {counts.shown:,} listed.")
    lines += [f"Why it matters: {rule.why}", f"How to fix it: {rule.fix}"]
    failing = [fault for fault in faults if fault.severity is Severity.ERROR and not fault.waived]
    if failing:
        words = f"{rule.title}: {len(lines) - 2:,} places" if len(lines) > 3 else failing[0].message
        output = ET.SubElement(case, "failure", type=first.code, message=_clean(words))
    else:
        output = ET.SubElement(case, "system-out")
    output.text = _clean("\n".join(lines))
    return case


def _lines(fault: Fault) -> list[str]:
    marks = [fault.severity.value, *([f"waived: {fault.waived}"] if fault.waived else [])]
    said = in_words((fault.column, fault.message, fault.hint))
    return [
        in_words(
            (
                f"{title(fault.file, place.line)}: {', '.join(marks)}:",
                said,
                _more(place.value, place.affected),
            )
        )
        for place in fault.places
    ]


def _more(value: str, affected: int) -> str:
    return in_words((f"[{value}]" if value else "", f"({affected:,} rows)" if affected > 1 else ""))


def _count(element: ET.Element) -> None:
    element.set("tests", str(len(list(element.iter("testcase")))))
    element.set("failures", str(len(list(element.iter("failure")))))
    element.set("skipped", str(len(list(element.iter("skipped")))))


def _clean(text: str) -> str:
    return _NO_XML.sub("", text)
