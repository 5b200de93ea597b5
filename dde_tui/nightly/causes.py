"""Why too much would change: the likely causes, each with its school and a number, most likely first.

People who read "212 students are missing" look for withdrawals; nearly always it is a school left out, a
column renamed or an export cut off. Each cause is judged by how much of the change it alone would explain.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dde_tui.nightly.change import Change, still_listed
from dde_tui.nightly.limits import Excess
from dde_tui.nightly.snapshot import Kind, Member, Stands

_ENOUGH = 0.3
"""The least share of a change that a cause explains to be named."""
_ALL = 0.9
"""How much of a change must be explained for real withdrawals not to be named beside it."""
_WHOLE_GRADE = 0.9
_OTHERS_STAY = 0.8
_FEW = 5
"""Fewer children than this are no pattern."""
_GRADES = 2
"""A filter on grades leaves one; with one grade only, nobody can tell."""


class CauseKind(StrEnum):
    """The causes, in the words of scripts; where two explain a change alike, the earlier one counts."""

    FILE_EMPTY = "file-empty"
    ROLLOVER = "rollover"
    IDS_REKEYED = "ids-rekeyed"
    ENCODING = "encoding"
    HEADER_RENAMED = "header-renamed"
    SCHOOL_MISSING = "school-missing"
    GRADE_FILTER = "grade-filter"
    EXPORT_CUT = "export-cut"
    CANARY_MISSING = "canary-missing"
    WITHDRAWALS = "withdrawals"


@dataclass(frozen=True, slots=True)
class Cause:
    """One likely cause."""

    kind: CauseKind
    count: int
    """Students, or what else it is about: teachers, homerooms, rows or names."""
    school: str = ""
    """A school's ID, where it is one school's."""
    about: str = ""
    """The kind of record, file, column, grade or year it is about; never a cell of a person."""
    share: float = 1.0
    """How much of the change it explains, from 0 to 1."""

    def to_data(self) -> dict[str, Any]:
        """Return it as `dde-nightly/1` tells it."""
        return {"cause": self.kind.value, "school": self.school or None, "count": self.count}


def causes_of(
    change: Change, passed: Sequence[Excess], canaries: Sequence[tuple[str, str]] = ()
) -> tuple[Cause, ...]:
    """Return the likely causes of a change that is too large, most likely first; at least one.

    Args:
        change: what is different.
        passed: the limits that it passes.
        canaries: file and school of each row that must always be there and is not.
    """
    found = [*_of_files(change), *_of_people(change, passed)]
    found += [Cause(CauseKind.CANARY_MISSING, 1, school, file, 0.6) for file, school in canaries]
    order = list(CauseKind)
    likely = [each for each in found if each.share >= _ENOUGH]
    likely.sort(key=lambda each: (-round(each.share, 1), order.index(each.kind), -each.count))
    explained = max((each.share for each in likely), default=0.0)
    is_enough = explained >= _ALL or not passed
    return tuple(likely) if is_enough else (*likely, _unexplained(change, passed))


def _unexplained(change: Change, passed: Sequence[Excess]) -> Cause:
    """Return what is left to say: they really left, or values are other ones for a reason nobody sees."""
    for kind in Kind:
        gone = change.removed.get(kind, ())
        if gone and (kind is Kind.STUDENT or any(each.what == kind for each in passed)):
            schools = {each.school for each in gone}
            one = schools.pop() if len(schools) == 1 else ""
            return Cause(CauseKind.WITHDRAWALS, len(gone), one, kind.value)
    most = max(passed, key=lambda each: each.count)
    if most.how == "changed":
        return Cause(CauseKind.HEADER_RENAMED, most.count, most.school)
    return Cause(CauseKind.WITHDRAWALS, most.count, most.school, most.what)


def _of_files(change: Change) -> Iterator[Cause]:
    for file in change.emptied:
        yield Cause(CauseKind.FILE_EMPTY, change.before.files[file], about=file)
    if not change.removed:
        # Only the rows of files are known: all that can be said is that they are fewer.
        for file, fewer in change.fewer.items():
            yield Cause(CauseKind.EXPORT_CUT, fewer, about=file, share=0.5)
    for file, columns in change.before.columns.items():
        here = change.after.columns.get(file)
        lost = [name for name in columns if here is not None and name not in here]
        if lost and change.after.files.get(file):
            count = max(len(each) for each in (*change.changed.values(), *change.removed.values()))
            yield Cause(CauseKind.HEADER_RENAMED, count, about=f"{file}.{lost[0]}", share=1.0)


def _of_people(change: Change, passed: Sequence[Excess]) -> Iterator[Cause]:
    before, after = change.before, change.after
    gone = change.students_gone
    if any(each.how == "names" for each in passed):
        yield Cause(CauseKind.ENCODING, after.garbled - before.garbled)
    for kind in Kind:
        many = len(change.rekeyed.get(kind, ()))
        if many >= 2:
            yield Cause(CauseKind.IDS_REKEYED, many, about=kind.value, share=many / len(change.removed[kind]))
    if after.years and before.years and not {*after.years} & {*before.years}:
        count = len(gone) or max(map(len, change.changed.values()))
        yield Cause(CauseKind.ROLLOVER, count, about=after.years[-1])
    if not gone:
        return
    over = still_listed(change, Stands.OVER)
    if over:
        yield Cause(CauseKind.ROLLOVER, over, share=over / len(gone))
    yield from _schools(change, gone)
    yield from _grades(change, gone)
    yield from _cut(change, gone)


def _schools(change: Change, gone: Sequence[Member]) -> Iterator[Cause]:
    """Yield each school that is missing, if another one is still there."""
    if not change.after.placed(Kind.STUDENT):
        return
    listed = change.listed
    missing = Counter(each.school for each in gone if each.school in change.schools and each.id not in listed)
    for school in change.schools:
        yield Cause(CauseKind.SCHOOL_MISSING, missing[school], school, share=missing.total() / len(gone))


def _grades(change: Change, gone: Sequence[Member]) -> Iterator[Cause]:
    """Yield the grades of which nearly every child is gone, while those of other grades are there."""
    were = Counter(each.grade for each in change.before.placed(Kind.STUDENT))
    lost = Counter(each.grade for each in gone)
    whole = [grade for grade, count in lost.items() if count >= max(_FEW, _WHOLE_GRADE * were[grade])]
    rest = sum(were[grade] - lost[grade] for grade in were if grade not in whole)
    others = sum(were[grade] for grade in were if grade not in whole)
    if not whole or len(were) < _GRADES or rest < _OTHERS_STAY * others or not others:
        return
    explained = sum(lost[grade] for grade in whole)
    for grade in sorted(whole):
        yield Cause(
            CauseKind.GRADE_FILTER, lost[grade], about=grade or "no grade", share=explained / len(gone)
        )


def _cut(change: Change, gone: Sequence[Member]) -> Iterator[Cause]:
    """Yield that the export was cut: all who stood after some row are gone, or their enrollments are."""
    listed = change.listed
    missing = {each.id for each in gone if each.id not in listed}
    order = [each.id in missing for each in change.before.placed(Kind.STUDENT)]
    after_last = next((place for place, is_gone in enumerate(reversed(order)) if not is_gone), len(order))
    if after_last >= _FEW and change.fewer.get("users.csv", 0) >= _ALL * after_last:
        rows = change.after.files.get("users.csv", 0)
        about = f"users.csv row {rows + 1:,}"
        yield Cause(CauseKind.EXPORT_CUT, after_last, about=about, share=after_last / len(gone))
    unplaced = still_listed(change, Stands.LISTED)
    fewer = change.fewer.get("enrollments.csv", 0)
    if unplaced >= _FEW and fewer:
        about = f"enrollments.csv row {change.after.files.get('enrollments.csv', 0) + 1:,}"
        yield Cause(CauseKind.EXPORT_CUT, unplaced, about=about, share=unplaced / len(gone))
