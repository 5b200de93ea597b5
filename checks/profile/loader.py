"""Reads a profile's TOML and says of each mistake in which file and at which key it stands."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from checks.errors import AnswerError, ProfileError
from checks.profile.model import (
    METADATA,
    Basis,
    ColumnSpec,
    FileSpec,
    Profile,
    Question,
    RuleChoice,
    Type,
)
from checks.profile.settlement import kind_of, settle
from checks.profile.shipped import DEFAULT_PROFILE
from checks.regular_file import read_regular
from checks.suggest import suggest
from checks.toml_reader import Key, TableError, key, keys_of, parse, read_keys, read_table
from checks.visible import visible

# What a column and a file may say; what they leave out is as in the profile that this one builds on.
_COLUMN = {
    **keys_of(ColumnSpec, "told"),
    "type": Key(Type),
    "vocabulary": Key(str),
    "values": Key(tuple[str, ...]),
}
_FILE = {
    **keys_of(FileSpec, "told"),
    "purpose": Key(str),
    "columns": Key(tuple[Mapping[str, Any], ...]),
}

_Vocabulary = Mapping[str, tuple[str, ...]]


def _source(text: str) -> str:
    if not text.strip():
        raise ValueError("must say where CLI's answer stands")
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """CLI's answer to one question."""

    question: str
    answer: Any = None
    on: date
    source: str = field(metadata=key(check=_source))


@dataclass(frozen=True, slots=True)
class _Tables:
    """The file of a profile; files and questions depend on the profile that it builds on."""

    name: str
    version: str
    title: str
    extends: str = ""
    other_files: tuple[str, ...] | None = None
    vocabulary: _Vocabulary = field(default_factory=dict)
    rules: Mapping[str, Any] = field(default_factory=dict)
    """Unchecked: this module knows no rule."""
    file: tuple[Mapping[str, Any], ...] = ()
    question: tuple[Mapping[str, Any], ...] = ()
    told: tuple[_Told, ...] = ()


@dataclass(frozen=True)
class ProfileReader:
    """One profile file being read: every complaint names it."""

    source: str
    extending: tuple[str, ...] = ()

    def profile(self, text: str) -> Profile:
        """Return the profile that this TOML text says; ProfileError names what is wrong in it."""
        try:
            return self._profile(read_table(_Tables, parse(text)))
        except TableError as error:
            raise ProfileError(f"{self.source}: {error}", to_do=error.to_do) from error

    def _profile(self, tables: _Tables) -> Profile:
        whole = self._base(tables.extends)
        base = whole.untold or whole
        vocabulary = {**base.vocabulary, **tables.vocabulary}
        specs = {spec.name: _with_words(spec, base.vocabulary, vocabulary) for spec in base.files}
        for number, entry in enumerate(tables.file, 1):
            spec = _file(entry, f"file[{number}]", specs, vocabulary)
            specs[spec.name] = spec
        for spec in specs.values():
            for column in spec.columns:
                if column.references and column.references not in specs:
                    raise TableError(
                        f"{spec.name}: columns.{column.name}.references", "must name a file of the profile"
                    )
        if not specs:
            raise TableError("file", "is missing", "A profile has [[file]] tables, or extends another one.")
        profile = Profile(
            name=tables.name,
            version=tables.version,
            title=tables.title,
            files=tuple(specs.values()),
            other_files=base.other_files if tables.other_files is None else tables.other_files,
            questions=(*base.questions, *_questions(tables.question, base)),
            vocabulary=vocabulary,
            rules={**base.rules, **self._rules(tables.rules)},
        )
        for question, told in whole.answers.items():
            profile = settle(profile, question, told.answer, on=told.on, source=told.source)
        return self._told(tables.told, profile)

    def _rules(self, table: Mapping[str, Any]) -> dict[str, RuleChoice]:
        return {code: RuleChoice(str(word), source=self.source) for code, word in table.items()}

    def _told(self, answers: Iterable[_Told], profile: Profile) -> Profile:
        """Put what CLI told into effect."""
        seen: set[str] = set()
        for number, told in enumerate(answers, 1):
            place = f"told[{number}]"
            if told.question in seen:
                raise TableError(f"{place}.question", "must not come twice")
            seen.add(told.question)
            try:
                profile = settle(profile, told.question, told.answer, on=told.on, source=told.source)
            except AnswerError as error:
                raise ProfileError(f"{self.source}: {place}: {error.happened}", to_do=error.to_do) from error
        return profile

    def _base(self, name: str) -> Profile:
        """Return the profile that this one builds on; a path is looked for beside this one."""
        if not name:
            return Profile("", "", "", ())
        if not name.endswith(".toml"):
            if name not in profile_names():
                raise TableError(
                    "extends", f"must be one of {', '.join(profile_names())}, or the path of a .toml file"
                )
            return shipped_profile(name)
        path = str((Path(self.source).parent / name).resolve())
        if path in (self.source, *self.extending):
            raise TableError("extends", "must not come back to this profile")
        return own_profile(path, (self.source, *self.extending))


