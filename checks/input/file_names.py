"""Match the files of a set to the files of the profile, including misspelled names.

Somebody may have named a file after a child, so a name is quoted only where it surely is a file's.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from checks.errors import SourceError
from checks.input.header import match_header
from checks.input.layouts.editions import EDITIONS, Edition, edition_of_set
from checks.input.layouts.flat_list import is_flat_list
from checks.input.layouts.standards import STANDARDS, find_standard
from checks.input.layouts.web_page import is_web_page
from checks.input.rows import Rows
from checks.input.source import FileSet, SourceFile
from checks.profile.model import FileSpec, Profile
from checks.suggest import closest, is_misspelling
from checks.visible import visible

_ADDED = (
    re.compile(r"^(copy of|oneroster|export|\d{4,}([-_.]\d+)*)[\s_.-]+", re.IGNORECASE),
    re.compile(r"[\s_.-]*(\(\d+\)|- ?copy|copy|export|final|new|old|bulk|v?\d+)$", re.IGNORECASE),
)
"""Prefixes and suffixes that people and programs add to a name."""

_ENDINGS = (".csv", ".txt", ".tsv")
_SPREADSHEETS = (".xlsx", ".xls", ".xlsm", ".ods", ".numbers")
_PACKED = (".gz", ".zip", ".7z", ".bz2", ".xz", ".rar")
_OTHER_ENDINGS = (*_PACKED, ".pdf", ".docx", ".json", ".xml")
_OWN = frozenset(("sourcedid", "status", "enableduser"))
"""Columns of users.csv that no other standard has."""
_NUMBERS = re.compile(r"[0-9]{5,}")
_DAY = re.compile(r"20[0-9]{6}")


@dataclass(frozen=True, slots=True)
class SetNames:
    """The file names of a set, matched to the profile."""

    profile: Profile
    found: Mapping[str, str]
    """File name in the profile to file name in the set, which may differ."""
    extra: tuple[str, ...]
    """Names in the set that are not read."""
    nested: Mapping[str, str]
    """File name in the profile to the folder inside the zip, for files in one."""
    twice: tuple[str, ...] = ()
    """Profile names of files that are in the set more than once."""
    unsure: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """File name in the profile to similar names in the set, which were not read."""
    other_standard: tuple[str, tuple[str, ...]] | None = None
    """The other standard the set is in, and the files that show it; then nothing was read."""
    flat_list: str = ""
    """The file that is one list of children, in a set that has no file of the standard."""
    web_pages: frozenset[str] = frozenset()
    """Of the names that are not sure, those of web pages."""
    edition: Edition | None = None
    """The other OneRoster version that most of the set is in."""
    editions: Mapping[str, Edition] = field(default_factory=dict)
    """File name in the profile to the other OneRoster version its columns are of, for files that have one."""

    @property
    def _known(self) -> frozenset[str]:
        """Names of files, in lower case, that the profile or another standard knows."""
        specs = (spec.name for spec in self.profile.files)
        editions = (name for edition in EDITIONS for name in edition.files)
        standards = (name for standard in STANDARDS for name in standard.files)
        return frozenset(name.lower() for name in (*specs, *self.profile.other_files, *editions, *standards))

    def is_sure(self, name: str) -> bool:
        """Return whether a name surely is a file's: one that is known, a copy of it, or a misspelling.

        A copy may have years, days and small numbers in its name, but no number that could be a student's.
        """
        known = self._known
        if name.lower() in known:
            return True
        if _NUMBERS.search(_DAY.sub("", name)):
            return False
        bare = re.sub(r"[\s_.-]", "", _undecorated(name)).casefold()
        return any(bare == stem or is_misspelling(bare, stem) for stem in map(stem_of, known))

    def called(self, name: str) -> str:
        """Return what to call a file of the set: its name where it is sure, else "another .xlsx file"."""
        if self.is_sure(name):
            return visible(name)
        ending = next(
            (each for each in (*_ENDINGS, *_SPREADSHEETS, *_OTHER_ENDINGS) if name.lower().endswith(each)), ""
        )
        return f"another {ending} file" if ending else "another file"

    @property
    def present(self) -> frozenset[str]:
        """Profile names of the files that are in the set, under any name."""
        return frozenset((*self.found, *self.unsure))


def match_names(source: FileSet, profile: Profile) -> tuple[SetNames, dict[str, SourceFile]]:
    """Find each file of the profile in the set, by its name in any letter case or by a similar name.

    A file with a similar name is used only if it is the only candidate and has the expected header. Then its
    rows are checked and the name is one finding.

    Returns:
        The matched names, and the files to read by profile name.
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
    doubtful = {name for names in unsure.values() for name in names}
    edition, editions = _editions(chosen, profile)
    package = SetNames(
        profile=profile,
        found=found,
        extra=tuple(name for name in left if name not in taken),
        nested={expected: file.folder for expected, file in chosen.items() if file.folder},
        twice=tuple(
            expected for expected, names in alike.items() if sum(len(by_name[name]) for name in names) > 1
        ),
        unsure=unsure,
        flat_list="" if found or unsure else _flat_list(left, by_name),
        web_pages=frozenset(name for name in doubtful if is_web_page(_head(_first(by_name[name])))),
        edition=edition,
        editions=editions,
    )
    return package, chosen


