"""Exports of student information systems, and what `dde build` makes of them."""

from field.build_case import BuildCase

NO_NUMBERS = tuple(
    f"{column}: 3 cells of the workbook are numbers"
    for column in ("student_id", "campus_number", "teacher_id")
)

CASES = (
    BuildCase(folder="build-powerschool-tab-lf", story="Tabs and LF."),
    BuildCase(folder="build-powerschool-tab-cr", story="Tabs and CR, the SIS's own text format."),
    BuildCase(
        folder="build-two-digit-years",
        story="Two-digit years; the teacher's whole name in one column.",
        notes=("teacher_first_name and teacher_last_name are one column",),
        found=(
            "error DDE701 users.csv:2 email",
            "warning DDE704 demographics.csv:2 hispanicOrLatinoEthnicity x2",
            "warning DDE712 users.csv:2 givenName",
            "info DDE710 demographics.csv:2 americanIndianOrAlaskaNative x2",
        ),
    ),
    BuildCase(
        folder="build-no-homeroom-and-vacancy",
        story="A student without a homeroom, and one whose teacher is a vacancy.",
        found=("error DDE602 users.csv:5 sourcedId", "error DDE701 users.csv:3 email"),
    ),
    BuildCase(folder="build-xlsx-numbers", story="IDs are numbers in a workbook.", notes=NO_NUMBERS),
    BuildCase(
        folder="build-prefixed-headers",
        story="The SIS writes a table's name before each column's.",
        refused="Did you mean",
    ),
    BuildCase(
        folder="build-words-in-other-case",
        story="Words that the recipe knows in another letter case.",
        notes=("sex is a word the recipe does not know", "grade is a word the recipe does not know"),
        found=(
            "error DDE301 demographics.csv:2-4 sex",
            "warning DDE304 classes.csv:3 grades",
            "warning DDE304 courses.csv:3 grades",
            "warning DDE304 users.csv:6 grades",
        ),
    ),
    BuildCase(folder="build-same-homeroom-code-two-schools", story="Two schools use one homeroom code."),
    BuildCase(
        folder="build-two-emails-in-one-cell",
        story="A teacher has two addresses in one cell.",
        notes=("another name or e-mail",),
        found=("error DDE308 users.csv:2 email",),
    ),
    BuildCase(
        folder="build-lastfirst-in-one-column",
        story="First and last name are mapped to one column, Last, First.",
        notes=(
            "first_name and last_name are one column",
            "teacher_first_name and teacher_last_name are one column",
            "birth_date is not a date like 03/14/2022",
        ),
        found=(
            "error DDE401 demographics.csv:2-3 birthDate",
            "error DDE701 users.csv:2 email",
            "warning DDE704 demographics.csv:2 hispanicOrLatinoEthnicity x2",
            "warning DDE712 users.csv:2 givenName x3",
            "info DDE710 demographics.csv:2 americanIndianOrAlaskaNative x2",
        ),
    ),
    BuildCase(
        folder="build-child-on-several-lines",
        story="A student has one line for each race.",
        notes=("race",),
    ),
    BuildCase(
        folder="build-moves-and-withdrawals",
        story="Exit dates of 0/0/0, and a student who moved.",
        notes=("a student number seen before, with other data in homeroom_code",),
        found=("info DDE607 classes.csv:2 sourcedId", "info DDE611 enrollments.csv:7 endDate"),
    ),
    BuildCase(folder="build-pipes", story="Vertical bars between values."),
    BuildCase(
        folder="build-title-lines", story="Titles above the header.", notes=("The column names are in row 4",)
    ),
    BuildCase(
        folder="build-xlsx-title-row",
        story="Titles above the header of a workbook.",
        notes=("The column names are in row 3", *NO_NUMBERS),
    ),
    BuildCase(folder="build-total-line", story="A total below the rows.", notes=("6",)),
    BuildCase(folder="build-total-line-short", story="A total of one cell below the rows.", notes=("5",)),
    BuildCase(folder="build-html-named-xls", story="A web page named .xls.", refused="web page"),
)
