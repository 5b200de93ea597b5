"""The forecast: what CLI Engage would do with the files, by CLI's published logic.

Only homeroom classes are created, only students enrolled in one, and a student needs an existing class, so
new records can take two nights. Which teachers get an account is not published: it is assumed that homeroom
teachers do, and that missing ones become inactive. It is assumed, too, that rows marked for deletion and
enrollments that are over count for nothing, and that an enrollment counts when it begins.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from checks.profile.model import Basis
from checks.tables.enrollments import is_upcoming
from checks.tables.homerooms import NEEDS, contradicted, enrolled, homerooms, is_marked, members, students
from checks.tables.seats import open_homerooms, people_of, seats_of
from checks.tables.tables import Tables

if TYPE_CHECKING:
    import polars as pl

PLACES = 1_000
"""The most lines listed for each part of the forecast; counts are complete."""

MAIN = ("homerooms", "teachers", "students")
"""The parts that say what would be there; they are told also when they are zero."""
_PUBLISHED, _ASSUMED = Basis.PUBLISHED, Basis.ASSUMED


@dataclass(frozen=True, slots=True)
class ForecastPart:
    """One number of the forecast, and the rows it counts."""

    id: str
    count: int
    basis: Basis
    sentence: str
    why: str
    file: str
    lines: tuple[int, ...]
    """The physical lines of the first rows it counts."""
    of: str = ""
    """The id of the part whose count includes this one, for a reason."""


def forecast(tables: Tables, before: Tables | None = None) -> dict[str, Any]:
    """Return what CLI Engage would create or update, ignore, leave out, delay and switch off.

    Each number is under its own name, with its basis in `basis`; `parts` lists them in order with a sentence,
    the reason and the lines counted. Empty if a file it needs could not be read.

    Args:
        tables: the tables of the set.
        before: an earlier set that CLI Engage has loaded, to tell what is new and who is gone.
    """
    if not _can_forecast(tables):
        return {}
    earlier = before if before is not None and _can_forecast(before) else None
    parts = list(_parts(tables, earlier))
    return {
        "basis": {part.id: part.basis.value for part in parts},
        **{part.id: part.count for part in parts},
        "parts": [_as_data(part) for part in parts],
    }


def _as_data(part: ForecastPart) -> dict[str, Any]:
    data = {each.name: getattr(part, each.name) for each in fields(part)}
    return {**data, "basis": part.basis.value, "lines": list(part.lines)}


def told_parts(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the parts of a forecast that a person is told: those with rows, and the main numbers always."""
    return [part for part in data.get("parts", ()) if part["count"] or part["id"] in MAIN]


def _can_forecast(tables: Tables) -> bool:
    return all(tables.has(file, *columns) for file, columns in NEEDS.items())


def _parts(tables: Tables, before: Tables | None) -> Iterator[ForecastPart]:
    import polars as pl

    rooms, taken = open_homerooms(tables).unique("sourcedId", maintain_order=True), _taken(tables, "student")
    teachers = _taken(tables, "teacher")
    yield _part(
        "homerooms",
        _PUBLISHED,
        "classes.csv",
        rooms,
        "would be created or updated",
        "Their classType is homeroom.",
    )
    yield _part(
        "teachers",
        _ASSUMED,
        "users.csv",
        teachers,
        "would be created or updated",
        "They are enrolled in a homeroom as teacher.",
    )
    yield _part(
        "students",
        _PUBLISHED,
        "users.csv",
        taken,
        "would be created or updated",
        "They are enrolled in a homeroom as student.",
    )
    classes = tables["classes.csv"]
    others = classes.filter((pl.col("classType") != "homeroom") & ~is_marked(classes))
    others = others.unique("sourcedId", keep="first", maintain_order=True)
    yield _part(
        "classes_ignored",
        _PUBLISHED,
        "classes.csv",
        others,
        "would be ignored",
        "Their classType is not homeroom.",
    )
    yield from _left_out(tables, pl.concat([taken, _expected(tables, "student")]))
    for id_, role in (("students_upcoming", "student"), ("teachers_upcoming", "teacher")):
        yield _part(
            id_,
            _ASSUMED,
            "users.csv",
            _expected(tables, role),
            "would follow later",
            "Their enrollment in a homeroom has not begun.",
        )
    yield _part(
        "teachers_over",
        _ASSUMED,
        "users.csv",
        _gone(tables, "teacher"),
        "would be left out",
        "Their enrollment in a homeroom is over.",
    )
    yield _unknown(tables)
    yield _second_night(tables, before, taken)
    if before is not None:
        gone = _taken(before, "teacher").filter(~pl.col("sourcedId").is_in(teachers["sourcedId"].implode()))
        yield _part(
            "teachers_inactive",
            _ASSUMED,
            "users.csv",
            gone.with_columns(line=pl.lit(None, pl.UInt32)),
            "would be switched off",
            "They had a homeroom in the earlier set but have none now.",
        )


