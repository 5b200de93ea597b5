"""What an earlier set tells about this one: drops, removals, IDs that changed hands."""

from datetime import date
from itertools import count

import pytest

from checks.example.changes import AddRow, Bytes, Cell, DropRow, changed
from checks.example.district import district
from checks.example.tiny import tiny
from checks.input.source import open_file_set
from checks.profile.settlement import settle
from checks.rules.choices import load_profile


@pytest.fixture
def compared(check_files, tmp_path):
    """The findings of the 8xx rules, from an earlier set and this one, each as rows or as files."""
    turns = count()

    def run(before, after, **options):
        folder = tmp_path / str(next(turns))
        folder.mkdir()
        for name, data in as_bytes(before).items():
            (folder / name).write_bytes(data)
        report = check_files(
            as_bytes(after), before=open_file_set(folder), select=("DDE106", "DDE8"), **options
        )
        return tuple(finding for finding in report.findings if finding.code != "DDE106")

    return run


def as_bytes(files):
    return files if isinstance(next(iter(files.values())), bytes) else changed(files, ())


def without(rows, file, line_of):
    return {**rows, file: [row for row in rows[file] if not line_of(row)]}


def kept(rows, share):
    """The district with only this share of its children, and nothing that refers to the others."""
    children = [row["sourcedId"] for row in rows["users.csv"] if row["role"] == "student"]
    gone = set(children[int(len(children) * share) :])
    smaller = without(rows, "users.csv", lambda row: row["sourcedId"] in gone)
    smaller = without(smaller, "demographics.csv", lambda row: row["sourcedId"] in gone)
    return without(smaller, "enrollments.csv", lambda row: row["userSourcedId"] in gone)


ROWS = district()


def codes(findings):
    return [finding.code for finding in findings]


def test_the_same_set_gives_nothing(compared):
    assert compared(ROWS, ROWS) == ()


def test_a_broken_off_export_of_people_is_one_finding_and_not_one_a_file(compared):
    (finding,) = compared(ROWS, kept(ROWS, 0.6))
    assert (finding.code, finding.severity, finding.basis) == ("DDE801", "error", "assumed")
    assert (finding.file, finding.line, finding.column) == ("users.csv", None, None)
    assert finding.affected > 50
    assert "%" in finding.message


def test_a_few_children_less_are_only_named(compared):
    before = len([row for row in ROWS["users.csv"] if row["role"] == "student"])
    (finding,) = compared(ROWS, kept(ROWS, 0.95))
    assert (finding.code, finding.severity) == ("DDE802", "info")
    assert (finding.file, finding.column) == ("users.csv", "sourcedId")
    assert finding.affected == before - int(before * 0.95)


def test_enrollments_that_are_gone_without_their_people_are_a_drop_of_their_own(compared):
    students = [row["sourcedId"] for row in ROWS["enrollments.csv"] if row["role"] == "student"]
    half = set(students[::2])
    after = without(ROWS, "enrollments.csv", lambda row: row["sourcedId"] in half)
    (finding,) = compared(ROWS, after)
    assert (finding.code, finding.file) == ("DDE801", "enrollments.csv")


def test_teachers_may_be_gone_from_a_table_that_stays_large(compared):
    teachers = [row["sourcedId"] for row in ROWS["users.csv"] if row["role"] == "teacher"]
    gone = set(teachers[:6])
    after = without(ROWS, "users.csv", lambda row: row["sourcedId"] in gone)
    (finding,) = compared(ROWS, after)
    assert (finding.code, finding.column, finding.affected) == ("DDE801", "role", 6)


def test_homerooms_marked_otherwise_are_a_drop(compared):
    after = {**ROWS, "classes.csv": [dict(row) for row in ROWS["classes.csv"]]}
    for row in after["classes.csv"][:6]:
        row["classType"] = "scheduled"
    assert [(f.code, f.column) for f in compared(ROWS, after)] == [("DDE801", "classType")]


@pytest.mark.parametrize("gone", [4, 5])
def test_less_than_five_rows_are_no_drop_of_a_small_table(compared, gone):
    parents = [
        AddRow("users.csv", 2, {"sourcedId": f"P{n}", "role": "parent", "username": f"p{n}", "email": ""})
        for n in range(gone)
    ]
    found = compared(changed(tiny(), parents), tiny())
    assert codes(found) == (["DDE801"] if gone == 5 else [])


@pytest.mark.parametrize("file", ["users.csv", "classes.csv", "enrollments.csv", "demographics.csv"])
def test_a_file_that_is_missing_empty_or_damaged_is_no_drop_too(compared, file):
    whole = changed(ROWS, ())
    header, *rows = whole[file].split(b"\n")
    torn = b"\n".join([header, *(row + b',"' for row in rows)])
    for data in (None, b"", header + b"\n", torn, b"PK\x03\x04\0\xff"):
        after = {name: content for name, content in whole.items() if name != file}
        if data is not None:
            after[file] = data
        assert not [f for f in compared(whole, after) if f.file == file]
        assert "DDE801" not in codes(compared(after, whole))


