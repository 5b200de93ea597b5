"""The answers that are held: kept beside the journal, so that they are shown without a connection.

Each fetch writes the file anew. It is no record: without it the next fetch finds the same answers again.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from dde_tui.workspace.disk import private_file, replace_file

FILE = "held.json"
_SCHEMA = "dde-held/1"
MOST = 200
"""Held answers that are kept; more are only counted by the fetch that found them."""
_LARGEST = 4 * 1024**2
_TEXT = 1_000
"""Characters of an answer's words that are kept."""


@dataclass(frozen=True, slots=True)
class Held:
    """One answer that did not become an event."""

    path: str
    """Where it is in the exchange folder."""
    kind: str
    """What it says, or `unclear` where the file can't be understood."""
    at: str
    """When it says that, as ISO 8601; empty where unknown."""
    why: str
    text: str = ""
    review: str = ""
    forgotten: bool = False
    """Whether a person took it off the list."""

    @property
    def id(self) -> str:
        """Eight hexadecimal digits, short enough to type."""
        return hashlib.sha256(self.path.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def read_held(state: Path) -> list[Held]:
    """Return what is held, as the last fetch found it; nothing where the file can't be read."""
    path = state / FILE
    try:
        if path.stat().st_size > _LARGEST:
            return []
        data = json.loads(path.read_bytes())
        return [_held(each) for each in data["held"]] if data["schema"] == _SCHEMA else []
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []


def _held(record: dict[str, object]) -> Held:
    kinds = {field.name: bool if field.name == "forgotten" else str for field in fields(Held)}
    if any(type(record[name]) is not kind for name, kind in kinds.items()):
        raise TypeError(record)
    return Held(**{name: record[name] for name in kinds})  # type: ignore[arg-type]  # as checked above


def write_held(state: Path, held: Sequence[Held]) -> None:
    """Replace the file, unless that changes nothing; DiskError where the disk refuses."""
    held = [replace(each, text=each.text[:_TEXT]) for each in held[:MOST]]
    if held == read_held(state):
        return
    path = state / FILE
    private_file(path)
    replace_file(
        path,
        (json.dumps({"schema": _SCHEMA, "held": [asdict(each) for each in held]}, indent=1) + "\n").encode(
            "ascii"
        ),
    )
