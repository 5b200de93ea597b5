"""A note beside the journal: how far it went when it was last written.

A chain of hashes can't tell that its end is missing. With this note it is told where the journal was deleted,
cut, or exchanged for an older copy. It is written after the entry and may be one behind, never one ahead.
"""

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from checks.regular_file import read_regular

_FORM = re.compile(r"([1-9][0-9]{0,17}) ([0-9a-f]{64})\n", re.ASCII)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class EndMark:
    """The number and the hash of the entry that was the last one."""

    number: int
    hash: str

    @classmethod
    def of(cls, journal: Path) -> Self | None:
        """Read the mark of a journal; None where there is none, or it says nothing that can be understood."""
        try:
            match = _FORM.fullmatch(read_regular(path_of(journal)).decode("ascii", "replace"))
        except OSError:
            return None
        return cls(int(match[1]), match[2]) if match else None

    def write(self, journal: Path) -> None:
        """Write it beside the journal; where that fails it stays behind, which harms nothing."""
        path = path_of(journal)
        new = path.with_name(f"{path.name}.new")
        with suppress(OSError):
            with open(new, "wb", opener=lambda name, _: os.open(name, _NEW, 0o600)) as file:
                file.write(f"{self.number} {self.hash}\n".encode())
            new.replace(path)


def path_of(journal: Path) -> Path:
    """Return where a journal's mark is."""
    return journal.with_suffix(".end")


def traces(journal: Path) -> tuple[str, ...]:
    """Return the names of what shows that there was a journal, where there is none now."""
    state = journal.parent
    try:
        found = [path_of(journal).name] if path_of(journal).exists() else []
        found += sorted(each.name for each in state.glob(f"{journal.name}.*") if each.is_file())
        if any((state / "receipts").glob("*.json")):
            found.append("receipts")
    except OSError:
        return ()
    return tuple(found)
