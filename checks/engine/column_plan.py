"""The cell rules of one column, fused: one look says whether anything is wrong, only hits are taken apart."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from checks.engine.collector import Collector
from checks.profile.model import FEW_VALUES, Basis, ColumnSpec
from checks.rules.rule import CellRule, Hit

if TYPE_CHECKING:
    import polars as pl


_PLAIN = r"^[0-9A-Za-z_\-]{1,64}$"


def has_few_values(column: ColumnSpec) -> bool:
    """Tell whether a column's values repeat so often that they are looked at by value, not by cell."""
    return column.type in FEW_VALUES or column.list or column.references not in ("", "users.csv")


class ColumnPlan:
    """What is asked of one column of one file, batch after batch."""

    def __init__(self, file: str, column: ColumnSpec, rules: Iterable[CellRule]) -> None:
        import polars as pl

        self.column = column
        self._file = file
        self.has_few_values = has_few_values(column)
        raw, text = pl.col("value"), pl.col("text")
        self._tests: list[tuple[CellRule, pl.Expr]] = []
        suspicious = [~raw.str.contains(_PLAIN) & (raw != "")]
        for rule in rules:
            test = rule.broken(column, raw if rule.raw else text)
            if test is None:
                continue
            self._tests.append((rule, test if rule.blanks else (text != "") & test))
            if rule.plain_too or rule.blanks:
                test = rule.broken(column, raw)
                assert test is not None
                suspicious.append(test if rule.blanks else (raw != "") & test)
        self._is_suspicious = pl.any_horizontal(suspicious)
        self._broken = {str(number): test for number, (_, test) in enumerate(self._tests)}
        self._is_unclean = pl.any_horizontal(raw != text, *map(pl.col, self._broken))
        self._hints: dict[tuple[str, str], str] = {}
        self._once: dict[CellRule, Hit] = {}

    @property
    def asks_blank_cells(self) -> bool:
        """Whether a blank cell may break a rule."""
        return any(rule.blanks for rule, _ in self._tests)

    def look(self, cells: "pl.DataFrame") -> "pl.LazyFrame":
        """Return the question what is padded or breaks a rule: cells, or where they are few the values.

        The answer has `value`, `text` without blanks at the ends, and for each rule whether it is broken.
        """
        import polars as pl

        column = cells.lazy().select("line", cell=pl.col(self.column.name))
        if self.has_few_values:
            values = column.select("cell").unique().with_columns(value=pl.col("cell").cast(pl.String))
        else:
            values = column.rename({"cell": "value"}).filter(self._is_suspicious)
        texts = values.with_columns(text=pl.col("value").str.strip_chars())
        return texts.with_columns(**self._broken).filter(self._is_unclean)

    def collect(self, cells: "pl.DataFrame", found: "pl.DataFrame", collector: Collector) -> tuple[bool, int]:
        """Take apart by rule what `look` found; return whether one is padded, and how many hold only blanks.

        Places are looked for while there is room for them: most of a million wrong cells are only counted.
        """
        import polars as pl

        counted = self._counted(cells, found)
        broken = [pl.col(name) * pl.col("cells") for name in self._broken]
        counts = counted.select(each.sum() for each in broken).row(0) if broken else ()
        places: pl.DataFrame | None = None
        for number, ((rule, _), count) in enumerate(zip(self._tests, counts, strict=True)):
            if not count:
                continue
            room = 1 if rule.once else collector.room(rule, self._file, self.column.name)
            first: list[tuple[int, str]] = []
            if room > 0:
                places = self._places(cells, found) if places is None else places
                first = places.filter(pl.col(str(number))).head(room).select("line", "value").rows()
            if rule.once:
                self._add_once(rule, first[0], count)
            else:
                self._add(rule, first, count, collector)
        value, text = pl.col("value"), pl.col("text")
        is_blank = (value != "") & (text == "")
        return counted.select(padded=(value != text).any(), blank=(is_blank * pl.col("cells")).sum()).row(0)

    def _counted(self, cells: "pl.DataFrame", found: "pl.DataFrame") -> "pl.DataFrame":
        """Return what was found with the number of `cells` it stands for."""
        import polars as pl

        if not self.has_few_values:
            return found.with_columns(cells=pl.lit(1, pl.UInt32))
        sizes = cells.lazy().group_by(cell=pl.col(self.column.name)).agg(cells=pl.len())
        return sizes.join(found.lazy(), on="cell").collect()

    def _places(self, cells: "pl.DataFrame", found: "pl.DataFrame") -> "pl.DataFrame":
        """Return what was found as cells, one a row with its `line`."""
        import polars as pl

        if not self.has_few_values:
            return found
        column = cells.lazy().select("line", cell=pl.col(self.column.name))
        return column.join(found.lazy(), on="cell", maintain_order="left").collect()

    def _add(self, rule: CellRule, places: list[tuple[int, str]], count: int, collector: Collector) -> None:
        """Hand over the hits: the first ones each with a hint of its own, the others by their number."""
        like = Hit(
            self._file,
            None,
            self.column.name,
            message=rule.message(self.column),
            basis=self.column.basis if rule.basis is Basis.STANDARD else rule.basis,
        )
        hits = (replace(like, line=line, value=value, hint=self._hint(rule, value)) for line, value in places)
        collector.add(rule, hits)
        collector.add_more(rule, like, count - len(places))

    def _hint(self, rule: CellRule, value: str) -> str:
        """Return the hint for a value; the same wrong word stands in a column a thousand times."""
        known = self._hints.get((rule.code, value))
        if known is None:
            known = self._hints[rule.code, value] = rule.hint(self.column, value.strip())
        return known

    def _add_once(self, rule: CellRule, place: tuple[int, str], count: int) -> None:
        before = self._once.get(rule)
        line, value = (before.line, before.value or "") if before else place
        self._once[rule] = Hit(
            self._file,
            line,
            self.column.name,
            value,
            affected=count + (before.affected if before else 0),
            message=rule.message(self.column),
            hint=self._hint(rule, value),
            basis=self.column.basis if rule.basis is Basis.STANDARD else rule.basis,
        )

    def finish(self, collector: Collector) -> None:
        """Hand over the root causes that are one for the whole column."""
        for rule, hit in self._once.items():
            collector.add(rule, (hit,))
