"""Problems 1 to 12: the set, the manifest, headers, rows and encoding."""

from checks.example.changes import AddColumn, Bytes, Cell, CopyFile, DropRow, RenameFile
from problems.problem import Problem, Sample

_IN_FOLDER = tuple(
    f"{name}.csv"
    for name in (
        *("academicSessions", "orgs", "courses", "classes", "users", "demographics", "enrollments"),
        "manifest",
    )
)

PROBLEMS = (
    Problem(
        "1",
        "A file is missing, or its name or letter case is wrong",
        "E",
        (
            Sample(
                "`Users.csv`",
                (RenameFile("users.csv", "Users.csv"),),
                (("DDE102", "users.csv", None, None),),
            ),
            Sample(
                "`academicsessions.csv`",
                (RenameFile("academicSessions.csv", "academicsessions.csv"),),
                (("DDE102", "academicSessions.csv", None, None),),
            ),
            Sample(
                "no users.csv",
                (RenameFile("users.csv", ""), Cell("manifest.csv", 16, "value", "absent")),
                (("DDE101", "users.csv", None, None),),
            ),
        ),
    ),
    Problem(
        "2",
        "The zip has a folder in it, or files that do not belong",
        "E",
        (
            Sample(
                "`export/users.csv`",
                (RenameFile("users.csv", "export/users.csv"),),
                (("DDE104", "users.csv", None, None),),
            ),
            Sample(
                "all files in `export/`",
                tuple(RenameFile(name, f"export/{name}") for name in _IN_FOLDER),
                tuple(("DDE104", name, None, None) for name in _IN_FOLDER),
            ),
            Sample(
                "`faculty.xlsx` beside the files",
                (CopyFile("orgs.csv", "faculty.xlsx"),),
                (("DDE103", "(another .xlsx file)", None, None),),
                lighter="`dde send` sends only the files of the profile, so it can't do harm",
            ),
        ),
    ),
    Problem(
        "3",
        "The manifest is missing, or contradicts the files",
        "E",
        (
            Sample(
                "no manifest.csv",
                (RenameFile("manifest.csv", ""),),
                (("DDE101", "manifest.csv", None, None),),
                profile="oneroster-1.1",
            ),
            Sample(
                "`file.courses,bulk` but no courses.csv",
                (RenameFile("courses.csv", ""),),
                (("DDE106", "manifest.csv", 9, "value"),),
            ),
            Sample(
                "`file.users,absent` though it is there",
                (Cell("manifest.csv", 16, "value", "absent"),),
                (("DDE106", "manifest.csv", 16, "value"),),
            ),
            Sample(
                "no line for users.csv",
                (DropRow("manifest.csv", 16),),
                (("DDE106", "manifest.csv", None, None),),
            ),
        ),
    ),
    Problem(
        "4",
        "A spreadsheet changed the version",
        "E",
        (
            Sample(
                "`manifest.version,1`",
                (Cell("manifest.csv", 2, "value", "1"),),
                (("DDE107", "manifest.csv", 2, "value"),),
            ),
        ),
    ),
    Problem(
        "5",
        "The manifest's value column has another name",
        "E",
        (
            Sample(
                "`propertyName,propertyValue`",
                (Bytes("manifest.csv", b"propertyName,value", b"propertyName,propertyValue"),),
                (("DDE212", "manifest.csv", 1, "value"),),
            ),
        ),
    ),
    Problem(
        "6",
        "A header is missing, misspelled or in wrong case",
        "E",
        (
            Sample(
                "`sourceId`",
                (Bytes("courses.csv", b"sourcedId,status", b"sourceId,status"),),
                (("DDE212", "courses.csv", 1, "sourcedId"),),
            ),
            Sample(
                "`orgSourcedId` in users.csv",
                (Bytes("users.csv", b",orgSourcedIds,", b",orgSourcedId,"),),
                (("DDE212", "users.csv", 1, "orgSourcedIds"),),
            ),
            Sample(
                "`Email`",
                (Bytes("users.csv", b",email,", b",Email,"),),
                (("DDE212", "users.csv", 1, "email"),),
            ),
            Sample(
                "no subjectCodes in courses.csv",
                (
                    Bytes("courses.csv", b"subjects,subjectCodes\n", b"subjects\n"),
                    Bytes("courses.csv", b"057950,,", b"057950,"),
                ),
                (("DDE211", "courses.csv", 1, "subjectCodes"),),
            ),
        ),
    ),
    Problem(
        "7",
        "A header stands twice",
        "E",
        (
            Sample(
                "`…,grades,password,grades`",
                (AddColumn("users.csv", "grades", ("", "PK", "PK")),),
                (("DDE213", "users.csv", 1, "grades"),),
            ),
        ),
    ),
    Problem(
        "8",
        "The columns are out of order, or metadata is not last",
        "E",
        (
            Sample(
                "`…,subjectCodes,subjects`",
                (Bytes("courses.csv", b"subjects,subjectCodes\n", b"subjectCodes,subjects\n"),),
                (("DDE214", "courses.csv", 1, "subjectCodes"),),
            ),
            Sample(
                "`sourcedId,metadata.dayType,status,…`",
                (
                    Bytes("courses.csv", b"sourcedId,status", b"sourcedId,metadata.dayType,status"),
                    Bytes("courses.csv", b"\nPK101,", b"\nPK101,Full Day,"),
                ),
                (("DDE214", "courses.csv", 1, "metadata.dayType"),),
            ),
        ),
    ),
    Problem(
        "9",
        "Headers of OneRoster 1.0 or 1.2",
        "E",
        (
            Sample(
                "`agents` (1.0)",
                (Bytes("users.csv", b",agentSourcedIds,", b",agents,"),),
                (("DDE217", "users.csv", 1, None),),
            ),
            Sample(
                "users.csv without `role` (1.2)",
                (
                    Bytes("users.csv", b",orgSourcedIds,role,", b","),
                    Bytes("users.csv", b",password\n", b",password,userMasterIdentifier\n"),
                    Bytes("users.csv", b"057950101,teacher,mlopez,", b"mlopez,"),
                    Bytes("users.csv", b"057950101,student,s007215,", b"s007215,"),
                    Bytes("users.csv", b"057950101,student,s007216,", b"s007216,"),
                    Bytes("users.csv", b".example,,,,,\n", b".example,,,,,,\n"),
                    Bytes("users.csv", b"007215,,,,,PK,\n", b"007215,,,,,PK,,\n"),
                    Bytes("users.csv", b"007216,,,,,PK,\n", b"007216,,,,,PK,,\n"),
                ),
                (("DDE217", "users.csv", 1, None),),
            ),
        ),
    ),
    Problem(
        "10",
        "Wrong number of fields, from an unquoted comma or a stray quote",
        "E",
        (
            Sample(
                "`S1,…,Zoë,O'Quinn, Jr.,…`",
                (Bytes("users.csv", b"O'Quinn", b"O'Quinn, Jr."),),
                (("DDE203", "users.csv", 3, None),),
            ),
            Sample(
                '`…,Zoë "Zo" Lee,…`',
                (Bytes("users.csv", "Zoë".encode(), 'Zoë "Zo" Lee'.encode()),),
                (("DDE204", "users.csv", 3, None),),
            ),
            Sample(
                "a row that ends early",
                (Bytes("courses.csv", b"PK101,PK,057950,,", b"PK101,PK"),),
                (("DDE203", "courses.csv", 2, None),),
            ),
        ),
    ),
    Problem(
        "11",
        "A line break inside a value",
        "E",
        (
            Sample(
                '`"Room 4` line break `Annex"`',
                (Bytes("classes.csv", b"homeroom,,057950101", b'homeroom,"Room 4\nAnnex",057950101'),),
                (("DDE205", "classes.csv", 2, None),),
            ),
        ),
    ),
    Problem(
        "12",
        "The file is not UTF-8",
        "E",
        (
            Sample(
                "Muñoz in Windows-1252",
                (Bytes("users.csv", "López".encode(), "Muñoz".encode("cp1252")),),
                (("DDE201", "users.csv", 2, "familyName"),),
            ),
        ),
    ),
)
