"""What a run of pytest left in its JUnit file."""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Results:
    """The tests of one part by what became of them, and how long they took.

    `crashed` are the tests during which the Windows Python itself went away: of those nobody knows what is wrong.
    """

    passed: int = 0
    failed: list[str] = field(default_factory=list)
    crashed: list[str] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def add(self, other: "Results") -> None:
        """Count the results of another part as well."""
        self.passed += other.passed
        self.failed += other.failed
        self.crashed += other.crashed
        self.skipped += other.skipped
        self.seconds += other.seconds

    def __str__(self) -> str:
        skipped = self.skipped.total()
        return f"{self.passed:,} passed, {len(self.failed):,} failed, {skipped:,} skipped"


def read(path: Path) -> Results:
    """Read a JUnit file; reasons of skips are counted without the place of the test."""
    results = Results()
    for suite in ET.parse(path).getroot().iter("testsuite"):
        results.seconds += float(suite.get("time", 0))
        for case in suite.iter("testcase"):
            _count(results, case)
    return results


def _count(results: Results, case: ET.Element) -> None:
    name = f"{case.get('classname', '')}::{case.get('name', '')}"
    problem = next((each for each in case if each.tag in {"failure", "error"}), None)
    skip = case.find("skipped")
    if problem is not None:
        said = f"{problem.get('message', '')} {problem.text or ''}"
        crash = re.search(r"worker '\w+' crashed while running '(.+?)'", said)
        if crash:
            results.crashed.append(crash[1])
        else:
            results.failed.append(name)
    elif skip is not None:
        results.skipped[_reason(skip)] += 1
    else:
        results.passed += 1


def _reason(skip: ET.Element) -> str:
    """Return why a test, or a whole file of tests, was skipped."""
    of_file = re.search(r"""Skipped: (.*?)['"]\)$""", skip.text or "")
    return of_file[1] if of_file else skip.get("message", "")
