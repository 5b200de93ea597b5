"""The data model of a profile: files, columns, types and vocabularies, each with its basis.

A profile is a TOML file. It may extend another one and then has only the differences.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

STANDARD = "oneroster-1.1"
"""The profile of the standard itself."""

METADATA = "metadata."
"""Prefix of columns that are not in the standard."""


class ProfileSource(StrEnum):
    """Who chose the profile of a check; a reader must know whether it was the file set itself."""

    SHIPPED = "shipped"
    """It comes with the program."""
    WORKSPACE = "workspace"
    FILE = "file"
    """A file that was named."""
    BUNDLE = "bundle"
    """The checked set brought it, and somebody wanted that."""


class Basis(StrEnum):
    """Where a requirement comes from; always shown with it."""

    STANDARD = "standard"
    PUBLISHED = "published"
    TOLD = "told"
    ASSUMED = "assumed"
    UNSETTLED = "unsettled"


class Type(StrEnum):
    """The data type of a column."""

    GUID = "guid"
    STRING = "string"
    ENUM = "enum"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    YEAR = "year"
    GRADE = "grade"
    EMAIL = "email"


FEW_VALUES = frozenset({Type.ENUM, Type.BOOLEAN, Type.DATE, Type.DATETIME, Type.YEAR, Type.GRADE})
"""Types with few different values per column."""


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """The requirements for a column."""

    name: str
    type: Type
    required: bool = False
    key: bool = False
    """Whether it is the key of the row: unique and never blank."""
    list: bool = False
    """Whether a cell may have several values, separated by commas."""
    vocabulary: tuple[str, ...] = ()
    references: str = ""
    """The file whose sourcedId it refers to, like a foreign key; blank for none."""
    of_type: tuple[str, ...] = ()
    """The allowed values of `type` in the row it refers to; any if empty."""
    pairs_with: str = ""
    """The list column that must have the same number of values, in the same order."""
    delta: bool = False
    """Whether it is filled in a set of changes (delta) and blank in a full set (bulk)."""
    means: str = ""
    """Its meaning for CLI Engage, such as `internal-id`, where the name does not say it."""
    example: str = ""
    note: str = ""
    basis: Basis = Basis.STANDARD
    told: str = ""
    """The id of the question whose answer set this; blank for none."""


@dataclass(frozen=True, slots=True)
class FileSpec:
    """The requirements for a file."""

    name: str
    purpose: str
    columns: tuple[ColumnSpec, ...]
    required: bool = False
    accepted: bool = True
    """Whether CLI reads it; other files are not sent."""
    table: bool = True
    """Whether its rows are records with a sourcedId; the rows of the manifest are properties."""
    basis: Basis = Basis.STANDARD
    told: str = ""
    """The id of the question whose answer set this; blank for none."""

    @property
    def header(self) -> tuple[str, ...]:
        """The column names in the required order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> ColumnSpec:
        """Return the column with this name; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


class AnswerKind(StrEnum):
    """The format of an answer to a question."""

    FILES = "files"
    COLUMN = "column"
    COLUMNS = "columns"
    METADATA = "metadata"
    WORDS = "words"
    YES_NO = "yes-no"
    TEXT = "text"


AnswerValue = str | bool | tuple[str, ...]
"""True or false for a yes-no question, a text, or several names."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question only CLI can settle; until then its findings are at most info."""

    id: str
    about: str
    text: str
    basis: Basis = Basis.UNSETTLED
    answer: AnswerKind = AnswerKind.TEXT
    example: str = ""
    """A sample answer as typed on the command line."""
    unchecked: str = ""
    """What no rule can check without the answer, in words; blank if rules use an assumption."""


@dataclass(frozen=True, slots=True)
class ToldAnswer:
    """CLI's answer to a question, with its date and source."""

    answer: AnswerValue
    on: date
    source: str


OFF = "off"
"""The word that switches a rule off."""


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """A profile's override of a rule: a severity or `off`, and the basis if it is an answer from CLI."""

    word: str
    basis: Basis | None = None
    source: str = field(default="", compare=False)
    """The profile that has the override, for messages."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A complete set of requirements, with files in dependency order."""

    name: str
    version: str
    title: str
    files: tuple[FileSpec, ...]
    other_files: tuple[str, ...] = ()
    """Files of the standard that are not read here."""
    questions: tuple[Question, ...] = ()
    """All questions only CLI can settle, answered or not."""
    vocabulary: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rules: Mapping[str, RuleChoice] = field(default_factory=dict)
    """Overrides of rules by code."""
    answers: Mapping[str, ToldAnswer] = field(default_factory=dict)
    """CLI's answers by the id of the question."""
    untold: "Profile | None" = None
    """The requirements without answers, so that an answer can be changed or withdrawn."""

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """The questions CLI has not answered yet."""
        return tuple(question for question in self.questions if question.id not in self.answers)

    def question(self, id_: str) -> Question:
        """Return the question with this id; KeyError if there is none."""
        for question in self.questions:
            if question.id == id_:
                return question
        raise KeyError(id_)

    def file(self, name: str) -> FileSpec:
        """Return the file with this name; KeyError if there is none."""
        for spec in self.files:
            if spec.name == name:
                return spec
        raise KeyError(name)

    @property
    def tables(self) -> tuple[FileSpec, ...]:
        """The files whose rows are records."""
        return tuple(spec for spec in self.files if spec.table)
