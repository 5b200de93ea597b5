"""One measure in a process of its own: `python tests/benchmarks/measures.py check FOLDER`.

`check` is this checker, imports included; `scan` is DuckDB's read_csv reading every cell and asking for the
longest one of each column; `frictionless` holds the files to what a table schema can say of the same profile:
types, patterns, words, required, unique keys, and references to one row.
"""

import importlib.util
import json
import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

TODAY = date(2026, 9, 1)


def check(folder: Path) -> dict[str, object]:
    from checks.engine.run import check
    from checks.input.source import open_file_set
    from checks.rules.choices import load_profile

    report = check(open_file_set(folder), load_profile(), today=TODAY)
    return {"findings": {str(severity): count for severity, count in report.counts.items()}}


def scan(folder: Path) -> dict[str, object]:
    import duckdb

    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            names = file.readline().decode().strip().replace('"', "").split(",")
        columns = "{" + ", ".join(f"'{name}': 'VARCHAR'" for name in names) + "}"
        longest = ", ".join(f'max(length("{name}"))' for name in names)
        options = f"auto_detect=false, header=true, delim=',', quote='\"', columns={columns}"
        duckdb.sql(f"SELECT {longest} FROM read_csv('{path.as_posix()}', {options})").fetchall()
    return {}


def frictionless(folder: Path) -> dict[str, object]:
    from frictionless import Package

    descriptor = {"name": "set", "resources": [resource(path.name) for path in sorted(folder.iterdir())]}
    report = Package.from_descriptor(descriptor, basepath=str(folder)).validate()
    return {"findings": {"error": sum(len(task.errors) for task in report.tasks)}}


def resource(file: str) -> dict[str, object]:
    """Return a file of the profile as frictionless describes it."""
    from checks.rules.choices import load_profile

    spec = load_profile().file(file)
    keys = [column.name for column in spec.columns if column.key]
    references = [
        {
            "fields": [column.name],
            "reference": {
                "resource": "" if column.references == file else name(column.references),
                "fields": ["sourcedId"],
            },
        }
        for column in spec.columns
        if column.references and not column.list
    ]
    schema = {"fields": [field(column) for column in spec.columns], "foreignKeys": references}
    schema |= {"primaryKey": keys} if keys else {}
    return {"name": name(file), "path": file, "format": "csv", "encoding": "utf-8", "schema": schema}


def name(file: str) -> str:
    return file.removesuffix(".csv").lower()


def field(column: object) -> dict[str, object]:
    from checks.profile.model import Type

    described: dict[str, object] = {"name": column.name, "type": "string"}
    constraints: dict[str, object] = {"required": True} if column.required else {}
    match column.type:
        case Type.BOOLEAN:
            described |= {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]}
        case Type.DATE | Type.DATETIME | Type.YEAR:
            described["type"] = str(column.type)
        case Type.EMAIL:
            described["format"] = "email"
        case Type.GUID:
            constraints["pattern"] = r"[0-9A-Za-z.\-_/@,]{1,255}"
        case Type.ENUM | Type.GRADE if column.list:
            words = "|".join(column.vocabulary)
            constraints["pattern"] = f"({words})(,({words}))*"
        case Type.ENUM | Type.GRADE:
            constraints["enum"] = list(column.vocabulary)
        case _:
            pass
    return {**described, "constraints": constraints}


def peak() -> float | None:
    """Return the most memory this process ever held, in MiB; None where the system does not say."""
    if importlib.util.find_spec("resource") is None:
        return None
    import resource as system

    most = system.getrusage(system.RUSAGE_SELF).ru_maxrss
    return most / (1024**2 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    measure = {"check": check, "scan": scan, "frictionless": frictionless}[sys.argv[1]]
    print(json.dumps({**measure(Path(sys.argv[2])), "peak": peak()}))
