"""The sample district's children as one table, as most student information systems export them.

Input for `dde build`, its recipe and its tests.
"""

from datetime import date

from checks.example.changes import Row, Rows
from checks.example.district import RACES

_FLAGS = dict(zip(("american_indian", "asian", "black", "pacific_islander", "white"), RACES, strict=True))
_SEX = {"female": "F", "male": "M"}
_YES = {"true": "1", "false": "0"}


def flat_children(rows: Rows) -> list[Row]:
    """Return one row per child with its homeroom and teacher, formatted as exports do.

    Dates are month/day/year, sex is F or M, flags are 1 or 0 as in Texas's state reporting.

    Args:
        rows: a clean district from `district()`.
    """
    users, demographics, orgs, classes = (
        {row["sourcedId"]: row for row in rows[name]}
        for name in ("users.csv", "demographics.csv", "orgs.csv", "classes.csv")
    )
    homerooms = [row for row in rows["enrollments.csv"] if _is_homeroom(classes[row["classSourcedId"]])]
    teachers = {
        row["classSourcedId"]: users[row["userSourcedId"]] for row in homerooms if row["primary"] == "true"
    }
    table = []
    for enrollment in homerooms:
        if enrollment["role"] != "student":
            continue
        child = users[enrollment["userSourcedId"]]
        facts = demographics[child["sourcedId"]]
        homeroom = classes[enrollment["classSourcedId"]]
        teacher = teachers[homeroom["sourcedId"]]
        table.append(
            {
                "student_id": child["identifier"],
                "first_name": child["givenName"],
                "middle_name": child["middleName"],
                "last_name": child["familyName"],
                "birth_date": _american(facts["birthDate"]),
                "sex": _SEX[facts["sex"]],
                **{header: _YES[facts[column]] for header, column in _FLAGS.items()},
                "hispanic": _YES[facts["hispanicOrLatinoEthnicity"]],
                "grade": child["grades"],
                "campus_number": homeroom["schoolSourcedId"],
                "campus_name": orgs[homeroom["schoolSourcedId"]]["name"],
                "homeroom_code": homeroom["classCode"],
                "homeroom_title": homeroom["title"],
                "room": homeroom["location"],
                "teacher_id": teacher["identifier"],
                "teacher_first_name": teacher["givenName"],
                "teacher_last_name": teacher["familyName"],
                "teacher_email": teacher["email"],
                "entry_date": _american(enrollment["beginDate"]),
            }
        )
    return table


def _is_homeroom(class_: Row) -> bool:
    return class_["classType"] == "homeroom"


def _american(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day:%m/%d/%Y}"
