"""DDE803, DDE804, DDE806: IDs that changed, or name someone else, since an earlier set."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checks.example.changes import Cell
from checks.finding import Review, Severity
from checks.profile.model import Basis
from checks.rules.identities import INTERNAL_ID, columns_that_mean
from checks.rules.rule import CompareRule, Places
from checks.tables.comparison import are_whole, renamed
from checks.tables.people import NAME
from checks.tables.tables import Tables, as_text, differs

if TYPE_CHECKING:
    import polars as pl

KNOWN_BY = {
    "users.csv": ("sourcedId", "role", "email", *NAME),
    "classes.csv": ("sourcedId", "classType", "classCode", "title", "schoolSourcedId"),
    "demographics.csv": ("sourcedId", "birthDate"),
}
"""The columns that identify a person or class in both sets."""

_EMAIL = "email"


def _places(
    file: str,
    column: str,
    changed: "pl.DataFrame",
    of: int,
    *,
    one: str,
    all_: str,
    hint: str,
    basis: Basis | None = None,
) -> Places:
    """Report each changed row, or the first for all where more than half of the table changed.

    Args:
        file: the file the rows are in.
        column: the one that changed.
        changed: `line` and `value` of each row.
        of: the number of rows in the earlier table.
        one: message for a single row.
        all_: message for the whole table.
        hint: what to do.
        basis: overrides the basis of the rule.
    """
    import polars as pl

    ordered = changed.select("line", "value").sort("line")
    if 2 * len(ordered) > of:
        first = ordered.head(1).with_columns(affected=pl.lit(len(ordered)))
        return Places(file, column, first, all_, hint, basis)
    return Places(file, column, ordered, one, hint, basis)


def _id_changed(before: Tables, after: Tables) -> Iterator[Places]:
    for file, thing, things in (("users.csv", "person", "people"), ("classes.csv", "class", "classes")):
        if are_whole(file, before, after):
            yield _places(
                file,
                "sourcedId",
                renamed(before, after, file).select("line", value="sourcedId"),
                len(before[file]),
                one=f"This {thing} had a different sourcedId in the earlier set.",
                all_=f"Most {things} have a different sourcedId than in the earlier set.",
                hint="Export a permanent ID from your SIS, not one generated for each export.",
            )


_PEOPLE = {"users.csv": ("sourcedId", _EMAIL, *NAME), "demographics.csv": ("sourcedId", "birthDate")}
"""Columns both sets need before an ID can be reported as reused."""


def reused_users(before: Tables, after: Tables) -> "pl.DataFrame":
    """Return `line` and `sourcedId` of users whose ID named another person before."""
    import polars as pl

    def find() -> "pl.DataFrame":
        changed = _changed(before, after, "users.csv", NAME)
        for tables, suffix in ((before, "_before"), (after, "")):
            born = tables["demographics.csv"].select("sourcedId", pl.col("birthDate").alias(f"birth{suffix}"))
            changed = changed.join(born.unique("sourcedId"), on="sourcedId", how="left")
        was, now = as_text("birth_before").fill_null(""), as_text("birth").fill_null("")
        changes = {name: differs(name, f"{name}_before") for name in (*NAME, _EMAIL)}
        is_other_child = changes[NAME[0]] & (was != "") & (now != "") & (was != now)
        is_other_adult = (was == "") & (now == "") & pl.all_horizontal(*changes.values())
        return changed.filter(is_other_child | is_other_adult).select("line", "sourcedId")

    return after.once("reused users", find)


def can_compare_people(*sets: Tables) -> bool:
    """Return whether the sets have the columns by which a reused ID is found."""
    return all(tables.has(file, *columns) for tables in sets for file, columns in _PEOPLE.items())


def _reused_classes(before: Tables, after: Tables) -> "pl.DataFrame":
    """Return `line` and `sourcedId` of classes whose ID named another class before.

    A new title is a renamed class; with a new code and another grade, course or school it is another class.
    """
    import polars as pl

    names = ("title", "classCode")
    changed = _changed(before, after, "classes.csv", names)
    others = [
        name
        for name in ("grades", "courseSourcedId", "schoolSourcedId")
        if f"{name}_before" in changed.columns
    ]
    is_renamed = pl.all_horizontal(differs(name, f"{name}_before") for name in names)
    is_other = pl.any_horizontal(differs(name, f"{name}_before") for name in others)
    return changed.filter(is_renamed & is_other).select("line", "sourcedId")


def _changed(before: Tables, after: Tables, file: str, columns: tuple[str, ...]) -> "pl.DataFrame":
    """Join the rows of both sets where one of the columns changed; earlier ones get the suffix `_before`."""
    import polars as pl

    key = pl.col("sourcedId")
    row_hash = pl.struct("sourcedId", *columns).hash()
    known = before[file].select(row_hash).to_series()
    suspicious = after[file].filter(~row_hash.is_in(known.implode())).filter(key.is_first_distinct())
    earlier = before[file].filter(key.is_in(suspicious["sourcedId"].implode()))
    return suspicious.join(earlier.filter(key.is_first_distinct()), on="sourcedId", suffix="_before")


def _id_reused(before: Tables, after: Tables) -> Iterator[Places]:
    for file, find, whose, things in (
        ("users.csv", reused_users, "another person's", "people"),
        ("classes.csv", _reused_classes, "another class's", "classes"),
    ):
        yield _places(
            file,
            "sourcedId",
            find(before, after).select("line", value="sourcedId"),
            len(before[file]),
            one=f"This sourcedId was {whose} in the earlier set.",
            all_=f"Most sourcedIds in {file} name different {things} than in the earlier set.",
            hint="CLI Engage would overwrite one record with the other. Give each its own ID.",
        )


def _internal_id_changed(before: Tables, after: Tables) -> Iterator[Places]:
    import polars as pl

    for spec, column in columns_that_mean(after, INTERNAL_ID):
        if not before.has(spec.name, "sourcedId", column.name):
            continue
        was, now = pl.col(f"{column.name}_before"), pl.col(column.name)
        rows = _changed(before, after, spec.name, (column.name,)).filter((was != "") & (now != ""))
        if spec.name == "users.csv" and can_compare_people(before, after):
            rows = rows.filter(~pl.col("line").is_in(reused_users(before, after)["line"].implode()))
        yield _places(
            spec.name,
            column.name,
            rows.select("line", value=as_text(column.name)),
            len(before[spec.name]),
            one=f"This row had a different {column.name} in the earlier set.",
            all_=f"{column.name} changed in most rows since the earlier set.",
            hint="If CLI Engage matches records by it, this becomes a new record. Ask CLI before you send.",
            basis=column.basis,
        )


_QUALITY = Review.QUALITY

RULES = (
    CompareRule(
        code="DDE803",
        name="id-changed",
        severity=Severity.WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="The ID of a person or class changed",
        why="CLI Engage would treat it as new, and the old record with its results as gone.",
        fix="Export an ID that never changes, such as your SIS's own record number.",
        bad=(
            Cell("users.csv", 2, "sourcedId", "T1-2027"),
            Cell("enrollments.csv", 2, "userSourcedId", "T1-2027"),
        ),
        at=(("users.csv", 2, "sourcedId"),),
        needs=KNOWN_BY,
        find=_id_changed,
    ),
    CompareRule(
        code="DDE804",
        name="id-reused",
        severity=Severity.WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="An ID was reused for another person or class",
        why="CLI Engage would overwrite one record with the other and mix their results.",
        fix="Give each person and class its own ID. Never reuse the ID of one that left.",
        bad=(
            Cell("users.csv", 4, "givenName", "Inés"),
            Cell("users.csv", 4, "familyName", "Garza"),
            Cell("demographics.csv", 3, "birthDate", "2022-05-02"),
        ),
        at=(("users.csv", 4, "sourcedId"),),
        needs=KNOWN_BY,
        uses={"classes.csv": ("grades",)},
        find=_id_reused,
    ),
    CompareRule(
        code="DDE806",
        name="internal-id-changed",
        severity=Severity.WARNING,
        review=_QUALITY,
        basis=Basis.UNSETTLED,
        title="The Internal ID of a record changed",
        why="CLI Engage matches teachers, classes and students by their Internal ID.",
        fix="Restore the earlier ID. If it had to change, ask CLI to update its records first.",
        bad=(Cell("users.csv", 3, "identifier", "907215"),),
        at=(("users.csv", 3, "identifier"),),
        needs={"users.csv": ("sourcedId",)},
        find=_internal_id_changed,
    ),
)
