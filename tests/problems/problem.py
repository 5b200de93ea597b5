"""What a known problem of roster files is: its words, how heavy it is, and samples that show it."""

from dataclasses import dataclass
from typing import Literal

from checks.example.changes import Cell, Change

Mark = Literal["E", "W", "N", ""]
"""E breaks the load or loses people, W is to be looked at, N is a note; nothing where nobody says."""

Found = tuple[str, str, int | None, str | None]
"""Code, file, physical line, column of a finding."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The tiny roster with one problem in it, and all that a check must find."""

    example: str
    """What it looks like, in a few words or as it stands in the file."""
    changes: tuple[Change, ...]
    found: tuple[Found, ...]
    """Every finding above an information; an information only where it is the problem's own."""
    before: tuple[Change, ...] | None = None
    """Changes that make the earlier set of the tiny roster, where two sets are compared."""
    told: bool = False
    """Whether CLI must have answered the rule's question first."""
    profile: str = "cli-engage"
    lighter: str = ""
    """Why it is found with less weight than the problem's mark, where it is."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One known problem, with its number in the list of problems or of CLI's rules."""

    number: str
    words: str
    mark: Mark
    samples: tuple[Sample, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the rules that find it, in the order of the samples."""
        return tuple(dict.fromkeys(found[0] for sample in self.samples for found in sample.found))


def cell(
    code: str, file: str, line: int, column: str, value: str, *, example: str = "", lighter: str = ""
) -> Sample:
    """Return a sample of one cell that is found where it stands."""
    return Sample(
        example=example or f"{column} `{value}`",
        changes=(Cell(file, line, column, value),),
        found=((code, file, line, column),),
        lighter=lighter,
    )
