"""How long a check takes, beside a bare scan of the same files in the same run.

    python tests/benchmarks/check_speed.py 10000 200000

Run by hand: the sets are made anew from a seed (all fields quoted, six enrollments a student), once clean
and once with 30 % of the filled cells broken. Each figure is the best of some whole processes, imports
included. The yardstick is DuckDB reading every cell and asking for the longest one of each column; where
DuckDB is not installed the column stays empty.
"""

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from checks.example.tiny import manifest  # noqa: E402
from checks.profile import ColumnSpec, Type, load_profile  # noqa: E402

PROFILE = load_profile("cli-engage")
PER_ROOM, OTHER_CLASSES, PER_SCHOOL = 20, 5, 600
WRONG = {
    Type.ENUM: "Wrong",
    Type.BOOLEAN: "Yes",
    Type.DATE: "8/14/2020",
    Type.DATETIME: "8/14/2020 9:00",
    Type.YEAR: "27",
    Type.GRADE: "K",
    Type.EMAIL: "nobody@nowhere",
    Type.STRING: " ",
}


def clean(students: int, seed: int) -> dict[str, pl.DataFrame]:
    """Return the tables of a set without a fault; a column that is left out is blank."""
    rng = np.random.default_rng(seed)
    schools, rooms = max(1, students // PER_SCHOOL), max(1, students // PER_ROOM)
    others = rooms * 2
    child = pl.DataFrame({"n": np.arange(students)}).with_columns(
        room=pl.col("n") % rooms,
        given=pl.Series(
            rng.choice(["Ann", "Ben", "Carla", "Dee, J.", "José"], students, p=[0.3, 0.3, 0.3, 0.08, 0.02])
        ),
        born=pl.Series(rng.integers(0, 300, students)),
        male=pl.Series(rng.random(students) < 0.5),
    )
    school = pl.format("0579501{}", (pl.col("room") % schools).cast(pl.String).str.zfill(4))
    child = child.with_columns(id=number("S", "n"), school=school)
    teacher = pl.DataFrame({"room": np.arange(rooms)}).with_columns(id=number("T", "room"), school=school)
    other = pl.DataFrame({"room": np.arange(others)}).with_columns(school=school)
    classes = pl.concat(
        [
            teacher.select(
                sourcedId=number("C", "room"), classType=pl.lit("homeroom"), schoolSourcedId="school"
            ),
            other.select(
                sourcedId=number("M", "room"), classType=pl.lit("scheduled"), schoolSourcedId="school"
            ),
        ]
    ).with_columns(
        title=pl.format("Class {}", "sourcedId"),
        grades=pl.lit("PK"),
        courseSourcedId=pl.lit("PK101"),
        termSourcedIds=pl.lit("SY2027"),
    )
    users = pl.concat(
        [
            child.select(
                sourcedId="id",
                role=pl.lit("student"),
                givenName="given",
                email=pl.lit(""),
                grades=pl.lit("PK"),
                orgSourcedIds=pl.format("{},057950", "school"),
                agentSourcedIds=number("T", "room"),
            ),
            teacher.select(
                sourcedId="id",
                role=pl.lit("teacher"),
                givenName=pl.lit("Maria"),
                email=pl.format("{}@bluebonnet.example", "id"),
                grades=pl.lit(""),
                orgSourcedIds="school",
                agentSourcedIds=pl.lit(""),
            ),
        ]
    ).with_columns(
        enabledUser=pl.lit("true"),
        username=pl.col("sourcedId").str.to_lowercase(),
        familyName=pl.format("O'Quinn {}", "sourcedId"),
        identifier=pl.col("sourcedId").str.slice(1),
    )
    day = pl.date(2022, 1, 1) + pl.duration(days="born")
    white = pl.col("n") % 3 == 0
    demographics = child.select(
        sourcedId="id",
        birthDate=day.dt.to_string("%Y-%m-%d"),
        sex=pl.when("male").then(pl.lit("male")).otherwise(pl.lit("female")),
        white=truth(white),
        asian=truth(~white),
        hispanicOrLatinoEthnicity=pl.lit("false"),
    )
    enrolled = [
        child.select(
            classSourcedId=number("C", "room"),
            schoolSourcedId="school",
            userSourcedId="id",
            role=pl.lit("student"),
        ),
        teacher.select(
            classSourcedId=number("C", "room"),
            schoolSourcedId="school",
            userSourcedId="id",
            role=pl.lit("teacher"),
        ),
        *(
            child.with_columns(room=(pl.col("n") * 7 + turn) % others).select(
                classSourcedId=number("M", "room"),
                schoolSourcedId="school",
                userSourcedId="id",
                role=pl.lit("student"),
            )
            for turn in range(OTHER_CLASSES)
        ),
    ]
    enrollments = pl.concat(enrolled).with_columns(
        sourcedId=pl.format("E{}", pl.int_range(pl.len()).cast(pl.String).str.zfill(8)),
        primary=truth(pl.col("role") == "teacher"),
        beginDate=pl.lit("2026-08-12"),
        endDate=pl.lit("2027-05-28"),
    )
    orgs = {
        "sourcedId": ["057950"],
        "name": ["Bluebonnet ISD"],
        "type": ["district"],
        "parentSourcedId": [""],
    }
    school_ids = [f"0579501{number:04}" for number in range(schools)]
    for column, values in (("sourcedId", school_ids), ("name", school_ids)):
        orgs[column] += values
    orgs["type"] += ["school"] * schools
    orgs["parentSourcedId"] += ["057950"] * schools
    year = {"sourcedId": ["SY2027"], "title": ["2026-2027"], "type": ["schoolYear"], "schoolYear": ["2027"]}
    course = {
        "sourcedId": ["PK101"],
        "title": ["Prekindergarten"],
        "orgSourcedId": ["057950"],
        "grades": ["PK"],
    }
    tables = {
        "academicSessions.csv": pl.DataFrame(
            {**year, "startDate": ["2026-08-12"], "endDate": ["2027-05-28"]}
        ),
        "orgs.csv": pl.DataFrame(orgs),
        "courses.csv": pl.DataFrame(course),
        "classes.csv": classes,
        "users.csv": users,
        "demographics.csv": demographics,
        "enrollments.csv": enrollments,
    }
    tables = {name: in_full(table, name) for name, table in tables.items()}
    return {**tables, "manifest.csv": pl.DataFrame(manifest({name: [] for name in tables}))}


def number(letter: str, column: str) -> pl.Expr:
    return pl.format(f"{letter}{{}}", pl.col(column).cast(pl.String).str.zfill(7))


def truth(test: pl.Expr) -> pl.Expr:
    return pl.when(test).then(pl.lit("true")).otherwise(pl.lit("false"))


def in_full(table: pl.DataFrame, file: str) -> pl.DataFrame:
    header = PROFILE.file(file).header
    return table.select(pl.col(name) if name in table.columns else pl.lit("").alias(name) for name in header)


def broken(tables: dict[str, pl.DataFrame], share: float, seed: int) -> dict[str, pl.DataFrame]:
    """Return the tables with this share of the filled cells wrong, each in a way of its type."""
    rng = np.random.default_rng(seed)
    result = dict(tables)
    for spec in PROFILE.tables:
        table = tables[spec.name]
        hits = {column.name: pl.Series(rng.random(len(table)) < share) for column in spec.columns}
        result[spec.name] = table.with_columns(
            pl.when(pl.lit(hits[column.name]) & (pl.col(column.name) != ""))
            .then(wrong(column))
            .otherwise(pl.col(column.name))
            .alias(column.name)
            for column in spec.columns
        )
    return result


def wrong(column: ColumnSpec) -> pl.Expr:
    if column.type is Type.GUID:
        return pl.format("{} #", column.name)
    return pl.lit(WRONG[column.type])


def write(tables: dict[str, pl.DataFrame], folder: Path) -> tuple[int, int]:
    """Write the files; return their records and bytes."""
    folder.mkdir()
    for name, table in tables.items():
        table.write_csv(folder / name, quote_style="always")
    return sum(map(len, tables.values())), sum(path.stat().st_size for path in folder.iterdir())


def run_check(folder: Path) -> dict[str, object]:
    from checks.engine import check
    from checks.source import open_file_set

    report = check(open_file_set(folder), PROFILE, today=date(2026, 9, 1))
    return {"outcome": report.outcome, "findings": sum(report.counts.values())}


def run_scan(folder: Path) -> dict[str, object]:
    import duckdb

    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            names = file.readline().decode().strip().replace('"', "").split(",")
        columns = "{" + ", ".join(f"'{name}': 'VARCHAR'" for name in names) + "}"
        longest = ", ".join(f'max(length("{name}"))' for name in names)
        scan = f"read_csv('{path}', auto_detect=false, header=true, delim=',', quote='\"', columns={columns})"
        duckdb.sql(f"SELECT {longest} FROM {scan}").fetchall()
    return {}


def measured(what: str, folder: Path) -> dict[str, object]:
    """Run one measure in a process of its own: wall seconds, peak MiB, and what it says."""
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, __file__, "--run", what, str(folder)], stdout=subprocess.PIPE, check=True, text=True
    )
    return {"seconds": time.perf_counter() - begin, **json.loads(done.stdout)}


