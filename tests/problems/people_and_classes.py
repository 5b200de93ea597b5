"""Problems 17 to 23, 27, 29, 31, 32, 34, 35, 37 and 38: IDs, references, homerooms, people, yesterday."""

from dataclasses import replace

from checks.example.changes import AddColumn, AddRow, Bytes, Cell, DropRow
from problems.problem import Problem, Sample, cell

SECOND_TEACHER = {"sourcedId": "T2", "username": "jchen", "identifier": "10022", "familyName": "Chen"}
SECOND_TEACHER_MAIL = {**SECOND_TEACHER, "email": "jchen@bluebonnet.example"}
MUSIC = {"sourcedId": "C2", "classCode": "MUS", "classType": "scheduled"}

ALL_SCHEDULED = Sample(
    "all `scheduled`",
    (Cell("classes.csv", 2, "classType", "scheduled"),),
    (("DDE601", "classes.csv", None, "classType"),),
)
ONLY_IN_MUSIC = Sample(
    "S2 only in a `scheduled` class",
    (AddRow("classes.csv", 2, MUSIC), Cell("enrollments.csv", 4, "classSourcedId", "C2")),
    (("DDE602", "users.csv", 4, "sourcedId"),),
)
IN_TWO = Sample(
    "S1 in two homerooms",
    (
        AddRow("classes.csv", 2, {"sourcedId": "C2", "classCode": "PK-2"}),
        AddRow("enrollments.csv", 2, {"sourcedId": "E4", "classSourcedId": "C2"}),
        AddRow("enrollments.csv", 3, {"sourcedId": "E5", "classSourcedId": "C2"}),
    ),
    (("DDE603", "enrollments.csv", 6, "userSourcedId"),),
)
NO_TEACHER = Sample(
    "C1 without a teacher",
    (DropRow("enrollments.csv", 2),),
    (("DDE604", "classes.csv", 2, "sourcedId"),),
)
TWO_PRIMARY = Sample(
    "two rows `teacher,true` for C1",
    (
        AddRow("users.csv", 2, SECOND_TEACHER_MAIL),
        AddRow("enrollments.csv", 2, {"sourcedId": "E4", "userSourcedId": "T2"}),
    ),
    (("DDE605", "classes.csv", 2, "sourcedId"),),
)
NO_PRIMARY = Sample(
    "two teachers of C1, neither primary",
    (
        AddRow("users.csv", 2, SECOND_TEACHER_MAIL),
        Cell("enrollments.csv", 2, "primary", "false"),
        AddRow("enrollments.csv", 2, {"sourcedId": "E4", "userSourcedId": "T2"}),
    ),
    (("DDE605", "classes.csv", 2, "sourcedId"),),
)
NO_MAIL = cell("DDE701", "users.csv", 2, "email", "", example="a homeroom teacher without e-mail")
SHARED_MAIL = Sample(
    "two homeroom teachers with one address",
    (
        AddRow("users.csv", 2, SECOND_TEACHER),
        AddRow("enrollments.csv", 2, {"sourcedId": "E4", "userSourcedId": "T2", "primary": "false"}),
    ),
    (("DDE702", "users.csv", 5, "email"),),
)
NO_RACE = Sample(
    "all flags blank",
    (Cell("demographics.csv", 2, "white", ""),),
    (("DDE710", "demographics.csv", 2, "americanIndianOrAlaskaNative"),),
)


def _state_ids(example: str, line: int, *values: str) -> Sample:
    """Put State Unique IDs where CLI told that they go."""
    column = "metadata.stateUniqueId"
    changes = (AddColumn("users.csv", column, ("", *values)),)
    return Sample(example, changes, (("DDE708", "users.csv", line, column),), told=True)


NO_STATE_ID = _state_ids("a student without one", 3, "", "1234567890")
SHORT_STATE_ID = _state_ids("`605000`", 3, "605000", "1234567890")
STATE_ID_TWICE = _state_ids("two students with one", 4, "1234567890", "1234567890")
CHILDREN = tuple(
    change
    for number in range(10)
    for change in (
        AddRow(
            "users.csv",
            3,
            {"sourcedId": f"S1{number}", "username": f"s00730{number}", "identifier": f"00730{number}"},
        ),
        AddRow("demographics.csv", 2, {"sourcedId": f"S1{number}"}),
        AddRow("enrollments.csv", 3, {"sourcedId": f"E1{number}", "userSourcedId": f"S1{number}"}),
    )
)
FEWER = Sample(
    "two students where yesterday there were twelve",
    (),
    (("DDE801", "users.csv", None, None),),
    before=CHILDREN,
)

_TERM = {"type": "semester", "parentSourcedId": "SY2027"}


def _term_of(begin: str, end: str) -> tuple[Cell | AddRow, ...]:
    """Put the only class and its enrollments into a term of its own."""
    return (
        AddRow("academicSessions.csv", 2, {**_TERM, "sourcedId": "S9", "startDate": begin, "endDate": end}),
        Cell("classes.csv", 2, "termSourcedIds", "S9"),
        *(Cell("enrollments.csv", line, "beginDate", begin) for line in (2, 3, 4)),
        *(Cell("enrollments.csv", line, "endDate", end) for line in (2, 3, 4)),
    )