def _questions(entries: Iterable[Mapping[str, Any]], base: Profile) -> Iterator[Question]:
    known = {question.id for question in base.questions}
    for number, entry in enumerate(entries, 1):
        place = f"question[{number}]"
        question = read_table(Question, entry, place, basis=Basis.UNSETTLED)
        if question.id in known:
            raise TableError(f"{place}.id", "must not be that of another question")
        known.add(question.id)
        kind = kind_of(question.id)
        if kind and "answer" in entry and question.answer is not kind:
            raise TableError(f"{place}.answer", f"must be one of {kind}")
        yield replace(question, answer=kind or question.answer)


def _file(
    entry: Mapping[str, Any], place: str, specs: Mapping[str, FileSpec], vocabulary: _Vocabulary
) -> FileSpec:
    found = read_keys(entry, _FILE, place)
    name = found["name"]
    old = specs.get(name, FileSpec(name, "", ()))
    columns = {column.name: column for column in old.columns}
    for number, item in enumerate(found.get("columns", ()), 1):
        inner = f"{place}.columns[{number}]"
        column = _column(item, inner, columns, vocabulary)
        if name in specs and column.name not in columns and not column.name.startswith(METADATA):
            raise TableError(
                f"{inner}.name",
                f"is no column of {name}.{suggest(column.name, columns)}",
                f"A column that the standard does not have begins with {METADATA}",
            )
        columns[column.name] = column
    if not columns:
        raise TableError(f"{place}.columns", "must have at least one column")
    return replace(old, **found | {"columns": tuple(columns.values())})


def _column(
    entry: Mapping[str, Any], place: str, columns: Mapping[str, ColumnSpec], vocabulary: _Vocabulary
) -> ColumnSpec:
    found = read_keys(entry, _COLUMN, place)
    old = columns.get(found["name"], ColumnSpec(found["name"], Type.STRING))
    words, chosen = found.pop("values", None), found.pop("vocabulary", None)
    if words is not None and chosen is not None:
        raise TableError(f"{place}.values", "must not be given together with vocabulary")
    if words is not None and old.type is Type.STRING:
        found.setdefault("type", Type.ENUM)
    if chosen is not None:
        if chosen not in vocabulary:
            raise TableError(f"{place}.vocabulary", f"must be one of {', '.join(vocabulary) or 'none yet'}")
        words = vocabulary[chosen]
    column = replace(old, **found, vocabulary=old.vocabulary if words is None else words)
    if column.type is Type.ENUM and not column.vocabulary:
        raise TableError(f"{place}.vocabulary", "or values must be given for the type enum")
    return column


def _with_words(
    spec: FileSpec, old: Mapping[str, tuple[str, ...]], new: Mapping[str, tuple[str, ...]]
) -> FileSpec:
    """Return the file with the new words wherever a column had the old ones of the same vocabulary."""
    changed = {words: new[name] for name, words in old.items() if new[name] != words}
    columns = (
        replace(column, vocabulary=changed.get(column.vocabulary, column.vocabulary))
        for column in spec.columns
    )
    return replace(spec, columns=tuple(columns))


def profile_names() -> tuple[str, ...]:
    """Return the names of the profiles that come with the program."""
    folder = resources.files("checks") / "profile"
    return tuple(sorted(item.name[:-5] for item in folder.iterdir() if item.name.endswith(".toml")))


def read_profile(name: str = DEFAULT_PROFILE) -> Profile:
    """Read a profile by its name, or from the path of a TOML file; its choices of rules are not looked at.

    Raises:
        ProfileError: no such profile, no TOML, or a key that is missing, unknown or of a wrong kind.
    """
    return own_profile(name, ()) if name.endswith(".toml") else shipped_profile(name)


@cache
def _file_names() -> frozenset[str]:
    standard = shipped_profile("oneroster-1.1")
    return frozenset(
        name.lower() for name in (*(spec.name for spec in standard.files), *standard.other_files)
    )


def file_called(name: str) -> str:
    """Return what an error calls a file of a set: a name of the standard, else "A file".

    Any other file may be named after a child.
    """
    return visible(name) if name.lower() in _file_names() else "A file"


@cache
def shipped_profile(name: str) -> Profile:
    """Return a profile that comes with the program; ProfileError when none has this name."""
    if name not in profile_names():
        known = ", ".join(profile_names())
        raise ProfileError(
            f"There is no profile named {name!r}.", to_do=f"Known are {known}, or the path of a .toml file."
        )
    text = (resources.files("checks") / "profile" / f"{name}.toml").read_text("utf-8")
    return ProfileReader(f"{name}.toml").profile(text)


def own_profile(name: str, extending: tuple[str, ...]) -> Profile:
    """Read a district's own profile anew each time; `extending` are the ones that build on it."""
    try:
        text = read_regular(name).decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise ProfileError(
            f"The profile {name} can't be read: {getattr(error, 'strerror', '') or 'it is not UTF-8 text'}.",
            to_do="Give the path of a TOML file.",
        ) from error
    return ProfileReader(name, extending).profile(text)
