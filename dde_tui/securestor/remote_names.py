"""Names on the server: path traversal checks, and our hidden names."""

import re
from pathlib import PurePosixPath

from checks.visible import visible
from dde_tui.errors import TransferError, UsageError

MOST_NAMES = 10_000
"""Maximum names of one folder that are read."""

PART = re.compile(r"\.(?P<name>.+)\.[0-9a-f]{16}(?:\.(?P<owner>[0-9a-f]{8}))?\.dde-part")
"""The part of an upload in progress; `owner` is its workspace."""

ASIDE = re.compile(r"\.(?P<name>.+)\.dde-prev")
"""An old file moved aside while it is replaced."""

SIGN = ".dde-publishing"
"""The advisory lock file during the renames; its eight digits identify the owner."""


def part_name(name: str, sha256: str, owner: str = "") -> str:
    """Return a file's part name: content-addressed, so that versions never mix.

    Args:
        name: the final name.
        sha256: of its content, hexadecimal.
        owner: eight hexadecimal digits of the workspace, so that two computers never write into one part.
    """
    return f".{name}.{sha256[:16]}{'.' if owner else ''}{owner}.dde-part"


def aside_name(name: str) -> str:
    """Return the hidden name of an old file while it is replaced."""
    return f".{name}.dde-prev"


def spoken(path: str) -> str:
    """Return a path for display: our hidden names in words."""
    path = path.removeprefix("./")
    name = path.rpartition("/")[2]
    for pattern, words in ((PART, "the hidden copy of "), (ASIDE, "the earlier version of ")):
        if found := pattern.fullmatch(name):
            return f"{words}{path.removesuffix(name)}{found['name']}"
    return path


def endless_list(path: str) -> TransferError:
    """Return the error for a folder whose list of names is too long, or does not end in time."""
    return TransferError(
        f"The list of files in {visible(spoken(path)) or 'the folder'} does not end: it has more than "
        f"{MOST_NAMES:,} names, or takes too long.",
        meaning="It was not read any further.",
        to_do="Ask the CLI Engage Help Center to remove what is not needed there.",
    )


def inside(path: str) -> PurePosixPath:
    """Return the path if it stays inside the folder.

    Raises:
        UsageError: it is absolute, goes up, or contains a character that some system treats as a separator.
    """
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or any(sign in path for sign in "\\:\0"):
        raise UsageError(
            f"The path leaves the folder: {visible(path)}",
            meaning="Nothing was read or written.",
            to_do="Use a path inside the folder, with forward slashes.",
        )
    return pure
