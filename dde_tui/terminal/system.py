"""What this machine is, found out without starting a program, which would inherit this run's environment.

The environment may hold a password (`--password-env`). On Windows, Python's own `platform` runs
`cmd.exe /c ver` for what the system can tell by itself, and libraries ask `platform` while they are imported.
"""

import platform
import sys
from typing import NamedTuple


def start_no_program() -> None:
    """Have `platform` ask Windows itself for its version in this process; elsewhere it always does so."""
    if sys.platform == "win32" and hasattr(platform, "_syscmd_ver"):
        platform._syscmd_ver = _version_of_windows  # noqa: SLF001 - the one place where it starts a program


def _version_of_windows(
    system: str = "", release: str = "", version: str = "", supported_platforms: object = ()
) -> tuple[str, str, str]:
    """Return what `ver` would say: the system, nothing, and the version as "10.0.22631"."""
    del system, supported_platforms
    if sys.platform == "win32":
        version = ".".join(map(str, sys.getwindowsversion().platform_version))
    return "Microsoft Windows", release, version


class System(NamedTuple):
    """What this machine is."""

    name: str
    """Such as "Windows", "Darwin" or "Linux"."""
    release: str
    """Such as "11"."""
    machine: str
    """The kind of processor, such as "AMD64"."""
    node: str
    """The computer's name in its network."""
    python: str
    """The version of Python, such as "3.12.4"."""


def this_system() -> System:
    """Return what this machine is."""
    start_no_program()
    return System(
        platform.system(),
        platform.release(),
        platform.machine(),
        platform.node(),
        platform.python_version(),
    )
