"""The result of a check: findings, their counts, and the outcome."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from checks.file_record import FileRecord
from checks.profile.model import Basis, ProfileSource, Question
from checks.tables.statistics import Statistics
from checks.toml_reader import key, one_line


class Severity(StrEnum):
    """The severity of a finding; only an error keeps the files from being ready."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Review(StrEnum):
    """The CLI review that would return the files for a finding."""

    INITIAL = "initial"
    QUALITY = "quality"


@dataclass(frozen=True, slots=True)
class Finding:
    """One root cause: where it is and how many rows it affects."""

    code: str
    severity: Severity
    review: Review
    basis: Basis
    file: str
    line: int | None
    """Physical line, counted from the header as 1; None for the whole file."""
    column: str | None
    value: str | None
    """The raw cell; shown only where values may be shown."""
    message: str
    hint: str = ""
    affected: int = 1
    waived: bool = False
    """Whether a waiver covers it: it is listed, but does not count."""


def _reason(text: str) -> str:
    if not text.strip():
        raise ValueError("must say why this may stay as it is")
    return one_line(text).strip()


def _from_one(number: int) -> int:
    if number < 1:
        raise ValueError("must be a whole number from 1 up")
    return number


@dataclass(frozen=True, slots=True)
class Waiver:
    """What is waived, why, and until when."""

    code: str = field(metadata=key(check=one_line))
    because: str = field(metadata=key(check=_reason))
    until: date
    """The last day it is valid."""
    file: str = field(default="", metadata=key(check=one_line))
    """The only file it covers; any if empty."""
    column: str = field(default="", metadata=key(check=one_line))
    """The only column it covers; any if empty."""
    at_most: int | None = field(default=None, metadata=key(check=_from_one))
    """The number of findings it was made for; if there are more, none is waived."""

    def covers(self, code: str, file: str, column: str | None) -> bool:
        """Return whether this waiver covers a finding at that place."""
        return code == self.code and self.file in ("", file) and (not self.column or self.column == column)


class WaiverState(StrEnum):
    """The effect of a waiver in one check."""

    APPLIED = "applied"
    EXPIRED = "expired"
    EXCEEDED = "exceeded"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class WaiverUse:
    """A waiver after a check: its effect, and the findings it covers by severity."""

    waiver: Waiver
    state: WaiverState
    by_severity: Mapping[Severity, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """The number of findings it covers, waived or not."""
        return sum(self.by_severity.values())


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often a rule was broken; exact, however few places are shown."""

    name: str
    severity: Severity
    """The worst of its findings; on an unsettled basis, a finding is at most info."""
    review: Review
    count: int
    """All root causes, including waived ones."""
    affected: int
    shown: int
    by_severity: Mapping[Severity, int]
    """The root causes that count, without waived ones."""
    waived: int = 0


@dataclass(frozen=True, slots=True)
class CheckedFile(FileRecord):
    """One file that was read."""

    bytes: int
    rows: int = 0
    found: str = ""
    """Its name in the set, which may differ from the profile's."""


@dataclass(frozen=True, slots=True)
class Report:
    """The complete result of one check."""

    profile: str
    profile_version: str
    path: str
    files: tuple[CheckedFile, ...]
    findings: tuple[Finding, ...]
    rules: Mapping[str, RuleCount]
    partial: bool = False
    forecast: Mapping[str, Any] = field(default_factory=dict)
    waivers: tuple[WaiverUse, ...] = ()
    by_file: Mapping[str, Mapping[Severity, int]] = field(default_factory=dict)
    """For each file with findings, its root causes that count."""
    ran: frozenset[str] = frozenset()
    """Codes of the rules that ran; a rule whose tables could not be read does not."""
    statistics: Statistics = field(default_factory=Statistics)
    unsettled: tuple[Question, ...] = ()
    """Questions no rule can check, because CLI has not answered them."""
    rules_off: tuple[str, ...] = ()
    """Codes of the rules that the profile switches off."""
    profile_source: ProfileSource = ProfileSource.SHIPPED
    fixable: frozenset[str] | None = None
    """Codes of the rules of which `dde fix` would correct a finding; None where nobody tried."""
    is_bundle: bool = False
    """Whether the set was checked as the bundle that it says it is."""

    @property
    def counts(self) -> dict[Severity, int]:
        """Root causes by severity."""
        totals = dict.fromkeys(Severity, 0)
        for rule in self.rules.values():
            for severity, count in rule.by_severity.items():
                totals[severity] += count
        return totals

    @property
    def outcome(self) -> str:
        """`ready` if there is no error, else `not-ready`."""
        return "not-ready" if self.counts[Severity.ERROR] else "ready"

    def fails(self, on: str) -> bool:
        """Whether there is a finding of severity `on` ("error", "warning", "never") or worse."""
        counts = self.counts
        if on == "never":
            return False
        worst = counts[Severity.ERROR] + (counts[Severity.WARNING] if on == "warning" else 0)
        return worst > 0