def test_a_set_of_changes_is_not_compared(compared):
    delta = Bytes("manifest.csv", b"file.users,bulk", b"file.users,delta")
    after = changed(kept(ROWS, 0.5), [delta])
    assert not {f.file for f in compared(ROWS, after)} & {"users.csv"}


def test_a_person_who_left_and_one_who_came_are_told_apart(compared):
    left = [DropRow("users.csv", 4), DropRow("demographics.csv", 3), DropRow("enrollments.csv", 4)]
    came = [
        AddRow("users.csv", 3, {"sourcedId": "S3", "givenName": "Inés"}),
        AddRow("demographics.csv", 2, {"sourcedId": "S3", "birthDate": "2022-05-05"}),
        AddRow("enrollments.csv", 3, {"sourcedId": "E9", "userSourcedId": "S3"}),
    ]
    (finding,) = compared(tiny(), changed(tiny(), [*came, *left]))
    assert (finding.code, finding.affected) == ("DDE802", 1)


def renamed_child(new):
    return [
        Cell("users.csv", 4, "sourcedId", new),
        Cell("demographics.csv", 3, "sourcedId", new),
        Cell("enrollments.csv", 4, "userSourcedId", new),
    ]


def test_a_child_with_another_id_is_known_by_name_and_birth_date(compared):
    (finding,) = compared(tiny(), changed(tiny(), renamed_child("S2-2027")))
    assert (finding.code, finding.severity) == ("DDE803", "warning")
    assert (finding.file, finding.line, finding.column) == ("users.csv", 4, "sourcedId")


def test_a_child_with_another_id_and_birth_date_is_another_child(compared):
    changes = [*renamed_child("S2-2027"), Cell("demographics.csv", 3, "birthDate", "2022-05-05")]
    assert codes(compared(tiny(), changed(tiny(), changes))) == ["DDE802"]


def test_siblings_with_the_family_s_address_are_two_children(compared):
    before = changed(tiny(), [Cell("users.csv", 4, "email", "family@example.org")])
    after = changed(
        tiny(),
        [
            *renamed_child("S9"),
            Cell("users.csv", 4, "givenName", "Linh"),
            Cell("users.csv", 4, "email", "family@example.org"),
            Cell("demographics.csv", 3, "birthDate", "2023-01-05"),
        ],
    )
    assert codes(compared(before, after)) == ["DDE802"]


def test_all_ids_changed_are_one_finding(compared):
    after = {name: [dict(row) for row in table] for name, table in ROWS.items()}
    for row in after["users.csv"]:
        row["sourcedId"] = f"X{row['sourcedId']}"
    for row in after["demographics.csv"]:
        row["sourcedId"] = f"X{row['sourcedId']}"
    for row in after["enrollments.csv"]:
        row["userSourcedId"] = f"X{row['userSourcedId']}"
    (finding,) = compared(ROWS, after)
    assert (finding.code, finding.affected) == ("DDE803", len(ROWS["users.csv"]))
    assert "Most people have a different sourcedId" in finding.message


def test_classes_with_other_ids_are_known_by_code_and_school(compared):
    after = {name: [dict(row) for row in table] for name, table in ROWS.items()}
    for row in after["classes.csv"]:
        row["sourcedId"] = f"2027-{row['sourcedId']}"
    for row in after["enrollments.csv"]:
        row["classSourcedId"] = f"2027-{row['classSourcedId']}"
    (finding,) = compared(ROWS, after)
    assert (finding.code, finding.file, finding.affected) == (
        "DDE803",
        "classes.csv",
        len(ROWS["classes.csv"]),
    )


def test_a_class_without_a_code_is_known_by_its_title(compared):
    before = changed(tiny(), [Cell("classes.csv", 2, "classCode", "")])
    moved = [Cell("enrollments.csv", line, "classSourcedId", "C9") for line in (2, 3, 4)]
    after = changed(
        tiny(), [Cell("classes.csv", 2, "classCode", ""), Cell("classes.csv", 2, "sourcedId", "C9"), *moved]
    )
    assert codes(compared(before, after)) == ["DDE803"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([Cell("users.csv", 4, "givenName", "Inés")], []),
        ([Cell("demographics.csv", 3, "birthDate", "2022-05-05")], []),
        ([Cell("users.csv", 2, "familyName", "López-Garza")], []),
        (
            [
                Cell("users.csv", 4, "givenName", "TUẤN"),
                Cell("demographics.csv", 3, "birthDate", "2022-05-05"),
            ],
            [],
        ),
        (
            [
                Cell("users.csv", 4, "givenName", "Inés"),
                Cell("demographics.csv", 3, "birthDate", "2022-05-05"),
            ],
            ["DDE804"],
        ),
        (
            [
                Cell("users.csv", 2, "givenName", "Ben"),
                Cell("users.csv", 2, "familyName", "Ortiz"),
                Cell("users.csv", 2, "email", "ben@bluebonnet.example"),
            ],
            ["DDE804"],
        ),
    ],
)
def test_an_id_names_somebody_else_when_name_and_birth_date_both_differ(compared, changes, expected):
    assert codes(compared(tiny(), changed(tiny(), changes))) == expected


