"""DDE106, DDE107, DDE109, DDE110: manifest.csv, and whether it matches the files."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from checks.example.changes import Cell
from checks.finding import Review, Severity
from checks.input.layouts.editions import EDITIONS
from checks.profile.model import Basis
from checks.rules.rule import Hit, SetRule
from checks.suggest import closest
from checks.tables.tables import Tables

_FILE = "manifest.csv"
_VERSIONS = {"manifest.version": "1.0", "oneroster.version": "1.1"}
_OPTIONAL = ("source.systemName", "source.systemCode")
_ABSENT, _BULK, _DELTA = _MODES = ("absent", "bulk", "delta")


@dataclass(frozen=True, slots=True)
class _Line:
    line: int
    value: str


@dataclass(frozen=True, slots=True)
class _Manifest:
    """The lines of a manifest by property; misspelled names are resolved."""

    lines: dict[str, _Line] = field(default_factory=dict)
    """The first line of each property."""
    duplicates: list[tuple[str, _Line]] = field(default_factory=list)
    misspelled: dict[str, str] = field(default_factory=dict)
    """Property to the misspelled name in the file."""
    unknown: dict[str, _Line] = field(default_factory=dict)

    def mode(self, file: str) -> _Line | None:
        """Return the line with the mode of a file: absent, bulk or delta."""
        return self.lines.get(_property(file))


def _property(file: str) -> str:
    return f"file.{file.removesuffix('.csv')}"


def _files(tables: Tables) -> list[str]:
    return sorted({*(spec.name for spec in tables.profile.tables), *tables.profile.other_files})


def _read(tables: Tables) -> _Manifest:
    known = [*_VERSIONS, *map(_property, _files(tables)), *_OPTIONAL]
    rows = [
        (name, _Line(line, value))
        for line, name, value in tables[_FILE].select("line", "propertyName", "value").iter_rows()
        if name
    ]
    names = {name for name, _ in rows}
    free = [name for name in known if name not in names]
    manifest = _Manifest()
    for name, line in rows:
        meant = name if name in known else _near(name, free)
        if meant is None:
            manifest.unknown.setdefault(name, line)
        elif meant in manifest.lines:
            manifest.duplicates.append((meant, line))
        else:
            manifest.lines[meant] = line
            if meant != name:
                manifest.misspelled[meant] = name
    return manifest


def _near(name: str, names: list[str]) -> str | None:
    """Return the closest property that has no line yet; None for one of another OneRoster version."""
    if name in _of_other_editions():
        return None
    by_lower = {each.lower(): each for each in names}
    near = closest(name.lower().removesuffix(".csv"), by_lower, alike=0.88)
    return by_lower[near[0]] if near else None


def _of_other_editions() -> dict[str, str]:
    return {_property(file): edition.name for edition in EDITIONS for file in edition.files}


def _contradicts(tables: Tables) -> Iterator[Hit]:
    manifest = _read(tables)
    for spec in tables.profile.tables:
        line, is_there = manifest.mode(spec.name), spec.name in tables.present
        if not spec.accepted or (line is None and not is_there):
            continue
        if line is None:
            yield Hit(
                _FILE,
                message=f"{spec.name} is in the set, but the manifest has no line for it.",
                hint=f"Add the line {_property(spec.name)},{_BULK}.",
            )
            continue
        is_reported_missing = spec.required and spec.basis is not Basis.UNSETTLED
        if line.value not in _MODES or (not is_there and is_reported_missing):
            continue
        if is_there != (line.value != _ABSENT):
            where = "is in the set" if is_there else "is not in the set"
            yield Hit(
                _FILE,
                line.line,
                "value",
                line.value,
                message=f"The manifest contradicts the files: {spec.name} {where}.",
                hint="Write bulk for a file in the set, and absent for one that is not.",
            )


def _version(tables: Tables) -> Iterator[Hit]:
    manifest = _read(tables)
    for name, wanted in _VERSIONS.items():
        line = manifest.lines.get(name)
        if line is None:
            yield Hit(
                _FILE, message=f"The manifest has no line {name}.", hint=f"Add the line {name},{wanted}."
            )
        elif line.value != wanted:
            other = next((edition.name for edition in EDITIONS if edition.name == line.value), None)
            is_edition = name == "oneroster.version" and other is not None
            yield Hit(
                _FILE,
                line.line,
                "value",
                line.value,
                message=f"The manifest says OneRoster {other}, but CLI Engage reads {wanted}."
                if is_edition
                else f"{name} must be {wanted}.",
                hint="Choose OneRoster 1.1 CSV in your export settings."
                if is_edition
                else f"Write {wanted}. A spreadsheet turns 1.0 into 1, so don't save the file in one.",
            )


def _lines(tables: Tables) -> Iterator[Hit]:
    manifest = _read(tables)
    yield from _lacking(manifest, tables)
    for name, line in manifest.duplicates:
        is_same = line.value == manifest.lines[name].value
        yield Hit(
            _FILE,
            line.line,
            "propertyName",
            name,
            message=f"{name} has an earlier line with {'the same' if is_same else 'another'} value.",
            hint="Keep one line for each property.",
            severity=Severity.WARNING if is_same else Severity.ERROR,
        )
    for name, found in manifest.misspelled.items():
        yield Hit(
            _FILE,
            manifest.lines[name].line,
            "propertyName",
            found,
            message=f"The property looks like {name} but is spelled differently.",
            hint=f"Write {name}. Upper and lower case matter.",
        )
    yield from _unknown(manifest)
    for name, line in manifest.lines.items():
        if name.startswith("file.") and line.value not in _MODES:
            is_case = line.value.lower() in _MODES
            yield Hit(
                _FILE,
                line.line,
                "value",
                line.value,
                message=f"{name} must be absent, bulk or delta.",
                hint=f"Write {line.value.lower()}, in lower case."
                if is_case
                else "Write bulk for a file in the set, and absent for one that is not.",
            )


def _lacking(manifest: _Manifest, tables: Tables) -> Iterator[Hit]:
    lacking = [
        _property(file)
        for file in _files(tables)
        if manifest.mode(file) is None and file not in tables.present
    ]
    if lacking:
        more = f" and {len(lacking) - 3} more" if len(lacking) > 3 else ""
        yield Hit(
            _FILE,
            message=f"The manifest has no line for {', '.join(lacking[:3])}{more}.",
            hint="Add a line for each file of the standard, with absent for one that is not in the set.",
            affected=len(lacking),
            severity=Severity.WARNING,
        )


def _unknown(manifest: _Manifest) -> Iterator[Hit]:
    """Report unknown properties, except those of the OneRoster version the manifest declares."""
    version = manifest.lines.get("oneroster.version")
    others = _of_other_editions()
    for name, line in manifest.unknown.items():
        edition = others.get(name)
        if edition is None or version is None or version.value != edition:
            yield Hit(
                _FILE,
                line.line,
                "propertyName",
                name,
                message=f"The property belongs to OneRoster {edition}, not to 1.1."
                if edition
                else "The standard has no property with this name.",
                hint="It is not read. Remove it, or check for a typo in its name.",
                severity=Severity.INFO,
            )


def _deltas(tables: Tables) -> Iterator[Hit]:
    manifest = _read(tables)
    lines = [line for file in _files(tables) if (line := manifest.mode(file)) and line.value == _DELTA]
    if lines:
        yield Hit(
            _FILE,
            min(line.line for line in lines),
            "value",
            _DELTA,
            affected=len(lines),
            message="The manifest declares a set of changes (delta), not a full set (bulk).",
            hint="Ask CLI whether it reads sets of changes. A full set (bulk) is always right.",
        )


_NEEDS = {_FILE: ("propertyName", "value")}

RULES = (
    SetRule(
        code="DDE106",
        name="manifest-contradicts-files",
        severity=Severity.ERROR,
        review=Review.INITIAL,
        basis=Basis.STANDARD,
        title="The manifest contradicts the files",
        why="In the standard this is an import error: a file is missing or not declared.",
        fix="Let your export write the manifest, or correct the line.",
        bad=(Cell(_FILE, 16, "value", _ABSENT),),
        at=((_FILE, 16, "value"),),
        needs=_NEEDS,
        find=_contradicts,
    ),
    SetRule(
        code="DDE107",
        name="manifest-version",
        severity=Severity.ERROR,
        review=Review.INITIAL,
        basis=Basis.STANDARD,
        title="The manifest has the wrong version",
        why="Receivers use these two lines to decide how to read the files.",
        fix="Write manifest.version as 1.0 and oneroster.version as 1.1.",
        bad=(Cell(_FILE, 2, "value", "1"),),
        at=((_FILE, 2, "value"),),
        needs=_NEEDS,
        find=_version,
    ),
    SetRule(
        code="DDE109",
        name="manifest-lines",
        severity=Severity.ERROR,
        review=Review.INITIAL,
        basis=Basis.STANDARD,
        title="A manifest line is missing, duplicate or invalid",
        why="These lines tell receivers which files to expect. An invalid line counts as missing.",
        fix="Let your export write the manifest: one line per file, with absent, bulk or delta.",
        bad=(Cell(_FILE, 16, "value", "Bulk"),),
        at=((_FILE, 16, "value"),),
        needs=_NEEDS,
        find=_lines,
    ),
    SetRule(
        code="DDE110",
        name="delta-set",
        severity=Severity.INFO,
        review=Review.INITIAL,
        basis=Basis.UNSETTLED,
        title="The set has only changes (delta)",
        why="CLI says that existing files are replaced. Whether it reads sets of changes is not settled.",
        fix="Export a full set (bulk) until CLI says it reads sets of changes.",
        bad=(
            Cell("courses.csv", 2, "status", "active"),
            Cell("courses.csv", 2, "dateLastModified", "2026-08-20T06:00:00.000Z"),
            Cell(_FILE, 9, "value", _DELTA),
        ),
        at=((_FILE, 9, "value"),),
        needs=_NEEDS,
        find=_deltas,
    ),
)
