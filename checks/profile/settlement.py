"""Apply CLI's answers to a profile: the table from each question to its effect.

Answers are always applied to the requirements without answers, in the order of the questions. So a second
answer replaces the first, and a withdrawn one leaves nothing behind.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from checks.errors import AnswerError
from checks.profile.model import (
    OFF,
    AnswerKind,
    AnswerValue,
    Basis,
    ColumnSpec,
    Profile,
    Question,
    RuleChoice,
    ToldAnswer,
    Type,
)
from checks.profile.questions import canonical, column_of, metadata_of, wrong_answer
from checks.suggest import suggest

_DELTA_SETS = "DDE110"
_INTERNAL_ID, _STATE_UNIQUE_ID, _IDENTIFIER = "internal-id", "state-unique-id", "identifier"
"""Meanings of a column: an ID by which CLI matches records, or any number of the district."""


def settle(profile: Profile, question: str, answer: object, *, on: date, source: str) -> Profile:
    """Return the profile with CLI's answer to one of its questions.

    Args:
        profile: the requirements before; not modified.
        question: the id of one of the profile's questions.
        answer: a bool, `yes` or `no`; a text; or texts, as described in `questions.FORMS` for its kind.
        on: the date of CLI's answer.
        source: where CLI said it, such as a ticket number.

    Raises:
        AnswerError: no such question, or an invalid answer; it says what a valid one looks like.
    """
    asked = _asked(profile, question)
    told = ToldAnswer(canonical(profile.untold or profile, asked, answer), on, source)
    return _settled(profile, {**profile.answers, question: told})


def take_back(profile: Profile, question: str) -> Profile:
    """Return the profile without the answer to this question; AnswerError if it has none."""
    asked = _asked(profile, question)
    if asked.id not in profile.answers:
        raise AnswerError(f"The question {asked.id} has no answer to take back.")
    return _settled(profile, {id_: told for id_, told in profile.answers.items() if id_ != asked.id})


def _settled(profile: Profile, answers: Mapping[str, ToldAnswer]) -> Profile:
    before = profile.untold or profile
    result = before
    for asked in before.questions:
        if asked.id in answers and asked.id in _EFFECTS:
            result = _EFFECTS[asked.id].change(result, asked, answers[asked.id].answer)
    return replace(result, answers=answers, untold=before) if answers else before


def _asked(profile: Profile, id_: str) -> Question:
    try:
        return profile.question(id_)
    except KeyError:
        known = [question.id for question in profile.questions]
        raise AnswerError(
            f"{profile.name} has no question {id_!r}.{suggest(id_, known)}",
            to_do=f"The questions are {', '.join(known)}." if known else "",
        ) from None


def _texts(answer: AnswerValue) -> tuple[str, ...]:
    return answer if isinstance(answer, tuple) else (str(answer),)


def _with_columns(profile: Profile, change: Callable[[ColumnSpec], ColumnSpec]) -> Profile:
    files = tuple(
        replace(spec, columns=tuple(change(column) for column in spec.columns)) for spec in profile.files
    )
    return replace(profile, files=files)


def _told_columns(profile: Profile, asked: Question, places: Iterable[str], **changes: Any) -> Profile:
    """Change these columns and mark them as told; missing metadata columns are added."""
    for place in places:
        file, name = column_of(profile, asked, place)
        spec = profile.file(file)
        columns = {column.name: column for column in spec.columns}
        old = columns.get(name, ColumnSpec(name, Type.STRING))
        columns[name] = replace(old, basis=Basis.TOLD, told=asked.id, **changes)
        changed = replace(spec, columns=tuple(columns.values()))
        profile = replace(profile, files=tuple(changed if each is spec else each for each in profile.files))
    return profile


def _told_files(profile: Profile, asked: Question, answer: AnswerValue) -> Profile:
    """The manifest is not a table and has a question of its own, unless the answer names it."""
    named = _texts(answer)
    files = []
    for spec in profile.files:
        if spec.name in named:
            files.append(replace(spec, required=True, accepted=True, basis=Basis.TOLD, told=asked.id))
        elif spec.table:
            files.append(replace(spec, required=False, accepted=False, basis=Basis.TOLD, told=asked.id))
        else:
            files.append(spec)
    return replace(profile, files=tuple(files))


def _told_metadata(profile: Profile, asked: Question, answer: AnswerValue) -> Profile:
    for text in _texts(answer):
        told = metadata_of(profile, asked, text)
        kind = Type.ENUM if told.values else Type.STRING
        profile = _told_columns(
            profile, asked, [told.place], required=told.required, vocabulary=told.values, type=kind
        )
    return profile


def _told_internal_ids(profile: Profile, asked: Question, answer: AnswerValue) -> Profile:
    """Replace the assumed Internal ID columns, which become plain identifiers."""

    def without_guess(column: ColumnSpec) -> ColumnSpec:
        guessed = column.means == _INTERNAL_ID and column.basis is Basis.UNSETTLED
        return replace(column, means=_IDENTIFIER, basis=Basis.STANDARD) if guessed else column

    return _told_columns(_with_columns(profile, without_guess), asked, _texts(answer), means=_INTERNAL_ID)


def _told_state_unique_id(profile: Profile, asked: Question, answer: AnswerValue) -> Profile:
    (place,) = _texts(answer)
    file, name = column_of(profile, asked, place)
    for column in profile.file(file).columns:
        if column.name == name and column.means == _INTERNAL_ID and column.basis is Basis.TOLD:
            raise wrong_answer(asked, f"names {place}, which CLI said is the {column.means}")
    return _told_columns(profile, asked, (place,), means=_STATE_UNIQUE_ID)


def _told_required_columns(profile: Profile, asked: Question, answer: AnswerValue) -> Profile:
    return _told_columns(profile, asked, _texts(answer), required=True)


def _told_grades(profile: Profile, asked: Question, answer: AnswerValue) -> Profile:
    words = _texts(answer)

    def graded(column: ColumnSpec) -> ColumnSpec:
        if column.type is not Type.GRADE:
            return column
        return replace(column, vocabulary=words, basis=Basis.TOLD, told=asked.id)

    changed = _with_columns(profile, graded)
    return replace(changed, vocabulary={**profile.vocabulary, "grade": words})


def _told_bulk(profile: Profile, asked: Question, answer: AnswerValue) -> Profile:
    """If only full sets are read, a set of changes is an error, and its columns stay blank."""
    note = "Blank: CLI reads only full sets" if answer else "Filled in a set of changes, which CLI reads too"

    def noted(column: ColumnSpec) -> ColumnSpec:
        return replace(column, note=note, basis=Basis.TOLD, told=asked.id) if column.delta else column

    choice = RuleChoice("error" if answer else OFF, Basis.TOLD)
    return replace(_with_columns(profile, noted), rules={**profile.rules, _DELTA_SETS: choice})


def _told_manifest(profile: Profile, asked: Question, answer: AnswerValue) -> Profile:
    told = {"required": bool(answer), "accepted": True, "basis": Basis.TOLD, "told": asked.id}
    files = tuple(spec if spec.table else replace(spec, **told) for spec in profile.files)  # type: ignore[arg-type]
    return replace(profile, files=files)


@dataclass(frozen=True, slots=True)
class _Effect:
    """The kind of answer a question takes, and the function that applies it."""

    kind: AnswerKind
    change: Callable[[Profile, Question, AnswerValue], Profile]


_EFFECTS: Mapping[str, _Effect] = {
    "files": _Effect(AnswerKind.FILES, _told_files),
    "manifest": _Effect(AnswerKind.YES_NO, _told_manifest),
    "metadata": _Effect(AnswerKind.METADATA, _told_metadata),
    "internal-id": _Effect(AnswerKind.COLUMNS, _told_internal_ids),
    "state-unique-id": _Effect(AnswerKind.COLUMN, _told_state_unique_id),
    "required-columns": _Effect(AnswerKind.COLUMNS, _told_required_columns),
    "grade-codes": _Effect(AnswerKind.WORDS, _told_grades),
    "bulk": _Effect(AnswerKind.YES_NO, _told_bulk),
}
"""Questions whose answers change the profile; answers to others are only recorded."""


def kind_of(question: str) -> AnswerKind | None:
    """Return the kind of answer a question must have; None if the profile may choose."""
    effect = _EFFECTS.get(question)
    return effect.kind if effect else None
