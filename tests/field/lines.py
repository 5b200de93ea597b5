"""Lines that are no rows, lines above the header, rows of another width."""

from field.case import Case

CASES = (
    Case(
        folder="powershell-type-line",
        story="PowerShell wrote #TYPE above the header.",
        found=("error DDE218 users.csv:1",),
        says=("line 2",),
        never=("has a comma", "Turn on column names"),
    ),
    Case(
        folder="sep-line",
        story="sep=, stands above the header, for a spreadsheet.",
        found=("error DDE218 users.csv:1",),
        says=("line 2",),
        never=("has a comma", "Turn on column names"),
    ),
    Case(
        folder="report-title-above-header",
        story="A report's title stands in three lines above the header.",
        found=("error DDE218 users.csv:1 x3",),
        says=("line 4",),
        never=("has a comma", "Turn on column names"),
    ),
    Case(
        folder="header-again-in-the-middle",
        story="Files of two schools were put together, with both headers.",
        found=("error DDE210 users.csv:9",),
        says=("The column names stand in this line again",),
    ),
    Case(
        folder="header-again-with-bom",
        story="The same, with a byte order mark before the second header.",
        found=("error DDE210 users.csv:9",),
        whole=True,
        says=("The column names stand in this line again",),
    ),
    Case(
        folder="total-line",
        story="A report's total stands below the rows.",
        found=("error DDE210 users.csv:14",),
        never=("has a comma",),
    ),
    Case(
        folder="rows-affected-line",
        story="A database wrote the number of rows below them.",
        found=("error DDE210 enrollments.csv:15", "warning DDE206 enrollments.csv:14"),
        never=("has a comma",),
    ),
    Case(
        folder="page-footer",
        story="A paged report wrote Page 1 of 2 between the rows.",
        found=("error DDE203 users.csv:7",),
        says=("a page number",),
        never=("the end is missing",),
    ),
    Case(
        folder="excel-blank-columns-and-rows",
        story="A spreadsheet kept columns and rows that are blank.",
        found=("warning DDE215 users.csv:1 (blank)", "warning DDE206 users.csv:14 x4"),
        never=("required but blank",),
    ),
    Case(
        folder="ctrl-z-at-the-end",
        story="copy /b left an end-of-file sign in the last line.",
        found=("warning DDE210 users.csv:14",),
        never=("has a comma",),
    ),
    Case(
        folder="trailing-extra-commas",
        story="Some rows have one comma too many at the end.",
        found=("error DDE203 users.csv:2-4",),
        says=("19 fields", "the extra ones at the end are blank"),
        never=("Put quotes",),
    ),
    Case(
        folder="trailing-blanks-dropped",
        story="A spreadsheet cut the blank ends of rows.",
        found=("error DDE203 demographics.csv:5-10",),
        says=("12", "the end is missing", "`dde fix` adds none"),
        never=("Put quotes",),
    ),
    Case(
        folder="quoted-with-space-before",
        story="A space stands before a quote.",
        found=("error DDE204 users.csv:6",),
        says=("A space stands between a comma and a quote",),
        never=('Write "" for',),
    ),
)
