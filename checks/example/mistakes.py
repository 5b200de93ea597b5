"""Realistic mistakes of student information systems, planted into the sample district.

Each is on a row of its own, so each gives exactly one finding: the demo tells their stories one by one, and
a test knows what a check must find.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from checks.example.changes import AddRow, Bytes, Cell, Change, DropRow, Files, Row, Rows, changed

Stage = Literal["standard", "assumed", "quality"]
"""When a mistake is fixed: `standard` before sending; `assumed` may be sent with `--accept` and is returned
by the initial review; `quality` is returned by the quality review."""


@dataclass(frozen=True)
class Mistake:
    """One planted mistake and the finding a check must give for it."""

    name: str
    story: str
    """What happened in the student information system, in one sentence."""
    code: str
    file: str
    line: int
    """The physical line of the finding, with the header as line 1."""
    column: str | None
    changes: tuple[Change, ...]
    stage: Stage


_STRIDE = 17
"""Approximate number of lines of users.csv between two mistakes."""


def planted(rows: Rows) -> tuple[Mistake, ...]:
    """Return all mistakes for this district, each on rows of its own.

    Args:
        rows: a clean district from `district()`.

    Raises:
        ValueError: the district is too small for all of them.
    """
    return tuple(_Planting(rows).mistakes())


def with_mistakes(rows: Rows, mistakes: Iterable[Mistake]) -> Files:
    """Return the district's files with any subset of the planted mistakes, in any order."""
    changes = [change for mistake in mistakes for change in mistake.changes]
    return changed(rows, sorted(changes, key=_drops_last))


def _drops_last(change: Change) -> tuple[bool, int]:
    """Sort key: drop rows last and from the bottom up, to keep line numbers valid."""
    return (True, -change.line) if isinstance(change, DropRow) else (False, 0)


