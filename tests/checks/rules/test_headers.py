"""What is wrong with a header is one finding each, and says in words what it is."""

from dataclasses import replace

import pytest

from checks.example.changes import AddColumn, Bytes, Cell, changed
from checks.example.tiny import tiny
from checks.input.layouts.editions import EDITIONS
from checks.profile.model import Basis, ColumnSpec, Type
from checks.rules.choices import load_profile

PROFILE = load_profile()
TINY = changed(tiny(), ())


def with_header(file, change):
    header, rows = TINY[file].split(b"\n", 1)
    return {**TINY, file: change(header) + b"\n" + rows}


def told(file, *columns):
    spec = PROFILE.file(file)
    changed_spec = replace(spec, columns=(*spec.columns, *columns))
    return replace(
        PROFILE, files=tuple(changed_spec if each.name == file else each for each in PROFILE.files)
    )


DAY_TYPE = ColumnSpec("metadata.dayType", Type.STRING, required=True, basis=Basis.TOLD)


@pytest.mark.parametrize(
    ("column", "written", "said"),
    [
        ("email", "Email", "differs only in upper and lower case"),
        ("email", " email ", "has a space before or after it"),
        ("email", "\u00a0email", "has a space before or after it"),
        ("email", "e\u200bmail", "has an invisible character (U+200B)"),
        ("email", "\ufeffemail", "has an invisible character (U+FEFF)"),
        ("email", "em\u00a0ail", "has an invisible character (U+00A0)"),
        ("email", "'email'", "has quotes in its name"),
        ("email", '"""email"""', "has quotes in its name"),
        ("givenName", "giv\u0435nName", "from another alphabet"),
        ("givenName", "give\u0148Name", "from another alphabet"),
        ("givenName", "givenNmae", "looks misspelled"),
        ("email", "e-mail", "looks misspelled"),
        ("email", "", "is blank"),
        ("email", "  ", "is blank"),
    ],
)
def test_a_misspelled_header_is_one_finding_that_says_how_it_differs(
    check_files, places, column, written, said
):
    old, new = f",{column},".encode(), f",{written},".encode()
    report = check_files(with_header("users.csv", lambda header: header.replace(old, new)))
    assert places(report) == [("DDE212", "users.csv", 1, column)]
    assert said in report.findings[0].message


def test_a_second_byte_order_mark_is_an_invisible_character(check_files, places):
    report = check_files(with_header("users.csv", lambda header: b"\xef\xbb\xbf" * 2 + header))
    assert places(report) == [("DDE212", "users.csv", 1, "sourcedId")]
    assert "invisible" in report.findings[0].message


def test_columns_without_a_name_are_one_finding(check_files, places):
    report = check_files({**TINY, "orgs.csv": TINY["orgs.csv"].replace(b"\n", b",,,\n")})
    assert places(report) == [("DDE215", "orgs.csv", 1, "(blank)")]
    assert "3 columns have no name; the first is column 8" in report.findings[0].message


@pytest.mark.parametrize("again", ["email", "Email", "e-mail"])
def test_a_column_that_stands_twice_in_whatever_spelling_is_one_finding(check_files, places, again):
    files = changed(tiny(), [AddColumn("users.csv", "again", ())])
    files["users.csv"] = files["users.csv"].replace(b",again\n", f",{again}\n".encode())
    assert places(check_files(files)) == [("DDE213", "users.csv", 1, "email")]


def moved(file, column, to):
    rows = tiny()[file]
    names = [name for name in rows[0] if name != column]
    names.insert(to, column)
    return {file: [{name: row[name] for name in names} for row in rows]}


@pytest.mark.parametrize(
    ("column", "to", "said"),
    [
        ("email", 0, "it comes right after identifier"),
        ("sourcedId", 9, "it comes first"),
        ("grades", 3, "it comes right after agentSourcedIds"),
    ],
)
def test_the_column_that_is_out_of_place_is_named(check_files, places, column, to, said):
    report = check_files(changed({**tiny(), **moved("users.csv", column, to)}, ()))
    assert places(report) == [("DDE214", "users.csv", 1, column)]
    assert said in report.findings[0].message


def test_a_whole_order_that_is_another_is_one_finding(check_files, places):
    rows = {**tiny(), "users.csv": [dict(reversed(row.items())) for row in tiny()["users.csv"]]}
    report = check_files(changed(rows, ()))
    assert places(report) == [("DDE214", "users.csv", 1, "password")]
    assert "16 more are out of place" in report.findings[0].message