PROBLEMS = (
    Problem(
        "17",
        "An ID stands twice",
        "E",
        (
            Sample(
                "two rows `T1` in users.csv",
                (AddRow("users.csv", 2, {}),),
                (("DDE501", "users.csv", 5, "sourcedId"),),
            ),
        ),
    ),
    Problem(
        "18",
        "One person under two IDs, one for each school or role",
        "W",
        (
            Sample(
                "`T1` and `T1-102` with one e-mail address",
                (AddRow("users.csv", 2, {"sourcedId": "T1-102", "username": "mlopez2"}),),
                (("DDE707", "users.csv", 5, "sourcedId"),),
            ),
        ),
    ),
    Problem(
        "19",
        "A reference to a row that is not there",
        "E",
        (
            Sample(
                "an enrollment of `S999`",
                (AddRow("enrollments.csv", 4, {"sourcedId": "E4", "userSourcedId": "S999"}),),
                (("DDE502", "enrollments.csv", 5, "userSourcedId"),),
            ),
        ),
    ),
    Problem(
        "20",
        "A missing parent takes everything with it",
        "E",
        (
            Sample(
                "the school is not in orgs.csv",
                (DropRow("orgs.csv", 3),),
                (("DDE502", "classes.csv", 2, "schoolSourcedId"),),
            ),
        ),
    ),
    Problem(
        "21",
        "No homeroom, or the word written differently",
        "E",
        (
            cell("DDE301", "classes.csv", 2, "classType", "Homeroom"),
            Sample(
                "classType `HR`",
                (Cell("classes.csv", 2, "classType", "HR"),),
                (("DDE301", "classes.csv", 2, "classType"), ("DDE601", "classes.csv", None, "classType")),
            ),
            ALL_SCHEDULED,
        ),
    ),
    Problem(
        "22",
        "A student in no homeroom or in two",
        "E",
        (ONLY_IN_MUSIC, replace(IN_TWO, lighter="only being in no homeroom loses the child")),
    ),
    Problem(
        "23",
        "A class without a teacher, or with several or no primary one",
        "W",
        (NO_TEACHER, TWO_PRIMARY, NO_PRIMARY),
    ),
    Problem(
        "27",
        "A teacher's e-mail is missing, wrong or shared",
        "E",
        (NO_MAIL, cell("DDE308", "users.csv", 2, "email", "mlopez@isd"), SHARED_MAIL),
    ),
    Problem(
        "29",
        "A term that has ended or not begun",
        "W",
        (
            Sample(
                "a term that starts next month",
                _term_of("2026-10-05", "2027-05-28"),
                (("DDE405", "academicSessions.csv", 3, "startDate"),),
            ),
            Sample(
                "a term that ended last week",
                _term_of("2026-08-12", "2026-08-25"),
                (("DDE405", "academicSessions.csv", 3, "endDate"),),
            ),
        ),
    ),
    Problem(
        "31",
        "An empty export, or only a part",
        "E",
        (
            Sample(
                "header only",
                (DropRow("demographics.csv", 3), DropRow("demographics.csv", 2)),
                (("DDE105", "demographics.csv", None, None),),
            ),
            FEWER,
        ),
    ),
    Problem(
        "32",
        "IDs that do not stay",
        "W",
        (
            Sample(
                "the class has another ID than yesterday",
                (
                    Cell("classes.csv", 2, "sourcedId", "C1-27"),
                    *(Cell("enrollments.csv", line, "classSourcedId", "C1-27") for line in (2, 3, 4)),
                ),
                (("DDE803", "classes.csv", 2, "sourcedId"),),
                before=(),
            ),
            Sample(
                "an old ID is used for another class",
                (
                    Cell("classes.csv", 2, "title", "Homeroom KG-7"),
                    Cell("classes.csv", 2, "classCode", "KG-7"),
                    Cell("classes.csv", 2, "grades", "KG"),
                ),
                (("DDE804", "classes.csv", 2, "sourcedId"),),
                before=(),
            ),
            Sample(
                "an old ID is used for another child",
                (
                    Cell("users.csv", 4, "givenName", "Inés"),
                    Cell("users.csv", 4, "familyName", "Garza"),
                    Cell("demographics.csv", 3, "birthDate", "2022-05-02"),
                ),
                (("DDE804", "users.csv", 4, "sourcedId"),),
                before=(),
            ),
        ),
    ),
    Problem(
        "34",
        "The school of an enrollment is not the school of its class",
        "W",
        (
            Sample(
                "class at 057950101, enrollment at 102",
                (
                    AddRow(
                        "orgs.csv", 3, {"sourcedId": "102", "name": "Oak Elementary", "identifier": "102"}
                    ),
                    Cell("enrollments.csv", 4, "schoolSourcedId", "102"),
                ),
                (("DDE503", "enrollments.csv", 4, "schoolSourcedId"),),
            ),
        ),
    ),
    Problem(
        "35",
        "The State Unique ID is missing, not 10 digits, or used twice",
        "W",
        (NO_STATE_ID, SHORT_STATE_ID, STATE_ID_TWICE),
    ),
    Problem(
        "37",
        "The key of demographics is not the user's ID",
        "E",
        (
            Sample(
                "`userSourcedId` as header",
                (Bytes("demographics.csv", b"sourcedId,status", b"userSourcedId,status"),),
                (("DDE212", "demographics.csv", 1, "sourcedId"),),
            ),
            Sample(
                "row IDs of its own",
                (
                    Cell("demographics.csv", 2, "sourcedId", "D1"),
                    Cell("demographics.csv", 3, "sourcedId", "D2"),
                ),
                (("DDE506", "demographics.csv", 2, "sourcedId"),),
            ),
        ),
    ),
    Problem(
        "38",
        "Race flags that contradict, or none",
        "N",
        (
            Sample(
                "two flags true, two or more false",
                (
                    Cell("demographics.csv", 2, "asian", "true"),
                    Cell("demographics.csv", 2, "demographicRaceTwoOrMoreRaces", "false"),
                ),
                (("DDE710", "demographics.csv", 2, "demographicRaceTwoOrMoreRaces"),),
            ),
            NO_RACE,
        ),
    ),
)
