"""What changed since an earlier set."""

from field.case import Case

CASES = (
    Case(
        folder="before-ten-schools",
        story="Ten schools, as the earlier set of the next one.",
    ),
    Case(
        folder="one-of-ten-schools-missing",
        story="One of ten schools is missing since yesterday.",
        found=(
            "info DDE802 classes.csv sourcedId",
            "info DDE802 users.csv sourcedId x12",
            "info DDE802 users.csv sourcedId",
            "warning DDE808 orgs.csv sourcedId x13",
        ),
        before="before-ten-schools",
        says=("1 homeroom with 12 students",),
    ),
    Case(
        folder="before-one-school-missing",
        story="One of two schools is missing since yesterday.",
        found=(
            "info DDE802 classes.csv sourcedId",
            "info DDE802 users.csv sourcedId x3",
            "info DDE802 users.csv sourcedId",
            "warning DDE808 orgs.csv sourcedId x4",
        ),
        before="base",
        says=("has none now",),
    ),
    Case(
        folder="before-column-sorted-alone",
        story="Someone sorted the birth dates alone in a spreadsheet.",
        found=("warning DDE807 demographics.csv:2 birthDate x9",),
        before="base",
        says=("birthDate of 9 of 9",),
    ),
    Case(
        folder="before-first-and-last-swapped",
        story="Given and family name changed places.",
        found=("warning DDE807 users.csv:2 givenName x12",),
        before="base",
        says=("changed places in 12 of 12",),
    ),
    Case(
        folder="before-id-prefix-added",
        story="The SIS now writes a prefix before every ID.",
        found=("warning DDE803 users.csv:2 sourcedId x12",),
        before="base",
    ),
    Case(
        folder="before-child-changed-school",
        story="One student moved to the other school.",
        before="base",
    ),
    Case(
        folder="before-teacher-of-record-changed",
        story="A homeroom got another teacher.",
        found=("info DDE802 users.csv sourcedId",),
        before="base",
    ),
    Case(
        folder="before-teacher-renamed",
        story="A teacher married and has a new e-mail address.",
        found=("info DDE809 users.csv:2 email",),
        before="base",
        says=("another e-mail address",),
    ),
)