_NAMES = {
    "homerooms": ("homeroom", "homerooms"),
    "teachers": ("teacher", "teachers"),
    "students": ("student", "students"),
    "classes_ignored": ("other class", "other classes"),
    "teachers_upcoming": ("teacher", "teachers"),
    "teachers_over": ("teacher", "teachers"),
    "teachers_inactive": ("teacher account", "teacher accounts"),
}


def _part(
    id_: str, basis: Basis, file: str, rows: "pl.DataFrame", does: str, why: str, of: str = ""
) -> ForecastPart:
    one, many = _NAMES.get(id_, ("student", "students"))
    count = len(rows)
    sentence = f"{count:,} {one if count == 1 else many} {does}."
    lines = tuple(rows["line"].drop_nulls().sort().head(PLACES).to_list())
    return ForecastPart(id_, count, basis, sentence, why, file, lines, of)


def _people(tables: Tables, role: str) -> "pl.DataFrame":
    """Return `line` and `sourcedId` of the first row of each person who may have this role."""

    def find() -> "pl.DataFrame":
        return people_of(tables, role).select("line", "sourcedId")

    return tables.once(f"possible {role}s", find)


def _taken(tables: Tables, role: str) -> "pl.DataFrame":
    """Return `line` and `sourcedId` of the people in users.csv who have this role in a homeroom today."""
    import polars as pl

    def find() -> "pl.DataFrame":
        seats = seats_of(tables, role)
        now = seats.filter(~is_upcoming(seats, tables.today))["userSourcedId"]
        return _people(tables, role).filter(pl.col("sourcedId").is_in(now.implode()))

    return tables.once(f"taken {role}s", find)


def _expected(tables: Tables, role: str) -> "pl.DataFrame":
    """Return `line` and `sourcedId` of those who have it only later."""
    import polars as pl

    def find() -> "pl.DataFrame":
        key = pl.col("sourcedId")
        others = _people(tables, role).filter(~key.is_in(_taken(tables, role)["sourcedId"].implode()))
        return others.filter(key.is_in(seats_of(tables, role)["userSourcedId"].implode()))

    return tables.once(f"expected {role}s", find)


def _gone(tables: Tables, role: str) -> "pl.DataFrame":
    """Return `line` and `sourcedId` of those whose enrollments in homerooms with this role are all over."""
    import polars as pl

    key, rows = pl.col("sourcedId"), enrolled(tables, role)
    rows = rows.filter(~pl.col("line").is_in(contradicted(tables, role)["line"].implode()) & ~is_marked(rows))
    there = members(tables, role)["userSourcedId"]
    people = _people(tables, role).filter(key.is_in(rows["userSourcedId"].implode()))
    return people.filter(~key.is_in(there.implode()))


_REASONS = (
    ("left_out_user_role", _ASSUMED, "Their role in users.csv is not in the standard."),
    ("left_out_marked", _ASSUMED, "Their row, enrollment or homeroom is marked for deletion."),
    ("left_out_over", _ASSUMED, "Their enrollment in a homeroom is over."),
    ("left_out_role", _PUBLISHED, "They are enrolled in a homeroom, but not as student."),
    ("left_out_other_classes", _PUBLISHED, "They are only in classes that are not homerooms."),
    ("left_out_class_missing", _PUBLISHED, "Their classes are not in classes.csv."),
    ("left_out_not_enrolled", _PUBLISHED, "They are not enrolled in any class."),
)


