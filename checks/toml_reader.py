"""Reads a TOML table into a record: the record's fields say which keys there are and what they hold.

A person writes these tables by hand. So each mistake names the key where it stands, what is allowed there,
and the nearest right name. Whoever adds a field to a record has added the key, its check and its messages.
"""

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from checks.suggest import suggest
from checks.visible import cleaned, visible

T = TypeVar("T")

_MOST_DOTS = 100
"""Maximum dots in a line: a key with very many parts takes `tomllib` minutes."""

_KINDS: Mapping[Any, str] = {
    str: "text in quotes",
    int: "a whole number",
    bool: "true or false",
    date: "a date such as 2026-12-24, without quotes",
}
_LISTS: Mapping[Any, str] = {str: "texts in quotes", date: "dates such as 2026-12-24, without quotes"}


class TableError(ValueError):
    """A mistake in a table: the key where it stands, what is wrong there, and what to do where that helps."""

    def __init__(self, key: str, what: str, to_do: str = "") -> None:
        sentence = cleaned(f"{visible(key)} {what}" if key else what)
        super().__init__(sentence if sentence.endswith((".", "?")) else f"{sentence}.")
        self.key = visible(key)
        self.to_do = to_do


class UnknownKeyError(TableError):
    """A key that is none; a newer version may know it."""


@dataclass(frozen=True, slots=True)
class Key:
    """What may stand under a key."""

    hint: Any
    """Its type, as a record's field declares it."""
    needed: bool = False
    check: Callable[[Any], Any] | None = None
    """Returns the value as it is kept; raises ValueError with the end of a sentence about the key."""
    read: Callable[[Any, str], Any] | None = None
    """Reads what no type can say, from the raw value and its place."""


def key(
    help_: str = "",
    check: Callable[[Any], Any] | None = None,
    read: Callable[[Any, str], Any] | None = None,
) -> Mapping[str, Any]:
    """Return the metadata of a record's field: what it is for, and what it may be beyond its type."""
    return {"help": help_, "check": check, "read": read}


_QUOTED = re.compile(r"""\"\w[^"]*\"|'\w[^']*'""")
"""What an error of the parser quotes of the text, which may be a recipe that names a child."""


def parse(text: str) -> dict[str, Any]:
    """Return the tables of a text; TableError says in which line it is not valid TOML."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > _MOST_DOTS and not line.lstrip().startswith("#"):
            raise TableError("", f"has more than {_MOST_DOTS} dots in line {number}, so it was not read")
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError also of a number with thousands of digits
        why = _QUOTED.sub("a key", str(error))
        raise TableError("", f"is not valid TOML: {visible(why)}") from error


def read_table(kind: type[T], table: object, place: str = "", **given: Any) -> T:
    """Return the record that a table holds; keys that it leaves out have the field's default.

    Args:
        kind: a dataclass; a field of another dataclass is a table of its own.
        table: what stands in the file.
        place: the keys that lead to the table, for messages.
        given: fields that stand in no table.

    Raises:
        TableError: a key is unknown, missing, or holds what it can't.
    """
    return kind(**read_keys(table, keys_of(kind, *given), place), **given)


def keys_of(kind: type, *but: str) -> Mapping[str, Key]:
    """Return the keys of a record's table: all its fields but these."""
    hints = get_type_hints(kind)
    return {
        each.name: Key(
            hints[each.name],
            each.default is MISSING and each.default_factory is MISSING,
            each.metadata.get("check"),
            each.metadata.get("read"),
        )
        for each in fields(kind)
        if each.name not in but
    }


def read_keys(table: object, keys: Mapping[str, Key], place: str = "") -> dict[str, Any]:
    """Return the checked value of each key that the table has, without defaults: as for what it changes.

    Raises:
        TableError: a key is unknown, missing, or holds what it can't.
    """
    if not isinstance(table, Mapping):
        how = "" if place.endswith("]") else f": write [{place}] on a line of its own, and its keys below"
        raise TableError(place, f"must be a table{how}")
    found = {}
    for name, value in table.items():
        if name not in keys:
            raise unknown_key(name, keys, place)
        found[name] = _read(value, keys[name], _inner(place, name))
    for name in [name for name, wanted in keys.items() if wanted.needed and name not in found]:
        if not is_dataclass(keys[name].hint):
            raise TableError(_inner(place, name), "is missing")
        found[name] = _read({}, keys[name], _inner(place, name))
    return found


def unknown_key(name: str, known: Collection[str], place: str) -> TableError:
    """Return the error that names a key that is none, and the nearest one or all that there are."""
    hint = suggest(name, known) or f" Known are {', '.join(known)}."
    return UnknownKeyError(_inner(place, name), f"is not a known key.{hint}")


def _inner(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def one_of(word: str, allowed: Collection[str]) -> str:
    """Return the word when it is allowed; ValueError names all that are, and the nearest."""
    if word not in allowed:
        raise ValueError(f"must be one of {', '.join(allowed)}.{suggest(word, allowed)}")
    return word


def one_line(value: T) -> T:
    """Return the text, or the texts, when none could break a line or steer a terminal; else ValueError."""
    texts = value if isinstance(value, tuple) else (value,)
    if any(isinstance(text, str) and not text.isprintable() for text in texts):
        raise ValueError("must be one line without control characters")
    return value


def filled(text: str) -> str:
    """Return the text when it says anything; else ValueError."""
    if not text.strip():
        raise ValueError("must not be blank")
    return text


def _read(value: object, wanted: Key, place: str) -> Any:
    try:
        plain = wanted.read(value, place) if wanted.read else _value(wanted.hint, value, place)
        return wanted.check(plain) if wanted.check else plain
    except TableError:
        raise
    except ValueError as error:
        raise TableError(place, str(error)) from error


def _value(hint: Any, value: Any, place: str) -> Any:
    """Return the value in the type of the hint."""
    kind = get_origin(hint)
    if hint is Any:
        return value
    if kind is UnionType:
        return _value(get_args(hint)[0], value, place)
    if kind in {tuple, frozenset}:
        return kind(_items(get_args(hint)[0], value, place))
    if kind is not None:
        names, item = get_args(hint)
        held = read_keys(value, dict.fromkeys(value if isinstance(value, Mapping) else (), Key(item)), place)
        return {_read(name, Key(names), f"{place}.{name}"): each for name, each in held.items()}
    if is_dataclass(hint):
        return read_table(hint, value, place)  # type: ignore[arg-type]
    return _plain(hint, value)


def _plain(hint: Any, value: Any) -> Any:
    plain = str if issubclass(hint, StrEnum | Path) else hint
    if type(value) is not plain:
        raise ValueError(f"must be {_KINDS[plain]}")
    if issubclass(hint, StrEnum):
        return hint(one_of(value, list(hint)))
    return Path(filled(value).strip()) if hint is Path else value


def _items(item: Any, value: object, place: str) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise TableError(place, f"must be a list of {_LISTS.get(item) or _tables(item, place)}")
    if item in _LISTS and any(type(each) is not item for each in value):
        raise TableError(place, f"must be a list of {_LISTS[item]}")
    return [_read(each, Key(item), f"{place}[{number}]") for number, each in enumerate(value, 1)]


def _tables(item: Any, place: str) -> str:
    if isinstance(item, type) and issubclass(item, StrEnum):
        return f"{_LISTS[str]}, each one of {', '.join(item)}"
    return "tables" if "." in place else f"[[{place}]] tables"
