"""Detect one flat list of children: what most student systems export, and `dde build` reads."""

from collections.abc import Iterable

from checks.suggest import letters

_PARTS = (
    ("firstname", "lastname", "studentname", "fullname", "givenname", "familyname", "surname"),
    ("dob", "birth"),
    ("grade", "gradelevel", "gr"),
    ("campus", "school", "homeroom", "teacher", "site", "building"),
)
"""Words of the columns that a list of children has: a name, and of the others at least two."""


def is_flat_list(names: Iterable[str]) -> bool:
    """Return whether the columns are those of a list of children, and of no file of a standard."""
    plain = [letters(name) for name in names]
    if not plain or "sourcedid" in plain:
        return False
    has = [any(_is_about(name, words) for name in plain) for words in _PARTS]
    return has[0] and sum(has) > 2


def _is_about(name: str, words: tuple[str, ...]) -> bool:
    return any(word == name if len(word) < 3 else word in name for word in words)
