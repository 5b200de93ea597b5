"""Who is in the set: people, IDs, homerooms."""

from field.case import Case

CASES = (
    Case(
        folder="base",
        story="The sound set that most cases change in one place.",
        forecast=("9 students would be created or updated. They are enrolled in a homeroom as student.",),
    ),
    Case(
        folder="whole-district-export",
        story="The SIS exports all grades; older students are only in other classes.",
        found=(
            "info DDE606 classes.csv:5 classType",
            "info DDE608 orgs.csv:5 sourcedId",
            "info DDE612 users.csv:15 grades x12",
        ),
        says=("above kindergarten", "Nothing to do"),
        forecast=(
            "9 students would be created or updated. They are enrolled in a homeroom as student.",
            "12 students would be left out. They are only in classes that are not homerooms.",
        ),
    ),
    Case(
        folder="teacher-and-child-same-id",
        story="A teacher and a student both have the ID 1001.",
        found=("error DDE501 users.csv:5 sourcedId",),
        says=("Two different people", "each its own ID"),
        never=("newer one", "blank for this homeroom teacher"),
    ),
    Case(
        folder="reentry-same-enrollment-id",
        story="A student left and came back; both enrollments have one ID.",
        found=("error DDE501 enrollments.csv:14 sourcedId",),
        says=("Two different enrollments", "each its own ID"),
        never=("newer one",),
    ),
    Case(
        folder="same-enrollment-two-ids",
        story="One enrollment twice, with two IDs.",
        found=("warning DDE508 enrollments.csv:14 sourcedId",),
    ),
    Case(
        folder="child-reenrolled-with-new-number",
        story="A student left in September and came back with a new number.",
        found=("info DDE611 enrollments.csv:5 endDate", "warning DDE707 users.csv:14 sourcedId"),
        forecast=("1 student would be left out. Their enrollment in a homeroom is over.",),
    ),
    Case(
        folder="teacher-is-also-guardian",
        story="A teacher is also a student's guardian, with the same address.",
    ),
    Case(
        folder="twins-with-family-email",
        story="Twins share the family's e-mail address and the birth date.",
    ),
    Case(
        folder="unusual-names",
        story="Null, Na, Kaʻaihue, D’Andre: real names that look like damage.",
    ),
    Case(
        folder="aide-in-homeroom",
        story="An aide is enrolled in a homeroom beside its teacher.",
    ),
    Case(
        folder="am-pm-homerooms",
        story="One teacher has a morning and an afternoon homeroom.",
    ),
    Case(
        folder="several-teachers-none-primary",
        story="Two teachers share a homeroom, and neither is primary.",
        found=("warning DDE605 classes.csv:2 sourcedId",),
    ),
    Case(
        folder="primary-true-for-students",
        story="primary is true for every student.",
        found=("warning DDE610 enrollments.csv:5 primary x9",),
    ),
    Case(
        folder="homeroom-without-name",
        story="A homeroom's title is blank.",
        found=("error DDE302 classes.csv:2 title",),
    ),
    Case(
        folder="homeroom-without-children",
        story="A homeroom that no student is enrolled in yet.",
        found=("info DDE607 classes.csv:5 sourcedId",),
    ),
    Case(
        folder="homeroom-of-withdrawn-children",
        story="Every student of a homeroom has left.",
        found=(
            "info DDE607 classes.csv:4 sourcedId",
            "info DDE611 enrollments.csv:7 endDate",
            "info DDE611 enrollments.csv:10 endDate",
            "info DDE611 enrollments.csv:13 endDate",
        ),
        forecast=("3 students would be left out. Their enrollment in a homeroom is over.",),
    ),
    Case(
        folder="same-homeroom-name-at-two-schools",
        story="Homerooms of two schools have the same name.",
    ),
    Case(
        folder="students-at-district-only",
        story="Students belong to the district and not to a school.",
    ),
    Case(
        folder="disabled-accounts",
        story="enabledUser is false for some people.",
    ),
    Case(
        folder="demographics-of-teacher",
        story="demographics.csv has a row for a teacher.",
    ),
    Case(
        folder="teachers-without-local-id",
        story="Two teachers have no local number.",
        found=("info DDE510 users.csv:2-3 identifier",),
    ),
    Case(
        folder="filldown-same-identifier",
        story="A spreadsheet copied one teacher's number down.",
        found=("info DDE510 users.csv:3-4 identifier",),
    ),
    Case(
        folder="tobedeleted-in-bulk",
        story="A student, an enrollment and a homeroom are marked tobedeleted in a full set.",
        found=(
            "info DDE311 classes.csv:4 dateLastModified",
            "info DDE311 enrollments.csv:6 dateLastModified",
            "info DDE311 users.csv:5 dateLastModified",
            "warning DDE320 classes.csv:4 status",
            "warning DDE320 enrollments.csv:6 status",
            "warning DDE320 users.csv:5 status",
        ),
        says=("marks the row for deletion",),
        never=("status is filled",),
        forecast=(
            "4 students would be created or updated. They are enrolled in a homeroom as student.",
            "5 students would be left out. Their row, enrollment or homeroom is marked for deletion.",
        ),
    ),
    Case(
        folder="sis-status-words",
        story="status has the words of the SIS: Active, I, Withdrawn.",
        found=("error DDE301 users.csv:2-13 status",),
        says=("leave this column blank", "row"),
        never=("Did you mean",),
    ),
)
