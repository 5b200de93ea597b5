"""Gathers findings with exact counts and a bounded number of places.

Four million findings must cost no memory: every rule is counted in full, but only the first places of
each rule, file and column are kept.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from checks.finding import Finding, RuleCount, Severity, Waiver, WaiverState, WaiverUse
from checks.profile.model import Basis
from checks.rules.rule import Hit, Rule

if TYPE_CHECKING:
    import polars as pl

_Group = tuple[str, str, str | None]
"""Rule's code, file and column: what is counted together, kept together and waived together."""


class Collector:
    """The findings of one check, as they come."""

    def __init__(self, rules: Mapping[str, Rule], limit: int) -> None:
        """Keep at most `limit` places for each rule, file and column."""
        self._rules = rules
        self._limit = limit
        self._kept: dict[_Group, list[Finding]] = defaultdict(list)
        self._count: dict[_Group, Counter[Severity]] = defaultdict(Counter)
        self._affected: Counter[str] = Counter()
        self._waived: set[_Group] = set()

    def add(self, rule: Rule, hits: Iterable[Hit]) -> None:
        """Add places one by one."""
        for hit in hits:
            self._count[rule.code, hit.file, hit.column][_severity(rule, hit)] += 1
            self._affected[rule.code] += hit.affected
            self._keep(rule, hit)

    def add_frame(self, rule: Rule, like: Hit, frame: "pl.DataFrame") -> None:
        """Add the places of a frame with `line`, `value` and perhaps `affected`; `like` has the words."""
        if not len(frame):
            return
        self._count[rule.code, like.file, like.column][_severity(rule, like)] += len(frame)
        has_affected = "affected" in frame.columns
        self._affected[rule.code] += int(frame["affected"].sum()) if has_affected else len(frame)
        kept = self._kept[rule.code, like.file, like.column]
        for row in frame.head(max(0, self._limit - len(kept))).iter_rows(named=True):
            affected = row["affected"] if has_affected else 1
            self._keep(rule, replace(like, line=row["line"], value=row["value"], affected=affected))

    def add_more(self, rule: Rule, like: Hit, count: int) -> None:
        """Count places that are not kept; `like` has their file, column and basis."""
        if count > 0:
            self._count[rule.code, like.file, like.column][_severity(rule, like)] += count
            self._affected[rule.code] += count

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

    def waive(self, waivers: Iterable[Waiver], today: date) -> tuple[WaiverUse, ...]:
        """Mark what waivers cover, once all was added; tell what became of each whose rule was run.

        What two waivers cover is the first one's.
        """
        return tuple(self._use(waiver, today) for waiver in waivers if waiver.code in self._rules)

    def _use(self, waiver: Waiver, today: date) -> WaiverUse:
        covered = [group for group in self._count if waiver.covers(*group) and group not in self._waived]
        counts = sum((self._count[group] for group in covered), Counter[Severity]())
        if today > waiver.until:
            state = WaiverState.EXPIRED
        elif not covered:
            state = WaiverState.UNUSED
        elif waiver.at_most is not None and counts.total() > waiver.at_most:
            state = WaiverState.EXCEEDED
        else:
            state = WaiverState.APPLIED
            self._waived.update(covered)
        return WaiverUse(waiver, state, dict(counts))

    def findings(self) -> tuple[Finding, ...]:
        """Return what was kept: by rule, then in the order of the files and lines; bounded per rule.

        Where not all are shown, the waived ones and the mild ones give way.
        """
        by_rule: dict[str, list[Finding]] = defaultdict(list)
        for group, kept in self._kept.items():
            waived = group in self._waived
            by_rule[group[0]].extend(replace(found, waived=True) if waived else found for found in kept)
        order = {code: number for number, code in enumerate(self._rules)}
        result: list[Finding] = []
        for code in sorted(by_rule, key=lambda code: order[code]):
            worst = sorted(
                by_rule[code], key=lambda found: (found.waived, _ORDER[found.severity], *_place(found))
            )
            result.extend(sorted(worst[: self._limit], key=_place))
        return tuple(result)

    def rules(self, findings: Iterable[Finding]) -> dict[str, RuleCount]:
        """Return the exact counts of every rule that was broken."""
        shown = Counter(finding.code for finding in findings)
        everything: dict[str, Counter[Severity]] = defaultdict(Counter)
        counting: dict[str, Counter[Severity]] = defaultdict(Counter)
        for group, counts in self._count.items():
            everything[group[0]].update(counts)
            if group not in self._waived:
                counting[group[0]].update(counts)
        return {
            code: RuleCount(
                name=rule.name,
                severity=min(everything[code], key=_ORDER.__getitem__),
                review=rule.review,
                count=everything[code].total(),
                affected=self._affected[code],
                shown=shown[code],
                by_severity={severity: counting[code][severity] for severity in Severity},
                waived=everything[code].total() - counting[code].total(),
            )
            for code, rule in self._rules.items()
            if code in everything
        }

    def by_file(self) -> dict[str, dict[Severity, int]]:
        """Return the exact counts of every file where something counts, by the files' names."""
        files: dict[str, Counter[Severity]] = defaultdict(Counter)
        for group, counts in self._count.items():
            if group not in self._waived:
                files[group[1]].update(counts)
        return {file: {severity: files[file][severity] for severity in Severity} for file in sorted(files)}


_ORDER = {severity: number for number, severity in enumerate(Severity)}


def _place(found: Finding) -> tuple[str, int, str]:
    return found.file, found.line or 0, found.column or ""


def _severity(rule: Rule, hit: Hit) -> Severity:
    """Return the rule's or the place's severity, or the one that a profile chose for the rule.

    What stands on an unsettled requirement is an information at most.
    """
    if (hit.basis or rule.basis) is Basis.UNSETTLED:
        return Severity.INFO
    return rule.severity if rule.chosen else hit.severity or rule.severity
