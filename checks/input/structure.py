"""What the byte pass says of a file: its structure, and its records in pieces."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from checks.input.decoding import DecodedText
from checks.input.layouts.non_data_lines import ABOVE, NON_DATA

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Offsets = npt.NDArray[np.int64]

_MOST_FAULTS = 200_000
"""Lines kept of each kind of fault; the others are only counted."""
_ALL_KEPT = frozenset({"line-break"})
"""The kinds of which every line is needed: a bundle rewrites each value with a line break."""


class Batch(NamedTuple):
    """Undamaged records in UTF-8, each ending in LF, and the physical line each begins on."""

    data: bytes
    lines: "Offsets"


class Block(NamedTuple):
    """Raw whole lines of a file, damaged or not, in UTF-8, each ending in LF."""

    data: bytes
    sound: Batch
    """The undamaged records among them."""
    spans: "Offsets"
    """Start and end of each undamaged record in `data`, with its line end; shape (records, 2)."""
    others: "dict[str, tuple[Offsets, Offsets]]"
    """By kind: start and end in `data` of each line, shape (lines, 2), and the physical line numbers.

    The kinds are `blank` and those of `NON_DATA`; and `surplus`, the blank fields that a row has too many.
    """


@dataclass(slots=True)
class Structure:
    """The structure of a file, as far as it has been read."""

    text: DecodedText
    header: list[str] = field(default_factory=list)
    """The raw fields of the header; empty if the file has no text."""
    header_line: int = 1
    top: bytes = b""
    """The raw lines up to and including the header, in UTF-8, each ending in LF."""
    delimiter: str = ","
    rows: int = 0
    """All records with content, damaged or not."""
    is_web_page: bool = False
    """Whether it is HTML and no table; then it has no header and no rows."""
    damaged_keys: set[str] = field(default_factory=set)
    """Keys of damaged rows, so that references to them are not reported as broken."""
    is_too_damaged: bool = False
    """Whether there are more damaged rows than keys are kept."""
    _faults: "dict[str, list[Offsets]]" = field(default_factory=lambda: defaultdict(list))
    _counts: Counter[str] = field(default_factory=Counter)
    _widths: "list[Offsets]" = field(default_factory=list)

    def add_fault(self, kind: str, lines: "Offsets") -> None:
        """Record physical lines with this kind of fault."""
        if len(lines):
            room = len(lines) if kind in _ALL_KEPT else _MOST_FAULTS - self._counts[kind]
            self._faults[kind].append(lines[: max(0, room)])
            self._counts[kind] += len(lines)

    def count_of(self, kind: str) -> int:
        """Return how many lines have this fault."""
        return self._counts[kind]

    def lines_with(self, kind: str) -> "Offsets":
        """Return the physical lines with this fault.

        It is fields, quote, spaced-quote (a blank before a quote), line-break, blank, control, huge, above
        (the header), or a kind of `NON_DATA`. Of more than `_MOST_FAULTS` lines only the first ones are kept.
        """
        import numpy as np

        return np.concatenate((np.empty(0, np.int64), *self._faults.get(kind, ())))

    def add_widths(self, widths: "Offsets") -> None:
        """Record for each line of the fault `fields` its number of fields, negative for a blank surplus."""
        self._widths.append(widths)

    @property
    def widths(self) -> "Offsets":
        """The number of fields of each line with the fault `fields`; negative where the surplus is blank."""
        import numpy as np

        return np.concatenate((np.empty(0, np.int64), *self._widths))[: len(self.lines_with("fields"))]

    @property
    def faults(self) -> frozenset[str]:
        """The kinds of fault found."""
        return frozenset(self._faults)

    @property
    def is_damaged(self) -> bool:
        """Whether a row has a wrong number of fields, or quotes that are not in order."""
        return not self.faults.isdisjoint(("fields", "quote", "spaced-quote"))

    @property
    def lines_without_row(self) -> int:
        """How many lines, the header among them, are neither a row nor part of one."""
        return 1 + sum(self.count_of(kind) for kind in (ABOVE, "blank", *NON_DATA))
