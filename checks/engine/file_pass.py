"""All cells of one file, batch by batch: each column's rules asked, and what other rules need kept."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from checks.engine.collector import Collector
from checks.engine.column_plan import ColumnPlan
from checks.input.cells import read_values
from checks.input.structure import Batch, Structure
from checks.profile.model import ColumnSpec, FileSpec
from checks.rules.rule import CellRule
from checks.tables.tables import CategoryPools

if TYPE_CHECKING:
    import polars as pl


def _line_numbers(batch: Batch) -> "pl.Series":
    """Return the batch's lines; nearly always they follow one another, and then no array is converted."""
    import polars as pl

    first, last, count = int(batch.lines[0]), int(batch.lines[-1]), len(batch.lines)
    if last - first + 1 == count:
        return pl.int_range(first, last + 1, dtype=pl.UInt32, eager=True).alias("line")
    return pl.Series("line", batch.lines, dtype=pl.UInt32)


class FileCells:
    """The cells of one file under check."""

    def __init__(
        self,
        spec: FileSpec,
        columns: Mapping[ColumnSpec, int],
        rules: Iterable[CellRule],
        kept: set[str],
        pools: CategoryPools,
    ) -> None:
        """Prepare the questions; `columns` says where in the file each column stands."""
        import polars as pl

        rules = tuple(rules)
        self._plans = [ColumnPlan(spec.name, column, rules) for column in columns]
        self._chosen = {column.name: pl.col(str(place)) for column, place in columns.items()}
        self._kinds = {column.name: pools.kind(spec, column) for column in columns if column.name in kept}
        self._categories = {
            plan.column.name: pools.kind(spec, plan.column)
            for plan in self._plans
            if plan.has_few_values and not plan.column.list
        }
        self._frames = [pl.DataFrame(schema={"line": pl.UInt32, **self._kinds})]
        self.filled: Counter[str] = Counter()
        """How many cells of each column are not blank."""

    def look_at(self, batch: Batch, structure: Structure, collector: Collector) -> None:
        """Ask the rules of every column about these rows, and keep what rules over tables need."""
        import polars as pl

        width = len(structure.header)
        cells = read_values(batch.data, structure.delimiter, width, len(batch.lines)).select(**self._chosen)
        filled = cells.select((pl.all() != "").sum()).row(0, named=True)
        asked = [plan for plan in self._plans if filled[plan.column.name] or plan.asks_blank_cells]
        words = {plan.column.name for plan in asked} | self._kinds.keys()
        categories = {name: kind for name, kind in self._categories.items() if name in words}
        cells = cells.with_columns(self._categorised(cells, categories))
        cells.insert_column(0, _line_numbers(batch))
        looks = pl.collect_all([plan.look(cells) for plan in asked])
        padded = set()
        for plan, found in zip(asked, looks, strict=True):
            if len(found):
                is_padded, blanks = plan.collect(cells, found, collector)
                filled[plan.column.name] -= blanks
                if is_padded:
                    padded.add(plan.column.name)
        self.filled.update(filled)
        self._keep(cells, padded)

    @staticmethod
    def _categorised(cells: "pl.DataFrame", kinds: "Mapping[str, pl.DataType]") -> "list[pl.Expr]":
        """Return the columns as categories; a value that fills a whole column is looked up once."""
        import polars as pl

        same = (
            cells.select((pl.col(*kinds) == pl.col(*kinds).first()).all()).row(0, named=True) if kinds else {}
        )
        return [
            (pl.lit(cells[name].item(0)) if same[name] else pl.col(name)).cast(kind).alias(name)
            for name, kind in kinds.items()
        ]

    def _keep(self, cells: "pl.DataFrame", padded: set[str]) -> None:
        import polars as pl

        columns = []
        for name, kind in self._kinds.items():
            cell = pl.col(name)
            if name in padded:
                cell = cell.cast(pl.String).str.strip_chars().cast(kind)
            elif name not in self._categories:
                cell = cell.cast(kind)
            columns.append(cell)
        self._frames.append(cells.select("line", *columns))

    def finish(self, collector: Collector) -> "pl.DataFrame":
        """Hand over what is one root cause for a whole column, and return the table that is kept."""
        import polars as pl

        for plan in self._plans:
            plan.finish(collector)
        names = self._frames[0].columns
        return pl.DataFrame([self._whole(name) for name in names])

    def _whole(self, name: str) -> "pl.Series":
        """Return a column in one piece, taken out of the batches, so that only one is there twice at a time.

        Rules filter again and again: of a table in pieces each filter would first make a copy in one.
        """
        import polars as pl

        return pl.concat([frame.drop_in_place(name) for frame in self._frames], rechunk=True)