def test_metadata_columns_between_others_are_out_of_place(check_files, places):
    changes = [
        Bytes("courses.csv", b"sourcedId,status", b"sourcedId,metadata.x,status"),
        Bytes("courses.csv", b"\nPK101,", b"\nPK101,a,"),
    ]
    report = check_files(changed(tiny(), changes))
    assert places(report) == [
        ("DDE214", "courses.csv", 1, "metadata.x"),
        ("DDE216", "courses.csv", 1, "metadata.x"),
    ]
    assert "metadata columns come last" in report.findings[0].message


@pytest.mark.parametrize(
    ("name", "value", "place"),
    [
        ("metadata.dayType", "AM", None),
        ("metadata.dayType", "", ("DDE302", "classes.csv", 2, "metadata.dayType")),
        ("metadata.DayType", "AM", ("DDE212", "classes.csv", 1, "metadata.dayType")),
        ("dayType", "AM", ("DDE212", "classes.csv", 1, "metadata.dayType")),
    ],
)
def test_a_metadata_column_that_cli_named_is_read_like_any_other(check_files, places, name, value, place):
    files = changed(tiny(), [AddColumn("classes.csv", name, (value,))])
    assert places(check_files(files, told("classes.csv", DAY_TYPE))) == ([place] if place else [])


@pytest.mark.parametrize(("required", "codes"), [(True, ["DDE211"]), (False, [])])
def test_a_named_metadata_column_may_be_missing_only_where_it_is_not_required(check_files, required, codes):
    report = check_files(TINY, told("classes.csv", replace(DAY_TYPE, required=required)))
    assert [(found.code, found.basis) for found in report.findings] == [(code, "told") for code in codes]


def test_a_metadata_column_that_cli_did_not_name_stays_an_information(check_files, places):
    files = changed(
        tiny(),
        [
            AddColumn("classes.csv", "metadata.dayType", ("AM",)),
            AddColumn("classes.csv", "metadata.room", ()),
        ],
    )
    report = check_files(files, told("classes.csv", DAY_TYPE))
    assert places(report) == [("DDE216", "classes.csv", 1, "metadata.room")]
    assert "CLI named metadata.dayType" in report.findings[0].message
    assert report.findings[0].severity == "info"


def in_edition(edition, file):
    """The tiny roster's file as that edition writes it; values follow their columns."""
    today = {"userId": "userIds", "agents": "agentSourcedIds", "grade": "grades", "birthdate": "birthDate"}
    today |= {"schoolYearId": "schoolYearSourcedId", "termSourcedId": "termSourcedIds"}
    if file == "demographics.csv":
        today["userSourcedId"] = "sourcedId"
    return {
        file: [
            {name: row.get(today.get(name, name), "") for name in edition.headers[file]}
            for row in tiny()[file]
        ]
    }


@pytest.mark.parametrize(
    ("edition", "file"),
    [(each, file) for each in EDITIONS for file in each.headers if file != "academicSessions.csv"],
    ids=lambda each: getattr(each, "name", each),
)
def test_a_file_in_the_layout_of_another_edition_is_one_finding(check_files, places, edition, file):
    report = check_files(changed({**tiny(), **in_edition(edition, file)}, ()), select=("DDE1", "DDE2"))
    assert places(report) == [("DDE217", file, 1, None)]
    assert f"OneRoster {edition.name}" in report.findings[0].message


def test_a_set_in_another_edition_is_one_finding_with_what_only_the_set_explains(check_files, places):
    first = {
        name: rows for file in EDITIONS[0].headers for name, rows in in_edition(EDITIONS[0], file).items()
    }
    report = check_files(changed({**tiny(), **first}, ()), select=("DDE2",))
    assert places(report) == [("DDE217", "academicSessions.csv", 1, None)]
    assert f"{len(first)} files have the columns of OneRoster 1.0" in report.findings[0].message


def test_one_file_of_another_edition_explains_nothing_in_the_others(check_files, places):
    files = changed({**tiny(), **in_edition(EDITIONS[0], "users.csv")}, ())
    files["academicSessions.csv"] = files["academicSessions.csv"].replace(b"schoolYear\n", b"\n")
    assert ("DDE217", "users.csv", 1, None) in places(check_files(files, select=("DDE2",)))
    assert len(places(check_files(files, select=("DDE2",)))) > 1


def test_the_1_2_layout_of_users_says_where_role_is(check_files):
    report = check_files(changed({**tiny(), **in_edition(EDITIONS[1], "users.csv")}, ()))
    assert "has role and orgSourcedIds in users.csv, not in roles.csv" in report.findings[0].hint