def _left_out(tables: Tables, counted: "pl.DataFrame") -> Iterator[ForecastPart]:
    """Yield the students left out, then each reason; a student counts under the first that applies."""
    import polars as pl

    key = pl.col("sourcedId")
    invalid = _with_invalid_role(tables)
    people = pl.concat([students(tables), invalid]).unique("sourcedId", keep="first", maintain_order=True)
    rest = people.filter(~key.is_in(counted["sourcedId"].implode()))
    reasons = list(zip(_REASONS, _reason_groups(tables, rest, invalid), strict=True))
    is_assumed = any(
        basis is _ASSUMED and not rest.filter(key.is_in(who.implode())).is_empty()
        for (_, basis, _), who in reasons
    )
    yield _part(
        "students_left_out",
        _ASSUMED if is_assumed else _PUBLISHED,
        "users.csv",
        rest,
        "would be left out",
        "Only students enrolled in a homeroom as student are created.",
    )
    for (id_, basis, why), who in reasons:
        these = rest.filter(key.is_in(who.implode()))
        yield _part(id_, basis, "users.csv", these, "would be left out", why, "students_left_out")
        rest = rest.filter(~key.is_in(who.implode()))


def _reason_groups(tables: Tables, rest: "pl.DataFrame", invalid: "pl.DataFrame") -> Iterator["pl.Series"]:
    """Yield for each reason, in the order of `_REASONS`, the IDs to which it may apply."""
    import polars as pl

    users, user = tables["users.csv"], "userSourcedId"
    known = tables["classes.csv"]["sourcedId"]
    rows = tables["enrollments.csv"].select("classSourcedId", user, "role")
    rows = rows.filter(pl.col(user).is_in(rest["sourcedId"].implode()))
    in_homeroom = pl.col("classSourcedId").is_in(homerooms(tables)["sourcedId"].implode())
    yield invalid["sourcedId"]
    yield pl.concat([users.filter(is_marked(users))["sourcedId"], members(tables, "student")[user]])
    yield rows.filter(in_homeroom & (pl.col("role") == "student"))[user]
    yield rows.filter(in_homeroom)[user]
    yield rows.filter(pl.col("classSourcedId").is_in(known.implode()))[user]
    yield rows[user]
    yield rest["sourcedId"]


def _with_invalid_role(tables: Tables) -> "pl.DataFrame":
    """Return `line` and `sourcedId` of people enrolled in a homeroom as student whose own role is invalid.

    Nothing is published about them. It is assumed that they would not be taken for students; if they were not
    counted as left out, they would be in no number at all.
    """
    import polars as pl

    words = tables.profile.file("users.csv").column("role").vocabulary or ()
    people = tables["users.csv"].filter(~pl.col("role").is_in(words)).select("line", "sourcedId")
    seated = enrolled(tables, "student")["userSourcedId"]
    return people.filter(pl.col("sourcedId").is_in(seated.implode()))


def _unknown(tables: Tables) -> ForecastPart:
    """Return the students that an enrollment in a homeroom names but users.csv does not."""
    import polars as pl

    known = tables["users.csv"]["sourcedId"]
    named = enrolled(tables, "student").filter(pl.col("userSourcedId") != "")
    lost = named.filter(~pl.col("userSourcedId").is_in(known.implode()))
    return _part(
        "students_unknown",
        _PUBLISHED,
        "enrollments.csv",
        lost.unique("userSourcedId", keep="first", maintain_order=True),
        "would be left out",
        "An enrollment in a homeroom names them, but users.csv has no readable row for them.",
    )


def _second_night(tables: Tables, before: Tables | None, taken: "pl.DataFrame") -> ForecastPart:
    """Return the students whose class has to be created first."""
    import polars as pl

    if before is None:
        does = "may need a second night"
        why = "Those in homerooms that are new to CLI Engage: a student needs an existing class."
    else:
        does = "would need a second night"
        why = "Their homeroom is new since the earlier set: a student needs an existing class."
        seats, key = seats_of(tables, "student"), pl.col("sourcedId")
        is_there = pl.col("classSourcedId").is_in(open_homerooms(before)["sourcedId"].implode())
        for placed in (_taken(before, "student")["sourcedId"], seats.filter(is_there)["userSourcedId"]):
            taken = taken.filter(~key.is_in(placed.implode()))
    return _part("second_night", _PUBLISHED, "users.csv", taken, does, why)
