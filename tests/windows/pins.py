"""What pip needs to know to fetch the project's pinned packages for Windows Python 3.11, printed.

The pins are the ones of `.ci/requirements-dev.txt`, which hold the hashes of every system's files. pip judges
"on Windows only" by the system that it runs on, so that is decided here.
"""

import sys
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
WINDOWS = {
    "implementation_name": "cpython",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "platform_system": "Windows",
    "python_full_version": "3.11.9",
    "python_version": "3.11",
    "sys_platform": "win32",
}
"""The machine that the rig is, in the words of the markers of a requirement."""


def for_windows(pins: str) -> list[str]:
    """Return the pins that Windows needs, a line each, with their hashes and without a condition."""
    lines = []
    for line in pins.replace("\\\n", " ").splitlines():
        words, *hashes = line.split("--hash=")
        if words.strip() and not words.startswith((" ", "#")):
            pinned = Requirement(words.strip())
            if pinned.marker is None or pinned.marker.evaluate(WINDOWS):
                lines.append(" --hash=".join([f"{pinned.name}{pinned.specifier}", *map(str.strip, hashes)]))
    return lines


if __name__ == "__main__":
    for path in (ROOT / ".ci" / "requirements-dev.txt", Path(__file__).with_name("pins.txt")):
        sys.stdout.writelines(f"{line}\n" for line in for_windows(path.read_text("utf-8")))
