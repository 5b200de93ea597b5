"""A reproduction of what a check finds: nobody's data, and the same findings, or said where not."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path

from checks.engine.options import DEFAULT, CheckOptions
from checks.engine.run import check
from checks.finding import Report
from checks.input.source import FileSet
from checks.job import UNWATCHED, Job
from checks.profile.model import Profile
from checks.progress import Progress
from checks.pseudonyms.minimize import few_rows
from checks.pseudonyms.order import Order
from checks.pseudonyms.pseudonymize import Pseudonymized, Sheets, pseudonymize
from checks.pseudonyms.report_diff import Place, differences

_TRIES = 3
_ROUNDS = 6
"""Times that rows are put back to their lines before all of them are."""
_PHASES = 2
_WHOLE = 10_000
"""Parts in which the progress is told."""
_EVERY = CheckOptions(limit=50_000)
"""So many places of a rule are compared; the report that goes along shows fewer, as any does."""
INSIDE = Path("bundle.zip")
"""What reports inside call the bundle: the name of a file or folder may say whose it is."""


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What was made of a set, and how well it finds what the set is found for."""

    made: Pseudonymized
    files: FileSet
    """In memory, as a bundle holds them."""
    origins: Mapping[str, tuple[int, ...]]
    """By file, for each row's place the place where it stood; never to be told."""
    rows_kept: int
    """Rows of people and classes that keep their lines; all others are shuffled."""
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
    rng: random.Random | None = None,
) -> Reproduction:
    """Replace every person's value in a set, shuffle it, and check that it finds the same, place by place.

    Args:
        source: the opened folder or zip; it is only read.
        profile: what it is checked against.
        today: the day of the check.
        is_minimal: keep only the rows that the findings need, and what these refer to.
        job: told how far all of it is: the check before, the replacing and the check after.
        rng: where chance comes from; the system's own without it.

    Raises:
        SourceError: as a check.
        LeakError: a value could not be replaced safely.
        CancelledError: the job was cancelled.
    """
    look = partial(check, profile=profile, today=today, options=_EVERY)
    phases, chance = _Phases(job), rng or random.SystemRandom()
    whole = before = look(source, job=phases.phase(0))
    sheets = Sheets(source, profile)
    few = sheets.by_name
    if is_minimal:
        few = dict(few_rows(few, whole, lambda few: look(sheets.only(few), job=phases.untold)))
        before = look(sheets.only(few), job=phases.untold)
    best: Reproduction | None = None
    for _ in range(_TRIES):
        if best is not None and not best.differences:
            break
        made = pseudonymize(sheets, profile, today=today, few=few, rng=chance, stop=phases.stop)
        order = Order(few, made.of_people, before, chance)
        for number in count():
            files = made.as_set(INSIDE, order)
            after = look(files, job=phases.phase(1))
            missing, extra = differences(before, after, renamed=made.renamed)
            odd = tuple(dict.fromkeys((*missing, *extra)))
            if best is None or len(odd) < len(best.differences):
                origins = {name: tuple(places) for name, places in order.origins.items()}
                gone = _rows(whole) - _rows(after)
                best = Reproduction(made, files, origins, order.kept, after, odd, is_minimal, gone)
            is_mended = number < _ROUNDS and order.put_back(extra)
            named = {file for _, file, _, _ in odd}
            if not odd or not (is_mended or order.restore(named) or order.restore(few)):
                break
    assert best is not None
    is_long = any(rule.shown > DEFAULT.limit for rule in best.report.rules.values())
    shown = check(best.files, profile, today=today, job=phases.untold) if is_long else best.report
    return replace(best, report=shown)


def _rows(report: Report) -> int:
    return sum(file.rows for file in report.files)


class _Phases:
    """One progress of all the work: each phase is told as its share of the whole, and never falls back."""

    def __init__(self, job: Job[Progress]) -> None:
        self._job = job
        self.untold = job.unseen()
        """Of work on the way from one phase to the next."""
        self._done = 0.0

    def stop(self) -> None:
        """Raise CancelledError where a person stopped the work."""
        self._job.stop_if_cancelled("The bundle was stopped.", "Nothing was written.")

    def phase(self, number: int) -> Job[Progress]:
        """Return the job of a phase: the check before, or after."""
        return self._job.with_progress(partial(self._tell, number))

    def _tell(self, number: int, look: Progress) -> None:
        share = look.done / look.total if look.total else 1.0
        self._done = max(self._done, (number + share) / _PHASES)
        self._job.progress(Progress(look.file, 0, round(self._done * _WHOLE), _WHOLE))
