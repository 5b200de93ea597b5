"""DDE1xx: which files are in the set, and under which names."""

from collections.abc import Iterator

from checks.example.changes import Bytes, Cell, CopyFile, DropRow, RenameFile
from checks.finding import Review, Severity
from checks.input.file_names import SetNames, is_packed, is_spreadsheet, nearest
from checks.input.header import ReadFile
from checks.input.layouts.editions import EDITIONS
from checks.input.layouts.standards import STANDARDS
from checks.profile.model import Basis
from checks.rules.rule import FileRule, Hit, NamesRule
from checks.visible import visible


def _missing(package: SetNames) -> Iterator[Hit]:
    if package.other_standard or package.flat_list:
        return
    for spec in package.profile.files:
        if spec.required and spec.accepted and spec.name not in package.present:
            yield Hit(
                spec.name,
                message=f"{spec.name} is not in the set.",
                hint=f"It holds: {spec.purpose.lower()}. Run `dde template DIR` for its header.",
                basis=spec.basis,
            )


def _misnamed(package: SetNames) -> Iterator[Hit]:
    for expected, found in package.found.items():
        if found != expected:
            more = "" if found.lower() == expected.lower() else f", which looks like {expected}"
            is_sure = package.is_sure(found)
            yield Hit(
                expected,
                value=None if is_sure else found,
                message=f"The file is named {visible(found)}{more}."
                if is_sure
                else f"A file has the columns of {expected} but another name.",
                hint=f"Rename it to {expected}. Its rows were checked under that name.",
            )
    for expected, names in package.unsure.items():
        shown = ", ".join(package.called(name) for name in names[:3])
        hidden = [name for name in names if not package.is_sure(name)]
        if len(names) > 1:
            message = f"{len(names)} files look like {expected}, but none has that name: {shown}."
            hint = f"Keep the correct one and name it {expected}. None of them was checked."
        elif names[0] in package.web_pages:
            message = f"{expected} is missing; {shown} is a web page, not a table."
            hint = f"It may be a sign-in page. Sign in again and export {expected} as CSV."
        elif is_packed(names[0]):
            message = f"{expected} is missing, but there is a packed file: {shown}."
            hint = f"Unpack it, so that the set has {expected} itself."
        elif is_spreadsheet(names[0]):
            message = f"{expected} is missing, but there is a spreadsheet: {shown}."
            hint = f"Export {expected} as CSV. Saving the spreadsheet as CSV loses leading zeros."
        else:
            message = f"{expected} is missing; {shown} has a similar name but not its header."
            hint = f"If this is the file, rename it to {expected} and correct its header. It was not checked."
        yield Hit(expected, value=", ".join(hidden) or None, message=message, hint=hint)


def _extra(package: SetNames) -> Iterator[Hit]:
    for name in package.extra:
        if name == package.flat_list:
            continue
        text, basis = _not_read(name, package)
        shown = package.called(name)
        if package.is_sure(name):
            yield Hit(shown, message=f"{shown} {text}; it will not be sent.", basis=basis)
        else:
            message = f"A{shown[1:]} in the set {text}; it will not be sent."
            yield Hit(f"({shown})", value=visible(name), message=message, basis=basis)


def _not_read(name: str, package: SetNames) -> tuple[str, Basis]:
    """Return why a file of this name is not read, and the basis for saying so."""
    lower = name.lower()
    for spec in package.profile.files:
        if spec.name.lower() == lower and not spec.accepted:
            who = "CLI said it does not read it" if spec.basis is Basis.TOLD else "CLI does not read it"
            return f"is part of the standard, but {who}", spec.basis
    if lower in {other.lower() for other in package.profile.other_files}:
        return "is part of the standard, but CLI Engage probably does not read it", Basis.ASSUMED
    for edition in EDITIONS:
        if lower in {other.lower() for other in edition.files}:
            return f"belongs to OneRoster {edition.name}; OneRoster 1.1 does not have it", Basis.STANDARD
    for standard in STANDARDS:
        if lower in standard.files:
            return f"is not a OneRoster file; {standard.name} has one with this name", Basis.STANDARD
    copied = nearest(name, (package.profile.file(file) for file in package.found))
    if copied:
        return f"may be another copy of {copied.name}, which was checked instead", Basis.STANDARD
    return "is not a file of the standard", Basis.STANDARD


