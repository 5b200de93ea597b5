"""Fixes what is safe in a set: reports every change, touches no original, leaves the rest to a person.

A set is read once to learn what its values prove, and once more to be fixed. The fixed set is a set
like any other, read from the originals and changed on the way: so it is checked before a byte is written.

Fixing adds no fault. It may uncover one: in a list of IDs with semicolons it was unknown before that one
of them leads nowhere. Such findings are told apart, as `uncovered`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from checks.engine.options import DEFAULT, CheckOptions
from checks.engine.run import check
from checks.errors import SourceError
from checks.finding import Report
from checks.fixes.analysis import analyze
from checks.fixes.declaration import Change, Fix
from checks.fixes.fixed_files import FixedFile, fixed_files
from checks.fixes.registry import all_fixes, fixes_of
from checks.input.file_names import match_names
from checks.input.source import FileSet
from checks.job import UNWATCHED, Job
from checks.profile.model import Profile
from checks.progress import Progress

_TRIED = 32 * 1024**2
"""Bytes of a set in which it is tried what can be fixed before anybody asks: less than a second."""
_LOOKS = 3
"""How often a set is read before it can be written: checked, analyzed, and checked as fixed."""


@dataclass(frozen=True, slots=True)
class FixCount:
    """What one fix did in one column, or in one file as a whole."""

    fix: Fix
    file: str
    column: str | None
    count: int
    """All changes; exact, however few places are kept."""
    places: tuple[Change, ...]
    """The first ones."""


@dataclass(frozen=True, slots=True)
class FixPlan:
    """What would be fixed in a set, and what would be left; nothing is written yet."""

    source: FileSet
    files: tuple[FixedFile, ...]
    """All files of the set, also those that nobody reads."""
    changes: tuple[FixCount, ...]
    """In the order of the profile's files, then of the rules' codes."""
    notes: tuple[tuple[str, str], ...]
    """Files, and in whole sentences what was left to a person in them."""
    before: Report
    after: Report
    """What a check of the fixed set reports."""

    @property
    def count(self) -> int:
        """All changes."""
        return sum(each.count for each in self.changes)

    @property
    def uncovered(self) -> dict[str, int]:
        """By rule, the findings that were hidden by a fault that is fixed."""
        before = self.before.rules
        more = {
            code: rule.count - (before[code].count if code in before else 0)
            for code, rule in self.after.rules.items()
        }
        return {code: count for code, count in more.items() if count > 0}


def plan(
    source: FileSet,
    profile: Profile,
    *,
    today: date,
    options: CheckOptions = DEFAULT,
    job: Job[Progress] = UNWATCHED,
) -> FixPlan:
    """Return what can be fixed safely in a set, and what a check says before and after; nothing is written.

    Args:
        source: the opened folder or zip.
        profile: the requirements.
        today: the day of the checks.
        options: of both checks; as many changes are kept for each fix, file and column as findings.
        job: told how far the work is.

    Raises:
        SourceError: a file can't be read.
        CancelledError: the job was cancelled.
    """
    looks = [job.with_progress(partial(_tell, job, look)) for look in range(_LOOKS)]
    before = check(source, profile, today=today, options=options, job=looks[0])
    _, chosen = match_names(source, profile)
    looked_at = analyze(chosen, profile, looks[1])
    files, notes = fixed_files(source, looked_at, profile)
    as_fixed = FileSet(source.path, tuple(file.as_source(options.limit, job) for file in files))
    after = check(as_fixed, profile, today=today, options=options, job=looks[2])
    changes = tuple(change for file in files for change in _grouped(file))
    return FixPlan(source, tuple(files), changes, tuple(notes), before, after)


def fixable(
    source: FileSet, profile: Profile, report: Report, job: Job[Progress] = UNWATCHED
) -> frozenset[str] | None:
    """Return the codes of the rules of which at least one finding would be fixed; None for a very large set.

    Only trying tells which findings are safe to fix: the files are read twice where a broken rule has a fix.

    Args:
        source: the set that was checked.
        profile: the requirements.
        report: what the check found.
        job: asked whether it was cancelled.

    Raises:
        CancelledError: the job was cancelled.
    """
    broken = {code for code, rule in report.rules.items() if rule.waived < rule.count and fixes_of(code)}
    if not broken:
        return frozenset()
    _, chosen = match_names(source, profile)
    quiet: Job[Progress] = job.with_progress(lambda _seen: None)
    if sum(file.size for file in chosen.values()) > _TRIED:
        return None
    try:
        files, _ = fixed_files(source, analyze(chosen, profile, quiet), profile)
        return frozenset(code for file in files if file.draft for code in file.codes(quiet) if code in broken)
    except SourceError:
        return None


def _tell(job: Job[Progress], look: int, seen: Progress) -> None:
    """Tell the progress of one look as that of them all."""
    job.progress(Progress(seen.file, seen.rows, look * seen.total + seen.done, _LOOKS * seen.total))


def _grouped(file: FixedFile) -> Iterator[FixCount]:
    """Yield the changes of one file by fix and column."""
    if file.draft is None:
        return
    known = all_fixes()
    order = {name: number for number, name in enumerate(known)}
    for kind, count in sorted(file.counts.items(), key=lambda each: (order[each[0][0]], each[0][1] or "")):
        fix, column = kind
        places = tuple(change for change in file.changes if (change.fix, change.column) == kind)
        yield FixCount(known[fix], file.draft.read.spec.name, column, count, places)