def _first(files: Iterable[SourceFile]) -> SourceFile:
    """Return the file in the topmost folder."""
    return min(files, key=lambda file: (file.folder.count("/"), file.folder != "", file.folder))


def _other_standard(by_name: Mapping[str, list[SourceFile]]) -> tuple[str, tuple[str, ...]] | None:
    names = {name.lower(): name for name in by_name if name.lower().endswith(".csv")}
    headers: dict[str, frozenset[str]] = {}
    for lower in sorted(names, key=lambda lower: lower != "users.csv"):
        header = _header(_first(by_name[names[lower]]))
        headers[lower] = frozenset(cell.strip().lower() for cell in header)
        if lower == "users.csv" and headers[lower] >= _OWN:
            return None
    found = find_standard(headers)
    return None if found is None else (found[0].name, tuple(names[file] for file in found[1]))


def _editions(files: Mapping[str, SourceFile], profile: Profile) -> tuple[Edition | None, dict[str, Edition]]:
    """Return the other OneRoster version the set is in, and the one of each file that is in one."""
    specs = {name: profile.file(name) for name in files}
    headers = {name: _header(files[name], spec) for name, spec in specs.items()}
    whole = edition_of_set(headers, {name: spec.header for name, spec in specs.items()})
    each = {name: match_header(headers[name], spec, whole).edition for name, spec in specs.items()}
    return whole, {name: edition for name, edition in each.items() if edition is not None}


def _header(file: SourceFile, spec: FileSpec | None = None) -> list[str]:
    """Return the header of a file; empty if it can't be read, which is reported when it must be."""
    return Rows((_head(file),), spec=spec).structure.header


def _head(file: SourceFile) -> bytes:
    try:
        return file.head()
    except SourceError:
        return b""


def _flat_list(names: Iterable[str], by_name: Mapping[str, list[SourceFile]]) -> str:
    """Return the name of the first file that is one list of children; blank if none is."""
    texts = (name for name in names if name.lower().endswith(_ENDINGS))
    return next((name for name in texts if is_flat_list(_header(_first(by_name[name])))), "")


def _has_header_of(spec: FileSpec, files: list[SourceFile]) -> bool:
    file = _first(files)
    if is_spreadsheet(file.name) or is_packed(file.name):
        return False
    return len(match_header(_header(file, spec), spec).places) * 3 >= len(spec.columns)


def _strange(names: Iterable[str], profile: Profile) -> list[str]:
    """Return the names that are not in the profile, another OneRoster version or another standard."""
    known = {name.lower() for name in profile.other_files}
    known.update(spec.name.lower() for spec in profile.files)
    known.update(name.lower() for edition in EDITIONS for name in edition.files)
    known.update(name for standard in STANDARDS for name in standard.files)
    return [name for name in names if name.lower() not in known]


def _near_names(
    missing: list[FileSpec], names: list[str], by_name: Mapping[str, list[SourceFile]]
) -> dict[str, tuple[str, ...]]:
    """Return the similar names for each missing file; a less similar one must also have its header."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in names:
        spec = nearest(name, missing)
        is_alike = spec is not None and stem_of(name).rstrip("s") == stem_of(spec.name).rstrip("s")
        if spec is not None and (is_alike or _has_header_of(spec, by_name[name])):
            found[spec.name].append(name)
    return {spec.name: tuple(sorted(found[spec.name])) for spec in missing if spec.name in found}


def nearest(name: str, specs: Iterable[FileSpec]) -> FileSpec | None:
    """Return the file with the most similar name, or whose name stands in it as a word, or None."""
    stems = {stem_of(spec.name): spec for spec in specs}
    words = [re.sub(r"[^a-z]", "", word) for word in re.split(r"[\s_.-]+", _undecorated(name).lower())]
    parts = (("".join(words[at:]), "".join(words[:at])) for at in range(1, len(words)))
    named = {stems[part].name: stems[part] for both in parts for part in both if part in stems}
    if len(named) == 1:
        return next(iter(named.values()))
    near = closest(stem_of(name), stems, alike=0.8)
    return stems[near[0]] if near else None


def stem_of(name: str) -> str:
    """Return the letters of a name without its extension, prefixes and suffixes, in lower case."""
    return re.sub(r"[^a-z]", "", _undecorated(name).lower())


def _undecorated(name: str) -> str:
    """Return a name without its extension, and without what people and programs add to a name."""
    stem = name.strip()
    while stem.lower().endswith((*_ENDINGS, *_SPREADSHEETS, *_PACKED)):
        stem = stem.rpartition(".")[0]
    before = ""
    while stem != before:
        before = stem
        for added in _ADDED:
            stem = added.sub("", stem)
    return stem


def is_spreadsheet(name: str) -> bool:
    """Return whether a name has the extension of a spreadsheet."""
    return name.lower().endswith(_SPREADSHEETS)


def is_packed(name: str) -> bool:
    """Return whether a name has the extension of a packed file."""
    return name.lower().endswith(_PACKED)
