"""Finds the fixable values in a batch of rows, with the expressions of the rules they break."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from checks.engine.column_plan import has_few_values
from checks.fixes.declaration import CellFix, KnownColumn

if TYPE_CHECKING:
    import polars as pl


class AppliedFix(NamedTuple):
    """What one fix made of a value."""

    fix: CellFix
    before: str
    after: str


class ColumnFixer:
    """The fixes of one column, applied to a value one after the other."""

    def __init__(self, known: KnownColumn, place: int, fixes: Iterable[CellFix]) -> None:
        """Prepare the questions; `place` is the column's position in the file's rows."""
        import polars as pl

        self.column = known.column
        self.place = place
        self._known = known
        self._fixes: list[CellFix] = []
        tests: list[pl.Expr] = []
        for fix in fixes:
            test = fix.broken(known, pl.col("value"))
            if test is not None:
                self._fixes.append(fix)
                tests.append(test)
        self._is_suspect = pl.any_horizontal(tests) if tests else pl.lit(value=False)

    @property
    def has_fixes(self) -> bool:
        """Whether there is anything to ask."""
        return bool(self._fixes)

    def suspects(self, cells: "pl.DataFrame") -> "pl.LazyFrame":
        """Return the question which cells break a rule: `row`, from 0, and `value`."""
        import polars as pl

        column = cells.lazy().select(pl.row_index("row"), value=pl.col(str(self.place)))
        if not has_few_values(self.column):
            return column.filter(self._is_suspect)
        values = column.select(pl.col("value").unique()).filter(self._is_suspect)
        return column.join(values, on="value", how="semi", maintain_order="left")

    def fixed(self, suspects: "pl.DataFrame") -> Iterator[tuple[int, tuple[AppliedFix, ...]]]:
        """Yield the row and the applied fixes of each cell that changes; most candidates do not."""
        steps: Mapping[str, tuple[AppliedFix, ...]] = {
            value: self._steps(value) for value in suspects["value"].unique()
        }
        for row, value in suspects.iter_rows():
            if steps[value]:
                yield row, steps[value]

    def _steps(self, value: str) -> tuple[AppliedFix, ...]:
        steps = []
        for fix in self._fixes:
            after = fix.apply(self._known, value)
            if after != value:
                steps.append(AppliedFix(fix, value, after))
                value = after
        return tuple(steps)
