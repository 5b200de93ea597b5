"""Problems 13 to 16, 24 to 28, 30, 33 and 36: what stands in single cells."""

from checks.example.changes import AddRow, Bytes, Cell
from problems.problem import Problem, Sample, cell

_GRADE = "a grade outside the list is a warning: which codes CLI accepts is not public"
_TEXAS = "whether CLI wants the Texas code is unsettled, and such findings are information"
_CAMPUS = "001902001"

PROBLEMS = (
    Problem(
        "13",
        "Leading zeros are lost",
        "E",
        (
            cell("DDE304", "users.csv", 3, "grades", "1", example="grade `1` for `01`", lighter=_GRADE),
            Sample(
                "campus `1902001` for `001902001`",
                (
                    Cell("orgs.csv", 3, "sourcedId", _CAMPUS),
                    Cell("orgs.csv", 3, "identifier", _CAMPUS),
                    Cell("classes.csv", 2, "schoolSourcedId", _CAMPUS),
                    *(Cell("enrollments.csv", line, "schoolSourcedId", _CAMPUS) for line in (2, 3, 4)),
                    *(Cell("users.csv", line, "orgSourcedIds", _CAMPUS) for line in (2, 3)),
                    Cell("users.csv", 4, "orgSourcedIds", "1902001"),
                ),
                (("DDE502", "users.csv", 4, "orgSourcedIds"),),
            ),
        ),
    ),
    Problem(
        "14",
        "Long IDs turned into numbers with an exponent",
        "E",
        (
            cell("DDE309", "users.csv", 3, "identifier", "1.23457E+11"),
            cell("DDE309", "users.csv", 3, "identifier", "7215.0"),
        ),
    ),
    Problem(
        "15",
        "Dates in another form",
        "E",
        (
            cell("DDE401", "enrollments.csv", 3, "beginDate", "8/14/2020"),
            cell("DDE401", "enrollments.csv", 3, "beginDate", "2020-08-14 00:00:00"),
        ),
    ),
    Problem(
        "16",
        "A required value is blank",
        "E",
        (
            cell("DDE302", "users.csv", 3, "username", "", example="a student without `username`"),
            cell(
                "DDE302", "classes.csv", 2, "termSourcedIds", "", example="a class without `termSourcedIds`"
            ),
        ),
    ),
    Problem(
        "24",
        "A grade code that is none",
        "W",
        (
            cell("DDE305", "users.csv", 3, "grades", "EE", lighter=_TEXAS),
            *(cell("DDE304", "users.csv", 3, "grades", code) for code in ("K", "PK4", "Pre-K", "PR/PK")),
        ),
    ),
    Problem(
        "25",
        "Words of a list in other letters or other words",
        "W",
        (
            cell("DDE301", "users.csv", 2, "role", "Teacher"),
            cell("DDE301", "demographics.csv", 2, "sex", "F"),
            *(cell("DDE303", "users.csv", 3, "enabledUser", word) for word in ("TRUE", "1", "Yes")),
            Sample(
                "classType `Scheduled`",
                (
                    AddRow(
                        "classes.csv", 2, {"sourcedId": "C2", "classCode": "MUS", "classType": "Scheduled"}
                    ),
                ),
                (("DDE301", "classes.csv", 3, "classType"),),
            ),
        ),
    ),
    Problem(
        "26",
        "A list without quotes, with another separator, or as JSON",
        "E",
        (
            cell("DDE310", "users.csv", 3, "orgSourcedIds", "057950;057950101"),
            cell("DDE310", "users.csv", 3, "orgSourcedIds", "057950, 057950101"),
            cell("DDE310", "users.csv", 3, "grades", '["PK"]'),
            Sample(
                "orgSourcedIds `057950,057950101` without quotes",
                (Bytes("users.csv", b"057950101,student,s007215", b"057950,057950101,student,s007215"),),
                (("DDE203", "users.csv", 3, None),),
            ),
        ),
    ),
    Problem(
        "28",
        "A full (bulk) file with status or dateLastModified filled, or `inactive`",
        "N",
        (
            cell("DDE311", "users.csv", 3, "status", "active"),
            cell("DDE320", "users.csv", 3, "status", "inactive"),
            cell("DDE311", "users.csv", 3, "dateLastModified", "2026-08-12T09:00:00.000Z"),
        ),
    ),
    Problem(
        "30",
        "Enrollment dates outside the term, ended before begun, or an end meant as the last day",
        "W",
        (
            Sample(
                "`beginDate 2027-06-10` in a term that ends 2027-05-28",
                (
                    Cell("enrollments.csv", 4, "beginDate", "2027-06-10"),
                    Cell("enrollments.csv", 4, "endDate", ""),
                ),
                (("DDE406", "enrollments.csv", 4, "beginDate"),),
            ),
            cell(
                "DDE403",
                "enrollments.csv",
                4,
                "endDate",
                "2026-08-01",
                example="`endDate 2026-08-01`, begun 2026-08-12",
            ),
            cell(
                "DDE403",
                "enrollments.csv",
                4,
                "endDate",
                "2026-08-12",
                example="one day, its last day written as the end: `2026-08-12` to `2026-08-12`",
            ),
        ),
    ),
    Problem(
        "33",
        "IDs with signs that are not allowed, too long, or padded",
        "W",
        (
            cell("DDE306", "enrollments.csv", 4, "sourcedId", "HR 101#A"),
            cell("DDE306", "enrollments.csv", 4, "sourcedId", "E" * 256, example="an ID of 256 signs"),
            cell("DDE307", "users.csv", 3, "sourcedId", "S1 "),
        ),
    ),
    Problem(
        "36",
        "A birth date that can't be, for the grade",
        "W",
        (
            cell("DDE706", "demographics.csv", 2, "birthDate", "2052-03-01"),
            cell("DDE706", "demographics.csv", 2, "birthDate", "2012-03-01", example="age 14 in PK"),
        ),
    ),
)
