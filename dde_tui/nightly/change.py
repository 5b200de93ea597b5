"""What is different between two sets: who is gone, has another ID or changed, and which rows are fewer."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dde_tui.nightly.snapshot import Kind, Member, Snapshot, Stands

PEOPLE = (Kind.STUDENT, Kind.TEACHER)


@dataclass(frozen=True, slots=True)
class Change:
    """What a set would change in CLI Engage, compared with an earlier one."""

    before: Snapshot
    after: Snapshot
    removed: Mapping[Kind, tuple[Member, ...]] = field(default_factory=dict)
    """Those that had a homeroom and have none now, in the order of the earlier file."""
    rekeyed: Mapping[Kind, frozenset[int]] = field(default_factory=dict)
    """The earlier IDs of those removed who are there again under another ID."""
    changed: Mapping[Kind, tuple[Member, ...]] = field(default_factory=dict)
    """Those of the same ID in both, of whom something else is different."""
    fewer: Mapping[str, int] = field(default_factory=dict)
    """The rows that each file lost, where it lost any."""
    schools: tuple[str, ...] = ()
    """The schools that had students or homerooms and have none now."""
    emptied: tuple[str, ...] = ()
    """The files that had rows and have none now."""

    @property
    def students_gone(self) -> tuple[Member, ...]:
        """The students who would be taken away."""
        return self.removed.get(Kind.STUDENT, ())

    @property
    def listed(self) -> frozenset[int]:
        """The IDs of all students who have a row, with or without a homeroom."""
        return frozenset(each.id for each in self.after.members.get(Kind.STUDENT, ()))


def compare(before: Snapshot, after: Snapshot) -> Change:
    """Return what changes from one set to the other.

    Where the hashes were made with another key, only the rows of files can be compared.
    """
    files = {name: (rows, after.files.get(name)) for name, rows in before.files.items()}
    fewer = {name: was - now for name, (was, now) in files.items() if now is not None and now < was}
    emptied = tuple(name for name, (was, now) in files.items() if was and now == 0)
    if not before.key or before.key != after.key:
        return Change(before, after, fewer=fewer, emptied=emptied)
    removed = {kind: _removed(before, after, kind) for kind in Kind}
    return Change(
        before,
        after,
        removed=removed,
        rekeyed={kind: _rekeyed(before, after, kind, removed[kind]) for kind in Kind},
        changed={kind: _changed(before, after, kind) for kind in Kind},
        fewer=fewer,
        schools=_schools_gone(before, after),
        emptied=emptied,
    )


def _removed(before: Snapshot, after: Snapshot, kind: Kind) -> tuple[Member, ...]:
    there = {each.id for each in after.placed(kind)}
    return tuple(each for each in before.placed(kind) if each.id not in there)


def _rekeyed(before: Snapshot, after: Snapshot, kind: Kind, gone: Sequence[Member]) -> frozenset[int]:
    """Return the IDs of those gone whose name and birth date are there under an ID that is new.

    Somebody whom two rows could be, such as a twin or a namesake, is not counted.
    """
    if not gone:
        return frozenset()
    known = {each.id for each in before.members.get(kind, ())}
    new = Counter(each.who for each in after.placed(kind) if each.id not in known)
    old = Counter(each.who for each in before.members.get(kind, ()))
    return frozenset(each.id for each in gone if new[each.who] == 1 and old[each.who] == 1)


def _changed(before: Snapshot, after: Snapshot, kind: Kind) -> tuple[Member, ...]:
    rows = {each.id: each.row for each in after.placed(kind)}
    return tuple(each for each in before.placed(kind) if rows.get(each.id, each.row) != each.row)


def _schools_gone(before: Snapshot, after: Snapshot) -> tuple[str, ...]:
    students, rooms = (
        ({*before.by_school(kind)}, {*after.by_school(kind)}) for kind in (Kind.STUDENT, Kind.HOMEROOM)
    )
    without = students[0] - students[1]
    closed = rooms[0] - rooms[1] - students[1]
    return tuple(sorted((without | closed) - {""}))


def still_listed(change: Change, stands: Stands) -> int:
    """Return how many of the students who are gone still have a row in the set, and stand like this."""
    at = {each.id: each.stands for each in change.after.members.get(Kind.STUDENT, ())}
    return sum(at.get(each.id) is stands for each in change.students_gone)
