"""Which day it is: enrollments that are over, terms, school years."""

from field.case import Case

CASES = (
    Case(
        folder="withdrawn-child",
        story="A student's only enrollment ended in September.",
        found=("info DDE611 enrollments.csv:5 endDate",),
        forecast=(
            "8 students would be created or updated. They are enrolled in a homeroom as student.",
            "1 student would be left out. Their enrollment in a homeroom is over.",
        ),
    ),
    Case(
        folder="no-show",
        story="A student never came: the enrollment ends on the day it begins.",
        found=("warning DDE403 enrollments.csv:5 endDate",),
        forecast=(
            "8 students would be created or updated. They are enrolled in a homeroom as student.",
            "1 student would be left out. Their enrollment in a homeroom is over.",
        ),
    ),
    Case(
        folder="teacher-replaced-midyear",
        story="A homeroom's teacher left in November; another one has it now.",
        forecast=(
            "3 teachers would be created or updated. They are enrolled in a homeroom as teacher.",
            "1 teacher would be left out. Their enrollment in a homeroom is over.",
        ),
    ),
    Case(
        folder="moved-homeroom-midyear",
        story="A student moved to another homeroom in October: two enrollments.",
        forecast=("9 students would be created or updated. They are enrolled in a homeroom as student.",),
    ),
    Case(
        folder="one-enrollment-per-semester",
        story="One enrollment for each semester.",
    ),
    Case(
        folder="child-begins-in-january",
        story="A student begins in January.",
        forecast=(
            "8 students would be created or updated. They are enrolled in a homeroom as student.",
            "1 student would follow later. Their enrollment in a homeroom has not begun.",
        ),
    ),
    Case(
        folder="registered-in-july",
        story="Enrollments begin when the families registered, before the term.",
        found=("warning DDE406 enrollments.csv:5 beginDate x9",),
        says=("the day of registration",),
    ),
    Case(
        folder="enrollment-of-last-year",
        story="One student's enrollment is last year's.",
        found=("warning DDE406 enrollments.csv:5 endDate",),
        says=("last school year's",),
        forecast=("1 student would be left out. Their enrollment in a homeroom is over.",),
    ),
    Case(
        folder="all-enrollments-of-last-year",
        story="All enrollments are last year's.",
        found=("warning DDE406 enrollments.csv:2 endDate x12",),
        says=("over before its class begins", "last school year's"),
        never=("the day after the last day",),
        forecast=("9 students would be left out. Their enrollment in a homeroom is over.",),
    ),
    Case(
        folder="enrollments-outside-a-term-that-is-over",
        story="The whole set is last year's, with its term.",
        found=(
            "warning DDE405 academicSessions.csv:2 endDate x3",
            "warning DDE706 demographics.csv:2 birthDate x9",
        ),
        says=("This term is over", "schoolYear in academicSessions.csv"),
        forecast=("9 students would be left out. Their enrollment in a homeroom is over.",),
    ),
    Case(
        folder="open-ended-enrollments",
        story="The SIS writes 9999-12-31 for no end, and 1900-01-01 for no begin.",
        found=(
            "warning DDE406 enrollments.csv:5 endDate",
            "warning DDE406 enrollments.csv:6 beginDate",
            "warning DDE406 enrollments.csv:6 endDate x8",
        ),
        says=("A program wrote this day for no date",),
    ),
    Case(
        folder="term-end-inclusive",
        story="The term ends on the last school day, the enrollments one day later.",
        found=("warning DDE406 enrollments.csv:2 endDate x12",),
        says=("one day after the terms", "the day after the last day"),
    ),
    Case(
        folder="enrollments-of-next-year",
        story="The SIS rolled over early: enrollments are next year's, the classes this year's.",
        found=("warning DDE406 enrollments.csv:2 beginDate x12",),
        says=("next school year's",),
        forecast=("9 students would follow later. Their enrollment in a homeroom has not begun.",),
    ),
    Case(
        folder="end-date-is-entry-date",
        story="endDate is mapped to the day of entry, so every enrollment seems over.",
        found=("warning DDE611 enrollments.csv:5 endDate x9",),
        says=("mapping of endDate",),
        forecast=("9 students would be left out. Their enrollment in a homeroom is over.",),
    ),
    Case(
        folder="birthdate-1900-everywhere",
        story="Every birth date is 1900-01-01, the SIS's blank.",
        found=("warning DDE706 demographics.csv:2 birthDate x9",),
        says=("probably wrote them for missing ones",),
    ),
    Case(
        folder="birthdate-default-day",
        story="Every birth date is January 1 of one year, a default.",
        found=("warning DDE706 demographics.csv:2 birthDate x9",),
        says=("the same birth date",),
    ),
    Case(
        folder="school-year-begin-year",
        story="schoolYear is the year in which the school year begins.",
        found=("warning DDE407 academicSessions.csv:2-4 schoolYear",),
        says=("2027",),
    ),
    Case(
        folder="term-longer-than-its-year",
        story="A semester ends after its school year.",
        found=("warning DDE408 academicSessions.csv:3 endDate",),
    ),
    Case(
        folder="birthdate-is-entry-date",
        story="The birth date is the date of entry.",
        found=("warning DDE706 demographics.csv:2 birthDate x9",),
        says=("the same birth date", "the day of entry"),
    ),
)
