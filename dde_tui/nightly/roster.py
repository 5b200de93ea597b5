"""Takes the snapshot of a set from the tables that the check has read."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from checks.tables.enrollments import DATES
from checks.tables.homerooms import FAMILY, NEEDS, enrolled
from checks.tables.patterns import LOST_LETTER, MOJIBAKE
from checks.tables.people import NAME
from checks.tables.seats import open_homerooms, people_of, seats_of
from checks.tables.tables import Tables, as_text
from dde_tui.nightly.hashing import SEPARATOR, Hasher
from dde_tui.nightly.snapshot import Kind, Member, Snapshot, Stands

if TYPE_CHECKING:
    import polars as pl

_PERSON = (*NAME, "middleName", "email", "identifier", "grades", "orgSourcedIds", "role")
_ROOM = ("title", "classCode", "grades", "schoolSourcedId")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "users.csv": ("sourcedId", "status", *_PERSON),
    "classes.csv": ("sourcedId", "status", "classType", *_ROOM),
    "enrollments.csv": ("status", "classSourcedId", "userSourcedId", "role", *DATES),
    "demographics.csv": ("sourcedId", "birthDate"),
    "orgs.csv": ("sourcedId", "type"),
    "academicSessions.csv": ("sourcedId", "schoolYear"),
}
"""The columns that a snapshot is taken from."""
_NO_GRADE, _OTHER = "", "?"
_YEAR = r"^\d{4}$"


def snapshot_of(tables: Tables, rows: Mapping[str, int], hasher: Hasher) -> Snapshot:
    """Return the snapshot of a set; only the rows of its files where it can't be told who is in it.

    Args:
        tables: the set, with `COLUMNS`.
        rows: how many rows each file has, damaged ones too.
        hasher: makes the keyed hashes.
    """
    if not all(tables.has(file, *columns) for file, columns in NEEDS.items()):
        return Snapshot(rows)
    schools = _schools(tables)
    return Snapshot(
        files=rows,
        key=hasher.name,
        columns={
            file: tuple(sorted(name for name, count in filled.items() if count))
            for file, filled in tables.filled.items()
        },
        years=_years(tables),
        members={
            Kind.STUDENT: tuple(_people(tables, Kind.STUDENT, schools, hasher)),
            Kind.TEACHER: tuple(_people(tables, Kind.TEACHER, schools, hasher)),
            Kind.HOMEROOM: tuple(_homerooms(tables, schools, hasher)),
        },
        garbled=_garbled(tables),
    )


def ids_in(tables: Tables, file: str, hasher: Hasher) -> frozenset[int]:
    """Return the keyed hashes of all IDs of a file."""
    if not tables.has(file, "sourcedId"):
        return frozenset()
    return frozenset(hasher("id", id_) for (id_,) in _cells(tables[file], ("sourcedId",)))


def _schools(tables: Tables) -> frozenset[str]:
    """Return the IDs of orgs.csv: only they are kept as they are, so that no other cell is by mistake."""
    if not tables.has("orgs.csv", "sourcedId"):
        return frozenset()
    return frozenset(tables["orgs.csv"].select(as_text("sourcedId")).to_series().to_list())


def _years(tables: Tables) -> tuple[str, ...]:
    import polars as pl

    if not tables.has("academicSessions.csv", "schoolYear"):
        return ()
    words = tables["academicSessions.csv"].select(as_text("schoolYear").unique().sort())
    return tuple(words.filter(pl.col("schoolYear").str.contains(_YEAR)).to_series().to_list())


def _people(tables: Tables, kind: Kind, schools: frozenset[str], hasher: Hasher) -> Iterator[Member]:
    """Yield the students, or the staff, in the order of users.csv.

    Cells are put together by polars: one by one in Python, 200,000 people would take three times as long.
    """
    import polars as pl

    people = people_of(tables, kind.value)
    if kind is Kind.TEACHER:
        people = people.filter(~pl.col("role").is_in(["student", *FAMILY]))
    places = _places(tables, kind.value)
    over = frozenset(enrolled(tables, kind.value).select(as_text("userSourcedId")).to_series().to_list())
    born = _birth_dates(tables)
    names = tables.profile.file("users.csv").column("grades").vocabulary or ()
    cells = {name: _cell(people, name) for name in _PERSON}
    rows = people.select(
        as_text("sourcedId"),
        who=pl.concat_str([_letters(cells[name]) for name in NAME], separator=SEPARATOR),
        row=pl.concat_str(cells.values(), separator=SEPARATOR),
        school=_first(cells["orgSourcedIds"]),
        grade=_first(cells["grades"]),
    )
    for id_, who, row, school, grade in rows.iter_rows():
        place, birth = places.get(id_), born.get(id_, "")
        here = school if place is None else place
        yield Member(
            hasher("id", id_),
            hasher("who", who, birth),
            hasher("row", row, birth),
            here if here in schools else "",
            _grade(grade, names),
            Stands.PLACED if place is not None else Stands.OVER if id_ in over else Stands.LISTED,
        )


def _homerooms(tables: Tables, schools: frozenset[str], hasher: Hasher) -> Iterator[Member]:
    rooms = open_homerooms(tables).unique("sourcedId", keep="first", maintain_order=True)
    names = tables.profile.file("classes.csv").column("grades").vocabulary or ()
    for id_, title, code, grades, school in _cells(rooms, ("sourcedId", *_ROOM)):
        yield Member(
            hasher("id", id_),
            hasher("who", code or title, school),
            hasher("row", title, code, grades, school),
            school if school in schools else "",
            _grade(grades.split(",", 1)[0].strip(), names),
            Stands.PLACED,
        )


def _places(tables: Tables, role: str) -> dict[str, str]:
    """Return the school of the first homeroom of each person who has a seat in one."""
    rooms = _pairs(open_homerooms(tables), "sourcedId", "schoolSourcedId")
    places: dict[str, str] = {}
    for user, room in _cells(seats_of(tables, role), ("userSourcedId", "classSourcedId")):
        places.setdefault(user, rooms.get(room, ""))
    return places


def _birth_dates(tables: Tables) -> dict[str, str]:
    if not tables.has("demographics.csv", "sourcedId", "birthDate"):
        return {}
    return _pairs(tables["demographics.csv"], "sourcedId", "birthDate")


def _pairs(frame: "pl.DataFrame", key: str, value: str) -> dict[str, str]:
    return {row[0]: row[1] for row in _cells(frame, (key, value))}


def _cells(frame: "pl.DataFrame", columns: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Yield the cells of these columns row by row; a column that is not there is blank."""
    return frame.select(_cell(frame, name).alias(name) for name in columns).iter_rows()


def _cell(frame: "pl.DataFrame", column: str) -> "pl.Expr":
    import polars as pl

    return as_text(column).fill_null("") if column in frame.columns else pl.lit("")


def _letters(name: "pl.Expr") -> "pl.Expr":
    """Return the plain letters of a name: what a change of encoding or of capitals leaves as it is."""
    return name.str.to_lowercase().str.replace_all("[^a-z]", "")


def _first(cell: "pl.Expr") -> "pl.Expr":
    """Return the first item of a list in a cell."""
    return cell.str.split(",").list.first().str.strip_chars()


def _grade(code: str, known: Iterable[str]) -> str:
    return code if code in known else _OTHER if code else _NO_GRADE


def _garbled(tables: Tables) -> int:
    import polars as pl

    names = [name for name in NAME if tables.has("users.csv", name)]
    signs = f"{MOJIBAKE}|{LOST_LETTER}"
    is_garbled = [as_text(name).str.contains(signs) for name in names]
    return int(tables["users.csv"].select(pl.any_horizontal(is_garbled).sum()).item()) if names else 0
