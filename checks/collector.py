"""Gathers findings with exact counts and a bounded number of places.

Four million findings must cost no memory: every rule is counted in full, but only the first places of
each rule, file and column are kept.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from checks.finding import Finding, RuleCount, Severity
from checks.profile import Basis
from checks.rules.rule import Hit, Rule

if TYPE_CHECKING:
    import polars as pl


class Collector:
    """The findings of one check, as they come."""

    def __init__(self, rules: Mapping[str, Rule], limit: int) -> None:
        """Keep at most `limit` places for each rule, file and column."""
        self._rules = rules
        self._limit = limit
        self._kept: dict[tuple[str, str, str | None], list[Finding]] = defaultdict(list)
        self._count: dict[str, dict[Severity, int]] = defaultdict(lambda: dict.fromkeys(Severity, 0))
        self._affected: dict[str, int] = defaultdict(int)

    def add(self, rule: Rule, hits: Iterable[Hit]) -> None:
        """Add places one by one."""
        for hit in hits:
            self._count[rule.code][_severity(rule, hit)] += 1
            self._affected[rule.code] += hit.affected
            self._keep(rule, hit)

    def add_frame(self, rule: Rule, like: Hit, frame: "pl.DataFrame") -> None:
        """Add the places of a frame with `line`, `value` and perhaps `affected`; `like` has the words."""
        if not len(frame):
            return
        self._count[rule.code][_severity(rule, like)] += len(frame)
        has_affected = "affected" in frame.columns
        self._affected[rule.code] += int(frame["affected"].sum()) if has_affected else len(frame)
        kept = self._kept[rule.code, like.file, like.column]
        for row in frame.head(max(0, self._limit - len(kept))).iter_rows(named=True):
            affected = row["affected"] if has_affected else 1
            self._keep(rule, replace(like, line=row["line"], value=row["value"], affected=affected))

    def room(self, rule: Rule, file: str, column: str) -> int:
        """Return how many more places of this column would be kept."""
        return self._limit - len(self._kept[rule.code, file, column])

    def _keep(self, rule: Rule, hit: Hit) -> None:
        kept = self._kept[rule.code, hit.file, hit.column]
        if len(kept) >= self._limit:
            return
        kept.append(
            Finding(
                code=rule.code,
                severity=_severity(rule, hit),
                review=rule.review,
                basis=hit.basis or rule.basis,
                file=hit.file,
                line=hit.line,
                column=hit.column,
                value=hit.value,
                message=hit.message or rule.title,
                hint=hit.hint,
                affected=hit.affected,
            )
        )

    def findings(self) -> tuple[Finding, ...]:
        """Return what was kept: by rule, then in the order of the files and lines; bounded per rule."""
        by_rule: dict[str, list[Finding]] = defaultdict(list)
        for (code, _, _), kept in self._kept.items():
            by_rule[code].extend(kept)
        order = {code: number for number, code in enumerate(self._rules)}
        result: list[Finding] = []
        for code in sorted(by_rule, key=lambda code: order[code]):
            worst = sorted(by_rule[code], key=lambda found: (_ORDER[found.severity], *_place(found)))
            result.extend(sorted(worst[: self._limit], key=_place))
        return tuple(result)

    def rules(self, findings: Iterable[Finding]) -> dict[str, RuleCount]:
        """Return the exact counts of every rule that was broken."""
        shown: dict[str, int] = defaultdict(int)
        for finding in findings:
            shown[finding.code] += 1
        return {
            code: RuleCount(
                name=rule.name,
                severity=next(severity for severity, count in self._count[code].items() if count),
                review=rule.review,
                count=sum(self._count[code].values()),
                affected=self._affected[code],
                shown=shown[code],
                by_severity=self._count[code],
            )
            for code, rule in self._rules.items()
            if code in self._count
        }


_ORDER = {severity: number for number, severity in enumerate(Severity)}


def _place(found: Finding) -> tuple[str, int, str]:
    return found.file, found.line or 0, found.column or ""


def _severity(rule: Rule, hit: Hit) -> Severity:
    """Return the rule's severity; what stands on an unsettled requirement is an information at most."""
    return Severity.INFO if (hit.basis or rule.basis) is Basis.UNSETTLED else rule.severity
