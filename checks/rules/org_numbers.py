"""DDE511: a leading zero that an organization's number lost, as another number in hand shows."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checks.example.changes import Bytes
from checks.finding import Review, Severity
from checks.profile.model import Basis
from checks.rules.rule import Places, SetRule
from checks.tables.tables import Tables, as_text

if TYPE_CHECKING:
    import polars as pl

_FILE = "orgs.csv"
_COLUMNS = ("sourcedId", "identifier")
_DISTRICT, _CAMPUS = 6, 9
"""Digits of a Texas district's number, and of a campus's, which begins with it (Texas Education Agency)."""
_TELLING = 5
"""Digits that a district's number must have to prove anything: short ones begin others by chance."""
_SCHOOL = "The number of this school probably lost its leading zero: its district's number has one."
_BOTH = (
    "The numbers of this school and its district probably lost their leading zero: they have "
    f"{_CAMPUS - 1} and {_DISTRICT - 1} digits, in Texas {_CAMPUS} and {_DISTRICT}."
)
_HINT = "A spreadsheet removes leading zeros. Compare the number with the one the state gave."


def _lost_zeros(tables: Tables) -> Iterator[Places]:
    """Report the first school: a number that stands in both columns was lost once."""
    import polars as pl

    seen: set[int] = set()
    for column in _COLUMNS:
        if column not in tables[_FILE].columns:
            continue
        orgs = tables[_FILE].select("line", "type", cell=as_text(column))
        orgs = orgs.filter(pl.col("cell").str.contains("^[0-9]+$"))
        districts = orgs.filter(pl.col("type") == "district")["cell"].unique().to_list()
        here, everywhere = _lost_here(districts), _lost_everywhere(districts)
        for lost, message in ((here, _SCHOOL), (everywhere & ~here, _BOTH)):
            rows = orgs.filter((pl.col("type") == "school") & lost & ~pl.col("line").is_in(seen)).sort("line")
            seen.update(rows["line"])
            if len(rows):
                first = rows.head(1).select("line", value="cell", affected=pl.lit(len(rows)))
                yield Places(_FILE, column, first, message, _HINT)


def _lost_here(districts: list[str]) -> "pl.Expr":
    """Return a filter for `cell`: the district's number begins it once its zero is there."""
    import polars as pl

    cell = pl.col("cell")
    begins = (
        ~cell.str.starts_with(number) & ("0" + cell).str.starts_with(number)
        for number in districts
        if number.startswith("0") and len(number) >= _TELLING
    )
    return pl.any_horizontal(pl.lit(value=False), *begins)


def _lost_everywhere(districts: list[str]) -> "pl.Expr":
    """Return a filter for `cell`: it begins as its district does, and both are one digit short in Texas."""
    import polars as pl

    cell = pl.col("cell")
    begins = (cell.str.starts_with(number) for number in districts if len(number) == _DISTRICT - 1)
    return pl.any_horizontal(pl.lit(value=False), *begins) & (cell.str.len_chars() == _CAMPUS - 1)


RULES = (
    SetRule(
        code="DDE511",
        name="org-zero-lost",
        severity=Severity.INFO,
        review=Review.QUALITY,
        basis=Basis.ASSUMED,
        title="A school's number probably lost its leading zero",
        why="The number names the school: without its zero it is another one, or none.",
        fix="Export the number as text. In Texas a district has six digits, and a campus nine.",
        bad=(Bytes(_FILE, b"school,057950101,", b"school,57950101,"),),
        at=((_FILE, 3, "identifier"),),
        needs={_FILE: ("type",)},
        uses={_FILE: _COLUMNS},
        find=_lost_zeros,
    ),
)
