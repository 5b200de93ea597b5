"""What an attack with public lists of names gets out of bundles, by the size of the roster.

    python tests/benchmarks/bundle_attack.py                 # 300, 1000 and 4000 students, seed 7
    python tests/benchmarks/bundle_attack.py 11 300 1000     # seed 11, these sizes

Run by hand; prints the table of docs/benchmarks.md. `tests/support/bundle_attack.py` says what is tried; of all ways to
guess the table shows the best one, which an attacker could not tell from the others. The last rows are of a roster
in which every student has the same finding, so that all but the first twenty rows change places with each other.
"""

import csv
import io
import sys
from datetime import date
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from checks.pseudonyms.reproduction import reproduce  # noqa: E402
from checks.rules.choices import load_profile  # noqa: E402
from support.bundle_attack import LISTS, attack, best, expected, roster  # noqa: E402
from support.file_sets import in_memory  # noqa: E402

TODAY = date(2026, 9, 1)


def rows_of(data: bytes) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(data.decode()))]


def bundled(files: dict[str, bytes]) -> tuple[dict[str, list[dict[str, str]]], list[dict[str, str]]]:
    """The tables of a bundle, and the real row of each of its students."""
    made = reproduce(in_memory(files), load_profile(), today=TODAY)
    real = rows_of(files["users.csv"])
    truth = [real[origin - 1] for origin in made.origins["users.csv"][1:]]
    tables = {file.name: rows_of(file.read()) for file in made.files.files}
    return tables, [row for row in truth if row["role"] == "student"]


def tell(
    students: int,
    what: str,
    tables: dict[str, list[dict[str, str]]],
    truth: list[dict[str, str]],
    second: dict[str, list[dict[str, str]]] | None = None,
) -> None:
    """Print the rows of the table for one attack."""
    found = attack(tables, truth, second)
    for column in LISTS:
        count, way = best(found, column)
        chance = expected(column, students)
        print(
            f"| {students:,} | {what} | {column} | {count:,} | {100 * count / students:.1f} % "
            f"| {100 * chance / students:.1f} % | {count / chance:.2f} | {way} |",
            flush=True,
        )


def main() -> None:
    seed, *sizes = [int(word) for word in sys.argv[1:]] or [7]
    print("| students | bundle | names | found | share | commonest name | times | best way |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for students in sizes or (300, 1_000, 4_000):
        for is_sorted in (True, False):
            files = roster(students, seed, is_sorted=is_sorted)
            tables, truth = bundled(files)
            order = "sorted by name" if is_sorted else "in any order"
            tell(students, order, tables, truth)
            if is_sorted:
                tell(students, "two of one roster", tables, truth, bundled(files)[0])
        files = roster(students, seed, is_sorted=True)
        files["users.csv"] = files["users.csv"].replace(b",PK,", b",EE,").replace(b",KG,", b",EE,")
        tell(students, "sorted, each student has a finding", *bundled(files))


if __name__ == "__main__":
    main()
