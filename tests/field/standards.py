"""Files of another standard, and what is no roster file at all."""

from field.case import Case

CASES = (
    Case(
        folder="clever",
        story="The files are Clever's.",
        found=("error DDE111 schools.csv x5",),
        whole=True,
    ),
    Case(
        folder="canvas-sis",
        story="The files are those that Canvas imports.",
        found=("error DDE111 accounts.csv x6",),
        whole=True,
        says=("Canvas",),
        never=("userIds", "Clever"),
    ),
    Case(
        folder="apple-school-manager",
        story="The files are those of Apple School Manager.",
        found=("error DDE111 locations.csv x6",),
        whole=True,
        says=("Apple School Manager",),
        never=("Clever",),
    ),
    Case(
        folder="sds-v2",
        story="The files are those of School Data Sync, version 2.",
        found=("error DDE111 users.csv x4",),
        whole=True,
        says=("School Data Sync",),
        never=("with blank cells",),
    ),
    Case(
        folder="flat-list-only",
        story="One list of students, as an SIS writes it.",
        found=("error DDE111 Roster.csv",),
        whole=True,
        says=("dde build",),
    ),
    Case(
        folder="login-page-as-csv",
        story="The portal's sign-in page was saved as users.csv.",
        found=("error DDE219 users.csv:1",),
        says=("web page",),
        never=("Turn on column names",),
    ),
    Case(
        folder="gz",
        story="users.csv is packed as users.csv.gz.",
        found=("error DDE102 users.csv",),
        without=("users.csv",),
        says=("npack",),
    ),
    Case(
        folder="prefix",
        story="The export writes CLI_ before every name.",
        found=(
            "error DDE102 academicSessions.csv",
            "error DDE102 classes.csv",
            "error DDE102 courses.csv",
            "error DDE102 demographics.csv",
            "error DDE102 enrollments.csv",
            "error DDE102 orgs.csv",
            "error DDE102 users.csv",
        ),
        without=(
            "academicSessions.csv",
            "classes.csv",
            "courses.csv",
            "demographics.csv",
            "enrollments.csv",
            "orgs.csv",
            "users.csv",
        ),
        never=("is not in the set",),
    ),
    Case(
        folder="orgs-for-orgSourcedIds",
        story="The column orgSourcedIds is called orgs.",
        found=("error DDE212 users.csv:1 orgSourcedIds",),
        says=("orgSourcedIds",),
        never=("with blank cells", "Only columns whose name"),
    ),
)
