"""The file contract: what roster files must be, and whether they are. Knows no screen, network or workspace.

These are the names for other programs; each is loaded when it is first used, since the engine is heavy.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checks.engine.run import check
    from checks.finding import Report
    from checks.input.source import open_file_set
    from checks.rules.choices import load_profile

__all__ = ["Report", "check", "load_profile", "open_file_set"]

_HOMES = {
    "Report": "checks.finding",
    "check": "checks.engine.run",
    "load_profile": "checks.rules.choices",
    "open_file_set": "checks.input.source",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