def _nested(package: SetNames) -> Iterator[Hit]:
    for name, folder in package.nested.items():
        parts = folder.split("/")
        if folder.startswith("/") or ".." in parts or ":" in parts[0]:
            message = f"{name} has a path that points outside the zip; only its file name was used."
        else:
            message = f"{name} is in a folder inside the zip."
        yield Hit(name, message=message)


def _twice(package: SetNames) -> Iterator[Hit]:
    for name in package.twice:
        yield Hit(name, message=f"{name} is in the set more than once; the first was checked.")


def _other_standard(package: SetNames) -> Iterator[Hit]:
    if package.flat_list:
        name = package.called(package.flat_list)
        is_sure = package.is_sure(package.flat_list)
        yield Hit(
            name if is_sure else f"({name})",
            value=None if is_sure else package.flat_list,
            message="The set is one list of students, not the files of OneRoster.",
            hint="`dde build` makes the OneRoster files from one list.",
        )
    if package.other_standard:
        standard, files = package.other_standard
        shown = [visible(name) for name in files]
        yield Hit(
            shown[0],
            message=f"These files are in the format of {standard}, not OneRoster: {', '.join(shown)}.",
            hint="Choose OneRoster 1.1 CSV in your export settings. Nothing else was checked.",
        )


def _empty(read: ReadFile) -> Iterator[Hit]:
    structure = read.structure
    if not structure.rows and structure.text.encoding != "binary" and not structure.is_web_page:
        what = "has a header but no rows" if structure.header else "is empty"
        yield Hit(read.spec.name, message=f"{read.spec.name} {what}.")


def _other_edition(package: SetNames) -> Iterator[Hit]:
    """Report each version once: a set has one because one export wrote it."""
    for edition in EDITIONS:
        files = [name for name, other in package.editions.items() if other is edition]
        if not files:
            continue
        hints = (edition.hints[name] for name in files if name in edition.hints)
        who = f"{files[0]} has" if len(files) == 1 else f"{len(files)} files have"
        more = "" if len(files) == 1 else f": {', '.join(files)}"
        yield Hit(
            files[0],
            1,
            message=f"{who} the columns of OneRoster {edition.name}, not of 1.1{more}.",
            hint=next(hints, "Choose OneRoster 1.1 in your export settings. The values were checked."),
        )


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
        why="The initial review checks for completeness: without this file, the set comes back to you.",
        fix="Export this file too. Which six files CLI needs is assumed here; confirm it with CLI.",
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
        title="A file name does not match the standard",
        why="File names are case-sensitive: a program that looks for the exact name will not find the file.",
        fix="Export the file as CSV, not packed, with the exact name in the standard.",
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
        title="A file is not read",
        why="It is not sent and does no harm, but it may be a required file with a wrong name.",
        fix="Check whether it should be one of the required files.",
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
        title="Files are in a folder inside the zip",
        why="The standard requires the files at the top level of the zip. Receivers look nowhere else.",
        fix="Zip the files themselves, not the folder they are in.",
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
        why="Files replace the earlier ones, so an empty file may remove everyone.",
        fix="Check the export's filters (school year, school, date) and run it again.",
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
        why="Receivers can't tell which one is correct.",
        fix="Remove the older one.",
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
        title="The files use another standard, not OneRoster",
        why="CLI Engage reads OneRoster 1.1 and would not find these files or their columns.",
        fix="Choose OneRoster 1.1 CSV in your export settings, or make the files with `dde build`.",
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
    NamesRule(
        code="DDE217",
        name="other-edition",
        severity=Severity.ERROR,
        review=_INITIAL,
        basis=Basis.STANDARD,
        title="A file has the layout of another OneRoster version",
        why="CLI reads OneRoster 1.1: columns of 1.0 or 1.2 are not found, and their values are lost.",
        fix="Choose OneRoster 1.1 CSV in your export settings.",
        bad=(
            Bytes(
                "demographics.csv",
                b"sourcedId,status,dateLastModified,birthDate",
                b"userSourcedId,status,dateLastModified,birthdate",
            ),
        ),
        at=(("demographics.csv", 1, None),),
        find=_other_edition,
    ),
)
