"""A reproduction of what a check finds: nobody's data, and the same findings, or said where not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from checks.engine.run import check
from checks.finding import Report
from checks.input.source import FileSet
from checks.profile.model import Profile
from checks.progress import Progress, Tell
from checks.pseudonyms.minimize import needed_lines, new_lines
from checks.pseudonyms.pseudonymize import Pseudonymized, pseudonymize, read_sheets
from checks.pseudonyms.report_diff import Place, differences, differences_in_few

_TRIES = 3
_PHASES = 3
_WHOLE = 10_000
"""Parts in which the progress is told."""
INSIDE = Path("bundle.zip")
"""What reports inside call the bundle: the name of a file or folder may say whose it is."""


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What was made of a set, and how well it finds what the set is found for."""

    made: Pseudonymized
    report: Report
    """Of what was made."""
    differences: tuple[Place, ...]
    """Where it finds otherwise than in the originals; none in a true reproduction."""
    is_minimal: bool
    rows_left_out: int
    """Rows that no finding needs; none where all are needed, or all were asked for."""


def reproduce(
    source: FileSet,
    profile: Profile,
    *,
    today: date,
    is_minimal: bool = False,
    progress: Tell | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Reproduction:
    """Replace every person's value in a set and check that the findings are the same, place by place.

    Where chance made them differ, it is tried again, and then no two days of birth become one.

    Args:
        source: the opened folder or zip; it is only read.
        profile: what it is checked against.
        today: the day of the check.
        is_minimal: keep only the rows that the findings need, and what these refer to.
        progress: told how far all of it is: the check before, the replacing and the check after.
        cancelled: asked between files and pieces of work.

    Raises:
        SourceError: as a check.
        SurvivorError: a value could not be replaced safely.
        CancelledError: it was stopped.
    """
    look = partial(check, profile=profile, today=today, cancelled=cancelled)
    tell = _Phases(progress)
    before = look(source, progress=tell.phase(0))
    kept = lines = None
    if is_minimal:
        sheets = read_sheets(source, profile)
        kept = needed_lines(source, sheets, profile, before, look)
        lines = new_lines(sheets, kept)
    best: Reproduction | None = None
    for attempt in range(_TRIES):
        made = pseudonymize(
            source,
            profile,
            today=today,
            kept=kept,
            shares_days=attempt == 0,
            progress=tell.phase(1),
            cancelled=cancelled,
        )
        after = look(made.as_set(INSIDE), progress=tell.phase(2))
        odd = (
            differences(before, after, renamed=made.renamed)
            if lines is None
            else differences_in_few(before, after, lines=lines, renamed=made.renamed)
        )
        if best is None or len(odd) < len(best.differences):
            gone = _rows(before) - _rows(after) if is_minimal else 0
            best = Reproduction(made, after, tuple(odd), is_minimal, gone)
        if not odd:
            break
    assert best is not None
    return best


def _rows(report: Report) -> int:
    return sum(file.rows for file in report.files)


class _Phases:
    """One progress of all the work: each phase is told as its share of the whole, and never falls back."""

    def __init__(self, progress: Tell | None) -> None:
        self._progress = progress
        self._done = 0.0

    def phase(self, number: int) -> Tell | None:
        """Return what is told of a phase: the check before, the replacing, the check after."""
        if self._progress is None:
            return None
        return partial(self._tell, self._progress, number)

    def _tell(self, progress: Tell, number: int, look: Progress) -> None:
        share = look.done / look.total if look.total else 1.0
        self._done = max(self._done, (number + share) / _PHASES)
        progress(Progress(look.file, 0, round(self._done * _WHOLE), _WHOLE))
