"""Names on the server: which paths stay inside the district's folder, and the hidden ones of ours."""

import re
from pathlib import PurePosixPath

from checks.visible import visible
from dde_tui.errors import UsageError

PART = re.compile(r"\.(?P<name>.+)\.[0-9a-f]{16}(?:\.(?P<owner>[0-9a-f]{8}))?\.dde-part")
"""A file on its way; `owner` is the workspace it comes from."""

ASIDE = re.compile(r"\.(?P<name>.+)\.dde-prev")
"""A file that stepped aside for its next version, for a moment."""

SIGN = ".dde-publishing"
"""Stands in the folder while somebody renames, for moments; it holds eight digits that tell who."""


def part_name(name: str, sha256: str, owner: str = "") -> str:
    """Return the hidden name a file has on its way: keyed by content, so versions never mix.

    Args:
        name: the final name.
        sha256: of its content, hexadecimal.
        owner: eight hexadecimal digits of the workspace, so that two computers never write into one part.
    """
    return f".{name}.{sha256[:16]}{'.' if owner else ''}{owner}.dde-part"


def aside_name(name: str) -> str:
    """Return the hidden name a file has while its next version takes its place."""
    return f".{name}.dde-prev"


def spoken(path: str) -> str:
    """Return a path as a person knows it: a hidden name of ours means nothing to who reads a message."""
    path = path.removeprefix("./")
    name = path.rpartition("/")[2]
    for pattern, words in ((PART, "the hidden copy of "), (ASIDE, "the earlier version of ")):
        if found := pattern.fullmatch(name):
            return f"{words}{path.removesuffix(name)}{found['name']}"
    return path


def inside(path: str) -> PurePosixPath:
    """Return the path where it stays inside the folder.

    Raises:
        UsageError: it is absolute, goes up, or holds a sign that some system reads as a separator.
    """
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or any(sign in path for sign in "\\:\0"):
        raise UsageError(
            f"The path leaves the folder: {visible(path)}",
            meaning="Nothing was read or written.",
            to_do="Use a path inside the folder, with forward slashes.",
        )
    return pure