def test_values_under_old_names_are_checked(check_files, places):
    rows = in_edition(EDITIONS[0], "demographics.csv")
    rows["demographics.csv"][0]["birthdate"] = "3/14/2022"
    found = places(check_files(changed({**tiny(), **rows}, ())))
    assert found[0] == ("DDE217", "demographics.csv", 1, None)
    assert [place[1:] for place in found[1:]] == [("demographics.csv", 2, "birthDate")]


def test_what_another_edition_does_not_explain_is_told_beside_it(check_files, places):
    rows = in_edition(EDITIONS[0], "users.csv")
    for row in rows["users.csv"]:
        del row["email"]
        row["bus"] = "7"
    found = places(check_files(changed({**tiny(), **rows}, ()), select=("DDE2",)))
    assert found == [
        ("DDE211", "users.csv", 1, "email"),
        ("DDE215", "users.csv", 1, "column 14"),
        ("DDE217", "users.csv", 1, None),
    ]


def test_a_password_that_is_a_column_name_makes_no_header_of_a_row(check_files, places):
    rows = TINY["users.csv"].split(b"\n")
    report = check_files({**TINY, "users.csv": rows[2][:-1] + b",password\n" + rows[3] + b"\n"})
    assert places(report)[0] == ("DDE211", "users.csv", 1, None)
    assert not any("Zo" in found.message + (found.column or "") for found in report.findings)


def test_no_rule_of_headers_is_broken_by_a_wrong_value(check_files):
    report = check_files(changed(tiny(), [Cell("users.csv", 2, "email", "Email")]), select=("DDE2",))
    assert report.findings == ()


@pytest.mark.parametrize("file", [spec.name for spec in PROFILE.tables])
@pytest.mark.parametrize("end", [b"\n", b"\n,", b"\nSiobh\xc3\xa1n"])
def test_a_row_glued_to_the_header_is_never_quoted(check_files, file, end):
    header, rows = TINY[file].split(b"\n", 1)
    first, others = rows.split(b"\n", 1)
    glued = header + end.replace(b"\n", b"") + first + b"\n" + others
    report = check_files({**TINY, file: glued})
    found = [finding for finding in report.findings if finding.file == file and finding.line == 1]
    cells = {cell for cell in first.decode().split(",") if len(cell) > 2} - {"true", "false", "schoolYear"}
    for finding in found:
        words = f"{finding.message} {finding.hint} {finding.column}"
        assert not {cell for cell in cells if cell in words}, finding
        assert "Siobh" not in words
    assert any(finding.value for finding in found), "they are shown where values are"


@pytest.mark.parametrize("last", ["jsmith", "056743", "Ng", "siobhan@isd.org"])
def test_an_id_glued_to_a_name_is_not_quoted_even_alone(check_files, last):
    report = check_files(with_header("users.csv", lambda header: header + last.encode()))
    assert all(last not in f"{each.message} {each.hint} {each.column}" for each in report.findings)
    report = check_files(
        with_header("courses.csv", lambda header: header + b",metadata.day" + last.encode() + b",1,x")
    )
    assert all(last not in f"{each.message} {each.hint} {each.column}" for each in report.findings)


def test_a_misspelling_beside_a_strange_column_goes_by_its_number(check_files):
    report = check_files(
        with_header("users.csv", lambda header: header.replace(b",givenName", b",givenNmae") + b",campus")
    )
    misspelled, unknown = (finding for finding in report.findings if finding.line == 1)
    assert misspelled.message == "The header of column 9 looks misspelled; the standard name is givenName."
    assert (misspelled.column, misspelled.value) == ("givenName", "givenNmae")
    assert unknown.message == "Column 19 is not in the standard for users.csv."
    assert (unknown.column, unknown.value) == ("column 19", "campus")


@pytest.mark.parametrize("written", ["givenname", "Given Name", "given_name", "First Name", "GIVENNAME"])
def test_an_ordinary_spelling_is_quoted_whatever_stands_beside_it(check_files, written):
    report = check_files(
        with_header("users.csv", lambda header: header.replace(b"givenName", written.encode()) + b",campus")
    )
    (found,) = (finding for finding in report.findings if finding.code == "DDE212")
    assert repr(written) in found.message
    assert found.value is None


def test_a_column_that_another_file_or_version_has_is_named(check_files, places):
    report = check_files(changed(tiny(), [AddColumn("courses.csv", "School ID", ())]))
    assert places(report) == [("DDE215", "courses.csv", 1, "School ID")]
    assert report.findings[0].message == "The column School ID is not in the standard for courses.csv."
