"""Answers from CLI: parse and validate them against a profile."""

from collections.abc import Mapping
from dataclasses import dataclass

from checks.errors import AnswerError
from checks.profile.model import METADATA, AnswerKind, AnswerValue, FileSpec, Profile, Question
from checks.suggest import suggest

FORMS: Mapping[AnswerKind, str] = {
    AnswerKind.FILES: "file names",
    AnswerKind.COLUMN: "one column, as FILE.csv.COLUMN",
    AnswerKind.COLUMNS: "columns, as FILE.csv.COLUMN",
    AnswerKind.METADATA: (
        "metadata columns, each as FILE.csv.metadata.NAME, then `required` if it may not be blank, then a "
        "colon and its values"
    ),
    AnswerKind.WORDS: "the accepted words",
    AnswerKind.YES_NO: "yes or no",
    AnswerKind.TEXT: "a text",
}
"""Description of an answer of each kind."""


def wrong_answer(asked: Question, what: str) -> AnswerError:
    """Return an error that says what is wrong with an answer, and what a valid one looks like."""
    example = f", such as: {asked.example}" if asked.example else "."
    return AnswerError(
        f"The answer to {asked.id} {what}{'' if what.endswith(('.', '?')) else '.'}",
        to_do=f"An answer is {FORMS[asked.answer]}{example}",
    )


def canonical(profile: Profile, asked: Question, answer: object) -> AnswerValue:
    """Return the answer in canonical form: true or false, a text, or texts.

    Raises:
        AnswerError: it is not a valid answer to this question, or names something not in the profile.
    """
    kind = asked.answer
    if kind is AnswerKind.YES_NO:
        return _yes_or_no(asked, answer)
    texts = [answer] if isinstance(answer, str) else answer
    if not isinstance(texts, list | tuple) or not all(isinstance(text, str) for text in texts):
        raise wrong_answer(asked, "has the wrong type")
    if not texts or not all(text.strip() and text.isprintable() for text in texts):
        raise wrong_answer(asked, "is blank or has control characters")
    if kind is AnswerKind.TEXT:
        return " ".join(text.strip() for text in texts)
    if kind is AnswerKind.METADATA:
        return tuple(str(metadata_of(profile, asked, text)) for text in texts)
    parts = [part.strip() for text in texts for part in text.split(",") if part.strip()]
    if not parts:
        raise wrong_answer(asked, "is blank")
    if kind is AnswerKind.WORDS:
        return tuple(dict.fromkeys(parts))
    if kind is AnswerKind.FILES:
        return tuple(dict.fromkeys(_file(profile, asked, part).name for part in parts))
    columns = tuple(dict.fromkeys(".".join(column_of(profile, asked, part)) for part in parts))
    if kind is AnswerKind.COLUMN and len(columns) != 1:
        raise wrong_answer(asked, f"names {len(columns)} columns")
    return columns


def _yes_or_no(asked: Question, answer: object) -> bool:
    if isinstance(answer, list | tuple) and len(answer) == 1:
        (answer,) = answer
    if isinstance(answer, bool):
        return answer
    word = answer.strip().lower() if isinstance(answer, str) else ""
    if word not in ("yes", "no"):
        raise wrong_answer(asked, "is not yes or no")
    return word == "yes"


def _file(profile: Profile, asked: Question, text: str) -> FileSpec:
    wanted = text.lower().removesuffix(".csv")
    for spec in profile.files:
        if spec.name.lower() == f"{wanted}.csv":
            return spec
    if text in profile.other_files:
        raise wrong_answer(
            asked,
            f"names {text}, whose columns are not in this profile; add them in a [[file]] table first",
        )
    known = [spec.name for spec in profile.files]
    raise wrong_answer(asked, f"names {text!r}, which is not a file of the profile.{suggest(text, known)}")


def column_of(profile: Profile, asked: Question, text: str) -> tuple[str, str]:
    """Return file and column of a place such as `users.csv.role` or `users.role`.

    Raises:
        AnswerError: there is no such file or column.
    """
    first, _, rest = text.partition(".")
    name = rest[4:] if rest.lower().startswith("csv.") else rest
    spec = _file(profile, asked, first)
    if not name or name.lower() == "csv":
        raise wrong_answer(asked, f"names {spec.name}, but not a column")
    for column in spec.header:
        if column.lower() == name.lower():
            return spec.name, column
    if name.startswith(METADATA) and name != METADATA and " " not in name:
        return spec.name, name
    raise wrong_answer(
        asked, f"names {name!r}, which is not a column of {spec.name}.{suggest(name, spec.header)}"
    )


@dataclass(frozen=True, slots=True)
class MetadataColumn:
    """A metadata column from CLI's answer; without values, any text is allowed."""

    file: str
    name: str
    required: bool
    values: tuple[str, ...]

    @property
    def place(self) -> str:
        """File and column, joined by a dot."""
        return f"{self.file}.{self.name}"

    def __str__(self) -> str:
        listed = f": {', '.join(self.values)}" if self.values else ""
        return f"{self.place}{' required' if self.required else ''}{listed}"


def metadata_of(profile: Profile, asked: Question, text: str) -> MetadataColumn:
    """Parse a text such as `users.csv.metadata.x required: A, B`; AnswerError if it is invalid."""
    head, colon, tail = text.partition(":")
    place, *words = head.split() or [""]
    values = tuple(dict.fromkeys(value.strip() for value in tail.split(",") if value.strip()))
    if not place or words not in ([], ["required"]) or (colon and not values):
        raise wrong_answer(asked, f"is invalid at {text!r}")
    file, name = column_of(profile, asked, place)
    if not name.startswith(METADATA):
        raise wrong_answer(asked, f"names {file}.{name}, which is not a metadata column")
    return MetadataColumn(file, name, bool(words), values)
