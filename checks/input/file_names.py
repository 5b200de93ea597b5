"""Which file of a set is which file of the profile, also under a name that went wrong."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from checks.errors import SourceError
from checks.input.editions import EDITIONS, STANDARDS, find_standard, may_be_other_standard
from checks.input.header import match_header
from checks.input.rows import Rows
from checks.input.source import FileSet, SourceFile
from checks.profile.model import FileSpec, Profile
from checks.suggest import closest

_ADDED = (
    re.compile(r"^(copy of|oneroster|export|\d{4,}([-_.]\d+)*)[\s_.-]+", re.IGNORECASE),
    re.compile(r"[\s_.-]*(\(\d+\)|- ?copy|copy|export|final|new|old|bulk|v?\d+)$", re.IGNORECASE),
)
"""What people and programs add to a name, before and after it."""

_ENDINGS = (".csv", ".txt", ".tsv")
_SPREADSHEETS = (".xlsx", ".xls", ".xlsm", ".ods", ".numbers")


@dataclass(frozen=True, slots=True)
class SetNames:
    """The set by names alone."""

    profile: Profile
    found: Mapping[str, str]
    """Profile's file name to the name it has in the set, which may differ."""
    extra: tuple[str, ...]
    """Names in the set that are not read."""
    nested: Mapping[str, str]
    """Profile's names of files that lie in a folder inside the zip, and the folder."""
    twice: tuple[str, ...] = ()
    """Profile's names that stand in the set more than once."""
    unsure: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Profile's file name to names that may be meant for it, and were not read."""
    other_standard: tuple[str, tuple[str, ...]] | None = None
    """The other standard that the set is in, and the files that show it; then nothing was read."""

    @property
    def present(self) -> frozenset[str]:
        """Profile's names of the files that are there, under whatever name."""
        return frozenset((*self.found, *self.unsure))


def match_names(source: FileSet, profile: Profile) -> tuple[SetNames, dict[str, SourceFile]]:
    """Find each file of the profile in the set: by its name, in any letter case, or by a name that is near.

    A file with a near name is taken only where nothing else can be meant: there is no better name, only
    one such file, and its header is the expected one. So its rows are checked, and the name is one finding.

    Returns:
        What the names say, and the files to read by the profile's names.
    """
    by_name: dict[str, list[SourceFile]] = defaultdict(list)
    for file in source.files:
        by_name[file.name].append(file)
    other = _other_standard(by_name)
    if other is not None:
        return SetNames(profile=profile, found={}, extra=(), nested={}, other_standard=other), {}
    wanted = [spec for spec in profile.files if spec.accepted]
    alike = {spec.name: [name for name in by_name if name.lower() == spec.name.lower()] for spec in wanted}
    found = {
        expected: expected if expected in names else names[0] for expected, names in alike.items() if names
    }
    left = [name for name in by_name if not any(name in names for names in alike.values())]
    candidates = _strange(left, profile)
    near = _near_names([spec for spec in wanted if spec.name not in found], candidates, by_name)
    sure = {
        expected: names[0]
        for expected, names in near.items()
        if len(names) == 1 and _has_header_of(profile.file(expected), by_name[names[0]])
    }
    found |= sure
    unsure = {expected: names for expected, names in near.items() if expected not in sure}
    chosen = {expected: _first(by_name[name]) for expected, name in found.items()}
    taken = {name for names in near.values() for name in names}
    package = SetNames(
        profile=profile,
        found=found,
        extra=tuple(name for name in left if name not in taken),
        nested={expected: file.folder for expected, file in chosen.items() if file.folder},
        twice=tuple(
            expected for expected, names in alike.items() if sum(len(by_name[name]) for name in names) > 1
        ),
        unsure=unsure,
    )
    return package, chosen


def _first(files: Iterable[SourceFile]) -> SourceFile:
    """Return the file that lies highest."""
    return min(files, key=lambda file: (file.folder.count("/"), file.folder != "", file.folder))


def _other_standard(by_name: Mapping[str, list[SourceFile]]) -> tuple[str, tuple[str, ...]] | None:
    names = {name.lower(): name for name in by_name}
    if not may_be_other_standard(frozenset(names)):
        return None
    headers = {
        lower: frozenset(cell.strip().lower() for cell in _header(_first(by_name[name])))
        for lower, name in names.items()
        if lower.endswith(".csv")
    }
    found = find_standard(headers)
    return None if found is None else (found[0].name, tuple(names[file] for file in found[1]))


def _header(file: SourceFile) -> list[str]:
    """Return the header of a file; nothing when it can't be read, which is told when it must be."""
    try:
        return Rows((file.head(),)).structure.header
    except SourceError:
        return []


def _has_header_of(spec: FileSpec, files: list[SourceFile]) -> bool:
    file = _first(files)
    if is_spreadsheet(file.name):
        return False
    return len(match_header(_header(file), spec).places) * 3 >= len(spec.columns)


def _strange(names: Iterable[str], profile: Profile) -> list[str]:
    """Return the names that no file of the profile, of another edition or of another standard has."""
    known = {name.lower() for name in profile.other_files}
    known.update(spec.name.lower() for spec in profile.files)
    known.update(name.lower() for edition in EDITIONS for name in edition.files)
    known.update(name for standard in STANDARDS for name in standard.signs)
    return [name for name in names if name.lower() not in known]


def _near_names(
    missing: list[FileSpec], names: list[str], by_name: Mapping[str, list[SourceFile]]
) -> dict[str, tuple[str, ...]]:
    """Return the names that look like each missing file; one that is only almost alike needs its header."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in names:
        spec = nearest(name, missing)
        is_alike = spec is not None and stem_of(name).rstrip("s") == stem_of(spec.name).rstrip("s")
        if spec is not None and (is_alike or _has_header_of(spec, by_name[name])):
            found[spec.name].append(name)
    return {spec.name: tuple(sorted(found[spec.name])) for spec in missing if spec.name in found}


def nearest(name: str, specs: Iterable[FileSpec]) -> FileSpec | None:
    """Return the file whose name is the nearest to this one, where any is near."""
    stems = {stem_of(spec.name): spec for spec in specs}
    near = closest(stem_of(name), stems, alike=0.8)
    return stems[near[0]] if near else None


def stem_of(name: str) -> str:
    """Return the letters of a name without its ending, its plural, and what was added to it."""
    stem = name.strip()
    while stem.lower().endswith((*_ENDINGS, *_SPREADSHEETS)):
        stem = stem.rpartition(".")[0]
    before = ""
    while stem != before:
        before = stem
        for added in _ADDED:
            stem = added.sub("", stem)
    return re.sub(r"[^a-z]", "", stem.lower())


def is_spreadsheet(name: str) -> bool:
    """Tell whether a name is that of a spreadsheet, which is no text however it is named."""
    return name.lower().endswith(_SPREADSHEETS)
