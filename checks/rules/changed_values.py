"""DDE807 to DDE809: values, schools and grades that changed, as a whole, since an earlier set."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from checks.example.changes import AddRow, Cell
from checks.finding import Review, Severity
from checks.profile.model import Basis
from checks.rules.changed_ids import KNOWN_BY, can_compare_people, reused_users
from checks.rules.rule import CompareRule, Hit, Places
from checks.tables.comparison import are_whole, counted
from checks.tables.homerooms import NEEDS, homerooms, members, placed
from checks.tables.tables import Tables, as_text, differs

if TYPE_CHECKING:
    import polars as pl

_COMPARED = {
    "users.csv": ("givenName", "middleName", "familyName", "username", "email", "identifier"),
    "demographics.csv": ("birthDate", "sex"),
}
"""Columns that hardly ever change for many people at once."""

_FEWEST, _SHARE = 5, 0.10
"""From this many rows and this share on, changes are an export that went wrong, not people who changed."""

_HINT = (
    "Check the mapping of this column, and whether a spreadsheet sorted it alone. If the values are right, "
    "tell CLI before you send."
)


def _many_changed(before: Tables, after: Tables) -> Iterator[Hit]:
    for file, columns in _COMPARED.items():
        if not are_whole(file, before, after):
            continue
        both = _both(before, after, file, [name for name in columns if _have(before, after, file, name)])
        swapped: set[str] = set()
        for one, other in combinations([name for name in columns if name in both.columns], 2):
            yield from _swap(both, file, one, other, swapped)
        for column in columns:
            if column in both.columns and column not in swapped:
                yield from _changed_column(both, file, column)


def _have(before: Tables, after: Tables, file: str, column: str) -> bool:
    return before.has(file, column) and after.has(file, column)


def _both(before: Tables, after: Tables, file: str, columns: list[str]) -> "pl.DataFrame":
    """Return the first row of each ID that both sets have; the columns of the earlier set end in `_before`.

    IDs that name another person now are left out: that is a finding of its own.
    """
    import polars as pl

    key = pl.col("sourcedId")
    chosen = [as_text(name) for name in columns]
    now, was = (
        tables[file].select("line", "sourcedId", *chosen).filter(key.is_first_distinct())
        for tables in (after, before)
    )
    if file == "users.csv" and can_compare_people(before, after):
        now = now.filter(~pl.col("line").is_in(reused_users(before, after)["line"].implode()))
    return now.join(was.drop("line"), on="sourcedId", suffix="_before", maintain_order="left")


def _lower(column: str) -> "pl.Expr":
    import polars as pl

    return pl.col(column).str.to_lowercase()


def _are_many(changed: int, of: int) -> bool:
    return changed >= _FEWEST and changed > of * _SHARE


def _swap(both: "pl.DataFrame", file: str, one: str, other: str, swapped: set[str]) -> Iterator[Hit]:

    filled = both.filter(differs(one, other))
    is_swapped = (_lower(one) == _lower(f"{other}_before")) & (_lower(other) == _lower(f"{one}_before"))
    rows = filled.filter(is_swapped)
    if _are_many(len(rows), len(filled)):
        swapped.update((one, other))
        yield Hit(
            file,
            rows.item(0, "line"),
            one,
            rows.item(0, one),
            affected=len(rows),
            message=f"{one} and {other} changed places in {len(rows):,} of {len(filled):,} rows since the "
            "earlier set.",
            hint="Check the mapping of both columns in your export.",
        )


def _changed_column(both: "pl.DataFrame", file: str, column: str) -> Iterator[Hit]:
    import polars as pl

    filled = both.filter((pl.col(column) != "") & (pl.col(f"{column}_before") != ""))
    rows = filled.filter(differs(column, f"{column}_before"))
    if _are_many(len(rows), len(filled)):
        yield Hit(
            file,
            rows.item(0, "line"),
            column,
            rows.item(0, column),
            affected=len(rows),
            message=f"{column} of {len(rows):,} of {len(filled):,} people differs from the earlier set.",
            hint=_HINT,
        )


def _teacher_address(before: Tables, after: Tables) -> Iterator[Places]:
    """Report the teachers one by one; where very many changed, that is the finding of the whole column."""
    if not are_whole("users.csv", before, after):
        return
    both = _both(before, after, "users.csv", ["email"])
    if any(_changed_column(both, "users.csv", "email")):
        return
    rows = both.filter(differs("email", "email_before")).filter(placed(after, "teacher"))
    yield Places(
        "users.csv",
        "email",
        rows.select("line", value="email"),
        message="This homeroom teacher had another e-mail address in the earlier set.",
        hint="If the address is right, tell CLI: the account is found by it.",
    )


def _gone(before: Tables, after: Tables) -> Iterator[Hit]:
    if are_whole("classes.csv", before, after):
        yield from _schools_gone(before, after)
    if are_whole("users.csv", before, after, column="grades"):
        yield from _grades_gone(before, after)


def _schools_gone(before: Tables, after: Tables) -> Iterator[Hit]:
    import polars as pl

    school, room = pl.col("schoolSourcedId"), pl.col("sourcedId")
    were, are = homerooms(before), homerooms(after)
    if are.is_empty():
        return
    gone = were.filter((school != "") & ~school.is_in(are["schoolSourcedId"].implode()))
    kept = gone.filter(room.is_in(after["classes.csv"]["sourcedId"].implode()))["schoolSourcedId"]
    gone = gone.filter(~school.is_in(kept.implode()))
    seats = members(before, "student").filter(pl.col("classSourcedId").is_in(gone["sourcedId"].implode()))
    for (id_,), rooms in gone.group_by("schoolSourcedId", maintain_order=True):
        theirs = seats.filter(pl.col("classSourcedId").is_in(rooms["sourcedId"].implode()))
        many = theirs["userSourcedId"].n_unique()
        had = f"{counted(len(rooms), 'homerooms')} with {counted(many, 'students')}"
        yield Hit(
            "orgs.csv",
            _line_of(after, str(id_)),
            "sourcedId",
            _name_of(before, str(id_)),
            affected=len(rooms) + many,
            message=f"A school had {had} in the earlier set, and has none now.",
            hint="Check whether the export left the school out.",
        )


def _line_of(tables: Tables, school: str) -> int | None:
    import polars as pl

    if not tables.has("orgs.csv", "sourcedId"):
        return None
    found = tables["orgs.csv"].filter(as_text("sourcedId") == pl.lit(school))["line"]
    return found.item(0) if len(found) else None


def _name_of(tables: Tables, school: str) -> str:
    """Return the school's name, or its ID where there is none."""
    import polars as pl

    if not tables.has("orgs.csv", "sourcedId", "name"):
        return school
    found = tables["orgs.csv"].filter(as_text("sourcedId") == pl.lit(school))["name"]
    return str(found.item(0)) if len(found) else school


