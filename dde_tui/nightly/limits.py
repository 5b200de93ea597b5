"""How much a sending may change before a person must look at it, in a file and in a school."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dde_tui.nightly.change import PEOPLE, Change
from dde_tui.nightly.snapshot import Kind
from dde_tui.workspace.settings import LimitSettings

UNCOUNTED = "manifest.csv"
"""It says what the other files are; its rows are no records."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Shares from 0 to 1; a share counts only from so many records on, so that small schools aren't held."""

    removed: float = 0.10
    fewest: int = 5
    """Students, or rows."""
    fewest_groups: int = 2
    """Teachers or homerooms: each stands for a whole class."""
    changed: float = 0.75

    def fewest_of(self, kind: Kind) -> int:
        """Return from how many on a share of this kind counts."""
        return self.fewest if kind is Kind.STUDENT else self.fewest_groups


@dataclass(frozen=True, slots=True)
class Excess:
    """One limit that is passed."""

    what: str
    """The records: a kind, or the name of a file for its rows."""
    how: str
    """`removed`, `changed`, `rows`, `names`, or what always holds: `school`, `empty`, `homerooms`, `ids`."""
    school: str
    """Blank for the whole set."""
    count: int
    of: int


def limits_on(settings: LimitSettings, day: date) -> Limits:
    """Return the limits of a day: tighter ones in a testing wave."""
    in_wave = any(first <= day <= last for first, last in settings.wave_days())
    return Limits(
        removed=(settings.removed_in_waves if in_wave else settings.removed) / 100,
        fewest=settings.fewest,
        fewest_groups=settings.fewest_groups,
        changed=settings.changed / 100,
    )


def excesses(change: Change, limits: Limits) -> tuple[Excess, ...]:
    """Return every limit that a change passes; none where it may be sent."""
    return (*_always(change), *_people_and_homerooms(change, limits), *_files(change, limits))


def _always(change: Change) -> Iterator[Excess]:
    """Yield what is held however few it concerns."""
    before, after = change.before, change.after
    children = before.by_school(Kind.STUDENT) if change.schools else Counter[str]()
    for file in change.emptied:
        yield Excess(file, "empty", "", before.files[file], before.files[file])
    for school in change.schools:
        yield Excess(Kind.STUDENT, "school", school, children[school], children[school])
    rooms = before.placed(Kind.HOMEROOM)
    if change.removed and rooms and not after.placed(Kind.HOMEROOM):
        yield Excess(Kind.HOMEROOM, "homerooms", "", len(rooms), len(rooms))
    for kind in change.rekeyed:
        many, were = len(change.rekeyed[kind]), len(before.placed(kind))
        if kind in PEOPLE and 2 * many > were:
            yield Excess(kind, "ids", "", many, were)


def _people_and_homerooms(change: Change, limits: Limits) -> Iterator[Excess]:
    were = {kind: change.before.by_school(kind) for kind in change.removed}
    for how, found, share in (
        ("removed", change.removed, limits.removed),
        ("changed", change.changed, limits.changed),
    ):
        for kind, members in found.items():
            here = Counter(each.school for each in members)
            for school, count, of in (
                ("", len(members), were[kind].total()),
                *((school, count, were[kind][school]) for school, count in sorted(here.items()) if school),
            ):
                fewest = limits.fewest if how == "changed" else limits.fewest_of(kind)
                if _is_over(count, of, share, fewest):
                    yield Excess(kind, how, school, count, of)
    worse = change.after.garbled - change.before.garbled
    everyone = sum(were[kind].total() for kind in PEOPLE if kind in were)
    if everyone and _is_over(worse, everyone, limits.removed, limits.fewest):
        yield Excess("name", "names", "", worse, everyone)


def _files(change: Change, limits: Limits) -> Iterator[Excess]:
    for file, fewer in change.fewer.items():
        fewest = limits.fewest_groups if file == "classes.csv" else limits.fewest
        if file != UNCOUNTED and _is_over(fewer, change.before.files[file], limits.removed, fewest):
            yield Excess(file, "rows", "", fewer, change.before.files[file])


def _is_over(count: int, of: int, share: float, fewest: int) -> bool:
    return count >= fewest and count > share * of
