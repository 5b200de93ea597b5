"""Reads a profile's TOML and says of each mistake in which file and at which key it stands."""

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from checks.errors import ProfileError
from checks.profile import (
    Basis,
    ColumnSpec,
    FileSpec,
    Profile,
    Question,
    Type,
    own_profile,
    profile_names,
    shipped_profile,
)

_PROFILE_KEYS = {"name", "version", "title", "extends", "other_files", "vocabulary", "file", "question"}
_FILE_KEYS = {"name", "purpose", "required", "table", "basis", "columns"}
_COLUMN_KEYS = {
    *("name", "type", "required", "key", "list", "vocabulary", "references", "example", "note", "basis"),
}
_QUESTION_KEYS = {"id", "about", "text"}


@dataclass(frozen=True)
class ProfileReading:
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
        base = self._base(self._text(data, "extends", "", ""))
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
        return Profile(
            name=self._text(data, "name", ""),
            version=self._text(data, "version", ""),
            title=self._text(data, "title", ""),
            files=tuple(specs.values()),
            other_files=self._strings(data.get("other_files", list(base.other_files)), "other_files"),
            questions=base.questions + tuple(self._questions(data)),
            vocabulary=vocabulary,
        )

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

    def _questions(self, data: Mapping[str, Any]) -> Iterator[Question]:
        for number, entry in self._entries(data, "question"):
            place = f"question[{number}]"
            self._known(entry, _QUESTION_KEYS, place)
            yield Question(
                id=self._text(entry, "id", place),
                about=self._text(entry, "about", place),
                text=self._text(entry, "text", place),
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
            columns[column.name] = column
        if not columns:
            raise self._wrong(f"{place}.columns", "must have at least one column")
        return replace(
            old,
            purpose=self._text(entry, "purpose", place, old.purpose),
            required=self._flag(entry, "required", place, default=old.required),
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
        kind = self._text(entry, "type", place, old.type)
        if kind not in set(Type):
            raise self._wrong(f"{place}.type", f"must be one of {', '.join(Type)}")
        words = old.vocabulary
        if "vocabulary" in entry:
            chosen = self._text(entry, "vocabulary", place)
            if chosen not in vocabulary:
                raise self._wrong(
                    f"{place}.vocabulary", f"must be one of {', '.join(vocabulary) or 'none yet'}"
                )
            words = vocabulary[chosen]
        if kind == Type.ENUM and not words:
            raise self._wrong(f"{place}.vocabulary", "must be given for the type enum")
        return ColumnSpec(
            name=name,
            type=Type(kind),
            required=self._flag(entry, "required", place, default=old.required),
            key=self._flag(entry, "key", place, default=old.key),
            list=self._flag(entry, "list", place, default=old.list),
            vocabulary=words,
            references=self._text(entry, "references", place, old.references),
            example=self._text(entry, "example", place, old.example),
            note=self._text(entry, "note", place, old.note),
            basis=self._basis(entry, place, old.basis),
        )

    def _known(self, data: Mapping[str, Any], keys: set[str], place: str) -> None:
        for key in data:
            if key not in keys:
                near = difflib.get_close_matches(key, keys, 1)
                hint = f" Did you mean {near[0]!r}?" if near else ""
                raise ProfileError(
                    f"{self.source}: {f'{place}.' if place else ''}{key} is no known key.{hint}"
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
