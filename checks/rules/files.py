"""DDE1xx: which files are in the set, and under which names."""

from collections.abc import Iterator

from checks.example.changes import Bytes, Cell, CopyFile, DropRow, RenameFile
from checks.finding import Review, Severity
from checks.input.editions import EDITIONS, STANDARDS
from checks.input.file_names import SetNames, is_spreadsheet, nearest
from checks.input.header import ReadFile
from checks.profile.model import Basis
from checks.rules.rule import FileRule, Hit, NamesRule
from checks.visible import visible

_STANDARD_NAMES = "File names are exact, also in upper and lower case."


def _missing(package: SetNames) -> Iterator[Hit]:
    if package.other_standard:
        return
    for spec in package.profile.files:
        if spec.required and spec.accepted and spec.name not in package.present:
            yield Hit(
                spec.name,
                message=f"{spec.name} is not in the set.",
                hint=f"It holds: {spec.purpose.lower()}. `dde template DIR` writes its header.",
                basis=spec.basis,
            )


def _misnamed(package: SetNames) -> Iterator[Hit]:
    for expected, found in package.found.items():
        if found != expected:
            more = "" if found.lower() == expected.lower() else f", which looks like {expected}"
            yield Hit(
                expected,
                message=f"The file is named {visible(found)}{more}.",
                hint=f"Rename it to {expected}; its rows were checked as if it were.",
            )
    for expected, names in package.unsure.items():
        shown = ", ".join(visible(name) for name in names[:3])
        if len(names) > 1:
            message = f"{len(names)} files look like {expected}, and none has its name: {shown}."
            hint = f"Keep the one that counts, as {expected}. None was checked."
        elif is_spreadsheet(names[0]):
            message = f"There is no {expected}, but a spreadsheet {shown}."
            hint = f"Export {expected} as CSV; a spreadsheet that is saved as CSV loses leading zeros."
        else:
            message = f"There is no {expected}; {shown} has a name like it, but not its header."
            hint = f"If it is the file, name it {expected} and mend its header. It was not checked."
        yield Hit(expected, message=message, hint=hint)


def _extra(package: SetNames) -> Iterator[Hit]:
    for name in package.extra:
        text, basis = _not_read(name, package)
        yield Hit(visible(name), message=f"{visible(name)} {text}; it will not be sent.", basis=basis)


def _not_read(name: str, package: SetNames) -> tuple[str, Basis]:
    """Say why a file of this name is not read, and what that stands on."""
    lower = name.lower()
    for spec in package.profile.files:
        if spec.name.lower() == lower and not spec.accepted:
            who = "CLI told that it does not read it" if spec.basis is Basis.TOLD else "CLI does not read it"
            return f"belongs to the standard, but {who}", spec.basis
    if lower in {other.lower() for other in package.profile.other_files}:
        return "belongs to the standard, but CLI Engage probably does not read it", Basis.ASSUMED
    for edition in EDITIONS:
        if lower in {other.lower() for other in edition.files}:
            return f"belongs to OneRoster {edition.name}; OneRoster 1.1 does not have it", Basis.STANDARD
    for standard in STANDARDS:
        if lower in standard.signs:
            return f"is no file of OneRoster; {standard.name} has one of this name", Basis.STANDARD
    copied = nearest(name, (package.profile.file(file) for file in package.found))
    if copied:
        return f"may be another copy of {copied.name}, which was checked instead", Basis.STANDARD
    return "is no file of the standard", Basis.STANDARD


def _nested(package: SetNames) -> Iterator[Hit]:
    for name, folder in package.nested.items():
        parts = folder.split("/")
        if folder.startswith("/") or ".." in parts or ":" in parts[0]:
            message = f"{name} has a path in the zip that points outside of it; only its name was taken."
        else:
            message = f"{name} lies in a folder inside the zip."
        yield Hit(name, message=message)


def _twice(package: SetNames) -> Iterator[Hit]:
    for name in package.twice:
        yield Hit(name, message=f"{name} is in the set more than once; the first was checked.")


def _other_standard(package: SetNames) -> Iterator[Hit]:
    if package.other_standard:
        standard, files = package.other_standard
        shown = [visible(name) for name in files]
        yield Hit(
            shown[0],
            message=f"These files are {standard}, not OneRoster: {', '.join(shown)}.",
            hint="Choose OneRoster 1.1 CSV where the export is made. Nothing else was checked.",
            affected=len(files),
        )


def _empty(read: ReadFile) -> Iterator[Hit]:
    if not read.structure.rows and read.structure.text.encoding != "binary":
        what = "has a header and no rows" if read.structure.header else "is empty"
        yield Hit(read.spec.name, message=f"{read.spec.name} {what}.")


_INITIAL = Review.INITIAL

_ORGS = b"sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n"
_CLASSES = (
    b"sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,"
    b"schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods\n"
)

RULES = (
    NamesRule(
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
    NamesRule(
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
    NamesRule(
        code="DDE103",
        name="file-extra",
        severity=Severity.INFO,
        review=_INITIAL,
        basis=Basis.STANDARD,
        title="A file that is not read",
        why="It is not sent and does no harm; it may be a file whose name went wrong.",
        fix="Look whether it should be one of the required files.",
        bad=(CopyFile("courses.csv", "courses-2025.csv"),),
        at=(("courses-2025.csv", None, None),),
        find=_extra,
    ),
    NamesRule(
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
    NamesRule(
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
    NamesRule(
        code="DDE111",
        name="other-standard",
        severity=Severity.ERROR,
        review=_INITIAL,
        basis=Basis.PUBLISHED,
        title="The files are in another standard than OneRoster",
        why="CLI Engage reads OneRoster 1.1: of these files it finds none, or none of their columns.",
        fix="Choose OneRoster 1.1 CSV where the export is made.",
        bad=(
            *(RenameFile(f"{name}.csv", "") for name in ("academicSessions", "courses", "demographics")),
            *(RenameFile(f"{name}.csv", "") for name in ("users", "enrollments", "manifest")),
            *(DropRow("orgs.csv", 2), DropRow("orgs.csv", 2), DropRow("classes.csv", 2)),
            Bytes("orgs.csv", _ORGS, b"SIS ID,Name\n057950101,Pecan Grove Elementary\n"),
            Bytes("classes.csv", _CLASSES, b"SIS ID,School SIS ID,Section Name\nC1,057950101,PK-1\n"),
            RenameFile("classes.csv", "Section.csv"),
            RenameFile("orgs.csv", "School.csv"),
        ),
        at=(("School.csv", None, None),),
        find=_other_standard,
    ),
)
