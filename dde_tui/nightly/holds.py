"""Whether a set is held: it would change too much, compared with the last set and with that of a week ago."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dde_tui.nightly.canaries import Canary
from dde_tui.nightly.causes import Cause, causes_of
from dde_tui.nightly.change import Change, compare
from dde_tui.nightly.limits import Excess, Limits, excesses
from dde_tui.nightly.snapshot import Kind, Snapshot


@dataclass(frozen=True, slots=True)
class Delta:
    """Exactly what a person approves: who would be removed, who changed, and what else would be gone."""

    parts: frozenset[str] = frozenset()
    """A word for each: `removed student 1f…`, `school 057950102`, `empty courses.csv`; no values."""
    fewer: Mapping[str, int] = field(default_factory=dict)
    """The rows that files would lose."""

    @property
    def id(self) -> str:
        """The hash that names it, in the journal and in file names."""
        rows = sorted(f"{file} {count}" for file, count in self.fewer.items())
        return hashlib.sha256("\n".join([*sorted(self.parts), *rows]).encode()).hexdigest()[:16]

    @property
    def removed(self) -> dict[Kind, frozenset[int]]:
        """The keyed hashes of the IDs that would be removed, to tell who they are from an earlier set."""
        words = [part.split(" ") for part in self.parts if part.startswith("removed ")]
        return {kind: frozenset(int(id_, 16) for _, of, id_ in words if of == kind) for kind in Kind}

    def covers(self, other: "Delta") -> bool:
        """Whether the other is this or less: no record and no row more."""
        return other.parts <= self.parts and all(
            count <= self.fewer.get(file, 0) for file, count in other.fewer.items()
        )


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a set may not be sent before a person approves it."""

    causes: tuple[Cause, ...]
    """Most likely first."""
    passed: tuple[Excess, ...]
    """The limits that it passes."""
    removed: Mapping[Kind, int]
    """How many would be removed of each kind."""
    changed: int
    """How many students, teachers and homerooms would be changed."""
    delta: Delta

    @property
    def removals(self) -> int:
        """Students, teachers and homerooms that would be removed."""
        return sum(self.removed.values())


def judge(
    after: Snapshot, baselines: Sequence[Snapshot], limits: Limits, canaries: Iterable[Canary] = ()
) -> Hold | None:
    """Return why a set is held; None where it may be sent, as always the first time.

    Args:
        after: the set.
        baselines: what it is compared with, the last one first; small losses add up against an older one.
        limits: of this day.
        canaries: rows that must always be there and are not in this set.
    """
    missing = tuple(canaries)
    changes = [compare(before, after) for before in baselines or ([Snapshot()] if missing else [])]
    over = [(change, passed) for change in changes if (passed := excesses(change, limits)) or missing]
    if not over:
        return None
    change, passed = over[0]
    schools = {school for each, _ in over for school in each.schools}
    lost = [(each.file, _school_of(each, change)) for each in missing]
    parts = {part for each, limits_passed in over for part in _parts(each, limits_passed)}
    parts |= {f"school {school}" for school in schools} | {f"canary {each.hash:016x}" for each in missing}
    return Hold(
        causes=causes_of(change, passed, lost),
        passed=passed,
        removed={kind: len(members) for kind, members in change.removed.items()},
        changed=sum(map(len, change.changed.values())),
        delta=Delta(frozenset(parts), _fewer(over)),
    )


def _parts(change: Change, passed: Sequence[Excess]) -> Iterator[str]:
    """Yield every removal; changes only where there are too many of them."""
    for kind, members in change.removed.items():
        yield from (f"removed {kind} {each.id:016x}" for each in members)
    if any(each.how == "changed" for each in passed):
        for kind, members in change.changed.items():
            yield from (f"changed {kind} {each.id:016x}" for each in members)
    if any(each.how == "names" for each in passed):
        yield "names"
    yield from (f"empty {file}" for file in change.emptied)


def _fewer(over: Iterable[tuple[Change, Sequence[Excess]]]) -> dict[str, int]:
    """Return the most rows that each file would lose, of the files that lose too many."""
    most: dict[str, int] = {}
    for _, passed in over:
        for each in passed:
            if each.how == "rows":
                most[each.what] = max(each.count, most.get(each.what, 0))
    return most


def _school_of(canary: Canary, change: Change) -> str:
    """Return the school of a row that is missing, as the earlier set knew it."""
    found = (
        each.school
        for members in change.before.members.values()
        for each in members
        if each.id == canary.hash
    )
    return next(found, "")
