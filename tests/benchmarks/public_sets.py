"""What is found in real sets, such as public OneRoster sets, so that each release can be looked at.

    python tests/benchmarks/public_sets.py FOLDER

FOLDER holds sets a person has on disk, for example clones of repositories with sample files. Every zip and every
folder with CSV files in it, at any depth, is a set, and is checked with the shipped profile for today, or the day
given with `--today`. Prints a table with a row for each set: rows, seconds, outcome, and each code with its count.
A set that can't be read has the sentence that says why as its outcome. No value of a cell is printed.

Run by hand before a release, with the same day as the last time: what changed in the table is worth reading with
`dde check`. The sets are not ours and do not belong in the repository.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from checks.engine.run import check
from checks.errors import SourceError
from checks.input.source import open_file_set
from checks.rules.choices import load_profile

ENDINGS = (".csv", ".zip")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one set."""

    name: str
    rows: int = 0
    seconds: float = 0.0
    outcome: str
    """`ready`, `not-ready`, or the sentence of why it can't be read."""
    found: Counter[str] = field(default_factory=Counter)
    """Findings by rule."""


def sets_in(folder: Path) -> Iterator[Path]:
    """Yield each zip, and each folder that has CSV files itself."""
    for path in (folder, *sorted(folder.rglob("*"))):
        if ".git" in path.parts:
            continue
        if path.is_dir():
            if any(item.suffix.lower() == ".csv" for item in path.iterdir()):
                yield path
        elif path.suffix.lower() == ".zip":
            yield path


def checked(path: Path, name: str, today: date) -> Outcome:
    """Check one set; one that can't be read has its sentence as the outcome."""
    started = time.perf_counter()
    try:
        report = check(open_file_set(path), load_profile(), today=today)
    except SourceError as error:
        return Outcome(name=name, seconds=time.perf_counter() - started, outcome=error.happened)
    return Outcome(
        name=name,
        rows=sum(file.rows for file in report.files),
        seconds=time.perf_counter() - started,
        outcome=report.outcome,
        found=Counter({code: counts.count for code, counts in report.rules.items()}),
    )


def table(outcomes: list[Outcome]) -> Iterator[str]:
    """Yield a table in Markdown: for each set its rows, seconds, outcome, and each code with its count."""
    yield "| set | rows | seconds | outcome | findings |"
    yield "| --- | --- | --- | --- | --- |"
    for each in outcomes:
        found = ", ".join(f"{code} × {count:,}" for code, count in sorted(each.found.items()))
        yield f"| {each.name} | {each.rows:,} | {each.seconds:.2f} | {each.outcome} | {found} |"


def main() -> None:
    """Check every set below the folder and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--today", type=date.fromisoformat, default=datetime.now(UTC).date())
    options = parser.parse_args()
    outcomes = [
        checked(path, str(path.relative_to(options.folder)), options.today)
        for path in sets_in(options.folder)
    ]
    print(*table(outcomes), sep="\n")


if __name__ == "__main__":
    main()
