"""Reads a profile's TOML and says of each mistake in which file and at which key it stands."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from checks.errors import AnswerError, ProfileError
from checks.profile.model import (
    METADATA,
    AnswerKind,
    Basis,
    ColumnSpec,
    FileSpec,
    Profile,
    Question,
    RuleChoice,
    Type,
)
from checks.profile.settlement import kind_of, settle
from checks.suggest import suggest

_PROFILE_KEYS = {
    *("name", "version", "title", "extends", "other_files", "vocabulary", "rules", "file", "question"),
    "told",
}
_FILE_KEYS = {"name", "purpose", "required", "accepted", "table", "basis", "columns"}
_COLUMN_KEYS = {
    *("name", "type", "required", "key", "list", "vocabulary", "values", "references", "of_type"),
    *("pairs_with", "delta", "means", "example", "note", "basis"),
}
_QUESTION_KEYS = {"id", "about", "text", "answer", "example", "unchecked"}
_TOLD_KEYS = {"question", "answer", "on", "source"}


@dataclass(frozen=True)
class ProfileReader:
    """One profile file being read: every complaint names it."""

    source: str
    extending: tuple[str, ...] = ()

    def profile(self, text: str) -> Profile:
        """Return the profile that this TOML text says; ProfileError names what is wrong in it."""
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ProfileError(f"{self.source} is no TOML: {error}.") from error
        self._known(data, _PROFILE_KEYS, "")
        whole = self._base(self._text(data, "extends", "", ""))
        base = whole.untold or whole
        vocabulary = dict(base.vocabulary)
        for name, values in self._table(data, "vocabulary").items():
            vocabulary[name] = self._strings(values, f"vocabulary.{name}")
        specs = {spec.name: _with_words(spec, base.vocabulary, vocabulary) for spec in base.files}
        for number, entry in self._entries(data, "file"):
            spec = self._file(entry, f"file[{number}]", specs, vocabulary)
            specs[spec.name] = spec
        for spec in specs.values():
            for column in spec.columns:
                if column.references and column.references not in specs:
                    raise self._wrong(
                        f"{spec.name}: columns.{column.name}.references", "must name a file of the profile"
                    )
        profile = Profile(
            name=self._text(data, "name", ""),
            version=self._text(data, "version", ""),
            title=self._text(data, "title", ""),
            files=tuple(specs.values()),
            other_files=self._strings(data.get("other_files", list(base.other_files)), "other_files"),
            questions=(*base.questions, *self._questions(data, base)),
            vocabulary=vocabulary,
            rules={**base.rules, **self._rules(self._table(data, "rules"))},
        )
        for question, told in whole.answers.items():
            profile = settle(profile, question, told.answer, on=told.on, source=told.source)
        return self._told(data, profile)

    def _rules(self, table: Mapping[str, Any]) -> dict[str, RuleChoice]:
        """Return what is chosen for single rules, unchecked: this file knows no rule."""
        return {code: RuleChoice(str(word), source=self.source) for code, word in table.items()}

    def _told(self, data: Mapping[str, Any], profile: Profile) -> Profile:
        """Put what CLI told into effect."""
        seen: set[str] = set()
        for number, entry in self._entries(data, "told"):
            place = f"told[{number}]"
            self._known(entry, _TOLD_KEYS, place)
            question = self._text(entry, "question", place)
            on, source = entry.get("on"), self._text(entry, "source", place)
            if not isinstance(on, date) or isinstance(on, datetime):
                raise self._wrong(f"{place}.on", "must be a date such as 2026-11-03, without quotes")
            if question in seen:
                raise self._wrong(f"{place}.question", "must not come twice")
            if not source.strip():
                raise self._wrong(f"{place}.source", "must say where CLI's answer stands")
            seen.add(question)
            try:
                profile = settle(profile, question, entry.get("answer"), on=on, source=source)
            except AnswerError as error:
                raise ProfileError(f"{self.source}: {place}: {error.happened}", to_do=error.to_do) from error
        return profile

    def _base(self, name: str) -> Profile:
        """Return the profile that this one builds on; a path is looked for beside this one."""
        if not name:
            return Profile("", "", "", ())
        if not name.endswith(".toml"):
            if name not in profile_names():
                raise self._wrong(
                    "extends", f"must be one of {', '.join(profile_names())}, or the path of a .toml file"
                )
            return shipped_profile(name)
        path = str((Path(self.source).parent / name).resolve())
        if path in (self.source, *self.extending):
            raise self._wrong("extends", "must not come back to this profile")
        return own_profile(path, (self.source, *self.extending))

    def _questions(self, data: Mapping[str, Any], base: Profile) -> Iterator[Question]:
        known = {question.id for question in base.questions}
        for number, entry in self._entries(data, "question"):
            place = f"question[{number}]"
            self._known(entry, _QUESTION_KEYS, place)
            id_ = self._text(entry, "id", place)
            if id_ in known:
                raise self._wrong(f"{place}.id", "must not be that of another question")
            known.add(id_)
            kind = self._text(entry, "answer", place, kind_of(id_) or AnswerKind.TEXT)
            kinds = [kind_of(id_) or kind] if kind_of(id_) else list(AnswerKind)
            if kind not in kinds:
                raise self._wrong(f"{place}.answer", f"must be one of {', '.join(kinds)}")
            yield Question(
                id=id_,
                about=self._text(entry, "about", place),
                text=self._text(entry, "text", place),
                answer=AnswerKind(kind),
                example=self._text(entry, "example", place, ""),
                unchecked=self._text(entry, "unchecked", place, ""),
            )

    def _file(
        self,
        entry: Mapping[str, Any],
        place: str,
        specs: Mapping[str, FileSpec],
        vocabulary: Mapping[str, tuple[str, ...]],
    ) -> FileSpec:
        self._known(entry, _FILE_KEYS, place)
        name = self._text(entry, "name", place)
        old = specs.get(name, FileSpec(name, "", ()))
        columns = {column.name: column for column in old.columns}
        entries = entry.get("columns", [])
        if not isinstance(entries, list):
            raise self._wrong(f"{place}.columns", "must be a list")
        for number, item in enumerate(entries, 1):
            inner = f"{place}.columns[{number}]"
            if not isinstance(item, dict):
                raise self._wrong(inner, "must be a table")
            column = self._column(item, inner, columns, vocabulary)
            if name in specs and column.name not in columns and not column.name.startswith(METADATA):
                raise ProfileError(
                    f"{self.source}: {inner}.name is no column of {name}.{suggest(column.name, columns)}",
                    to_do=f"A column that the standard does not have begins with {METADATA}",
                )
            columns[column.name] = column
        if not columns:
            raise self._wrong(f"{place}.columns", "must have at least one column")
        return replace(
            old,
            purpose=self._text(entry, "purpose", place, old.purpose),
            required=self._flag(entry, "required", place, default=old.required),
            accepted=self._flag(entry, "accepted", place, default=old.accepted),
            table=self._flag(entry, "table", place, default=old.table),
            basis=self._basis(entry, place, old.basis),
            columns=tuple(columns.values()),
        )

    def _column(
        self,
        entry: Mapping[str, Any],
        place: str,
        columns: Mapping[str, ColumnSpec],
        vocabulary: Mapping[str, tuple[str, ...]],
    ) -> ColumnSpec:
        self._known(entry, _COLUMN_KEYS, place)
        name = self._text(entry, "name", place)
        old = columns.get(name, ColumnSpec(name, Type.STRING))
        listed = "values" in entry and old.type is Type.STRING
        kind = self._text(entry, "type", place, Type.ENUM if listed else old.type)
        if kind not in set(Type):
            raise self._wrong(f"{place}.type", f"must be one of {', '.join(Type)}")
        words = self._strings(entry.get("values", list(old.vocabulary)), f"{place}.values")
        if "vocabulary" in entry:
            if "values" in entry:
                raise self._wrong(f"{place}.values", "must not be given together with vocabulary")
            chosen = self._text(entry, "vocabulary", place)
            if chosen not in vocabulary:
                raise self._wrong(
                    f"{place}.vocabulary", f"must be one of {', '.join(vocabulary) or 'none yet'}"
                )
            words = vocabulary[chosen]
        if kind == Type.ENUM and not words:
            raise self._wrong(f"{place}.vocabulary", "or values must be given for the type enum")
        return ColumnSpec(
            name=name,
            type=Type(kind),
            required=self._flag(entry, "required", place, default=old.required),
            key=self._flag(entry, "key", place, default=old.key),
            list=self._flag(entry, "list", place, default=old.list),
            vocabulary=words,
            references=self._text(entry, "references", place, old.references),
            of_type=self._strings(entry.get("of_type", list(old.of_type)), f"{place}.of_type"),
            pairs_with=self._text(entry, "pairs_with", place, old.pairs_with),
            delta=self._flag(entry, "delta", place, default=old.delta),
            means=self._text(entry, "means", place, old.means),
            example=self._text(entry, "example", place, old.example),
            note=self._text(entry, "note", place, old.note),
            basis=self._basis(entry, place, old.basis),
        )

    def _known(self, data: Mapping[str, Any], keys: set[str], place: str) -> None:
        for key in data:
            if key not in keys:
                raise ProfileError(
                    f"{self.source}: {f'{place}.' if place else ''}{key} is no known key.{suggest(key, keys)}"
                )

    def _entries(self, data: Mapping[str, Any], key: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
        entries = data.get(key, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise self._wrong(key, f"must be a list of [[{key}]] tables")
        yield from enumerate(entries, 1)

    def _table(self, data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = data.get(key, {})
        if not isinstance(value, dict):
            raise self._wrong(key, "must be a table")
        return value

    def _text(self, data: Mapping[str, Any], key: str, place: str, default: str | None = None) -> str:
        value = data.get(key, default)
        if not isinstance(value, str):
            raise self._wrong(f"{place}.{key}" if place else key, "must be a text")
        return value

    def _flag(self, data: Mapping[str, Any], key: str, place: str, *, default: bool) -> bool:
        value = data.get(key, default)
        if not isinstance(value, bool):
            raise self._wrong(f"{place}.{key}", "must be true or false")
        return value

    def _strings(self, value: Any, place: str) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._wrong(place, "must be a list of texts")
        return tuple(value)

    def _basis(self, data: Mapping[str, Any], place: str, default: Basis) -> Basis:
        value = self._text(data, "basis", place, default)
        if value not in set(Basis):
            raise self._wrong(f"{place}.basis", f"must be one of {', '.join(Basis)}")
        return Basis(value)

    def _wrong(self, place: str, rule: str) -> ProfileError:
        return ProfileError(f"{self.source}: {place} {rule}.")


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


def read_profile(name: str = "cli-engage") -> Profile:
    """Read a profile by its name, or from the path of a TOML file; its choices of rules are not looked at.

    Raises:
        ProfileError: no such profile, no TOML, or a key that is missing, unknown or of a wrong kind.
    """
    return own_profile(name, ()) if name.endswith(".toml") else shipped_profile(name)


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
        text = Path(name).read_text("utf-8-sig")
    except (OSError, ValueError) as error:
        raise ProfileError(
            f"The profile {name} can't be read: {getattr(error, 'strerror', '') or 'it is not UTF-8 text'}.",
            to_do="Give the path of a TOML file.",
        ) from error
    return ProfileReader(name, extending).profile(text)
