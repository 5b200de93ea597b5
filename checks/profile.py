"""Requirements as data: files, columns, types and vocabularies, each with the basis it stands on.

A profile is a TOML file. It may build on another one and then says only what differs. A mistake in it
is an error that names the file and the key, because a district may write a profile of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from checks.errors import ProfileError


class Basis(StrEnum):
    """Where a requirement comes from; shown wherever the requirement is."""

    STANDARD = "standard"
    PUBLISHED = "published"
    TOLD = "told"
    ASSUMED = "assumed"
    UNSETTLED = "unsettled"


class Type(StrEnum):
    """What a cell of a column holds."""

    GUID = "guid"
    STRING = "string"
    ENUM = "enum"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    YEAR = "year"
    GRADE = "grade"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column as the profile asks for it."""

    name: str
    type: Type
    required: bool = False
    key: bool = False
    """Whether the value names the row: never blank, never twice."""
    list: bool = False
    """Whether a cell may hold several values, separated by commas."""
    vocabulary: tuple[str, ...] = ()
    references: str = ""
    """The file whose sourcedId a value must be, or nothing."""
    example: str = ""
    note: str = ""
    basis: Basis = Basis.STANDARD


@dataclass(frozen=True, slots=True)
class FileSpec:
    """One file as the profile asks for it."""

    name: str
    purpose: str
    columns: tuple[ColumnSpec, ...]
    required: bool = False
    table: bool = True
    """Whether rows are records with a sourcedId; the manifest's are properties."""
    basis: Basis = Basis.STANDARD

    @property
    def header(self) -> tuple[str, ...]:
        """The column names in the order they must stand."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> ColumnSpec:
        """Return the column of this name; KeyError when the file has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Question:
    """Something only CLI can settle; until then it gives at most an information."""

    id: str
    about: str
    text: str
    basis: Basis = Basis.UNSETTLED


@dataclass(frozen=True, slots=True)
class Profile:
    """A whole set of requirements. Files stand in dependency order."""

    name: str
    version: str
    title: str
    files: tuple[FileSpec, ...]
    other_files: tuple[str, ...] = ()
    """Files of the standard that are not read here."""
    questions: tuple[Question, ...] = ()
    vocabulary: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def file(self, name: str) -> FileSpec:
        """Return the file of this name; KeyError when the profile has none."""
        for spec in self.files:
            if spec.name == name:
                return spec
        raise KeyError(name)

    @property
    def tables(self) -> tuple[FileSpec, ...]:
        """The files whose rows are records."""
        return tuple(spec for spec in self.files if spec.table)


def profile_names() -> tuple[str, ...]:
    """Return the names of the profiles that come with the program."""
    from importlib import resources

    folder = resources.files("checks") / "profiles"
    return tuple(sorted(item.name[:-5] for item in folder.iterdir() if item.name.endswith(".toml")))


def load_profile(name: str = "cli-engage") -> Profile:
    """Load a profile by its name, or from the path of a TOML file.

    Raises:
        ProfileError: no such profile, no TOML, or a key that is missing, unknown or of a wrong kind.
    """
    return own_profile(name, ()) if name.endswith(".toml") else shipped_profile(name)


@cache
def shipped_profile(name: str) -> Profile:
    """Return a profile that comes with the program; ProfileError when none has this name."""
    from importlib import resources

    from checks.profile_reading import ProfileReading

    if name not in profile_names():
        known = ", ".join(profile_names())
        raise ProfileError(
            f"There is no profile named {name!r}.", to_do=f"Known are {known}, or the path of a .toml file."
        )
    text = (resources.files("checks") / "profiles" / f"{name}.toml").read_text("utf-8")
    return ProfileReading(f"{name}.toml").profile(text)


def own_profile(name: str, extending: tuple[str, ...]) -> Profile:
    """Read a district's own profile anew each time; `extending` are the ones that build on it."""
    from checks.profile_reading import ProfileReading

    try:
        text = Path(name).read_text("utf-8-sig")
    except (OSError, ValueError) as error:
        raise ProfileError(
            f"The profile {name} can't be read: {getattr(error, 'strerror', '') or 'it is not UTF-8 text'}.",
            to_do="Give the path of a TOML file.",
        ) from error
    return ProfileReading(name, extending).profile(text)