class _Planting:
    """Chooses rows of the district for the mistakes."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        classes = {row["sourcedId"]: row for row in rows["classes.csv"]}
        self.begin = min(row["beginDate"] for row in rows["enrollments.csv"])
        self.taken: set[str] = set()
        self.homeroom: dict[str, int] = {}
        self.music: dict[str, int] = {}
        self.of_record: set[str] = set()
        for line, row in _lines(rows["enrollments.csv"]):
            is_homeroom = classes[row["classSourcedId"]]["classType"] == "homeroom"
            if row["role"] == "student":
                (self.homeroom if is_homeroom else self.music)[row["userSourcedId"]] = line
            elif is_homeroom:
                self.of_record.add(row["userSourcedId"])

    def mistakes(self) -> Iterator[Mistake]:
        yield from self.standard()
        yield from self.assumed()
        yield from self.quality()

    def standard(self) -> Iterator[Mistake]:
        line, _ = self.child()
        yield self.cell(
            "role-pupil",
            "The SIS's own word for a student went into the role column.",
            ("DDE301", "users.csv", line, "role"),
            "pupil",
        )
        line, _ = self.child()
        yield self.cell(
            "no-username",
            "A child enrolled this morning has no account yet, so the username is blank.",
            ("DDE302", "users.csv", line, "username"),
            "",
        )
        line, _ = self.child()
        yield self.cell(
            "spreadsheet-true",
            "Someone opened users.csv in a spreadsheet, which writes true in capital letters.",
            ("DDE303", "users.csv", line, "enabledUser"),
            "TRUE",
        )
        line, row = self.user(lambda row: "," in row["familyName"])
        name = row["familyName"].encode()
        yield Mistake(
            name="unquoted-comma",
            story="The export puts no quotes around a family name with a comma.",
            code="DDE203",
            file="users.csv",
            line=line,
            column=None,
            changes=(Bytes("users.csv", b'"' + name + b'"', name),),
            stage="standard",
        )
        yield Mistake(
            name="header-case",
            story="A header was typed by hand, with a capital letter.",
            code="DDE212",
            file="users.csv",
            line=1,
            column="email",
            changes=(Bytes("users.csv", b",identifier,email,", b",identifier,Email,"),),
            stage="standard",
        )
        _, row = self.child()
        yield self.cell(
            "american-date",
            "The export used the date format of the office's computers.",
            ("DDE401", "enrollments.csv", self.homeroom[row["sourcedId"]], "beginDate"),
            f"8/14/{self.begin[:4]}",
        )
        _, row = self.child()
        enrollments = self.rows["enrollments.csv"]
        yield Mistake(
            name="enrollment-twice",
            story="Two reports were pasted together, and one enrollment is in both.",
            code="DDE501",
            file="enrollments.csv",
            line=len(enrollments) + 2,
            column="sourcedId",
            changes=(AddRow("enrollments.csv", self.homeroom[row["sourcedId"]], {}),),
            stage="standard",
        )
        _, row = self.child(music=True)
        yield self.cell(
            "withdrawn-child",
            "A child who moved away is gone from users.csv but still enrolled in the music class.",
            ("DDE502", "enrollments.csv", self.music[row["sourcedId"]], "userSourcedId"),
            "S999999",
        )
        _, row = self.child(music=True, late=True)
        line = self.music[row["sourcedId"]]
        yield self.cell(
            "end-before-begin",
            "A child changed classes in the fall, and the two dates were swapped.",
            ("DDE403", "enrollments.csv", line, "endDate"),
            _week_before(enrollments[line - 2]["beginDate"]),
        )
        line, row = self.child()
        place = self.homeroom[row["sourcedId"]]
        school = enrollments[place - 2]["schoolSourcedId"]
        scheduled = next(
            row["sourcedId"]
            for row in self.rows["classes.csv"]
            if row["classType"] == "scheduled" and row["schoolSourcedId"] == school
        )
        yield Mistake(
            name="no-homeroom",
            story="The attendance section was set for the music class instead of the homeroom.",
            code="DDE602",
            file="users.csv",
            line=line,
            column="sourcedId",
            changes=(Cell("enrollments.csv", place, "classSourcedId", scheduled),),
            stage="standard",
        )

    def assumed(self) -> Iterator[Mistake]:
        line, _ = self.user(lambda row: row["sourcedId"] in self.of_record)
        yield self.cell(
            "teacher-without-email",
            "A new teacher's e-mail is in the staff directory but not in the student information system.",
            ("DDE701", "users.csv", line, "email"),
            "",
            "assumed",
        )
        for number in (1, 2):
            line, row = self.child(last=True)
            demographics = self.rows["demographics.csv"]
            place = next(at for at, facts in _lines(demographics) if facts["sourcedId"] == row["sourcedId"])
            yield Mistake(
                name=f"no-demographics-{number}",
                story="The demographics report ran before the registrar had finished this enrollment.",
                code="DDE703",
                file="users.csv",
                line=line,
                column="sourcedId",
                changes=(DropRow("demographics.csv", place),),
                stage="assumed",
            )

    def quality(self) -> Iterator[Mistake]:
        _, row = self.child(grade="PK")
        line = next(
            at
            for at, facts in _lines(self.rows["demographics.csv"])
            if facts["sourcedId"] == row["sourcedId"]
        )
        yield self.cell(
            "birth-year",
            "A birth year was mistyped, so a pre-K child would be a teenager.",
            ("DDE706", "demographics.csv", line, "birthDate"),
            "2012-03-01",
            "quality",
        )
        line, _ = self.child(grade="KG")
        yield self.cell(
            "grade-code",
            "One campus still uses its own code for kindergarten.",
            ("DDE304", "users.csv", line, "grades"),
            "K",
            "quality",
        )
        line, _ = self.user(lambda row: row["role"] == "teacher" and row["sourcedId"] not in self.of_record)
        yield self.cell(
            "half-an-address",
            "An e-mail address was cut off by a field that is too short.",
            ("DDE308", "users.csv", line, "email"),
            "mlopez@isd",
            "quality",
        )

    def cell(
        self, name: str, story: str, place: tuple[str, str, int, str], value: str, stage: Stage = "standard"
    ) -> Mistake:
        """Make a mistake in one cell, which is also the place of its finding."""
        code, file, line, column = place
        return Mistake(name, story, code, file, line, column, (Cell(file, line, column, value),), stage)

    def child(
        self, *, grade: str = "", music: bool = False, late: bool = False, last: bool = False
    ) -> tuple[int, Row]:
        """Take an unused child: only in a homeroom, unless `music`; from the end if `last`."""

        def fits(row: Row) -> bool:
            id_ = row["sourcedId"]
            if row["role"] != "student" or (id_ in self.music) != music:
                return False
            entry = self.rows["enrollments.csv"][self.homeroom[id_] - 2]["beginDate"]
            return (entry > self.begin) == late and grade in ("", row["grades"])

        return self.user(fits, last=last)

    def user(self, fits: Callable[[Row], bool], *, last: bool = False) -> tuple[int, Row]:
        """Take the last user who fits, or one in another part of the file than the previous one."""
        people = list(_lines(self.rows["users.csv"]))
        start = len(self.taken) * _STRIDE % len(people)
        for line, row in reversed(people) if last else people[start:] + people[:start]:
            if row["sourcedId"] not in self.taken and fits(row):
                self.taken.add(row["sourcedId"])
                return line, row
        raise ValueError("This district is too small for every mistake. Make it larger.")


def _lines(table: list[Row]) -> Iterator[tuple[int, Row]]:
    return enumerate(table, 2)


def _week_before(iso: str) -> str:
    return (date.fromisoformat(iso) - timedelta(days=7)).isoformat()