def _grades_gone(before: Tables, after: Tables) -> Iterator[Hit]:
    import polars as pl

    were, are = (
        tables["users.csv"].filter(placed(tables)).select(as_text("grades")).to_series().value_counts()
        for tables in (before, after)
    )
    words = after.profile.file("users.csv").column("grades").vocabulary
    lost = were.filter(pl.col("grades").is_in(words) & ~pl.col("grades").is_in(are["grades"].implode()))
    for grade, count in lost.filter(pl.col("count") >= _FEWEST).sort("grades").iter_rows():
        yield Hit(
            "users.csv",
            column="grades",
            affected=count,
            message=f"No student in a homeroom has grade {grade}; in the earlier set {count:,} had it.",
            hint="Check whether a filter of the export leaves the grade out.",
        )


_INITIAL, _QUALITY = Review.INITIAL, Review.QUALITY
_MANY = range(3, 8)
_CHILDREN = tuple(
    AddRow(
        "users.csv",
        4,
        {"sourcedId": f"S{n}", "username": f"s{n}", "identifier": f"{n}", "givenName": f"Ana{n}"},
    )
    for n in _MANY
)
_BORN = tuple(
    AddRow("demographics.csv", 3, {"sourcedId": f"S{n}", "birthDate": f"2022-02-0{n}"}) for n in _MANY
)
_SEATS = tuple(AddRow("enrollments.csv", 4, {"sourcedId": f"E1{n}", "userSourcedId": f"S{n}"}) for n in _MANY)

RULES = (
    CompareRule(
        code="DDE807",
        name="values-changed",
        severity=Severity.WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A column changed for many people at once",
        why="People keep their names and birth dates, so the values probably belong to others.",
        fix="Check the export's mapping. Never sort an export in a spreadsheet.",
        earlier=(*_CHILDREN, *_BORN, *_SEATS),
        bad=(
            *_CHILDREN,
            *(
                AddRow("demographics.csv", 3, {"sourcedId": f"S{n}", "birthDate": f"2022-03-1{n}"})
                for n in _MANY
            ),
            *_SEATS,
        ),
        at=(("demographics.csv", 4, "birthDate"),),
        uses={file: ("sourcedId", *columns) for file, columns in _COMPARED.items()},
        find=_many_changed,
    ),
    CompareRule(
        code="DDE808",
        name="school-or-grade-gone",
        severity=Severity.WARNING,
        review=_INITIAL,
        basis=Basis.ASSUMED,
        title="A school or a grade is gone since the earlier set",
        why="The files replace the earlier ones: everyone in it may be made inactive in CLI Engage.",
        fix="Check the export's filters. If it is right, tell CLI before you send.",
        earlier=(
            *(replace(child, values={**child.values, "grades": "KG"}) for child in _CHILDREN),
            *_BORN,
            *_SEATS,
        ),
        bad=(*_CHILDREN, *_BORN, *_SEATS),
        at=(("users.csv", None, "grades"),),
        needs=NEEDS,
        uses={"orgs.csv": ("name",), "users.csv": ("grades",)},
        find=_gone,
    ),
    CompareRule(
        code="DDE809",
        name="teacher-email-changed",
        severity=Severity.INFO,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A homeroom teacher's e-mail address changed",
        why="A teacher's account is found by the address: a new one may become a second account.",
        fix="Nothing to do if CLI knows the new address.",
        bad=(Cell("users.csv", 2, "email", "m.lopez@bluebonnet.example"),),
        at=(("users.csv", 2, "email"),),
        needs=NEEDS,
        uses=KNOWN_BY,
        find=_teacher_address,
    ),
)
