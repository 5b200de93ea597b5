"""Statistics of a roster: students by school and grade, sizes of homerooms, completeness of columns.

A chart shows at a glance what no rule can know: a missing school, a homeroom of 180. It has only counts.
Schools are named; classes are not, because their titles often name a teacher.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from checks.profile.model import FileSpec
from checks.tables.homerooms import NEEDS, homerooms, members
from checks.tables.tables import Tables, as_text
from checks.visible import visible

USES = {
    "orgs.csv": ("sourcedId", "name"),
    "users.csv": ("role", "orgSourcedIds", "grades"),
}
"""The columns for counting students; for homerooms see `checks.tables.homerooms.NEEDS`."""

NO_GRADE, OTHER_GRADE = "none", "?"
"""A blank grade, and one that is not in the profile; its text is not shown, as it could be a name."""


@dataclass(frozen=True, slots=True)
class School:
    """A school and its students by grade; a student of two schools counts in both."""

    name: str
    grades: Mapping[str, int]

    @property
    def students(self) -> int:
        """Students of all grades."""
        return sum(self.grades.values())


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many cells of a column are filled."""

    file: str
    column: str
    required: bool
    filled: int
    rows: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """The statistics of a file set; empty where a file could not be read."""

    schools: tuple[School, ...] = ()
    """Schools, sorted by number of students, largest first."""
    grades: tuple[str, ...] = ()
    """The grades that occur, in the profile's order."""
    homerooms: Mapping[int, int] = field(default_factory=dict)
    """Number of students in a homeroom to number of such homerooms, smallest first."""
    columns: tuple[Completeness, ...] = ()


def statistics(tables: Tables, filled: Mapping[str, Mapping[str, int]]) -> Statistics:
    """Compute the statistics of a file set.

    Args:
        tables: the tables, with the columns of `USES`; homerooms are left out if their columns are missing.
        filled: for each file, its columns and the number of cells that are not blank.
    """
    schools, grades = _students(tables)
    return Statistics(schools, grades, _homerooms(tables), tuple(_columns(tables, filled)))


def _students(tables: Tables) -> tuple[tuple[School, ...], tuple[str, ...]]:
    import polars as pl

    if not all(tables.has(file, *columns) for file, columns in USES.items()):
        return (), ()
    words = _grades(tables)
    grade = as_text("grades").str.split(",").list.first().str.strip_chars()
    known = pl.when(grade == "").then(pl.lit(NO_GRADE)).when(grade.is_in(words)).then(grade)
    students = tables["users.csv"].filter(pl.col("role") == "student")
    seats = (
        students.select(
            grade=known.otherwise(pl.lit(OTHER_GRADE)), school=as_text("orgSourcedIds").str.split(",")
        )
        .explode("school")
        .with_columns(pl.col("school").str.strip_chars())
        .group_by("school", "grade")
        .len()
    )
    orgs = tables["orgs.csv"].unique("sourcedId", keep="first", maintain_order=True)
    named = seats.join(
        orgs.select(school=as_text("sourcedId"), name=as_text("name")), on="school", how="inner"
    )
    by_school: dict[str, dict[str, int]] = {}
    names: dict[str, str] = {}
    for school, grade_name, count, name in named.select("school", "grade", "len", "name").iter_rows():
        by_school.setdefault(school, {})[grade_name] = count
        names[school] = visible(name or school, 80)
    schools = sorted(
        (School(names[school], counts) for school, counts in by_school.items()),
        key=lambda school: (-school.students, school.name),
    )
    met = {name for school in schools for name in school.grades}
    return tuple(schools), tuple(word for word in (*words, OTHER_GRADE, NO_GRADE) if word in met)


def _grades(tables: Tables) -> tuple[str, ...]:
    """Return the grades of the profile, in its order."""
    return tables.profile.file("users.csv").column("grades").vocabulary


def _homerooms(tables: Tables) -> dict[int, int]:
    import polars as pl

    if not all(tables.has(file, *columns) for file, columns in NEEDS.items()):
        return {}
    room, student = pl.col("classSourcedId"), pl.col("userSourcedId")
    sizes = members(tables, "student").group_by(room.alias("room")).agg(size=student.n_unique())
    rooms = homerooms(tables).select(room="sourcedId").unique()
    counted = rooms.join(sizes, on="room", how="left").group_by(pl.col("size").fill_null(0)).len()
    return dict(counted.sort("size").iter_rows())


def _columns(tables: Tables, filled: Mapping[str, Mapping[str, int]]) -> Iterable[Completeness]:
    for spec in tables.profile.files:
        if spec.name in filled and spec.name in tables.frames:
            yield from _of_file(spec, filled[spec.name], len(tables[spec.name]))


def _of_file(spec: FileSpec, filled: Mapping[str, int], rows: int) -> Iterable[Completeness]:
    for column in spec.columns:
        if column.name in filled:
            yield Completeness(spec.name, column.name, column.required, filled[column.name], rows)
