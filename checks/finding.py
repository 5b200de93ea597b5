"""What a check hands over: findings, their counts, and the outcome."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from checks.profile.model import Basis, Question
from checks.tables.statistics import Statistics


class Severity(StrEnum):
    """What a finding does to the files: an error keeps them from being ready."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Review(StrEnum):
    """Which of CLI's two reviews would trip on it."""

    INITIAL = "initial"
    QUALITY = "quality"


@dataclass(frozen=True, slots=True)
class Finding:
    """One root cause: where it stands and how many rows it touches."""

    code: str
    severity: Severity
    review: Review
    basis: Basis
    file: str
    line: int | None
    """Physical line, the header being 1; None where the whole file is meant."""
    column: str | None
    value: str | None
    """The cell as it stands; shown only where values may be shown."""
    message: str
    hint: str = ""
    affected: int = 1
    waived: bool = False
    """Whether the district decided to leave it for a while: it is listed, but does not count."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """What is waived, why, and until when."""

    code: str
    because: str
    until: date
    """The last day on which it holds."""
    file: str = ""
    """The only file it holds for; any when empty."""
    column: str = ""
    """The only column it holds for; any when empty."""
    at_most: int | None = None
    """How many findings it was made for: when there are more, none of them is waived."""

    def covers(self, code: str, file: str, column: str | None) -> bool:
        """Tell whether a finding there is one that this waiver is about."""
        return code == self.code and self.file in ("", file) and (not self.column or self.column == column)


class WaiverState(StrEnum):
    """What a waiver did in one check."""

    APPLIED = "applied"
    EXPIRED = "expired"
    EXCEEDED = "exceeded"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class WaiverUse:
    """A waiver after a check: what became of it and how many findings it is about, by severity."""

    waiver: Waiver
    state: WaiverState
    by_severity: Mapping[Severity, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Findings that it is about, waived or not."""
        return sum(self.by_severity.values())


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often one rule was broken; exact, however few places are shown."""

    name: str
    severity: Severity
    """The worst it was found with: on an unsettled basis a place is an information only."""
    review: Review
    count: int
    """All root causes, waived ones too."""
    affected: int
    shown: int
    by_severity: Mapping[Severity, int]
    """The root causes that count: all but the waived ones."""
    waived: int = 0


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One file that was read."""

    file: str
    rows: int
    bytes: int
    sha256: str
    found: str = ""
    """Its name in the set, which may differ from the profile's."""


@dataclass(frozen=True, slots=True)
class Report:
    """The whole answer of one check."""

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
    """For each file that was found wrong, its root causes that count."""
    ran: frozenset[str] = frozenset()
    """Codes of the rules that looked; one over tables that could not be read is not among them."""
    portrait: Statistics = field(default_factory=Statistics)
    unsettled: tuple[Question, ...] = ()
    """What no rule could look at, because CLI has not answered yet."""

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
        """`ready` when no error stands, else `not-ready`."""
        return "not-ready" if self.counts[Severity.ERROR] else "ready"

    def fails(self, on: str) -> bool:
        """Whether a finding of severity `on` ("error", "warning", "never") or worse stands."""
        counts = self.counts
        if on == "never":
            return False
        worst = counts[Severity.ERROR] + (counts[Severity.WARNING] if on == "warning" else 0)
        return worst > 0
