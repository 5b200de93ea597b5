"""What a test needs of this machine: missing, it skips with its reason, or fails where all is required."""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest


def program(name: str) -> str:
    """Return where the program is; without it the test skips, or fails under DDE_REQUIRE_ALL."""
    found = shutil.which(name) or (f"/usr/sbin/{name}" if Path(f"/usr/sbin/{name}").exists() else None)
    if found is None or os.name != "posix":
        lacks(f"no {name} on this machine")
    return str(found)


def link(path: Path, target: Path) -> None:
    """Make a symbolic link; the test skips where nobody may: on Windows it takes a right, and Wine makes none."""
    try:
        path.symlink_to(target)
    except OSError as error:
        lacks(f"no symbolic links on this machine ({error.strerror})")
    if not path.is_symlink():
        lacks("no symbolic links on this machine")


def lacks(what: str) -> NoReturn:
    """Skip the test with this reason, or fail it under DDE_REQUIRE_ALL."""
    if os.environ.get("DDE_REQUIRE_ALL") == "1":
        pytest.fail(what)
    pytest.skip(what)
