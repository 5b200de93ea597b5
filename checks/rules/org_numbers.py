"""DDE511: a leading zero that an organization's number lost, as another number in hand shows."""

from collections.abc import Iterator

from checks.example.changes import Bytes
from checks.finding import Review, Severity
from checks.profile.model import Basis
from checks.rules.rule import Places, SetRule
from checks.tables.tables import Tables, as_text

_FILE = "orgs.csv"
_COLUMNS = ("sourcedId", "identifier")
_DISTRICT, _CAMPUS = 6, 9
"""Digits of a Texas district's number, and of a campus's, which begins with it (Texas Education Agency)."""


def _lost_zeros(tables: Tables) -> Iterator[Places]:
    import polars as pl

    for column in _COLUMNS:
        if column not in tables[_FILE].columns:
            continue
        orgs = tables[_FILE].select("line", "type", cell=as_text(column))
        orgs = orgs.filter(pl.col("cell").str.contains("^[0-9]+$"))
        districts = orgs.filter(pl.col("type") == "district")["cell"].unique().to_list()
        schools = orgs.filter(pl.col("type") == "school")
        cell = pl.col("cell")
        lost = pl.any_horizontal(
            pl.lit(value=False),
            *(
                ~cell.str.starts_with(number) & ("0" + cell).str.starts_with(number)
                for number in districts
                if number.startswith("0")
            ),
            *(
                cell.str.starts_with(number) & (cell.str.len_chars() == _CAMPUS - 1)
                for number in districts
                if len(number) == _DISTRICT - 1
            ),
        )
        rows = schools.filter(lost)
        if len(rows):
            yield Places(
                _FILE,
                column,
                rows.sort("line").head(1).select("line", value="cell", affected=pl.lit(len(rows))),
                message=f"{column} of a school probably lost its leading zero.",
                hint="Compare it with the number the state gave. A spreadsheet removes zeros in front.",
            )


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
