"""In which order the rows stand: those with a finding keep their lines, all others are shuffled.

Exports are often sorted by name, so their order tells names. A finding may rest on the order, since of equal
rows the first is right: where the shuffled set finds otherwise, the rows concerned go back to their lines.
"""

import random
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from checks.finding import Report
from checks.pseudonyms.csv_spans import Piece, Sheet, SpanKind
from checks.pseudonyms.mapping.text import as_seen, has_bytes
from checks.pseudonyms.report_diff import Place

_FIRST = 20
"""Rows with the same findings that keep their lines; further ones change places with each other."""
_MANY = 4
"""Rows of one finding from which none that comes after its place may come before it."""


class Order:
    """The order of the rows of each file."""

    def __init__(
        self, sheets: Mapping[str, Sheet], of_people: Collection[str], report: Report, rng: random.Random
    ) -> None:
        """Shuffle the files that are `of_people`, but for the places of this report."""
        self._slots = {
            name: {each.line: at for at, each in enumerate(sheet.pieces)} for name, sheet in sheets.items()
        }
        self.origins = {name: list(range(len(sheet.pieces))) for name, sheet in sheets.items()}
        """By file, for each piece's place the number of the piece that stands there now."""
        self._movable = {name: self._pools(sheets[name], report) for name in of_people}
        pieces = (piece for name in of_people for piece in sheets[name].pieces)
        self._rows = sum(piece.kind is SpanKind.RECORD for piece in pieces)
        for name, pools in self._movable.items():
            for pool in pools:
                shuffled = rng.sample(pool, len(pool))
                for at, origin in zip(pool, shuffled, strict=True):
                    self.origins[name][at] = origin

    def _pools(self, sheet: Sheet, report: Report) -> list[list[int]]:
        """Return the rows that may change places with each other."""
        slots = self._slots[sheet.spec.name]
        found: dict[int, set[tuple[str, str | None]]] = defaultdict(set)
        fixed, borders = set[int](), set[int]()
        for each in report.findings:
            if each.file == sheet.spec.name and each.line in slots:
                found[slots[each.line]].add((each.code, each.column))
                if each.affected > 1:
                    fixed.add(slots[each.line])
                if each.affected > _MANY:
                    borders.add(slots[each.line])
        pools: dict[tuple[frozenset[tuple[str, str | None]], int], list[int]] = defaultdict(list)
        broken = next((at for at, piece in enumerate(sheet.pieces) if has_bytes(piece.text)), None)
        part = 0
        for at, piece in enumerate(sheet.pieces):
            part += at in borders or at == broken
            if at not in fixed and at != broken and _can_move(sheet, piece):
                pools[frozenset(found.get(at, ())), part].append(at)
        return [pool[_FIRST:] if kinds else pool for (kinds, _), pool in pools.items()]

    @property
    def kept(self) -> int:
        """How many rows of people and classes keep their lines; a row alone can't leave its line."""
        moving = (pool for pools in self._movable.values() for pool in pools if pool[1:])
        return self._rows - sum(map(len, moving))

    def of(self, name: str, texts: Sequence[str]) -> list[str]:
        """Return the texts of a file's pieces in this order."""
        return [texts[at] for at in self.origins[name]]

    def put_back(self, places: Collection[Place]) -> bool:
        """Put rows back to their lines at whose places there is a new finding; False if none had moved."""
        found = [self._put_back(file, line) for _, file, line, _ in places if line is not None]
        return any(found)

    def _put_back(self, name: str, line: int) -> bool:
        at = self._slots.get(name, {}).get(line)
        if at is None or self.origins[name][at] == at:
            return False
        origins = self.origins[name]
        home = origins[at]
        origins[at], origins[home] = origins[home], home
        self._movable[name] = [[each for each in pool if each != home] for pool in self._movable[name]]
        return True

    def restore(self, files: Collection[str]) -> bool:
        """Put all rows of these files back to their lines; False if none had moved."""
        had_moved = sum(len(self._movable.pop(name, ())) for name in files) > 0
        self.origins.update({name: sorted(self.origins[name]) for name in files if name in self.origins})
        return had_moved


def _can_move(sheet: Sheet, piece: Piece) -> bool:
    """Tell whether a piece is a row on a line of its own, without signs that make a line a finding."""
    is_row = piece.kind is SpanKind.RECORD and piece.lines == 1
    return is_row and as_seen(piece.text.replace(sheet.delimiter, "")).isprintable()
