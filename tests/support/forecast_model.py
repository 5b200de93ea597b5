"""CLI's published logic once more, over files read with the standard library: what a forecast is held against."""

import csv
import io
from dataclasses import dataclass
from datetime import date

from checks.rules.choices import load_profile

TODAY = date(2026, 9, 1)
"""The day on which the tests of the forecast look."""
ROLES = frozenset(load_profile().file("users.csv").column("role").vocabulary)


@dataclass(frozen=True)
class Set:
    """A set as a plain reading of its files has it; each row with its line, damaged rows not at all."""

    classes: dict
    users: dict
    enrollments: list

    @classmethod
    def of(cls, files):
        tables = {}
        for name in ("classes.csv", "users.csv", "enrollments.csv"):
            header, *lines = csv.reader(io.StringIO(files[name].decode()))
            tables[name] = [
                {**dict(zip(header, cells, strict=True)), "line": line}
                for line, cells in enumerate(lines, 2)
                if len(cells) == len(header)
            ]
        by_id = ({row["sourcedId"]: row for row in tables[name]} for name in ("classes.csv", "users.csv"))
        return cls(*by_id, tables["enrollments.csv"])

    @property
    def homerooms(self):
        return {key for key, row in self.classes.items() if row["classType"] == "homeroom"}

    def seats(self, role, *whens):
        """The homerooms of each person enrolled in one in this role; `whens` are the times that count."""
        found = {}
        for row in self.enrollments:
            room = row["classSourcedId"]
            if room in self.homerooms and row["role"] == role and (not whens or when(row) in whens):
                is_there = not (is_marked(row) or is_marked(self.classes[room]))
                if is_there or not whens:
                    found.setdefault(row["userSourcedId"], set()).add(room)
        return found

    @property
    def children(self):
        return {key for key, row in self.users.items() if row["role"] == "student"}

    @property
    def here(self):
        return {key for key, row in self.users.items() if not is_marked(row)}

    @property
    def taken(self):
        return self.children & self.here & self.seats("student", "now").keys()

    @property
    def expected(self):
        return self.children & self.here & self.seats("student", "later").keys() - self.taken

    @property
    def teachers(self):
        return (self.here - self.children) & self.seats("teacher", "now").keys()

    @property
    def expected_teachers(self):
        return (self.here - self.children) & self.seats("teacher", "later").keys() - self.teachers

    @property
    def former_teachers(self):
        past = self.seats("teacher", "over").keys() - self.seats("teacher", "now", "later").keys()
        marked = {
            row["userSourcedId"] for row in self.enrollments if row["role"] == "teacher" and is_marked(row)
        }
        return (self.here - self.children) & past - marked

    def reason(self, child):
        """Why nobody creates this child, in the order in which a person would look."""
        mine = [row for row in self.enrollments if row["userSourcedId"] == child]
        seats = [row for row in mine if row["classSourcedId"] in self.homerooms and row["role"] == "student"]
        if self.users[child]["role"] not in ROLES:
            return "left_out_user_role"
        if is_marked(self.users[child]) or any(when(row) != "over" for row in seats):
            return "left_out_marked"
        if seats:
            return "left_out_over"
        if any(row["classSourcedId"] in self.homerooms for row in mine):
            return "left_out_role"
        if any(row["classSourcedId"] in self.classes for row in mine):
            return "left_out_other_classes"
        return "left_out_class_missing" if mine else "left_out_not_enrolled"


def is_marked(row):
    return row.get("status") in ("tobedeleted", "inactive")


def when(enrollment):
    """Whether an enrollment counts now, later, or is over."""
    begin, end = (day(enrollment.get(name)) for name in ("beginDate", "endDate"))
    if (end or date.max) <= max(TODAY, begin or date.min):
        return "over"
    return "later" if begin and begin > TODAY else "now"


def day(text):
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def by_model(files, before=None):
    """How many rows each number counts and on which lines, by CLI's logic alone."""
    now, earlier = Set.of(files), Set.of(before) if before else None
    unsaid = {
        key for key in now.seats("student").keys() & now.users.keys() if now.users[key]["role"] not in ROLES
    }
    lost = (now.children | unsaid) - now.taken - now.expected
    late = now.taken
    if earlier:
        late = {
            child
            for child in now.taken - earlier.taken
            if not now.seats("student", "now")[child] & earlier.homerooms
        }
    rows = {
        "homerooms": lines(now.classes, now.homerooms),
        "teachers": lines(now.users, now.teachers),
        "students": lines(now.users, now.taken),
        "classes_ignored": lines(now.classes, now.classes.keys() - now.homerooms),
        "students_left_out": lines(now.users, lost),
        **{
            reason: lines(now.users, {child for child in lost if now.reason(child) == reason})
            for reason in (
                *("left_out_user_role", "left_out_marked", "left_out_over", "left_out_role"),
                *("left_out_other_classes", "left_out_class_missing", "left_out_not_enrolled"),
            )
        },
        "students_upcoming": lines(now.users, now.expected),
        "teachers_upcoming": lines(now.users, now.expected_teachers),
        "teachers_over": lines(now.users, now.former_teachers),
        "students_unknown": lines(
            {row["userSourcedId"]: row for row in reversed(now.enrollments)},
            now.seats("student").keys() - now.users.keys(),
        ),
        "second_night": lines(now.users, late),
    }
    counted = {name: (len(found), found) for name, found in rows.items()}
    if earlier:
        counted["teachers_inactive"] = (len(earlier.teachers - now.teachers), [])
    return counted


def lines(table, keys):
    return sorted(table[key]["line"] for key in keys)


def by_check(report):
    data = report.forecast
    assert {part["id"]: data[part["id"]] for part in data["parts"]} == {
        part["id"]: part["count"] for part in data["parts"]
    }
    return {part["id"]: (part["count"], part["lines"]) for part in data["parts"]}