def peak() -> float | None:
    """Return the most memory this process ever held, in MiB; None where the system does not say."""
    if importlib.util.find_spec("resource") is None:
        return None
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024**2 if sys.platform == "darwin" else 1024
    )


def figures(runs: list[dict[str, object]]) -> str:
    best = min(runs, key=lambda run: run["seconds"])
    memory = "?" if best["peak"] is None else f"{best['peak']:,.0f}"
    return f"{best['seconds']:.2f} s  {memory} MiB"


def compare(students: int, repeats: int, seed: int, share: float) -> None:
    has_duckdb = importlib.util.find_spec("duckdb") is not None
    with tempfile.TemporaryDirectory() as place:
        tables = clean(students, seed)
        sets = {"clean": tables, f"{share:.0%} broken": broken(tables, share, seed)}
        for kind, content in sets.items():
            folder = Path(place) / kind.split()[0].strip("%")
            records, size = write(content, folder)
            scans, checks = [], []
            for _ in range(repeats):
                if has_duckdb:
                    scans.append(measured("scan", folder))
                checks.append(measured("check", folder))
            times = (
                f"{min(c['seconds'] for c in checks) / min(s['seconds'] for s in scans):.1f}x"
                if scans
                else ""
            )
            print(
                f"{students:>9,} students  {kind:<10}  {records:>10,} records  {size / 1e6:>6,.0f} MB  "
                f"scan {figures(scans) if scans else '-'}  check {figures(checks)}  {times}  "
                f"{checks[0]['outcome']}, {checks[0]['findings']:,} findings"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("students", nargs="*", type=int, default=[10_000])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--broken", type=float, default=0.3, help="share of filled cells in the broken set")
    parser.add_argument("--run", nargs=2, metavar=("WHAT", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        said = {"check": run_check, "scan": run_scan}[options.run[0]](Path(options.run[1]))
        print(json.dumps({**said, "peak": peak()}))
        return
    if importlib.util.find_spec("duckdb") is None:
        print("duckdb is not installed: no scan to compare with.")
    for students in options.students:
        compare(students, options.repeats, options.seed, options.broken)


if __name__ == "__main__":
    main()
