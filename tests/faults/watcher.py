"""Looks at the served folder on the disk itself, all the time, for a file that is neither the old nor a new one."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Self

from checks.example.changes import Files

OLD, NEW, OTHER, MISSING, HALF = "old", "new", "other", "missing", "half"
"""What can stand under a name; "other" is the set of another computer."""
_EVERY = 0.001  # seconds


class Watcher:
    """Polls the final names while its block lasts.

    Args:
        root: the district's folder on the disk.
        old: the whole old set.
        new: the new set.
        other: the set that another computer sends at the same time.
    """

    def __init__(self, root: Path, old: Files, new: Files, other: Files | None = None) -> None:
        self.seen: dict[str, set[str]] = {name: set() for name in {**old, **new}}
        self._root, self._old, self._new, self._other = root, old, new, other or {}
        self._known: dict[str, tuple[tuple[int, ...], str]] = {}
        self._due: list[tuple[Callable[[dict[str, str]], bool], Callable[[], object]]] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watcher", daemon=True)

    def when(self, condition: Callable[[dict[str, str]], bool], act: Callable[[], object]) -> None:
        """Call `act` once, from the watcher's thread, as soon as what it sees meets the condition."""
        self._due.append((condition, act))

    def look(self) -> dict[str, str]:
        """Return for every final name what stands there now."""
        return {name: self._state(name) for name in self.seen}

    def _watch(self) -> None:
        while not self._ended.is_set():
            self._note()
            self._ended.wait(_EVERY)

    def _note(self) -> None:
        states = self.look()
        for name, state in states.items():
            self.seen[name].add(state)
        for entry in [entry for entry in self._due if entry[0](states)]:
            self._due.remove(entry)
            entry[1]()

    def _state(self, name: str) -> str:
        path = self._root / name
        try:
            with path.open("rb") as file:
                there = os.fstat(file.fileno())
                mark = (there.st_ino, there.st_size, there.st_mtime_ns)
                known = self._known.get(name)
                if known is not None and known[0] == mark:
                    return known[1]
                data = file.read()
        except FileNotFoundError:
            return MISSING
        except IsADirectoryError:
            return OLD  # it stood there before; nobody can send one
        sets = {NEW: self._new, OTHER: self._other, OLD: self._old}
        state = next((state for state, files in sets.items() if files.get(name) == data), HALF)
        self._known[name] = (mark, state)
        return state

    @property
    def halves(self) -> list[str]:
        """The names under which a half file was ever seen."""
        return sorted(name for name, states in self.seen.items() if HALF in states)

    @property
    def gone(self) -> list[str]:
        """The names that stood in the old set and were ever missing."""
        return sorted(name for name in self._old if MISSING in self.seen[name])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        self._thread.join()
        self._note()
