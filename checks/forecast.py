"""What CLI Engage would do with the files, from CLI's published logic.

Only homeroom classes are created, and only students who are enrolled in one; the rest is ignored or
left out. Which teachers get an account follows from it, but is not published: they are assumed.
"""

from typing import Any

from checks.homerooms import NEEDS, homerooms, members, students
from checks.profile import Basis
from checks.tables import Tables

_PARTS = ("homerooms", "classes_ignored", "teachers", "students", "students_left_out")


def forecast(tables: Tables) -> dict[str, Any]:
    """Return how many homerooms, teachers and students CLI Engage would take, ignore and leave out.

    Empty when the files needed to say so could not be read.
    """
    if not all(tables.has(file, *columns) for file, columns in NEEDS.items()):
        return {}
    rooms = homerooms(tables)
    people = students(tables).unique("sourcedId")
    placed = members(tables, "student").select("userSourcedId").unique()
    taken = people.join(placed, left_on="sourcedId", right_on="userSourcedId", how="semi")
    known = tables["users.csv"].select("sourcedId").unique()
    teachers = members(tables, "teacher").select("userSourcedId").unique()
    return {
        "basis": {name: (Basis.ASSUMED if name == "teachers" else Basis.PUBLISHED).value for name in _PARTS},
        "homerooms": rooms["sourcedId"].n_unique(),
        "classes_ignored": len(tables["classes.csv"]) - len(rooms),
        "teachers": len(teachers.join(known, left_on="userSourcedId", right_on="sourcedId", how="semi")),
        "students": len(taken),
        "students_left_out": len(people) - len(taken),
    }
