"""Requirements as data: files, columns, types and vocabularies, each with the basis it stands on.

A profile is a TOML file. It may build on another one and then says only what differs. A mistake in it
is an error that names the file and the key, because a district may write a profile of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

METADATA = "metadata."
"""How the name of a column begins that is not the standard's."""


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


FEW_VALUES = frozenset({Type.ENUM, Type.BOOLEAN, Type.DATE, Type.DATETIME, Type.YEAR, Type.GRADE})
"""Types of which a whole column has few different values."""


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
    of_type: tuple[str, ...] = ()
    """What the `type` of the row that a reference leads to must be; anything when empty."""
    pairs_with: str = ""
    """The list column of the same row that must have as many values, in the same order."""
    delta: bool = False
    """Whether it is filled in a set of changes (delta) and blank in a full (bulk) one."""
    means: str = ""
    """What CLI Engage takes it for, such as `internal-id`, where the name does not say so."""
    example: str = ""
    note: str = ""
    basis: Basis = Basis.STANDARD
    told: str = ""
    """The id of the question whose answer made it so; nothing where no answer did."""


@dataclass(frozen=True, slots=True)
class FileSpec:
    """One file as the profile asks for it."""

    name: str
    purpose: str
    columns: tuple[ColumnSpec, ...]
    required: bool = False
    accepted: bool = True
    """Whether CLI reads it at all; a file that it does not read is not sent."""
    table: bool = True
    """Whether rows are records with a sourcedId; the manifest's are properties."""
    basis: Basis = Basis.STANDARD
    told: str = ""
    """The id of the question whose answer made it so; nothing where no answer did."""

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


class AnswerKind(StrEnum):
    """What an answer to a question looks like."""

    FILES = "files"
    COLUMN = "column"
    COLUMNS = "columns"
    METADATA = "metadata"
    WORDS = "words"
    YES_NO = "yes-no"
    TEXT = "text"


AnswerValue = str | bool | tuple[str, ...]
"""True or false to a yes-no question, one text, or several names."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something only CLI can settle; until then it gives at most an information."""

    id: str
    about: str
    text: str
    basis: Basis = Basis.UNSETTLED
    answer: AnswerKind = AnswerKind.TEXT
    example: str = ""
    """An answer as it is given on the command line."""
    unchecked: str = ""
    """What no rule can look at before the answer is known, in words; nothing where rules guess."""


@dataclass(frozen=True, slots=True)
class ToldAnswer:
    """What CLI answered to a question: when, and where it stands."""

    answer: AnswerValue
    on: date
    source: str


OFF = "off"
"""The word that switches a rule off."""


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """What a profile says of one rule: a severity or `off`, and the basis where CLI told it."""

    word: str
    basis: Basis | None = None
    source: str = field(default="", compare=False)
    """The profile that chose it, for messages."""


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
    """All that only CLI can settle, answered or not."""
    vocabulary: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rules: Mapping[str, RuleChoice] = field(default_factory=dict)
    """The rules, by their code, that hold otherwise than they are declared."""
    answers: Mapping[str, ToldAnswer] = field(default_factory=dict)
    """What CLI told, by the question's id."""
    untold: "Profile | None" = None
    """The same requirements before any answer, so that an answer can be changed or taken back."""

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """The questions that CLI has not answered yet."""
        return tuple(question for question in self.questions if question.id not in self.answers)

    def question(self, id_: str) -> Question:
        """Return the question of this id; KeyError when the profile has none."""
        for question in self.questions:
            if question.id == id_:
                return question
        raise KeyError(id_)

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
