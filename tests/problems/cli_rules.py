"""What CLI Engage itself makes of the files: the rules that can be checked now, C1 to C12."""

from checks.example.changes import AddRow, Cell, DropRow
from problems.people_and_classes import (
    ALL_SCHEDULED,
    FEWER,
    IN_TWO,
    MUSIC,
    NO_MAIL,
    NO_PRIMARY,
    NO_RACE,
    NO_STATE_ID,
    NO_TEACHER,
    ONLY_IN_MUSIC,
    SHARED_MAIL,
    SHORT_STATE_ID,
    STATE_ID_TWICE,
    TWO_PRIMARY,
)
from problems.problem import Problem, Sample, cell

NEW_CHILD = {"sourcedId": "S3", "username": "s007217", "identifier": "007217", "givenName": "Inés"}

PROBLEMS = (
    Problem(
        "C1",
        "At least one class is exactly `homeroom`; every school has one",
        "",
        (
            ALL_SCHEDULED,
            cell("DDE301", "classes.csv", 2, "classType", "Homeroom"),
            Sample(
                "a school without any homeroom",
                (AddRow("orgs.csv", 3, {"sourcedId": "102", "name": "Oak Elementary", "identifier": "102"}),),
                (("DDE608", "orgs.csv", 4, "sourcedId"),),
            ),
        ),
    ),
    Problem(
        "C2",
        "Classes that are no homeroom are ignored",
        "N",
        (
            Sample(
                "a music class",
                (AddRow("classes.csv", 2, MUSIC),),
                (("DDE606", "classes.csv", 3, "classType"),),
            ),
        ),
    ),
    Problem("C3", "Students in no homeroom are not created", "E", (ONLY_IN_MUSIC,)),
    Problem("C4", "Students in two or more homerooms", "W", (IN_TWO,)),
    Problem(
        "C5",
        "A homeroom without a teacher, or with no or several primary ones",
        "W",
        (NO_TEACHER, TWO_PRIMARY, NO_PRIMARY),
    ),
    Problem("C6", "A homeroom teacher without e-mail, or two with one", "E", (NO_MAIL, SHARED_MAIL)),
    Problem(
        "C7",
        "A student in a homeroom without demographics, birth date, sex, race or ethnicity",
        "",
        (
            Sample("no row", (DropRow("demographics.csv", 3),), (("DDE703", "users.csv", 4, "sourcedId"),)),
            cell("DDE704", "demographics.csv", 2, "birthDate", "", example="no birth date"),
            cell("DDE704", "demographics.csv", 2, "sex", "", example="no sex"),
            NO_RACE,
        ),
    ),
    Problem(
        "C8",
        "The State Unique ID is missing, not 10 digits, or used twice",
        "W",
        (NO_STATE_ID, SHORT_STATE_ID, STATE_ID_TWICE),
    ),
    Problem(
        "C9",
        "An ID or Internal ID is blank or used twice",
        "",
        (
            cell("DDE302", "enrollments.csv", 4, "sourcedId", "", example="no sourcedId"),
            Sample(
                "two rows with one sourcedId",
                (AddRow("enrollments.csv", 4, {}),),
                (("DDE501", "enrollments.csv", 5, "sourcedId"),),
            ),
            cell(
                "DDE510", "users.csv", 4, "identifier", "007215", example="two students with one identifier"
            ),
            cell("DDE510", "users.csv", 4, "identifier", "", example="no identifier"),
        ),
    ),
    Problem(
        "C10",
        "Compared with yesterday: people or classes gone, Internal IDs changed, far fewer rows",
        "",
        (
            FEWER,
            Sample(
                "a student is gone",
                (),
                (("DDE802", "users.csv", None, "sourcedId"),),
                before=(
                    AddRow("users.csv", 4, NEW_CHILD),
                    AddRow("demographics.csv", 3, {"sourcedId": "S3"}),
                    AddRow("enrollments.csv", 4, {"sourcedId": "E4", "userSourcedId": "S3"}),
                ),
            ),
            Sample(
                "a teacher's Internal ID is another one",
                (Cell("users.csv", 2, "identifier", "99999"),),
                (("DDE806", "users.csv", 2, "identifier"),),
                before=(),
            ),
        ),
    ),
    Problem(
        "C11",
        "A new class with new students needs two nights",
        "",
        (
            Sample(
                "a new homeroom with a new student",
                (
                    AddRow(
                        "classes.csv", 2, {"sourcedId": "C2", "classCode": "PK-2", "title": "Homeroom PK-2"}
                    ),
                    AddRow("users.csv", 4, NEW_CHILD),
                    AddRow("demographics.csv", 3, {"sourcedId": "S3"}),
                    AddRow("enrollments.csv", 2, {"sourcedId": "E4", "classSourcedId": "C2"}),
                    AddRow(
                        "enrollments.csv",
                        4,
                        {"sourcedId": "E5", "classSourcedId": "C2", "userSourcedId": "S3"},
                    ),
                ),
                (("DDE805", "classes.csv", 3, "sourcedId"),),
                before=(),
            ),
        ),
    ),
    Problem(
        "C12",
        "Grades outside pre-K and K in a homeroom",
        "N",
        (cell("DDE609", "classes.csv", 2, "grades", "03", example="a homeroom of grade `03`"),),
    ),
)
