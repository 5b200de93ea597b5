"""A reproduction of what a check finds: nobody's data, and the same findings, or said where not."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from checks.engine.run import check
from checks.finding import Report
from checks.input.source import FileSet
from checks.job import UNWATCHED, Job
from checks.profile.model import Profile
from checks.progress import Progress
from checks.pseudonyms.minimize import needed_lines, new_lines
from checks.pseudonyms.pseudonymize import Pseudonymized, PseudonymOptions, pseudonymize, read_sheets
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
    job: Job[Progress] = UNWATCHED,
) -> Reproduction:
    """Replace every person's value in a set and check that the findings are the same, place by place.

    Where chance made them differ, it is tried again, and then no two days of birth become one.

    Args:
        source: the opened folder or zip; it is only read.
        profile: what it is checked against.
        today: the day of the check.
        is_minimal: keep only the rows that the findings need, and what these refer to.
        job: told how far all of it is: the check before, the replacing and the check after.

    Raises:
        SourceError: as a check.
        SurvivorError: a value could not be replaced safely.
        CancelledError: the job was cancelled.
    """
    look = partial(check, profile=profile, today=today)
    phases = _Phases(job)
    before = look(source, job=phases.phase(0))
    kept = lines = None
    if is_minimal:
        sheets = read_sheets(source, profile)
        kept = needed_lines(source, sheets, profile, before, partial(look, job=phases.untold))
        lines = new_lines(sheets, kept)
    best: Reproduction | None = None
    for attempt in range(_TRIES):
        made = pseudonymize(
            source,
            profile,
            today=today,
            options=PseudonymOptions(kept=kept, shares_days=attempt == 0),
            job=phases.phase(1),
        )
        after = look(made.as_set(INSIDE), job=phases.phase(2))
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

    def __init__(self, job: Job[Progress]) -> None:
        self._job = job
        self.untold = job.unseen()
        """Of work on the way from one phase to the next."""
        self._done = 0.0

    def phase(self, number: int) -> Job[Progress]:
        """Return the job of a phase: the check before, the replacing, the check after."""
        return self._job.with_progress(partial(self._tell, number))

    def _tell(self, number: int, look: Progress) -> None:
        share = look.done / look.total if look.total else 1.0
        self._done = max(self._done, (number + share) / _PHASES)
        self._job.progress(Progress(look.file, 0, round(self._done * _WHOLE), _WHOLE))
