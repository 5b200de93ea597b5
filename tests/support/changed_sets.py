"""Sets of the sample district as nights change them: people who left, a cut export, other IDs."""

from datetime import date

from checks.engine.options import CheckOptions, Observer
from checks.engine.run import check
from checks.example.changes import as_files
from checks.rules.choices import load_profile
from dde_tui.nightly.hashing import Hasher
from dde_tui.nightly.roster import COLUMNS, snapshot_of
from support.file_sets import in_memory

DAY = date(2026, 11, 30)
KEY = Hasher(b"a key of the tests, 32 bytes long")
OWNER = {
    "users.csv": "sourcedId",
    "demographics.csv": "sourcedId",
    "enrollments.csv": "userSourcedId",
}


def students(rows):
    """The IDs of the students in the order of users.csv."""
    return [row["sourcedId"] for row in rows["users.csv"] if row["role"] == "student"]


def without(rows, people):
    """The rows without these people, their demographics and enrollments."""
    people = set(people)
    return {
        file: [dict(row) for row in table if row.get(OWNER.get(file, "")) not in people]
        for file, table in rows.items()
    }


def with_cells(rows, file, change):
    """The rows with each row of a file changed by a function that returns the new values of some columns."""
    return {
        name: [{**row, **(change(row) if name == file else {})} for row in table]
        for name, table in rows.items()
    }


def without_columns(rows, file, *columns):
    """The rows of a file without some columns, as where the header was renamed."""
    return {
        name: [
            {key: cell for key, cell in row.items() if name != file or key not in columns} for row in table
        ]
        for name, table in rows.items()
    }


def with_ids(rows, rename):
    """The rows with another ID for every student."""
    kids = {*students(rows)}

    def renamed(row, column):
        return {**row, column: rename(row[column])} if row.get(column) in kids else dict(row)

    return {file: [renamed(row, OWNER.get(file, "")) for row in table] for file, table in rows.items()}


def without_school(rows, school):
    """The rows without a school: its row, classes, and the people who are only there."""
    people = [row["sourcedId"] for row in rows["users.csv"] if row["orgSourcedIds"] == school]
    rest = without(rows, people)
    return {
        file: [
            row
            for row in table
            if school not in (row.get("schoolSourcedId"), row["sourcedId"] if file == "orgs.csv" else None)
        ]
        if file != "users.csv"
        else [
            {
                **row,
                "orgSourcedIds": ",".join(each for each in row["orgSourcedIds"].split(",") if each != school),
            }
            for row in table
        ]
        for file, table in rest.items()
    }


def checked(files, today=DAY):
    """The report and the snapshot of a set, by rows or by bytes."""
    if not isinstance(files["users.csv"], bytes):
        files = as_files(files)
    read = []
    options = CheckOptions(observer=Observer(COLUMNS, read.append))
    report = check(in_memory(files), load_profile("cli-engage"), today=today, options=options)
    return report, snapshot_of(read[0], {file.file: file.rows for file in report.files}, KEY)


def snapshot(files, today=DAY):
    """The snapshot of a set."""
    return checked(files, today)[1]
