"""How true bundles are: random broken sets, each bundled, checked again, and searched for what may not be left.

    python tests/benchmarks/bundles.py            # 200 sets, seed 1
    python tests/benchmarks/bundles.py 1000 7

Run by hand; prints the table of docs/benchmarks.md. The sets are those of the fuzz tests: the tiny roster, a small
district or one with typical mistakes, after one to five kinds of damage to bytes, lines, cells, columns, files and
encodings. Each is written as a zip and bundled as the command does it; the zip is opened and checked as anybody
would. The search knows nothing of how values are replaced: it takes the persons' values of three characters and more
of the set before the damage, as far as they are still cells of it, and looks for them in the bytes of the zip, its
names and every member, in any encoding and escaped. What `survivors.survivors_in` excuses, and says why, is counted
as "alike"; everything else is a survivor.
"""

import io
import sys
import tempfile
import time
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402

from checks.errors import DdeError, SourceError  # noqa: E402
from checks.rules.choices import load_profile  # noqa: E402
from dde_tui.actions.files.bundle.command import BundleOptions, make_bundle  # noqa: E402
from dde_tui.actions.files.bundle.metadata import opened_bundle  # noqa: E402
from dde_tui.actions.files.check import check_files  # noqa: E402
from dde_tui.actions.files.criteria import criteria  # noqa: E402
from support import fuzz  # noqa: E402
from support.bundle_leaks import personal_values, still_there, survivors_in, values_left  # noqa: E402

TODAY = date(2026, 9, 1)
PROFILE = "cli-engage"
KNOWN = {name for spec in load_profile(PROFILE).files for name in (spec.name, *spec.header)}
FIRST = 20
"""Findings of one rule in one column that a small bundle shows at least."""
COLUMNS = (
    *("sets", "refused", "rows", "findings in all", "sets with a difference", "sets with another name"),
    *("sets with something left out", "values searched", "alike", "survivors", "seconds a set"),
)


def measure(sets: int, number: int) -> dict[bool, Counter[str]]:
    """Bundle so many sets, whole and small, and count what came of them."""
    seen: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}

    @seed(number)
    @settings(
        max_examples=sets,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
    )
    @given(fuzz.damaged_sets())
    def bundle(files: fuzz.Damaged) -> None:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "set.zip")
            with zipfile.ZipFile(source, "w") as archive:
                for name, data in files.items():
                    archive.writestr(zipfile.ZipInfo(name), data)
            for is_minimal, counts in seen.items():
                look_at(files, source, Path(folder, f"{is_minimal}.zip"), counts, is_minimal=is_minimal)

    bundle()
    return seen


def look_at(
    files: fuzz.Damaged, source: Path, output: Path, counts: Counter[str], *, is_minimal: bool
) -> None:
    """Bundle one set and count what came of it; what is wrong is told on standard error."""
    started = time.perf_counter()
    try:
        before = check_files(source, criteria(today=TODAY))
    except SourceError:
        return  # no file is left in it: there is nothing to check
    counts["sets"] += 1
    try:
        facts = make_bundle(
            source, output, BundleOptions(profile=PROFILE, today=TODAY, is_minimal=is_minimal)
        )
    except DdeError as error:
        counts["refused"] += 1
        print("refused:", error.sentence, file=sys.stderr)
        return
    counts["milliseconds"] += round(1000 * (time.perf_counter() - started))
    with opened_bundle(output) as bundled:
        assert bundled is not None
        after = check_files(output, criteria(today=TODAY, bundle=bundled))
    counts["findings in all"] += sum(rule.count for rule in after.rules.values())
    counts["rows"] += sum(file.rows for file in after.files)
    wanted, found = (places(report, is_minimal=is_minimal) for report in (before, after))
    is_odd = not facts["same_findings"] or nameless(wanted) != nameless(found)
    counts["sets with a difference"] += is_odd
    counts["sets with another name"] += wanted != found and not is_odd
    counts["sets with something left out"] += bool(facts["left_out"])
    values = still_there(personal_values(files.base), files)
    counts["values searched"] += len(values)
    with zipfile.ZipFile(io.BytesIO(output.read_bytes())) as archive:
        members = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    names = "\n".join(name for name, _ in members if name not in fuzz.NAMES).encode()
    inside = values_left(values, [data for _, data in members])
    left = inside | values_left(values, [names, output.read_bytes()])
    survivors = (left - inside) | values_left(left, [names]) | survivors_in(left, members)
    counts["alike"] += len(left - survivors)
    counts["survivors"] += len(survivors)
    if is_odd or survivors:
        odd = facts["differences"][:3] or [*(wanted - found)][:3] + [*(found - wanted)][:3]
        print("minimal" if is_minimal else "whole", odd, sorted(survivors)[:5], file=sys.stderr)
        print("    ", files, file=sys.stderr)


def places(report: object, *, is_minimal: bool) -> Counter[tuple[object, ...]]:
    """Where a report finds what; where rows were left out, how often in which column, up to the first ones."""
    if not is_minimal:
        return Counter((each.code, each.file, each.line, each.column) for each in report.findings)
    kinds = Counter((each.code, each.file, each.column) for each in report.findings)
    return Counter({kind: min(count, FIRST) for kind, count in kinds.items()})


def nameless(found: Counter[tuple[object, ...]]) -> Counter[tuple[object, ...]]:
    """The same without names that the profile does not know: where they hold a person's value, they go."""
    shown: Counter[tuple[object, ...]] = Counter()
    for (code, *place), count in found.items():
        shown[code, *(each if each in KNOWN or isinstance(each, int) else "" for each in place)] += count
    return shown


def main() -> None:
    sets, number = (int(word) for word in [*sys.argv[1:], *("200", "1")[len(sys.argv) - 1 :]][:2])
    seen = measure(sets, number)
    print(f"Seed {number}:\n")
    print(f"| bundle | {' | '.join(COLUMNS)} |\n|{' --- |' * (len(COLUMNS) + 1)}")
    for is_minimal, counts in seen.items():
        seconds = counts["milliseconds"] / 1000 / max(1, counts["sets"])
        cells = [f"{counts[name]:,}" for name in COLUMNS[:-1]]
        print(f"| {'`--minimal`' if is_minimal else 'whole'} | {' | '.join(cells)} | {seconds:.2f} |")


if __name__ == "__main__":
    main()