def test_new_students_in_a_homeroom_that_was_there_take_one_night(compared):
    child = [
        AddRow("users.csv", 3, {"sourcedId": "S3", "givenName": "Inés"}),
        AddRow("demographics.csv", 2, {"sourcedId": "S3", "birthDate": "2022-05-05"}),
        AddRow("enrollments.csv", 3, {"sourcedId": "E9", "userSourcedId": "S3"}),
    ]
    assert compared(tiny(), changed(tiny(), child)) == ()


def test_known_students_in_a_new_homeroom_take_one_night(compared):
    room = [
        AddRow("classes.csv", 2, {"sourcedId": "C2", "classCode": "PK-2", "title": "Homeroom PK-2"}),
        AddRow("enrollments.csv", 2, {"sourcedId": "E9", "classSourcedId": "C2"}),
        Cell("enrollments.csv", 4, "classSourcedId", "C2"),
    ]
    assert compared(tiny(), changed(tiny(), room)) == ()


def test_a_whole_new_school_takes_two_nights_and_is_one_information(compared):
    before = {**ROWS, "classes.csv": [], "users.csv": []}
    known = {row["schoolSourcedId"] for row in ROWS["classes.csv"]} - {ROWS["orgs.csv"][-1]["sourcedId"]}
    before["classes.csv"] = [row for row in ROWS["classes.csv"] if row["schoolSourcedId"] in known]
    new = {
        row["userSourcedId"]
        for row in ROWS["enrollments.csv"]
        if row["schoolSourcedId"] not in known and row["role"] == "student"
    }
    before["users.csv"] = [row for row in ROWS["users.csv"] if row["sourcedId"] not in new]
    (finding,) = compared(before, ROWS)
    assert (finding.code, finding.severity, finding.basis) == ("DDE805", "info", "published")
    assert finding.affected == len(new)


def test_an_internal_id_that_changed_has_the_basis_of_its_column(compared):
    after = changed(tiny(), [Cell("users.csv", 3, "identifier", "1")])
    told = settle(load_profile(), "internal-id", "users.csv.identifier", on=date(2026, 8, 1), source="a call")
    for profile, severity in (("cli-engage", "info"), (told, "warning")):
        (finding,) = compared(tiny(), after, profile=profile)
        assert (finding.code, finding.severity, finding.line) == ("DDE806", severity, 3)


def test_an_internal_id_that_was_blank_did_not_change(compared):
    blank = changed(tiny(), [Cell("users.csv", 3, "identifier", "")])
    assert compared(blank, tiny()) == ()
    assert compared(tiny(), blank) == ()


def test_all_internal_ids_changed_are_one_finding(compared):
    after = changed(tiny(), [Cell("users.csv", line, "identifier", f"9{line}") for line in (2, 3, 4)])
    (finding,) = compared(tiny(), after)
    assert (finding.code, finding.line, finding.affected) == ("DDE806", 2, 3)


RENAMED = [Cell("classes.csv", 2, "title", "Ms. Ortiz"), Cell("classes.csv", 2, "classCode", "PK-9")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (RENAMED[:1], []),
        (RENAMED, []),
        ([*RENAMED, Cell("classes.csv", 2, "grades", "KG")], ["DDE804"]),
        ([RENAMED[0], Cell("classes.csv", 2, "grades", "KG")], []),
        ([*RENAMED, Cell("classes.csv", 2, "grades", "")], []),
    ],
)
def test_a_class_may_be_renamed_but_its_id_is_not_used_for_another_one(compared, changes, expected):
    assert codes(compared(tiny(), changed(tiny(), changes))) == expected


def test_damaged_rows_are_no_rows_less(compared):
    whole = changed(ROWS, ())
    header, *rows = whole["demographics.csv"].split(b"\n")
    torn = b"\n".join(
        [header, *(row + b",x" if number % 5 == 0 and row else row for number, row in enumerate(rows))]
    )
    assert compared(whole, {**whole, "demographics.csv": torn}) == ()


def test_what_two_classes_share_tells_of_neither(compared):
    rooms = [
        AddRow("classes.csv", 2, {"sourcedId": "C2"}),
        *(Cell("classes.csv", n, "classCode", "") for n in (2, 3)),
    ]
    before = changed(tiny(), rooms)
    after = changed(
        tiny(), [*rooms, Cell("classes.csv", 2, "sourcedId", "X1"), Cell("classes.csv", 3, "sourcedId", "X2")]
    )
    assert codes(compared(before, after)) == ["DDE802"]


@pytest.mark.parametrize("header", [b"givenName", b"email"])
def test_an_earlier_set_that_lacks_a_column_is_compared_as_far_as_it_goes(check_files, set_of, header):
    before = changed(tiny(), ())
    before["users.csv"] = before["users.csv"].replace(header, b"zzz")
    after = changed(tiny(), [Cell("users.csv", 3, "identifier", "907215")])
    assert "DDE806" in check_files(after, before=set_of(before)).rules
