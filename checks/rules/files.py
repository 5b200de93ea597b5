"""DDE1xx: which files are in the set, and under which names."""

from collections.abc import Iterator

from checks.example.changes import Cell, CopyFile, DropRow, RenameFile
from checks.finding import Review, Severity
from checks.profile import Basis
from checks.reading import ReadFile
from checks.rules.rule import FileRule, Hit, PackageRule, SetRule
from checks.tables import Package, Tables
from checks.visible import visible

_STANDARD_NAMES = "File names are exact, also in upper and lower case."


def _missing(package: Package) -> Iterator[Hit]:
    for spec in package.profile.files:
        if spec.required and spec.name not in package.found:
            yield Hit(
                spec.name,
                message=f"{spec.name} is not in the set.",
                hint=f"It holds: {spec.purpose.lower()}. `dde template DIR` writes its header.",
                basis=spec.basis,
            )


def _misnamed(package: Package) -> Iterator[Hit]:
    for expected, found in package.found.items():
        if found != expected:
            yield Hit(
                expected, message=f"The file is named {visible(found)}.", hint=f"Rename it to {expected}."
            )


def _extra(package: Package) -> Iterator[Hit]:
    for name in package.extra:
        if name in package.profile.other_files:
            text, basis = "belongs to the standard, but CLI Engage probably does not read it", Basis.ASSUMED
        else:
            text, basis = "is no file of the standard", Basis.STANDARD
        yield Hit(visible(name), message=f"{visible(name)} {text}; it will not be sent.", basis=basis)


def _nested(package: Package) -> Iterator[Hit]:
    for name in package.nested:
        yield Hit(name, message=f"{name} lies in a folder inside the zip.")


def _twice(package: Package) -> Iterator[Hit]:
    for name in package.twice:
        yield Hit(name, message=f"{name} is in the set more than once; the first was checked.")


def _empty(read: ReadFile) -> Iterator[Hit]:
    if not read.structure.rows and read.structure.text.encoding != "binary":
        what = "has a header and no rows" if read.structure.header else "is empty"
        yield Hit(read.spec.name, message=f"{read.spec.name} {what}.")


def _manifest_contradicts(tables: Tables) -> Iterator[Hit]:
    present = tables.present
    for line, name, mode in tables["manifest.csv"].select("line", "propertyName", "value").iter_rows():
        if not name.startswith("file."):
            continue
        file = f"{name.removeprefix('file.')}.csv"
        known = any(spec.name == file for spec in tables.profile.tables)
        if known and (file in present) != (mode in ("bulk", "delta")):
            there = "is in the set" if file in present else "is not in the set"
            yield Hit(
                "manifest.csv",
                line,
                "value",
                mode,
                message=f"The manifest contradicts the files: {file} {there}.",
                hint="Write bulk for a file that comes along, absent for one that does not.",
            )


def _manifest_version(tables: Tables) -> Iterator[Hit]:
    expected = {"manifest.version": "1.0", "oneroster.version": "1.1"}
    for line, name, value in tables["manifest.csv"].select("line", "propertyName", "value").iter_rows():
        if name in expected and value != expected[name]:
            yield Hit(
                "manifest.csv",
                line,
                "value",
                value,
                message=f"{name} must be {expected[name]}.",
                hint="A spreadsheet turns 1.0 into 1; write the file without one.",
            )


_INITIAL = Review.INITIAL

RULES = (
    PackageRule(
        code="DDE101",
        name="file-missing",
        severity=Severity.ERROR,
        review=_INITIAL,
        basis=Basis.ASSUMED,
        title="A required file is missing",
        why="The initial review looks for completeness: without this file the set goes back to you.",
        fix="Export this file too. Which six files CLI wants is assumed here; confirm it with CLI.",
        bad=(RenameFile("demographics.csv", ""), Cell("manifest.csv", 10, "value", "absent")),
        at=(("demographics.csv", None, None),),
        find=_missing,
    ),
    PackageRule(
        code="DDE102",
        name="file-misnamed",
        severity=Severity.ERROR,
        review=_INITIAL,
        basis=Basis.STANDARD,
        title="A file name is written otherwise than the standard does",
        why=f"{_STANDARD_NAMES} A program that looks for the exact name finds nothing.",
        fix="Rename the file as the standard writes it.",
        bad=(RenameFile("academicSessions.csv", "academicsessions.csv"),),
        at=(("academicSessions.csv", None, None),),
        find=_misnamed,
    ),
    PackageRule(
        code="DDE103",
        name="file-extra",
        severity=Severity.INFO,
        review=_INITIAL,
        basis=Basis.STANDARD,
        title="A file that is not read",
        why="It is not sent and does no harm; it may be a file whose name went wrong.",
        fix="Look whether it should be one of the required files.",
        bad=(RenameFile("courses.csv", "cources.csv"), Cell("manifest.csv", 9, "value", "absent")),
        at=(("cources.csv", None, None),),
        find=_extra,
    ),
    PackageRule(
        code="DDE104",
        name="file-in-folder",
        severity=Severity.ERROR,
        review=_INITIAL,
        basis=Basis.STANDARD,
        title="Files lie in a folder inside the zip",
        why="The standard wants the files at the top of the zip; receivers look nowhere else.",
        fix="Zip the files themselves, not the folder that holds them.",
        bad=(RenameFile("orgs.csv", "export/orgs.csv"),),
        at=(("orgs.csv", None, None),),
        find=_nested,
    ),
    FileRule(
        code="DDE105",
        name="file-without-rows",
        severity=Severity.ERROR,
        review=_INITIAL,
        basis=Basis.STANDARD,
        title="A file has no rows",
        why="Files replace what was there: an empty one may take everybody out.",
        fix="Look at the export's filter (school year, school, date) and run it again.",
        bad=(DropRow("courses.csv", 2),),
        at=(("courses.csv", None, None),),
        find=_empty,
    ),
    SetRule(
        code="DDE106",
        name="manifest-contradicts-files",
        severity=Severity.ERROR,
        review=_INITIAL,
        basis=Basis.STANDARD,
        title="The manifest says otherwise than the files",
        why="The standard makes this an import error: something is missing, or comes unannounced.",
        fix="Let the export write the manifest, or mend its line.",
        bad=(Cell("manifest.csv", 16, "value", "absent"),),
        at=(("manifest.csv", 16, "value"),),
        needs={"manifest.csv": ("propertyName", "value")},
        find=_manifest_contradicts,
    ),
    SetRule(
        code="DDE107",
        name="manifest-version",
        severity=Severity.ERROR,
        review=_INITIAL,
        basis=Basis.STANDARD,
        title="The manifest's version is not 1.0 of OneRoster 1.1",
        why="Receivers choose how to read the files by these two lines.",
        fix="Write manifest.version as 1.0 and oneroster.version as 1.1.",
        bad=(Cell("manifest.csv", 2, "value", "1"),),
        at=(("manifest.csv", 2, "value"),),
        needs={"manifest.csv": ("propertyName", "value")},
        find=_manifest_version,
    ),
    PackageRule(
        code="DDE108",
        name="file-twice",
        severity=Severity.ERROR,
        review=_INITIAL,
        basis=Basis.STANDARD,
        title="A file is in the set more than once",
        why="Nobody can know which of the two counts.",
        fix="Take the older one out.",
        bad=(CopyFile("orgs.csv", "old/orgs.csv"),),
        at=(("orgs.csv", None, None),),
        find=_twice,
    ),
)
