"""The findings as a table: one row each, readable by Excel, and never a formula."""

import csv
import io

import pytest

from checks.reports.csv import BOM, COLUMNS, as_csv, safe


def rows(report, *, show_values=False):
    text = as_csv(report, tool_version="1", show_values=show_values)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline="")))


def test_it_begins_with_the_mark_that_excel_looks_for_and_ends_lines_as_the_standard_says(district_report):
    text = as_csv(district_report, tool_version="1", show_values=False)
    assert text.startswith(
        "\ufeffcode,severity,review,basis,file,line,column,affected,waived,message,hint,value\r\n"
    )
    assert text.endswith("\r\n")
    assert text.count("\n") == text.count("\r\n") == len(district_report.findings) + 1


def test_every_finding_is_one_row(district_report):
    told = rows(district_report)
    assert [row["code"] for row in told] == [found.code for found in district_report.findings]
    for row, found in zip(told, district_report.findings, strict=True):
        assert tuple(row) == COLUMNS
        assert row["line"] == ("" if found.line is None else str(found.line))
        assert (row["file"], row["column"], row["message"]) == (found.file, found.column or "", found.message)
        assert row["value"] == ""


def test_a_waived_finding_says_why(waived_report):
    told = {row["code"]: row["waived"] for row in rows(waived_report)}
    assert told["DDE301"] == "The SIS vendor mends it, ticket 7 (until 2026-09-30)"
    assert told["DDE308"] == ""


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff201",
        "=",
    ],
)
def test_what_begins_like_a_formula_becomes_text(text):
    assert safe(text).lstrip(" ").startswith("'")
    assert safe(text).replace("'", "") == text


def test_a_cell_that_another_country_would_split_holds_no_formula_either():
    assert safe("a;=1+1") == "a;'=1+1"


@pytest.mark.parametrize("text", ["", "plain", "a=b", "1-2", "e-mail", "users.csv", "'=1"])
def test_other_text_stays_as_it_is(text):
    assert safe(text) == text


def test_no_cell_of_a_hostile_file_set_is_a_formula(check_files):
    from checks.example.changes import Cell, changed
    from checks.example.tiny import tiny

    evil = '=HYPERLINK("http://x";"y")'
    files = changed(tiny(), [Cell("users.csv", 3, "role", evil), Cell("users.csv", 3, "email", f"@{evil}")])
    files["=cmd.csv"] = b"x"
    files["users.csv"] = files["users.csv"].replace(b",email,", b",=email,")
    told = rows(check_files(files), show_values=True)
    assert any(evil in row["value"] for row in told)
    assert any("=cmd.csv" in row["value"] for row in told)
    for row in told:
        for cell in row.values():
            assert not cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r", "\n")), row
